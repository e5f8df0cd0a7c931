#include "services/supervision_reporting/domain/counts.h"

#include "gtest/gtest.h"

namespace zgc::supervision {
namespace {

TEST(CountsTest, ARecordWithoutACountStandsForOne) {
  EXPECT_EQ(CountOf(0), 1);
  EXPECT_EQ(CountOf(1), 1);
  EXPECT_EQ(CountOf(58), 58);
}

}  // namespace
}  // namespace zgc::supervision
