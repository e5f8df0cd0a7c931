#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/resource/source_watch.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/payments.pb.h"

// Agreements (协议) and their tranches (分期). Errors and thread-safety as in
// rpc/services.h.
namespace zgc::funding {

absl::StatusOr<v1::Award> SignAgreement(storage::Txn& txn, const base::Actor& actor,
                                        const v1::SignAgreementRequest& request);

// A payment names a tranche if the award has any. The day on which it counts is not before
// the agreement, and not before the milestone that its tranche waited for.
absl::Status CheckTranche(const storage::Reader& reader, const v1::Award& award,
                          const v1::Payment& payment, const std::string& day,
                          resource::Checks& checks);

// TRANCHE_WAITING while what the tranche of the payment waits for is not there,
// INSUFFICIENT_FUNDS if less is left of it.
absl::Status RequirePayableTranche(const storage::Reader& reader, const v1::Award& award,
                                   const v1::Payment& payment);

// SOURCE_NOT_CURRENT if the tranche waited for a milestone whose source is not current:
// its acceptance may have been taken back since. Apart from the rest, since it is no
// matter of the store.
absl::Status RequireCurrentMilestone(const storage::Reader& reader, const v1::Payment& payment,
                                     resource::SourceWatch& sources,
                                     const google::protobuf::Duration& max_source_age);
void PayTranche(const v1::Payment& payment, v1::Award& award);

// The payment is reversed.
void UnpayTranche(const v1::Payment& payment, v1::Award& award);

// Takes what the tranches hold above the amount of the award from the last ones.
void CutTranches(v1::Award& award);

}  // namespace zgc::funding
