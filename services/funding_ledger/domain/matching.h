#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/funding.pb.h"

// Matching funds (自筹、配套资金): what the recipients put in themselves, and when
// less of it is there than the rule of the award asks for.
namespace zgc::funding {

absl::StatusOr<v1::Award> RecordMatchingEvidence(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::RecordMatchingEvidenceRequest& request);
absl::StatusOr<v1::Award> RevokeMatchingEvidence(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::RevokeMatchingEvidenceRequest& request);

// The rule of an award goes with what it asks for.
void CheckMatchingRule(const v1::Award& award, resource::Checks& checks);

// MATCHING_BREACH if more would be paid than the matching funds allow.
absl::Status RequireMatched(const v1::Award& award, int64_t payment_fen);
// MATCHING_BREACH while funds are missing.
absl::Status RequireNoBreach(const v1::Award& award);

// Sets or clears the breach after a step of that day, which may be empty.
void RefreshBreach(const storage::Txn& txn, const std::string& day, v1::Award& award);

}  // namespace zgc::funding
