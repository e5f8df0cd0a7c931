#include "services/funding_ledger/domain/years/periods.h"

#include "common/resource/rows.h"
#include "services/funding_ledger/testing/budget_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Closing months, opening them again, and closing the year.
class PeriodsTest : public BudgetFixture {
 protected:
  absl::StatusOr<v1::FiscalYear> CloseThrough(const std::string& day) {
    return Do(ClosePeriod,
              absl::StrCat("name: 'fiscalYears/2019' reason: 'r' closed_through: '", day, "'"),
              "head");
  }
  absl::StatusOr<v1::PeriodReopening> Reopen(const std::string& id, const std::string& day) {
    return Do(CreatePeriodReopening,
              absl::StrCat("period_reopening_id: '", id,
                           "' period_reopening { fiscal_year: 'fiscalYears/2019' reason: 'r' "
                           "document: 'd' closed_through: '",
                           day, "' }"));
  }
};

TEST_F(PeriodsTest, AClosedMonthRefusesWhatIsEffectiveInIt) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + "effective_date: '2019-01-01'"));
  ZGC_ASSERT_OK(Draft("counted", "ic", Unknown() + "effective_date: '2019-03-01'"));
  const auto closed = CloseThrough("2019-03-31");
  ZGC_ASSERT_OK(closed);
  EXPECT_EQ(closed->period_closer(), "head");
  EXPECT_THAT(Pay("p", "a", 10, "effective_date: '2019-03-31'"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(Appropriate("x", 1, "effective_date: '2019-01-01'"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(Vire("v", "fund", "ic", 1, "effective_date: '2019-02-01'"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  // An award of unknown amount posts nothing, but counts in the figures of its month.
  EXPECT_THAT(Approve("counted"), HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(Draft("late", "ic", Unknown() + "effective_date: '2019-02-01'"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  ZGC_ASSERT_OK(Draft("undated", "ic", Known(1)));
  EXPECT_THAT(Do(ApproveAward, "name: 'awards/undated' date: '2019-03-01'", "checker"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(
      Do(ReduceAward, "name: 'awards/a' date: '2019-03-01' amount_fen: 90 reason: 'r'", "checker"),
      HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(Do(CancelAward, "name: 'awards/a' date: '2019-03-01' reason: 'r'", "checker"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  ZGC_EXPECT_OK(Pay("p", "a", 10, "effective_date: '2019-04-01'"));
  // Without a day it counts as of the last of the year.
  ZGC_EXPECT_OK(Pay("q", "a", 10));
  // Other years are not concerned.
  ZGC_EXPECT_OK(Appropriate("next", 1, "effective_date: '2020-01-01'", "2020"));
}

TEST_F(PeriodsTest, MonthsCloseInOrderAtTheirLastDay) {
  ZGC_ASSERT_OK(CloseThrough("2019-02-28"));
  for (const char* day :
       {"2019-02-28", "2019-01-31", "2019-03-30", "2019-06-27", "2020-01-31", "2019-12-31", ""}) {
    EXPECT_THAT(CloseThrough(day), HasReason(ERROR_REASON_INVALID_FIELD)) << day;
  }
  ZGC_EXPECT_OK(CloseThrough("2019-06-30"));
  EXPECT_THAT(Do(ClosePeriod, "name: 'fiscalYears/2019' closed_through: '2019-07-31'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Do(ClosePeriod, "name: 'fiscalYears/2019' etag: 'r1' closed_through: '2019-07-31'"),
              HasReason(ERROR_REASON_ETAG_MISMATCH));
  ZGC_ASSERT_OK(Close());
  EXPECT_THAT(CloseThrough("2019-07-31"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(PeriodsTest, MonthsOpenAgainWhenAnotherPersonApproves) {
  EXPECT_THAT(Reopen("early", ""), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(CloseThrough("2019-06-30"));
  EXPECT_THAT(Reopen("same", "2019-06-30"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Reopen("odd", "2019-05-30"), HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(Reopen("r", "2019-04-30"));
  EXPECT_THAT(Appropriate("x", 1, "effective_date: '2019-05-01'"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(Do(ApprovePeriodReopening, "name: 'periodReopenings/r'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Do(ApprovePeriodReopening, "name: 'periodReopenings/r'", "head"));
  EXPECT_EQ(Find(kFiscalYears, "fiscalYears/2019").closed_through(), "2019-04-30");
  ZGC_EXPECT_OK(Appropriate("x", 1, "effective_date: '2019-05-01'"));
  EXPECT_THAT(Appropriate("y", 1, "effective_date: '2019-04-30'"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  ZGC_ASSERT_OK(Reopen("s", ""));
  ZGC_ASSERT_OK(Do(RejectPeriodReopening, "name: 'periodReopenings/s' reason: 'r'", "head"));
  EXPECT_EQ(Find(kFiscalYears, "fiscalYears/2019").closed_through(), "2019-04-30");
}

TEST_F(PeriodsTest, AYearThatOwesMoneyDoesNotClose) {
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
TEST_F(PeriodsTest, AnAwardWithinASummaryIsPaidOrLapsesBeforeTheClose) {
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
TEST_F(PeriodsTest, AnAwardOfUnknownAmountIsDecidedBeforeTheClose) {
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
TEST_F(PeriodsTest, ARefusalListsWhatAClosedYearStillAllows) {
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

TEST_F(PeriodsTest, ARefusedCloseListsTheStepsThatItNeeds) {
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

TEST_F(PeriodsTest, ARefusedCloseNamesFiftyAndCountsTheRest) {
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

TEST_F(PeriodsTest, WhatLapsesIsReleasedUnderItsCeilings) {
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

TEST_F(PeriodsTest, NeitherAMonthNorAYearClosesBeforeItBegins) {
  ZGC_ASSERT_OK(Do(CreateFiscalYear, "fiscal_year_id: '2999'"));
  const auto not_begun = [](const std::string& what) {
    return ::testing::AllOf(
        HasReason(ERROR_REASON_ILLEGAL_TRANSITION),
        FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr(what + " has not begun")));
  };
  EXPECT_THAT(
      Do(ClosePeriod, "name: 'fiscalYears/2999' reason: 'r' closed_through: '2999-01-31'", "head"),
      not_begun("2999-01"));
  EXPECT_THAT(Do(CloseFiscalYear, "name: 'fiscalYears/2999' reason: 'r'", "head"), not_begun("it"));
}

}  // namespace
}  // namespace zgc::funding
