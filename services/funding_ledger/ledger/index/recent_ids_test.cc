#include "services/funding_ledger/ledger/index/recent_ids.h"

#include "gtest/gtest.h"

namespace zgc::funding {
namespace {

// More than two generations.
constexpr int kMany = 150'000;

TransferId Id(int number) { return absl::MakeUint128(number, ~number); }

// One id for each revision, and what is indexed 50,000 behind.
RecentIds Filled(int count, int behind) {
  RecentIds ids;
  for (int i = 1; i <= count; ++i) {
    ids.Add(Id(i), {i, i % 7});
    ids.Forget(i - behind);
  }
  return ids;
}

TEST(RecentIdsTest, WhatIsNotIndexedIsFound) {
  const RecentIds ids = Filled(kMany, 50'000);
  for (int i = kMany - 50'000 + 1; i <= kMany; ++i) {
    const auto found = ids.Find(Id(i));
    ASSERT_TRUE(found.has_value()) << i;
    ASSERT_EQ(found->revision, i);
    ASSERT_EQ(found->number, i % 7);
  }
  EXPECT_FALSE(ids.Find(Id(kMany + 1)).has_value());
}

TEST(RecentIdsTest, WhatIsIndexedIsForgottenSomeTime) {
  const RecentIds ids = Filled(kMany, 1000);
  int held = 0;
  ids.ForEach([&](TransferId) { ++held; });
  EXPECT_LT(held, kMany / 2);
  EXPECT_FALSE(ids.Find(Id(1)).has_value());
}

TEST(RecentIdsTest, NothingIsForgottenBeforeItIsIndexed) {
  const RecentIds ids = Filled(kMany, kMany);
  int held = 0;
  ids.ForEach([&](TransferId) { ++held; });
  EXPECT_EQ(held, kMany);
}

TEST(RecentIdsTest, OneThatIsTakenBackMayComeAgain) {
  RecentIds ids;
  ids.Add(Id(1), {1, 0});
  ids.Remove(Id(1));
  EXPECT_FALSE(ids.Find(Id(1)).has_value());
  ids.Add(Id(1), {2, 3});
  EXPECT_EQ(ids.Find(Id(1))->revision, 2);
}

}  // namespace
}  // namespace zgc::funding
