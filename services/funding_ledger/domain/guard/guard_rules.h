#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"

// Guard rules, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

const resource::Lifecycle<v1::GuardRule>& GuardRuleLifecycle();

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

}  // namespace zgc::funding
