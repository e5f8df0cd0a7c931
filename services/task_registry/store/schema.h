#pragma once

#include "common/resource/schema.h"
#include "common/storage/store.h"
#include "zgc/tasks/v1/activities.pb.h"
#include "zgc/tasks/v1/change_requests.pb.h"
#include "zgc/tasks/v1/milestones.pb.h"
#include "zgc/tasks/v1/organisations.pb.h"
#include "zgc/tasks/v1/plans.pb.h"
#include "zgc/tasks/v1/policy_documents.pb.h"
#include "zgc/tasks/v1/progress_reports.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

// What task_registry keeps. Ids of columns are permanent.
namespace zgc::tasks {

using namespace resource;  // NOLINT: the vocabulary of every schema

inline constexpr Rows<v1::Organisation> kOrganisations{
    {10, "organisations", true, "zgc.tasks.v1.Organisation"}};
inline constexpr Rows<v1::PolicyDocument> kPolicyDocuments{
    {11, "policyDocuments", true, "zgc.tasks.v1.PolicyDocument"}};
inline constexpr Rows<v1::Activity> kActivities{{12, "activities", true, "zgc.tasks.v1.Activity"}};
inline constexpr Rows<v1::Plan> kPlans{{13, "plans", true, "zgc.tasks.v1.Plan"}};
inline constexpr Rows<v1::Task> kTasks{{14, "tasks", true, "zgc.tasks.v1.Task"}};
inline constexpr Rows<v1::Milestone> kMilestones{
    {15, "milestones", true, "zgc.tasks.v1.Milestone"}};
inline constexpr Rows<v1::ChangeRequest> kChangeRequests{
    {16, "changeRequests", true, "zgc.tasks.v1.ChangeRequest"}};
inline constexpr Rows<v1::ProgressReport> kProgressReports{
    {17, "progressReports", true, "zgc.tasks.v1.ProgressReport"}};

inline constexpr Lookup kPolicyDocumentsByNumber{{30, "policy_documents_by_number", true}};
// By plan and number; see TaskNumberKey.
inline constexpr Lookup kTasksByNumber{{31, "tasks_by_number", true}};
inline constexpr Lookup kTasksByParent{{32, "tasks_by_parent", true}};
inline constexpr Lookup kMilestonesByTask{{33, "milestones_by_task", true}};
inline constexpr Lookup kProgressReportsByCorrected{{34, "progress_reports_by_corrected", true}};

// What kTasksByNumber finds a task by. Names of plans hold no '#'.
inline std::string TaskNumberKey(const v1::Task& task) { return task.plan() + "#" + task.number(); }

// With the columns of the figure book.
storage::Schema TaskRegistrySchema();

}  // namespace zgc::tasks
