#include "services/funding_ledger/domain/payments/payments.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"

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

using PaymentsTest = FundingFixture;

TEST_F(PaymentsTest, ThreePersonsMakeCheckAndPay) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  EXPECT_THAT(Pay("p", "a", 1, "", "maker"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Pay("p", "a", 1, "", "checker"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto payment = Pay("p", "a", 1);
  ZGC_ASSERT_OK(payment);
  EXPECT_EQ(payment->payer(), "payer");
  EXPECT_EQ(payment->program(), "programs/ic");
  EXPECT_EQ(payment->fiscal_year(), "fiscalYears/2019");
}

TEST_F(PaymentsTest, TranchesAddUpToTheAwardAndNoFurther) {
  ZGC_ASSERT_OK(Draft("a", "ic", Known(100)));
  EXPECT_THAT(Pay("early", "a", 1), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Approve("a"));
  ZGC_ASSERT_OK(Pay("p1", "a", 60));
  EXPECT_EQ(Find(kAwards, "awards/a").state(), v1::AWARD_STATE_PARTIALLY_PAID);
  EXPECT_EQ(Refusal(Pay("p2", "a", 41).status()),
            "accounts/2019-committed-ic of awards/a: 40 left, 41 asked for");
  ZGC_ASSERT_OK(Pay("p2", "a", 40));
  EXPECT_EQ(Find(kAwards, "awards/a").state(), v1::AWARD_STATE_PAID);
  EXPECT_EQ(BalanceOf("spent-ic"), 100);
  EXPECT_EQ(BalanceOf("committed-ic"), 0);
  EXPECT_THAT(Pay("p3", "a", 1), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

// Another award of the program has money committed; it is not this one's.
TEST_F(PaymentsTest, AnAwardIsNotPaidFromTheCommitmentOfAnother) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(10)));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(500)));
  EXPECT_THAT(Pay("p", "a", 11), HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
}

TEST_F(PaymentsTest, APaymentIsDatedInTheYearAndNotBeforeItsAward) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + "effective_date: '2019-05-01'"));
  for (const char* day : {"2019-04-30", "2020-01-01", "2019-02-30"}) {
    EXPECT_THAT(Pay("p", "a", 1, absl::StrCat("effective_date: '", day, "'")),
                HasReason(ERROR_REASON_INVALID_FIELD))
        << day;
  }
  EXPECT_THAT(Pay("p", "a", 0), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Pay("p", "nowhere", 1), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_EXPECT_OK(Pay("p", "a", 1, "effective_date: '2019-05-01'"));
}

// What an award commits and releases counts from the days of its steps.
TEST_F(PaymentsTest, TheDayOfAStepIsThatOfItsTransfers) {
  const auto step = [&](const std::string& method, const std::string& award,
                        const std::string& more) {
    const std::string fields = absl::StrCat("name: 'awards/", award, "' ", more);
    if (method == "approve") return Do(ApproveAward, fields, "checker");
    if (method == "state") return Do(StateAwardAmount, fields + " document: 'd'", "checker");
    if (method == "reduce") return Do(ReduceAward, fields + " reason: 'r'", "checker");
    return Do(CancelAward, fields + " reason: 'r'", "checker");
  };
  const auto days = [&](const std::string& award) {
    std::string text;
    EXPECT_TRUE(ForEachTransferOf(store_->Read(), TransferIndex::kAward, "awards/" + award,
                                  [&](const v1::Transfer& row) {
                                    absl::StrAppend(&text, text.empty() ? "" : ", ",
                                                    row.effective_date(), " ", row.amount_fen());
                                    return true;
                                  })
                    .ok());
    return text;
  };
  ZGC_ASSERT_OK(Draft("a", "ic", Known(100)));
  const auto approved = step("approve", "a", "date: '2019-03-01'");
  ZGC_ASSERT_OK(approved);
  EXPECT_EQ(approved->effective_date(), "2019-03-01");
  EXPECT_THAT(Pay("p", "a", 1, "effective_date: '2019-02-28'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(step("reduce", "a", "date: '2019-04-01' amount_fen: 60"));
  ZGC_ASSERT_OK(step("cancel", "a", "date: '2019-05-01'"));
  EXPECT_EQ(days("a"), "2019-03-01 100, 2019-04-01 40, 2019-05-01 60");
  // What the maker stated stays; a payment comes after the approval all the same, and
  // what is given up before it takes effect counts from there.
  ZGC_ASSERT_OK(Draft("b", "ic", Known(100) + "effective_date: '2019-06-01'"));
  ZGC_ASSERT_OK(step("approve", "b", "date: '2019-03-01'"));
  ZGC_ASSERT_OK(step("reduce", "b", "date: '2019-04-01' amount_fen: 60"));
  EXPECT_EQ(days("b"), "2019-06-01 100, 2019-06-01 40");
  ZGC_ASSERT_OK(Draft("c", "ic", Known(100) + "effective_date: '2019-02-01'"));
  ZGC_ASSERT_OK(step("approve", "c", "date: '2019-03-01'"));
  EXPECT_THAT(Pay("p", "c", 1, "effective_date: '2019-02-28'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(Pay("p", "c", 1, "effective_date: '2019-03-01'"));
  // An amount that was not known is committed from the day on which it was.
  ZGC_ASSERT_OK(Draft("u", "ic", Unknown() + "effective_date: '2019-02-01'"));
  ZGC_ASSERT_OK(step("approve", "u", "date: '2019-03-01'"));
  ZGC_ASSERT_OK(step("state", "u", "date: '2019-07-01' amount_fen: 7"));
  EXPECT_EQ(days("u"), "2019-07-01 7");
  EXPECT_THAT(Pay("q", "u", 1, "effective_date: '2019-06-30'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  // A day of another year says nothing about this one.
  ZGC_ASSERT_OK(Draft("e", "ic", Known(5)));
  ZGC_ASSERT_OK(step("approve", "e", "date: '2018-12-20'"));
  ZGC_ASSERT_OK(step("cancel", "e", "date: '2020-01-10'"));
  EXPECT_EQ(days("e"), " 5,  5");
}

TEST_F(PaymentsTest, AnAwardWithinASummaryTakesNoNewMoney) {
  ZGC_ASSERT_OK(Summarise("s", 990));
  const auto award = Grant("a", "ic", Known(300) + kWithin);
  ZGC_ASSERT_OK(award);
  EXPECT_EQ(award->reserved_from(), "accounts/2019-unitemised-s");
  EXPECT_EQ(BalanceOf("available-fund"), 10);
  EXPECT_EQ(BalanceOf("claimed-ic"), 300);
  EXPECT_EQ(Find(kSummaryDisbursements, "summaryDisbursements/s").unitemised_fen(), 690);
  const auto payment = Pay("p", "a", 300);
  ZGC_ASSERT_OK(payment);
  EXPECT_EQ(payment->within_summary(), "summaryDisbursements/s");
  EXPECT_EQ(BalanceOf("spent-ic"), 300);
  EXPECT_EQ(BalanceOf("claimed-ic"), 0);
  EXPECT_EQ(BalanceOf("available-fund"), 10);
  EXPECT_EQ(BalanceOf("unitemised-s") + BalanceOf("spent-ic"), 990);
  // What was not stated as spent cannot be explained away.
  EXPECT_EQ(Refusal(Grant("b", "young", Known(691) + kWithin).status()),
            "accounts/2019-unitemised-s of summaryDisbursements/s: 690 left, 691 asked for");
}

TEST_F(PaymentsTest, APaymentFoundWithinASummaryFreesItsReservation) {
  ZGC_ASSERT_OK(Summarise("s", 500));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300)));
  EXPECT_EQ(BalanceOf("available-fund"), 200);
  ZGC_ASSERT_OK(Pay("p", "a", 100, kWithin));
  EXPECT_EQ(BalanceOf("available-fund"), 300);
  EXPECT_EQ(BalanceOf("committed-ic"), 200);
  EXPECT_EQ(BalanceOf("spent-ic"), 100);
  EXPECT_EQ(BalanceOf("unitemised-s"), 400);
  EXPECT_EQ(Find(kSummaryDisbursements, "summaryDisbursements/s").unitemised_fen(), 400);
}

TEST_F(PaymentsTest, APaymentTakesNoMoreThanTheSummaryHasLeft) {
  ZGC_ASSERT_OK(Summarise("s", 50));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300)));
  EXPECT_EQ(Refusal(Pay("p", "a", 51, kWithin).status()),
            "accounts/2019-unitemised-s of summaryDisbursements/s: 50 left, 51 asked for");
  ZGC_EXPECT_OK(Pay("p", "a", 50, kWithin));
}

TEST_F(PaymentsTest, ASummaryIsOfTheSameFundAndYear) {
  ZGC_ASSERT_OK(Summarise("s", 50));
  ZGC_ASSERT_OK(Summarise("t", 50));
  ZGC_ASSERT_OK(AddProgram("other", ""));
  EXPECT_THAT(Draft("a", "other", Known(1) + kWithin),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("is of the fund")));
  EXPECT_THAT(Draft("a", "ic", Unknown() + kWithin),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("needs a known amount")));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(10) + kWithin));
  EXPECT_THAT(Pay("p", "b", 1, "within_summary: 'summaryDisbursements/t'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
}

// Of whom nobody knows how much went to each, none is named.
TEST_F(PaymentsTest, TransfersNameTheOneWhoReceivesAndTheVoucher) {
  const auto parties = [](const std::string& source, int64_t fen) {
    return absl::StrCat("parks: '//park_region/parks/north' ", Known(fen), source);
  };
  const std::string one = "enterprises: '//park_region/enterprises/x' ";
  ZGC_ASSERT_OK(Grant("one", "ic", parties(one, 10)));
  ZGC_ASSERT_OK(Pay("p", "one", 10));
  ZGC_ASSERT_OK(ClawBack("c", "p", 10));
  ZGC_ASSERT_OK(Grant("bulk", "ic", parties(one + "recipient_count: 5", 10)));
  ZGC_ASSERT_OK(Grant("two", "ic", parties("parks: '//park_region/parks/south'", 10)));
  std::vector<std::string> named;
  ZGC_ASSERT_OK(ForEachTransfer(store_->Read(), [&](const v1::Transfer& row) {
    if (!row.award().empty()) {
      named.push_back(
          absl::StrCat(row.award(), "|", row.enterprise(), "|", row.park(), "|", row.document()));
    }
    return true;
  }));
  const std::string whole = "awards/one|//park_region/enterprises/x|//park_region/parks/north|d";
  EXPECT_THAT(
      named, ::testing::ElementsAre(whole, whole, whole, "awards/bulk||//park_region/parks/north|d",
                                    "awards/two|||d"));
}

TEST_F(PaymentsTest, PaymentsAreListedByAward) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(50)));
  ZGC_ASSERT_OK(Pay("p", "a", 20));
  EXPECT_THAT(Listed(store_->Read(), ListPayments, "award: 'awards/a'"), ElementsAre("payments/p"));
  EXPECT_THAT(Listed(store_->Read(), ListPayments, "award: 'awards/b'"), IsEmpty());
  const auto found = Got(store_->Read(), GetPayment, "name: 'payments/p'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->amount_fen(), 20);
  EXPECT_THAT(Got(store_->Read(), GetPayment, "name: 'payments/q'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(PaymentsTest, EveryWrongFieldOfAPaymentIsNamed) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(50)));
  EXPECT_THAT(Do(CreatePayment, "payment_id: 'P' payment { award: 'awards/a' }", "payer"),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        ::testing::AllOf(HasSubstr("payment_id"), HasSubstr("payment.document"),
                                         HasSubstr("payment.amount_fen"))));
}

}  // namespace
}  // namespace zgc::funding
