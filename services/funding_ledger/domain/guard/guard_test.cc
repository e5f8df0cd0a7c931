#include "services/funding_ledger/domain/guard/guard.h"

#include <atomic>
#include <thread>

#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/guard_fixture.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using GuardTest = GuardFixture;

TEST_F(GuardTest, DraftsAndCancelledAwardsDoNotCount) {
  Rule("loan", "LOAN", "REFUSE", "ANY");
  ZGC_ASSERT_OK(Supports("draft", Item("LOAN", "l1")));
  ZGC_ASSERT_OK(Granted("a", Item("LOAN", "l1")));
  EXPECT_THAT(Approve("draft"), HasReason(ERROR_REASON_DUPLICATE_PAYMENT));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r'", "checker"));
  ZGC_EXPECT_OK(Approve("draft"));
}

TEST_F(GuardTest, APaymentLooksAgain) {
  ZGC_ASSERT_OK(Granted("a", Item("CONTRACT", "c1")));
  ZGC_ASSERT_OK(Granted("b", Item("CONTRACT", "c1")));
  Rule("contract", "CONTRACT", "REFUSE", "ANY");
  // Both were approved before the rule: the first to be paid passes, in any number of parts.
  ZGC_ASSERT_OK(Pay("b1", "b", 4));
  ZGC_ASSERT_OK(Pay("b2", "b", 6));
  EXPECT_THAT(Earlier(Pay("a1", "a", 1).status()), ElementsAre("awards/b"));
  EXPECT_THAT(Recheck("a")->refusals(), ElementsAre(HasSubstr("awards/b")));
}

TEST_F(GuardTest, AnInvoiceIsPaidOnceEvenWithinAnAward) {
  Rule("invoice", "INVOICE", "REFUSE", "ANY");
  Rule("contract", "CONTRACT", "REFUSE", "ANY");
  ZGC_ASSERT_OK(Granted("a", Item("INVOICE", "i1") + Item("CONTRACT", "c1")));
  const std::string vouchers = Item("INVOICE", "i1") + Item("CONTRACT", "c1");
  // The award said before that it would be for this.
  ZGC_ASSERT_OK(Pay("p1", "a", 4, vouchers));
  EXPECT_THAT(Earlier(Pay("p2", "a", 4, vouchers).status()), ElementsAre("payments/p1"));
  ZGC_EXPECT_OK(Pay("p2", "a", 4, Item("INVOICE", "i2") + Item("CONTRACT", "c1")));
}

TEST_F(GuardTest, OfManyAtTheSameTimeOnePasses) {
  Rule("invoice", "INVOICE", "REFUSE", "ANY");
  constexpr int kClaims = 24;
  for (int i = 0; i < kClaims; ++i) {
    ZGC_ASSERT_OK(Supports(absl::StrCat("a", i), Item("INVOICE", "i1"), i % 2 ? "ic" : "young"));
  }
  std::atomic<int> passed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kClaims; ++i) {
    threads.emplace_back([&, i] {
      if (Approve(absl::StrCat("a", i)).ok()) ++passed;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(passed, 1);
}

TEST_F(GuardTest, AnApprovalClaimsItsItemsAndAPaymentWaitsForItsFlags) {
  Rule("g", "INVOICE", "FLAG", "ANY");
  ZGC_ASSERT_OK(Granted("a", Item("INVOICE", "1")));
  ZGC_ASSERT_OK(Supports("b", Item("INVOICE", "1")));
  const v1::Award award = Find(kAwards, "awards/b");
  v1::Payment payment;
  payment.set_name("payments/p");
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_RETURN_IF_ERROR(GuardApproval(txn, {"", "checker"}, award));
    EXPECT_THAT(GuardPayment(txn, award, payment),
                FailsWith(kRefused, HasSubstr("ClearStackingFlag")));
    return "";
  }));
  EXPECT_EQ(Find(kStackingFlags, "stackingFlags/b-1").award(), "awards/b");
}

TEST_F(GuardTest, ADraftIsNotChecked) {
  ZGC_ASSERT_OK(Supports("a", Item("INVOICE", "1")));
  EXPECT_THAT(Do(CheckStacking, "award: 'awards/a'"), FailsWith(kRefused, HasSubstr("DRAFT")));
}

}  // namespace
}  // namespace zgc::funding
