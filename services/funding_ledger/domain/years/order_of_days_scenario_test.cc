#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/testing/hand_clock.h"
#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/awards/summaries.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/domain/years/carry_overs.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "zgc/funding/v1/awards.pb.h"

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

// What a year posts that has not begun: with a day after today, or without one, which
// would be the last of that year.
class FutureDaysTest : public OrderOfDaysTest {
 protected:
  static constexpr char kLater[] = "effective_date: '2999-01-02' ";
  static constexpr char kIn[] = "fiscal_year: 'fiscalYears/2999' ";

  FutureDaysTest() {
    ZGC_EXPECT_OK(Do(CreateFiscalYear, "fiscal_year_id: '2999'"));
    ZGC_EXPECT_OK(Appropriate("later", 1000, From("2999-01-01"), "2999")) << "what is planned";
  }
  static auto NotYet(const std::string& field) {
    return FailsWith(absl::StatusCode::kInvalidArgument,
                     HasSubstr(absl::StrCat(field, ": 2999-01-02 is after today")));
  }
  static auto NotBegun(const std::string& field) {
    return FailsWith(absl::StatusCode::kInvalidArgument,
                     HasSubstr(absl::StrCat(field, ": fiscalYears/2999 has not begun")));
  }
  absl::StatusOr<v1::SummaryDisbursement> Spent(const std::string& id, const std::string& more) {
    return Do(CreateSummaryDisbursement,
              absl::StrCat("summary_disbursement_id: '", id,
                           "' summary_disbursement { document: 'd' program: 'programs/fund' "
                           "amount_fen: 10 ",
                           kIn, more, "}"));
  }
};

TEST_F(FutureDaysTest, NoMoneyIsPaidAfterToday) {
  EXPECT_THAT(Spent("s", kLater), NotYet("summary_disbursement.effective_date"));
  EXPECT_THAT(Spent("s", ""), NotBegun("summary_disbursement.effective_date"));
  ZGC_ASSERT_OK(Do(CreateAward,
                   absl::StrCat("award_id: 'a' award { display_name: 'a' program: 'programs/ic' "
                                "recipient_count: 1 document: 'd' ",
                                kIn, Known(100), "}"),
                   "maker"));
  ZGC_ASSERT_OK(Approve("a")) << "what is planned";
  EXPECT_THAT(Pay("p", "a", 10, kLater), NotYet("payment.effective_date"));
  EXPECT_THAT(Pay("p", "a", 10), NotBegun("payment.effective_date"));
  // What was planned is taken back before its year begins.
  ZGC_EXPECT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r'", "checker"));
  ZGC_EXPECT_OK(Reverse("r", "appropriations/later"));
}

TEST_F(FutureDaysTest, NothingPaidComesBackAfterToday) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 100));
  ZGC_ASSERT_OK(Close());
  EXPECT_THAT(ClawBack("c", "p", 10, absl::StrCat(kIn, kLater)), NotYet("clawback.effective_date"));
  EXPECT_THAT(ClawBack("c", "p", 10, kIn), NotBegun("clawback.effective_date"));
  EXPECT_THAT(Reverse("r", "payments/p", absl::StrCat(kIn, kLater)),
              NotYet("reversal.effective_date"));
  EXPECT_THAT(Reverse("r", "payments/p", kIn), NotBegun("reversal.effective_date"));
}

TEST_F(FutureDaysTest, NothingIsSettledAfterToday) {
  const std::string firm = "enterprises: '//park_region/enterprises/x' ";
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + firm));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(100) + firm));
  ZGC_ASSERT_OK(Pay("p", "a", 100));
  ZGC_ASSERT_OK(ClawBack("c", "p", 10));
  ZGC_ASSERT_OK(Do(CarryOverClawback,
                   "name: 'clawbacks/c' fiscal_year: 'fiscalYears/2999' reason: 'r' document: 'd'",
                   "officer"));
  const auto repay = [&](const std::string& more) {
    return Do(RecordRepayment, "name: 'clawbacks/c' document: 'd' amount_fen: 5" + more, "cashier");
  };
  EXPECT_THAT(repay(Date("2999-01-02")), NotYet("date"));
  EXPECT_THAT(repay(""), NotBegun("date"));
  EXPECT_THAT(Pay("q", "b", 10, "set_offs { clawback: 'clawbacks/c' amount_fen: 5 }"),
              NotBegun("payment.set_offs[0].clawback"));
  ZGC_ASSERT_OK(Do(ProposeWriteOff, "name: 'clawbacks/c' amount_fen: 5 reason: 'r' document: 'd'",
                   "proposer"));
  EXPECT_THAT(Do(ApproveWriteOff, "name: 'clawbacks/c'", "head"), NotBegun("date"));
}

// In a year that has begun, on a day before that of the award.
TEST_F(FutureDaysTest, NothingIsPaidOrAcceptedBeforeItsAwardTakesEffect) {
  // Clocks end before 2999.
  ZGC_ASSERT_OK(Do(CreateFiscalYear, "fiscal_year_id: '2199'"));
  ZGC_ASSERT_OK(Appropriate("sooner", 1000, "", "2199"));
  const auto award = [&](const std::string& id, const std::string& amount) {
    ZGC_ASSERT_OK(Do(CreateAward,
                     absl::StrCat("award_id: '", id, "' award { display_name: 'a' program: ",
                                  "'programs/ic' recipient_count: 1 document: 'd' "
                                  "fiscal_year: 'fiscalYears/2199' ",
                                  From("2199-07-01"), amount, "}"),
                     "maker"));
    ZGC_ASSERT_OK(Approve(id));
  };
  award("a", Known(100));
  award("u", Unknown());
  const auto accept = [&] { return Do(AcceptAward, "name: 'awards/u' document: 'd'", "acceptor"); };
  testing::HandClock clock;
  const auto open_on = [&](int month, int day) {
    clock.day = absl::FromCivil(absl::CivilDay(2199, month, day), absl::UTCTimeZone());
    store_.reset();
    storage::StoreOptions options;
    options.url = dir_.StoreUrl();
    options.clock = &clock;
    auto store = storage::Store::Open(schema_, options);
    ZGC_ASSERT_OK(store);
    store_ = *std::move(store);
  };
  open_on(6, 30);
  EXPECT_THAT(Pay("p", "a", 10), IsBefore("2199-07-01, the day of the award"));
  EXPECT_THAT(accept(), IsBefore("2199-07-01"));
  open_on(7, 1);
  ZGC_EXPECT_OK(Pay("p", "a", 10));
  ZGC_EXPECT_OK(accept());
  store_.reset();
}

}  // namespace
}  // namespace zgc::funding
