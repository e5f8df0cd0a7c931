#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/funding_ledger.h"
#include "services/funding_ledger/domain/rules.h"

namespace zgc::funding {

absl::StatusOr<v1::Appropriation> CreateAppropriation(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateAppropriationRequest& request) {
  v1::Appropriation row = request.appropriation();
  row.set_name(absl::StrCat("appropriations/", request.appropriation_id()));
  row.set_maker(actor.responsible());
  ZGC_ASSIGN_OR_RETURN(const auto existing, kAppropriations.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks;
  checks.Id(request.appropriation_id(), "appropriation_id");
  ZGC_RETURN_IF_ERROR(CheckFiscalYear(txn, row.fiscal_year(), "appropriation.fiscal_year", checks));
  ZGC_RETURN_IF_ERROR(CheckFund(txn, row.program(), "appropriation.program", checks));
  CheckPositive(row.amount_fen(), "appropriation.amount_fen", checks);
  checks.Expect(
      v1::AppropriationKind_IsValid(row.kind()) && row.kind() != v1::APPROPRIATION_KIND_UNSPECIFIED,
      "appropriation.kind", "is required");
  checks.Expect(row.derived() == !row.derivation().empty(), "appropriation.derivation",
                "is required of a derived amount and of no other");
  CheckDayInYear(row.effective_date(), YearOf(row.fiscal_year()), "appropriation.effective_date",
                 checks);
  checks.Required(row.document(), "appropriation.document");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  // The lot stands before its money moves.
  ZGC_ASSIGN_OR_RETURN(row, Insert(txn, kAppropriations, std::move(row)));
  Posting posting({row.fiscal_year(), row.effective_date(), row.program(), "", row.name(), "", "",
                   row.document()});
  posting.Move(v1::TRANSFER_KIND_APPROPRIATION,
               OfProgram(v1::ACCOUNT_KIND_AVAILABLE, row.program()),
               OfProgram(v1::ACCOUNT_KIND_SOURCE, row.program()), row.amount_fen(), row.name());
  ZGC_RETURN_IF_ERROR(posting.Post(txn));
  return row;
}

absl::StatusOr<v1::Appropriation> GetAppropriation(const storage::Reader& reader,
                                                   const v1::GetAppropriationRequest& request) {
  return GetRow(reader, kAppropriations, request.name());
}

absl::StatusOr<std::string> ListAppropriations(const storage::Reader& reader,
                                               const v1::ListAppropriationsRequest& request,
                                               const storage::Page& page,
                                               v1::ListAppropriationsResponse& response) {
  return ListRows(reader, kAppropriations, page, response.mutable_appropriations(),
                  [&](const v1::Appropriation& row) {
                    return Takes(request.fiscal_year(), row.fiscal_year()) &&
                           Takes(request.program(), row.program());
                  });
}

}  // namespace zgc::funding
