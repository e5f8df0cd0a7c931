#include "common/rpc/server/leases.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace zgc::rpc {
namespace {

constexpr absl::Duration kNow = absl::Seconds(1000);

TEST(LeasesTest, HeldWhileAnyIsAlive) {
  Leases leases;
  EXPECT_EQ(leases.Left(kNow), absl::ZeroDuration());
  ASSERT_TRUE(leases.Begin("a", kNow, kNow + absl::Seconds(10)));
  ASSERT_TRUE(leases.Begin("b", kNow, kNow + absl::Seconds(60)));
  EXPECT_EQ(leases.Left(kNow), absl::Seconds(60));
  EXPECT_TRUE(leases.End("b", kNow));
  EXPECT_EQ(leases.Left(kNow), absl::Seconds(10));
  EXPECT_TRUE(leases.Alive("a", kNow + absl::Seconds(9)));
  EXPECT_FALSE(leases.Alive("a", kNow + absl::Seconds(10)));
  EXPECT_EQ(leases.Left(kNow + absl::Seconds(10)), absl::ZeroDuration());
}

TEST(LeasesTest, IsNeverShortened) {
  Leases leases;
  ASSERT_TRUE(leases.Begin("a", kNow, kNow + absl::Seconds(60)));
  ASSERT_TRUE(leases.Begin("a", kNow, kNow + absl::Seconds(1)));
  EXPECT_EQ(leases.Left(kNow), absl::Seconds(60));
}

TEST(LeasesTest, EndsOnceAndAllAtOnce) {
  Leases leases;
  EXPECT_FALSE(leases.End("a", kNow));
  EXPECT_FALSE(leases.End("", kNow));
  ASSERT_TRUE(leases.Begin("a", kNow, kNow + absl::Seconds(60)));
  ASSERT_TRUE(leases.Begin("b", kNow, kNow + absl::Seconds(60)));
  EXPECT_TRUE(leases.End("", kNow));
  EXPECT_FALSE(leases.Alive("a", kNow));
  EXPECT_FALSE(leases.End("b", kNow));
}

TEST(LeasesTest, WhetherOneHoldsIsAskedWithoutEndingIt) {
  Leases leases;
  EXPECT_FALSE(leases.Holds("a", kNow));
  EXPECT_FALSE(leases.Holds("", kNow));
  ASSERT_TRUE(leases.Begin("a", kNow, kNow + absl::Seconds(60)));
  EXPECT_TRUE(leases.Holds("a", kNow));
  EXPECT_TRUE(leases.Holds("", kNow));
  EXPECT_FALSE(leases.Holds("b", kNow));
  EXPECT_FALSE(leases.Holds("", kNow + absl::Seconds(60)));
}

TEST(LeasesTest, AreFew) {
  Leases leases;
  for (size_t i = 0; i < Leases::kMax; ++i) {
    ASSERT_TRUE(leases.Begin(absl::StrCat(i), kNow, kNow + absl::Seconds(1)));
  }
  EXPECT_FALSE(leases.HasRoom("more", kNow));
  EXPECT_TRUE(leases.HasRoom("0", kNow)) << "one that is alive is prolonged";
  EXPECT_FALSE(leases.Begin("more", kNow, kNow + absl::Seconds(9)));
  // Those that have ended make room.
  const absl::Duration later = kNow + absl::Seconds(1);
  EXPECT_TRUE(leases.HasRoom("more", later));
  EXPECT_TRUE(leases.Begin("more", later, later + absl::Seconds(9)));
}

}  // namespace
}  // namespace zgc::rpc
