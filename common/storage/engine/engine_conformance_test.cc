#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/storage/engine/engine.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

// What every engine promises, written against the interface: a new engine
// adds one line to the instantiation at the end.
namespace zgc::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Rows = std::vector<std::pair<std::string, std::string>>;

constexpr ColumnId kA = 10;
constexpr ColumnId kB = 11;

struct EngineUnderTest {
  std::string name;
  // A url that no other call has returned, for data that is gone with `dir`.
  std::string (*new_url)(const testing::TempDir& dir, int number);
};

class EngineConformance : public ::testing::TestWithParam<EngineUnderTest> {
 protected:
  EngineConformance() { Open(); }

  std::string NewUrl() { return GetParam().new_url(dir_, next_url_++); }
  void Open() {
    engine_.reset();
    auto engine = OpenEngine(url_, {{kA, "a"}, {kB, "b"}}, /*create=*/true);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
  }
  static Write Put(ColumnId column, std::string key, std::string value) {
    return {column, std::move(key), std::move(value)};
  }
  static Write Delete(ColumnId column, std::string key) {
    return {column, std::move(key), absl::nullopt};
  }
  absl::Status Commit(std::vector<Write> writes) {
    Batch batch;
    batch.writes = std::move(writes);
    return engine_->Commit(batch);
  }
  static Rows Read(const EngineSnapshot& snapshot, ColumnId column, const ScanRange& range = {}) {
    Rows rows;
    const auto cursor = snapshot.Scan(column, range);
    for (; cursor->Valid(); cursor->Next()) {
      rows.emplace_back(cursor->key(), cursor->value());
    }
    EXPECT_TRUE(cursor->status().ok()) << cursor->status();
    return rows;
  }

  testing::TempDir dir_;
  int next_url_ = 0;
  const std::string url_ = NewUrl();
  std::unique_ptr<Engine> engine_;
};

TEST_P(EngineConformance, ColumnsAreApartAndSurviveAReopening) {
  const std::string binary("\0\xff\n", 3);
  ZGC_ASSERT_OK(Commit({Put(kA, "k", "1"), Put(kB, "k", "2"), Put(kA, binary, "")}));
  Open();
  const auto snapshot = engine_->Snapshot();
  EXPECT_EQ(**snapshot->Get(kA, "k"), "1");
  EXPECT_EQ(**snapshot->Get(kB, "k"), "2");
  // An empty value is a value.
  EXPECT_EQ(**snapshot->Get(kA, binary), "");
  EXPECT_FALSE(snapshot->Get(kB, binary)->has_value());
}

TEST_P(EngineConformance, RowsAreLoadedInOrderAndSurviveAReopening) {
  const auto load = [&](const Rows& rows) {
    return engine_->Load(kA, [&](PutRow put) -> absl::Status {
      for (const auto& [key, value] : rows) {
        const absl::Status taken = put(key, value);
        if (!taken.ok()) return taken;
      }
      return absl::OkStatus();
    });
  };
  ZGC_ASSERT_OK(Commit({Put(kA, "gone", "1"), Put(kB, "stays", "1")}));
  ZGC_ASSERT_OK(engine_->Clear(kA));
  ZGC_ASSERT_OK(load({}));
  EXPECT_THAT(Read(*engine_->Snapshot(), kA), IsEmpty());
  ZGC_ASSERT_OK(load({{"a", "1"}, {"c", ""}}));
  // Among those that are there, over what is in memory, and a second time from empty.
  ZGC_ASSERT_OK(Commit({Put(kA, "b", "2")}));
  ZGC_ASSERT_OK(load({{"aa", "3"}, {"d", "4"}}));
  EXPECT_FALSE(load({{"y", "1"}, {"x", "1"}}).ok()) << "they are in no order";
  for (int opening = 0; opening < 2; ++opening, Open()) {
    EXPECT_THAT(
        Read(*engine_->Snapshot(), kA),
        ElementsAre(std::make_pair("a", "1"), std::make_pair("aa", "3"), std::make_pair("b", "2"),
                    std::make_pair("c", ""), std::make_pair("d", "4")));
    EXPECT_THAT(Read(*engine_->Snapshot(), kB), ElementsAre(std::make_pair("stays", "1")));
  }
  ZGC_ASSERT_OK(engine_->Clear(kA));
  ZGC_ASSERT_OK(load({{"z", "5"}}));
  Open();
  EXPECT_THAT(Read(*engine_->Snapshot(), kA), ElementsAre(std::make_pair("z", "5")));
  ZGC_EXPECT_OK(engine_->VerifyChecksums());
}

TEST_P(EngineConformance, TheLastWriteOfABatchHolds) {
  ZGC_ASSERT_OK(Commit({Put(kA, "x", "1"), Put(kA, "x", "2"), Put(kA, "y", "1"), Delete(kA, "y"),
                        Delete(kA, "z"), Put(kA, "z", "3")}));
  EXPECT_THAT(Read(*engine_->Snapshot(), kA),
              ElementsAre(std::make_pair("x", "2"), std::make_pair("z", "3")));
}

TEST_P(EngineConformance, RangesAreHalfOpenInBothDirections) {
  ZGC_ASSERT_OK(Commit({Put(kA, "a", "1"), Put(kA, "b", "2"), Put(kA, "b\x01", "3"),
                        Put(kA, "c", "4"), Put(kB, "b", "other")}));
  const auto snapshot = engine_->Snapshot();
  const auto keys = [&](const ScanRange& range) {
    std::vector<std::string> found;
    for (const auto& [key, value] : Read(*snapshot, kA, range)) found.push_back(key);
    return found;
  };
  EXPECT_THAT(keys({"b", "c", false}), ElementsAre("b", "b\x01"));
  EXPECT_THAT(keys({"b", "c", true}), ElementsAre("b\x01", "b"));
  EXPECT_THAT(keys({"b\x01", "", false}), ElementsAre("b\x01", "c"));
  EXPECT_THAT(keys({"", "", true}), ElementsAre("c", "b\x01", "b", "a"));
  EXPECT_THAT(keys({"d", "", false}), IsEmpty());
}

TEST_P(EngineConformance, ASnapshotDoesNotMove) {
  ZGC_ASSERT_OK(Commit({Put(kA, "k", "old"), Put(kA, "gone", "1")}));
  const auto before = engine_->Snapshot();
  const auto walking = before->Scan(kA, {});
  ZGC_ASSERT_OK(Commit({Put(kA, "k", "new"), Put(kA, "more", "2"), Delete(kA, "gone")}));
  EXPECT_EQ(**before->Get(kA, "k"), "old");
  EXPECT_THAT(Read(*before, kA),
              ElementsAre(std::make_pair("gone", "1"), std::make_pair("k", "old")));
  EXPECT_EQ(walking->key(), "gone");
  EXPECT_THAT(Read(*engine_->Snapshot(), kA),
              ElementsAre(std::make_pair("k", "new"), std::make_pair("more", "2")));
}

// What keeps two committers from writing the same revision.
TEST_P(EngineConformance, ABatchIsFencedByTheKeyThatMustBeAbsent) {
  Batch batch;
  batch.writes = {Put(kA, "revision", "1"), Put(kB, "row", "mine")};
  batch.absent_column = kA;
  batch.absent_key = "revision";
  ZGC_ASSERT_OK(engine_->Commit(batch));
  batch.writes[1] = Put(kB, "row", "another's");
  EXPECT_EQ(engine_->Commit(batch).code(), absl::StatusCode::kAborted);
  EXPECT_EQ(**engine_->Snapshot()->Get(kB, "row"), "mine");
  // A refused batch is no failure: the next one is taken.
  ZGC_EXPECT_OK(Commit({Put(kB, "row", "next")}));
}

TEST_P(EngineConformance, RandomBatchesAgreeWithAMap) {
  std::mt19937 random(7);
  std::map<std::string, std::string> model;
  for (int commit = 0; commit < 60; ++commit) {
    std::vector<Write> writes;
    for (int i = 0; i < 20; ++i) {
      const std::string key = absl::StrCat("k", random() % 50);
      if (random() % 4 == 0) {
        writes.push_back(Delete(kA, key));
        model.erase(key);
      } else {
        const std::string value = absl::StrCat(commit, "/", i);
        writes.push_back(Put(kA, key, value));
        model[key] = value;
      }
    }
    ZGC_ASSERT_OK(Commit(std::move(writes)));
    if (commit % 20 == 19) Open();
    ASSERT_EQ(Read(*engine_->Snapshot(), kA), Rows(model.begin(), model.end()));
  }
  ZGC_EXPECT_OK(engine_->VerifyChecksums());
}

TEST_P(EngineConformance, ACopyHoldsTheStateOfItsTimeAndIsReadWithoutAChange) {
  const std::string folder = dir_.path() + "/copy";
  std::filesystem::create_directory(folder);
  ZGC_ASSERT_OK(Commit({Put(kA, "k", "1")}));
  ZGC_ASSERT_OK(engine_->CopyTo(folder));
  ZGC_ASSERT_OK(Commit({Put(kA, "k", "2")}));
  const std::string url = UrlOf(folder);
  {
    const auto read = ReadEngine(url, {{kA, "a"}}, Look::kEveryBlock);
    ZGC_ASSERT_OK(read);
    EXPECT_EQ(**(*read)->Get(kA, "k"), "1");
  }
  EXPECT_EQ(ReadEngine(url, {{kA, "of_another"}}, Look::kFiles).status().code(),
            absl::StatusCode::kFailedPrecondition);
  const auto opened = OpenEngine(url, {{kA, "a"}, {kB, "b"}}, /*create=*/false);
  ZGC_ASSERT_OK(opened);
  EXPECT_EQ(**(*opened)->Snapshot()->Get(kA, "k"), "1");
}

TEST_P(EngineConformance, ASecondOpeningIsRefused) {
  EXPECT_FALSE(OpenEngine(url_, {{kA, "a"}, {kB, "b"}}, /*create=*/true).ok());
  ZGC_ASSERT_OK(engine_->Recover());
  EXPECT_FALSE(OpenEngine(url_, {{kA, "a"}, {kB, "b"}}, /*create=*/true).ok());
}

TEST_P(EngineConformance, ARecoveryLosesNothingAndLeavesReadersWhatTheySaw) {
  ZGC_ASSERT_OK(Commit({Put(kA, "k", "old"), Put(kA, "l", "1")}));
  auto before = engine_->Snapshot();
  auto walking = before->Scan(kA, {});
  for (int i = 0; i < 5; ++i) {
    ZGC_ASSERT_OK(engine_->WriteDerived({Put(kB, absl::StrCat(i), "derived")}));
    ZGC_ASSERT_OK(engine_->Recover());
    ZGC_ASSERT_OK(Commit({Put(kA, "k", absl::StrCat("new", i)), Delete(kA, "l")}));
    EXPECT_EQ(**before->Get(kA, "k"), "old");
    EXPECT_EQ(Read(*engine_->Snapshot(), kB).size(), i + 1u);
  }
  walking->Next();
  EXPECT_EQ(walking->key(), "l");
  walking.reset();
  // Its end changes nothing of what has come after it.
  before.reset();
  EXPECT_THAT(Read(*engine_->Snapshot(), kA), ElementsAre(std::make_pair("k", "new4")));
  ZGC_EXPECT_OK(engine_->VerifyChecksums());
  Open();
  EXPECT_THAT(Read(*engine_->Snapshot(), kA), ElementsAre(std::make_pair("k", "new4")));
  EXPECT_EQ(Read(*engine_->Snapshot(), kB).size(), 5u);
}

INSTANTIATE_TEST_SUITE_P(Engines, EngineConformance,
                         ::testing::Values(EngineUnderTest{
                             "RocksDb",
                             [](const testing::TempDir& dir, int number) {
                               return dir.StoreUrl(absl::StrCat("store", number));
                             }}),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace zgc::storage
