#include "common/storage/key_codec.h"

#include <algorithm>
#include <limits>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "gtest/gtest.h"

namespace zgc::storage {
namespace {

TEST(KeyCodecTest, IntegersKeepTheirOrder) {
  const std::vector<int64_t> values = {
      std::numeric_limits<int64_t>::min(), -256, -1, 0, 1, 255, 256,
      std::numeric_limits<int64_t>::max()};
  for (size_t i = 0; i < values.size(); ++i) {
    const std::string key = KeyWriter().Int(values[i]).Take();
    KeyReader reader(key);
    int64_t back = 7;
    ASSERT_TRUE(reader.Int(&back));
    EXPECT_TRUE(reader.Done());
    EXPECT_EQ(back, values[i]);
    if (i > 0) {
      EXPECT_LT(KeyWriter().Int(values[i - 1]).Take(), key);
      EXPECT_GT(KeyWriter().IntDescending(values[i - 1]).Take(),
                KeyWriter().IntDescending(values[i]).Take());
    }
  }
}

TEST(KeyCodecTest, TuplesOfRandomPartsKeepTheirOrder) {
  std::mt19937 random(20190101);
  const auto part = [&random] {
    std::string text;
    const size_t size = random() % 5;
    for (size_t i = 0; i < size; ++i) text.push_back("\0\x01\xff"[random() % 3]);
    return text;
  };
  for (int i = 0; i < 20000; ++i) {
    const auto a = std::make_tuple(part(), static_cast<int64_t>(random() % 3), part());
    const auto b = std::make_tuple(part(), static_cast<int64_t>(random() % 3), part());
    const auto encode = [](const auto& t) {
      return KeyWriter().String(std::get<0>(t)).Int(std::get<1>(t)).String(std::get<2>(t)).Take();
    };
    ASSERT_EQ(a < b, encode(a) < encode(b));
    const std::string bytes = encode(a);
    KeyReader reader(bytes);
    std::string first, third;
    int64_t second = 0;
    ASSERT_TRUE(reader.String(&first) && reader.Int(&second) && reader.String(&third));
    ASSERT_TRUE(reader.Done());
    ASSERT_EQ(std::make_tuple(first, second, third), a);
  }
}

TEST(KeyCodecTest, DamagedKeysAreRefused) {
  std::string text;
  int64_t number = 0;
  EXPECT_FALSE(KeyReader("abc").String(&text));
  EXPECT_FALSE(KeyReader(absl::string_view("a\0\x02", 3)).String(&text));
  EXPECT_FALSE(KeyReader("1234567").Int(&number));
  KeyReader reader("x");
  EXPECT_FALSE(reader.Int(&number));
  EXPECT_FALSE(reader.ok());
}

TEST(KeyCodecTest, PrefixEndBoundsThePrefix) {
  EXPECT_EQ(PrefixEnd("ab"), "ac");
  EXPECT_EQ(PrefixEnd("a\xff"), "b");
  EXPECT_EQ(PrefixEnd("\xff\xff"), "");
  EXPECT_EQ(PrefixEnd(""), "");
}

}  // namespace
}  // namespace zgc::storage
