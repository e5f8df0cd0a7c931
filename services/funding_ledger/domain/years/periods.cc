#include "services/funding_ledger/domain/years/periods.h"

#include "absl/strings/match.h"
#include "common/base/dates.h"
#include "common/resource/old_lifecycle.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/budget/decisions.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/fiscal_year_service.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {
namespace {

// The last day of a month of the year but its last.
void CheckMonthEnd(const std::string& day, const std::string& year, absl::string_view field,
                   Checks& checks) {
  if (!checks.Day(day, field)) return;
  CheckDayInYear(day, year, field, checks);
  const std::string month = day.substr(0, 7);
  // No such day, or the first of the next month: then this is the last.
  bool last = true;
  for (int later = 31; later > 28 && last; --later) {
    const std::string other = absl::StrCat(month, "-", later);
    last = other <= day || !base::ValidDate(other);
  }
  checks.Expect(last && day.substr(8) >= "28", field,
                absl::StrCat(day, " is not the last of its month"));
  checks.Expect(!absl::EndsWith(day, "-12-31"), field,
                "is the end of the year; the last month closes with it");
}

absl::Status NotOpenYear(const v1::FiscalYear& year, absl::string_view method) {
  return IllegalTransition(year.name(), method, {"the year is closed"}, {});
}

absl::Status CheckReopening(const v1::FiscalYear& year, const v1::PeriodReopening& row,
                            absl::string_view method) {
  if (year.state() != v1::FISCAL_YEAR_STATE_OPEN) return NotOpenYear(year, method);
  if (row.closed_through() < year.closed_through()) return absl::OkStatus();
  return IllegalTransition(
      year.name(), method,
      {year.closed_through().empty()
           ? "no month of it is closed"
           : absl::StrCat("it is closed through ", year.closed_through(), " only")},
      {"ClosePeriod"});
}

}  // namespace

absl::StatusOr<v1::FiscalYear> ClosePeriod(storage::Txn& txn, const base::Actor& actor,
                                           const v1::ClosePeriodRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::FiscalYear year, GetForUpdate(txn, kFiscalYears, request));
  if (year.state() != v1::FISCAL_YEAR_STATE_OPEN) return NotOpenYear(year, "ClosePeriod");
  Checks checks;
  CheckMonthEnd(request.closed_through(), YearOf(year.name()), "closed_through", checks);
  checks.Expect(request.closed_through() > year.closed_through(), "closed_through",
                absl::StrCat("must be later than ", year.closed_through()));
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const std::string month = request.closed_through().substr(0, 7);
  if (month > DayOfCommit(txn).substr(0, 7)) {
    return IllegalTransition(year.name(), "ClosePeriod", {absl::StrCat(month, " has not begun")},
                             {});
  }
  year.set_closed_through(request.closed_through());
  year.set_period_closer(actor.responsible());
  year.set_period_close_reason(request.reason());
  return Save(txn, kFiscalYears, std::move(year));
}

absl::StatusOr<v1::PeriodReopening> CreatePeriodReopening(
    storage::Txn& txn, const base::Actor& actor, const v1::CreatePeriodReopeningRequest& request) {
  v1::PeriodReopening row = request.period_reopening();
  row.set_name(absl::StrCat("periodReopenings/", request.period_reopening_id()));
  SetDraft(actor, row);
  ZGC_ASSIGN_OR_RETURN(const auto existing, kPeriodReopenings.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks;
  checks.Id(request.period_reopening_id(), "period_reopening_id");
  ZGC_ASSIGN_OR_RETURN(const auto year, checks.Reference(txn, kFiscalYears, row.fiscal_year(),
                                                         "period_reopening.fiscal_year"));
  if (!row.closed_through().empty()) {
    CheckMonthEnd(row.closed_through(), YearOf(row.fiscal_year()),
                  "period_reopening.closed_through", checks);
  }
  checks.Required(row.reason(), "period_reopening.reason");
  checks.Required(row.document(), "period_reopening.document");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(CheckReopening(*year, row, "CreatePeriodReopening"));
  return Insert(txn, kPeriodReopenings, std::move(row));
}

absl::StatusOr<v1::PeriodReopening> ApprovePeriodReopening(
    storage::Txn& txn, const base::Actor& actor, const v1::ApprovePeriodReopeningRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::PeriodReopening row, GetForDecision(txn, kPeriodReopenings, actor,
                                                               request, "ApprovePeriodReopening"));
  ZGC_ASSIGN_OR_RETURN(v1::FiscalYear year, GetRow(txn, kFiscalYears, row.fiscal_year()));
  ZGC_RETURN_IF_ERROR(CheckReopening(year, row, "ApprovePeriodReopening"));
  year.set_closed_through(row.closed_through());
  Save(txn, kFiscalYears, std::move(year));
  row.set_state(v1::DECISION_STATE_APPROVED);
  return Save(txn, kPeriodReopenings, std::move(row));
}

absl::StatusOr<v1::PeriodReopening> RejectPeriodReopening(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectPeriodReopeningRequest& request) {
  return Reject(txn, kPeriodReopenings, actor, request, "RejectPeriodReopening");
}

absl::StatusOr<v1::PeriodReopening> GetPeriodReopening(
    const storage::Reader& reader, const v1::GetPeriodReopeningRequest& request) {
  return GetRow(reader, kPeriodReopenings, request.name());
}

absl::StatusOr<std::string> ListPeriodReopenings(const storage::Reader& reader,
                                                 const v1::ListPeriodReopeningsRequest& request,
                                                 const storage::Page& page,
                                                 v1::ListPeriodReopeningsResponse& response) {
  return ListRows(reader, kPeriodReopenings, page, response.mutable_period_reopenings(),
                  [&](const v1::PeriodReopening& row) {
                    return Takes(request.fiscal_year(), row.fiscal_year()) &&
                           (request.state() == v1::DECISION_STATE_UNSPECIFIED ||
                            request.state() == row.state());
                  });
}

}  // namespace zgc::funding
