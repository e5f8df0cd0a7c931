#include "common/base/names.h"

#include <string>

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

TEST(NamesTest, AnIdIsOneToEightyOfItsSigns) {
  for (const std::string& good : {std::string("a"), std::string("park-2019"), std::string("-"),
                                  std::string("0"), std::string(80, 'z')}) {
    EXPECT_TRUE(IsResourceId(good)) << good;
    EXPECT_TRUE(IsMixedId(good)) << good;
  }
  for (const char* mixed : {"A", "Z9", "a.b", "O-1.2"}) {
    EXPECT_FALSE(IsResourceId(mixed)) << mixed;
    EXPECT_TRUE(IsMixedId(mixed)) << mixed;
  }
  for (const std::string& bad :
       {std::string(), std::string("a b"), std::string("a_b"), std::string("a/b"),
        std::string("a@b"), std::string("中"), std::string(1, '\0'), std::string(81, 'a')}) {
    EXPECT_FALSE(IsResourceId(bad)) << bad;
    EXPECT_FALSE(IsMixedId(bad)) << bad;
  }
  EXPECT_STREQ(kResourceIdForm, "must be 1 to 80 of a-z, 0-9 and '-'");
  EXPECT_STREQ(kMixedIdForm, "must be 1 to 80 of A-Z, a-z, 0-9, '.' and '-'");
}

}  // namespace
}  // namespace zgc::base
