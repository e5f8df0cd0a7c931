#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/storage/page.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/funding.pb.h"
#include "zgc/funding/v1/guards.pb.h"

// The stacking guard (重复支持核查); guards.proto says what it does. Thread-safe as the
// reader is.
namespace zgc::funding {

// For awards and payments: one call each.
using SupportItems = google::protobuf::RepeatedPtrField<v1::SupportItem>;
void CheckSupportItems(const SupportItems& items, absl::string_view field,
                       resource::Checks& checks);
// Refuses, or raises flags, and claims the items of an award that is approved now.
absl::Status GuardApproval(storage::Txn& txn, const base::Actor& actor, const v1::Award& award);
// Refuses while a flag is open or missing, and claims the items of the payment.
absl::Status GuardPayment(storage::Txn& txn, const v1::Award& award, const v1::Payment& payment);

absl::StatusOr<v1::GuardRule> CreateGuardRule(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateGuardRuleRequest& request);
absl::StatusOr<v1::GuardRule> ApproveGuardRule(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ApproveGuardRuleRequest& request);
absl::StatusOr<v1::GuardRule> EndGuardRule(storage::Txn& txn, const base::Actor& actor,
                                           const v1::EndGuardRuleRequest& request);
absl::StatusOr<v1::GuardRule> GetGuardRule(const storage::Reader& reader,
                                           const v1::GetGuardRuleRequest& request);
absl::StatusOr<std::string> ListGuardRules(const storage::Reader& reader,
                                           const v1::ListGuardRulesRequest& request,
                                           const storage::Page& page,
                                           v1::ListGuardRulesResponse& response);
absl::StatusOr<v1::StackingFlag> ClearStackingFlag(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::ClearStackingFlagRequest& request);
absl::StatusOr<v1::CheckStackingResponse> CheckStacking(storage::Txn& txn, const base::Actor& actor,
                                                        const v1::CheckStackingRequest& request);
absl::StatusOr<v1::StackingFlag> GetStackingFlag(const storage::Reader& reader,
                                                 const v1::GetStackingFlagRequest& request);
absl::StatusOr<std::string> ListStackingFlags(const storage::Reader& reader,
                                              const v1::ListStackingFlagsRequest& request,
                                              const storage::Page& page,
                                              v1::ListStackingFlagsResponse& response);
absl::StatusOr<v1::FindSupportClaimsResponse> FindSupportClaims(
    const storage::Reader& reader, const v1::FindSupportClaimsRequest& request);

}  // namespace zgc::funding
