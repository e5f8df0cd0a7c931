#pragma once

#include "services/funding_ledger/domain/guard/guard.h"
#include "services/funding_ledger/domain/guard/guard_rules.h"
#include "services/funding_ledger/testing/fixture.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"

namespace zgc::funding {

inline constexpr auto kRefused = absl::StatusCode::kFailedPrecondition;

class GuardFixture : public FundingFixture {
 protected:
  GuardFixture() { ZGC_EXPECT_OK(Appropriate("next", 1000, "", "2020")); }
  absl::StatusOr<v1::GuardRule> MakeRule(const std::string& id, const std::string& kind,
                                         const std::string& action, const std::string& scope,
                                         const std::string& more = "") {
    return Do(CreateGuardRule,
              absl::StrCat("guard_rule_id: '", id, "' guard_rule { display_name: '", id,
                           "' item_kind: SUPPORT_ITEM_KIND_", kind, " action: GUARD_ACTION_",
                           action, " scope: GUARD_SCOPE_", scope,
                           " effective_from: '2019-01-01' document: 'd' ", more, " }"),
              "maker");
  }
  void Rule(const std::string& id, const std::string& kind, const std::string& action,
            const std::string& scope, const std::string& more = "") {
    ZGC_ASSERT_OK(MakeRule(id, kind, action, scope, more));
    ZGC_ASSERT_OK(Do(ApproveGuardRule, absl::StrCat("name: 'guardRules/", id, "'"), "checker"));
  }
  static std::string Item(const std::string& kind, const std::string& number,
                          const std::string& purpose = "", const std::string& issuer = "甲公司") {
    return absl::StrCat("support_items { kind: SUPPORT_ITEM_KIND_", kind, " number: '", number,
                        "' purpose: '", purpose, "' ",
                        kind == "ENTERPRISE" ? "" : absl::StrCat("issuer: '", issuer, "'"), " } ");
  }
  // A draft of 10 fen.
  absl::StatusOr<v1::Award> Supports(const std::string& id, const std::string& items,
                                     const std::string& program = "ic") {
    return Draft(id, program, Known(10) + items);
  }
  absl::StatusOr<v1::Award> Granted(const std::string& id, const std::string& items,
                                    const std::string& program = "ic") {
    return Grant(id, program, Known(10) + items);
  }
  absl::StatusOr<v1::CheckStackingResponse> Recheck(const std::string& award,
                                                    const std::string& more = "") {
    return Do(CheckStacking, absl::StrCat("award: 'awards/", award, "' ", more), "auditor");
  }
  // What a refusal says was supported earlier.
  static std::vector<std::string> Earlier(const absl::Status& status) {
    google::rpc::PreconditionFailure failure;
    const auto payload = status.GetPayload("type.googleapis.com/google.rpc.PreconditionFailure");
    EXPECT_TRUE(payload.has_value() && failure.ParseFromString(std::string(*payload))) << status;
    std::vector<std::string> names;
    for (const auto& violation : failure.violations()) names.push_back(violation.subject());
    return names;
  }
};

}  // namespace zgc::funding
