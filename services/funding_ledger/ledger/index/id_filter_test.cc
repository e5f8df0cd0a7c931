#include "services/funding_ledger/ledger/index/id_filter.h"

#include <random>

#include "gtest/gtest.h"

namespace zgc::funding {
namespace {

TransferId Draw(std::mt19937_64& random) {
  const uint64_t high = random();
  return absl::MakeUint128(high, random());
}

// Into the third layer.
TEST(IdFilterTest, NoIdIsMissedAndFewAreTakenForOthers) {
  constexpr int kIds = (1 << 20) + (1 << 21) + 1000;
  IdFilter filter;
  std::mt19937_64 random(1);
  for (int i = 0; i < kIds; ++i) filter.Add(Draw(random));
  std::mt19937_64 again(1);
  for (int i = 0; i < kIds; ++i) ASSERT_TRUE(filter.MayHold(Draw(again))) << i;
  int wrong = 0;
  for (int i = 0; i < 100'000; ++i) wrong += filter.MayHold(Draw(random)) ? 1 : 0;
  EXPECT_LT(wrong, 1000);
}

TEST(IdFilterTest, AnEmptyOneHoldsNothing) {
  IdFilter filter;
  std::mt19937_64 random(2);
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(filter.MayHold(Draw(random)));
}

}  // namespace
}  // namespace zgc::funding
