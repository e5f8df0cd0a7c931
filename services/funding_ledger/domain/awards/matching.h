#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/payments.pb.h"

// Matching funds (自筹、配套资金): what the recipients put in themselves, and when
// less of it is there than the rule of the award asks for.
namespace zgc::funding {

absl::StatusOr<v1::Award> RecordMatchingEvidence(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::RecordMatchingEvidenceRequest& request);
absl::StatusOr<v1::Award> RevokeMatchingEvidence(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::RevokeMatchingEvidenceRequest& request);

// The rule of an award goes with what it asks for.
void CheckMatchingRule(const v1::Award& award, resource::Checks& checks);

// Matching funds evidenced and not revoked that were there on `day`, in fen; those of today
// if it is empty.
int64_t MatchedBy(const v1::Award& award, const std::string& day);

// MATCHING_BREACH if more would be paid than the matching funds of the day of the payment
// allow.
absl::Status RequireMatched(const v1::Award& award, const v1::Payment& payment);

// MATCHING_BREACH if funds are missing on `day`, which may be empty.
absl::Status RequireNoBreach(const v1::Award& award, const std::string& day);

// Sets or clears the breach after a step of that day, which may be empty.
void RefreshBreach(const storage::Txn& txn, const std::string& day, v1::Award& award);

}  // namespace zgc::funding
