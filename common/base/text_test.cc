#include "common/base/text.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace zgc::base {
namespace {

TEST(TextTest, AcceptsEveryScalarValueAndNothingElse) {
  for (char32_t point = 0; point <= 0x10FFFF; ++point) {
    const std::string bytes = EncodeUtf8(point);
    ASSERT_TRUE(IsValidUtf8(bytes)) << static_cast<uint32_t>(point);
    const CodePoint back = CodePointAt(bytes, 0);
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    ASSERT_EQ(back.value, surrogate ? kReplacement : point);
    ASSERT_EQ(back.length, bytes.size());
  }
  EXPECT_EQ(EncodeUtf8(0x110000), EncodeUtf8(kReplacement));
}

TEST(TextTest, WhiteSpaceOfEveryKindIsBlank) {
  for (const char* text : {"", " ", "\t\r\n", "　", " \u00a0\u200b\u2003\ufeff"}) {
    EXPECT_TRUE(IsBlank(text)) << text;
  }
  for (const char* text : {"a", " 漏 ", "。", "\xff"}) EXPECT_FALSE(IsBlank(text)) << text;
}

TEST(TextTest, FindsTheFirstBadByte) {
  struct Case {
    absl::string_view text;
    size_t offset;
  };
  const Case cases[] = {
      {"\x80", 0},              // continuation without a lead
      {"ab\xC0\x80", 2},        // overlong
      {"\xE0\x80\x80", 0},      // overlong
      {"\xF0\x80\x80\x80", 0},  // overlong
      {"\xED\xA0\x80", 0},      // surrogate
      {"\xF4\x90\x80\x80", 0},  // above U+10FFFF
      {"\xF5\x80\x80\x80", 0},  // never a lead
      {"家\xE5\xAE", 3},        // cut off
      {"家\xE5\x41\x41", 3},    // broken inside
      {"\xFF", 0},
  };
  for (const Case& c : cases) {
    ASSERT_TRUE(FirstBadByte(c.text).has_value()) << c.text;
    EXPECT_EQ(*FirstBadByte(c.text), c.offset) << c.text;
    EXPECT_FALSE(IsValidUtf8(c.text));
  }
  EXPECT_FALSE(FirstBadByte("").has_value());
  EXPECT_FALSE(FirstBadByte("中a𠮷é").has_value());
}

TEST(TextTest, OffsetsGoBothWays) {
  const std::string text = "a中é𠮷z";
  const size_t bytes[] = {0, 1, 4, 6, 10, 11};
  EXPECT_EQ(CountCodePoints(text), 5u);
  const DecodedText decoded = Decode(text);
  ASSERT_EQ(decoded.points.size(), 5u);
  ASSERT_EQ(decoded.byte_offsets.size(), 6u);
  for (size_t i = 0; i <= 5; ++i) {
    EXPECT_EQ(CodePointOffset(text, bytes[i]), i);
    EXPECT_EQ(decoded.byte_offsets[i], bytes[i]);
  }
  EXPECT_EQ(CodePointOffset(text, 99), 5u);
  EXPECT_EQ(decoded.points[3], U'𠮷');
}

TEST(TextTest, BadBytesCountOneEach) {
  EXPECT_EQ(CountCodePoints("\xFF\xFE家"), 3u);
  EXPECT_EQ(Decode("\xE5\xAE").points, (std::u32string{kReplacement, kReplacement}));
}

TEST(Text, TruncateCutsBetweenCodePoints) {
  EXPECT_EQ(Truncate("园区", 6), "园区");
  EXPECT_EQ(Truncate("园区", 5), "园…");
  EXPECT_EQ(Truncate("园区", 2), "…");
  EXPECT_EQ(Truncate("abc", 2), "ab…");
}

TEST(TextTest, NumberedBytesCountNumbers) {
  const std::string long_one(300, '7');
  const std::vector<std::string> ascending = {"",
                                              "-",
                                              "0",
                                              "1",
                                              "02",
                                              "2",
                                              "2a",
                                              "9",
                                              "10",
                                              "14",
                                              "14.2",
                                              "14.10",
                                              "14.10.1",
                                              "100",
                                              long_one,
                                              long_one + "0",
                                              "A1",
                                              "A10",
                                              "京政发〔2018〕100号",
                                              "京政发〔2019〕9号",
                                              "京政发〔2019〕11号"};
  for (size_t i = 1; i < ascending.size(); ++i) {
    EXPECT_LT(NumberedBytes(ascending[i - 1]), NumberedBytes(ascending[i])) << ascending[i];
  }
}

}  // namespace
}  // namespace zgc::base
