#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/storage/derived/index_rows.h"
#include "common/storage/key_codec.h"
#include "common/storage/store.h"
#include "common/storage/test_rows.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

// What is derived, made anew at the start of a store.
namespace zgc::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr Column kFound{.id = 12, .name = "found", .unversioned = true, .derived = true};
constexpr Column kCounts{.id = 13, .name = "counts", .history = true, .derived = true};

using RebuildFrom = std::function<absl::Status(Store&)>;

class DerivedTest : public ::testing::Test {
 protected:
  absl::Status Open(int version, RebuildFrom rebuild) {
    store_.reset();
    Schema schema = TestSchema();
    schema.columns.push_back(kFound);
    schema.columns.push_back(kCounts);
    schema.derived.version = version;
    schema.derived.follow = [](Txn&) { return absl::OkStatus(); };
    schema.derived.rebuild = std::move(rebuild);
    StoreOptions options;
    options.url = dir_.StoreUrl();
    options.create = true;
    ZGC_ASSIGN_OR_RETURN(store_, Store::Open(schema, options));
    return absl::OkStatus();
  }
  void Put(const std::function<void(Txn&)>& body) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](Txn& txn) -> absl::StatusOr<std::string> {
      body(txn);
      return "";
    }));
  }
  std::map<std::string, std::string> RowsOf(const Column& column) const {
    std::map<std::string, std::string> rows;
    const Snapshot read = store_->Read();
    for (auto cursor = read.Scan(column, {}); cursor->Valid(); cursor->Next()) {
      rows.emplace(cursor->key(), cursor->value());
    }
    return rows;
  }

  testing::TempDir dir_;
  std::unique_ptr<Store> store_;
};

absl::Status Nothing(Store&) { return absl::OkStatus(); }

RebuildFrom Loads(std::map<std::string, std::string> rows) {
  return [rows = std::move(rows)](Store& store) {
    return store.LoadDerived(kCounts, [&](PutRow put) -> absl::Status {
      for (const auto& [key, value] : rows) ZGC_RETURN_IF_ERROR(put(key, value));
      return absl::OkStatus();
    });
  };
}

TEST_F(DerivedTest, NothingOfBeforeStaysAndWhatIsLoadedIsHeldWithItsHistory) {
  ZGC_ASSERT_OK(Open(1, Nothing));
  Put([](Txn& txn) {
    txn.Put(kRows, "a", "1");
    txn.Put(kFound, "old", "");
    txn.Put(kCounts, "old", "1");
  });
  ZGC_ASSERT_OK(Open(2, Loads({{"a", "1"}, {"b", "2"}})));
  EXPECT_THAT(RowsOf(kFound), IsEmpty());
  EXPECT_THAT(RowsOf(kCounts), ElementsAre(Pair("a", "1"), Pair("b", "2")));
  const int64_t made = store_->head();
  Put([](Txn& txn) { txn.Put(kCounts, "a", "3"); });
  EXPECT_EQ(*store_->ReadAt(made)->Get(kCounts, "a"), "1");
  EXPECT_EQ(*store_->Read().Get(kCounts, "a"), "3");
  std::vector<std::string> problems;
  ZGC_EXPECT_OK(store_->Verify(problems));
  EXPECT_THAT(problems, IsEmpty());
}

TEST_F(DerivedTest, AMakingThatWasCutOffIsBegunAgainByEitherProgram) {
  ZGC_ASSERT_OK(Open(1, Nothing));
  Put([](Txn& txn) { txn.Put(kRows, "a", "1"); });
  EXPECT_FALSE(Open(2, [](Store& store) -> absl::Status {
                 ZGC_RETURN_IF_ERROR(Loads({{"half", "1"}})(store));
                 return absl::UnavailableError("cut off");
               }).ok());
  // That of before, of whose rows nothing is there any more.
  ZGC_ASSERT_OK(Open(1, Loads({{"whole", "1"}})));
  EXPECT_THAT(RowsOf(kCounts), ElementsAre(Pair("whole", "1")));
  bool again = false;
  ZGC_ASSERT_OK(Open(1, [&](Store&) {
    again = true;
    return absl::OkStatus();
  }));
  EXPECT_FALSE(again) << "made anew at every start";
}

TEST_F(DerivedTest, AFileThatAKilledLoadHasLeftIsNotWrittenOver) {
  ZGC_ASSERT_OK(Open(1, Nothing));
  Put([](Txn& txn) { txn.Put(kRows, "a", "1"); });
  ZGC_ASSERT_OK(Open(2, Loads({{"a", "1"}})));
  ZGC_ASSERT_OK(Open(2, Nothing));
  const std::filesystem::path folder = dir_.path() + "/store";
  std::vector<std::filesystem::path> tables;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() == ".sst") tables.push_back(file.path());
    EXPECT_NE(file.path().filename().string().rfind("load-", 0), 0) << "left " << file.path();
  }
  // Linked into the database, and not yet removed beside it. One may go while tables are merged.
  int linked = 0;
  for (const std::filesystem::path& table : tables) {
    std::error_code gone;
    std::filesystem::create_hard_link(table, folder / absl::StrCat("load-found-", linked), gone);
    if (!gone) ++linked;
  }
  ASSERT_GT(linked, 0);
  std::filesystem::create_hard_link(folder / "load-found-0", folder / "load-found-99");
  ZGC_ASSERT_OK(store_->LoadDerived(kFound, [](PutRow put) { return put("b", ""); }));
  std::vector<std::string> problems;
  ZGC_EXPECT_OK(store_->Verify(problems));
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_THAT(RowsOf(kCounts), ElementsAre(Pair("a", "1")));
  EXPECT_FALSE(std::filesystem::exists(folder / "load-found-99")) << "after one that is not there";
}

TEST_F(DerivedTest, BothAreMadeAnewAndEitherFailsTheStart) {
  const auto derives = [](const char* key, absl::Status done) {
    return Derived{.version = 1, .follow = nullptr, .rebuild = [key, done](Store& store) {
                     const absl::Status loaded =
                         store.LoadDerived(key[0] == 'c' ? kCounts : kFound,
                                           [&](PutRow put) { return put(key, ""); });
                     return loaded.ok() ? done : loaded;
                   }};
  };
  ZGC_ASSERT_OK(Open(1, Nothing));
  Put([](Txn& txn) { txn.Put(kRows, "a", "1"); });
  const absl::Status bad = absl::DataLossError("damaged row");
  EXPECT_EQ(Open(2, Together(derives("c", absl::OkStatus()), derives("f", bad)).rebuild), bad);
  EXPECT_EQ(Open(2, Together(derives("c", bad), derives("f", absl::OkStatus())).rebuild), bad);
  ZGC_ASSERT_OK(
      Open(2, Together(derives("c", absl::OkStatus()), derives("f", absl::OkStatus())).rebuild));
  EXPECT_THAT(RowsOf(kCounts), ElementsAre(Pair("c", "")));
  EXPECT_THAT(RowsOf(kFound), ElementsAre(Pair("f", "")));
}

// In parts and at once, of records that come in order or not.
TEST_F(DerivedTest, AnIndexHasAllThatItsRecordsAreFoundByEachOnce) {
  for (const size_t most_bytes : {size_t{1}, size_t{2'000}, size_t{1} << 20}) {
    for (const int step : {1, 7}) {
      store_.reset();
      std::filesystem::remove_all(dir_.path() + "/store");
      ZGC_ASSERT_OK(Open(1, Nothing));
      Put([](Txn& txn) { txn.Put(kRows, "a", "1"); });
      std::set<std::string> expected;
      ZGC_ASSERT_OK(Open(2, [&](Store& store) -> absl::Status {
        IndexRows index(store, kFound, most_bytes);
        for (int i = 0; i < 100; ++i) {
          const std::string name = absl::StrCat("rows/", 100 + i * step % 100);
          ZGC_RETURN_IF_ERROR(index.Begin(name));
          for (const int by : {i % 3, i % 10, i % 3, 1'000 + i}) {
            const std::string key = KeyWriter().Int(by).Take();
            index.Add(key);
            expected.insert(KeyWriter().Raw(key).String(name).Take());
          }
        }
        return index.Load();
      }));
      std::set<std::string> found;
      for (const auto& [key, value] : RowsOf(kFound)) found.insert(key);
      EXPECT_EQ(found, expected) << most_bytes << " " << step;
    }
  }
}

}  // namespace
}  // namespace zgc::storage
