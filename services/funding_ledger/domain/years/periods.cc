#include "services/funding_ledger/domain/years/periods.h"

#include "absl/strings/match.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/budget/decisions.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/fiscal_year_service.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {
namespace {

// The last day of a month of the year but its last; what is no day is found elsewhere.
void CheckMonthEnd(const std::string& day, const std::string& year, absl::string_view field,
                   Checks& checks) {
  if (!base::ValidDate(day)) return;
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

// The year must be open and have the months closed that the row opens.
absl::StatusOr<std::vector<std::string>> NothingToOpen(const storage::Reader& reader,
                                                       const v1::PeriodReopening& row) {
  ZGC_ASSIGN_OR_RETURN(const v1::FiscalYear year, GetRow(reader, kFiscalYears, row.fiscal_year()));
  std::vector<std::string> obstacles;
  if (year.state() != v1::FISCAL_YEAR_STATE_OPEN) {
    obstacles.push_back(absl::StrCat(year.name(), " is ", v1::FiscalYearState_Name(year.state())));
  } else if (year.closed_through().empty()) {
    obstacles.push_back(absl::StrCat("no month of ", year.name(), " is closed"));
  } else if (row.closed_through() >= year.closed_through()) {
    obstacles.push_back(
        absl::StrCat(year.name(), " is closed through ", year.closed_through(), " only"));
  }
  return obstacles;
}

}  // namespace

const Lifecycle<v1::PeriodReopening>& PeriodReopeningLifecycle() {
  static const auto* const lifecycle =
      new Lifecycle<v1::PeriodReopening>(DecisionLifecycle<v1::PeriodReopening>(
          "the year is open and these months of it are closed", &NothingToOpen));
  return *lifecycle;
}

absl::StatusOr<v1::FiscalYear> ClosePeriod(storage::Txn& txn, const base::Actor& actor,
                                           const v1::ClosePeriodRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::FiscalYear year,
      resource::GetToMove(txn, actor, kFiscalYears, FiscalYearLifecycle(), "ClosePeriod", request));
  Checks checks;
  CheckMonthEnd(request.closed_through(), YearOf(year.name()), "closed_through", checks);
  checks.Expect(request.closed_through() > year.closed_through(), "closed_through",
                absl::StrCat("must be later than ", year.closed_through()));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const std::string month = request.closed_through().substr(0, 7);
  if (month > DayOfCommit(txn).substr(0, 7)) {
    return FiscalYearLifecycle().Hindered(txn, "ClosePeriod", year,
                                          {absl::StrCat(month, " has not begun")});
  }
  year.set_closed_through(request.closed_through());
  // The day that is closed through is none on which anybody took the step.
  FiscalYearLifecycle().Take(txn, actor, "ClosePeriod", {.note = request.reason()}, year);
  return Save(txn, kFiscalYears, std::move(year));
}

absl::StatusOr<v1::PeriodReopening> CreatePeriodReopening(
    storage::Txn& txn, const base::Actor& actor, const v1::CreatePeriodReopeningRequest& request) {
  v1::PeriodReopening row = request.period_reopening();
  row.set_name(absl::StrCat("periodReopenings/", request.period_reopening_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kPeriodReopenings.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  if (!row.closed_through().empty()) {
    CheckMonthEnd(row.closed_through(), YearOf(row.fiscal_year()),
                  "period_reopening.closed_through", checks);
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto obstacles, NothingToOpen(txn, row));
  if (!obstacles.empty()) {
    ZGC_ASSIGN_OR_RETURN(const v1::FiscalYear year, GetRow(txn, kFiscalYears, row.fiscal_year()));
    return FiscalYearLifecycle().Hindered(txn, "CreatePeriodReopening", year, obstacles);
  }
  PeriodReopeningLifecycle().Take(txn, actor, "CreatePeriodReopening", {}, row);
  return Insert(txn, kPeriodReopenings, std::move(row));
}

absl::StatusOr<v1::PeriodReopening> ApprovePeriodReopening(
    storage::Txn& txn, const base::Actor& actor, const v1::ApprovePeriodReopeningRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::PeriodReopening row,
      resource::GetToMove(txn, actor, kPeriodReopenings, PeriodReopeningLifecycle(),
                          "ApprovePeriodReopening", request));
  ZGC_ASSIGN_OR_RETURN(v1::FiscalYear year, GetRow(txn, kFiscalYears, row.fiscal_year()));
  year.set_closed_through(row.closed_through());
  FiscalYearLifecycle().Follow(
      txn, actor, "ApprovePeriodReopening",
      {"",
       absl::StrCat(row.name(), ": closed through ",
                    row.closed_through().empty() ? "no month" : row.closed_through(), ": ",
                    row.reason()),
       Evidence(row.document())},
      year);
  Save(txn, kFiscalYears, std::move(year));
  PeriodReopeningLifecycle().Take(txn, actor, "ApprovePeriodReopening", {}, row);
  return Save(txn, kPeriodReopenings, std::move(row));
}

absl::StatusOr<v1::PeriodReopening> RejectPeriodReopening(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectPeriodReopeningRequest& request) {
  return Reject(txn, kPeriodReopenings, PeriodReopeningLifecycle(), actor, request,
                "RejectPeriodReopening");
}

absl::StatusOr<v1::PeriodReopening> GetPeriodReopening(
    const storage::Reader& reader, const v1::GetPeriodReopeningRequest& request) {
  return GetRow(reader, kPeriodReopenings, request.name());
}

absl::StatusOr<std::string> ListPeriodReopenings(const storage::Reader& reader,
                                                 const v1::ListPeriodReopeningsRequest& request,
                                                 const storage::Page& page,
                                                 v1::ListPeriodReopeningsResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kPeriodReopenings.column(), request, page, response);
}

}  // namespace zgc::funding
