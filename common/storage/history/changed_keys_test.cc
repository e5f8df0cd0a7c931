#include "common/storage/history/changed_keys.h"

#include <map>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/storage/test_rows.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

namespace zgc::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

class ChangedKeysTest : public ::testing::Test {
 protected:
  ChangedKeysTest() {
    auto store = Store::Open(TestSchema(), {.url = dir_.StoreUrl(), .create = true});
    EXPECT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  int64_t Put(const std::string& key, const std::string& value, const Column& column = kRows) {
    const auto done = store_->Apply({}, [&](Txn& txn) -> absl::StatusOr<std::string> {
      if (value.empty()) {
        txn.Delete(column, key);
      } else {
        txn.Put(column, key, value);
      }
      return "";
    });
    ZGC_EXPECT_OK(done);
    return done->revision;
  }
  // Their keys up to a revision; nullopt if they are not known.
  static absl::optional<std::vector<std::string>> Taken(ChangedKeys& keys, int64_t revision) {
    const auto taken = keys.Take(revision);
    if (!taken.has_value()) return absl::nullopt;
    std::vector<std::string> all;
    for (const auto& [column, key] : *taken) all.push_back(absl::StrCat(column, " ", key));
    return all;
  }

  testing::TempDir dir_;
  std::unique_ptr<Store> store_;
};

TEST_F(ChangedKeysTest, HasTheRowsOfTheCommitsSinceItBeganUpToTheRevisionThatIsAsked) {
  Put("before", "1");
  const auto keys = store_->CollectKeys(1 << 20);
  EXPECT_THAT(Taken(*keys, store_->head()), Optional(IsEmpty()));
  Put("a", "1");
  const int64_t second = Put("b", "1");
  Put("a", "");
  Put("p", "1", kPlain);
  EXPECT_THAT(Taken(*keys, second), Optional(ElementsAre("10 a", "10 b")));
  EXPECT_THAT(Taken(*keys, store_->head()), Optional(ElementsAre("10 a", "11 p")));
  EXPECT_THAT(Taken(*keys, store_->head()), Optional(IsEmpty()));
}

TEST_F(ChangedKeysTest, WhatAFailedTransactionWroteIsNotThere) {
  const auto keys = store_->CollectKeys(1 << 20);
  const auto failed = store_->Apply({}, [](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Put(kRows, "a", "1");
    return absl::InvalidArgumentError("no");
  });
  EXPECT_FALSE(failed.ok());
  EXPECT_THAT(Taken(*keys, store_->head()), Optional(IsEmpty()));
}

TEST_F(ChangedKeysTest, WhatDoesNotFitIsNotKnownUntilAllOfItIsTaken) {
  const auto keys = store_->CollectKeys(4 << 10);
  const int64_t first = Put("a", "1");
  Put(std::string(8 << 10, 'x'), "1");
  Put("b", "1");
  EXPECT_EQ(Taken(*keys, first), absl::nullopt);
  EXPECT_EQ(Taken(*keys, store_->head()), absl::nullopt);
  Put("c", "1");
  EXPECT_THAT(Taken(*keys, store_->head()), Optional(ElementsAre("10 c")));
}

// Whoever applies the keys to what a snapshot before them holds has what a later one does.
TEST_F(ChangedKeysTest, WhileOthersWriteNothingIsMissedFromWheneverItBegins) {
  std::thread writer([&] {
    for (int i = 0; i < 2'000; ++i) Put(absl::StrCat("k", i % 50), absl::StrCat(i));
  });
  for (int round = 0; round < 20; ++round) {
    const auto keys = store_->CollectKeys(1 << 20);
    Snapshot at = store_->Read();
    keys->Take(at.revision());
    std::map<std::string, std::string> held;
    for (auto cursor = at.Scan(kRows, {}); cursor->Valid(); cursor->Next()) {
      held[std::string(cursor->key())] = std::string(cursor->value());
    }
    for (int step = 0; step < 5; ++step) {
      const Snapshot now = store_->Read();
      const auto taken = keys->Take(now.revision());
      ASSERT_TRUE(taken.has_value());
      for (const auto& [column, key] : *taken) {
        const auto value = now.Get(kRows, key);
        ZGC_ASSERT_OK(value);
        if (value->has_value()) held[key] = **value;
      }
      std::map<std::string, std::string> read;
      for (auto cursor = now.Scan(kRows, {}); cursor->Valid(); cursor->Next()) {
        read[std::string(cursor->key())] = std::string(cursor->value());
      }
      ASSERT_EQ(held, read);
    }
  }
  writer.join();
}

}  // namespace
}  // namespace zgc::storage
