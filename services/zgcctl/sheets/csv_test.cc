#include "services/zgcctl/sheets/csv.h"

#include <iconv.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

using TextRows = std::vector<std::vector<std::string>>;

// What was read, with the number of the row before its fields.
TextRows TextsIn(absl::string_view bytes) {
  const auto book = ReadCsv(bytes, {});
  EXPECT_TRUE(book.ok()) << book.status();
  TextRows texts;
  if (!book.ok()) return texts;
  for (const SheetRow& row : book->sheets[0].rows) {
    texts.push_back({absl::StrCat(row.row)});
    for (const SheetCell& cell : row.cells) texts.back().push_back(cell.text);
  }
  return texts;
}

std::string Encoded(const char* encoding, std::string text) {
  const iconv_t way = iconv_open(encoding, "UTF-8");
  std::string out(text.size() * 2, '\0');
  char* from = text.data();
  size_t left = text.size();
  char* to = out.data();
  size_t room = out.size();
  EXPECT_EQ(iconv(way, &from, &left, &to, &room), 0u);
  iconv_close(way);
  out.resize(out.size() - room);
  return out;
}

TEST(CsvTest, EncodingsAreRecognised) {
  const std::string text = "企业名称,备注\n甲公司,“注”\n";
  const TextRows rows = {{"1", "企业名称", "备注"}, {"2", "甲公司", "“注”"}};
  EXPECT_EQ(TextsIn(text), rows);
  EXPECT_EQ(TextsIn("\xEF\xBB\xBF" + text), rows);
  EXPECT_EQ(TextsIn(Encoded("GBK", text)), rows);
  EXPECT_EQ(TextsIn("\xFF\xFE" + Encoded("UTF-16LE", text)), rows);
  EXPECT_EQ(TextsIn(Encoded("GB18030", "名,𠮷\n")), (TextRows{{"1", "名", "𠮷"}}));
  EXPECT_THAT(ReadCsv("a,\xFF\xFF\n", {}), FailsWith(kInvalid, HasSubstr("byte 3")));
}

TEST(CsvTest, QuotedFieldsHoldAnythingAndRowsAreLinesOfTheFile) {
  EXPECT_EQ(TextsIn("a,b\r\n\"x\r\ny\",\"he said \"\"甲\"\", so\"\r\n\r\n,\r\nlast,\r\n"),
            (TextRows{{"1", "a", "b"}, {"2", "x\r\ny", "he said \"甲\", so"}, {"6", "last", ""}}));
  EXPECT_EQ(TextsIn("a\tb,c\n"), (TextRows{{"1", "a\tb", "c"}}));
  EXPECT_EQ(TextsIn("a\tb\tc,d\n"), (TextRows{{"1", "a", "b", "c,d"}}));
  EXPECT_EQ(TextsIn("a;b"), (TextRows{{"1", "a", "b"}}));
  EXPECT_THAT(ReadCsv("a,b\n\"x,y\n", {}), FailsWith(kInvalid, HasSubstr("line 2")));
  EXPECT_THAT(ReadCsv("a,b\n\"x\"y,z\n", {}), FailsWith(kInvalid, HasSubstr("line 2")));
  EXPECT_THAT(ReadCsv("a,b\nx\"y,z\n", {}), FailsWith(kInvalid, HasSubstr("line 2")));
}

TEST(CsvTest, EmptyRowsAreNoneAndBoundsHold) {
  std::string text(1'000'000, '\n');
  text += "末,1\n";
  EXPECT_EQ(TextsIn(text), (TextRows{{"1000001", "末", "1"}}));
  SheetBounds bounds;
  bounds.rows = 1;
  bounds.columns = 2;
  bounds.cell_bytes = 3;
  ZGC_EXPECT_OK(ReadCsv("a,b\n\n,\n", bounds));
  EXPECT_THAT(ReadCsv("a,b\n\nc,d\n", bounds), FailsWith(kInvalid, HasSubstr("line 3")));
  EXPECT_THAT(ReadCsv("a,b,c\n", bounds), FailsWith(kInvalid, HasSubstr("2 columns")));
  EXPECT_THAT(ReadCsv("abcd\n", bounds), FailsWith(kInvalid, HasSubstr("3 bytes")));
}

// Whatever texts there are, what is written is read again; and no bytes whatever break the reader.
TEST(CsvTest, WhatIsWrittenReadsBackAndNoiseIsReadOrRefused) {
  const std::vector<std::string> pieces = {"甲", "a",  ",", ";", "\"", "\n", "\r\n", "\t",
                                           "'",  "=1", "-", "@", " ",  "+",  "。"};
  std::mt19937 random(7);
  const auto below = [&](size_t n) { return static_cast<size_t>(random() % n); };
  for (int round = 0; round < 2000; ++round) {
    TextRows rows(1 + below(4), std::vector<std::string>(1 + below(4)));
    for (auto& row : rows) {
      for (auto& field : row) {
        for (size_t n = below(5); n > 0; --n) field += pieces[below(pieces.size())];
      }
      // A row of blanks is none, and the first says what separates.
      row[0] = "名" + row[0];
    }
    rows[0].assign(2, "名");
    TextRows read = TextsIn(WriteCsv(rows));
    for (auto& row : read) row.erase(row.begin());
    EXPECT_EQ(read, rows) << WriteCsv(rows);
    std::string noise;
    for (size_t n = below(60); n > 0; --n) {
      noise += below(3) == 0 ? std::string(1, static_cast<char>(below(256)))
                             : pieces[below(pieces.size())];
    }
    const auto book = ReadCsv(noise, {});
    if (!book.ok()) EXPECT_EQ(book.status().code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace zgc::ctl
