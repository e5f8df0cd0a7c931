#include "services/funding_ledger/domain/instruments/calculation.h"

#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/rules_fixture.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rule_service.pb.h"
#include "zgc/funding/v1/rules.pb.h"

namespace zgc::funding {
namespace {

class CalculationTest : public RulesFixture {
 protected:
  // The amount, or -1.
  int64_t Amount(const std::string& terms, const std::string& facts, const std::string& more = "") {
    const auto result = Of(terms, facts, more);
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? result->amount_fen() : -1;
  }
};

// Worked out by hand, in fen: 10,000,000.00 yuan at 4.35 %, 40 % of it, 181 days.
TEST_F(CalculationTest, InterestIsSubsidisedByTheDay) {
  // 1,000,000,000 × 1.74 % × 181 = 3,149,400,000; by 365 is 8,628,493.15.
  EXPECT_EQ(Amount(kInterest, Loan("4.35", "2019-01-01", "2019-07-01")), 8'628'493);
  // By 360 is 8,748,333.33.
  EXPECT_EQ(Amount("interest { share_percent: '40' day_count: DAY_COUNT_ACTUAL_360 }",
                   Loan("4.35", "2019-01-01", "2019-07-01")),
            8'748'333);
  // A leap year has 366 days and still 365 in the divisor: 17,447,671.23.
  EXPECT_EQ(Amount(kInterest, Loan("4.35", "2020-01-01", "2021-01-01")), 17'447'671);
  // The rate counts up to the base rate.
  const std::string capped =
      "interest { share_percent: '40' base_rate_percent: '4.35' "
      "day_count: DAY_COUNT_ACTUAL_365 }";
  EXPECT_EQ(Amount(capped, Loan("6.5", "2019-01-01", "2019-07-01")), 8'628'493);
  EXPECT_EQ(Amount(capped, Loan("4", "2019-01-01", "2020-01-01")), 16'000'000);
  // 36,500 × 0.5 % × 1 ÷ 365 is half a fen, which is rounded up; 36,499 is not.
  const std::string half = "interest { share_percent: '50' day_count: DAY_COUNT_ACTUAL_365 }";
  EXPECT_EQ(Amount(half, Loan("1", "2019-01-01", "2019-01-02", 36'500)), 1);
  EXPECT_EQ(Amount(half, Loan("1", "2019-01-01", "2019-01-02", 36'499)), 0);
}

TEST_F(CalculationTest, EveryStepOfACalculationIsShown) {
  const auto result = Of(kInterest + std::string("caps { per_record_fen: 5000000 }"),
                         Loan("4.35", "2019-01-01", "2019-07-01"));
  ZGC_ASSERT_OK(result);
  std::string steps;
  for (const auto& step : result->steps()) {
    absl::StrAppend(&steps, step.label(), "：", step.expression(), " = ", step.value(), step.unit(),
                    "\n");
  }
  EXPECT_EQ(steps,
            "贴息率：4.35% × 40% = 1.74%\n"
            "计息天数：2019-01-01至2019-07-01，算头不算尾 = 181天\n"
            "贴息额：1000000000 × 1.74% × 181 ÷ 365，四舍五入到分 = 8628493分\n"
            "单笔上限：min(8628493, 5000000) = 5000000分\n");
  EXPECT_EQ(result->uncapped_fen(), 8'628'493);
  EXPECT_EQ(result->amount_fen(), 5'000'000);
  EXPECT_EQ(result->bound_by(), v1::SUPPORT_CAP_RECORD);
}

TEST_F(CalculationTest, TheTightestCapBinds) {
  const std::string terms = "risk_subsidy { share_of_investment_percent: '9' } " +
                            std::string(
                                "caps { per_record_fen: 80000000 "
                                "per_recipient_year_fen: 100000000 "
                                "per_program_year_fen: 200000000 }");
  const auto bound = [&](int64_t recipient, int64_t program) {
    const auto result =
        Of(terms, "risk_subsidy { basis: RISK_SUBSIDY_BASIS_INVESTMENT invested_fen: 1000000000 }",
           absl::StrCat("recipient_year_fen: ", recipient, " program_year_fen: ", program));
    EXPECT_TRUE(result.ok()) << result.status();
    return absl::StrCat(v1::SupportCap_Name(result->bound_by()), " ", result->amount_fen());
  };
  EXPECT_EQ(bound(0, 0), "SUPPORT_CAP_RECORD 80000000");
  EXPECT_EQ(bound(30'000'000, 0), "SUPPORT_CAP_RECIPIENT_YEAR 70000000");
  EXPECT_EQ(bound(30'000'000, 140'000'000), "SUPPORT_CAP_PROGRAM_YEAR 60000000");
  EXPECT_EQ(bound(100'000'000, 140'000'000), "SUPPORT_CAP_RECIPIENT_YEAR 0");
  EXPECT_EQ(bound(0, 900'000'000), "SUPPORT_CAP_PROGRAM_YEAR 0");
}

TEST_F(CalculationTest, TheOtherInstrumentsTakeTheirShare) {
  // 35 % of a loss of 1,234,567.89 yuan is 432,098.7615; half a fen would round up.
  const std::string loan = "start_date: '2019-01-01' end_date: '2020-01-01' ";
  EXPECT_EQ(
      Amount("risk_compensation { share_percent: '35' }",
             "risk_compensation { principal_fen: 200000000 loss_fen: 123456789 " + loan + "}"),
      43'209'876);
  // At most 20 % of the principal: 400,000.00 yuan.
  EXPECT_EQ(
      Amount("risk_compensation { share_percent: '35' max_share_of_principal_percent: '20' }",
             "risk_compensation { principal_fen: 200000000 loss_fen: 123456789 " + loan + "}"),
      40'000'000);
  // The premium counts up to 3 % of 50,000,000.00 yuan, and 80 % of that is paid.
  const std::string premium = "insurance { insured_fen: 5000000000 premium_fen: 175000000 }";
  EXPECT_EQ(Amount("insurance { share_percent: '80' max_premium_rate_percent: '3' }", premium),
            120'000'000);
  EXPECT_EQ(Amount("insurance { share_percent: '80' }", premium), 140'000'000);
  const std::string venture =
      "risk_subsidy { share_of_investment_percent: '10' share_of_loss_percent: '30' }";
  EXPECT_EQ(Amount(venture,
                   "risk_subsidy { basis: RISK_SUBSIDY_BASIS_INVESTMENT "
                   "invested_fen: 1000000005 }"),
            100'000'001);
  EXPECT_EQ(Amount(venture,
                   "risk_subsidy { basis: RISK_SUBSIDY_BASIS_LOSS "
                   "invested_fen: 1000000005 loss_fen: 400000000 }"),
            120'000'000);
  EXPECT_EQ(Amount("co_development { max_share_percent: '50' }",
                   "co_development { total_fen: 333 share_percent: '33.5' }"),
            112);
}

TEST_F(CalculationTest, WhatWasGrantedBeforeIsTakenFromTheCapsOfTheYear) {
  v1::RuleVersion rule;
  rule.set_name("ruleVersions/t-001");
  rule.mutable_talent()->set_amount_each_fen(30);
  rule.mutable_caps()->set_per_program_year_fen(100);
  v1::SupportFacts facts;
  facts.mutable_talent()->set_selected_count(3);
  const auto granted = [&](const GrantedBefore& before) {
    const auto calculation = Compute(rule, facts, before);
    EXPECT_TRUE(calculation.ok()) << calculation.status();
    return calculation.value_or(v1::Calculation());
  };
  EXPECT_EQ(granted({}).amount_fen(), 90);
  EXPECT_EQ(granted({0, 40}).amount_fen(), 60);
  EXPECT_EQ(granted({0, 40}).bound_by(), v1::SUPPORT_CAP_PROGRAM_YEAR);
  EXPECT_EQ(granted({0, 100}).amount_fen(), 0);
  EXPECT_EQ(granted({500, 0}).amount_fen(), 90);
}

}  // namespace
}  // namespace zgc::funding
