#include "services/task_registry/domain/progress/progress_compilations.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/time/time.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/progress/progress_holders.h"
#include "services/task_registry/domain/progress/progress_periods.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/task_service.pb.h"

namespace zgc::tasks {
namespace {

// Empty before the first such step.
std::string FirstDayIn(const resource::Steps& steps, const std::string& state) {
  for (const common::v1::Step& step : steps) {
    if (step.to_state() != state) continue;
    return DayOfStep(step);
  }
  return "";
}

bool IsHandedIn(const v1::ProgressReport& report) {
  return report.state() == v1::PROGRESS_REPORT_STATE_SUBMITTED ||
         report.state() == v1::PROGRESS_REPORT_STATE_CONFIRMED;
}

// Which tasks and what of them.
struct Wanted {
  common::v1::Period period;
  // Of all, if it is empty.
  std::string organisation;
  // Only what was due before this day; any, if it is empty.
  std::string due_before;
  bool with_reports = false;
};

// A task or a duty.
struct Subject {
  std::string name;
  std::string duty;
  // Who held it at the end of the period.
  std::string organisation;
  // Whether it is in a state in which it owes reports, and since which day.
  bool binds = false;
  std::string bound_since;
};

// Makes the lines of a period. Not thread-safe.
class ProgressReader {
 public:
  ProgressReader(const storage::Reader& reader, Wanted wanted)
      : reader_(reader), wanted_(std::move(wanted)) {}

  absl::StatusOr<v1::TaskProgress> Of(const v1::Task& task) {
    v1::TaskProgress line;
    line.set_task(task.name());
    line.set_plan(task.plan());
    line.set_number(task.number());
    line.set_title(task.title());
    line.set_lead_department(task.lead_department());
    ZGC_ASSIGN_OR_RETURN(const v1::Plan* plan, PlanOf(task));
    const bool active = task.state() == v1::TASK_STATE_ACTIVE;
    const std::string& last = wanted_.period.end_date();
    ZGC_ASSIGN_OR_RETURN(const std::string lead, LeadOn(reader_, task, last));
    ZGC_RETURN_IF_ERROR(
        Add(*plan, {task.name(), "", lead, active, FirstDayIn(task.steps(), "TASK_STATE_ACTIVE")},
            line));
    absl::Status status;
    ZGC_RETURN_IF_ERROR(ForEachDuty(reader_, task.name(), [&](const v1::Duty& duty) {
      const bool open =
          duty.state() == v1::DUTY_STATE_OPEN || duty.state() == v1::DUTY_STATE_REPORTED;
      if (!status.ok()) return;
      const auto holder = HolderOn(reader_, duty, last);
      status = holder.status();
      if (!status.ok()) return;
      status = Add(*plan,
                   {duty.name(), duty.name(), *holder, active && open,
                    FirstDayIn(duty.steps(), "DUTY_STATE_OPEN")},
                   line);
    }));
    ZGC_RETURN_IF_ERROR(status);
    return line;
  }

 private:
  absl::StatusOr<const v1::Plan*> PlanOf(const v1::Task& task) {
    const auto known = plans_.find(task.plan());
    if (known != plans_.end()) return &known->second;
    ZGC_ASSIGN_OR_RETURN(v1::Plan plan, GetRow(reader_, kPlans, task.plan()));
    return &plans_.emplace(task.plan(), std::move(plan)).first->second;
  }

  bool IsWanted(const std::string& organisation) const {
    return wanted_.organisation.empty() || wanted_.organisation == organisation;
  }

  bool Owes(const v1::Plan& plan, const Subject& subject) const {
    const bool in_force =
        plan.state() == v1::PLAN_STATE_APPROVED || plan.state() == v1::PLAN_STATE_AMENDING;
    const std::string& last = wanted_.period.end_date();
    return in_force && subject.binds && plan.progress_cycle() == CycleOf(wanted_.period) &&
           plan.from_date() <= last && subject.bound_since <= last;
  }

  absl::Status Add(const v1::Plan& plan, const Subject& subject, v1::TaskProgress& line) const {
    std::string name;
    ZGC_RETURN_IF_ERROR(kProgressReportsOf.ForEach(
        reader_, {subject.name, wanted_.period.start_date(), wanted_.period.end_date()},
        [&](const std::string& found) {
          name = found;
          return false;
        }));
    ZGC_ASSIGN_OR_RETURN(auto report, kProgressReports.Get(reader_, {name}));
    if (report.has_value() && IsHandedIn(*report)) {
      if (wanted_.with_reports && IsWanted(report->organisation()))
        *line.add_progress_reports() = *std::move(report);
      return absl::OkStatus();
    }
    if (!IsWanted(subject.organisation) || !Owes(plan, subject)) return absl::OkStatus();
    ZGC_ASSIGN_OR_RETURN(const std::string due, DueDate(plan, wanted_.period));
    if (!wanted_.due_before.empty() && due >= wanted_.due_before) return absl::OkStatus();
    v1::ProgressGap& gap = *line.add_gaps();
    gap.set_duty(subject.duty);
    gap.set_organisation(subject.organisation);
    gap.set_due_date(due);
    gap.set_progress_report(name);
    return absl::OkStatus();
  }

  const storage::Reader& reader_;
  const Wanted wanted_;
  std::map<std::string, v1::Plan> plans_;
};

// Leaves out reports, the last first, until the line has no more than that; names them.
void Shorten(size_t bytes, v1::TaskProgress& line) {
  auto& reports = *line.mutable_progress_reports();
  while (line.ByteSizeLong() > bytes && !reports.empty()) {
    line.add_omitted_progress_reports(reports.rbegin()->name());
    reports.RemoveLast();
  }
  auto& omitted = *line.mutable_omitted_progress_reports();
  std::reverse(omitted.begin(), omitted.end());
}

// Adds the lines of a page that have something to say. A page with more bytes than it may have
// is made again of fewer tasks.
template <typename Response>
absl::StatusOr<std::string> AddLines(const storage::Reader& reader, const std::string& plan,
                                     const std::string& filter, const Wanted& wanted,
                                     storage::Page page, Response& response) {
  ProgressReader lines(reader, wanted);
  v1::ListTasksRequest request;
  request.set_plan(plan);
  request.set_order_by("plan, number");
  absl::Status failed;
  const auto speaks = [&](const google::protobuf::Message& row) {
    const auto line = lines.Of(static_cast<const v1::Task&>(row));
    if (!line.ok()) failed = line.status();
    return line.ok() && (line->progress_reports_size() > 0 || line->gaps_size() > 0);
  };
  while (true) {
    v1::ListTasksResponse tasks;
    ZGC_ASSIGN_OR_RETURN(std::string next, query::List(reader, kTasks.column(), request, page,
                                                       tasks, {filter, speaks}));
    ZGC_RETURN_IF_ERROR(failed);
    response.clear_tasks();
    for (const v1::Task& task : tasks.tasks()) {
      ZGC_ASSIGN_OR_RETURN(*response.add_tasks(), lines.Of(task));
    }
    if (response.ByteSizeLong() <= page.bytes || tasks.tasks_size() <= 1) {
      if (response.tasks_size() == 1) Shorten(page.bytes, *response.mutable_tasks(0));
      if (tasks.has_total_size()) response.set_total_size(tasks.total_size());
      return next;
    }
    page.size = tasks.tasks_size() / 2;
  }
}

}  // namespace

absl::StatusOr<std::string> ListMissingProgressReports(
    const storage::Reader& reader, const v1::ListMissingProgressReportsRequest& request,
    const storage::Page& page, v1::ListMissingProgressReportsResponse& response) {
  Checks checks(reader, request);
  CheckCycle(v1::PROGRESS_CYCLE_UNSPECIFIED, request.period(), "period", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  std::string day = request.as_of_date();
  if (day.empty()) {
    ZGC_ASSIGN_OR_RETURN(const absl::Time time, reader.CommitTime());
    day = base::FormatDate(base::DayOf(time));
  }
  return AddLines(
      reader, request.plan(), "state = TASK_STATE_ACTIVE",
      {.period = request.period(), .organisation = request.organisation(), .due_before = day}, page,
      response);
}

absl::StatusOr<std::string> CompileProgress(const storage::Reader& reader,
                                            const v1::CompileProgressRequest& request,
                                            const storage::Page& page,
                                            v1::CompileProgressResponse& response) {
  Checks checks(reader, request);
  CheckCycle(v1::PROGRESS_CYCLE_UNSPECIFIED, request.period(), "period", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return AddLines(
      reader, request.plan(), "",
      {.period = request.period(), .organisation = request.organisation(), .with_reports = true},
      page, response);
}

}  // namespace zgc::tasks
