#include "services/funding_ledger/formulas/formulas.h"

#include "common/testing/formulas_fixture.h"
#include "services/funding_ledger/domain/portfolio/investments.h"
#include "services/funding_ledger/testing/fixture/fixture.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

using ::zgc::testing::kInvalid;

// A program as the argument of a formula.
std::pair<std::string, std::string> Of(const std::string& program) {
  return {"program", "programs/" + program};
}

class FormulasTest : public testing::FormulasFixture<FundingFixture> {
 protected:
  FormulasTest() : FormulasFixture(RegisterFormulas) {}
};

TEST_F(FormulasTest, EveryFormulaRefusesArgumentsThatItDoesNotKnow) {
  for (const char* name :
       {"sum_appropriations", "sum_spending", "execution_rate", "count_award_recipients",
        "count_recipients", "count_recipient_times", "count_award_projects", "sum_awards",
        "sum_matching", "sum_program_disbursements", "count_subfunds", "sum_subfund_size",
        "count_loan_times", "weighted_loan_rate", "count_loan_enterprises", "sum_loan_principal",
        "sum_fund_committed", "sum_fund_paid_in", "count_talent_selected"}) {
    EXPECT_THAT(Run(name, {{"colour", "red"}}), FailsWith(kInvalid, HasSubstr("colour"))) << name;
    EXPECT_THAT(Run(name, {Of("nowhere")}), FailsWith(kInvalid, HasSubstr("nowhere"))) << name;
  }
}

TEST_F(FormulasTest, RecipientsAreCountedByProgramRoundParkAndLabel) {
  ZGC_ASSERT_OK(Grant("r1", "young", Unknown() + "recipient_count: 206 round: '2018年第二批'"));
  ZGC_ASSERT_OK(Grant("r2", "young",
                      Unknown() + "recipient_count: 219 round: '2019年' parks: "
                                  "'//park_region/parks/a' sub_counts { key: 'U30' value: 180 }"));
  ZGC_ASSERT_OK(Grant("ic", "ic", Unknown() + "enterprises: '//park_region/enterprises/x'"));
  ZGC_ASSERT_OK(Draft("draft", "young", Unknown() + "recipient_count: 7"));
  ZGC_ASSERT_OK(Grant("gone", "young", Unknown() + "recipient_count: 8"));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/gone' reason: 'r'"));
  const auto count = [&](Given given) { return Value("count_award_recipients", given); };
  EXPECT_EQ(count({Of("talent")}), "425");
  EXPECT_EQ(count({Of("fund")}), "426");
  EXPECT_EQ(count({}), "426");
  EXPECT_EQ(count({Of("talent"), {"round", "2019年"}}), "219");
  EXPECT_EQ(count({Of("talent"), {"round", "2019年"}, {"label", "U30"}}), "180");
  // The other round does not state the label, and that is not zero.
  EXPECT_EQ(count({Of("talent"), {"label", "U30"}}), ">=180");
  EXPECT_EQ(count({{"park", "//park_region/parks/a"}}), "219");
  EXPECT_EQ(AsOf("2019-12-31", "count_award_recipients", {Of("talent")}), "425");
  EXPECT_EQ(AsOf("2018-12-31", "count_award_recipients", {Of("talent")}), "0");
  // Known to be of 2019 only, they are not known to be of its first half.
  EXPECT_EQ(Value("count_award_recipients", {Of("talent")}, "2019-01-01", "2019-06-30"), ">=0");
}

TEST_F(FormulasTest, ARecipientOfSeveralAwardsCountsInEach) {
  const std::string same = Unknown() + "enterprises: '//park_region/enterprises/x'";
  ZGC_ASSERT_OK(Grant("a", "ic", same));
  ZGC_ASSERT_OK(Grant("b", "talent", same));
  EXPECT_EQ(Value("count_award_recipients", {Of("ic")}), "1");
  EXPECT_EQ(Value("count_award_recipients", {Of("talent")}), "1");
  EXPECT_EQ(Value("count_award_recipients", {Of("fund")}), "2");
}

TEST_F(FormulasTest, ARecipientIsOneHoweverManyAwardsItHas) {
  const auto to = [](const std::string& enterprise, const std::string& more = "") {
    return absl::StrCat(Unknown(), "enterprises: '//park_region/enterprises/", enterprise, "' ",
                        more);
  };
  ZGC_ASSERT_OK(Grant("a", "ic", to("x", "parks: '//park_region/parks/a'")));
  ZGC_ASSERT_OK(Grant("b", "young", to("x", "round: '2019年'")));
  ZGC_ASSERT_OK(Grant("c", "ic", to("y", "effective_date: '2019-06-30'")));
  const auto count = [&](Given given) { return Value("count_recipients", given); };
  EXPECT_EQ(count({}), "2");
  EXPECT_EQ(count({Of("ic")}), "2");
  EXPECT_EQ(count({Of("talent")}), "1") << "with what is below it";
  EXPECT_EQ(count({Of("fund")}), "2");
  EXPECT_EQ(count({{"round", "2019年"}}), "1");
  EXPECT_EQ(count({{"park", "//park_region/parks/a"}}), "1");
  EXPECT_THAT(Parts("count_recipients", "program"),
              ElementsAre("programs/ic 2", "programs/young 1"));
  EXPECT_TRUE(IsFold("count_recipients"));
  // Those who are not named may be the same ones.
  ZGC_ASSERT_OK(Grant("d", "ic", Unknown() + "recipient_count: 49"));
  EXPECT_EQ(count({Of("ic")}), ">=2");
  EXPECT_EQ(count({Of("talent")}), "1");
  ZGC_ASSERT_OK(AddProgram("north", "fund"));
  ZGC_ASSERT_OK(Grant("e", "north", Unknown() + "recipient_count: 3"));
  EXPECT_EQ(count({Of("north")}), "unknown");
}

TEST_F(FormulasTest, AwardsAndPaymentsArePartedByParkRoundProgramAndDepartment) {
  ZGC_ASSERT_OK(AddProgram("lab", "fund", "department: '//task_registry/organisations/o'"));
  const std::string a = "parks: '//park_region/parks/a' ";
  const std::string b = "parks: '//park_region/parks/b' ";
  ZGC_ASSERT_OK(Grant("one", "lab", Known(100) + a + "round: '一'"));
  ZGC_ASSERT_OK(Grant("two", "lab", Known(200) + a + b));
  ZGC_ASSERT_OK(Grant("none", "young", Known(300)));
  for (const char* award : {"one", "two", "none"}) {
    ZGC_ASSERT_OK(Pay(absl::StrCat("p-", award), award, 100));
  }
  const std::string at = "//park_region/parks/";
  EXPECT_THAT(Parts("sum_awards", "park"), ElementsAre(at + "a 3", at + "b 2", "- 3"));
  EXPECT_EQ(Value("sum_awards"), "6") << "an award of two parks is one";
  EXPECT_EQ(Value("sum_awards", {{"park", at + "b"}}), "2");
  EXPECT_THAT(Parts("sum_awards", "round"), ElementsAre("一 1", "- 5"));
  EXPECT_THAT(Parts("sum_awards", "department"),
              ElementsAre("//task_registry/organisations/o 3", "- 3"));
  EXPECT_THAT(Parts("sum_program_disbursements", "park"),
              ElementsAre(at + "a 2", at + "b 1", "- 1"));
  EXPECT_THAT(Parts("sum_program_disbursements", "department"),
              ElementsAre("//task_registry/organisations/o 2", "- 1"));
  EXPECT_THAT(Parts("sum_program_disbursements", "program"),
              ElementsAre("programs/lab 2", "programs/young 1"));
  EXPECT_THAT(Parts("sum_appropriations", "department"), ElementsAre("- 10"));
  EXPECT_TRUE(IsFold("sum_program_disbursements", {{"park", at + "a"}}));
}

TEST_F(FormulasTest, ADatedAwardCountsInThePeriodThatHoldsItsDay) {
  ZGC_ASSERT_OK(Grant("a", "ic", Unknown() + "effective_date: '2019-06-30'"));
  EXPECT_EQ(Value("count_award_recipients", {}, "2019-01-01", "2019-06-30"), "1");
  EXPECT_EQ(Value("count_award_recipients", {}, "2019-07-01", "2019-12-31"), "0");
}

TEST_F(FormulasTest, AnInputSaysHowManyARecordStandsFor) {
  ZGC_ASSERT_OK(Grant("a", "ic", Unknown() + "recipient_count: 49"));
  ZGC_ASSERT_OK(Grant("b", "ic", Unknown() + "project_count: 180"));
  const auto recipients = Run("count_award_recipients", {Of("ic")});
  ZGC_ASSERT_OK(recipients);
  ASSERT_EQ(recipients->inputs.size(), 2u);
  EXPECT_EQ(recipients->inputs[0].resource(), "//funding_ledger/awards/a");
  EXPECT_EQ(recipients->inputs[0].description(), "a，批量补录49家");
  EXPECT_EQ(recipients->inputs[0].contribution(), "49");
  EXPECT_EQ(recipients->inputs[1].description(), "b，批量补录180个项目");
  EXPECT_EQ(recipients->inputs[1].contribution(), "");
  EXPECT_EQ(Value("count_award_recipients", {Of("ic")}), ">=49");
  EXPECT_EQ(Value("count_award_projects", {Of("ic")}), ">=180");
  EXPECT_EQ(Value("count_recipient_times", {Of("talent")}), "0");
}

TEST_F(FormulasTest, TimesAreCounted) {
  ZGC_ASSERT_OK(Grant("a", "ic", Unknown() + "recipient_times: 1642"));
  EXPECT_EQ(Value("count_recipient_times", {Of("ic")}), "1642");
}

TEST_F(FormulasTest, UnknownAmountsAreNeverZero) {
  ZGC_ASSERT_OK(Grant("u", "ic", Unknown()));
  EXPECT_EQ(Value("sum_awards", {Of("ic")}), "unknown");
  ZGC_ASSERT_OK(Grant("k", "ic", Known(550)));
  EXPECT_EQ(Value("sum_awards", {Of("ic")}), ">=5.5");
  EXPECT_EQ(Value("sum_awards", {Of("talent")}), "0");
  EXPECT_EQ(Value("sum_awards", {Of("ic"), {"unit", "万元"}}), ">=0.00055");
  EXPECT_THAT(Run("sum_awards", {{"unit", "美元"}}), FailsWith(kInvalid, HasSubstr("美元")));
}

TEST_F(FormulasTest, MatchingCountsWhereItIsAskedFor) {
  ZGC_ASSERT_OK(Grant("none", "ic", Known(1)));
  ZGC_ASSERT_OK(
      Grant("some", "ic", Known(1) + "matching_state: AMOUNT_STATE_KNOWN matching_fen: 5200"));
  EXPECT_EQ(Value("sum_matching", {Of("ic")}), "52");
  ZGC_ASSERT_OK(Grant("unsaid", "ic", Known(1) + "matching_state: AMOUNT_STATE_UNKNOWN"));
  EXPECT_EQ(Value("sum_matching", {Of("ic")}), ">=52");
}

TEST_F(FormulasTest, SpendingIsWhatWasStatedHoweverMuchOfItIsItemised) {
  ZGC_ASSERT_OK(Summarise("s", 900));
  EXPECT_EQ(Value("sum_spending", {Of("fund")}), "9");
  EXPECT_EQ(Value("sum_spending", {Of("ic")}), "0");
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300) + "within_summary: 'summaryDisbursements/s'"));
  EXPECT_EQ(Value("sum_spending", {Of("fund")}), "9");
  EXPECT_EQ(Value("sum_spending", {Of("ic")}), "0");
  ZGC_ASSERT_OK(Pay("p", "a", 300));
  EXPECT_EQ(Value("sum_spending", {Of("fund")}), "9");
  EXPECT_EQ(Value("sum_spending", {}), "9");
  EXPECT_EQ(Value("sum_spending", {Of("ic")}), "3");
  // Money that the summary did not state comes on top.
  ZGC_ASSERT_OK(Grant("b", "young", Known(50)));
  ZGC_ASSERT_OK(Pay("q", "b", 50));
  EXPECT_EQ(Value("sum_spending", {Of("fund")}), "9.5");
  ZGC_ASSERT_OK(ClawBack("c", "q", 20));
  EXPECT_EQ(Value("sum_spending", {Of("fund")}), "9.3");
  EXPECT_EQ(Value("sum_spending", {Of("talent")}), "0.3");
  EXPECT_EQ(Value("sum_program_disbursements", {Of("talent")}), "0.5");
  const auto spending = Run("sum_spending", {Of("talent")});
  ZGC_ASSERT_OK(spending);
  ASSERT_EQ(spending->inputs.size(), 2u);
  EXPECT_THAT(spending->inputs[0].resource(), HasSubstr("//funding_ledger/transfers/"));
  EXPECT_EQ(spending->inputs[0].description(), "拨付 payments/q，凭证：d");
  EXPECT_EQ(spending->inputs[1].description(), "追回 clawbacks/c，凭证：d");
  EXPECT_EQ(spending->inputs[1].contribution(), "-0.2");
}

TEST_F(FormulasTest, SpendingWithoutACertainDayIsNotGuessed) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 60, "effective_date: '2019-03-01'"));
  ZGC_ASSERT_OK(Pay("q", "a", 40));
  const auto half = [&] { return Value("sum_spending", {Of("ic")}, "2019-01-01", "2019-06-30"); };
  EXPECT_EQ(half(), ">=0.6");
  EXPECT_EQ(Value("sum_program_disbursements", {Of("ic")}, "2019-01-01", "2019-06-30"), ">=0.6");
  // A clawback that may be of the half year may also make it less.
  ZGC_ASSERT_OK(ClawBack("c", "p", 10));
  EXPECT_EQ(half(), "unknown");
  EXPECT_EQ(Value("sum_spending", {Of("ic")}), "0.9");
}

TEST_F(FormulasTest, TheRateIsSpentByAppropriatedAndDerivedIfThatIs) {
  ZGC_ASSERT_OK(Summarise("s", 992));
  EXPECT_EQ(Value("sum_appropriations", {Of("fund")}), "10");
  EXPECT_EQ(Value("execution_rate", {Of("fund")}), "99.2");
  const int64_t before = store_->head();
  ZGC_ASSERT_OK(Appropriate("more", 2000, "derived: true derivation: '推算'"));
  EXPECT_EQ(Value("sum_appropriations", {Of("fund")}), "~30");
  EXPECT_EQ(Value("execution_rate", {Of("fund")}), "~33.1");
  EXPECT_EQ(Value("execution_rate", {Of("fund")}, "2019-01-01", "2019-12-31", before), "99.2");
  EXPECT_EQ(AsOf("2019-12-31", "execution_rate", {Of("fund")}), "~33.1");
  EXPECT_EQ(Value("execution_rate", {Of("fund")}, "2020-01-01", "2020-12-31"), "unknown");
  EXPECT_THAT(Run("execution_rate", {Of("fund")}, "2019-02-01"),
              FailsWith(kInvalid, HasSubstr("1 January")));
  EXPECT_THAT(Run("execution_rate", {Of("fund")}, "2018-01-01"),
              FailsWith(kInvalid, HasSubstr("1 January")));
}

// 22.55亿元 are 99.2% of a budget that nobody states; the budget derived from
// both gives the rate back.
TEST_F(FormulasTest, ADerivedBudgetGivesBackTheRateThatItWasDerivedFrom) {
  ZGC_ASSERT_OK(Appropriate("b", 227'318'548'387 - 1000, "derived: true derivation: '推算'"));
  ZGC_ASSERT_OK(Summarise("s", 225'500'000'000));
  EXPECT_EQ(Value("sum_spending", {Of("fund")}), "2255000000");
  EXPECT_EQ(Value("execution_rate", {Of("fund")}), "~99.2");
}

TEST_F(FormulasTest, SubFundsAreCountedAndTheirSizesAdded) {
  const auto add = [&](const std::string& id, const std::string& fields) {
    ZGC_ASSERT_OK(
        Do(CreateSubFund,
           absl::StrCat("sub_fund_id: '", id, "' sub_fund { display_name: '", id,
                        "' fund: 'programs/fund' year: '2019' document: 'd' ", fields, " }")));
  };
  add("a", "item_count: 15 status: '过会' size_state: AMOUNT_STATE_KNOWN size_fen: 21200");
  add("b", "status: '设立' size_state: AMOUNT_STATE_UNKNOWN");
  EXPECT_EQ(Value("count_subfunds", {{"status", "过会"}}), "15");
  EXPECT_EQ(Value("count_subfunds", {Of("fund")}), "16");
  EXPECT_EQ(Value("count_subfunds", {Of("ic")}), "0");
  EXPECT_EQ(Value("sum_subfund_size", {{"status", "过会"}}), "212");
  EXPECT_EQ(Value("sum_subfund_size", {}), ">=212");
  EXPECT_EQ(Value("sum_subfund_size", {{"status", "设立"}}), "unknown");
}

TEST_F(FormulasTest, RatesOfSeveralBatchesAreWeightedByAmount) {
  const auto add = [&](const std::string& id, const std::string& fields) {
    ZGC_ASSERT_OK(Do(CreateLoanBatch,
                     absl::StrCat("loan_batch_id: '", id, "' loan_batch { program: ",
                                  "'programs/ic' year: '2019' document: 'd' ", fields, " }")));
  };
  EXPECT_EQ(Value("weighted_loan_rate", {Of("ic")}), "unknown");
  add("a", "loan_times: 1642 weighted_rate_percent: '4.72' amount_state: AMOUNT_STATE_UNKNOWN");
  EXPECT_EQ(Value("weighted_loan_rate", {Of("ic")}), "4.72");
  EXPECT_EQ(Value("count_loan_times", {Of("ic")}), "1642");
  EXPECT_EQ(Value("weighted_loan_rate", {Of("ic")}, "2019-01-01", "2019-06-30"), "unknown");
  EXPECT_EQ(Value("count_loan_times", {Of("ic")}, "2019-01-01", "2019-06-30"), ">=0");
  add("b",
      "loan_times: 1 weighted_rate_percent: '5' amount_state: AMOUNT_STATE_KNOWN amount_fen: 9");
  EXPECT_EQ(Value("weighted_loan_rate", {Of("ic")}), "unknown");
  ZGC_ASSERT_OK(AddProgram("loans", "fund"));
  const auto more = [&](const std::string& id, const std::string& rate, int fen) {
    ZGC_ASSERT_OK(
        Do(CreateLoanBatch,
           absl::StrCat("loan_batch_id: '", id, "' loan_batch { program: 'programs/loans' ",
                        "year: '2019' document: 'd' loan_times: 2 weighted_rate_percent: '", rate,
                        "' amount_state: AMOUNT_STATE_KNOWN amount_fen: ", fen, " }")));
  };
  more("c", "4", 300);
  more("d", "6", 100);
  EXPECT_EQ(Value("weighted_loan_rate", {Of("loans")}), "4.5");
  EXPECT_EQ(Value("count_loan_times", {Of("loans")}), "4");
}

}  // namespace
}  // namespace zgc::funding
