#include "services/funding_ledger/domain/guard/guard.h"

#include "common/resource/rows.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/guard/conflicts.h"
#include "services/funding_ledger/domain/guard/stacking_flags.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {

absl::Status GuardApproval(storage::Txn& txn, const base::Actor& actor, const v1::Award& award) {
  const Subject subject = ApprovalOf(award);
  std::vector<Conflict> conflicts;
  ZGC_RETURN_IF_ERROR(FindConflicts(txn, subject, conflicts));
  const auto refused = WithAction(conflicts, v1::GUARD_ACTION_REFUSE);
  if (!refused.empty()) return Refused(award.name(), refused, "");
  ZGC_RETURN_IF_ERROR(Raise(txn, actor, "ApproveAward", award.name(),
                            WithAction(conflicts, v1::GUARD_ACTION_FLAG)));
  RecordClaims(txn, award.name(), subject.items);
  return absl::OkStatus();
}

absl::Status GuardPayment(storage::Txn& txn, const v1::Award& award, const v1::Payment& payment) {
  ZGC_ASSIGN_OR_RETURN(const auto flags, FlagsOf(txn, award.name()));
  ZGC_RETURN_IF_ERROR(RequireCleared(award.name(), flags));
  std::vector<Conflict> conflicts;
  for (const Subject& subject :
       PaymentOf(award, payment.effective_date(), payment.support_items())) {
    ZGC_RETURN_IF_ERROR(FindConflicts(txn, subject, conflicts));
  }
  const auto refused = WithAction(conflicts, v1::GUARD_ACTION_REFUSE);
  if (!refused.empty()) return Refused(award.name(), refused, "");
  ZGC_ASSIGN_OR_RETURN(const auto open, Unflagged(txn, award.name(), conflicts));
  if (!open.empty()) {
    return Refused(award.name(), open, "; CheckStacking records it, so that it can be cleared");
  }
  RecordClaims(txn, payment.name(), payment.support_items());
  return absl::OkStatus();
}

absl::StatusOr<v1::CheckStackingResponse> CheckStacking(storage::Txn& txn, const base::Actor& actor,
                                                        const v1::CheckStackingRequest& request) {
  Checks checks(txn, request);
  ZGC_ASSIGN_OR_RETURN(const auto award, kAwards.Get(txn, {request.award()}));
  CheckSupportItems(request.support_items(), "support_items", checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (award->state() == v1::AWARD_STATE_DRAFT || award->state() == v1::AWARD_STATE_CANCELLED) {
    return IllegalTransition(award->name(), "CheckStacking",
                             {absl::StrCat("it is ", v1::AwardState_Name(award->state()))}, {});
  }
  std::vector<Conflict> conflicts;
  for (const Subject& subject :
       PaymentOf(*award, request.effective_date(), request.support_items())) {
    ZGC_RETURN_IF_ERROR(FindConflicts(txn, subject, conflicts));
  }
  ZGC_ASSIGN_OR_RETURN(const auto unflagged, Unflagged(txn, award->name(), conflicts));
  ZGC_RETURN_IF_ERROR(Raise(txn, actor, "CheckStacking", award->name(), unflagged));
  ZGC_ASSIGN_OR_RETURN(const auto flags, FlagsOf(txn, award->name()));
  v1::CheckStackingResponse response;
  for (const v1::StackingFlag& flag : flags) *response.add_stacking_flags() = flag;
  for (const Conflict& conflict : WithAction(conflicts, v1::GUARD_ACTION_REFUSE)) {
    response.add_refusals(ConflictText(conflict));
  }
  return response;
}

}  // namespace zgc::funding
