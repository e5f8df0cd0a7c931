#include "services/funding_ledger/domain/years/fiscal_years.h"

#include "common/resource/rows.h"
#include "common/testing/reads.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using FiscalYearsTest = BudgetFixture;

TEST_F(FiscalYearsTest, AYearThatOwesMoneyDoesNotClose) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(50)));
  ZGC_ASSERT_OK(Pay("p", "b", 20));
  const auto refused = Close();
  ASSERT_THAT(refused, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("awards/a has 100 fen open"));
  EXPECT_THAT(Close("lapses: 'awards/a'"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_EQ(BalanceOf("committed-ic"), 130);
  ZGC_ASSERT_OK(Carried("c", "ic", 0, "awards: 'awards/a'"));
  const auto closed = Close("lapses: 'awards/b'");
  ZGC_ASSERT_OK(closed);
  EXPECT_EQ(closed->lapsed_fen(), 30);
}

// After the close it could neither be paid nor cancelled nor carried over.
TEST_F(FiscalYearsTest, AnAwardWithinASummaryIsPaidOrLapsesBeforeTheClose) {
  ZGC_ASSERT_OK(Summarise("s", 100));
  ZGC_ASSERT_OK(Grant("w", "ic", Known(40) + "within_summary: 'summaryDisbursements/s'"));
  ZGC_ASSERT_OK(Pay("p", "w", 10));
  const auto refused = Close();
  EXPECT_THAT(refused, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("awards/w has 30 fen open: pay it or let it lapse"));
  const auto closed = Close("lapses: 'awards/w'");
  ZGC_ASSERT_OK(closed);
  EXPECT_EQ(closed->lapsed_fen(), 0);
  EXPECT_EQ(Find(kAwards, "awards/w").state(), v1::AWARD_STATE_PAID);
  EXPECT_EQ(Find(kSummaryDisbursements, "summaryDisbursements/s").unitemised_fen(), 90);
  EXPECT_EQ(BalanceOf("claimed-ic"), 0);
  ExpectYearBalances("2019");
}

// After the close nothing could be reserved for it.
TEST_F(FiscalYearsTest, AnAwardOfUnknownAmountIsDecidedBeforeTheClose) {
  for (const char* id : {"stated", "accepted", "cancelled", "lapsed"}) {
    ZGC_ASSERT_OK(Grant(id, "ic", Unknown()));
  }
  ZGC_ASSERT_OK(Draft("draft", "ic", Unknown()));
  const auto refused = Close();
  ASSERT_THAT(refused, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(
      std::string(refused.status().message()),
      ::testing::AllOf(HasSubstr("awards/accepted has no known amount: state it, accept or cancel "
                                 "it or let it lapse"),
                       HasSubstr("awards/stated has"), ::testing::Not(HasSubstr("awards/draft")),
                       HasSubstr("open: AcceptAward, CancelAward, CloseFiscalYear with lapses, "
                                 "StateAwardAmount")));
  ZGC_ASSERT_OK(
      Do(StateAwardAmount, "name: 'awards/stated' amount_fen: 10 document: 'd'", "stater"));
  ZGC_ASSERT_OK(Pay("p", "stated", 10));
  ZGC_ASSERT_OK(Do(AcceptAward, "name: 'awards/accepted' document: 'd'", "acceptor"));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/cancelled' reason: 'r'", "checker"));
  EXPECT_THAT(
      Do(CloseFiscalYear, "name: 'fiscalYears/2019' reason: 'r' lapses: 'awards/lapsed'", "maker"),
      HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Close("lapses: 'awards/draft' lapses: 'awards/lapsed'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  const auto closed = Close("lapses: 'awards/lapsed'");
  ZGC_ASSERT_OK(closed);
  EXPECT_EQ(closed->lapsed_fen(), 0);
  EXPECT_EQ(Find(kAwards, "awards/lapsed").state(), v1::AWARD_STATE_CANCELLED);
  EXPECT_EQ(Find(kAwards, "awards/accepted").state(), v1::AWARD_STATE_ACCEPTED);
  ExpectYearBalances("2019");
}

// A year that was closed before the close asked for a decision.
TEST_F(FiscalYearsTest, ARefusalListsWhatAClosedYearStillAllows) {
  ZGC_ASSERT_OK(Grant("a", "ic", Unknown()));
  ZGC_ASSERT_OK(Draft("b", "ic", Known(10)));
  const auto closed = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_ASSIGN_OR_RETURN(auto year, kFiscalYears.Get(txn, {"fiscalYears/2019"}));
    year->set_state(v1::FISCAL_YEAR_STATE_CLOSED);
    Save(txn, kFiscalYears, *std::move(year));
    return "";
  });
  ZGC_ASSERT_OK(closed);
  EXPECT_THAT(Do(ReduceAward, "name: 'awards/a' amount_fen: 1 reason: 'r'", "checker"),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        ::testing::AllOf(HasSubstr("fiscalYears/2019 is closed"),
                                         ::testing::EndsWith("open: AcceptAward"))));
  EXPECT_THAT(Do(StateAwardAmount, "name: 'awards/a' amount_fen: 1 document: 'd'", "stater"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(Do(CancelAward, "name: 'awards/a' reason: 'r'", "checker"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(
      Do(AcceptAward, "name: 'awards/b' document: 'd'", "acceptor"),
      FailsWith(absl::StatusCode::kFailedPrecondition, ::testing::EndsWith("open: CancelAward")));
  ZGC_EXPECT_OK(Do(AcceptAward, "name: 'awards/a' document: 'd'", "acceptor"));
  ZGC_EXPECT_OK(Do(CancelAward, "name: 'awards/b' reason: 'r'", "maker"));
}

TEST_F(FiscalYearsTest, ARefusedCloseListsTheStepsThatItNeeds) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  EXPECT_THAT(Close(),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        ::testing::EndsWith("open: CloseFiscalYear with lapses, CreateCarryOver")));
  ZGC_ASSERT_OK(Pay("p", "a", 100));
  ZGC_ASSERT_OK(ClawBack("c", "p", 30));
  EXPECT_THAT(
      Close(),
      FailsWith(absl::StatusCode::kFailedPrecondition,
                ::testing::EndsWith("open: CarryOverClawback, ProposeWriteOff, RecordRepayment")));
}

TEST_F(FiscalYearsTest, ARefusedCloseNamesFiftyAndCountsTheRest) {
  for (int i = 0; i < 53; ++i) {
    ZGC_ASSERT_OK(Grant(absl::StrCat("a", 10 + i), "ic", Known(1)));
  }
  ZGC_ASSERT_OK(Grant("paid", "ic", Known(5)));
  ZGC_ASSERT_OK(Pay("p", "paid", 5));
  ZGC_ASSERT_OK(ClawBack("c", "p", 2));
  const auto refused = Close();
  EXPECT_THAT(
      refused,
      FailsWith(absl::StatusCode::kFailedPrecondition,
                ::testing::AllOf(
                    HasSubstr("awards/a10 has 1 fen open"), HasSubstr("awards/a59 has 1 fen open"),
                    ::testing::Not(HasSubstr("awards/a60")),
                    ::testing::EndsWith("; and 4 more; open: CarryOverClawback, CloseFiscalYear "
                                        "with lapses, CreateCarryOver, ProposeWriteOff, "
                                        "RecordRepayment"))));
}

TEST_F(FiscalYearsTest, WhatLapsesIsReleasedUnderItsCeilings) {
  ZGC_ASSERT_OK(Limit("l", "FISCAL_YEAR", "", 500));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Grant("b", "young", Known(50)));
  ZGC_ASSERT_OK(Pay("p", "b", 20));
  EXPECT_THAT(Close("lapses: 'awards/a' lapses: 'awards/a'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(
      Do(CloseFiscalYear,
         "name: 'fiscalYears/2019' reason: 'r' lapses: 'awards/a' lapses: 'awards/b'", "maker"),
      HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Close("lapses: 'awards/a' lapses: 'awards/b'"));
  EXPECT_EQ(Find(kAwards, "awards/a").state(), v1::AWARD_STATE_CANCELLED);
  const v1::Award b = Find(kAwards, "awards/b");
  EXPECT_EQ(b.state(), v1::AWARD_STATE_PAID);
  EXPECT_EQ(b.amount_fen(), 20);
  EXPECT_EQ(BalanceOf("available-fund"), 980);
  EXPECT_EQ(BalanceOf("committed-ic"), 0);
  EXPECT_EQ(BalanceOf("headroom-ceiling-l"), 480);
  ExpectYearBalances("2019");
}

TEST_F(FiscalYearsTest, AFiscalYearIsAYearAndClosesOnce) {
  EXPECT_THAT(Do(CreateFiscalYear, "fiscal_year_id: '19'"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Do(CreateFiscalYear, "fiscal_year_id: '2019'"),
              HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_THAT(Do(CloseFiscalYear, "name: 'fiscalYears/2019'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  const auto closed = Do(CloseFiscalYear, "name: 'fiscalYears/2019' reason: '年终结账'", "head");
  ZGC_ASSERT_OK(closed);
  EXPECT_EQ(closed->steps(closed->steps_size() - 1).actor(), "head");
  EXPECT_THAT(Do(CloseFiscalYear, "name: 'fiscalYears/2019' reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(FiscalYearsTest, AClosedYearRefusesEveryPosting) {
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

TEST_F(FiscalYearsTest, YearsAreListedAndReadByName) {
  EXPECT_THAT(Listed(store_->Read(), ListFiscalYears),
              ElementsAre("fiscalYears/2019", "fiscalYears/2020"));
  const auto found = Got(store_->Read(), GetFiscalYear, "name: 'fiscalYears/2019'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->state(), v1::FISCAL_YEAR_STATE_OPEN);
  EXPECT_THAT(Got(store_->Read(), GetFiscalYear, "name: 'fiscalYears/2018'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
