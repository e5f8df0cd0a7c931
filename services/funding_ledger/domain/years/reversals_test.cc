#include "services/funding_ledger/domain/years/reversals.h"

#include "absl/strings/str_join.h"
#include "common/testing/reads.h"
#include "services/funding_ledger/domain/accounts/lot_stages.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/awards.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Taking back what was posted: in its own year, and after that is closed.
class ReversalsTest : public BudgetFixture {
 protected:
  ReversalsTest() { ZGC_EXPECT_OK(Appropriate("more", 500, "effective_date: '2019-07-01'")); }

  // An award of 1,200 fen of both lots, with payments "p" of 900 and "q" of 300.
  void PayTwice() {
    ZGC_ASSERT_OK(Grant("a", "ic", Known(1200)));
    ZGC_ASSERT_OK(Pay("p", "a", 900));
    ZGC_ASSERT_OK(Pay("q", "a", 300));
  }
};

TEST_F(ReversalsTest, APaymentIsTakenBackToItsAwardOfTheSameLots) {
  PayTwice();
  const auto reversal = Reverse("r", "payments/q", "effective_date: '2019-12-01'");
  ZGC_ASSERT_OK(reversal);
  EXPECT_EQ(reversal->amount_fen(), 300);
  EXPECT_FALSE(reversal->prior_year());
  EXPECT_EQ(BalanceOf("spent-ic"), 900);
  EXPECT_EQ(BalanceOf("committed-ic"), 300);
  EXPECT_THAT(LotsOf("accounts/2019-committed-ic"), ElementsAre("budget 100", "more 200"));
  EXPECT_THAT(LotsOf("payments/q"), IsEmpty());
  const v1::Award award = Find(kAwards, "awards/a");
  EXPECT_EQ(award.state(), v1::AWARD_STATE_PARTIALLY_PAID);
  EXPECT_EQ(award.paid_fen(), 900);
  EXPECT_EQ(Find(kPayments, "payments/q").reversal(), "reversals/r");
  ZGC_EXPECT_OK(Pay("again", "a", 300));
}

TEST_F(ReversalsTest, EachTransferNamesTheOneThatItReverses) {
  PayTwice();
  ZGC_ASSERT_OK(Reverse("r", "payments/q"));
  std::vector<std::string> pairs;
  ZGC_ASSERT_OK(ForEachTransferOf(
      store_->Read(), TransferIndex::kAward, "awards/a", [&](const v1::Transfer& row) {
        if (row.source() != "reversals/r") return true;
        const auto original = FindTransfer(store_->Read(), row.reverses());
        EXPECT_TRUE(original.ok() && original->has_value()) << row.reverses();
        if (!original.ok() || !original->has_value()) return true;
        EXPECT_EQ(row.debit(), (*original)->credit());
        EXPECT_EQ(row.credit(), (*original)->debit());
        pairs.push_back(absl::StrCat((*original)->source(), " ", row.lot(), " ", row.amount_fen()));
        return true;
      }));
  EXPECT_THAT(pairs, ElementsAre("payments/q appropriations/budget 100",
                                 "payments/q appropriations/more 200"));
}

TEST_F(ReversalsTest, OnceAndByAnotherPerson) {
  PayTwice();
  EXPECT_THAT(Reverse("r", "payments/q", "", "payer"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Reverse("r", "payments/q"));
  EXPECT_THAT(Reverse("s", "payments/q"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(ClawBack("c", "q", 1), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Reverse("s", "awards/a"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Reverse("s", "payments/none"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(ReversalsTest, AClawbackIsTakenBackBeforeItsPayment) {
  PayTwice();
  ZGC_ASSERT_OK(ClawBack("c", "q", 80));
  EXPECT_THAT(Reverse("r", "payments/q"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Reverse("r", "clawbacks/c"));
  EXPECT_EQ(BalanceOf("receivable-ic"), 0);
  EXPECT_EQ(Find(kPayments, "payments/q").clawed_back_fen(), 0);
  ZGC_ASSERT_OK(Reverse("s", "payments/q"));
  EXPECT_EQ(BalanceOf("spent-ic"), 900);
}

TEST_F(ReversalsTest, APaymentWithinASummaryGoesBackThere) {
  ZGC_ASSERT_OK(Summarise("s", 200));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(60)));
  ZGC_ASSERT_OK(Pay("p", "a", 60, "within_summary: 'summaryDisbursements/s'"));
  ZGC_ASSERT_OK(Reverse("r", "payments/p"));
  EXPECT_EQ(Find(kSummaryDisbursements, "summaryDisbursements/s").unitemised_fen(), 200);
  EXPECT_EQ(BalanceOf("committed-ic"), 60);
  EXPECT_EQ(BalanceOf("available-fund"), 1240);
  ZGC_ASSERT_OK(Reverse("t", "summaryDisbursements/s"));
  EXPECT_EQ(BalanceOf("available-fund"), 1440);
  EXPECT_EQ(Find(kSummaryDisbursements, "summaryDisbursements/s").unitemised_fen(), 0);
}

// What the payment released goes back to the award of the lot that it was, or not at all.
TEST_F(ReversalsTest, APaymentWithinASummaryGoesBackOfTheSameLots) {
  ZGC_ASSERT_OK(Grant("x", "ic", Known(1000)));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(60)));
  ZGC_ASSERT_OK(Summarise("s", 200));
  ZGC_ASSERT_OK(Pay("p", "a", 60, "within_summary: 'summaryDisbursements/s'"));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/x' reason: 'r'", "checker"));
  ZGC_ASSERT_OK(Grant("y", "ic", Known(1250)));
  EXPECT_THAT(LotsOf("accounts/2019-available-fund"), ElementsAre("more 50"));
  ZGC_ASSERT_OK(Appropriate("early", 100, "effective_date: '2019-02-01'"));
  EXPECT_EQ(Refusal(Reverse("r", "payments/p").status()),
            "accounts/2019-available-fund of appropriations/more: 50 left, 60 asked for");
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/y' reason: 'r'", "checker"));
  ZGC_ASSERT_OK(Reverse("r", "payments/p"));
  EXPECT_THAT(LotsOf("awards/a"), ElementsAre("more 60"));
  EXPECT_THAT(LotsOf("accounts/2019-unitemised-s"), ElementsAre("more 200"));
}

TEST_F(ReversalsTest, TheBudgetIsTakenBackAsFarAsItIsStillThere) {
  ZGC_ASSERT_OK(Allot("x", "talent", 600));
  ZGC_ASSERT_OK(Vire("v", "talent", "ic", 250));
  EXPECT_THAT(Reverse("r", "virements/v"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/v'", "head"));
  EXPECT_EQ(Refusal(Reverse("r", "allotments/x").status()),
            "accounts/2019-available-talent of appropriations/budget: 350 left, 600 asked for");
  ZGC_ASSERT_OK(Reverse("r", "virements/v"));
  ZGC_ASSERT_OK(Reverse("s", "allotments/x"));
  EXPECT_EQ(BalanceOf("available-fund"), 1500);
  EXPECT_EQ(LineOf("talent").allotted_fen, 0);
  EXPECT_EQ(LineOf("ic").virement_in_fen, 0);
  ZGC_ASSERT_OK(Reverse("t", "appropriations/more"));
  EXPECT_EQ(BalanceOf("available-fund"), 1000);
  EXPECT_EQ(BalanceOf("source-fund"), 1000);
  EXPECT_EQ(LineOf("fund").adjusted_fen, 1000);
  const auto lot = Ask(GetLot, "name: 'appropriations/more'");
  ZGC_ASSERT_OK(lot);
  EXPECT_EQ(lot->amount_fen(), 0);
  EXPECT_EQ(lot->holdings_size(), 0);
}

// What was allotted in its place counts.
TEST_F(ReversalsTest, AVirementGoesBackAsFarAsTheCeilingOfTheGiverAllows) {
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 200"));
  ZGC_ASSERT_OK(Allot("x", "capped", 200));
  ZGC_ASSERT_OK(Vire("v", "capped", "ic", 50));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/v'", "head"));
  ZGC_ASSERT_OK(Allot("y", "capped", 50));
  EXPECT_EQ(Refusal(Reverse("r", "virements/v").status()),
            "programs/capped of programs/capped: 0 left, 50 asked for");
  ZGC_ASSERT_OK(Reverse("s", "allotments/y"));
  ZGC_ASSERT_OK(Reverse("r", "virements/v"));
  EXPECT_EQ(BalanceOf("available-capped"), 200);
}

TEST_F(ReversalsTest, AClawbackOfAClosedYearIsBookedInTheYearThatTakesIt) {
  PayTwice();
  ZGC_ASSERT_OK(ClawBack("before", "q", 50));
  ZGC_ASSERT_OK(
      Do(RecordRepayment, "name: 'clawbacks/before' document: 'd' amount_fen: 50", "cashier"));
  ZGC_ASSERT_OK(Close());
  EXPECT_THAT(ClawBack("c", "q", 100), HasReason(ERROR_REASON_PERIOD_CLOSED));
  ZGC_ASSERT_OK(
      ClawBack("c", "q", 100, "fiscal_year: 'fiscalYears/2020' effective_date: '2020-03-01'"));
  ZGC_ASSERT_OK(ClawBack("d", "q", 150, "fiscal_year: 'fiscalYears/2020'"));
  EXPECT_THAT(ClawBack("e", "q", 1, "fiscal_year: 'fiscalYears/2020'"),
              HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
  // The closed year stays what it was.
  EXPECT_EQ(On("2019-spent-ic"), 1150);
  EXPECT_EQ(On("2019-receivable-ic"), 0);
  EXPECT_EQ(On("2020-receivable-ic"), 250);
  EXPECT_EQ(On("2020-prior-year-ic"), 250);
  // "q" was paid of 100 of the older lot, of which 50 came back first.
  EXPECT_THAT(LotsOf("accounts/2020-receivable-ic"), ElementsAre("budget 50", "more 200"));
  EXPECT_THAT(LotsOf("payments/q"), ElementsAre("budget 50", "more 200"));
  EXPECT_THAT(LotsOf("programs/ic"), ElementsAre("budget 950", "more 200"))
      << "what was spent in 2019 and is owed in 2020 is there once";
  ExpectYearBalances("2019");
  ExpectYearBalances("2020");
  EXPECT_EQ(LineOf("ic").disbursed_fen, 1150);
  EXPECT_EQ(LineOf("ic", "2020").prior_year_fen, 250);
  EXPECT_EQ(LineOf("ic", "2020").disbursed_fen, 0);
  const auto lot = Ask(GetLot, "name: 'appropriations/more'");
  ZGC_ASSERT_OK(lot);
  EXPECT_EQ(lot->spent_fen(), 0);
  EXPECT_EQ(lot->receivable_fen(), 200);
  EXPECT_EQ(lot->amount_fen(), 500);
  // Taken back in the year in which it was booked.
  ZGC_ASSERT_OK(Reverse("r", "clawbacks/c"));
  EXPECT_EQ(On("2020-receivable-ic"), 150);
  EXPECT_EQ(On("2020-prior-year-ic"), 150);
  EXPECT_EQ(Find(kPayments, "payments/q").clawed_back_fen(), 200);
}

// By the days of both it would be owed twice until the first was reversed.
TEST_F(ReversalsTest, WhatAReversedClawbackClaimedIsNotClaimedOnceMoreUntilThen) {
  ZGC_ASSERT_OK(Grant("other", "ic", Known(900)));
  ZGC_ASSERT_OK(Pay("o", "other", 900, "effective_date: '2019-03-01'"));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 100, "effective_date: '2019-03-01'"));
  ZGC_ASSERT_OK(ClawBack("c", "p", 50, "effective_date: '2019-04-01'"));
  ZGC_ASSERT_OK(Reverse("r", "clawbacks/c", "effective_date: '2019-08-01'"));
  const auto claim = [&](const std::string& id, int64_t fen, const std::string& day) {
    return ClawBack(id, "p", fen, day.empty() ? "" : "effective_date: '" + day + "'");
  };
  const absl::Status refused = claim("d", 100, "2019-05-01").status();
  EXPECT_EQ(Refusal(refused), "accounts/2019-spent-ic of payments/p: 50 left, 100 asked for");
  EXPECT_THAT(refused.ToString(), ::testing::HasSubstr("left on 2019-05-01"));
  EXPECT_THAT(claim("d", 100, "2019-07-31"), HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
  EXPECT_THAT(claim("d", 100, "2019-03-15").status().ToString(),
              ::testing::HasSubstr("left on 2019-04-01"));
  EXPECT_THAT(claim("d", 51, ""), HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
  ZGC_EXPECT_OK(claim("d", 50, "2019-05-01"));
  ZGC_ASSERT_OK(Reverse("s", "clawbacks/d", "effective_date: '2019-05-01'"));
  ZGC_EXPECT_OK(claim("e", 100, "2019-08-01"));
}

TEST_F(ReversalsTest, AnOpenYearTakesItsOwnClawbacks) {
  PayTwice();
  EXPECT_THAT(ClawBack("c", "q", 1, "fiscal_year: 'fiscalYears/2020'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(ReversalsTest, APaymentOfAClosedYearIsReversedInTheYearThatTakesIt) {
  PayTwice();
  ZGC_ASSERT_OK(Close());
  EXPECT_THAT(Reverse("r", "payments/q"), HasReason(ERROR_REASON_PERIOD_CLOSED));
  EXPECT_THAT(Reverse("r", "appropriations/more", "fiscal_year: 'fiscalYears/2020'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  const auto reversal = Reverse("r", "payments/q", "fiscal_year: 'fiscalYears/2020'");
  ZGC_ASSERT_OK(reversal);
  EXPECT_TRUE(reversal->prior_year());
  EXPECT_EQ(On("2019-spent-ic"), 1200);
  EXPECT_EQ(On("2020-committed-ic"), 300);
  EXPECT_EQ(On("2020-prior-year-ic"), 300);
  EXPECT_THAT(LotsOf("accounts/2020-committed-ic"), ElementsAre("budget 100", "more 200"));
  EXPECT_THAT(LotsOf("payments/q"), IsEmpty());
  EXPECT_EQ(Find(kAwards, "awards/a").paying_year(), "fiscalYears/2020");
  // The award can be paid again, in the new year.
  ZGC_ASSERT_OK(Pay("again", "a", 300, "effective_date: '2020-05-01'"));
  EXPECT_EQ(On("2020-spent-ic"), 300);
  EXPECT_THAT(LotsOf("awards/a"), ElementsAre("budget 1000", "more 200"));
  ExpectYearBalances("2019");
  ExpectYearBalances("2020");
}

// The summary has stated its money as spent in its year, which is closed.
TEST_F(ReversalsTest, APaymentWithinASummaryOfAClosedYearIsOnlyClaimedBack) {
  ZGC_ASSERT_OK(Summarise("s", 200));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + "within_summary: 'summaryDisbursements/s'"));
  ZGC_ASSERT_OK(Pay("p", "a", 100));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(50)));
  ZGC_ASSERT_OK(Pay("q", "b", 50, "within_summary: 'summaryDisbursements/s'"));
  ZGC_ASSERT_OK(Close());
  for (const char* payment : {"payments/p", "payments/q"}) {
    EXPECT_THAT(Reverse("r", payment), HasReason(ERROR_REASON_PERIOD_CLOSED));
    EXPECT_THAT(Reverse("r", payment, "fiscal_year: 'fiscalYears/2020'"),
                FailsWith(absl::StatusCode::kInvalidArgument,
                          ::testing::HasSubstr("is within a summary of another year")));
  }
  ZGC_EXPECT_OK(ClawBack("c", "p", 100, "fiscal_year: 'fiscalYears/2020'"));
  ZGC_EXPECT_OK(ClawBack("d", "q", 50, "fiscal_year: 'fiscalYears/2020'"));
}

TEST_F(ReversalsTest, WhatIsSettledOrAcceptedIsNotReversedAtAll) {
  const std::string firm = "enterprises: '//park_region/enterprises/x' ";
  for (const char* id : {"claimed", "kept", "accepted"}) {
    ZGC_ASSERT_OK(Grant(id, "ic", Known(100) + firm));
  }
  const auto no_step = [](const std::string& why) {
    return ::testing::AllOf(
        HasReason(ERROR_REASON_ILLEGAL_TRANSITION),
        FailsWith(absl::StatusCode::kFailedPrecondition,
                  ::testing::AllOf(::testing::HasSubstr(why),
                                   ::testing::Not(::testing::HasSubstr("; open: ")))));
  };
  ZGC_ASSERT_OK(Pay("p", "claimed", 100));
  ZGC_ASSERT_OK(ClawBack("open", "p", 10));
  ZGC_ASSERT_OK(ClawBack("c", "p", 40));
  ZGC_ASSERT_OK(Pay("q", "kept", 100, "set_offs { clawback: 'clawbacks/c' amount_fen: 5 }"));
  ZGC_ASSERT_OK(Pay("r", "accepted", 100));
  ZGC_ASSERT_OK(Do(AcceptAward, "name: 'awards/accepted' document: 'd'", "acceptor"));
  EXPECT_THAT(Reverse("x", "payments/p"), no_step("50 fen were claimed back"));
  EXPECT_THAT(Reverse("x", "payments/q"), no_step("5 fen of it were set off"));
  EXPECT_THAT(Reverse("x", "payments/r"), no_step("awards/accepted is AWARD_STATE_ACCEPTED"));
  EXPECT_THAT(Reverse("x", "clawbacks/c"), no_step("5 fen of it are settled"));
  // The way out is a claim.
  ZGC_EXPECT_OK(ClawBack("again", "q", 100));
  ZGC_EXPECT_OK(ClawBack("wrong", "r", 100));
  ZGC_EXPECT_OK(ClawBack("rest", "p", 50));
  ZGC_ASSERT_OK(Do(CarryOverClawback,
                   "name: 'clawbacks/open' fiscal_year: 'fiscalYears/2020' reason: 'r' document: "
                   "'d'",
                   "officer"));
  EXPECT_THAT(Reverse("x", "clawbacks/open"), no_step("it was carried over to fiscalYears/2020"));
}

TEST_F(ReversalsTest, APaymentBeforeItsAwardWasCarriedOverIsReversedWhereItIsPaidNow) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 40));
  ZGC_ASSERT_OK(Carried("c", "ic", 0, "awards: 'awards/a'"));
  EXPECT_THAT(Reverse("r", "payments/p"), HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(Reverse("r", "payments/p", "fiscal_year: 'fiscalYears/2020'"));
  EXPECT_EQ(On("2020-committed-ic"), 100);
  ZGC_ASSERT_OK(Pay("q", "a", 100));
  EXPECT_THAT(LotsOf("awards/a"), ElementsAre("budget 100"));
}

// Who, when and why stand in what is taken back, and not only in the reversal.
TEST_F(ReversalsTest, WhatIsTakenBackHasTheStepOnRecord) {
  const auto last = [](const auto& row) {
    const common::v1::Step& step = *row.steps().rbegin();
    return absl::StrCat(step.method(), " by ", step.actor(), " at ",
                        step.revision() == row.revision(), ": ", step.note(), ", ",
                        absl::StrJoin(step.evidence(), " "));
  };
  ZGC_ASSERT_OK(Vire("v", "fund", "ic", 10));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/v'", "head"));
  ZGC_ASSERT_OK(Reverse("r", "virements/v"));
  const v1::Virement virement = Find(kVirements, "virements/v");
  EXPECT_EQ(last(virement), "CreateReversal by auditor at 1: reversals/r of virements/v: r, d");
  EXPECT_EQ(virement.state(), v1::DECISION_STATE_APPROVED);
  ZGC_ASSERT_OK(Reverse("s", "appropriations/more"));
  EXPECT_EQ(last(Find(kAppropriations, "appropriations/more")),
            "CreateReversal by auditor at 1: reversals/s of appropriations/more: r, d");
}

TEST_F(ReversalsTest, ReversalsAreListedByYearAndSource) {
  ZGC_ASSERT_OK(Allot("a", "ic", 100));
  ZGC_ASSERT_OK(Reverse("r", "allotments/a"));
  EXPECT_THAT(Listed(store_->Read(), ListReversals,
                     "fiscal_year: 'fiscalYears/2019' source: 'allotments/a'"),
              ElementsAre("reversals/r"));
  EXPECT_THAT(Listed(store_->Read(), ListReversals, "source: 'allotments/b'"), IsEmpty());
  const auto found = Got(store_->Read(), GetReversal, "name: 'reversals/r'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->source(), "allotments/a");
  EXPECT_THAT(Got(store_->Read(), GetReversal, "name: 'reversals/s'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
