#include "services/funding_ledger/domain/budget/virements.h"

#include "common/query/filter.h"
#include "common/query/list.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/budget/allotments.h"
#include "services/funding_ledger/domain/budget/decisions.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/adjustment_service.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/budget.pb.h"
namespace zgc::funding {

const Lifecycle<v1::Virement>& VirementLifecycle() {
  static const auto* const lifecycle =
      new Lifecycle<v1::Virement>(DecisionLifecycle<v1::Virement>("", nullptr, Reversible::kYes));
  return *lifecycle;
}

absl::StatusOr<v1::Virement> CreateVirement(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateVirementRequest& request) {
  v1::Virement row = request.virement();
  row.set_name(absl::StrCat("virements/", request.virement_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kVirements.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(const auto from, kPrograms.Get(txn, {row.from_program()}));
  ZGC_ASSIGN_OR_RETURN(const auto to, kPrograms.Get(txn, {row.to_program()}));
  if (from.has_value() && to.has_value()) {
    checks.Expect(from->name() != to->name(), "virement.to_program", "is the giver itself");
    checks.Expect(row.across_funds() == (from->fund() != to->fund()), "virement.across_funds",
                  absl::StrCat("the giver is of ", from->fund(), ", the receiver of ", to->fund()));
  }
  CheckPositive(row.amount_fen(), "virement.amount_fen", checks);
  CheckDayInYear(row.effective_date(), YearOf(row.fiscal_year()), "virement.effective_date",
                 checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(RequireOpen(txn, row.fiscal_year(), row.effective_date()));
  VirementLifecycle().Take(txn, actor, "CreateVirement", {}, row);
  return Insert(txn, kVirements, std::move(row));
}

absl::StatusOr<v1::Virement> ApproveVirement(storage::Txn& txn, const base::Actor& actor,
                                             const v1::ApproveVirementRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Virement row,
      resource::GetToMove(txn, actor, kVirements, VirementLifecycle(), "ApproveVirement", request));
  ZGC_ASSIGN_OR_RETURN(const v1::Program to, GetRow(txn, kPrograms, row.to_program()));
  ZGC_RETURN_IF_ERROR(CheckProgramCeiling(txn, to, row.fiscal_year(), row.amount_fen()));
  PostingContext context;
  context.fiscal_year = row.fiscal_year();
  context.effective_date = row.effective_date();
  context.program = row.to_program();
  context.source = row.name();
  context.document = row.document();
  Posting posting(std::move(context));
  posting.Move(v1::TRANSFER_KIND_VIREMENT, OfProgram(v1::ACCOUNT_KIND_AVAILABLE, row.to_program()),
               OfProgram(v1::ACCOUNT_KIND_AVAILABLE, row.from_program()), row.amount_fen());
  ZGC_RETURN_IF_ERROR(posting.Post(txn));
  VirementLifecycle().Take(txn, actor, "ApproveVirement", {}, row);
  return Save(txn, kVirements, std::move(row));
}

absl::StatusOr<v1::Virement> RejectVirement(storage::Txn& txn, const base::Actor& actor,
                                            const v1::RejectVirementRequest& request) {
  return Reject(txn, kVirements, VirementLifecycle(), actor, request, "RejectVirement");
}

absl::StatusOr<v1::Virement> GetVirement(const storage::Reader& reader,
                                         const v1::GetVirementRequest& request) {
  return GetRow(reader, kVirements, request.name());
}

absl::StatusOr<std::string> ListVirements(const storage::Reader& reader,
                                          const v1::ListVirementsRequest& request,
                                          const storage::Page& page,
                                          v1::ListVirementsResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return query::List(reader, kVirements.column(), request, page, response,
                     {query::AnyWith({"from_program =", "to_program ="}, request.program())});
}

}  // namespace zgc::funding
