#include "common/storage/lineage.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/storage/backups.h"
#include "common/storage/commit/first_answers.h"
#include "common/storage/committer.h"
#include "common/storage/history/history.h"
#include "common/storage/store.h"
#include "common/storage/test_rows.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace zgc::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::common::v1::ERROR_REASON_POSITION_FORKED;
using ::zgc::common::v1::ERROR_REASON_REVISION_OUT_OF_RANGE;
using ::zgc::common::v1::Position;
using ::zgc::testing::HasReason;

Position At(const std::string& incarnation, int64_t revision) {
  Position position;
  position.set_incarnation(incarnation);
  position.set_revision(revision);
  return position;
}

// A store that is backed up, goes on, and is restored.
class LineageTest : public ::testing::Test {
 protected:
  std::unique_ptr<Store> Open(const std::string& name = "store") {
    StoreOptions options;
    options.url = dir_.StoreUrl(name);
    options.create = true;
    auto store = Store::Open(TestSchema(), options);
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }

  static void Put(Store& store, const std::string& key, const std::string& value) {
    ZGC_ASSERT_OK(store.Apply({}, [&](Txn& txn) -> absl::StatusOr<std::string> {
      txn.Put(kRows, key, value);
      txn.Put(kPlain, key, value);
      return "";
    }));
  }

  std::unique_ptr<Engine> OpenRaw(const std::string& name) {
    auto engine = OpenEngine(dir_.StoreUrl(name),
                             {{kMetaColumn.id, kMetaColumn.name},
                              {kCommitColumn.id, kCommitColumn.name},
                              {kRequestColumn.id, kRequestColumn.name},
                              {kIncarnationColumn.id, kIncarnationColumn.name},
                              {kRows.id, kRows.name},
                              {kRows.id + kHistoryOffset, "rows.history"},
                              {kPlain.id, kPlain.name}},
                             /*create=*/false);
    EXPECT_TRUE(engine.ok()) << engine.status();
    return engine.ok() ? *std::move(engine) : nullptr;
  }

  // Writes one row past the store.
  void Write(const std::string& name, ColumnId column, const std::string& key,
             const std::string& value) {
    Batch batch;
    batch.writes.push_back({column, key, value});
    ZGC_ASSERT_OK(OpenRaw(name)->Commit(batch));
  }

  // What a restore of that backup to `name` leaves.
  std::unique_ptr<Store> Restore(int64_t backup, const std::string& name, const std::string& id) {
    const absl::Status restored =
        RestoreBackup("test", *BackupFolder(Backups(), backup), dir_.StoreUrl(name),
                      {"the disk burnt", "operator"});
    EXPECT_TRUE(restored.ok()) << restored;
    v1::Incarnation mark;
    mark.set_id(id);
    mark.set_reason("the disk burnt");
    mark.set_by("operator");
    Write(name, kMetaColumn.id, kRestoredKey, mark.SerializeAsString());
    return Open(name);
  }

  static std::vector<std::string> Problems(const Store& store) {
    std::vector<std::string> problems;
    EXPECT_TRUE(store.Verify(problems).ok());
    return problems;
  }

  std::string Backups() const { return dir_.path() + "/backup"; }

  testing::TempDir dir_;
};

TEST_F(LineageTest, ARestoreBeginsAnIncarnationAsACommitOfItsOwn) {
  auto store = Open();
  Put(*store, "a", "1");
  const auto backup = store->CreateBackup(Backups(), absl::Now());
  ZGC_ASSERT_OK(backup);
  Put(*store, "a", "2");
  Put(*store, "a", "3");
  const Position lost = store->PositionAt(2);
  const std::string lost_chain = *store->ChainAt(2);
  EXPECT_EQ(lost.incarnation(), store->store_id()) << "the first one has the id of the store";

  const std::string id(32, 'b');
  auto restored = Restore(backup->id, "restored", id);
  ASSERT_NE(restored, nullptr);
  EXPECT_EQ(restored->store_id(), store->store_id());
  EXPECT_EQ(restored->head(), 2);
  ZGC_ASSERT_OK(restored->ForEachCommit(2, [](int64_t, const v1::CommitRecord& record) {
    EXPECT_EQ(record.method(), "restore");
    EXPECT_EQ(record.caller(), "operator");
    EXPECT_EQ(record.reason(), "the disk burnt");
    return true;
  }));
  // It catches up, by number.
  Put(*restored, "b", "1");
  EXPECT_EQ(restored->head(), 3);

  ZGC_EXPECT_OK(restored->CheckPosition(store->PositionAt(1), *store->ChainAt(1)));
  ZGC_EXPECT_OK(restored->CheckPosition(At(id, 2)));
  EXPECT_THAT(restored->CheckPosition(lost), HasReason(ERROR_REASON_POSITION_FORKED));
  EXPECT_THAT(restored->CheckPosition(At(id, 1)), HasReason(ERROR_REASON_POSITION_FORKED));
  EXPECT_THAT(restored->CheckPosition(At(std::string(32, 'c'), 1)),
              HasReason(ERROR_REASON_POSITION_FORKED));
  EXPECT_THAT(restored->CheckPosition(At(id, 4)), HasReason(ERROR_REASON_REVISION_OUT_OF_RANGE));
  EXPECT_THAT(restored->CheckPosition(At(id, 2), lost_chain),
              HasReason(ERROR_REASON_POSITION_FORKED))
      << "the chain tells the histories apart without their names";
  EXPECT_THAT(restored->CheckPosition(At("", 2)),
              HasReason(zgc::common::v1::ERROR_REASON_INVALID_FIELD))
      << "a number alone is of no history";
  ZGC_EXPECT_OK(restored->CheckPosition(At("", 0)));
  EXPECT_EQ(restored->Read().lineage().EtagOf(1), store->Read().lineage().EtagOf(1));
  EXPECT_NE(restored->Read().lineage().EtagOf(2), store->Read().lineage().EtagOf(2));
  EXPECT_THAT(Problems(*restored), IsEmpty());

  // A start is not a restore.
  restored.reset();
  restored = Open("restored");
  ASSERT_NE(restored, nullptr);
  EXPECT_EQ(restored->head(), 3);
  ASSERT_EQ(restored->lineage().incarnations().size(), 2);
  EXPECT_EQ(restored->lineage().incarnations()[1].first_revision(), 2);
  Put(*restored, "b", "2");
  EXPECT_THAT(Problems(*restored), IsEmpty());
}

TEST_F(LineageTest, RestoresOfRestoresForkWhereEachBegan) {
  auto store = Open();
  Put(*store, "a", "1");
  ZGC_ASSERT_OK(store->CreateBackup(Backups(), absl::Now()));
  store = Restore(1, "second", std::string(32, 'b'));
  Put(*store, "a", "2");
  const auto backup = store->CreateBackup(Backups(), absl::Now());
  ZGC_ASSERT_OK(backup);
  Put(*store, "a", "3");
  store = Restore(backup->id, "third", std::string(32, 'c'));
  std::vector<std::string> owners;
  for (int64_t revision = 1; revision <= 4; ++revision) {
    owners.push_back(store->PositionAt(revision).incarnation().substr(0, 1));
  }
  EXPECT_THAT(owners, ElementsAre(store->store_id().substr(0, 1), "b", "b", "c"));
  ZGC_EXPECT_OK(store->CheckPosition(At(std::string(32, 'b'), 3)));
  EXPECT_THAT(store->CheckPosition(At(std::string(32, 'b'), 4)),
              HasReason(ERROR_REASON_POSITION_FORKED));
}

// The same rows, written in the same order by two stores, are two histories.
TEST_F(LineageTest, TheChainStandsForEveryRowOfEveryCommit) {
  auto store = Open();
  Put(*store, "a", "1");
  ZGC_ASSERT_OK(store->CreateBackup(Backups(), absl::Now()));
  const std::string before = *store->ChainAt(1);
  Put(*store, "a", "2");
  EXPECT_NE(*store->ChainAt(2), before);
  EXPECT_EQ(*store->ChainAt(1), before);
  EXPECT_EQ(*store->ChainAt(0), ChainStart(store->store_id()));
  const auto record_of = [](const Store& of, int64_t revision) {
    v1::CommitRecord record;
    EXPECT_TRUE(of.ForEachCommit(revision, [&](int64_t, const v1::CommitRecord& found) {
                    record = found;
                    return false;
                  }).ok());
    return record;
  };
  // Of a column with history each row has a digest, the others have one for all.
  const v1::CommitRecord first = record_of(*store, 1);
  ASSERT_EQ(first.changes_size(), 1);
  EXPECT_EQ(first.changes(0).sha256().size(), 32);
  EXPECT_NE(first.changes(0).sha256(), record_of(*store, 2).changes(0).sha256());
  EXPECT_EQ(first.unlisted_sha256().size(), 32);
  EXPECT_NE(first.unlisted_sha256(), record_of(*store, 2).unlisted_sha256());
}

// The size of each row, in a column with history and in one without.
Schema SizesSchema(int version) {
  static constexpr Column kSizes{.id = 12, .name = "sizes", .history = true, .derived = true};
  static constexpr Column kNewest{.id = 13, .name = "newest", .derived = true};
  const auto derive = [version](Txn& txn, const std::string& key, size_t size) {
    txn.Put(kSizes, key, absl::StrCat(size, " by ", version));
    txn.Put(kNewest, key, absl::StrCat(size, " by ", version));
  };
  Schema schema = TestSchema();
  schema.columns.push_back(kSizes);
  schema.columns.push_back(kNewest);
  schema.derived.version = version;
  schema.derived.follow = [derive](Txn& txn) -> absl::Status {
    for (const Txn::Change& change : std::vector<Txn::Change>(txn.changes())) {
      ZGC_ASSIGN_OR_RETURN(const auto row, txn.Get(change.column, change.key));
      derive(txn, change.key, row->size());
    }
    return absl::OkStatus();
  };
  schema.derived.rebuild = [derive](Store& store) {
    return store
        .Apply({},
               [&](Txn& txn) -> absl::StatusOr<std::string> {
                 derive(txn, "a", 1);
                 return "";
               })
        .status();
  };
  return schema;
}

TEST_F(LineageTest, WhatIsDerivedIsInNoCommit) {
  const auto open = [this](int version) {
    StoreOptions options;
    options.url = dir_.StoreUrl("store");
    options.create = true;
    auto store = Store::Open(SizesSchema(version), options);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  };
  auto store = open(1);
  ZGC_ASSERT_OK(store->Apply({}, [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Put(kRows, "a", "1");
    return "";
  }));
  ZGC_ASSERT_OK(store->ForEachCommit(1, [](int64_t, const v1::CommitRecord& record) {
    EXPECT_EQ(record.changes_size(), 1);
    EXPECT_EQ(record.changes(0).table(), "rows");
    EXPECT_EQ(record.unlisted_sha256(), "");
    return false;
  }));
  EXPECT_THAT(Problems(*store), IsEmpty());
  // Made anew otherwise by another program.
  store.reset();
  store = open(2);
  const Snapshot read = store->Read();
  EXPECT_EQ(*read.Get(*read.FindColumn("sizes"), "a"), "1 by 2");
  EXPECT_THAT(Problems(*store), IsEmpty());
}

TEST_F(LineageTest, ACommitThatWasChangedIsFound) {
  auto store = Open();
  Put(*store, "a", "1");
  Put(*store, "a", "2");
  Put(*store, "a", "3");
  ASSERT_THAT(Problems(*store), IsEmpty());
  v1::CommitRecord record;
  ZGC_ASSERT_OK(store->ForEachCommit(2, [&](int64_t, const v1::CommitRecord& found) {
    record = found;
    return false;
  }));
  store.reset();
  record.set_person("someone-else");
  Write("store", kCommitColumn.id, CommitKey(2), record.SerializeAsString());
  store = Open();
  EXPECT_THAT(Problems(*store), ElementsAre(HasSubstr("not the one that its chain value says"),
                                            HasSubstr("_audit \"person")));
}

TEST_F(LineageTest, AnOldVersionThatWasChangedIsFound) {
  auto store = Open();
  Put(*store, "a", "1");
  Put(*store, "a", "2");
  store.reset();
  Write("store", kRows.id + kHistoryOffset, HistoryKey("a", 1), HistoryValue("forged"));
  store = Open();
  EXPECT_THAT(Problems(*store), ElementsAre(HasSubstr("its version at revision 1 is not the one")));
}

// It would be served as of its revision, though not as the newest row.
TEST_F(LineageTest, AVersionThatNoCommitWroteIsFound) {
  auto store = Open();
  Put(*store, "a", "1");
  Put(*store, "b", "1");
  Put(*store, "a", "2");
  store.reset();
  Write("store", kRows.id + kHistoryOffset, HistoryKey("a", 2), HistoryValue("forged"));
  store = Open();
  EXPECT_THAT(Problems(*store),
              ElementsAre("rows: 1 versions in its history that no commit wrote"));
}

TEST_F(LineageTest, AMarkOfARestoreThatCannotBeReadOpensNothing) {
  Open();
  Write("store", kMetaColumn.id, kRestoredKey, "\xff");
  StoreOptions options;
  options.url = dir_.StoreUrl();
  EXPECT_EQ(Store::Open(TestSchema(), options).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace zgc::storage
