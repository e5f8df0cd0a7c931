#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/funding_ledger.h"
#include "services/funding_ledger/domain/rules.h"

namespace zgc::funding {

absl::StatusOr<v1::FiscalYear> CreateFiscalYear(storage::Txn& txn, const base::Actor&,
                                                const v1::CreateFiscalYearRequest& request) {
  v1::FiscalYear year;
  year.set_name(absl::StrCat("fiscalYears/", request.fiscal_year_id()));
  year.set_note(request.fiscal_year().note());
  year.set_state(v1::FISCAL_YEAR_STATE_OPEN);
  Checks checks;
  checks.Expect(IsYear(request.fiscal_year_id()), "fiscal_year_id", "must be a year, four digits");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Insert(txn, kFiscalYears, std::move(year));
}

absl::StatusOr<v1::FiscalYear> CloseFiscalYear(storage::Txn& txn, const base::Actor& actor,
                                               const v1::CloseFiscalYearRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::FiscalYear year, GetForUpdate(txn, kFiscalYears, request));
  Checks checks;
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (year.state() != v1::FISCAL_YEAR_STATE_OPEN) {
    return IllegalTransition(year.name(), "CloseFiscalYear", {"it is closed"}, {});
  }
  year.set_state(v1::FISCAL_YEAR_STATE_CLOSED);
  year.set_closer(actor.responsible());
  year.set_close_reason(request.reason());
  return Save(txn, kFiscalYears, std::move(year));
}

absl::StatusOr<v1::FiscalYear> GetFiscalYear(const storage::Reader& reader,
                                             const v1::GetFiscalYearRequest& request) {
  return GetRow(reader, kFiscalYears, request.name());
}

absl::StatusOr<std::string> ListFiscalYears(const storage::Reader& reader,
                                            const v1::ListFiscalYearsRequest&,
                                            const storage::Page& page,
                                            v1::ListFiscalYearsResponse& response) {
  return ListRows(reader, kFiscalYears, page, response.mutable_fiscal_years(),
                  [](const v1::FiscalYear&) { return true; });
}

}  // namespace zgc::funding
