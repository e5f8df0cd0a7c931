#pragma once

#include "services/funding_ledger/domain/instruments/rule_versions.h"
#include "services/funding_ledger/testing/fixture.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rule_service.pb.h"
#include "zgc/funding/v1/rules.pb.h"

namespace zgc::funding {

inline constexpr char kInterest[] =
    "interest { share_percent: '40' day_count: DAY_COUNT_ACTUAL_365 min_term_days: 90 "
    "max_term_days: 1096 } ";

class RulesFixture : public FundingFixture {
 protected:
  absl::StatusOr<v1::RuleVersion> Draft(const std::string& rule, const std::string& from,
                                        const std::string& more) {
    return Do(
        CreateRuleVersion,
        absl::StrCat("rule_id: '", rule, "' rule_version { display_name: '", rule,
                     "' clause: '第三条' document: 'd' effective_from: '", from, "' ", more, " }"),
        "maker");
  }
  // What version 001 of a rule with these terms makes of facts.
  absl::StatusOr<v1::Calculation> Of(const std::string& terms, const std::string& facts,
                                     const std::string& more = "") {
    const std::string rule = absl::StrCat("rule-", ++rules_);
    ZGC_RETURN_IF_ERROR(Draft(rule, "2019-01-01", terms).status());
    return Ask(ComputeSupport, absl::StrCat("rule_version: 'ruleVersions/", rule, "-001' facts { ",
                                            facts, " } ", more));
  }
  static std::string Loan(const std::string& rate, const std::string& from, const std::string& to,
                          int64_t principal = 1'000'000'000) {
    return absl::StrCat("interest { principal_fen: ", principal, " annual_rate_percent: '", rate,
                        "' start_date: '2019-01-01' end_date: '2022-01-01' from_date: '", from,
                        "' to_date: '", to, "' }");
  }

 private:
  int rules_ = 0;
};

}  // namespace zgc::funding
