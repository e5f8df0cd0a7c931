#include <limits>

#include "absl/synchronization/notification.h"
#include "common/base/time/guarded_clock.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/ledger/pendings.h"
#include "services/funding_ledger/testing/fixture/plain_accounts.h"
#include "services/funding_ledger/testing/fixture/test_ledger.h"

// A pending transfer (预留) expires by a clock that does not follow a jump at once.
namespace zgc::funding {
namespace {

class ClockTest : public ::testing::Test {
 protected:
  ClockTest() {
    OpenPlainAccounts(made_, {"accounts/cash", "accounts/grant"}, -1'000);
    made_.Close();
    auto store = OpenLedger(made_.url(), clock_);
    ZGC_EXPECT_OK(store);
    store_ = *std::move(store);
    v1::PostTransfersRequest request;
    v1::Transfer& transfer =
        AddPlainTransfer("held", "accounts/cash", "accounts/grant", 1, request);
    transfer.set_effective_date("2019-06-30");
    transfer.set_mode(v1::TRANSFER_MODE_PENDING);
    transfer.set_timeout_seconds(3600);
    absl::Notification posted;
    SubmitPost(*store_, request, [&](const absl::StatusOr<v1::PostTransfersResponse>& response) {
      ZGC_EXPECT_OK(response);
      EXPECT_EQ(response->posted_count(), 1) << response->DebugString();
      posted.Notify();
    });
    posted.WaitForNotification();
  }

  void Pass(absl::Duration by) {
    uptime_ += by;
    wall_.Advance(by);
    SubmitExpiry(*store_);
    ZGC_EXPECT_OK(
        store_->Apply({}, [](storage::Txn&) -> absl::StatusOr<std::string> { return ""; }));
  }
  bool IsHeld() {
    const auto next = NextExpiry(store_->Read());
    ZGC_EXPECT_OK(next);
    return *next != std::numeric_limits<int64_t>::max();
  }

  TestLedger made_;
  StandingClock wall_;
  absl::Duration uptime_ = absl::Hours(1);
  const base::GuardedClock clock_{absl::Minutes(10), &wall_, [this] { return uptime_; }};
  std::unique_ptr<storage::Store> store_;
};

TEST_F(ClockTest, NothingExpiresByAJumpBeforeItHasLasted) {
  Pass(absl::Minutes(1));
  wall_.Advance(absl::Hours(24 * 30));
  for (int i = 0; i < 9; ++i) Pass(absl::Minutes(1));
  EXPECT_TRUE(IsHeld());
  // It was a slip.
  wall_.Advance(-absl::Hours(24 * 30));
  for (int i = 0; i < 40; ++i) Pass(absl::Minutes(1));
  EXPECT_TRUE(IsHeld());
  wall_.Advance(absl::Hours(24 * 30));
  for (int i = 0; i < 11; ++i) Pass(absl::Minutes(1));
  EXPECT_FALSE(IsHeld()) << "it is that late";
}

TEST_F(ClockTest, WhatIsDueExpires) {
  Pass(absl::Minutes(59));
  EXPECT_TRUE(IsHeld());
  Pass(absl::Minutes(1));
  EXPECT_FALSE(IsHeld());
}

}  // namespace
}  // namespace zgc::funding
