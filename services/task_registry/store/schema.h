#pragma once

#include <string>

#include "common/resource/checks.h"
#include "common/resource/duties.h"
#include "common/resource/lifecycle.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "common/resource/schema.h"
#include "common/resource/steps.h"
#include "common/storage/store.h"
#include "zgc/tasks/v1/activities.pb.h"
#include "zgc/tasks/v1/change_requests.pb.h"
#include "zgc/tasks/v1/duties.pb.h"
#include "zgc/tasks/v1/instructions.pb.h"
#include "zgc/tasks/v1/milestones.pb.h"
#include "zgc/tasks/v1/organisations.pb.h"
#include "zgc/tasks/v1/plans.pb.h"
#include "zgc/tasks/v1/policy_documents.pb.h"
#include "zgc/tasks/v1/progress_reports.pb.h"
#include "zgc/tasks/v1/targets.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

// What task_registry keeps. Ids of columns are permanent.
namespace zgc::tasks {

// The words of every schema and of the rules over it.
using resource::ApplyUpdate;
using resource::Checks;
using resource::CheckStepDay;
using resource::DayOr;
using resource::Evidence;
using resource::GetForUpdate;
using resource::GetRow;
using resource::IllegalTransition;
using resource::Insert;
using resource::LastStepBy;
using resource::Lifecycle;
using resource::Lookup;
using resource::NameOf;
using resource::RequireAnother;
using resource::Rows;
using resource::Save;
using resource::StepDetails;
using resource::Steps;
using resource::Takes;
using resource::Texts;

inline constexpr Rows<v1::Organisation> kOrganisations{
    {.id = 10, .name = "organisations", .in_feed = true}};
inline constexpr Rows<v1::PolicyDocument> kPolicyDocuments{
    {.id = 11, .name = "policyDocuments", .in_feed = true}};
inline constexpr Rows<v1::Activity> kActivities{{.id = 12, .name = "activities", .in_feed = true}};
inline constexpr Rows<v1::Plan> kPlans{{.id = 13, .name = "plans", .in_feed = true}};
inline constexpr Rows<v1::Task> kTasks{{.id = 14, .name = "tasks", .in_feed = true}};
inline constexpr Rows<v1::Milestone> kMilestones{{.id = 15, .name = "milestones", .in_feed = true}};
inline constexpr Rows<v1::ChangeRequest> kChangeRequests{
    {.id = 16, .name = "changeRequests", .in_feed = true}};
inline constexpr Rows<v1::ProgressReport> kProgressReports{
    {.id = 17, .name = "progressReports", .in_feed = true}};
inline constexpr Rows<v1::Duty> kDuties{{.id = 18, .name = "duties", .in_feed = true}};
inline constexpr Rows<v1::PlanKind> kPlanKinds{{.id = 19, .name = "planKinds", .in_feed = true}};
inline constexpr Rows<v1::Instruction> kInstructions{
    {.id = 20, .name = "instructions", .in_feed = true}};

struct DocNumber {
  std::string doc_number;
  void Encode(storage::KeyWriter& out) const { out.String(doc_number); }
  bool Decode(storage::KeyReader& in) { return in.String(&doc_number); }
};
inline constexpr Lookup<DocNumber> kPolicyDocumentsByNumber{
    {.id = 30, .name = "policy_documents_by_number", .history = true}};
struct TaskNumber {
  std::string plan;
  std::string number;
  void Encode(storage::KeyWriter& out) const { out.String(plan).String(number); }
  bool Decode(storage::KeyReader& in) { return in.String(&plan) && in.String(&number); }
};
inline constexpr Lookup<TaskNumber> kTasksByNumber{
    {.id = 31, .name = "tasks_by_number", .history = true}};
inline constexpr Lookup<NameOf<v1::Task>> kTasksByParent{
    {.id = 32, .name = "tasks_by_parent", .history = true}};
inline constexpr Lookup<NameOf<v1::Task>> kMilestonesByTask{
    {.id = 33, .name = "milestones_by_task", .history = true}};
inline constexpr Lookup<NameOf<v1::Task>> kDutiesByTask{
    {.id = 35, .name = "duties_by_task", .history = true}};
// Those of the plan, and those of others that answer to it as well.
inline constexpr Lookup<NameOf<v1::Plan>> kTasksByPlan{
    {.id = 36, .name = "tasks_by_plan", .history = true}};
// What a progress report speaks of: a task or a duty, in a period.
struct SubjectPeriod {
  std::string subject;
  std::string start_date;
  std::string end_date;
  static SubjectPeriod Of(const v1::ProgressReport& report) {
    const std::string& subject = report.duty().empty() ? report.task() : report.duty();
    return {subject, report.period().start_date(), report.period().end_date()};
  }
  void Encode(storage::KeyWriter& out) const {
    out.String(subject).String(start_date).String(end_date);
  }
  bool Decode(storage::KeyReader& in) {
    return in.String(&subject) && in.String(&start_date) && in.String(&end_date);
  }
};
inline constexpr Lookup<SubjectPeriod> kProgressReportsOf{
    {.id = 37, .name = "progress_reports_of", .history = true}};

// What is followed of other services for the targets of approved tasks.
inline constexpr Rows<v1::FollowedFigure> kFollowedFigures{
    {.id = 21, .name = "followed_figures", .history = true}};
// How far each service has been read, by "sources/{service}".
inline constexpr Rows<v1::FigureSource> kFigureSources{
    {.id = 22, .name = "figure_sources", .history = true}};
// The indicators of other services that approved tasks have targets of, until they end, and of
// those of which they have parts as targets the figures of these parts.
struct IndicatorOfTask {
  std::string service;
  // "indicators/{id}" or "figures/{id}".
  std::string indicator;
  std::string task;
  void Encode(storage::KeyWriter& out) const { out.String(service).String(indicator).String(task); }
  bool Decode(storage::KeyReader& in) {
    return in.String(&service) && in.String(&indicator) && in.String(&task);
  }
};
inline constexpr storage::Index<IndicatorOfTask> kWantedIndicators{
    {.id = 38, .name = "wanted_indicators", .history = true}};
// The same without the tasks: what is asked of a service, each name once.
struct WantedName {
  std::string service;
  std::string name;
  void Encode(storage::KeyWriter& out) const { out.String(service).String(name); }
  bool Decode(storage::KeyReader& in) { return in.String(&service) && in.String(&name); }
};
inline constexpr storage::Index<WantedName> kWantedNames{
    {.id = 40, .name = "wanted_names", .history = true}};
// By the full name of the indicator.
inline constexpr Lookup<NameOf<figures::v1::Indicator>> kFollowedFiguresOf{
    {.id = 39, .name = "followed_figures_of", .history = true}};

// With the columns of the figure book and of corrections.
storage::Schema TaskRegistrySchema();

}  // namespace zgc::tasks
