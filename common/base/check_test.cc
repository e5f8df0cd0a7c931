#include "common/base/check.h"

#include <gtest/gtest.h>

#include <string>

namespace zgc::base {
namespace {

TEST(CheckDeathTest, EndsTheProcessWithWhereAndWhy) {
  const int sum = 3;
  EXPECT_DEATH(ZGC_CHECK(sum == 4, "debits are not credits"),
               "check_test.cc:.*not true: sum == 4: debits are not credits");
}

TEST(CheckTest, TheReasonIsMadeOnlyWhenItIsNeeded) {
  int made = 0;
  const auto why = [&] {
    ++made;
    return std::string("no reason");
  };
  ZGC_CHECK(made == 0, why());
  EXPECT_EQ(made, 0);
}

}  // namespace
}  // namespace zgc::base
