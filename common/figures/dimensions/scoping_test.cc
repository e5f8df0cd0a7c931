#include "common/figures/dimensions/scoping.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

TEST(ScopingSuffix, SaysEveryWordInOneWayAndIsReadBack) {
  const Scoping scoping = {{"park", {"parks/a.b", "parks/c"}}, {"sort", {"-", "甲 1+2=3,4%"}}};
  const std::string suffix = ScopingSuffix(scoping);
  EXPECT_EQ(suffix, "+park=parks.a%2Eb,parks.c+sort=-,%E7%94%B2%201%2B2%3D3%2C4%25");
  EXPECT_EQ(ParseScopingSuffix(suffix), scoping);
  EXPECT_EQ(ScopingSuffix({}), "");
  EXPECT_EQ(ParseScopingSuffix(""), Scoping());
}

TEST(ScopingSuffix, NothingElseIsRead) {
  for (const char* suffix :
       {"+", "park=a", "+park", "+park=", "+park=,a", "+park=a,a", "+park=b,a", "+b=x+a=x",
        "+a=x+a=y", "+a=%41", "+a=%e4%b8%80", "+a=%E4", "+a=%", "+a=x+", "++a=x", "+a=甲"}) {
    EXPECT_EQ(ParseScopingSuffix(suffix), absl::nullopt) << suffix;
  }
}

}  // namespace
}  // namespace zgc::figures
