#include "common/rpc/call/read_pool.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "common/rpc/call/parking.h"
#include "common/testing/matchers.h"

namespace zgc::rpc {
namespace {

using ::zgc::testing::HasReason;

int Nice() { return getpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid))); }

constexpr ReadCosts::Kind kCheapKind = 1;
constexpr ReadCosts::Kind kDearKind = 2;
constexpr ReadCosts::Kind kUnknownKind = 3;

// A pool that knows already that what is dear is dear.
class TestPool : public ReadPool {
 public:
  explicit TestPool(ReadPoolOptions options = {}) : ReadPool(options) {
    costs().Record(kDearKind, absl::Seconds(100));
  }
};

// Jobs that hold their threads until the test lets them go.
class Gate {
 public:
  ~Gate() { Open(); }
  void Open() {
    if (!open_.HasBeenNotified()) open_.Notify();
  }
  ReadPool::Job Job(const std::string& caller, ReadCosts::Kind kind, int64_t bytes = 0) {
    auto begun = std::make_shared<absl::Notification>();
    begun_.push_back(begun);
    return {caller, kind, bytes, nullptr, [this, begun] {
              begun->Notify();
              open_.WaitForNotification();
            }};
  }
  void AwaitBegun(size_t job) { begun_[job]->WaitForNotification(); }
  bool begun(size_t job) const { return begun_[job]->HasBeenNotified(); }

 private:
  absl::Notification open_;
  std::vector<std::shared_ptr<absl::Notification>> begun_;
};

TEST(ReadPoolTest, ACheapReadPassesDearOnesWhichRunAtALowerPriority) {
  Gate gate;
  TestPool pool;
  int nice = 0;
  absl::Notification niced;
  pool.Post({"a", kDearKind, 0, nullptr, [&] {
               nice = Nice();
               niced.Notify();
             }});
  niced.WaitForNotification();
  EXPECT_EQ(nice, Nice() + 10);
  for (int i = 0; i < 20; ++i) pool.Post(gate.Job(absl::StrCat("caller", i), kDearKind));
  absl::Notification cheap;
  pool.Post({"a", kCheapKind, 0, nullptr, [&] {
               nice = Nice();
               cheap.Notify();
             }});
  cheap.WaitForNotification();
  EXPECT_EQ(nice, Nice());
  gate.Open();
}

TEST(ReadPoolTest, AReadThatTurnsOutDearLeavesItsPlaceToCheapOnes) {
  ReadPoolOptions options;
  options.cheap_threads = 1;
  TestPool pool(options);
  absl::Notification cheap;
  absl::Notification dear;
  int nice = 0;
  pool.Post({"a", kUnknownKind, 0, nullptr, [&] {
               // Works, as far as the pool can tell, until the cheap one has run.
               while (!cheap.HasBeenNotified()) ZGC_EXPECT_OK(base::StillWanted());
               nice = Nice();
               dear.Notify();
             }});
  pool.Post({"a", kCheapKind, 0, nullptr, [&] { cheap.Notify(); }});
  dear.WaitForNotification();
  EXPECT_EQ(nice, Nice() + 10);
}

// However many turn out dear, a thread is left to cheap ones.
TEST(ReadPoolTest, WhereThereMayBeNoMoreThreadsADearReadBeginsAgainAmongItsKind) {
  ReadPoolOptions options;
  options.cheap_threads = 1;
  options.dear_threads = 1;
  TestPool pool(options);
  absl::Notification open;
  std::atomic<int> begun{0};
  std::atomic<int> again{0};
  // Each of another kind: none is known to be dear.
  constexpr int kReads = 8;
  absl::BlockingCounter done(kReads);
  std::function<void(ReadCosts::Kind)> read = [&](ReadCosts::Kind kind) {
    pool.Post({absl::StrCat("caller", kind), kind, 0, nullptr,
               [&, kind] {
                 ++begun;
                 Parking parking;
                 while (!open.HasBeenNotified() && base::StillWanted().ok()) {
                 }
                 if (parking.parked()) {
                   ++again;
                   parking.Await([&, kind] { read(kind); });
                 } else {
                   done.DecrementCount();
                 }
               },
               /*may_run_again=*/true});
  };
  for (int i = 0; i < kReads; ++i) read(100 + i);
  absl::Notification cheap;
  pool.Post({"last", kCheapKind, 0, nullptr, [&] { cheap.Notify(); }});
  cheap.WaitForNotification();
  open.Notify();
  done.Wait();
  EXPECT_EQ(begun, kReads + again);
  EXPECT_GE(again, kReads - 4);
}

TEST(ReadPoolTest, KindsAreForgottenTogetherNotIgnored) {
  ReadCosts costs;
  for (ReadCosts::Kind kind = 0; kind <= 10'000; ++kind) costs.Record(kind, absl::Seconds(1));
  EXPECT_EQ(costs.Of(10'000), absl::Seconds(1));
  EXPECT_EQ(costs.Of(0), absl::ZeroDuration());
}

TEST(ReadPoolTest, OneCallerLeavesAThreadToOthers) {
  Gate gate;
  ReadPoolOptions options;
  options.dear_threads = 3;
  TestPool pool(options);
  for (int i = 0; i < 10; ++i) pool.Post(gate.Job("greedy", kDearKind));
  pool.Post(gate.Job("other", kDearKind));
  gate.AwaitBegun(10);
  EXPECT_FALSE(gate.begun(9));
  gate.Open();
}

TEST(ReadPoolTest, WhatWaitsIsBoundedByNumberAndBytesOfAllAndOfOne) {
  Gate gate;
  ReadPoolOptions options;
  options.cheap_threads = 1;
  options.max_waiting = 4;
  options.max_waiting_of_caller = 2;
  options.max_bytes = 100;
  options.max_bytes_of_caller = 60;
  TestPool pool(options);
  pool.Post(gate.Job("z", kCheapKind));
  gate.AwaitBegun(0);
  const auto submit = [&](const std::string& caller, int64_t bytes) {
    return pool.Submit(gate.Job(caller, kCheapKind, bytes));
  };
  EXPECT_THAT(submit("a", 61), HasReason(common::v1::ERROR_REASON_OVERLOADED));
  ZGC_EXPECT_OK(submit("a", 60));
  EXPECT_THAT(submit("b", 41), HasReason(common::v1::ERROR_REASON_OVERLOADED));
  ZGC_EXPECT_OK(submit("a", 0));
  EXPECT_THAT(submit("a", 0), HasReason(common::v1::ERROR_REASON_OVERLOADED));
  ZGC_EXPECT_OK(submit("b", 0));
  ZGC_EXPECT_OK(submit("c", 0));
  EXPECT_THAT(submit("d", 0), HasReason(common::v1::ERROR_REASON_OVERLOADED));
  gate.Open();
}

TEST(ReadPoolTest, ItEndsWithAllThatWaitedDone) {
  absl::BlockingCounter done(100);
  {
    TestPool pool;
    for (int i = 0; i < 100; ++i) {
      pool.Post({absl::StrCat(i % 3), i % 2 == 0 ? kDearKind : kCheapKind, 0, nullptr,
                 [&done] { done.DecrementCount(); }});
    }
  }
  done.Wait();
}

}  // namespace
}  // namespace zgc::rpc
