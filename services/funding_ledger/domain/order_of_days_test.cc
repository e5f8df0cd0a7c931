#include "services/funding_ledger/domain/agreements.h"
#include "services/funding_ledger/domain/receivables.h"
#include "services/funding_ledger/testing/budget_fixture.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

const auto kTooEarly = HasReason(ERROR_REASON_INVALID_FIELD);

auto IsBefore(absl::string_view what) {
  return FailsWith(absl::StatusCode::kInvalidArgument,
                   HasSubstr(absl::StrCat(" is before ", what)));
}

std::string From(const std::string& day) { return absl::StrCat("effective_date: '", day, "' "); }
std::string Date(const std::string& day) { return absl::StrCat(" date: '", day, "'"); }

// What may not be dated before what, as the fields of the contract say it: refused on the
// day before, taken on the day itself.
class OrderOfDaysTest : public BudgetFixture {
 protected:
  absl::StatusOr<v1::Award> ApproveOn(const std::string& id, const std::string& day) {
    return Do(ApproveAward, absl::StrCat("name: 'awards/", id, "'", Date(day)), "checker");
  }
};

TEST_F(OrderOfDaysTest, AnAwardIsApprovedThenKnownThenSignedThenPaid) {
  ZGC_ASSERT_OK(Draft("a", "ic", Unknown()));
  EXPECT_THAT(ApproveOn("a", "2999-01-01"), kTooEarly);
  ZGC_ASSERT_OK(ApproveOn("a", "2019-03-01"));
  const auto state = [&](const std::string& day) {
    return Do(StateAwardAmount,
              absl::StrCat("name: 'awards/a' document: 'd' amount_fen: 100", Date(day)), "stater");
  };
  EXPECT_THAT(state("2019-02-28"), kTooEarly);
  ZGC_ASSERT_OK(state("2019-04-01"));
  EXPECT_THAT(Pay("p", "a", 10, From("2019-03-31")),
              IsBefore("2019-04-01, the day of StateAwardAmount"));
  const auto sign = [&](const std::string& day) {
    return Do(SignAgreement, absl::StrCat("name: 'awards/a' document: 'd'", Date(day)), "signer");
  };
  EXPECT_THAT(sign("2019-02-28"), kTooEarly);
  ZGC_ASSERT_OK(sign("2019-05-01"));
  EXPECT_THAT(Pay("p", "a", 10, From("2019-04-30")),
              IsBefore("2019-05-01, the day of the agreement"));
  ZGC_EXPECT_OK(Pay("p", "a", 100, From("2019-05-01")));
  const auto accept = [&](const std::string& day) {
    return Do(AcceptAward, absl::StrCat("name: 'awards/a' document: 'd'", Date(day)), "acceptor");
  };
  EXPECT_THAT(accept("2019-03-31"), kTooEarly);
  ZGC_EXPECT_OK(accept("2019-12-01"));
}

TEST_F(OrderOfDaysTest, APaymentIsNotBeforeTheApproval) {
  ZGC_ASSERT_OK(Draft("a", "ic", Known(100)));
  ZGC_ASSERT_OK(ApproveOn("a", "2019-03-01"));
  EXPECT_THAT(Pay("p", "a", 10, From("2019-02-28")),
              IsBefore("2019-03-01, the day of ApproveAward"));
  ZGC_EXPECT_OK(Pay("p", "a", 10, From("2019-03-01")));
}

TEST_F(OrderOfDaysTest, APaymentWithoutADayCountsOnTheLastOfItsYear) {
  const std::string firm = "enterprises: '//park_region/enterprises/x' ";
  ZGC_ASSERT_OK(Draft("a", "ic", Known(100) + firm));
  ZGC_ASSERT_OK(ApproveOn("a", "2020-01-01"));
  EXPECT_THAT(Pay("p", "a", 10), kTooEarly) << "2019 was over when it was approved";
  ZGC_ASSERT_OK(Draft("b", "ic", Known(100) + firm));
  ZGC_ASSERT_OK(ApproveOn("b", "2019-12-31"));
  ZGC_ASSERT_OK(Pay("q", "b", 10));
  ZGC_ASSERT_OK(Draft("signed", "ic", Known(100)));
  ZGC_ASSERT_OK(ApproveOn("signed", "2019-12-31"));
  ZGC_ASSERT_OK(
      Do(SignAgreement, "name: 'awards/signed' document: 'd' date: '2020-01-01'", "signer"));
  EXPECT_THAT(Pay("r", "signed", 10), kTooEarly);
  // What is paid of it by the next year is not too early.
  ZGC_ASSERT_OK(CarryOver("over", "ic", 0, "awards: 'awards/a'"));
  ZGC_ASSERT_OK(Do(ApproveCarryOver, "name: 'carryOvers/over'", "head"));
  ZGC_EXPECT_OK(Pay("p", "a", 10));
}

TEST_F(OrderOfDaysTest, AClawbackIsAfterItsPaymentAndSettledAfterThat) {
  const std::string firm = "enterprises: '//park_region/enterprises/x' ";
  ZGC_ASSERT_OK(Draft("a", "ic", Known(100) + firm));
  ZGC_ASSERT_OK(ApproveOn("a", "2019-03-01"));
  ZGC_ASSERT_OK(Draft("b", "ic", Known(100) + firm));
  ZGC_ASSERT_OK(ApproveOn("b", "2019-03-01"));
  ZGC_ASSERT_OK(Pay("p", "a", 100, From("2019-05-01")));
  EXPECT_THAT(ClawBack("c", "p", 40, From("2019-04-30")), kTooEarly);
  ZGC_ASSERT_OK(ClawBack("c", "p", 40, From("2019-06-01")));
  const auto repay = [&](const std::string& day) {
    return Do(RecordRepayment,
              absl::StrCat("name: 'clawbacks/c' document: 'd' amount_fen: 5", Date(day)),
              "cashier");
  };
  EXPECT_THAT(repay("2019-05-31"), kTooEarly);
  ZGC_EXPECT_OK(repay("2019-06-01"));
  const std::string set_off = "set_offs { clawback: 'clawbacks/c' amount_fen: 5 } ";
  EXPECT_THAT(Pay("q", "b", 10, set_off + From("2019-05-31")), kTooEarly);
  ZGC_EXPECT_OK(Pay("q", "b", 10, set_off + From("2019-06-01")));
  ZGC_ASSERT_OK(ClawBack("d", "p", 5, From("2019-07-01")));
  EXPECT_THAT(Reverse("r", "clawbacks/d", From("2019-06-30")), kTooEarly);
  ZGC_EXPECT_OK(Reverse("r", "clawbacks/d", From("2019-07-01")));
}

TEST_F(OrderOfDaysTest, NothingComesBackBeforeItWasPaid) {
  const std::string firm = "enterprises: '//park_region/enterprises/x' ";
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + firm));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(100) + firm));
  ZGC_ASSERT_OK(Pay("p", "a", 100, From("2019-05-01")));
  ZGC_ASSERT_OK(ClawBack("c", "p", 40)) << "of a day that nobody states";
  const auto repay = [&](const std::string& day) {
    return Do(RecordRepayment,
              absl::StrCat("name: 'clawbacks/c' document: 'd' amount_fen: 5", Date(day)),
              "cashier");
  };
  EXPECT_THAT(repay("2019-04-30"), kTooEarly);
  ZGC_EXPECT_OK(repay("2019-05-01"));
  const std::string set_off = "set_offs { clawback: 'clawbacks/c' amount_fen: 5 } ";
  EXPECT_THAT(Pay("q", "b", 10, set_off + From("2019-04-30")), kTooEarly);
  ZGC_EXPECT_OK(Pay("q", "b", 10, set_off + From("2019-05-01")));
}

TEST_F(OrderOfDaysTest, NothingIsWrittenOffBeforeItWasClaimedNorBeforeThatWasProposed) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 100, From("2019-05-01")));
  ZGC_ASSERT_OK(ClawBack("undated", "p", 10));
  ZGC_ASSERT_OK(ClawBack("c", "p", 40, From("2019-06-01")));
  const auto propose = [&](const std::string& id, const std::string& day) {
    return Do(ProposeWriteOff,
              absl::StrCat("name: 'clawbacks/", id, "' document: 'd' reason: 'r' amount_fen: 9",
                           Date(day)),
              "proposer");
  };
  EXPECT_THAT(propose("undated", "2019-04-30"), kTooEarly);
  ZGC_EXPECT_OK(propose("undated", "2019-05-01"));
  EXPECT_THAT(propose("c", "2019-05-31"), kTooEarly);
  ZGC_ASSERT_OK(propose("c", "2019-08-01"));
  // Not a step that the ones after it follow: cash is recorded when it is noticed.
  ZGC_ASSERT_OK(Do(RecordRepayment,
                   "name: 'clawbacks/c' document: 'd' amount_fen: 5 date: '2019-06-01'",
                   "cashier"));
  const std::string early = absl::StrCat("name: 'clawbacks/c'", Date("2019-07-31"));
  EXPECT_THAT(Do(ApproveWriteOff, early, "head"), kTooEarly);
  EXPECT_THAT(Do(RejectWriteOff, early + " reason: 'r'", "head"), kTooEarly);
  ZGC_EXPECT_OK(
      Do(ApproveWriteOff, absl::StrCat("name: 'clawbacks/c'", Date("2019-08-01")), "head"));
}

TEST_F(OrderOfDaysTest, NoMoneyMovesAfterToday) {
  const auto not_yet = [](const std::string& field) {
    return FailsWith(absl::StatusCode::kInvalidArgument,
                     HasSubstr(absl::StrCat(field, ": 2999-01-02 is after today")));
  };
  const std::string in = "fiscal_year: 'fiscalYears/2999' ";
  const std::string later = From("2999-01-02");
  ZGC_ASSERT_OK(Do(CreateFiscalYear, "fiscal_year_id: '2999'"));
  ZGC_ASSERT_OK(Appropriate("later", 1000, From("2999-01-01"), "2999")) << "what is planned";
  EXPECT_THAT(Do(CreateSummaryDisbursement,
                 absl::StrCat("summary_disbursement_id: 's' summary_disbursement { document: 'd' "
                              "program: 'programs/fund' amount_fen: 10 ",
                              in, later, "}")),
              not_yet("summary_disbursement.effective_date"));
  ZGC_ASSERT_OK(Do(CreateAward,
                   absl::StrCat("award_id: 'a' award { display_name: 'a' program: 'programs/ic' "
                                "recipient_count: 1 document: 'd' ",
                                in, Known(100), "}"),
                   "maker"));
  ZGC_ASSERT_OK(Approve("a"));
  EXPECT_THAT(Pay("p", "a", 10, later), not_yet("payment.effective_date"));
  ZGC_ASSERT_OK(Pay("p", "a", 100));
  EXPECT_THAT(ClawBack("c", "p", 10, later), not_yet("clawback.effective_date"));
  ZGC_ASSERT_OK(ClawBack("c", "p", 10));
  EXPECT_THAT(Do(RecordRepayment,
                 "name: 'clawbacks/c' document: 'd' amount_fen: 5 date: '2999-01-02'", "cashier"),
              not_yet("date"));
  EXPECT_THAT(Do(CreateReversal,
                 absl::StrCat("reversal_id: 'r' reversal { source: 'payments/p' reason: 'r' "
                              "document: 'd' ",
                              later, "}")),
              not_yet("reversal.effective_date"));
}

}  // namespace
}  // namespace zgc::funding
