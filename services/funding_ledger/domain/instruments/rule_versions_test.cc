#include "services/funding_ledger/domain/instruments/rule_versions.h"

#include "services/funding_ledger/testing/fixture.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/rule_service.pb.h"
#include "zgc/funding/v1/rules.pb.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ::zgc::testing::kInvalid;
constexpr char kTalent[] = "talent { amount_each_fen: 30000000 } ";
constexpr char kInterest[] =
    "interest { share_percent: '40' day_count: DAY_COUNT_ACTUAL_365 min_term_days: 90 "
    "max_term_days: 1096 } ";

class RuleVersionsTest : public FundingFixture {
 protected:
  absl::StatusOr<v1::RuleVersion> Draft(const std::string& rule, const std::string& from,
                                        const std::string& more) {
    return Do(
        CreateRuleVersion,
        absl::StrCat("rule_id: '", rule, "' rule_version { display_name: '", rule,
                     "' clause: '第三条' document: 'd' effective_from: '", from, "' ", more, " }"),
        "maker");
  }
  absl::StatusOr<v1::RuleVersion> Approve(const std::string& id,
                                          const std::string& person = "checker") {
    return Do(ApproveRuleVersion, absl::StrCat("name: 'ruleVersions/", id, "'"), person);
  }
  absl::StatusOr<v1::RuleVersion> End(const std::string& id, const std::string& day,
                                      const std::string& person = "checker") {
    return Do(EndRuleVersion,
              absl::StrCat("name: 'ruleVersions/", id, "' effective_to: '", day, "' reason: 'r'"),
              person);
  }
  v1::RuleVersion Version(const std::string& id) {
    return Find(kRuleVersions, "ruleVersions/" + id);
  }
  // What version 001 of a rule with these terms makes of facts.
  absl::StatusOr<v1::Calculation> Of(const std::string& terms, const std::string& facts,
                                     const std::string& more = "") {
    const std::string rule = absl::StrCat("rule-", ++rules_);
    ZGC_RETURN_IF_ERROR(Draft(rule, "2019-01-01", terms).status());
    return Ask(ComputeSupport, absl::StrCat("rule_version: 'ruleVersions/", rule, "-001' facts { ",
                                            facts, " } ", more));
  }
  // The amount, or -1.
  int64_t Amount(const std::string& terms, const std::string& facts, const std::string& more = "") {
    const auto result = Of(terms, facts, more);
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? result->amount_fen() : -1;
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

TEST_F(RuleVersionsTest, AVersionIsMadeAndCheckedByTwoPersons) {
  const auto first = Draft("talent", "2019-01-01", kTalent);
  ZGC_ASSERT_OK(first);
  EXPECT_EQ(first->name(), "ruleVersions/talent-001");
  EXPECT_EQ(first->rule(), "talent");
  EXPECT_EQ(first->maker(), "maker");
  EXPECT_THAT(Approve("talent-001", "maker"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(End("talent-001", "2019-02-01"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  const auto approved = Approve("talent-001");
  ZGC_ASSERT_OK(approved);
  EXPECT_EQ(approved->checker(), "checker");
  EXPECT_THAT(Approve("talent-001"),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("APPROVED")));
  EXPECT_THAT(Do(WithdrawRuleVersion, "name: 'ruleVersions/talent-001' reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(RuleVersionsTest, AWithdrawnDraftIsNeverApproved) {
  ZGC_ASSERT_OK(Draft("talent", "2019-01-01", kTalent));
  EXPECT_THAT(Do(WithdrawRuleVersion, "name: 'ruleVersions/talent-001'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(Do(WithdrawRuleVersion, "name: 'ruleVersions/talent-001' reason: 'typo'"));
  EXPECT_THAT(Approve("talent-001"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  // Its number is not used again.
  EXPECT_EQ(Draft("talent", "2019-01-01", kTalent)->name(), "ruleVersions/talent-002");
}

TEST_F(RuleVersionsTest, AVersionWithoutEndEndsBeforeItsSuccessor) {
  ZGC_ASSERT_OK(Draft("talent", "2019-01-01", kTalent));
  ZGC_ASSERT_OK(Approve("talent-001"));
  ZGC_ASSERT_OK(Draft("talent", "2020-03-01", "talent { amount_each_fen: 1 } "));
  EXPECT_EQ(Version("talent-001").effective_to(), "");
  ZGC_ASSERT_OK(Approve("talent-002"));
  EXPECT_EQ(Version("talent-001").effective_to(), "2020-02-29");
  EXPECT_EQ(Version("talent-001").talent().amount_each_fen(), 30000000);
}

TEST_F(RuleVersionsTest, ApprovedVersionsNeverOverlap) {
  ZGC_ASSERT_OK(Draft("talent", "2019-01-01", kTalent + std::string("effective_to: '2019-12-31'")));
  ZGC_ASSERT_OK(Draft("talent", "2019-12-31", kTalent));
  ZGC_ASSERT_OK(Draft("talent", "2018-01-01", kTalent));
  ZGC_ASSERT_OK(Draft("talent", "2020-01-01", kTalent));
  ZGC_ASSERT_OK(Approve("talent-001"));
  EXPECT_THAT(Approve("talent-002"), FailsWith(absl::StatusCode::kFailedPrecondition,
                                               HasSubstr("2019-01-01 to 2019-12-31")));
  // Without an end it would reach into the one that is in force.
  EXPECT_THAT(Approve("talent-003"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_EXPECT_OK(Approve("talent-004"));
}

TEST_F(RuleVersionsTest, AVersionEndsByAnotherPersonAndOnlyEarlier) {
  ZGC_ASSERT_OK(Draft("talent", "2019-01-01", kTalent));
  ZGC_ASSERT_OK(Approve("talent-001"));
  EXPECT_THAT(End("talent-001", "2018-12-31"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(End("talent-001", "2019-06-30", "maker"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(End("talent-001", "2019-06-30"));
  EXPECT_THAT(End("talent-001", "2019-07-01"), HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_EXPECT_OK(End("talent-001", "2019-05-31"));
}

TEST_F(RuleVersionsTest, EveryWrongFieldIsNamed) {
  const auto made = Do(CreateRuleVersion,
                       "rule_id: 'X' rule_version { effective_from: '2019-02-30' interest { "
                       "share_percent: '0' base_rate_percent: '1.23456' min_term_days: 9 "
                       "max_term_days: 8 } caps { per_record_fen: -1 } }");
  for (const char* field :
       {"rule_id", "display_name", "clause", "document", "effective_from", "share_percent",
        "base_rate_percent", "day_count", "max_term_days", "per_record_fen"}) {
    EXPECT_THAT(made, FailsWith(kInvalid, HasSubstr(field))) << field;
  }
  EXPECT_THAT(Draft("none", "2019-01-01", ""), FailsWith(kInvalid, HasSubstr("what it grants")));
  EXPECT_THAT(
      Draft("talent", "2019-01-01", kTalent + std::string("caps { per_recipient_year_fen: 1 }")),
      FailsWith(kInvalid, HasSubstr("no one recipient")));
  ZGC_ASSERT_OK(Draft("talent", "2019-01-01", kTalent));
  EXPECT_THAT(Draft("talent", "2020-01-01", kInterest), FailsWith(kInvalid, HasSubstr("kind")));
}

TEST_F(RuleVersionsTest, TheListShowsWhatIsInForceOnADay) {
  ZGC_ASSERT_OK(Draft("talent", "2019-01-01", kTalent));
  ZGC_ASSERT_OK(Approve("talent-001"));
  ZGC_ASSERT_OK(Draft("talent", "2020-01-01", kTalent));
  ZGC_ASSERT_OK(Approve("talent-002"));
  ZGC_ASSERT_OK(Draft("talent", "2021-01-01", kTalent));
  const auto on = [&](const std::string& day) {
    v1::ListRuleVersionsRequest request;
    request.set_rule("talent");
    request.set_in_force_on(day);
    v1::ListRuleVersionsResponse response;
    const auto snapshot = store_->ReadAt(0);
    ZGC_EXPECT_OK(ListRuleVersions(*snapshot, request, {10, ""}, response).status());
    std::string names;
    for (const auto& row : response.rule_versions()) absl::StrAppend(&names, row.name(), " ");
    return names;
  };
  EXPECT_EQ(on("2018-12-31"), "");
  EXPECT_EQ(on("2019-12-31"), "ruleVersions/talent-001 ");
  EXPECT_EQ(on("2021-06-01"), "ruleVersions/talent-002 ");
}

// Worked out by hand, in fen: 10,000,000.00 yuan at 4.35 %, 40 % of it, 181 days.
TEST_F(RuleVersionsTest, InterestIsSubsidisedByTheDay) {
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

TEST_F(RuleVersionsTest, EveryStepOfACalculationIsShown) {
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

TEST_F(RuleVersionsTest, TheTightestCapBinds) {
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

TEST_F(RuleVersionsTest, TheOtherInstrumentsTakeTheirShare) {
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

TEST_F(RuleVersionsTest, FactsThatTheRuleDoesNotSupportAreRefused) {
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
  EXPECT_THAT(Ask(ComputeSupport, "rule_version: 'ruleVersions/none-001'"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
