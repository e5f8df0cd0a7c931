#include "services/funding_ledger/domain/agreements.h"
#include "services/funding_ledger/domain/receivables.h"
#include "services/funding_ledger/testing/budget_fixture.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

const auto kTooEarly = HasReason(ERROR_REASON_INVALID_FIELD);

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
  EXPECT_THAT(Pay("p", "a", 10, From("2019-03-31")), kTooEarly);
  const auto sign = [&](const std::string& day) {
    return Do(SignAgreement, absl::StrCat("name: 'awards/a' document: 'd'", Date(day)), "signer");
  };
  EXPECT_THAT(sign("2019-02-28"), kTooEarly);
  ZGC_ASSERT_OK(sign("2019-05-01"));
  EXPECT_THAT(Pay("p", "a", 10, From("2019-04-30")), kTooEarly);
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
  EXPECT_THAT(Pay("p", "a", 10, From("2019-02-28")), kTooEarly);
  ZGC_EXPECT_OK(Pay("p", "a", 10, From("2019-03-01")));
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

}  // namespace
}  // namespace zgc::funding
