#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rule_service.pb.h"
#include "zgc/funding/v1/rules.pb.h"

// Dated rules of support (支持政策条款). Thread-safe as the reader is.
namespace zgc::funding {

const resource::Lifecycle<v1::RuleVersion>& RuleVersionLifecycle();
absl::StatusOr<v1::RuleVersion> CreateRuleVersion(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateRuleVersionRequest& request);
absl::StatusOr<v1::RuleVersion> ApproveRuleVersion(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::ApproveRuleVersionRequest& request);
absl::StatusOr<v1::RuleVersion> WithdrawRuleVersion(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::WithdrawRuleVersionRequest& request);
absl::StatusOr<v1::RuleVersion> EndRuleVersion(storage::Txn& txn, const base::Actor& actor,
                                               const v1::EndRuleVersionRequest& request);
absl::StatusOr<v1::RuleVersion> GetRuleVersion(const storage::Reader& reader,
                                               const v1::GetRuleVersionRequest& request);
absl::StatusOr<std::string> ListRuleVersions(const storage::Reader& reader,
                                             const v1::ListRuleVersionsRequest& request,
                                             const storage::Page& page,
                                             v1::ListRuleVersionsResponse& response);
absl::StatusOr<v1::Calculation> ComputeSupport(const storage::Reader& reader,
                                               const v1::ComputeSupportRequest& request);

// The approved version of a rule that is in force on a day, if there is one.
absl::StatusOr<absl::optional<v1::RuleVersion>> FindRule(const storage::Reader& reader,
                                                         const std::string& rule,
                                                         const std::string& day);

}  // namespace zgc::funding
