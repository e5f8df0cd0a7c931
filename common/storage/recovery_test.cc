#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/config.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/storage/store.h"
#include "common/storage/test_rows.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

// A disk that does not keep what it is told, for a while; see failing_sync.cc. What is
// on disk afterwards decides, and nothing that was acknowledged is gone.
namespace zgc::storage {
namespace {

using ::testing::IsEmpty;

class RecoveryTest : public ::testing::Test {
 protected:
  RecoveryTest() {
    setenv("ZGC_FAILING_SYNC", fault_.c_str(), 1);
    Open();
  }
  ~RecoveryTest() override { unsetenv("ZGC_FAILING_SYNC"); }

  void Open(const base::Clock* clock = base::Clock::Real()) {
    store_.reset();
    Schema schema;
    schema.name = "test";
    schema.columns = {kRows};
    StoreOptions options;
    options.url = dir_.StoreUrl();
    options.create = true;
    options.recovery_pause = absl::Milliseconds(10);
    options.clock = clock;
    auto store = Store::Open(schema, options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  // From now on, or so many times.
  void Break(int times = 0) {
    const std::string beside = fault_ + ".new";
    std::ofstream(beside) << std::string(times, '!');
    std::filesystem::rename(beside, fault_);
  }
  void Mend() { std::filesystem::remove(fault_); }
  absl::Status Put(int i, size_t size = 1) {
    Origin origin;
    origin.caller = "test";
    origin.request_id = absl::StrCat(i);
    const std::string row(size, 'v');
    const auto done = store_->Apply(origin, [&](Txn& txn) -> absl::StatusOr<std::string> {
      txn.Put(kRows, absl::StrCat(i), row);
      return row;
    });
    if (done.ok()) {
      EXPECT_EQ(done->response, row) << "replayed: " << done->replayed;
    }
    return done.status();
  }
  bool Has(int i) {
    const auto row = store_->Read().Get(kRows, absl::StrCat(i));
    EXPECT_TRUE(row.ok()) << row.status();
    return row.ok() && row->has_value();
  }
  // Whether it holds within ten seconds.
  template <typename Condition>
  static bool Soon(Condition condition) {
    for (int i = 0; i < 1000 && !condition(); ++i) absl::SleepFor(absl::Milliseconds(10));
    return condition();
  }
  void ExpectNoProblems() {
    std::vector<std::string> problems;
    ZGC_EXPECT_OK(store_->Verify(problems));
    EXPECT_THAT(problems, IsEmpty());
  }

  testing::TempDir dir_;
  const std::string fault_ = dir_.path() + "/fault";
  std::unique_ptr<Store> store_;
};

// One sync that fails: the write is found by the recovery, and is acknowledged.
TEST_F(RecoveryTest, OneFailedSyncIsNotNoticed) {
  ZGC_ASSERT_OK(Put(1));
  for (int i = 2; i < 6; ++i) {
    Break(1);
    ZGC_EXPECT_OK(Put(i));
    EXPECT_FALSE(std::filesystem::exists(fault_)) << "was not met";
    EXPECT_EQ(store_->head(), i);
    // A merge of files in the background may have met it instead.
    EXPECT_TRUE(Soon([&] { return store_->health().ok(); })) << store_->health();
  }
  ZGC_EXPECT_OK(store_->liveness());
  ExpectNoProblems();
  Open();
  for (int i = 1; i < 6; ++i) EXPECT_TRUE(Has(i)) << i;
  ExpectNoProblems();
}

// Each counts on from the one before, which it finds in memory: what was refused is not counted.
TEST_F(RecoveryTest, WhatWasRefusedIsNotReadByTheNext) {
  const auto count = [&] {
    int counted = 0;
    const auto done = store_->Apply({}, [&](Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(const auto row, txn.Get(kRows, "n"));
      counted = row.has_value() ? std::stoi(*row) + 1 : 1;
      txn.Put(kRows, "n", absl::StrCat(counted));
      return "";
    });
    return done.ok() ? counted : 0;
  };
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(count(), 2);
  Break();
  EXPECT_EQ(count(), 0);
  EXPECT_EQ(count(), 0);
  Mend();
  // One that was refused may be on disk all the same; then only a start goes on.
  if (!Soon([&] { return store_->health().ok(); })) Open();
  const auto row = store_->Read().Get(kRows, "n");
  ZGC_ASSERT_OK(row);
  const int there = std::stoi(**row);
  EXPECT_EQ(count(), there + 1);
  EXPECT_EQ(count(), there + 2);
  ExpectNoProblems();
}

// The recovery from one fault meets the next, as where a merge met the first.
TEST_F(RecoveryTest, AFailedSyncAndOneOfItsRecoveryAreNotNoticed) {
  for (int i = 1; i < 4; ++i) {
    Break(2);
    ZGC_EXPECT_OK(Put(i));
    EXPECT_FALSE(std::filesystem::exists(fault_)) << "was not met";
    EXPECT_EQ(store_->head(), i);
    EXPECT_TRUE(Soon([&] { return store_->health().ok(); })) << store_->health();
  }
  ZGC_EXPECT_OK(store_->liveness());
  Open();
  for (int i = 1; i < 4; ++i) EXPECT_TRUE(Has(i)) << i;
  ExpectNoProblems();
}

TEST_F(RecoveryTest, AWriteThatWasRefusedAndIsFoundTakesAStart) {
  int i = 0;
  do {
    ZGC_ASSERT_OK(Put(++i));
    Break();
    EXPECT_THAT(Put(++i), testing::HasReason(zgc::common::v1::ERROR_REASON_STORAGE_UNAVAILABLE));
    EXPECT_FALSE(store_->health().ok());
    EXPECT_TRUE(Has(i - 1)) << "reads go on";
    EXPECT_FALSE(Has(i)) << "was refused";
    Mend();
    ASSERT_TRUE(Soon([&] { return store_->health().ok() || !store_->liveness().ok(); }));
    // It is well again if the fault met a file in the background first: nothing was written.
  } while (store_->liveness().ok() && i < 40);
  // The record was written, only not synced: it is found, while others went on without it.
  EXPECT_FALSE(store_->liveness().ok());
  EXPECT_FALSE(Put(i + 1).ok());
  EXPECT_FALSE(Has(i)) << "what was seen stays as it was";
  const int64_t head = store_->head();
  Open();
  ZGC_EXPECT_OK(store_->liveness());
  EXPECT_TRUE(Has(i));
  ZGC_EXPECT_OK(Put(i)) << "asked again, it is answered as done";
  EXPECT_EQ(store_->head(), head + 1);
  ZGC_EXPECT_OK(Put(i + 1));
  ExpectNoProblems();
}

// Readers and writers go on beside recoveries: what was acknowledged is there, once.
TEST_F(RecoveryTest, FailedSyncsUnderLoadLoseNothing) {
  constexpr int kWriters = 4;
  std::atomic<bool> over{false};
  std::vector<int> acknowledged(kWriters, 0);
  std::vector<std::thread> threads;
  threads.reserve(kWriters + 1);
  for (int writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] {
      for (int i = 1; !over; ++i) {
        while (!Put(writer * 1'000'000 + i).ok()) absl::SleepFor(absl::Milliseconds(1));
        acknowledged[writer] = i;
      }
    });
  }
  threads.emplace_back([&] {
    while (!over) {
      const Snapshot snapshot = store_->Read();
      int64_t rows = 0;
      const auto cursor = snapshot.Scan(kRows, {});
      for (; cursor->Valid(); cursor->Next()) ++rows;
      ZGC_EXPECT_OK(cursor->status());
      // Each commit adds one row.
      EXPECT_EQ(rows, snapshot.revision());
    }
  });
  for (int i = 0; i < 20; ++i) {
    Break(1);
    EXPECT_TRUE(Soon([&] { return !std::filesystem::exists(fault_); }));
    // Two faults of one write would refuse it, and then a start may be needed.
    const int64_t head = store_->head();
    EXPECT_TRUE(Soon([&] { return store_->head() > head + 5; })) << store_->health();
  }
  over = true;
  for (std::thread& thread : threads) thread.join();
  ZGC_EXPECT_OK(store_->liveness());
  Open();
  int64_t sum = 0;
  for (int writer = 0; writer < kWriters; ++writer) {
    sum += acknowledged[writer];
    for (int i = 1; i <= acknowledged[writer]; ++i) EXPECT_TRUE(Has(writer * 1'000'000 + i));
  }
  EXPECT_EQ(store_->head(), sum);
  EXPECT_GT(sum, 100);
  ExpectNoProblems();
}

// One write that fails: nothing of it is on disk, and it is tried again.
TEST_F(RecoveryTest, OneFailedWriteIsNotNoticed) {
  setenv("ZGC_FULL_QUOTA", fault_.c_str(), 1);
  unsetenv("ZGC_FAILING_SYNC");
  for (int i = 1; i < 4; ++i) {
    Break(1);
    ZGC_EXPECT_OK(Put(i));
    EXPECT_FALSE(std::filesystem::exists(fault_)) << "was not met";
    EXPECT_EQ(store_->head(), i);
    EXPECT_TRUE(Soon([&] { return store_->health().ok(); })) << store_->health();
  }
  unsetenv("ZGC_FULL_QUOTA");
  ZGC_EXPECT_OK(store_->liveness());
  Open();
  for (int i = 1; i < 4; ++i) EXPECT_TRUE(Has(i)) << i;
  ExpectNoProblems();
}

// As a disk that is full: the process goes on, and so does the next, with what can be read.
TEST_F(RecoveryTest, AQuotaThatIsUsedUpIsLeftWhenThereIsSpace) {
  setenv("ZGC_FULL_QUOTA", fault_.c_str(), 1);
  unsetenv("ZGC_FAILING_SYNC");
  ZGC_ASSERT_OK(Put(1));
  Break();
  EXPECT_THAT(Put(2), testing::HasReason(zgc::common::v1::ERROR_REASON_STORAGE_UNAVAILABLE));
  EXPECT_TRUE(Has(1)) << "reads go on";
  ZGC_EXPECT_OK(store_->liveness());
  Mend();
  EXPECT_TRUE(Soon([&] { return store_->health().ok(); })) << store_->health();
  ZGC_EXPECT_OK(Put(2));
  Break();
  Open();
  EXPECT_TRUE(Has(2)) << "reads go on after a start";
  EXPECT_FALSE(Put(3).ok());
  ZGC_EXPECT_OK(store_->liveness());
  Mend();
  EXPECT_TRUE(Soon([&] { return store_->health().ok(); })) << store_->health();
  ZGC_EXPECT_OK(Put(3));
  unsetenv("ZGC_FULL_QUOTA");
  Open();
  for (int i = 1; i <= 3; ++i) EXPECT_TRUE(Has(i)) << i;
  ExpectNoProblems();
}

// A disk that said it had written and had not: nothing goes on from there.
TEST_F(RecoveryTest, LessOnDiskThanWasAcknowledgedIsNoLife) {
  for (int i = 1; i <= 5; ++i) ZGC_ASSERT_OK(Put(i, 1000));
  Break();
  EXPECT_FALSE(Put(6, 1000).ok());
  ZGC_EXPECT_OK(store_->liveness());
  // What is left of the log ends in the middle of what was acknowledged, as after a power cut.
  for (const auto& entry : std::filesystem::directory_iterator(dir_.path() + "/store")) {
    if (entry.path().extension() == ".log" && entry.file_size() > 2000) {
      std::filesystem::resize_file(entry.path(), 2000);
    }
  }
  Mend();
  EXPECT_TRUE(Soon([&] { return !store_->liveness().ok(); }));
  EXPECT_EQ(store_->liveness().code(), absl::StatusCode::kDataLoss) << store_->liveness();
  EXPECT_FALSE(store_->health().ok());
  EXPECT_FALSE(Put(7).ok());
  EXPECT_TRUE(Has(5)) << "what was seen stays as it was";
}

// A log that is full is followed by a new file, which takes a descriptor.
TEST_F(RecoveryTest, ALackOfDescriptorsIsLeft) {
#ifdef ABSL_HAVE_ADDRESS_SANITIZER
  GTEST_SKIP() << "the sanitizers look at memory through a pipe, which takes descriptors";
#endif
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit tight = before;
  tight.rlim_cur = 256;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &tight), 0);
  std::vector<int> taken;
  for (int fd = open("/dev/null", O_RDONLY); fd >= 0; fd = open("/dev/null", O_RDONLY)) {
    taken.push_back(fd);
  }
  int acknowledged = 0;
  while (acknowledged < 100 && Put(acknowledged + 1, 1 << 20).ok()) ++acknowledged;
  EXPECT_LT(acknowledged, 100);
  EXPECT_TRUE(Has(1)) << "reads go on";
  for (const int fd : taken) close(fd);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(Soon([&] { return store_->health().ok(); })) << store_->health();
  ZGC_EXPECT_OK(store_->liveness());
  ZGC_EXPECT_OK(Put(1000));
  Open();
  for (int i = 1; i <= acknowledged; ++i) EXPECT_TRUE(Has(i)) << i;
  EXPECT_TRUE(Has(1000));
  ExpectNoProblems();
}

class SetClock final : public base::Clock {
 public:
  absl::Time Now() const override { return now; }
  absl::Time now = absl::FromUnixSeconds(1'000'000'000);
};

TEST_F(RecoveryTest, CommitTimesNeverGoBack) {
  SetClock clock;
  const auto put = [&](int i) {
    ZGC_EXPECT_OK(Put(i));
    clock.now -= absl::Hours(i);
  };
  Open(&clock);
  for (int i = 1; i < 5; ++i) put(i);
  Open(&clock);
  for (int i = 5; i < 8; ++i) put(i);
  clock.now = absl::FromUnixSeconds(1'000'000'001);
  put(8);
  std::vector<int64_t> seconds;
  ZGC_EXPECT_OK(store_->ForEachCommit(1, [&](int64_t, const v1::CommitRecord& record) {
    seconds.push_back(record.time_unix_nanos() / 1'000'000'000);
    return true;
  }));
  std::vector<int64_t> expected(7, 1'000'000'000);
  expected.push_back(1'000'000'001);
  for (int i = 1; i <= 8; ++i) {
    EXPECT_EQ(*store_->ReadAt(i)->CommitTime(),
              absl::FromUnixSeconds(expected[static_cast<size_t>(i) - 1]));
  }
  EXPECT_EQ(seconds, expected);
  Open();
}

}  // namespace
}  // namespace zgc::storage
