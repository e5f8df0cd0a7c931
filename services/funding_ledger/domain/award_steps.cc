#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/awards.h"
#include "services/funding_ledger/domain/ceilings.h"
#include "services/funding_ledger/domain/funding_ledger.h"
#include "services/funding_ledger/domain/rules.h"

namespace zgc::funding {
namespace {

bool IsKnown(const v1::Award& award) {
  return award.amount_state() == common::v1::AMOUNT_STATE_KNOWN;
}

// Takes the amount from what it is a part of, and from every ceiling, at once.
absl::Status Reserve(storage::Txn& txn, v1::Award& award) {
  ZGC_ASSIGN_OR_RETURN(const auto lineage, WithParents(txn, award.program()));
  AccountRef from;
  if (award.within_summary().empty()) {
    ZGC_ASSIGN_OR_RETURN(from, DrawsOn(txn, award.fiscal_year(), lineage));
  } else {
    ZGC_ASSIGN_OR_RETURN(const v1::SummaryDisbursement summary,
                         GetRow(txn, kSummaryDisbursements, award.within_summary()));
    from = Unitemised(summary);
  }
  Posting posting(ContextOf(award, award.effective_date(), award.name(), award.document()));
  posting.Move(v1::TRANSFER_KIND_COMMITMENT, ReservedOn(award), from, award.amount_fen());
  ZGC_RETURN_IF_ERROR(UseCeilings(txn, award, lineage, award.amount_fen(), posting));
  ZGC_RETURN_IF_ERROR(posting.Post(txn));
  award.set_reserved_from(AccountName(award.fiscal_year(), from));
  return RefreshSummary(txn, award.within_summary());
}

// Gives back a part of the reservation that was not paid.
absl::Status Release(storage::Txn& txn, const v1::Award& award, int64_t amount_fen) {
  ZGC_ASSIGN_OR_RETURN(const v1::Account from, RequireAccount(txn, award.reserved_from()));
  ZGC_ASSIGN_OR_RETURN(const auto lineage, WithParents(txn, award.program()));
  Posting posting(ContextOf(award, "", award.name(), ""));
  posting.Move(v1::TRANSFER_KIND_RELEASE, RefOf(from), ReservedOn(award), amount_fen);
  ZGC_RETURN_IF_ERROR(ReleaseCeilings(txn, award, lineage, amount_fen, posting));
  ZGC_RETURN_IF_ERROR(posting.Post(txn));
  return RefreshSummary(txn, award.within_summary());
}

}  // namespace

const std::string& PayingYear(const v1::Award& award) {
  return award.paying_year().empty() ? award.fiscal_year() : award.paying_year();
}

AccountRef ReservedOn(const v1::Award& award) {
  return OfProgram(
      award.within_summary().empty() ? v1::ACCOUNT_KIND_COMMITTED : v1::ACCOUNT_KIND_CLAIMED,
      award.program());
}

Recipients EnterprisesOf(const v1::Award& award) {
  // A record may stand for more recipients than it names.
  if (award.enterprises_size() > 1 || award.recipient_count() > 1) return Recipients::kSeveral;
  return award.enterprises_size() == 1 ? Recipients::kOne : Recipients::kUnstated;
}

Recipients ParksOf(const v1::Award& award) {
  if (award.parks_size() > 1) return Recipients::kSeveral;
  return award.parks_size() == 1 ? Recipients::kOne : Recipients::kUnstated;
}

PostingContext ContextOf(const v1::Award& award, const std::string& effective_date,
                         const std::string& source, const std::string& document) {
  return {PayingYear(award),
          effective_date,
          award.program(),
          award.name(),
          source,
          EnterprisesOf(award) == Recipients::kOne ? award.enterprises(0) : "",
          ParksOf(award) == Recipients::kOne ? award.parks(0) : "",
          document};
}

absl::Status NotOpen(const v1::Award& award, absl::string_view method) {
  std::vector<std::string> open;
  switch (award.state()) {
    case v1::AWARD_STATE_DRAFT:
      open = {"ApproveAward", "CancelAward"};
      break;
    case v1::AWARD_STATE_APPROVED:
      open = {"CancelAward"};
      open.insert(open.begin(), IsKnown(award) ? "CreatePayment" : "AcceptAward");
      if (IsKnown(award)) open.push_back("ReduceAward");
      break;
    case v1::AWARD_STATE_PARTIALLY_PAID:
      open = {"CreatePayment", "ReduceAward"};
      break;
    case v1::AWARD_STATE_PAID:
      open = {"AcceptAward"};
      break;
    default:
      break;
  }
  std::string stands = v1::AwardState_Name(award.state());
  if (!IsKnown(award)) stands += ", its amount is unknown";
  return IllegalTransition(award.name(), method, {absl::StrCat("it is ", stands)}, open);
}

absl::StatusOr<v1::Award> ApproveAward(storage::Txn& txn, const base::Actor& actor,
                                       const v1::ApproveAwardRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Award award, GetForUpdate(txn, kAwards, request));
  if (award.state() != v1::AWARD_STATE_DRAFT) return NotOpen(award, "ApproveAward");
  ZGC_RETURN_IF_ERROR(RequireOther(actor, award.name(), "ApproveAward", {award.maker()}));
  ZGC_RETURN_IF_ERROR(RequireOpen(txn, award.fiscal_year(), award.effective_date()));
  if (IsKnown(award)) ZGC_RETURN_IF_ERROR(Reserve(txn, award));
  award.set_state(v1::AWARD_STATE_APPROVED);
  award.set_checker(actor.responsible());
  SetTime(txn, *award.mutable_approve_time());
  return Save(txn, kAwards, std::move(award));
}

absl::StatusOr<v1::Award> ReduceAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::ReduceAwardRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Award award, GetForUpdate(txn, kAwards, request));
  const bool open =
      award.state() == v1::AWARD_STATE_APPROVED || award.state() == v1::AWARD_STATE_PARTIALLY_PAID;
  if (!open || !IsKnown(award)) return NotOpen(award, "ReduceAward");
  Checks checks;
  CheckPositive(request.amount_fen(), "amount_fen", checks);
  checks.Expect(request.amount_fen() < award.amount_fen(), "amount_fen",
                absl::StrCat("must be less than ", award.amount_fen()));
  checks.Expect(request.amount_fen() >= award.paid_fen(), "amount_fen",
                absl::StrCat("is less than the ", award.paid_fen(), " fen that were paid"));
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(RequireOther(actor, award.name(), "ReduceAward", {award.maker()}));
  ZGC_RETURN_IF_ERROR(Release(txn, award, award.amount_fen() - request.amount_fen()));
  award.set_amount_fen(request.amount_fen());
  award.set_reason(request.reason());
  if (award.paid_fen() == award.amount_fen()) award.set_state(v1::AWARD_STATE_PAID);
  return Save(txn, kAwards, std::move(award));
}

absl::StatusOr<v1::Award> AcceptAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::AcceptAwardRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Award award, GetForUpdate(txn, kAwards, request));
  const v1::AwardState ready = IsKnown(award) ? v1::AWARD_STATE_PAID : v1::AWARD_STATE_APPROVED;
  if (award.state() != ready) return NotOpen(award, "AcceptAward");
  Checks checks;
  checks.Required(request.document(), "document");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(RequireOther(actor, award.name(), "AcceptAward", {award.maker()}));
  award.set_state(v1::AWARD_STATE_ACCEPTED);
  award.set_acceptance_document(request.document());
  SetTime(txn, *award.mutable_accept_time());
  return Save(txn, kAwards, std::move(award));
}

absl::StatusOr<v1::Award> CancelAward(storage::Txn& txn, const base::Actor& actor,
                                      const v1::CancelAwardRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::Award award, GetForUpdate(txn, kAwards, request));
  if (award.state() != v1::AWARD_STATE_DRAFT && award.state() != v1::AWARD_STATE_APPROVED) {
    return NotOpen(award, "CancelAward");
  }
  Checks checks;
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (award.state() == v1::AWARD_STATE_APPROVED) {
    // It undoes what the checker did, and counts in the figures of its year.
    ZGC_RETURN_IF_ERROR(RequireOther(actor, award.name(), "CancelAward", {award.maker()}));
    ZGC_RETURN_IF_ERROR(RequireOpen(txn, PayingYear(award)));
  }
  if (!award.reserved_from().empty()) {
    ZGC_RETURN_IF_ERROR(Release(txn, award, award.amount_fen()));
    award.clear_reserved_from();
  }
  award.set_state(v1::AWARD_STATE_CANCELLED);
  award.set_reason(request.reason());
  return Save(txn, kAwards, std::move(award));
}

}  // namespace zgc::funding
