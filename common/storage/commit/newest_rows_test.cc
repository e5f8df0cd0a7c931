#include "common/storage/commit/newest_rows.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace zgc::storage {
namespace {

TEST(NewestRowsTest, HoldsRowsAndThatThereIsNone) {
  NewestRows rows(1 << 20);
  EXPECT_EQ(rows.Find(10, "a"), nullptr);
  rows.Put(10, "a", "1");
  rows.Put(10, "b", absl::nullopt);
  ASSERT_NE(rows.Find(10, "a"), nullptr);
  EXPECT_EQ(*rows.Find(10, "a"), "1");
  ASSERT_NE(rows.Find(10, "b"), nullptr);
  EXPECT_EQ(*rows.Find(10, "b"), absl::nullopt);
  EXPECT_EQ(rows.Find(11, "a"), nullptr);
  rows.Change(10, "a", "2");
  rows.Change(10, "c", "3");
  EXPECT_EQ(*rows.Find(10, "a"), "2");
  EXPECT_EQ(rows.Find(10, "c"), nullptr);
  rows.Put(10, "a", absl::nullopt);
  EXPECT_EQ(*rows.Find(10, "a"), absl::nullopt);
  rows.Clear();
  EXPECT_EQ(rows.Find(10, "a"), nullptr);
  EXPECT_EQ(rows.Find(10, "b"), nullptr);
}

TEST(NewestRowsTest, WhatWasNotWantedForLongGoesAndWhatWasStays) {
  constexpr int kRows = 1'000;
  NewestRows rows(100'000);
  rows.Put(10, "wanted", "0");
  int held = 0;
  for (int i = 0; i < kRows; ++i) {
    rows.Put(10, absl::StrCat("k", i), std::string(100, 'x'));
    ASSERT_NE(rows.Find(10, "wanted"), nullptr) << i;
    ASSERT_EQ(*rows.Find(10, "wanted"), absl::StrCat(i));
    rows.Put(10, "wanted", absl::StrCat(i + 1));
  }
  EXPECT_EQ(rows.Find(10, "k0"), nullptr);
  EXPECT_NE(rows.Find(10, absl::StrCat("k", kRows - 1)), nullptr);
  for (int i = 0; i < kRows; ++i) held += rows.Find(10, absl::StrCat("k", i)) != nullptr ? 1 : 0;
  EXPECT_GT(held, 200);
  EXPECT_LT(held, 600);
}

// A row that was held for long and is written again is not found as it was.
TEST(NewestRowsTest, TheLastThatWasPutIsFound) {
  NewestRows rows(2'000);
  for (int i = 0; i < 200; ++i) {
    const std::string key = absl::StrCat("k", i % 13);
    rows.Put(10, key, absl::StrCat(i));
    ASSERT_EQ(*rows.Find(10, key), absl::StrCat(i));
    for (int k = 0; k < 13; ++k) {
      const auto* row = rows.Find(10, absl::StrCat("k", k));
      if (row != nullptr) EXPECT_EQ(*row, absl::StrCat(i - (i - k + 130) % 13));
    }
  }
}

}  // namespace
}  // namespace zgc::storage
