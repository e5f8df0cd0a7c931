#include "services/supervision_reporting/report/print/print.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/testing/document_texts.h"

namespace zgc::supervision {
namespace {

using document::Chart;
using document::Document;
using document::List;
using document::Paragraph;
using document::Section;
using document::Span;
using document::Spans;
using document::Table;
using ::testing::HasSubstr;

constexpr size_t kColumns = 3;

// Documents of every form with words that mean something to a format.
class RandomDocuments {
 public:
  RandomDocuments(unsigned seed, bool charts) : random_(seed), charts_(charts) {}

  Document Make() {
    Document made;
    made.title = Words();
    made.issuer = Words();
    made.cover = Blocks(1);
    made.blocks = Blocks(3);
    return made;
  }

 private:
  size_t Below(size_t bound) { return random_() % bound; }

  std::string Words() {
    static const auto* const kPieces =
        new std::vector<std::string>{"|",         "<",
                                     ">",         "&",
                                     "*",         "**",
                                     "_",         "`",
                                     "\\",        "\n",
                                     "\r\n",      "]",
                                     "[",         "](#x)",
                                     "#",         "# ",
                                     "- ",        "+ ",
                                     "1. ",       "2) ",
                                     "    ",      "\t",
                                     "<br>",      "</style>",
                                     "<!--",      "-->",
                                     "&amp;",     "&#32;",
                                     "{{",        "}}",
                                     "~~~",       "---",
                                     "===",       "\"",
                                     "'",         "词",
                                     "逾期 3 天", "。",
                                     "（",        "！",
                                     "\\|",       "<a id=\"x\">",
                                     "![x](y)",   "https://example.org",
                                     "x"};
    if (Below(400) == 0) return std::string(20'000, '<');
    std::string words;
    for (size_t i = Below(7); i > 0; --i) words += (*kPieces)[Below(kPieces->size())];
    return words;
  }

  Span MakeSpan() {
    Span span{static_cast<Span::Kind>(Below(7)), Words()};
    const bool link = span.kind == Span::Kind::kLink || span.kind == Span::Kind::kFigure ||
                      span.kind == Span::Kind::kMark;
    if (link) span.target = absl::StrCat("t", Below(9));
    return span;
  }

  Spans MakeSpans() {
    Spans spans;
    for (size_t i = Below(4); i > 0; --i) spans.push_back(MakeSpan());
    return spans;
  }

  Table MakeTable() {
    Table table{"", Words(), Below(2) == 0, {}, {}};
    for (size_t i = 0; i < kColumns; ++i) {
      table.columns.push_back({Words(), static_cast<Table::Column::Kind>(Below(4))});
    }
    for (size_t i = Below(3); i > 0; --i) {
      Table::Group group{MakeSpans(), {}};
      for (size_t r = Below(3); r > 0; --r) {
        Table::Row row;
        if (Below(2) == 0) row.anchor = "row";
        for (size_t c = 0; c < kColumns; ++c) row.cells.push_back(MakeSpans());
        group.rows.push_back(std::move(row));
      }
      table.groups.push_back(std::move(group));
    }
    return table;
  }

  Chart MakeChart() {
    Chart chart{"chart", Words(), {{Words(), 0}, {Words(), 1}}, {}};
    int place = 0;
    for (size_t i = Below(3); i > 0; --i) {
      Chart::Group group{Words(), {}};
      for (size_t b = Below(3); b > 0; --b) {
        group.bars.push_back({Words(), MakeSpan(), static_cast<int>(Below(10'001)),
                              static_cast<int>(Below(3)), Below(2) == 0 ? "" : Words()});
        group.bars.back().column = place++;
      }
      chart.groups.push_back(std::move(group));
    }
    return chart;
  }

  document::Block MakeBlock(size_t depth) {
    switch (Below(depth == 0 ? 4 : 6)) {
      case 0: {
        List list;
        for (size_t i = Below(3); i > 0; --i) list.entries.push_back({"", MakeSpans()});
        return {std::move(list)};
      }
      case 1:
        return {MakeTable()};
      case 2:
        if (charts_) return {MakeChart()};
        [[fallthrough]];
      case 3:
        return {Paragraph{static_cast<Paragraph::Kind>(Below(5)), "", MakeSpans()}};
      default:
        return {Section{absl::StrCat("s", Below(9)), "", depth > 1 ? 2 : 3, Below(2) == 0,
                        MakeSpans(), Blocks(depth - 1)}};
    }
  }

  std::vector<document::Block> Blocks(size_t depth) {
    std::vector<document::Block> blocks;
    for (size_t i = Below(5); i > 0; --i) blocks.push_back(MakeBlock(depth));
    return blocks;
  }

  std::mt19937 random_;
  const bool charts_;
};

constexpr unsigned kSeeds = 200;

TEST(Print, EveryTextOfADocumentIsInEachFormat) {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    const Document document = RandomDocuments(seed, true).Make();
    EXPECT_EQ(MissingText(document, ReadMarkdown(PrintMarkdown(document))), "") << seed;
    EXPECT_EQ(MissingText(document, ReadHtml(PrintHtml(document))), "") << seed;
    EXPECT_EQ(MissingText(document, ReadJson(PrintJson(document).dump())), "") << seed;
  }
}

// Of each line how it begins: what CommonMark makes a block of it by.
std::string MarkdownShape(const std::string& markdown) {
  std::string shape;
  for (const absl::string_view line : absl::StrSplit(markdown, '\n')) {
    // In a row of a table nothing else begins a block.
    const bool row = absl::StartsWith(line, "| ");
    const size_t words = row ? 1 : line.find_first_not_of(" #>-");
    absl::StrAppend(&shape, line.substr(0, std::min(words, line.size())), ";");
    bool escaped = false;
    for (const char c : line) {
      if (c == '|' && !escaped) shape += c;
      escaped = c == '\\' && !escaped;
    }
    shape += '\n';
  }
  return shape;
}

std::string Tags(const std::string& html) {
  std::string tags;
  for (size_t at = html.find('<'); at != html.npos; at = html.find('<', at + 1)) {
    const std::string tag = html.substr(at, html.find('>', at) - at);
    absl::StrAppend(&tags, tag.substr(0, tag.find(' ')));
  }
  return tags;
}

// Whatever the words are, the form is the one that harmless words have.
TEST(Print, NoTextBecomesForm) {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    const Document document = RandomDocuments(seed, false).Make();
    Document harmless = document;
    VisitTexts(harmless, [](std::string& text) {
      if (!text.empty()) text = "词";
    });
    EXPECT_EQ(MarkdownShape(PrintMarkdown(document)), MarkdownShape(PrintMarkdown(harmless)))
        << seed;
    EXPECT_EQ(Tags(PrintHtml(document)), Tags(PrintHtml(harmless))) << seed;
  }
}

TEST(Print, WordsThatWouldBeginAFormInMarkdownDoNot) {
  const std::pair<const char*, const char*> kCases[] = {
      {"# 题", "\\# 题"},   {"- 项", "\\- 项"},        {"+ 项", "\\+ 项"}, {"12. 项", "12\\. 项"},
      {"3) 项", "3\\) 项"}, {"    码", "&#32;   码"},  {"> 引", "\\> 引"}, {"a|b*c", "a\\|b\\*c"},
      {"2019年", "2019年"}, {"一\n# 二", "一 \\# 二"}, {"99.2%", "99.2%"},
  };
  for (const auto& [words, printed] : kCases) {
    Document document;
    document.blocks.push_back(
        {Paragraph{Paragraph::Kind::kPlain, "", {{Span::Kind::kText, words}}}});
    EXPECT_THAT(PrintMarkdown(document), HasSubstr(absl::StrCat("\n\n", printed, "\n"))) << words;
  }
}

}  // namespace
}  // namespace zgc::supervision
