#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/resource/lifecycle.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/payment_service.pb.h"
#include "zgc/funding/v1/payments.pb.h"

// What becomes of money claimed back (应收追回款): repaid, set off against a later
// payment, or written off. Errors and thread-safety as in rpc/services.h.
namespace zgc::funding {

// Payments that set off and reversals move clawbacks as well.
const resource::Lifecycle<v1::Clawback>& ClawbackLifecycle();
absl::StatusOr<v1::Clawback> RecordRepayment(storage::Txn& txn, const base::Actor& actor,
                                             const v1::RecordRepaymentRequest& request);
absl::StatusOr<v1::Clawback> ProposeWriteOff(storage::Txn& txn, const base::Actor& actor,
                                             const v1::ProposeWriteOffRequest& request);
absl::StatusOr<v1::Clawback> ApproveWriteOff(storage::Txn& txn, const base::Actor& actor,
                                             const v1::ApproveWriteOffRequest& request);
absl::StatusOr<v1::Clawback> RejectWriteOff(storage::Txn& txn, const base::Actor& actor,
                                            const v1::RejectWriteOffRequest& request);

// What is open of a clawback goes on in a later year, which takes what comes of
// it: a closed year takes nothing.
absl::StatusOr<v1::Clawback> CarryOverClawback(storage::Txn& txn, const base::Actor& actor,
                                               const v1::CarryOverClawbackRequest& request);

// Why a clawback cannot be reversed, or empty.
std::string ReversalObstacle(const v1::Clawback& row);

// The clawback is reversed: nobody owes it.
void UndoReceivable(const storage::Txn& txn, const base::Actor& actor,
                    const resource::StepDetails& details, v1::Clawback& row);

// Fills what a new clawback says of the award, and who owes it.
void DescribeReceivable(const v1::Payment& payment, const v1::Award& award,
                        resource::Checks& checks, v1::Clawback& row);

// The clawbacks that a payment sets off exist, are owed by the enterprise of its
// award, and are not later than the day on which it counts.
absl::Status CheckSetOffs(const storage::Txn& txn, const v1::Award& award, const std::string& day,
                          v1::Payment& payment, resource::Checks& checks);

// Settles them and adds to `posting` what that moves. The money kept back was spent
// on the new award and comes back for the old one, so it is available again.
absl::Status PostSetOffs(storage::Txn& txn, const base::Actor& actor, const v1::Payment& payment,
                         Posting& posting);

}  // namespace zgc::funding
