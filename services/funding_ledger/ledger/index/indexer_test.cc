#include "services/funding_ledger/ledger/index/indexer.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/store/schema.h"

// Who waits for the indexes waits for as long as they move on, and no longer.
namespace zgc::funding {
namespace {

class IndexerTest : public ::testing::Test {
 protected:
  IndexerTest() {
    setenv("ZGC_FAILING_SYNC", fault_.c_str(), 1);
    storage::Schema schema = FundingLedgerSchema();
    // No books, which would index the same.
    schema.resident = nullptr;
    storage::StoreOptions options;
    options.url = dir_.StoreUrl();
    options.create = true;
    options.recovery_pause = absl::Milliseconds(10);
    auto store = storage::Store::Open(schema, options);
    if (!store.ok()) std::abort();
    store_ = *std::move(store);
    indexer_ = std::make_unique<Indexer>(*store_, v1::IndexMark(),
                                         absl::flat_hash_map<std::string, Sums>(), [this] {
                                           // With what it is to index next in its hands.
                                           if (taken_.HasBeenNotified()) return;
                                           taken_.Notify();
                                           gate_.WaitForNotification();
                                         });
  }
  ~IndexerTest() override {
    if (!gate_.HasBeenNotified()) gate_.Notify();
    indexer_.reset();
    unsetenv("ZGC_FAILING_SYNC");
  }

  static Indexer::Segment SegmentOf(int64_t revision, const std::string& record) {
    auto segment = std::make_shared<v1::JournalSegment>();
    segment->set_revision(revision);
    segment->set_count(1);
    std::string records;
    AppendRecord(record, records);
    segment->set_records(records);
    return segment;
  }
  static std::string Record() {
    v1::Transfer transfer;
    transfer.set_debit("accounts/a");
    transfer.set_credit("accounts/b");
    transfer.set_amount_fen(1);
    transfer.set_fiscal_year("fiscalYears/2019");
    return RecordOf(transfer);
  }
  // What is derived is not synced, so it takes a commit to meet the fault first.
  void BreakDisk() {
    std::ofstream(fault_ + ".new").flush();
    std::filesystem::rename(fault_ + ".new", fault_);
    EXPECT_FALSE(store_
                     ->Apply({},
                             [](storage::Txn& txn) -> absl::StatusOr<std::string> {
                               kFiscalYears.Put(txn, {"fiscalYears/2019"}, v1::FiscalYear());
                               return "";
                             })
                     .ok());
  }

  testing::TempDir dir_;
  const std::string fault_ = dir_.path() + "/fault";
  std::unique_ptr<storage::Store> store_;
  absl::Notification taken_;
  absl::Notification gate_;
  std::unique_ptr<Indexer> indexer_;
};

TEST_F(IndexerTest, WhoWaitsIsCalledWhenEnoughIsIndexed) {
  indexer_->Add({SegmentOf(1, Record())});
  indexer_->Start();
  taken_.WaitForNotification();
  absl::Notification waited;
  indexer_->WhenBelow(1, [&] { waited.Notify(); });
  EXPECT_FALSE(waited.HasBeenNotified());
  EXPECT_EQ(indexer_->unindexed(), 1);
  bool at_once = false;
  indexer_->WhenBelow(2, [&] { at_once = true; });
  EXPECT_TRUE(at_once);
  gate_.Notify();
  waited.WaitForNotification();
  EXPECT_EQ(indexer_->unindexed(), 0);
  EXPECT_FALSE(indexer_->stalled());
  // Readers see it when the committer has looked.
  while (IndexMarkOf(store_->Read())->revision() < 1) absl::SleepFor(absl::Milliseconds(1));
}

TEST_F(IndexerTest, NobodyWaitsForOneThatHasEnded) {
  indexer_->Add({SegmentOf(1, "\xff\xff")});
  indexer_->Start();
  taken_.WaitForNotification();
  absl::Notification waited;
  indexer_->WhenBelow(1, [&] { waited.Notify(); });
  gate_.Notify();
  waited.WaitForNotification();
  EXPECT_TRUE(indexer_->stalled());
  EXPECT_EQ(indexer_->unindexed(), 1);
  bool at_once = false;
  indexer_->WhenBelow(1, [&] { at_once = true; });
  EXPECT_TRUE(at_once);
}

TEST_F(IndexerTest, NobodyWaitsForADiskAndItGoesOnWhenThatIsMended) {
  indexer_->Add({SegmentOf(1, Record())});
  indexer_->Start();
  taken_.WaitForNotification();
  absl::Notification waited;
  indexer_->WhenBelow(1, [&] { waited.Notify(); });
  BreakDisk();
  gate_.Notify();
  waited.WaitForNotification();
  EXPECT_TRUE(indexer_->stalled());
  EXPECT_EQ(indexer_->unindexed(), 1);
  std::filesystem::remove(fault_);
  indexer_->AwaitAll();
  EXPECT_FALSE(indexer_->stalled());
}

}  // namespace
}  // namespace zgc::funding
