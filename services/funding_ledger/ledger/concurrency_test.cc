#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/base/error.h"
#include "common/proof/testing/new_key.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/accounts/subledger.h"
#include "services/funding_ledger/ledger/posting.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/proof/keeper.h"
#include "services/funding_ledger/proof/verification.h"
#include "services/funding_ledger/testing/fixture/plain_accounts.h"
#include "services/funding_ledger/testing/fixture/test_ledger.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/journal.pb.h"
#include "zgc/funding/v1/proof.pb.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::funding {
namespace {

// All that reads beside all that writes, while the indexes and the tree come behind: each
// reader sees one moment, whatever the others do. Under the thread sanitizer it also shows
// that they share nothing unguarded.
class ConcurrencyTest : public ::testing::Test {
 protected:
  static constexpr int kAccounts = 6;
  static constexpr int kWriters = 2;
  static constexpr int kInRequest = 40;
  // How often the indexes move on before the writers stop, and how long they wait for that.
  static constexpr int kSteps = 3;
  static constexpr int kMostRequests = 20'000;

  ConcurrencyTest() : keeper_(ledger_.store(), Options()) {
    for (int i = 0; i < kAccounts; ++i) OpenPlainAccounts(ledger_, {Name(i)}, -1'000'000'000);
    const auto mark = IndexMarkOf(ledger_.store().Read());
    ZGC_EXPECT_OK(mark);
    mark_ = mark->revision();
    keeper_.Start();
  }

  static CheckpointOptions Options() {
    CheckpointOptions options;
    options.key = proof::NewKey();
    options.every_transfers = 500;
    return options;
  }
  static std::string Name(int account) { return absl::StrCat("accounts/", account); }

  // What comes behind may be too far behind for a moment.
  static bool IsOverloaded(const absl::Status& status) {
    return base::ReasonOf(status) == common::v1::ERROR_REASON_OVERLOADED;
  }
  int steps() const {
    absl::MutexLock lock(&mutex_);
    return steps_;
  }
  bool done() const {
    absl::MutexLock lock(&mutex_);
    return done_;
  }

  // Posts, reserves, ends what was reserved, and sends a few things twice.
  void Write(int writer) {
    std::mt19937_64 random(static_cast<uint64_t>(writer));
    const auto draw = [&](int below) { return static_cast<int>(random() % below); };
    for (int request_number = 0; steps() < kSteps && !HasFailure(); ++request_number) {
      ASSERT_LT(request_number, kMostRequests) << "the indexes do not move on";
      v1::PostTransfersRequest request;
      for (int i = 0; i < kInRequest; ++i) {
        v1::Transfer& transfer = *request.add_transfers();
        transfer.set_id(IdNamed(absl::StrCat(writer, "-", request_number, "-", i)));
        transfer.set_document("d");
        const int kind = draw(10);
        if (kind == 0 && request_number > 0) {
          transfer.set_mode(draw(2) == 0 ? v1::TRANSFER_MODE_POST_PENDING
                                         : v1::TRANSFER_MODE_VOID_PENDING);
          transfer.set_pending_id(IdNamed(absl::StrCat(writer, "-", request_number - 1, "-", i)));
          continue;
        }
        if (kind == 1 && request_number > 0) {
          transfer.set_id(IdNamed(absl::StrCat(writer, "-", request_number - 1, "-", i)));
        }
        const int debit = draw(kAccounts);
        transfer.set_debit(Name(debit));
        transfer.set_credit(Name((debit + 1 + draw(kAccounts - 1)) % kAccounts));
        transfer.set_amount_fen(1 + draw(1000));
        if (kind < 5) transfer.set_mode(v1::TRANSFER_MODE_PENDING);
        if (kind == 4) transfer.set_timeout_seconds(1);
      }
      const auto response = ledger_.Post(request);
      if (IsOverloaded(response.status())) continue;
      ZGC_ASSERT_OK(response);
      ASSERT_GT(response->posted_count(), 0);
      absl::MutexLock lock(&mutex_);
      for (int i = 0; i < request.transfers_size(); ++i) {
        if (response->results(i) == v1::TRANSFER_RESULT_OK) {
          acknowledged_.push_back(request.transfers(i).id());
        }
      }
    }
  }

  void Expire() {
    ledger_.clock().Advance(absl::Seconds(1));
    ledger_.ExpireNow();
  }

  // Balances are what the journal adds up to, and both sides are equal.
  void CompareBalances() {
    const storage::Snapshot snapshot = ledger_.store().Read();
    v1::GetAccountsRequest request;
    for (int i = 0; i < kAccounts; ++i) request.add_names(Name(i));
    const auto answer = GetAccounts(snapshot, request);
    ZGC_ASSERT_OK(answer);
    absl::flat_hash_map<std::string, Sums> sums;
    v1::Transfer transfer;
    ZGC_ASSERT_OK(ForEachRecordFrom(
        snapshot, {1, 0}, [&](const v1::JournalSegment&, int, absl::string_view record) {
          EXPECT_TRUE(transfer.ParseFromArray(record.data(), static_cast<int>(record.size())));
          AddToSums(transfer.mode(), transfer.amount_fen(), true, 0, sums[transfer.debit()]);
          AddToSums(transfer.mode(), transfer.amount_fen(), false, 0, sums[transfer.credit()]);
          return true;
        }));
    for (const v1::Account& account : answer->accounts()) {
      const Sums& folded = sums[account.name()];
      ASSERT_EQ(account.debits_fen(), folded.debits_fen) << account.name();
      ASSERT_EQ(account.credits_fen(), folded.credits_fen) << account.name();
      ASSERT_EQ(account.pending_debits_fen(), folded.pending_debits_fen) << account.name();
      ASSERT_EQ(account.pending_credits_fen(), folded.pending_credits_fen) << account.name();
    }
  }

  // What is found by account is what the journal has, in order, indexed or not.
  void CompareIndex() {
    const storage::Snapshot snapshot = ledger_.store().Read();
    std::vector<Position> posted;
    RecordView view;
    ZGC_ASSERT_OK(ForEachRecordFrom(
        snapshot, {1, 0},
        [&](const v1::JournalSegment& segment, int number, absl::string_view record) {
          EXPECT_TRUE(ReadRecord(record, view));
          if (view.debit == Name(0) || view.credit == Name(0)) {
            posted.push_back({segment.revision(), number});
          }
          return true;
        }));
    std::vector<Position> indexed;
    ZGC_ASSERT_OK(
        ForEachRecordOf(snapshot, TransferIndex::kAccount, Name(0), {},
                        [&](const v1::JournalSegment& segment, int number, absl::string_view) {
                          indexed.push_back({segment.revision(), number});
                          return true;
                        }));
    ASSERT_TRUE(posted == indexed) << posted.size() << " posted, " << indexed.size() << " found";
    const auto mark = IndexMarkOf(snapshot);
    ZGC_ASSERT_OK(mark);
    if (mark->revision() > mark_) {
      mark_ = mark->revision();
      absl::MutexLock lock(&mutex_);
      ++steps_;
    }
  }

  // What was acknowledged is found.
  void LookUp() {
    v1::LookupTransfersRequest request;
    {
      absl::MutexLock lock(&mutex_);
      const size_t step = acknowledged_.size() / 50 + 1;
      for (size_t i = 0; i < acknowledged_.size(); i += step) request.add_ids(acknowledged_[i]);
    }
    if (request.ids().empty()) return;
    const auto found = LookupTransfers(ledger_.store().Read(), request);
    ZGC_ASSERT_OK(found);
    ASSERT_EQ(found->transfers_size(), request.ids_size());
  }

  // A subscriber gets every transfer once, in order.
  void Follow() {
    v1::WatchTransfersResponse response;
    const auto more = NextTransfers(ledger_.store().Read(), {}, part_, followed_, response);
    ZGC_ASSERT_OK(more);
    for (const v1::Transfer& transfer : response.transfers()) {
      ASSERT_EQ(transfer.sequence(), next_sequence_++);
    }
  }

  void Verify() {
    auto work = JournalVerification::Begin(ledger_.store(), {});
    ZGC_ASSERT_OK(work);
    v1::VerifyJournalResponse response;
    while (true) {
      const auto more = (*work)->Next(response);
      ZGC_ASSERT_OK(more);
      ASSERT_FALSE(response.has_damage()) << response.ShortDebugString();
      if (!*more) return;
    }
  }

  // One each time that the indexes move on.
  void Checkpoint() {
    {
      absl::MutexLock lock(&mutex_);
      const auto next = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
        return done_ || steps_ >= checkpoints_;
      };
      mutex_.Await(absl::Condition(&next));
    }
    const auto made =
        ledger_.store().Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
          ZGC_RETURN_IF_ERROR(keeper_.CreateCheckpoint(txn).status());
          return "";
        });
    if (IsOverloaded(made.status())) return;
    ZGC_ASSERT_OK(made);
    ++checkpoints_;
  }

  TestLedger ledger_;
  ProofKeeper keeper_;
  mutable absl::Mutex mutex_;
  int steps_ ABSL_GUARDED_BY(mutex_) = 0;
  bool done_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::string> acknowledged_ ABSL_GUARDED_BY(mutex_);
  // Of one reader each.
  int64_t mark_ = 0;
  int checkpoints_ = 0;
  int64_t followed_ = 0;
  int part_ = 0;
  int64_t next_sequence_ = 0;
};

TEST_F(ConcurrencyTest, EachReaderSeesOneMoment) {
  const std::vector<std::function<void()>> reads = {
      [this] { CompareBalances(); }, [this] { CompareIndex(); }, [this] { LookUp(); },
      [this] { Follow(); },          [this] { Verify(); },       [this] { Checkpoint(); },
      [this] { Expire(); }};
  std::vector<int> rounds(reads.size());
  std::vector<std::thread> readers;
  for (size_t i = 0; i < reads.size(); ++i) {
    readers.emplace_back([&, i] {
      for (; !done() && !HasFailure(); ++rounds[i]) reads[i]();
    });
  }
  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) writers.emplace_back([&, i] { Write(i); });
  for (std::thread& writer : writers) writer.join();
  {
    absl::MutexLock lock(&mutex_);
    done_ = true;
  }
  for (std::thread& reader : readers) reader.join();
  for (size_t i = 0; i < reads.size(); ++i) EXPECT_GT(rounds[i], 0) << "reader " << i;
  CompareBalances();
  CompareIndex();
  LookUp();
  Verify();
  const storage::Snapshot snapshot = ledger_.store().Read();
  for (int64_t before = -1; before != next_sequence_ && !HasFailure();) {
    before = next_sequence_;
    Follow();
  }
  const auto end = ChainEndAt(snapshot, snapshot.revision());
  ZGC_ASSERT_OK(end);
  EXPECT_EQ(next_sequence_, end->sequence);
}

}  // namespace
}  // namespace zgc::funding
