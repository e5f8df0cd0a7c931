#include "services/funding_ledger/domain/years/carry_overs.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/domain/accounts/lot_stages.h"
#include "services/funding_ledger/domain/accounts/tracing.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/budget/allotments.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/domain/years/periods.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "services/funding_ledger/testing/model/budget_execution.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Money and open commitments of 2019 taken into 2020.
using CarryOversTest = BudgetFixture;

TEST_F(CarryOversTest, WhatIsAvailableGoesIntoTheNextYearAndKeepsItsYearOfOrigin) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(CarryOver("c", "fund", 700));
  EXPECT_EQ(On("2020-available-fund"), 0);
  EXPECT_THAT(Do(ApproveCarryOver, "name: 'carryOvers/c'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto approved = Do(ApproveCarryOver, "name: 'carryOvers/c'", "head");
  ZGC_ASSERT_OK(approved);
  EXPECT_EQ(approved->remaining_available_fen(), 200);
  EXPECT_EQ(approved->remaining_committed_fen(), 100);
  EXPECT_EQ(On("2019-available-fund"), 200);
  EXPECT_EQ(On("2019-carried-out-fund"), 700);
  EXPECT_EQ(On("2020-carried-in-fund"), 700);
  EXPECT_EQ(On("2020-available-fund"), 700);
  ExpectYearBalances("2019");
  ExpectYearBalances("2020");
  const auto trace = Ask(TraceFunds, "name: 'accounts/2020-available-fund'");
  ZGC_ASSERT_OK(trace);
  ASSERT_EQ(trace->lots_size(), 1);
  EXPECT_EQ(trace->lots(0).lot(), "appropriations/budget");
  EXPECT_EQ(trace->lots(0).origin_year(), "fiscalYears/2019");
  // The appropriation, out of the one year, into the other.
  EXPECT_EQ(trace->transfers_size(), 3);
}

TEST_F(CarryOversTest, TheOlderMoneyIsSpentFirstInTheNewYear) {
  ZGC_ASSERT_OK(Appropriate("next", 500, "", "2020"));
  ZGC_ASSERT_OK(Carried("c", "fund", 50));
  EXPECT_THAT(LotsOf("accounts/2020-available-fund"), ElementsAre("budget 50", "next 500"));
  const ProgramExecution line = LineOf("fund", "2020");
  EXPECT_EQ(line.original_fen, 500);
  EXPECT_EQ(line.carried_in_fen, 50);
  EXPECT_EQ(line.adjusted_fen, 550);
  EXPECT_EQ(LineOf("fund").carried_out_fen, 50);
  EXPECT_EQ(LineOf("fund").adjusted_fen, 1000);
}

TEST_F(CarryOversTest, AnAwardCarriedOverIsPaidInTheNewYear) {
  ZGC_ASSERT_OK(Grant("a", "young", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 30, "effective_date: '2019-11-01'"));
  ZGC_ASSERT_OK(Carried("c", "talent", 0, "awards: 'awards/a'"));
  const v1::CarryOver row = Find(kCarryOvers, "carryOvers/c");
  ASSERT_EQ(row.commitments_size(), 1);
  EXPECT_EQ(row.commitments(0).amount_fen(), 70);
  EXPECT_EQ(row.remaining_committed_fen(), 0);
  const v1::Award award = Find(kAwards, "awards/a");
  EXPECT_EQ(award.fiscal_year(), "fiscalYears/2019");
  EXPECT_EQ(award.paying_year(), "fiscalYears/2020");
  EXPECT_EQ(On("2019-committed-young"), 0);
  EXPECT_EQ(On("2020-committed-young"), 70);
  ZGC_ASSERT_OK(Close());
  EXPECT_THAT(Pay("q", "a", 10, "effective_date: '2019-12-01'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_EQ(Refusal(Pay("q", "a", 71).status()),
            "accounts/2020-committed-young of awards/a: 70 left, 71 asked for");
  const auto paid = Pay("q", "a", 70, "effective_date: '2020-02-01'");
  ZGC_ASSERT_OK(paid);
  EXPECT_EQ(paid->fiscal_year(), "fiscalYears/2020");
  EXPECT_EQ(On("2019-spent-young"), 30);
  EXPECT_EQ(On("2020-spent-young"), 70);
  EXPECT_EQ(Find(kAwards, "awards/a").state(), v1::AWARD_STATE_PAID);
  EXPECT_THAT(LotsOf("payments/q"), ElementsAre("budget 70"));
  EXPECT_THAT(LotsOf("awards/a"), ElementsAre("budget 100"));
  ExpectYearBalances("2019");
  ExpectYearBalances("2020");
  const auto lot = Ask(GetLot, "name: 'appropriations/budget'");
  ZGC_ASSERT_OK(lot);
  EXPECT_EQ(lot->spent_fen(), 100);
  EXPECT_EQ(lot->available_fen(), 900);
  EXPECT_EQ(lot->carried_fen(), 70);
}

TEST_F(CarryOversTest, WhatIsReleasedAfterwardsStaysInTheNewYear) {
  ZGC_ASSERT_OK(Limit("l", "FISCAL_YEAR", "", 500));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Carried("c", "ic", 0, "awards: 'awards/a'"));
  ZGC_ASSERT_OK(Close());
  ZGC_ASSERT_OK(Do(ReduceAward, "name: 'awards/a' amount_fen: 60 reason: 'r'", "checker"));
  EXPECT_EQ(On("2020-available-fund"), 40);
  EXPECT_EQ(On("2020-committed-ic"), 60);
  // What was awarded in 2019 counts under its ceilings for ever.
  EXPECT_EQ(On("2019-headroom-ceiling-l"), 400);
}

// A wrong one is taken back in both years, as long as its awards hold what it brought.
TEST_F(CarryOversTest, ACarryOverIsReversedInBothYears) {
  ZGC_ASSERT_OK(Allot("x", "talent", 200));
  ZGC_ASSERT_OK(Grant("a", "young", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 30));
  ZGC_ASSERT_OK(Carried("c", "talent", 40, "awards: 'awards/a' effective_date: '2020-02-01'"));
  EXPECT_THAT(Reverse("r", "carryOvers/c", "", "head"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Reverse("r", "carryOvers/c", "effective_date: '2020-01-31'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(Pay("q", "a", 10));
  EXPECT_THAT(Reverse("r", "carryOvers/c"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Reverse("q", "payments/q", "fiscal_year: 'fiscalYears/2020'"));
  const auto reversal = Reverse("r", "carryOvers/c", "effective_date: '2020-03-01'");
  ZGC_ASSERT_OK(reversal);
  EXPECT_EQ(reversal->amount_fen(), 110);
  EXPECT_EQ(reversal->fiscal_year(), "fiscalYears/2020");
  EXPECT_EQ(Find(kCarryOvers, "carryOvers/c").reversal(), "reversals/r");
  EXPECT_EQ(Find(kAwards, "awards/a").paying_year(), "");
  EXPECT_EQ(On("2019-available-talent"), 100);
  EXPECT_EQ(On("2019-committed-young"), 70);
  EXPECT_EQ(On("2019-carried-out-talent"), 0);
  EXPECT_EQ(On("2020-available-talent"), 0);
  EXPECT_EQ(On("2020-committed-young"), 0);
  EXPECT_EQ(On("2020-carried-in-young"), 0);
  EXPECT_THAT(LotsOf("awards/a"), ElementsAre("budget 100"));
  EXPECT_EQ(LineOf("talent").carried_out_fen, 0);
  EXPECT_EQ(LineOf("talent", "2020").carried_in_fen, 0);
  ZGC_ASSERT_OK(Pay("again", "a", 70));
  EXPECT_EQ(On("2019-spent-young"), 100);
  EXPECT_THAT(Reverse("s", "carryOvers/c"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ExpectYearBalances("2019");
  ExpectYearBalances("2020");
  // What was awarded of it is not there to be taken back.
  ZGC_ASSERT_OK(Carried("d", "talent", 100));
  ZGC_ASSERT_OK(Close());
  EXPECT_THAT(Reverse("t", "carryOvers/d"), HasReason(ERROR_REASON_PERIOD_CLOSED));
}

// A program draws on the fund until it is given money of its own, whatever comes back.
// Another year pays the award, and then its own again.
TEST_F(CarryOversTest, AnAwardThatIsCarriedOverAndBackHasBothStepsOnRecord) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Carried("c", "ic", 0, "awards: 'awards/a'"));
  ZGC_ASSERT_OK(Reverse("r", "carryOvers/c"));
  const v1::Award award = Find(kAwards, "awards/a");
  ASSERT_GE(award.steps_size(), 2);
  const common::v1::Step& over = award.steps(award.steps_size() - 2);
  EXPECT_EQ(over.method(), "ApproveCarryOver");
  EXPECT_EQ(over.actor(), "head");
  EXPECT_EQ(over.note(), "carryOvers/c: 100 fen to fiscalYears/2020");
  EXPECT_EQ(over.from_state(), over.to_state());
  EXPECT_THAT(over.evidence(), ElementsAre("d"));
  const common::v1::Step& back = *award.steps().rbegin();
  EXPECT_EQ(back.method(), "CreateReversal");
  EXPECT_EQ(back.actor(), "auditor");
  EXPECT_EQ(back.note(), "reversals/r of carryOvers/c: r");
  EXPECT_EQ(Find(kCarryOvers, "carryOvers/c").steps().rbegin()->method(), "CreateReversal");
}

TEST_F(CarryOversTest, WhatGoesBackInALaterYearGoesToWhatTheProgramDrawsOn) {
  ZGC_ASSERT_OK(Allot("x", "ic", 100));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(90)));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(10)));
  ZGC_ASSERT_OK(Carried("c", "ic", 0, "awards: 'awards/a' awards: 'awards/b'"));
  ZGC_ASSERT_OK(Appropriate("next", 500, "", "2020"));
  ZGC_ASSERT_OK(Do(ReduceAward, "name: 'awards/a' amount_fen: 60 reason: 'r'", "checker"));
  EXPECT_EQ(On("2020-available-fund"), 530);
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/b' reason: 'r'", "checker"));
  EXPECT_EQ(On("2020-available-fund"), 540);
  ZGC_ASSERT_OK(Pay("p", "a", 50));
  ZGC_ASSERT_OK(ClawBack("k", "p", 20));
  ZGC_ASSERT_OK(Do(RecordRepayment, "name: 'clawbacks/k' document: 'd' amount_fen: 20", "cashier"));
  EXPECT_EQ(On("2020-available-fund"), 560);
  ZGC_ASSERT_OK(Do(CreateAward,
                   absl::StrCat("award_id: 'n' award { display_name: 'n' program: 'programs/ic' "
                                "fiscal_year: 'fiscalYears/2020' document: 'd' recipient_count: 1 ",
                                Known(560), "}"),
                   "maker"));
  ZGC_ASSERT_OK(Approve("n"));
  ZGC_ASSERT_OK(Do(CloseFiscalYear,
                   "name: 'fiscalYears/2020' reason: 'r' lapses: 'awards/a' lapses: "
                   "'awards/n'",
                   "head"));
  EXPECT_EQ(On("2020-available-fund"), 570);
  EXPECT_EQ(On("2020-available-ic"), 0);
}

TEST_F(CarryOversTest, OnceAllThatAProgramWasGivenIsReversedItDrawsOnTheFundAgain) {
  ZGC_ASSERT_OK(Allot("x", "ic", 100));
  ZGC_ASSERT_OK(Vire("v", "fund", "ic", 50));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/v'", "head"));
  ZGC_ASSERT_OK(Reverse("r", "allotments/x"));
  EXPECT_THAT(Refusal(Grant("a", "ic", Known(60)).status()), HasSubstr("50 left, 60 asked for"));
  ZGC_ASSERT_OK(Reverse("s", "virements/v"));
  ZGC_EXPECT_OK(Approve("a"));
  ZGC_ASSERT_OK(Carried("c", "ic", 0, "awards: 'awards/a'"));
  ZGC_ASSERT_OK(Allot("y", "talent", 40));
  ZGC_ASSERT_OK(Carried("d", "talent", 40));
  EXPECT_THAT(Refusal(Do(CreateAllotment,
                         "allotment_id: 'z' allotment { fiscal_year: 'fiscalYears/2020' program: "
                         "'programs/young' document: 'd' amount_fen: 41 }")
                          .status()),
              HasSubstr("2020-available-talent of programs/talent: 40 left, 41 asked for"))
      << "what was carried over to a program is its own";
}

// While its own year can still award, an award carried over gives its headroom back
// there; the money stays with the year that would have paid it.
TEST_F(CarryOversTest, AnOpenYearGetsItsHeadroomBackOfAnAwardCarriedOver) {
  ZGC_ASSERT_OK(Limit("l", "FISCAL_YEAR", "", 150));
  ZGC_ASSERT_OK(Limit("p", "PROGRAM", "programs/ic", 120));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(60)));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(50)));
  ZGC_ASSERT_OK(Carried("c", "ic", 0, "awards: 'awards/a' awards: 'awards/b'"));
  ZGC_ASSERT_OK(Draft("d", "ic", Known(80)));
  EXPECT_THAT(Refusal(Approve("d").status()), HasSubstr("40 left, 80 asked for"));
  ZGC_ASSERT_OK(Do(ReduceAward, "name: 'awards/a' amount_fen: 45 reason: 'r'", "checker"));
  EXPECT_EQ(On("2019-headroom-ceiling-l"), 55);
  EXPECT_EQ(On("2019-headroom-ceiling-p"), 25);
  const absl::Status refused = Approve("d").status();
  EXPECT_THAT(Refusal(refused), HasSubstr("55 left, 80 asked for"));
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(
      std::string(*refused.GetPayload("type.googleapis.com/google.rpc.ErrorInfo"))));
  EXPECT_EQ(info.metadata().at("held_by"), "awards/b 50 fen, awards/a 45 fen");
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/b' reason: 'r'", "checker"));
  EXPECT_EQ(On("2019-headroom-ceiling-l"), 105);
  EXPECT_EQ(On("2019-used-ceiling-p"), 45);
  EXPECT_EQ(On("2020-committed-ic"), 45);
  EXPECT_THAT(LotsOf("accounts/2020-available-fund"), ElementsAre("budget 65"));
  EXPECT_THAT(LotsOf("accounts/2019-available-fund"), ElementsAre("budget 890"));
  const auto row = FindAccount(store_->Read(), "accounts/2020-headroom-ceiling-l");
  ZGC_ASSERT_OK(row);
  EXPECT_FALSE(row->has_value()) << "2020 has no such ceiling";
  // No year is closed first: what lapses with 2020 frees 2019 as well.
  ZGC_ASSERT_OK(
      Do(CloseFiscalYear, "name: 'fiscalYears/2020' reason: 'r' lapses: 'awards/a'", "head"));
  EXPECT_EQ(On("2019-headroom-ceiling-l"), 150);
  ZGC_ASSERT_OK(Approve("d"));
  ExpectYearBalances("2019");
  ExpectYearBalances("2020");
}

TEST_F(CarryOversTest, OnlyOpenCommitmentsOfTheProgramAndYearAreCarriedOver) {
  ZGC_ASSERT_OK(Grant("paid", "ic", Known(10)));
  ZGC_ASSERT_OK(Pay("p", "paid", 10));
  ZGC_ASSERT_OK(Draft("draft", "ic", Known(10)));
  ZGC_ASSERT_OK(Grant("young", "young", Known(10)));
  ZGC_ASSERT_OK(Summarise("s", 10));
  ZGC_ASSERT_OK(Grant("claimed", "ic", Known(5) + "within_summary: 'summaryDisbursements/s'"));
  const auto wrong =
      CarryOver("c", "ic", 0,
                "awards: 'awards/paid' awards: 'awards/draft' awards: 'awards/young' awards: "
                "'awards/claimed' awards: 'awards/young'");
  ASSERT_THAT(wrong, HasReason(ERROR_REASON_INVALID_FIELD));
  for (const char* part :
       {"awards/paid has no open commitment", "awards/draft has no open commitment",
        "awards/young is not of programs/ic", "awards/claimed is within a summary",
        "lists awards/young twice"}) {
    EXPECT_THAT(std::string(wrong.status().message()), HasSubstr(part));
  }
  EXPECT_THAT(CarryOver("c", "ic", 0), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(CarryOver("c", "ic", -1), HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(CarryOversTest, AnAwardPaidInTheMeantimeStopsTheApproval) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(10)));
  ZGC_ASSERT_OK(CarryOver("c", "ic", 0, "awards: 'awards/a'"));
  ZGC_ASSERT_OK(Pay("p", "a", 10));
  EXPECT_THAT(Do(ApproveCarryOver, "name: 'carryOvers/c'", "head"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Do(RejectCarryOver, "name: 'carryOvers/c' reason: 'paid'", "head"));
  EXPECT_THAT(LotsOf("accounts/2019-spent-ic"), ElementsAre("budget 10"));
}

TEST_F(CarryOversTest, WithoutADayItEntersOnTheFirstThatTheYearStillTakes) {
  ZGC_ASSERT_OK(CarryOver("early", "fund", 10));
  ZGC_ASSERT_OK(Do(ApproveCarryOver, "name: 'carryOvers/early'", "head"));
  EXPECT_EQ(Find(kCarryOvers, "carryOvers/early").effective_date(), "2020-01-01");
  ZGC_ASSERT_OK(CarryOver("dated", "fund", 10, "effective_date: '2020-01-31'"));
  ZGC_ASSERT_OK(CarryOver("late", "fund", 10));
  ZGC_ASSERT_OK(
      Do(ClosePeriod, "name: 'fiscalYears/2020' closed_through: '2020-02-29' reason: 'r'", "head"));
  EXPECT_THAT(Do(ApproveCarryOver, "name: 'carryOvers/dated'", "head"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  ZGC_ASSERT_OK(Do(ApproveCarryOver, "name: 'carryOvers/late'", "head"));
  EXPECT_EQ(Find(kCarryOvers, "carryOvers/late").effective_date(), "2020-03-01");
  EXPECT_EQ(On("2020-carried-in-fund"), 20);
}

TEST_F(CarryOversTest, NeverMoreThanIsAvailableAndNeverOutOfAClosedYear) {
  ZGC_ASSERT_OK(CarryOver("c", "fund", 1001));
  EXPECT_EQ(Refusal(Do(ApproveCarryOver, "name: 'carryOvers/c'", "head").status()),
            "accounts/2019-available-fund of programs/fund: 1000 left, 1001 asked for");
  ZGC_ASSERT_OK(CarryOver("d", "fund", 1));
  ZGC_ASSERT_OK(Close());
  EXPECT_THAT(Do(ApproveCarryOver, "name: 'carryOvers/d'", "head"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(CarryOver("e", "fund", 1), HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(LotsOf("programs/fund"), ElementsAre("budget 1000"));
  EXPECT_EQ(On("2020-available-fund"), 0);
}

TEST_F(CarryOversTest, CarryOversAreListedByYearAndProgram) {
  ZGC_ASSERT_OK(CarryOver("c", "fund", 100));
  EXPECT_THAT(Listed(store_->Read(), ListCarryOvers, "program: 'programs/fund'"),
              ElementsAre("carryOvers/c"));
  EXPECT_THAT(Listed(store_->Read(), ListCarryOvers, "program: 'programs/ic'"), IsEmpty());
  const auto found = Got(store_->Read(), GetCarryOver, "name: 'carryOvers/c'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->available_fen(), 100);
  EXPECT_THAT(Got(store_->Read(), GetCarryOver, "name: 'carryOvers/d'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(CarryOversTest, EveryWrongFieldOfACarryOverIsNamed) {
  EXPECT_THAT(
      Do(CreateCarryOver,
         "carry_over_id: 'C' carry_over { from_year: 'fiscalYears/2019' to_year: "
         "'fiscalYears/2019' program: 'programs/none' }"),
      FailsWith(absl::StatusCode::kInvalidArgument,
                ::testing::AllOf(HasSubstr("carry_over_id"), HasSubstr("carry_over.to_year"),
                                 HasSubstr("programs/none"), HasSubstr("reason"))));
}

}  // namespace
}  // namespace zgc::funding
