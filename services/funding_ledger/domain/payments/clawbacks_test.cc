#include "services/funding_ledger/domain/payments/clawbacks.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ClawbacksTest = FundingFixture;

TEST_F(ClawbacksTest, WhoPaidDoesNotClaimItBack) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 60));
  const std::string clawback =
      "clawback_id: 'c' clawback { payment: 'payments/p' reason: 'r' document: 'd' amount_fen: 1 }";
  EXPECT_THAT(Do(CreateClawback, clawback, "payer"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Do(CreateClawback, clawback, "officer"));
}

TEST_F(ClawbacksTest, AClawbackReversesTheSpendingAndIsReceivable) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 100, "effective_date: '2019-06-01'"));
  EXPECT_THAT(ClawBack("c", "p", 0), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(ClawBack("c", "p", 1, "effective_date: '2019-05-31'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(ClawBack("c", "p", 70));
  EXPECT_EQ(BalanceOf("spent-ic"), 30);
  EXPECT_EQ(BalanceOf("receivable-ic"), 70);
  EXPECT_EQ(Refusal(ClawBack("d", "p", 31).status()),
            "accounts/2019-spent-ic of payments/p: 30 left, 31 asked for");
  ZGC_ASSERT_OK(ClawBack("d", "p", 30));
  EXPECT_EQ(Find(kPayments, "payments/p").clawed_back_fen(), 100);
}

TEST_F(ClawbacksTest, ClawbacksAreListedByPaymentAndEnterprise) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(50) + "enterprises: '//park_region/enterprises/x' "));
  ZGC_ASSERT_OK(Pay("p", "a", 50));
  ZGC_ASSERT_OK(ClawBack("c", "p", 20));
  EXPECT_THAT(Listed(store_->Read(), ListClawbacks,
                     "payment: 'payments/p' enterprise: '//park_region/enterprises/x'"),
              ElementsAre("clawbacks/c"));
  EXPECT_THAT(Listed(store_->Read(), ListClawbacks, "payment: 'payments/q'"), IsEmpty());
  const auto found = Got(store_->Read(), GetClawback, "name: 'clawbacks/c'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->open_fen(), 20);
  EXPECT_THAT(Got(store_->Read(), GetClawback, "name: 'clawbacks/d'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
