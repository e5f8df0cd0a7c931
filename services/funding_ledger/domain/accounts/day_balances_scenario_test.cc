#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/awards/summaries.h"
#include "services/funding_ledger/domain/budget/allotments.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/ledger/day_balances.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Nothing is below zero in the past either. The fund has 1,000 fen of which only the year
// is known.
class DayBalancesTest : public BudgetFixture {
 protected:
  static std::string On(const std::string& day) { return " effective_date: '" + day + "'"; }
  // "2019-03-01: …" of the refusal.
  static std::string DayOf(const absl::Status& status) {
    google::rpc::ErrorInfo info;
    const auto payload = status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo");
    if (!payload.has_value() || !info.ParseFromString(std::string(*payload))) return "none";
    return absl::StrCat(info.metadata().at("day"), ": ", Refusal(status));
  }
};

TEST_F(DayBalancesTest, WhatIsDatedBackIsRefusedWithTheFirstDayThatItWouldBreak) {
  ZGC_ASSERT_OK(AddProgram("other", ""));
  ZGC_ASSERT_OK(Do(CreateAppropriation,
                   "appropriation_id: 'late' appropriation { fiscal_year: 'fiscalYears/2019' "
                   "program: 'programs/other' kind: APPROPRIATION_KIND_ORIGINAL document: 'd' "
                   "amount_fen: 100 effective_date: '2019-06-01' }"));
  EXPECT_EQ(DayOf(Grant("early", "other", Known(30) + On("2019-05-31")).status()),
            "2019-05-31: accounts/2019-available-other of programs/other: 0 left, 30 asked for");
  ZGC_ASSERT_OK(Grant("june", "other", Known(60) + On("2019-06-01")));
  ZGC_ASSERT_OK(Do(ReduceAward, "name: 'awards/june' date: '2019-09-01' amount_fen: 20 reason: 'r'",
                   "checker"));
  // 80 are there in the end, but 40 only until September.
  EXPECT_EQ(DayOf(Grant("july", "other", Known(50) + On("2019-07-01")).status()),
            "2019-07-01: accounts/2019-available-other of programs/other: 40 left, 50 asked for");
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/july' reason: 'r'"));
  ZGC_ASSERT_OK(Grant("august", "other", Known(40) + On("2019-08-01")));
  // In August there is nothing left, so there was nothing for July either.
  EXPECT_EQ(DayOf(Grant("again", "other", Known(5) + On("2019-07-15")).status()),
            "2019-08-01: accounts/2019-available-other of programs/other: 0 left, 5 asked for");
  ZGC_EXPECT_OK(Grant("autumn", "other", Known(40) + On("2019-09-01")));
  EXPECT_EQ(DayOf(Grant("none", "other", Known(1)).status()),
            ": accounts/2019-available-other of programs/other: 0 left, 1 asked for");
}

TEST_F(DayBalancesTest, WhatHasNoDayMayBeOfAny) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 60, On("2019-02-01")));
  ZGC_ASSERT_OK(Pay("q", "a", 40));
  // Nor does a clawback of unknown day take from what was spent before it.
  ZGC_ASSERT_OK(ClawBack("c", "q", 40));
  ZGC_ASSERT_OK(Do(RecordRepayment,
                   "name: 'clawbacks/c' document: 'd' amount_fen: 40 date: '2019-03-01'",
                   "cashier"));
  ZGC_EXPECT_OK(Grant("b", "ic", Known(900) + On("2019-01-01")));
}

// A fund whose 100 fen came in June, so that there is nothing before.
class GivenBackTest : public DayBalancesTest {
 protected:
  GivenBackTest() {
    ZGC_EXPECT_OK(AddProgram("other", ""));
    ZGC_EXPECT_OK(AddProgram("x", "other"));
    ZGC_EXPECT_OK(AddProgram("y", "other"));
    AppropriateOn("2019-06-01");
  }

  void AppropriateOn(const std::string& day) {
    ZGC_EXPECT_OK(Do(
        CreateAppropriation,
        absl::StrCat("appropriation_id: 'of-", day, "' appropriation { fiscal_year: ",
                     "'fiscalYears/2019' program: 'programs/other' document: 'd' amount_fen: 100 "
                     "kind: APPROPRIATION_KIND_ORIGINAL ",
                     On(day), "}")));
  }
  absl::Status AllotOn(const std::string& id, const std::string& program, const std::string& more) {
    return Do(CreateAllotment,
              absl::StrCat("allotment_id: '", id,
                           "' allotment { fiscal_year: 'fiscalYears/2019' "
                           "program: 'programs/",
                           program, "' document: 'd' amount_fen: 100 ", more, " }"))
        .status();
  }
  // Nothing is there on the day, and all of it on the last of the year.
  void ExpectNothingOn(const std::string& day) {
    const std::string id = absl::StrCat("try-", ++tries_);
    EXPECT_EQ(DayOf(Grant(id, "other", Known(100) + On(day)).status()),
              absl::StrCat(day,
                           ": accounts/2019-available-other of programs/other: 0 left, 100 "
                           "asked for"));
    ZGC_EXPECT_OK(Grant(id + "-last", "other", Known(100) + On("2019-12-31")));
  }

 private:
  int tries_ = 0;
};

TEST_F(GivenBackTest, AReversalWithoutADayIsNotBeforeItsRecord) {
  ZGC_ASSERT_OK(AllotOn("x", "x", On("2019-06-02")));
  ZGC_ASSERT_OK(Reverse("r", "allotments/x"));
  EXPECT_EQ(DayOf(AllotOn("y", "y", On("2019-01-05"))),
            "2019-01-05: accounts/2019-available-other of programs/other: 0 left, 100 asked for");
  ExpectNothingOn("2019-01-05");
}

TEST_F(GivenBackTest, ARecordWithoutADayIsNotReversedOnOne) {
  ZGC_ASSERT_OK(AllotOn("x", "x", ""));
  ZGC_ASSERT_OK(Reverse("r", "allotments/x", On("2019-02-01")));
  ExpectNothingOn("2019-02-02");
}

TEST_F(GivenBackTest, AnAwardCancelledWithoutADayHeldItsMoneyUntilTheLast) {
  ZGC_ASSERT_OK(Grant("a", "x", Known(100) + On("2019-06-02")));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r'", "checker"));
  ExpectNothingOn("2019-01-05");
}

// What it took counts on the last day, so it cannot be there again in February.
TEST_F(GivenBackTest, AnAwardWithoutADayGivesBackOnNone) {
  ZGC_ASSERT_OK(Grant("a", "x", Known(100)));
  ZGC_ASSERT_OK(
      Do(ReduceAward, "name: 'awards/a' reason: 'r' date: '2019-01-31' amount_fen: 60", "checker"));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r' date: '2019-02-01'", "checker"));
  ExpectNothingOn("2019-02-02");
}

TEST_F(DayBalancesTest, ACarriedAwardGivesNothingBackBeforeItCame) {
  const auto grant_next = [&](const std::string& id, const std::string& day) {
    const auto made =
        Do(CreateAward,
           absl::StrCat("award_id: '", id, "' award { display_name: 'a' program: 'programs/ic' ",
                        "fiscal_year: 'fiscalYears/2020' document: 'd' recipient_count: 1 ",
                        Known(100), On(day), "}"),
           "maker");
    return made.ok() ? Approve(id).status() : made.status();
  };
  ZGC_ASSERT_OK(Appropriate("next", 100, On("2020-01-01"), "2020"));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Carried("c", "ic", 0, "awards: 'awards/a'" + On("2020-03-01")));
  // Its money is among what is committed, so that this is not short of any.
  ZGC_ASSERT_OK(grant_next("b", "2020-01-01"));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r' date: '2020-02-01'", "checker"));
  EXPECT_EQ(DayOf(grant_next("d", "2020-02-02")),
            "2020-02-02: accounts/2020-available-fund of programs/fund: 0 left, 100 asked for");
  ZGC_EXPECT_OK(grant_next("e", "2020-03-01"));
}

TEST_F(GivenBackTest, NorDoesAPaymentWithinASummary) {
  ZGC_ASSERT_OK(Do(CreateSummaryDisbursement,
                   "summary_disbursement_id: 's' summary_disbursement { fiscal_year: "
                   "'fiscalYears/2019' program: 'programs/other' document: 'd' amount_fen: 100 }"));
  AppropriateOn("2019-06-02");
  ZGC_ASSERT_OK(Grant("a", "x", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 100, "within_summary: 'summaryDisbursements/s'" + On("2019-02-01")));
  ExpectNothingOn("2019-02-02");
}

TEST_F(GivenBackTest, ARepaymentWithoutADayIsNotBeforeItsClawback) {
  ZGC_ASSERT_OK(Grant("a", "x", Known(100) + On("2019-06-02")));
  ZGC_ASSERT_OK(Pay("p", "a", 100, On("2019-06-03")));
  ZGC_ASSERT_OK(ClawBack("c", "p", 100, On("2019-06-04")));
  ZGC_ASSERT_OK(
      Do(RecordRepayment, "name: 'clawbacks/c' document: 'd' amount_fen: 100", "cashier"));
  ExpectNothingOn("2019-01-05");
}

// Money that came in on a day was there from then on, whatever is known of its award.
TEST_F(GivenBackTest, WhatIsRepaidToAnAwardWithoutADayKeepsItsOwn) {
  ZGC_ASSERT_OK(Grant("a", "x", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 100));
  ZGC_ASSERT_OK(ClawBack("c", "p", 100));
  ZGC_ASSERT_OK(Do(RecordRepayment,
                   "name: 'clawbacks/c' document: 'd' amount_fen: 100 date: '2019-03-01'",
                   "cashier"));
  EXPECT_EQ(DayOf(Grant("b", "other", Known(100) + On("2019-02-28")).status()),
            "2019-02-28: accounts/2019-available-other of programs/other: 0 left, 100 asked for");
  ZGC_EXPECT_OK(Grant("c", "other", Known(100) + On("2019-03-01")));
}

// As a store may hold of the time before days were looked at.
TEST_F(GivenBackTest, ADayOnWhichAllNetsToNothingIsLookedAtToo) {
  AppropriateOn("2019-03-01");
  ZGC_ASSERT_OK(Grant("a", "other", Known(100) + On("2019-06-01")));
  const std::string account = "accounts/2019-available-other";
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    v1::AccountDay row;
    row.set_net_fen(100);
    kAccountDays.Put(txn, {account, "2019-06-01"}, row);
    row.set_net_fen(-100);
    kAccountDays.Put(txn, {account, "2019-01-05"}, row);
    return "";
  }));
  EXPECT_EQ(DayOf(Grant("b", "other", Known(100) + On("2019-03-01")).status()),
            "2019-03-01: accounts/2019-available-other of programs/other: 0 left, 100 asked for");
}

TEST_F(DayBalancesTest, AReversalIsNotBeforeWhatItReverses) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + On("2019-03-01")));
  ZGC_ASSERT_OK(Pay("p", "a", 60, On("2019-04-01")));
  ZGC_ASSERT_OK(ClawBack("c", "p", 10, On("2019-06-01")));
  EXPECT_THAT(Reverse("r", "clawbacks/c", On("2019-05-31")), HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(Reverse("r", "clawbacks/c", On("2019-06-11")));
  EXPECT_THAT(Reverse("s", "payments/p", On("2019-03-31")), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_EQ(DayOf(Reverse("s", "payments/p", On("2019-05-01")).status()),
            "2019-06-01: accounts/2019-spent-ic of programs/ic: 50 left, 60 asked for")
      << "of the 60, 10 were claimed back for ten days";
  ZGC_EXPECT_OK(Reverse("s", "payments/p", On("2019-06-11")));
}

// A virement back in time would have left the giver with nothing to pay from.
TEST_F(DayBalancesTest, EveryAccountOfThePostingIsHeld) {
  ZGC_ASSERT_OK(Allot("x", "ic", 100));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(70) + On("2019-04-01")));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r' date: '2019-08-01'", "checker"));
  ZGC_ASSERT_OK(Vire("v", "ic", "talent", 50, On("2019-05-01")));
  EXPECT_EQ(DayOf(Do(ApproveVirement, "name: 'virements/v'", "head").status()),
            "2019-05-01: accounts/2019-available-ic of programs/ic: 30 left, 50 asked for");
  EXPECT_EQ(BalanceOf("available-ic"), 100);
  ZGC_ASSERT_OK(Vire("w", "ic", "talent", 50, On("2019-08-01")));
  ZGC_EXPECT_OK(Do(ApproveVirement, "name: 'virements/w'", "head"));
}

// A ceiling limits what is awarded in a year, not by a day of it.
TEST_F(DayBalancesTest, CeilingsAreHeldAsRecorded) {
  ZGC_ASSERT_OK(Limit("l", "FISCAL_YEAR", "", 100));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + On("2019-03-01")));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r' date: '2019-08-01'", "checker"));
  ZGC_EXPECT_OK(Grant("b", "ic", Known(100) + On("2019-04-01")));
}

// The rows are what the journal adds up to, whatever was refused in between.
TEST_F(DayBalancesTest, RowsAddUpToTheBalances) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + On("2019-03-01")));
  ZGC_ASSERT_OK(Pay("p", "a", 60, On("2019-04-01")));
  EXPECT_THAT(Pay("q", "a", 41, On("2019-04-01")), HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
  ZGC_ASSERT_OK(Reverse("r", "payments/p", On("2019-04-01")));
  std::map<std::string, int64_t> sums;
  ZGC_ASSERT_OK(kAccountDays.ForEach(store_->Read(),
                                     [&](const AccountDayKey& key, const v1::AccountDay& row) {
                                       EXPECT_NE(row.net_fen(), 0) << key.account << key.day;
                                       sums[key.account] += row.net_fen();
                                       return true;
                                     }));
  ZGC_ASSERT_OK(ForEachAccount(store_->Read(), [&](const v1::Account& account) {
    EXPECT_EQ(sums[account.name()], HasDays(account.kind()) ? account.balance_fen() : 0);
    return true;
  }));
}

}  // namespace
}  // namespace zgc::funding
