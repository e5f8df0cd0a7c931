#include "services/supervision_reporting/domain/counts.h"

#include "common/testing/matchers.h"
#include "gmock/gmock.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

TEST(CountsTest, ARecordWithoutACountStandsForOne) {
  EXPECT_EQ(CountOf(0), 1);
  EXPECT_EQ(CountOf(1), 1);
  EXPECT_EQ(CountOf(58), 58);
}

TEST(CountsTest, ACountIsNotNegative) {
  resource::Checks checks;
  CheckCount(0, "n", checks);
  CheckCount(7, "n", checks);
  ZGC_EXPECT_OK(checks.ToStatus());
  CheckCount(-1, "n", checks);
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, HasSubstr("n: is negative")));
}

}  // namespace
}  // namespace zgc::supervision
