#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/testing/fixture/aging_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;

constexpr char kMarch[] = "effective_date: '2019-03-01' ";

TEST_F(AgingDaysTest, AReversedCarryOverCountsOnce) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + kMarch));
  ZGC_ASSERT_OK(Carried("c", "ic", 0, "awards: 'awards/a'"));
  ZGC_ASSERT_OK(Reverse("r", "carryOvers/c"));
  const std::vector<std::string> days = {"2019-02-28", "2019-03-01", "2019-12-31", "2020-01-01",
                                         "2020-12-30", "2020-12-31", "2021-12-31"};
  EXPECT_THAT(OnDays(days), ElementsAre(0, 100, 100, 100, 100, 100, 100));
  EXPECT_THAT(OnDays(days, "2019"), ElementsAre(0, 100, 100, 0, 0, 100, 100));
  EXPECT_THAT(OnDays(days, "2020"), ElementsAre(0, 0, 0, 100, 100, 0, 0));
  // Of the day of its reversal, if that has one, in both years.
  ZGC_ASSERT_OK(Carried("d", "ic", 0, "awards: 'awards/a' effective_date: '2020-02-01'"));
  ZGC_ASSERT_OK(Reverse("s", "carryOvers/d", "effective_date: '2020-05-01'"));
  EXPECT_THAT(OnDays({"2020-02-01", "2020-04-30", "2020-05-01"}), ElementsAre(100, 100, 100));
}

TEST_F(AgingDaysTest, AReversedPaymentCountsOnce) {
  // Without it the account would be below zero.
  ZGC_ASSERT_OK(Grant("other", "ic", Known(300) + kMarch));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 100, "effective_date: '2019-05-01'"));
  ZGC_ASSERT_OK(Reverse("r", "payments/p"));
  const std::vector<std::string> days = {"2019-04-30", "2019-05-01", "2019-06-01", "2019-08-31",
                                         "2019-12-31"};
  EXPECT_THAT(OnDays(days), ElementsAre(0, 0, 0, 0, 100));
  // By then it had been taken back: what was paid had been open.
  ZGC_ASSERT_OK(Pay("q", "a", 70, "effective_date: '2019-06-01'"));
  EXPECT_THAT(OnDays(days), ElementsAre(0, 0, 30, 30, 30));
  ZGC_ASSERT_OK(Reverse("s", "payments/q", "effective_date: '2019-08-31'"));
  EXPECT_THAT(OnDays(days), ElementsAre(0, 0, 30, 100, 100));
}

// Both were paid for a while, by their days; the wrong one no longer counts then.
TEST_F(AgingDaysTest, APaymentBeforeTheReversalOfAWrongOneTakesNothingTwice) {
  ZGC_ASSERT_OK(Grant("other", "ic", Known(300) + kMarch));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + kMarch));
  ZGC_ASSERT_OK(Do(SignAgreement,
                   "name: 'awards/a' document: 'd' date: '2019-03-02' tranches { condition: "
                   "TRANCHE_CONDITION_NONE amount_fen: 100 }",
                   "signer"));
  ZGC_ASSERT_OK(Pay("wrong", "a", 100, "tranche: 1 effective_date: '2019-05-01'"));
  ZGC_ASSERT_OK(Reverse("r", "payments/wrong", "effective_date: '2019-09-01'"));
  ZGC_ASSERT_OK(Pay("right", "a", 90, "tranche: 1 effective_date: '2019-06-01'"));
  EXPECT_THAT(OnDays({"2019-04-30", "2019-05-01", "2019-06-01", "2019-09-01"}),
              ElementsAre(100, 0, 10, 10));
  const v1::ReportTable table = Aging("2019-06-30");
  EXPECT_EQ(Cells(table).Number(*Cells(table).Row("awards/a/tranches/1"), "open_fen"), 10);
  EXPECT_EQ(Cells(table).Row("unstated"), nullptr) << "all of it is of its tranche";
}

// Another tranche has enough open, so the award as a whole is above zero.
TEST_F(AgingDaysTest, ATrancheIsNotPaidTwiceEither) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + kMarch));
  ZGC_ASSERT_OK(Sign("a", 40, 60));
  ZGC_ASSERT_OK(Pay("wrong", "a", 40, "tranche: 1 effective_date: '2019-04-01'"));
  ZGC_ASSERT_OK(Reverse("r", "payments/wrong", "effective_date: '2019-06-01'"));
  ZGC_ASSERT_OK(Pay("right", "a", 40, "tranche: 1 effective_date: '2019-05-01'"));
  EXPECT_THAT(OnDays({"2019-03-31", "2019-04-01", "2019-05-01", "2019-06-01"}),
              ElementsAre(100, 60, 60, 60));
  const v1::ReportTable table = Aging("2019-05-01");
  const Cells cells(table);
  EXPECT_EQ(cells.Row("awards/a/tranches/1"), nullptr);
  EXPECT_EQ(cells.Number(*cells.Row("awards/a/tranches/2"), "open_fen"), 60);
  EXPECT_EQ(cells.Row("unstated"), nullptr) << "all of it is of its tranches";
}

// It had been planned to be what was paid.
TEST_F(AgingDaysTest, ATrancheThatIsCutLaterStaysPaidUntilItWasTakenBack) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + kMarch));
  ZGC_ASSERT_OK(Sign("a", 40, 60));
  ZGC_ASSERT_OK(Pay("p", "a", 40, "tranche: 1 effective_date: '2019-04-01'"));
  ZGC_ASSERT_OK(Reverse("r", "payments/p", "effective_date: '2019-06-01'"));
  ZGC_ASSERT_OK(
      Do(ReduceAward, "name: 'awards/a' amount_fen: 10 reason: 'r' date: '2019-07-01'", "checker"));
  EXPECT_THAT(OnDays({"2019-04-01", "2019-06-01", "2019-07-01"}), ElementsAre(60, 100, 10));
  const v1::ReportTable table = Aging("2019-04-01");
  EXPECT_EQ(Cells(table).Row("awards/a/tranches/1"), nullptr);
}

TEST_F(AgingDaysTest, WhatALaterYearTookBackCountsInThatYear) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + kMarch));
  ZGC_ASSERT_OK(Pay("p", "a", 60, "effective_date: '2019-05-01'"));
  ZGC_ASSERT_OK(Carried("c", "ic", 0, "awards: 'awards/a'"));
  ZGC_ASSERT_OK(Reverse("r", "payments/p", "fiscal_year: 'fiscalYears/2020'"));
  const std::vector<std::string> days = {"2019-03-01", "2019-12-31", "2020-01-01", "2020-06-30",
                                         "2020-12-31"};
  EXPECT_THAT(OnDays(days), ElementsAre(100, 40, 40, 40, 100));
  ZGC_ASSERT_OK(Pay("q", "a", 50, "effective_date: '2020-06-01'"));
  EXPECT_THAT(OnDays(days), ElementsAre(100, 40, 40, 50, 50));
}

// A claim without a day was there when it was repaid.
TEST_F(AgingDaysTest, AClaimIsNotBelowZero) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + kMarch));
  ZGC_ASSERT_OK(Pay("p", "a", 100, "effective_date: '2019-05-01'"));
  ZGC_ASSERT_OK(ClawBack("c", "p", 50));
  ZGC_ASSERT_OK(Do(RecordRepayment,
                   "name: 'clawbacks/c' document: 'd' date: '2019-07-02' amount_fen: 20",
                   "cashier"));
  const auto open = [&](const std::string& day) {
    const v1::ReportTable table = Aging(day, "2019", "RECEIVABLE");
    return Cells(table).Number(table.totals(0), "open_fen");
  };
  EXPECT_EQ(open("2019-07-01"), 0);
  EXPECT_EQ(open("2019-07-02"), 30);
  EXPECT_EQ(open("2019-12-31"), 30);
}

}  // namespace
}  // namespace zgc::funding
