#include "services/funding_ledger/domain/instruments/facts.h"

#include "services/funding_ledger/domain/instruments/rule_versions.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/rules_fixture.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rule_service.pb.h"
#include "zgc/funding/v1/rules.pb.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using FactsTest = RulesFixture;

TEST_F(FactsTest, FactsThatTheRuleDoesNotSupportAreRefused) {
  const auto refused = [&](const std::string& terms, const std::string& facts, const char* field) {
    EXPECT_THAT(Of(terms, facts), FailsWith(kInvalid, HasSubstr(field))) << facts;
  };
  refused(kInterest, "talent { selected_count: 1 }", "kind");
  refused(kInterest, Loan("4.35", "2019-07-01", "2019-07-01"), "to_date");
  refused(kInterest, Loan("4.35", "2018-12-31", "2019-07-01"), "from_date");
  refused(kInterest, Loan("4.35", "2019-01-01", "2022-01-02"), "to_date");
  refused(kInterest, Loan("4.35001", "2019-01-01", "2019-07-01"), "annual_rate_percent");
  refused("interest { share_percent: '40' day_count: DAY_COUNT_ACTUAL_365 min_term_days: 1097 }",
          Loan("4.35", "2019-01-01", "2019-07-01"), "shorter than the 1097");
  refused("interest { share_percent: '40' day_count: DAY_COUNT_ACTUAL_365 max_term_days: 1095 }",
          Loan("4.35", "2019-01-01", "2019-07-01"), "longer than the 1095");
  refused("risk_compensation { share_percent: '35' }",
          "risk_compensation { principal_fen: 5 loss_fen: 6 start_date: '2019-01-01' end_date: "
          "'2020-01-01' }",
          "loss_fen");
  refused("risk_subsidy { share_of_loss_percent: '30' }",
          "risk_subsidy { basis: RISK_SUBSIDY_BASIS_INVESTMENT invested_fen: 9 }", "basis");
  refused("co_development { max_share_percent: '50' }",
          "co_development { total_fen: 333 share_percent: '50.01' }", "share_percent");
  EXPECT_THAT(Ask(ComputeSupport,
                  "rule_version: 'ruleVersions/none-001' facts { talent { selected_count: 1 } }"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(FactsTest, APercentIsAboveZeroAndOfAsManyDigits) {
  const auto check = [](const std::string& text) {
    resource::Checks checks;
    CheckPercent(text, 2, "f", checks);
    return checks.ToStatus();
  };
  ZGC_EXPECT_OK(check("0.01"));
  ZGC_EXPECT_OK(check("100"));
  for (const char* wrong : {"0", "100.01", "0.001", "-1", "x"}) {
    EXPECT_THAT(check(wrong),
                FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("no plain decimal")))
        << wrong;
  }
}

TEST_F(FactsTest, FactsAreOfTheKindOfTheRule) {
  v1::RuleVersion rule;
  rule.set_name("ruleVersions/t-001");
  rule.mutable_talent();
  v1::SupportFacts facts;
  facts.mutable_insurance();
  resource::Checks checks;
  CheckFacts(rule, facts, "facts", checks);
  EXPECT_THAT(checks.ToStatus(), FailsWith(absl::StatusCode::kInvalidArgument,
                                           HasSubstr("must be of the kind of ruleVersions/t-001")));
}

}  // namespace
}  // namespace zgc::funding
