#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/text.h"
#include "common/scanner/scanner.h"
#include "common/scanner/scanner_testing.h"
#include "gtest/gtest.h"

namespace zgc::figures {
namespace {

using Random = std::mt19937_64;

int Pick(Random& random, int low, int high) {
  return std::uniform_int_distribution<int>(low, high)(random);
}

template <typename T, size_t N>
const T& Pick(Random& random, const T (&items)[N]) {
  return items[static_cast<size_t>(Pick(random, 0, static_cast<int>(N) - 1))];
}

// What a text prints and what the scanner must find in it.
struct Rendered {
  std::string text;
  std::string line;
};

// 0 to 99999999 in Chinese, written by the grammar and not by the scanner's code.
std::string InChinese(int value) {
  static const char* const kDigits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  if (value >= 10000) {
    const int rest = value % 10000;
    return absl::StrCat(InChinese(value / 10000), "万",
                        rest == 0 ? "" : absl::StrCat(rest < 1000 ? "零" : "", InChinese(rest)));
  }
  std::string text;
  bool gap = false;
  const std::pair<int, const char*> places[] = {{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}};
  for (const auto& [place, word] : places) {
    const int digit = value / place % 10;
    if (digit == 0) {
      gap = !text.empty();
      continue;
    }
    if (gap) text += "零";
    gap = false;
    absl::StrAppend(&text, kDigits[digit], word);
  }
  // 一十六 is written 十六.
  return value >= 10 && value < 20 ? text.substr(3) : text;
}

Rendered RandomFigure(Random& random) {
  static const char* const kUnits[] = {"家", "项", "个", "人次", "亩", "名", "件", "公里", "篇"};
  struct Words {
    const char* before;
    const char* inner;
    const char* behind;
    const char* name;
  };
  static const Words kWords[] = {
      {"", "", "", ""},           {"超过", "", "", " above"},  {"逾", "", "", " above"},
      {"超", "", "", " over"},    {"不足", "", "", " below"},  {"", "", "以外", " above"},
      {"约", "", "", " approx"},  {"近", "", "", " nearly"},   {"不少于", "", "", " at_least"},
      {"", "余", "", " over"},    {"", "多", "", " over"},     {"", "", "以上", " at_least"},
      {"", "", "以内", " up_to"}, {"", "", "左右", " approx"}, {"不超过", "", "", " up_to"},
  };
  const std::string unit = Pick(random, kUnits);
  const Words& words = Pick(random, kWords);
  std::string number;
  std::string value;
  switch (Pick(random, 0, 3)) {
    case 0: {
      const int n = Pick(random, 3, 9999999);
      number = absl::StrCat(n);
      value = number;
      break;
    }
    case 1: {
      const int tenths = Pick(random, 1, 9999) * 10 + Pick(random, 1, 9);
      number = absl::StrCat(tenths / 10, ".", tenths % 10, "万");
      value = absl::StrCat(tenths, "000");
      break;
    }
    case 2: {
      const int n = Pick(random, 1, 199) * 10000000 + 3;
      const std::string digits = absl::StrCat(n);
      for (size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) number += ",";
        number += digits[i];
      }
      if (number.size() - number.find(',') < 4) number = digits + "0";
      value = digits;
      break;
    }
    default: {
      const int n = Pick(random, 11, 99999999);
      number = InChinese(n);
      value = absl::StrCat(n);
      // 百余 and 三千多 are said of round numbers; 三百零五多 is not said at all.
      break;
    }
  }
  return {absl::StrCat(words.before, number, words.inner, unit, words.behind),
          absl::StrCat(value, " ", unit, words.name)};
}

TEST(ScannerPropertyTest, WhatIsRenderedIsScannedBack) {
  Random random(20191016);
  for (int i = 0; i < 5000; ++i) {
    const Rendered figure = RandomFigure(random);
    const std::string text = absl::StrCat("服务企业", figure.text, "。");
    const std::vector<std::string> lines = Lines(text);
    ASSERT_EQ(lines.size(), 1u) << text;
    ASSERT_EQ(lines[0], figure.line) << text;
  }
}

TEST(ScannerPropertyTest, DatesRoundTrip) {
  Random random(35);
  for (int i = 0; i < 2000; ++i) {
    const int year = Pick(random, 1949, 2099);
    const int month = Pick(random, 1, 12);
    const int day = Pick(random, 1, 28);
    for (const std::string& date :
         {absl::StrCat(year, "年", month, "月", day, "日"), absl::StrCat(year, "年", month, "月"),
          absl::StrCat(month, "月", day, "日"), absl::StrCat(year, "年"),
          absl::StrCat(year, ".", month, ".", day), absl::StrCat(year, "/", month, "/", day)}) {
      const std::vector<Numeral> numerals = Scan(absl::StrCat("会议于", date, "召开"));
      ASSERT_EQ(numerals.size(), 1u) << date;
      ASSERT_EQ(numerals[0].numeral_class, NumeralClass::kDate) << date;
      ASSERT_EQ(numerals[0].printed, date);
    }
  }
}

// Sentences are independent: a text is the sum of its sentences.
TEST(ScannerPropertyTest, ConcatenationShiftsOffsets) {
  Random random(7);
  for (int i = 0; i < 500; ++i) {
    std::string text;
    std::vector<Numeral> expected;
    for (int j = Pick(random, 1, 12); j > 0; --j) {
      const std::string sentence = absl::StrCat("新增", RandomFigure(random).text, "。\n");
      for (Numeral numeral : Scan(sentence)) {
        numeral.offset += base::CountCodePoints(text);
        numeral.byte_offset += text.size();
        expected.push_back(numeral);
      }
      text += sentence;
    }
    const std::vector<Numeral> all = Scan(text);
    ASSERT_EQ(all.size(), expected.size()) << text;
    for (size_t k = 0; k < all.size(); ++k) {
      ASSERT_EQ(all[k].offset, expected[k].offset) << text;
      ASSERT_EQ(all[k].byte_offset, expected[k].byte_offset) << text;
      ASSERT_EQ(Line(all[k]), Line(expected[k])) << text;
    }
  }
}

void CheckInvariants(const std::string& text) {
  size_t end = 0;
  for (const Numeral& numeral : Scan(text)) {
    ASSERT_GE(numeral.byte_offset, end);
    ASSERT_GT(numeral.byte_length, 0u);
    end = numeral.byte_offset + numeral.byte_length;
    ASSERT_LE(end, text.size());
    ASSERT_EQ(text.substr(numeral.byte_offset, numeral.byte_length), numeral.printed);
    ASSERT_EQ(base::CodePointOffset(text, numeral.byte_offset), numeral.offset);
    ASSERT_EQ(base::CountCodePoints(numeral.printed), numeral.length);
    if (!numeral.value.empty()) {
      const auto value = Decimal::Parse(numeral.value);
      ASSERT_TRUE(value.ok()) << numeral.value;
      ASSERT_EQ(value->ToString(), numeral.value);
    }
    ASSERT_TRUE(QualifierName(numeral.qualifier) != "");
  }
}

TEST(ScannerPropertyTest, AnyBytesKeepTheInvariants) {
  Random random(99);
  for (int i = 0; i < 3000; ++i) {
    std::string bytes(static_cast<size_t>(Pick(random, 0, 60)), '\0');
    for (char& c : bytes) c = static_cast<char>(Pick(random, 0, 255));
    CheckInvariants(bytes);
  }
}

// A sentence may be cut anywhere, within a character too.
TEST(ScannerPropertyTest, AnySliceKeepsTheInvariants) {
  const std::string text =
      "2021—2025年，按市发〔2020〕5号文，分三批支持1,200余家企业（含“双创”园3个），近三成五获贷款"
      "约0.5至1.2亿元；PM2.5降至30微克/立方米，居全国第3名。\n（一）5月6日至9日，百分之二十";
  for (size_t begin = 0; begin < text.size(); ++begin) {
    for (size_t length = 1; begin + length <= text.size(); length += 7) {
      CheckInvariants(text.substr(begin, length));
    }
  }
}

// Pieces of numerals in any order, where the rules meet each other.
TEST(ScannerPropertyTest, AnyPiecesKeepTheInvariants) {
  static const char* const kPieces[] = {
      "1",    "2019",   "0",    "３", ".",  ",",  "，", "-",  "—",  "/",  ":",    "%",
      "十",   "百",     "万",   "亿", "一", "二", "两", "〇", "零", "点", "分之", "第",
      "首",   "年",     "月",   "日", "号", "余", "多", "几", "数", "近", "超",   "以上",
      "家",   "个",     "元",   "《", "》", "“",  "”",  "〔", "〕", "(",  ")",    "、",
      "和",   "至",     "是",   "半", "成", "大", "届", "A",  "G",  " ",  "\n",   "。",
      "\xE5", "中全会", "季度", "+",  "×",  "¥",  "[",  "]",  "园", "等"};
  Random random(101);
  for (int i = 0; i < 8000; ++i) {
    std::string text;
    for (int j = Pick(random, 1, 14); j > 0; --j) text += Pick(random, kPieces);
    CheckInvariants(text);
    if (::testing::Test::HasFatalFailure()) {
      ADD_FAILURE() << text;
      return;
    }
  }
}

// No pattern breaks the order of the spans, however long it gets.
TEST(ScannerPropertyTest, LongRepetitionsAreHarmless) {
  for (const char* piece :
       {"1万", "年多", "一", "9",    "十",     "《",       "“",   "(",    "1,", "1.",      "1-",
        "A1",  " ",    "第", "二〇", "三分之", "100,000,", "1、", "个多", "亿", "一五一十"}) {
    std::string text;
    for (int i = 0; i < 2000; ++i) text += piece;
    size_t end = 0;
    for (const Numeral& numeral : Scan(text)) {
      ASSERT_GE(numeral.byte_offset, end) << piece;
      end = numeral.byte_offset + numeral.byte_length;
    }
    ASSERT_LE(end, text.size());
  }
}

}  // namespace
}  // namespace zgc::figures
