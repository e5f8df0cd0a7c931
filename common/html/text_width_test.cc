#include "common/html/text_width.h"

#include "gtest/gtest.h"

namespace zgc::html {
namespace {

TEST(WidthOfTest, ChineseIsSquareAndTheRestNarrower) {
  EXPECT_EQ(WidthOf("", 10), 0);
  EXPECT_EQ(WidthOf("园区", 10), 20);
  EXPECT_EQ(WidthOf("ab", 10), 12);
  EXPECT_EQ(WidthOf("a园", 10), 16);
}

TEST(FitTest, WhatIsTooWideEndsWithAnEllipsisAndStaysWithinTheWidth) {
  EXPECT_EQ(Fit("园区建设", 40, 10), "园区建设");
  EXPECT_EQ(Fit("园区建设", 39, 10), "园区…");
  EXPECT_EQ(Fit("园区建设", 5, 10), "…");
}

}  // namespace
}  // namespace zgc::html
