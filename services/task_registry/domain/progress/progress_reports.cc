#include "services/task_registry/domain/progress/progress_reports.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/contract/rules.h"
#include "common/query/list.h"
#include "common/resource/duties.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/progress/progress_holders.h"
#include "services/task_registry/domain/progress/progress_periods.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/progress_reports.pb.h"
#include "zgc/tasks/v1/progress_service.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::tasks {
namespace {

using Obstacles = std::vector<std::string>;

// Each is computed in the commit of the submission.
constexpr int kMostFigures = 50;

bool WasApproved(v1::TaskState state) {
  return state == v1::TASK_STATE_ACTIVE || state == v1::TASK_STATE_COMPLETION_SUBMITTED ||
         state == v1::TASK_STATE_COMPLETED || state == v1::TASK_STATE_SUSPENDED;
}

absl::StatusOr<Obstacles> WhatBindsNobody(const storage::Reader& reader,
                                          const v1::ProgressReport& report) {
  Obstacles found;
  ZGC_ASSIGN_OR_RETURN(const v1::Task task, GetRow(reader, kTasks, report.task()));
  if (!WasApproved(task.state())) {
    found.push_back(
        absl::StrCat("its task ", task.name(), " is ", v1::TaskState_Name(task.state())));
  }
  if (report.duty().empty()) return found;
  ZGC_ASSIGN_OR_RETURN(const v1::Duty duty, GetRow(reader, kDuties, report.duty()));
  if (duty.state() == v1::DUTY_STATE_DRAFT || duty.state() == v1::DUTY_STATE_DROPPED) {
    found.push_back(
        absl::StrCat("its duty ", duty.name(), " is ", v1::DutyState_Name(duty.state())));
  }
  return found;
}

// "//service/figures/id".
bool IsFigureName(absl::string_view name) {
  if (!absl::ConsumePrefix(&name, "//")) return false;
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  return parts.size() == 3 && !parts[0].empty() && parts[1] == "figures" && !parts[2].empty();
}

void CheckFigures(const v1::ProgressReport& report, Checks& checks) {
  checks.Expect(report.figures_size() <= kMostFigures, "progress_report.figures",
                absl::StrCat("are at most ", kMostFigures));
  std::set<std::string> seen;
  for (int i = 0; i < report.figures_size(); ++i) {
    const std::string& figure = report.figures(i).figure();
    const std::string field = absl::StrCat("progress_report.figures[", i, "].figure");
    if (figure.empty()) continue;
    checks.Expect(IsFigureName(figure), field, "is no full name such as //task_registry/figures/…");
    checks.Expect(seen.insert(figure).second, field, "is referred to already");
  }
}

// Who reports follows from the task or the duty, as they were held in the period.
absl::Status CheckSubject(const storage::Reader& reader, const v1::ProgressReport* before,
                          const v1::Task& task, v1::ProgressReport& report, Checks& checks) {
  const std::string& last = report.period().end_date();
  ZGC_ASSIGN_OR_RETURN(std::string holder, LeadOn(reader, task, last));
  ZGC_ASSIGN_OR_RETURN(const auto duty, kDuties.Get(reader, {report.duty()}));
  if (duty.has_value()) {
    checks.Expect(duty->task() == task.name(), "progress_report.duty",
                  absl::StrCat(duty->name(), " is not of ", task.name()));
    ZGC_ASSIGN_OR_RETURN(holder, HolderOn(reader, *duty, last));
  }
  // Whoever leads the task since has not reported for that.
  const bool reported = before != nullptr && !before->organisation().empty();
  report.set_organisation(reported ? before->organisation() : holder);
  return absl::OkStatus();
}

absl::Status CheckReport(const storage::Reader& reader, const v1::ProgressReport* before,
                         v1::ProgressReport& report, Checks& checks) {
  constexpr char kField[] = "progress_report.period";
  CheckFigures(report, checks);
  ZGC_RETURN_IF_ERROR(checks.NotAfterToday(reader, report.period().start_date(),
                                           absl::StrCat(kField, ".start_date")));
  ZGC_ASSIGN_OR_RETURN(const auto task, kTasks.Get(reader, {report.task()}));
  if (!task.has_value()) return absl::OkStatus();
  ZGC_RETURN_IF_ERROR(CheckSubject(reader, before, *task, report, checks));
  ZGC_ASSIGN_OR_RETURN(const v1::Plan plan, GetRow(reader, kPlans, task->plan()));
  CheckCycle(plan.progress_cycle(), report.period(), kField, checks);
  return kProgressReportsOf.ForEach(
      reader, SubjectPeriod::Of(report), [&](const std::string& found) {
        checks.Expect(found == report.name(), kField,
                      absl::StrCat(found, " is of this period already"));
        return true;
      });
}

absl::Status AddToPeriod(storage::Txn& txn, const v1::ProgressReport& report) {
  kProgressReportsOf.Add(txn, SubjectPeriod::Of(report), report.name());
  return absl::OkStatus();
}

absl::Status RemoveFromPeriod(storage::Txn& txn, const v1::ProgressReport& report) {
  kProgressReportsOf.Remove(txn, SubjectPeriod::Of(report), report.name());
  return absl::OkStatus();
}

// What somebody has reported is corrected by who reports, and confirmed again.
std::vector<records::Moved> All() {
  std::vector<records::Moved> all;
  for (std::string& field : contract::ChangeableFields(*v1::ProgressReport::descriptor())) {
    all.push_back({std::move(field), "UpdateProgressReport, of what is a draft or was returned,"});
  }
  return all;
}

bool WasConfirmed(const v1::ProgressReport& report) {
  return report.state() == v1::PROGRESS_REPORT_STATE_CONFIRMED;
}

// Those of this service are there; the revision says as of when.
absl::StatusOr<Obstacles> ResolveFigures(const storage::Txn& txn, const figures::FigureBook& book,
                                         v1::ProgressReport& report) {
  Obstacles missing;
  const std::string own = absl::StrCat("//", book.owner(), "/");
  for (v1::ProgressFigure& figure : *report.mutable_figures()) {
    figure.clear_revision();
    absl::string_view name = figure.figure();
    if (!absl::ConsumePrefix(&name, own)) continue;
    figures::v1::GetFigureRequest request;
    request.set_name(std::string(name));
    const auto found = book.GetFigure(txn, request);
    if (found.ok()) {
      figure.set_revision(txn.revision());
    } else if (absl::IsNotFound(found.status()) || absl::IsInvalidArgument(found.status())) {
      missing.push_back(absl::StrCat("there is no figure ", figure.figure()));
    } else {
      return found.status();
    }
  }
  return missing;
}

template <typename Request>
absl::StatusOr<v1::ProgressReport> MoveReport(storage::Txn& txn, const base::Actor& actor,
                                              const Request& request, absl::string_view method) {
  ZGC_ASSIGN_OR_RETURN(v1::ProgressReport report,
                       resource::GetToMove(txn, actor, kProgressReports, ProgressReportLifecycle(),
                                           method, request));
  ProgressReportLifecycle().Take(txn, actor, method, {.note = request.reason()}, report);
  return Save(txn, kProgressReports, std::move(report));
}

}  // namespace

const records::KindOf<v1::ProgressReport>& ProgressReportKind() {
  static const auto* const kind = new records::KindOf<v1::ProgressReport>(
      kProgressReports, {.created_by = "/zgc.tasks.v1.ProgressService/CreateProgressReport",
                         .field = "progress_report",
                         .check = &CheckReport,
                         .add = &AddToPeriod,
                         .remove = &RemoveFromPeriod,
                         .moved = All(),
                         .confirmed = &WasConfirmed});
  return *kind;
}

const Lifecycle<v1::ProgressReport>& ProgressReportLifecycle() {
  const std::vector<std::string> writers = {"CreateProgressReport", "UpdateProgressReport",
                                            "SubmitProgressReport"};
  static const auto* const lifecycle = new Lifecycle<v1::ProgressReport>({
      {.method = "CreateProgressReport", .to = {v1::PROGRESS_REPORT_STATE_DRAFT}},
      {.method = "UpdateProgressReport",
       .from = {v1::PROGRESS_REPORT_STATE_DRAFT, v1::PROGRESS_REPORT_STATE_RETURNED},
       .each_counts = true},
      {.method = "SubmitProgressReport",
       .from = {v1::PROGRESS_REPORT_STATE_DRAFT, v1::PROGRESS_REPORT_STATE_RETURNED},
       .to = {v1::PROGRESS_REPORT_STATE_SUBMITTED},
       .when = "its period has come to its last day, its task and its duty bind somebody, and the "
               "figures of this service are there",
       .obstacles = &WhatBindsNobody},
      {.method = "ConfirmProgressReport",
       .from = {v1::PROGRESS_REPORT_STATE_SUBMITTED},
       .to = {v1::PROGRESS_REPORT_STATE_CONFIRMED},
       .not_by = writers},
      {.method = "ReturnProgressReport",
       .from = {v1::PROGRESS_REPORT_STATE_SUBMITTED, v1::PROGRESS_REPORT_STATE_CONFIRMED},
       .to = {v1::PROGRESS_REPORT_STATE_RETURNED},
       .not_by = writers},
  });
  return *lifecycle;
}

absl::StatusOr<v1::ProgressReport> CreateProgressReport(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateProgressReportRequest& request) {
  v1::ProgressReport report = request.progress_report();
  report.set_name(absl::StrCat("progressReports/", request.progress_report_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(ProgressReportKind().Hold(txn, nullptr, report, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const Obstacles obstacles, WhatBindsNobody(txn, report));
  if (!obstacles.empty()) {
    return ProgressReportLifecycle().Hindered(txn, "CreateProgressReport", report, obstacles);
  }
  ProgressReportLifecycle().Take(txn, actor, "CreateProgressReport", {}, report);
  return ProgressReportKind().Create(txn, std::move(report));
}

absl::StatusOr<v1::ProgressReport> UpdateProgressReport(
    storage::Txn& txn, const base::Actor& actor, const v1::UpdateProgressReportRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::ProgressReport old,
                       GetForUpdate(txn, kProgressReports, request.progress_report()));
  ZGC_RETURN_IF_ERROR(ProgressReportLifecycle().Check(txn, actor, "UpdateProgressReport", old));
  v1::ProgressReport report = old;
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, report);
  ZGC_RETURN_IF_ERROR(ProgressReportKind().Hold(txn, &old, report, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ProgressReportLifecycle().TakeTo(txn, actor, "UpdateProgressReport", old.state(), {}, report);
  return ProgressReportKind().Update(txn, old, std::move(report));
}

absl::StatusOr<v1::ProgressReport> SubmitProgressReport(
    storage::Txn& txn, const base::Actor& actor, const v1::SubmitProgressReportRequest& request,
    const figures::FigureBook& book) {
  constexpr char kMethod[] = "SubmitProgressReport";
  ZGC_ASSIGN_OR_RETURN(v1::ProgressReport report,
                       resource::GetToMove(txn, actor, kProgressReports, ProgressReportLifecycle(),
                                           kMethod, request));
  ZGC_ASSIGN_OR_RETURN(Obstacles missing, ResolveFigures(txn, book, report));
  if (report.period().end_date() > resource::DayOfCommit(txn)) {
    missing.push_back(absl::StrCat("its period lasts until ", report.period().end_date()));
  }
  if (!missing.empty()) {
    return ProgressReportLifecycle().Hindered(txn, kMethod, report, missing);
  }
  ProgressReportLifecycle().Take(txn, actor, kMethod, {.note = request.reason()}, report);
  return Save(txn, kProgressReports, std::move(report));
}

absl::StatusOr<v1::ProgressReport> ConfirmProgressReport(
    storage::Txn& txn, const base::Actor& actor, const v1::ConfirmProgressReportRequest& request) {
  return MoveReport(txn, actor, request, "ConfirmProgressReport");
}

absl::StatusOr<v1::ProgressReport> ReturnProgressReport(
    storage::Txn& txn, const base::Actor& actor, const v1::ReturnProgressReportRequest& request) {
  return MoveReport(txn, actor, request, "ReturnProgressReport");
}

absl::StatusOr<v1::ProgressReport> GetProgressReport(const storage::Reader& reader,
                                                     const v1::GetProgressReportRequest& request) {
  return GetRow(reader, kProgressReports, request.name());
}

absl::StatusOr<std::string> ListProgressReports(const storage::Reader& reader,
                                                const v1::ListProgressReportsRequest& request,
                                                const storage::Page& page,
                                                v1::ListProgressReportsResponse& response) {
  return query::List(reader, kProgressReports.column(), request, page, response);
}

}  // namespace zgc::tasks
