#include "services/funding_ledger/domain/budget/appropriations.h"

#include "common/query/list.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/lots.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/domain/budget/decisions.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/budget_service.pb.h"

namespace zgc::funding {
namespace {

// A reduction lowers one that stands, of the same fund and year.
absl::Status CheckLowers(const storage::Reader& reader, const v1::Appropriation& row,
                         Checks& checks) {
  if (row.kind() != v1::APPROPRIATION_KIND_REDUCTION) {
    checks.Expect(row.lowers().empty(), "appropriation.lowers", "is for a reduction only");
    return absl::OkStatus();
  }
  checks.Required(row.lowers(), "appropriation.lowers");
  ZGC_ASSIGN_OR_RETURN(const auto lowered, kAppropriations.Get(reader, {row.lowers()}));
  if (!lowered.has_value()) return absl::OkStatus();
  checks.Expect(Stands(*lowered) && lowered->kind() != v1::APPROPRIATION_KIND_REDUCTION,
                "appropriation.lowers", "is nothing that was appropriated and stands");
  checks.Expect(lowered->program() == row.program(), "appropriation.lowers",
                absl::StrCat("is of the fund ", lowered->program()));
  checks.Expect(lowered->fiscal_year() == row.fiscal_year(), "appropriation.lowers",
                absl::StrCat("is of ", lowered->fiscal_year()));
  return absl::OkStatus();
}

absl::Status Post(storage::Txn& txn, const v1::Appropriation& row) {
  const AccountRef available = OfProgram(v1::ACCOUNT_KIND_AVAILABLE, row.program());
  const AccountRef source = OfProgram(v1::ACCOUNT_KIND_SOURCE, row.program());
  Posting posting({row.fiscal_year(), row.effective_date(), row.program(), "", row.name(), "", "",
                   row.document()});
  if (row.kind() != v1::APPROPRIATION_KIND_REDUCTION) {
    posting.Move(v1::TRANSFER_KIND_APPROPRIATION, available, source, row.amount_fen(), row.name());
    return posting.Post(txn);
  }
  // One recorded before lots were kept lies in the unnamed lot. One that is cut to
  // nothing is no such one: what is left belongs to others.
  ZGC_ASSIGN_OR_RETURN(const auto lots, HeldLots(txn, AccountName(row.fiscal_year(), source), ""));
  ZGC_ASSIGN_OR_RETURN(int64_t unnamed_fen, Balance(txn, row.fiscal_year(), source));
  bool kept = false;
  for (const LotPart& part : lots) {
    kept = kept || part.lot == row.lowers();
    unnamed_fen -= part.amount_fen;
  }
  posting.Move(v1::TRANSFER_KIND_REDUCTION, source, available, row.amount_fen(),
               kept || unnamed_fen == 0 ? row.lowers() : "");
  return posting.Post(txn);
}

// What is lowered must stand.
absl::StatusOr<std::vector<std::string>> LoweredReversed(const storage::Reader& reader,
                                                         const v1::Appropriation& row) {
  std::vector<std::string> obstacles;
  if (row.lowers().empty()) return obstacles;
  ZGC_ASSIGN_OR_RETURN(const v1::Appropriation lowered,
                       GetRow(reader, kAppropriations, row.lowers()));
  if (!Stands(lowered)) obstacles.push_back(absl::StrCat(lowered.name(), " was reversed"));
  return obstacles;
}

}  // namespace

const Lifecycle<v1::Appropriation>& AppropriationLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Appropriation>({
      // An original one is posted at once.
      {.method = "CreateAppropriation",
       .to = {v1::DECISION_STATE_DRAFT, v1::DECISION_STATE_APPROVED}},
      {.method = "ApproveAppropriation",
       .from = {v1::DECISION_STATE_DRAFT},
       .to = {v1::DECISION_STATE_APPROVED},
       .not_by = {"CreateAppropriation"},
       .when = "what it lowers stands",
       .obstacles = &LoweredReversed},
      {.method = "RejectAppropriation",
       .from = {v1::DECISION_STATE_DRAFT},
       .to = {v1::DECISION_STATE_REJECTED},
       .not_by = {"CreateAppropriation"}},
      ReversalOf<v1::Appropriation>(),
  });
  return *lifecycle;
}

absl::StatusOr<v1::Appropriation> CreateAppropriation(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateAppropriationRequest& request) {
  v1::Appropriation row = request.appropriation();
  row.set_name(absl::StrCat("appropriations/", request.appropriation_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kAppropriations.Get(txn, {row.name()}));
  if (existing.has_value()) return Exists(row.name());
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckFund(txn, row.program(), "appropriation.program", checks));
  CheckPositive(row.amount_fen(), "appropriation.amount_fen", checks);
  checks.Expect(row.derived() == !row.derivation().empty(), "appropriation.derivation",
                "is required of a derived amount and of no other");
  CheckDayInYear(row.effective_date(), YearOf(row.fiscal_year()), "appropriation.effective_date",
                 checks);
  ZGC_RETURN_IF_ERROR(CheckLowers(txn, row, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(RequireOpen(txn, row.fiscal_year(), row.effective_date()));
  const bool original = row.kind() == v1::APPROPRIATION_KIND_ORIGINAL;
  AppropriationLifecycle().TakeTo(txn, actor, "CreateAppropriation",
                                  original ? v1::DECISION_STATE_APPROVED : v1::DECISION_STATE_DRAFT,
                                  {}, row);
  if (!original) return Insert(txn, kAppropriations, std::move(row));
  // The lot stands before its money moves.
  ZGC_ASSIGN_OR_RETURN(row, Insert(txn, kAppropriations, std::move(row)));
  ZGC_RETURN_IF_ERROR(Post(txn, row));
  return row;
}

absl::StatusOr<v1::Appropriation> ApproveAppropriation(
    storage::Txn& txn, const base::Actor& actor, const v1::ApproveAppropriationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Appropriation row,
                       resource::GetToMove(txn, actor, kAppropriations, AppropriationLifecycle(),
                                           "ApproveAppropriation", request));
  AppropriationLifecycle().Take(txn, actor, "ApproveAppropriation", {}, row);
  ZGC_RETURN_IF_ERROR(Post(txn, row));
  return Save(txn, kAppropriations, std::move(row));
}

absl::StatusOr<v1::Appropriation> RejectAppropriation(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectAppropriationRequest& request) {
  return Reject(txn, kAppropriations, AppropriationLifecycle(), actor, request,
                "RejectAppropriation");
}

absl::StatusOr<v1::Appropriation> GetAppropriation(const storage::Reader& reader,
                                                   const v1::GetAppropriationRequest& request) {
  return GetRow(reader, kAppropriations, request.name());
}

absl::StatusOr<std::string> ListAppropriations(const storage::Reader& reader,
                                               const v1::ListAppropriationsRequest& request,
                                               const storage::Page& page,
                                               v1::ListAppropriationsResponse& response) {
  return query::List(reader, kAppropriations.column(), request, page, response);
}

}  // namespace zgc::funding
