#include "common/storage/derived/near_rows.h"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/storage/store.h"
#include "common/storage/test_rows.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gtest/gtest.h"

namespace zgc::storage {
namespace {

class NearRowsTest : public ::testing::Test {
 protected:
  // Every second of the keys is one of a row.
  NearRowsTest() {
    StoreOptions options;
    options.url = dir_.StoreUrl();
    options.create = true;
    auto store = Store::Open(TestSchema(), options);
    ZGC_EXPECT_OK(store);
    store_ = *std::move(store);
    ZGC_EXPECT_OK(store_->Apply({}, [](Txn& txn) -> absl::StatusOr<std::string> {
      for (int i = 0; i < kKeys; i += 2) {
        txn.Put(kRows, Key(i), absl::StrCat("row ", i));
        txn.Put(kPlain, Key(i), absl::StrCat("plain ", i));
      }
      return "";
    }));
  }

  static constexpr int kKeys = 1'000;
  static std::string Key(int i) { return absl::StrCat(10'000 + i); }

  testing::TempDir dir_;
  std::unique_ptr<Store> store_;
};

TEST_F(NearRowsTest, AnyOrderReadsWhatTheRowsAre) {
  const Snapshot rows = store_->Read();
  std::mt19937 random(7);
  const NearRows near(rows);
  int at = 0;
  for (int i = 0; i < 5'000; ++i) {
    // Steps, the same again, leaps, back, and past the last.
    at = random() % 8 == 0 ? static_cast<int>(random() % (kKeys + 20))
                           : at + static_cast<int>(random() % 12) - 1;
    at = std::max(0, std::min(at, kKeys + 20));
    for (const Column& column : {kRows, kPlain}) {
      const auto found = near.Get(column, Key(at));
      ZGC_ASSERT_OK(found);
      EXPECT_EQ(*found, *rows.Get(column, Key(at))) << at;
    }
  }
}

TEST_F(NearRowsTest, WhatIsReadInOrderIsSearchedOnce) {
  const Snapshot rows = store_->Read();
  const NearRows near(rows);
  for (int i = 0; i < kKeys - 1; ++i) {
    ZGC_ASSERT_OK(near.Get(kRows, Key(i)));
    ZGC_ASSERT_OK(near.Get(kRows, Key(i)));
    // Of a table of its own.
    ZGC_ASSERT_OK(near.Get(kPlain, Key(i)));
  }
  EXPECT_EQ(near.searches(), 2);
}

// It is back at steps soon after.
TEST_F(NearRowsTest, LeapsAreSearchedAndStepsAfterThemAreNot) {
  const Snapshot rows = store_->Read();
  const NearRows near(rows);
  constexpr int kLeaps = 200;
  for (int i = 0; i < kLeaps; ++i) ZGC_ASSERT_OK(near.Get(kRows, Key(i * 389 % kKeys)));
  EXPECT_EQ(near.searches(), kLeaps);
  for (int i = 0; i < 500; ++i) ZGC_ASSERT_OK(near.Get(kRows, Key(i)));
  EXPECT_LT(near.searches(), kLeaps + 100);
}

}  // namespace
}  // namespace zgc::storage
