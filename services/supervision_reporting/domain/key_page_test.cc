#include "services/supervision_reporting/domain/key_page.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Taken(KeyPage& keys, size_t bytes = 1) {
  std::vector<std::string> taken;
  for (const char* key : {"a", "b", "c", "d"}) {
    if (keys.Takes(key, bytes)) taken.emplace_back(key);
  }
  return taken;
}

TEST(KeyPageTest, APageEndsWhereTheNextBegins) {
  storage::Page page;
  page.size = 2;
  KeyPage first(page);
  EXPECT_THAT(Taken(first), ElementsAre("a", "b"));
  EXPECT_EQ(first.next(), "c");
  page.start = first.next();
  KeyPage second(page);
  EXPECT_THAT(Taken(second), ElementsAre("c", "d"));
  EXPECT_FALSE(second.full());
  EXPECT_EQ(second.next(), "");
}

TEST(KeyPageTest, ItEndsByBytesAndTimeThoughNeverBeforeItsFirstRow) {
  storage::Page page;
  page.bytes = 10;
  KeyPage bytes(page);
  EXPECT_THAT(Taken(bytes, 20), ElementsAre("a"));
  page = {};
  page.until = absl::InfinitePast();
  KeyPage time(page);
  EXPECT_THAT(Taken(time), ElementsAre("a"));
  EXPECT_EQ(time.next(), "b");
}

}  // namespace
}  // namespace zgc::supervision
