#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/execution.h"
#include "services/funding_ledger/domain/instruments/investments.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using BudgetTest = FundingFixture;

TEST_F(BudgetTest, AFiscalYearIsAYearAndClosesOnce) {
  EXPECT_THAT(Do(CreateFiscalYear, "fiscal_year_id: '19'"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Do(CreateFiscalYear, "fiscal_year_id: '2019'"),
              HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_THAT(Do(CloseFiscalYear, "name: 'fiscalYears/2019'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  const auto closed = Do(CloseFiscalYear, "name: 'fiscalYears/2019' reason: '年终结账'", "head");
  ZGC_ASSERT_OK(closed);
  EXPECT_EQ(closed->closer(), "head");
  EXPECT_THAT(Do(CloseFiscalYear, "name: 'fiscalYears/2019' reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(BudgetTest, AClosedYearRefusesEveryPosting) {
  ZGC_ASSERT_OK(Summarise("s", 100));
  ZGC_ASSERT_OK(Grant("paid", "ic", Known(50)));
  ZGC_ASSERT_OK(Pay("p", "paid", 20));
  ZGC_ASSERT_OK(Grant("granted", "ic", Known(50)));
  ZGC_ASSERT_OK(Grant("counted", "ic", Unknown()));
  ZGC_ASSERT_OK(Draft("draft", "ic", Known(50)));
  ZGC_ASSERT_OK(Draft("unknown", "ic", Unknown()));
  ZGC_ASSERT_OK(Do(CloseFiscalYear,
                   "name: 'fiscalYears/2019' reason: 'r' lapses: 'awards/paid' lapses: "
                   "'awards/granted' lapses: 'awards/counted'"));
  const auto closed = HasReason(ERROR_REASON_PERIOD_CLOSED);
  EXPECT_THAT(Appropriate("more", 1), closed);
  EXPECT_THAT(Allot("a", "ic", 1), closed);
  EXPECT_THAT(Summarise("t", 1), closed);
  EXPECT_THAT(Limit("c", "FISCAL_YEAR", "", 900), closed);
  EXPECT_THAT(Draft("late", "ic", Known(1)), closed);
  EXPECT_THAT(Approve("draft"), closed);
  EXPECT_THAT(Approve("unknown"), closed);
  EXPECT_THAT(ClawBack("b", "p", 1), closed);
  EXPECT_THAT(ClawBack("b", "p", 1).status().message(),
              HasSubstr("fiscalYears/2019 is closed; what comes back of payments/p is taken by a "
                        "later year that is open: give it as clawback.fiscal_year"));
  // What was open has lapsed: there is nothing to pay and nothing to reduce.
  const auto ended = HasReason(ERROR_REASON_ILLEGAL_TRANSITION);
  EXPECT_THAT(Pay("q", "paid", 1), ended);
  EXPECT_THAT(Do(ReduceAward, "name: 'awards/paid' amount_fen: 10 reason: 'r'", "checker"), ended);
  EXPECT_THAT(Do(CancelAward, "name: 'awards/granted' reason: 'r'", "checker"), ended);
  EXPECT_THAT(Do(CancelAward, "name: 'awards/counted' reason: 'r'", "checker"), ended);
  // The year after is open.
  ZGC_EXPECT_OK(Appropriate("next", 1, "", "2020"));
}

TEST_F(BudgetTest, AProgramBelongsToTheFundOfItsParent) {
  EXPECT_EQ(Find(kPrograms, "programs/young").fund(), "programs/fund");
  EXPECT_EQ(Find(kPrograms, "programs/fund").fund(), "programs/fund");
  EXPECT_THAT(AddProgram("lost", "nowhere"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(AddProgram("c", "fund", "ceiling_fen: 5"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(AddProgram("c", "fund", "ceiling_state: AMOUNT_STATE_UNKNOWN ceiling_fen: 5"),
              HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(BudgetTest, AnAppropriationIsPostedToItsFund) {
  EXPECT_EQ(BalanceOf("available-fund"), 1000);
  EXPECT_EQ(BalanceOf("source-fund"), 1000);
  ZGC_ASSERT_OK(Appropriate("more", 500, "effective_date: '2019-07-01'"));
  EXPECT_EQ(BalanceOf("available-fund"), 1500);
  EXPECT_THAT(Appropriate("more", 500), HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_EQ(BalanceOf("available-fund"), 1500);
}

TEST_F(BudgetTest, AnAppropriationNamesAllThatIsWrong) {
  const auto wrong = Do(CreateAppropriation,
                        "appropriation_id: 'x' appropriation { fiscal_year: 'fiscalYears/2019' "
                        "program: 'programs/ic' effective_date: '2020-01-01' derived: true }");
  ASSERT_THAT(wrong, HasReason(ERROR_REASON_INVALID_FIELD));
  for (const char* part :
       {"programs/ic is programs/fund", "amount_fen: must be above zero", "kind: is required",
        "derivation: is required", "2020-01-01 is not in 2019", "document: is required"}) {
    EXPECT_THAT(std::string(wrong.status().message()), HasSubstr(part));
  }
  EXPECT_THAT(Appropriate("x", -1), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Appropriate("x", 1'000'000'000'000'001), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Appropriate("x", 1, "derivation: 'd'"), HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_EXPECT_OK(Appropriate("x", 1, "derived: true derivation: '由支出额和执行率推算'"));
}

TEST_F(BudgetTest, AnAllotmentTakesFromTheNearestAllotmentAbove) {
  ZGC_ASSERT_OK(Allot("a", "talent", 600));
  EXPECT_EQ(BalanceOf("available-fund"), 400);
  EXPECT_EQ(BalanceOf("available-talent"), 600);
  ZGC_ASSERT_OK(Allot("b", "young", 250));
  EXPECT_EQ(BalanceOf("available-fund"), 400);
  EXPECT_EQ(BalanceOf("available-talent"), 350);
  EXPECT_EQ(Refusal(Allot("c", "young", 351).status()),
            "accounts/2019-available-talent of programs/talent: 350 left, 351 asked for");
  EXPECT_THAT(Allot("d", "fund", 1), HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(BudgetTest, AllotmentsStayWithinTheCeilingOfTheProgram) {
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 100"));
  ZGC_ASSERT_OK(Allot("a", "capped", 70));
  EXPECT_EQ(Refusal(Allot("b", "capped", 31).status()),
            "programs/capped of programs/capped: 30 left, 31 asked for");
  ZGC_EXPECT_OK(Allot("b", "capped", 30));
}

TEST_F(BudgetTest, ASummaryIsSpentWithoutSayingOnWhat) {
  const auto summary = Summarise("s", 992);
  ZGC_ASSERT_OK(summary);
  EXPECT_EQ(summary->unitemised_fen(), 992);
  EXPECT_EQ(BalanceOf("unitemised-s"), 992);
  EXPECT_EQ(BalanceOf("available-fund"), 8);
  EXPECT_EQ(Refusal(Summarise("t", 9).status()),
            "accounts/2019-available-fund of programs/fund: 8 left, 9 asked for");
}

TEST_F(BudgetTest, TheStagesOfTheBudgetAreBalances) {
  ZGC_ASSERT_OK(Allot("a", "talent", 600));
  ZGC_ASSERT_OK(Allot("b", "young", 250));
  ZGC_ASSERT_OK(Appropriate("derived", 500, "derived: true derivation: 'd'"));
  ZGC_ASSERT_OK(Do(CreateAppropriation,
                   "appropriation_id: 's' appropriation { fiscal_year: 'fiscalYears/2019' program: "
                   "'programs/fund' kind: APPROPRIATION_KIND_SUPPLEMENTARY document: 'd' "
                   "amount_fen: 100 }"));
  ZGC_ASSERT_OK(Do(ApproveAppropriation, "name: 'appropriations/s'", "head"));
  ZGC_ASSERT_OK(Summarise("s", 200));
  ZGC_ASSERT_OK(Grant("w", "young", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "w", 60));
  ZGC_ASSERT_OK(ClawBack("c", "p", 10));
  ZGC_ASSERT_OK(Grant("u", "ic", Unknown()));
  const auto execution = Ask(GetBudgetExecution, "fiscal_year: 'fiscalYears/2019'");
  ZGC_ASSERT_OK(execution);
  ASSERT_EQ(execution->programs_size(), 4);
  const auto expect = [&](int i, const std::string& fields) {
    v1::ProgramExecution line;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &line));
    EXPECT_EQ(execution->programs(i).DebugString(), line.DebugString());
  };
  expect(0,
         "program: 'programs/fund' original_fen: 1500 adjusted_fen: 1600 derived: true "
         "allotted_fen: 600 committed_fen: 40 disbursed_fen: 250 unitemised_fen: 200 "
         "receivable_fen: 10 rate_percent: '15.6' unknown_award_count: 1");
  expect(1, "program: 'programs/ic' unknown_award_count: 1");
  expect(2,
         "program: 'programs/talent' allotted_fen: 600 committed_fen: 40 disbursed_fen: 50 "
         "receivable_fen: 10 rate_percent: '8.3' adjusted_allotment_fen: 600");
  expect(3,
         "program: 'programs/young' allotted_fen: 250 committed_fen: 40 disbursed_fen: 50 "
         "receivable_fen: 10 rate_percent: '20' adjusted_allotment_fen: 250");
  EXPECT_THAT(Ask(GetBudgetExecution, "fiscal_year: 'fiscalYears/1999'"),
              FailsWith(absl::StatusCode::kNotFound, HasSubstr("1999")));
}

TEST_F(BudgetTest, AnAllotmentPastAProgramCountsForItAsWell) {
  ZGC_ASSERT_OK(Allot("direct", "young", 100));
  ZGC_ASSERT_OK(Allot("later", "talent", 20));
  ZGC_ASSERT_OK(Allot("within", "young", 5));
  ZGC_ASSERT_OK(Grant("w", "young", Known(60)));
  ZGC_ASSERT_OK(Pay("p", "w", 60));
  const auto execution = Ask(GetBudgetExecution, "fiscal_year: 'fiscalYears/2019'");
  ZGC_ASSERT_OK(execution);
  ASSERT_EQ(execution->programs_size(), 3);
  EXPECT_EQ(execution->programs(0).allotted_fen(), 120);
  EXPECT_EQ(execution->programs(1).allotted_fen(), 120);
  EXPECT_EQ(execution->programs(1).rate_percent(), "50");
  EXPECT_EQ(execution->programs(2).allotted_fen(), 105);
}

TEST_F(BudgetTest, SubFundsAndLoansSayWhatIsNotKnown) {
  const std::string fund =
      "sub_fund { display_name: 'f' fund: 'programs/fund' status: '过会' "
      "year: '2019' document: 'd' ";
  const auto one =
      Do(CreateSubFund, "sub_fund_id: 'a' " + fund + "size_state: AMOUNT_STATE_UNKNOWN }");
  ZGC_ASSERT_OK(one);
  EXPECT_EQ(one->item_count(), 1);
  EXPECT_THAT(Do(CreateSubFund, "sub_fund_id: 'b' " + fund + "}"),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("known or unknown")));
  EXPECT_THAT(
      Do(CreateSubFund, "sub_fund_id: 'b' " + fund +
                            "size_state: AMOUNT_STATE_KNOWN size_fen: 0 item_count: -1 "
                            "date: '2018-12-31' }"),
      FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("2018-12-31 is not in 2019")));
  const std::string batch =
      "loan_batch { program: 'programs/ic' year: '2019' document: 'd' "
      "amount_state: AMOUNT_STATE_UNKNOWN loan_times: ";
  ZGC_EXPECT_OK(
      Do(CreateLoanBatch, "loan_batch_id: 'a' " + batch + "1642 weighted_rate_percent: '4.72' }"));
  EXPECT_THAT(Do(CreateLoanBatch, "loan_batch_id: 'b' " + batch + "0 }"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(
      Do(CreateLoanBatch, "loan_batch_id: 'b' " + batch + "1 weighted_rate_percent: '4.72%' }"),
      HasReason(ERROR_REASON_INVALID_FIELD));
}

}  // namespace
}  // namespace zgc::funding
