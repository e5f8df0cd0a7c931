#include "services/task_registry/domain/progress/progress_reports.h"

#include "absl/strings/match.h"
#include "common/contract/rules.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/task_registry/domain/tasks/field_checks.h"
#include "services/task_registry/domain/tasks/task_rules.h"
#include "services/task_registry/store/schema.h"
#include "zgc/tasks/v1/progress_reports.pb.h"
#include "zgc/tasks/v1/progress_service.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::tasks {
namespace {

bool WasApproved(v1::TaskState state) {
  return state == v1::TASK_STATE_ACTIVE || state == v1::TASK_STATE_COMPLETION_SUBMITTED ||
         state == v1::TASK_STATE_COMPLETED || state == v1::TASK_STATE_SUSPENDED;
}

absl::Status CheckReport(const storage::Reader& reader, const v1::ProgressReport*,
                         v1::ProgressReport& report, Checks& checks) {
  checks.Period(report.period(), "progress_report.period");
  for (int i = 0; i < report.figures_size(); ++i) {
    checks.Expect(absl::StartsWith(report.figures(i), "//"),
                  absl::StrCat("progress_report.figures[", i, "]"),
                  "is no full name such as //task_registry/figures/…");
  }

  constexpr char kField[] = "progress_report.corrects";
  if (report.corrects().empty()) {
    checks.Expect(report.correction_reason().empty(), "progress_report.correction_reason",
                  "there is nothing to correct");
    return absl::OkStatus();
  }
  checks.Required(report.correction_reason(), "progress_report.correction_reason");
  ZGC_ASSIGN_OR_RETURN(const auto corrected, kProgressReports.Get(reader, {report.corrects()}));
  checks.Expect(!corrected.has_value() || corrected->task() == report.task(), kField,
                absl::StrCat(report.corrects(), " is of another task"));
  return kProgressReportsByCorrected.ForEach(
      reader, {report.corrects()}, [&](const std::string& found) {
        checks.Add(kField, absl::StrCat(found, " corrects ", report.corrects(), " already"));
        return true;
      });
}

absl::Status AddToCorrected(storage::Txn& txn, const v1::ProgressReport& report) {
  if (!report.corrects().empty()) {
    kProgressReportsByCorrected.Add(txn, {report.corrects()}, report.name());
  }
  return absl::OkStatus();
}

absl::Status RemoveFromCorrected(storage::Txn& txn, const v1::ProgressReport& report) {
  if (!report.corrects().empty()) {
    kProgressReportsByCorrected.Remove(txn, {report.corrects()}, report.name());
  }
  return absl::OkStatus();
}

// What somebody has reported stays as it was said: another report corrects it.
std::vector<records::Moved> All() {
  std::vector<records::Moved> all;
  for (std::string& field : contract::ChangeableFields(*v1::ProgressReport::descriptor())) {
    all.push_back({std::move(field), "CreateProgressReport, with `corrects`,"});
  }
  return all;
}

}  // namespace

const records::KindOf<v1::ProgressReport>& ProgressReportKind() {
  static const auto* const kind = new records::KindOf<v1::ProgressReport>(
      kProgressReports, {.created_by = "/zgc.tasks.v1.ProgressService/CreateProgressReport",
                         .field = "progress_report",
                         .check = &CheckReport,
                         .add = &AddToCorrected,
                         .remove = &RemoveFromCorrected,
                         .moved = All()});
  return *kind;
}

absl::StatusOr<v1::ProgressReport> CreateProgressReport(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateProgressReportRequest& request) {
  v1::ProgressReport report = request.progress_report();
  report.set_name(absl::StrCat("progressReports/", request.progress_report_id()));
  report.set_reporter(actor.responsible());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(ProgressReportKind().Hold(txn, nullptr, report, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const v1::Task task, GetRow(txn, kTasks, report.task()));
  if (!WasApproved(task.state())) return WrongState(txn, task, "CreateProgressReport");
  return ProgressReportKind().Create(txn, std::move(report));
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
