#include "common/base/names.h"

#include "gtest/gtest.h"

namespace zgc::base {
namespace {

TEST(NamesTest, IdsStandBehindTheLastSlash) {
  EXPECT_EQ(IdOf("parks/a"), "a");
  EXPECT_EQ(IdOf("//park_region/parks/a"), "a");
  EXPECT_EQ(IdOf("a"), "a");
  EXPECT_EQ(IdOf("parks/"), "");
  EXPECT_EQ(IdOf(""), "");
}

}  // namespace
}  // namespace zgc::base
