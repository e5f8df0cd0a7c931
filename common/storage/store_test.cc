#include "common/storage/store.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "common/storage/key_codec.h"
#include "common/storage/test_rows.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace zgc::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::common::v1::ERROR_REASON_OVERLOADED;
using ::zgc::common::v1::ERROR_REASON_REQUEST_ID_CONFLICT;
using ::zgc::common::v1::ERROR_REASON_REVISION_OUT_OF_RANGE;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;

TxnBody PutRow(std::string key, std::string value) {
  return [=](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Put(kRows, key, value);
    return absl::StrCat("put ", key);
  };
}

Origin WithId(std::string id, std::string body = "hash") {
  Origin origin;
  origin.caller = "spiffe://zgc/test";
  origin.method = "/test/Put";
  origin.request_id = std::move(id);
  origin.request_sha256 = std::move(body);
  return origin;
}

std::string Dump(const Reader& reader, const Column& column, const ScanRange& range = {}) {
  std::string text;
  const auto cursor = reader.Scan(column, range);
  for (; cursor->Valid(); cursor->Next()) {
    absl::StrAppend(&text, cursor->key(), "=", cursor->value(), ";");
  }
  EXPECT_TRUE(cursor->status().ok()) << cursor->status();
  return text;
}

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() { Open(); }
  void Open() {
    auto store = Store::Open(TestSchema(), Options());
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  void Reopen() {
    store_.reset();
    Open();
  }
  StoreOptions Options() const {
    StoreOptions options;
    options.create = true;
    options.url = dir_.StoreUrl();
    return options;
  }
  testing::TempDir dir_;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, RevisionsAreGaplessAcrossFailuresAndRestarts) {
  for (int i = 1; i <= 3; ++i) {
    const auto committed = store_->Apply({}, PutRow(absl::StrCat("k", i), "v"));
    ZGC_ASSERT_OK(committed);
    EXPECT_EQ(committed->revision, 2 * i - 1);
    EXPECT_FALSE(store_
                     ->Apply({},
                             [](Txn& txn) -> absl::StatusOr<std::string> {
                               txn.Put(kRows, "lost", "x");
                               return absl::FailedPreconditionError("no");
                             })
                     .ok());
    Reopen();
    ZGC_ASSERT_OK(store_->Apply({}, PutRow("other", absl::StrCat(i))));
    EXPECT_EQ(store_->head(), 2 * i);
  }
  EXPECT_EQ(Dump(store_->Read(), kRows), "k1=v;k2=v;k3=v;other=3;");
  std::vector<std::string> problems;
  ZGC_ASSERT_OK(store_->Verify(problems));
  EXPECT_THAT(problems, IsEmpty());
}

TEST_F(StoreTest, AReadOnlyBodyTakesNoRevision) {
  const auto committed =
      store_->Apply({}, [](Txn&) -> absl::StatusOr<std::string> { return "looked"; });
  ZGC_ASSERT_OK(committed);
  EXPECT_EQ(committed->response, "looked");
  EXPECT_EQ(store_->head(), 0);
}

TEST_F(StoreTest, SaysSinceWhenNothingButPositionsWasWritten) {
  ZGC_ASSERT_OK(store_->Apply({}, PutRow("a", "1")));
  Origin position;
  position.positions_only = true;
  ZGC_ASSERT_OK(store_->Apply(position, PutRow("source", "1")));
  ZGC_ASSERT_OK(store_->Apply(position, PutRow("source", "2")));
  EXPECT_EQ(store_->moved(), store_->head() - 2);
  ZGC_ASSERT_OK(store_->Apply({}, PutRow("a", "2")));
  EXPECT_EQ(store_->moved(), store_->head());
  ZGC_ASSERT_OK(store_->Apply(position, PutRow("source", "3")));
  Reopen();
  EXPECT_EQ(store_->moved(), store_->head());
}

TEST_F(StoreTest, ARequestIdAnswersOnceAndForEver) {
  const auto first = store_->Apply(WithId("a"), PutRow("k", "1"));
  ZGC_ASSERT_OK(first);
  EXPECT_FALSE(first->replayed);
  Reopen();
  const auto again = store_->Apply(WithId("a"), PutRow("k", "2"));
  ZGC_ASSERT_OK(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->response, "put k");
  EXPECT_EQ(again->revision, first->revision);
  EXPECT_EQ(Dump(store_->Read(), kRows), "k=1;");
  EXPECT_THAT(store_->Apply(WithId("a", "other body"), PutRow("k", "2")),
              HasReason(ERROR_REASON_REQUEST_ID_CONFLICT));
  // The id belongs to its caller: another one may use it.
  Origin other = WithId("a");
  other.caller = "spiffe://zgc/other";
  ZGC_EXPECT_OK(store_->Apply(other, PutRow("k", "3")));
}

TEST_F(StoreTest, WhatIsNoAnswerMayBeTriedAgainUnderItsId) {
  const auto fail = [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Put(kRows, "k", "0");
    return absl::AbortedError("read again");
  };
  EXPECT_FALSE(store_->Apply(WithId("a"), fail).ok());
  EXPECT_EQ(store_->head(), 0);
  EXPECT_FALSE(store_->Apply(WithId("a"), PutRow("k", "1"))->replayed);
}

TEST_F(StoreTest, ARefusalByTheStateIsTheAnswerForEver) {
  const auto refuse = [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Put(kRows, "k", "0");
    return absl::FailedPreconditionError("not yet");
  };
  EXPECT_EQ(store_->Apply(WithId("a"), refuse).status().message(), "not yet");
  ZGC_ASSERT_OK(store_->Apply({}, PutRow("l", "1")));
  Reopen();
  EXPECT_EQ(store_->Apply(WithId("a"), PutRow("k", "1")).status().message(), "not yet");
  EXPECT_EQ(store_->head(), 2);
  EXPECT_FALSE(store_->Read().Get(kRows, "k")->has_value()) << "what it had written is undone";
}

TEST_F(StoreTest, ReadsAsOfEveryRevisionAfterARestart) {
  ZGC_ASSERT_OK(store_->Apply({}, PutRow("a", "1")));
  ZGC_ASSERT_OK(store_->Apply({}, PutRow("b", "2")));
  ZGC_ASSERT_OK(store_->Apply({}, [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Delete(kRows, "a");
    txn.Put(kRows, "b", "3");
    return "";
  }));
  ZGC_ASSERT_OK(store_->Apply({}, PutRow("a", "4")));
  Reopen();
  const std::vector<std::string> expected = {"", "a=1;", "a=1;b=2;", "b=3;", "a=4;b=3;"};
  for (int64_t revision = 1; revision <= 4; ++revision) {
    const auto snapshot = store_->ReadAt(revision);
    ZGC_ASSERT_OK(snapshot);
    EXPECT_EQ(Dump(*snapshot, kRows), expected[revision]) << revision;
  }
  EXPECT_EQ(Dump(*store_->ReadAt(2), kRows, {"", "", true}), "b=2;a=1;");
  EXPECT_EQ(Dump(*store_->ReadAt(2), kRows, {"b", "", false}), "b=2;");
  EXPECT_EQ(Dump(*store_->ReadAt(2), kRows, {"", "b", false}), "a=1;");
  EXPECT_THAT(store_->ReadAt(5), HasReason(ERROR_REASON_REVISION_OUT_OF_RANGE));
  EXPECT_THAT(store_->ReadAt(3)->Get(kPlain, "x"),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("keeps no history")));
}

TEST_F(StoreTest, ASnapshotDoesNotMove) {
  ZGC_ASSERT_OK(store_->Apply({}, PutRow("a", "1")));
  const Snapshot before = store_->Read();
  ZGC_ASSERT_OK(store_->Apply({}, PutRow("a", "2")));
  EXPECT_EQ(Dump(before, kRows), "a=1;");
  EXPECT_EQ(before.revision(), 1);
}

TEST_F(StoreTest, ATransactionSeesItsOwnWritesInOrder) {
  ZGC_ASSERT_OK(store_->Apply({}, [](Txn& txn) -> absl::StatusOr<std::string> {
    for (const char* key : {"a", "c", "e"}) txn.Put(kRows, key, "old");
    return "";
  }));
  std::string forward, backward, bounded;
  ZGC_ASSERT_OK(store_->Apply({}, [&](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Put(kRows, "b", "new");
    txn.Put(kRows, "c", "new");
    txn.Delete(kRows, "e");
    txn.Put(kRows, "f", "new");
    forward = Dump(txn, kRows);
    backward = Dump(txn, kRows, {"", "", true});
    bounded = Dump(txn, kRows, {"b", "f", false});
    return "";
  }));
  EXPECT_EQ(forward, "a=old;b=new;c=new;f=new;");
  EXPECT_EQ(backward, "f=new;c=new;b=new;a=old;");
  EXPECT_EQ(bounded, "b=new;c=new;");
}

// Many bodies that read and write one row: whatever grouping happens, none
// may be lost and a failing neighbour must leave nothing.
TEST_F(StoreTest, GroupsAreSerialAndIsolateFailures) {
  constexpr int kCount = 500;
  absl::BlockingCounter finished(kCount);
  for (int i = 0; i < kCount; ++i) {
    store_->Submit(
        {},
        [i](Txn& txn) -> absl::StatusOr<std::string> {
          const auto old = txn.Get(kRows, "sum");
          if (!old.ok()) return old.status();
          const int sum = old->has_value() ? std::stoi(**old) : 0;
          txn.Put(kRows, "sum", absl::StrCat(sum + 1));
          if (i % 5 == 0) return absl::AbortedError("every fifth fails");
          return "";
        },
        [&finished](absl::StatusOr<Committed>) { finished.DecrementCount(); });
  }
  finished.Wait();
  EXPECT_EQ(Dump(store_->Read(), kRows), "sum=400;");
  EXPECT_EQ(store_->head(), 400);
}

TEST_F(StoreTest, AFullQueueRefusesAtOnce) {
  store_.reset();
  StoreOptions options = Options();
  options.max_queue = 2;
  auto store = Store::Open(TestSchema(), options);
  ZGC_ASSERT_OK(store);
  absl::Notification entered, release;
  absl::BlockingCounter finished(3);
  const auto done = [&finished](absl::StatusOr<Committed> result) {
    ZGC_EXPECT_OK(result);
    finished.DecrementCount();
  };
  (*store)->Submit(
      {},
      [&](Txn& txn) -> absl::StatusOr<std::string> {
        entered.Notify();
        release.WaitForNotification();
        txn.Put(kRows, "a", "1");
        return "";
      },
      done);
  entered.WaitForNotification();
  (*store)->Submit({}, PutRow("b", "1"), done);
  (*store)->Submit({}, PutRow("c", "1"), done);
  EXPECT_THAT((*store)->Apply({}, PutRow("d", "1")), HasReason(ERROR_REASON_OVERLOADED));
  release.Notify();
  finished.Wait();
  EXPECT_EQ(Dump((*store)->Read(), kRows), "a=1;b=1;c=1;");
}

TEST_F(StoreTest, CommitRecordsCarryAuditAndFeed) {
  Origin origin = WithId("r1");
  origin.person = "finance-officer";
  ZGC_ASSERT_OK(store_->Apply(origin, [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Put(kRows, "a", "1");
    txn.Put(kRows, "b", "1");
    txn.Put(kRows, "a", "2");
    txn.Delete(kRows, "b");
    return "";
  }));
  Origin denial = WithId("r2");
  denial.person = "intern";
  denial.result = "PERMISSION_DENIED";
  denial.resource = "rows/a";
  absl::Notification denied;
  store_->SubmitRecord(denial, [&](absl::StatusOr<Committed> result) {
    ZGC_EXPECT_OK(result);
    denied.Notify();
  });
  denied.WaitForNotification();
  Reopen();
  std::vector<std::string> seen;
  ZGC_ASSERT_OK(store_->ForEachCommit(1, [&](int64_t revision, const v1::CommitRecord& record) {
    std::string line = absl::StrCat(revision, " ", record.person(), " ", record.request_id(), " ",
                                    record.result(), " ", record.resource());
    int at = 0;
    const auto add = [&](const Column&, const std::string& key, const auto& value) {
      absl::StrAppend(&line, " ", key, "=", value.has_value() ? *value : "gone");
      return true;
    };
    EXPECT_TRUE(store_->ForEachFeedRow(revision, record, at, add).ok());
    seen.push_back(line);
    return true;
  }));
  EXPECT_THAT(seen, ElementsAre("1 finance-officer r1 OK  a=2 b=gone",
                                "2 intern r2 PERMISSION_DENIED rows/a"));
}

TEST_F(StoreTest, WaitersAreCalledWhenTheirRevisionComes) {
  absl::Notification second;
  const int64_t ticket = store_->OnRevision(2, [&] { second.Notify(); });
  EXPECT_NE(ticket, 0);
  const int64_t cancelled = store_->OnRevision(2, [] { FAIL() << "was cancelled"; });
  EXPECT_TRUE(store_->CancelWait(cancelled));
  EXPECT_FALSE(store_->CancelWait(cancelled));
  ZGC_ASSERT_OK(store_->Apply({}, PutRow("a", "1")));
  EXPECT_FALSE(second.HasBeenNotified());
  ZGC_ASSERT_OK(store_->Apply({}, PutRow("a", "2")));
  second.WaitForNotification();
  bool at_once = false;
  EXPECT_EQ(store_->OnRevision(1, [&] { at_once = true; }), 0);
  EXPECT_TRUE(at_once);
}

TEST_F(StoreTest, ColumnsHaveIdsAndNamesOfTheirOwn) {
  store_.reset();
  for (const Column& column :
       {Column{kRows.id, "other"}, Column{250, kRows.name},
        Column{kFirstColumn - 1, "of_the_store"}, Column{kHistoryOffset, "of_the_histories"}}) {
    Schema schema = TestSchema(1);
    schema.columns.push_back(column);
    EXPECT_TRUE(absl::IsInvalidArgument(Store::Open(schema, Options()).status())) << column.name;
  }
}

TEST_F(StoreTest, MigrationsRunOnceAndNewerDataIsRefused) {
  ZGC_ASSERT_OK(store_->Apply({}, PutRow("a", "1")));
  store_.reset();
  static constexpr Column kAdded{12, "added", true};
  Schema next = TestSchema(2);
  next.columns.push_back(kAdded);
  next.migrations = {{2, [](Txn& txn) {
                        txn.Put(kRows, "migrated", "yes");
                        txn.Put(kAdded, "new", "row");
                        return absl::OkStatus();
                      }}};
  for (int i = 0; i < 2; ++i) {
    auto store = Store::Open(next, Options());
    ZGC_ASSERT_OK(store);
    EXPECT_EQ((*store)->head(), 2);
    EXPECT_EQ(Dump((*store)->Read(), kRows), "a=1;migrated=yes;");
    EXPECT_EQ(Dump((*store)->Read(), kAdded), "new=row;");
  }
  EXPECT_THAT(Store::Open(TestSchema(1), Options()),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("newer version")));
  Schema other = TestSchema();
  other.name = "another";
  EXPECT_THAT(Store::Open(other, Options()), FailsWith(absl::StatusCode::kFailedPrecondition,
                                                       HasSubstr("holds the data of test")));
}

TEST_F(StoreTest, BadUrlsAndASecondProcessAreRefused) {
  StoreOptions options = Options();
  options.url = "rocksdb://relative/path";
  EXPECT_THAT(Store::Open(TestSchema(), options),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("absolute/path")));
  options.url = "etcd://somewhere";
  EXPECT_THAT(Store::Open(TestSchema(), options),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("etcd://somewhere")));
  EXPECT_THAT(Store::Open(TestSchema(), Options()),
              FailsWith(absl::StatusCode::kUnavailable, HasSubstr("lock")));
}

}  // namespace
}  // namespace zgc::storage
