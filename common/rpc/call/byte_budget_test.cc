#include "common/rpc/call/byte_budget.h"

#include "absl/types/optional.h"
#include "gtest/gtest.h"

namespace zgc::rpc {
namespace {

TEST(ByteBudgetTest, ACallerHasAShareAndWhatGoesIsGivenBack) {
  ByteBudget budget(100, 60);
  ByteBudget::Taken first;
  ByteBudget::Taken second;
  EXPECT_TRUE(budget.Take("a", 60, first));
  EXPECT_FALSE(budget.Take("a", 1, second));
  EXPECT_FALSE(budget.Take("b", 41, second));
  EXPECT_TRUE(budget.Take("b", 40, second));
  EXPECT_EQ(budget.held(), 100);
  first = ByteBudget::Taken();
  second = ByteBudget::Taken();
  EXPECT_EQ(budget.held(), 0);
}

// An empty answer beside another one of its caller.
TEST(ByteBudgetTest, WhatHasNoBytesMayOutliveTheRestOfItsCaller) {
  ByteBudget budget(100, 60);
  absl::optional<ByteBudget::Taken> some(absl::in_place);
  ByteBudget::Taken none;
  EXPECT_TRUE(budget.Take("a", 10, *some));
  EXPECT_TRUE(budget.Take("a", 0, none));
  some.reset();
  EXPECT_EQ(budget.held(), 0);
}

TEST(ByteBudgetTest, WhatWasTakenMayOutliveTheBudget) {
  ByteBudget::Taken taken;
  {
    ByteBudget budget(100, 60);
    EXPECT_TRUE(budget.Take("a", 10, taken));
  }
  taken = ByteBudget::Taken();
}

}  // namespace
}  // namespace zgc::rpc
