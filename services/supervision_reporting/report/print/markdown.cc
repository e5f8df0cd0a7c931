#include <string>
#include <variant>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/supervision_reporting/report/print/print.h"

namespace zgc::supervision {

std::string EscapeMarkdown(absl::string_view text) {
  constexpr absl::string_view kSpecial = "\\`*_[]<>|#~&{}";
  std::string out;
  for (const char c : text) {
    if (absl::ascii_isspace(c)) {
      out += ' ';
      continue;
    }
    if (kSpecial.find(c) != kSpecial.npos) out += '\\';
    out += c;
  }
  return out;
}

namespace {

using document::Block;
using document::Chart;
using document::Document;
using document::List;
using document::Paragraph;
using document::Section;
using document::Span;
using document::Spans;
using document::Table;

// A space that keeps words apart where Markdown ends what it has marked.
constexpr char kGap[] = "　";

// A line that begins no list, heading or code, whatever it begins with.
std::string AsWords(const std::string& line) {
  if (line.empty()) return line;
  if (line[0] == ' ') return absl::StrCat("&#32;", line.substr(1));
  if (absl::string_view("-+=").find(line[0]) != absl::string_view::npos) {
    return absl::StrCat("\\", line);
  }
  const size_t digits = line.find_first_not_of("0123456789");
  if (digits == std::string::npos || digits == 0) return line;
  if (line[digits] != '.' && line[digits] != ')') return line;
  if (digits + 1 < line.size() && line[digits + 1] != ' ') return line;
  return absl::StrCat(line.substr(0, digits), "\\", line.substr(digits));
}

class MarkdownPrinter {
 public:
  std::string Print(const Document& document) {
    Line("# ", AsWords(EscapeMarkdown(document.title)));
    Paragraphs({{Paragraph{Paragraph::Kind::kPlain, "", {{Span::Kind::kText, document.issuer}}}}});
    Paragraphs(document.cover);
    Paragraphs(document.blocks);
    return std::move(out_);
  }

 private:
  template <typename... Parts>
  void Line(const Parts&... parts) {
    absl::StrAppend(&out_, parts..., "\n");
  }

  static std::string Anchored(const std::string& anchor) {
    return anchor.empty() ? "" : absl::StrCat("<a id=\"", anchor, "\"></a>");
  }

  static std::string LinkTo(const Span& span) {
    return absl::StrCat("[", EscapeMarkdown(span.text), "](#", span.target, ")");
  }

  static std::string Bold(const std::string& text) {
    const std::string escaped = EscapeMarkdown(text);
    // What begins or ends with a space would show its stars.
    const bool bare = escaped.empty() || escaped.front() == ' ' || escaped.back() == ' ';
    return bare ? escaped : absl::StrCat("**", escaped, "**");
  }

  static std::string Printed(const Span& span) {
    switch (span.kind) {
      case Span::Kind::kStrong:
        return Bold(span.text);
      case Span::Kind::kLink:
      case Span::Kind::kFigure:
      case Span::Kind::kMark:
        return LinkTo(span);
      default:
        return EscapeMarkdown(span.text);
    }
  }

  // Small print begins a line of its own, words in frames stand apart.
  static std::string Printed(const Spans& spans) {
    std::string text;
    for (size_t i = 0; i < spans.size(); ++i) {
      const Span::Kind kind = spans[i].kind;
      const Span::Kind before = i == 0 ? Span::Kind::kText : spans[i - 1].kind;
      const bool apart = before == Span::Kind::kStrong || before == Span::Kind::kLabel ||
                         kind == Span::Kind::kLabel;
      if (kind == Span::Kind::kDetail && !text.empty()) {
        absl::StrAppend(&text, "<br>");
      } else if (apart && !text.empty()) {
        absl::StrAppend(&text, kGap);
      }
      absl::StrAppend(&text, Printed(spans[i]));
    }
    return text;
  }

  static std::string Joined(const Spans& spans, absl::string_view between) {
    return absl::StrJoin(spans, between, [](std::string* out, const Span& span) {
      absl::StrAppend(out, Printed(span));
    });
  }

  void Paragraphs(const std::vector<Block>& blocks) {
    for (const Block& block : blocks) {
      std::visit(document::Each{[&](const Paragraph& one) { Print(one); },
                                [&](const List& one) { Print(one); },
                                [&](const Table& one) { Print(one); },
                                [&](const Chart& one) { Print(one); },
                                [&](const Section& one) { Print(one); }},
                 block.content);
    }
  }

  void Print(const Section& section) {
    Line();
    Line(std::string(static_cast<size_t>(section.level), '#'), " ", Anchored(section.anchor),
         AsWords(Joined(section.heading, kGap)));
    Paragraphs(section.blocks);
  }

  void Print(const Paragraph& paragraph) {
    Line();
    switch (paragraph.kind) {
      case Paragraph::Kind::kFacts:
        return Line(AsWords(Joined(paragraph.spans, " · ")));
      case Paragraph::Kind::kAlert:
        return Line("> ⚠ ", AsWords(Printed(paragraph.spans)));
      case Paragraph::Kind::kQuote:
        return Line("> ", AsWords(Printed(paragraph.spans)));
      default:
        return Line(AsWords(Printed(paragraph.spans)));
    }
  }

  void Print(const List& list) {
    Line();
    for (const List::Entry& entry : list.entries) Line("- ", AsWords(Printed(entry.spans)));
  }

  void Row(const std::vector<std::string>& cells) { Line("| ", absl::StrJoin(cells, " | "), " |"); }

  void Print(const Table& table) {
    if (!table.caption.empty()) {
      Line();
      Line(AsWords(Bold(table.caption)));
    }
    Line();
    std::vector<std::string> titles;
    std::vector<std::string> rules;
    for (const Table::Column& column : table.columns) {
      titles.push_back(EscapeMarkdown(column.title));
      const bool right =
          column.kind == Table::Column::Kind::kCount || column.kind == Table::Column::Kind::kValue;
      rules.emplace_back(right ? "---:" : "---");
    }
    Row(titles);
    Row(rules);
    for (const Table::Group& group : table.groups) {
      // There are no cells over several columns.
      if (!group.heading.empty()) {
        std::vector<std::string> heading(table.columns.size());
        heading[0] = Printed(group.heading);
        Row(heading);
      }
      for (const Table::Row& row : group.rows) {
        std::vector<std::string> cells;
        for (const Spans& cell : row.cells) cells.push_back(Printed(cell));
        cells[0] = absl::StrCat(Anchored(row.anchor), cells[0]);
        Row(cells);
      }
    }
  }

  // A chart in words: each bar with its number.
  void Print(const Chart& chart) {
    Line();
    std::string title = absl::StrCat(Anchored(chart.anchor), Bold(chart.title));
    for (const Chart::Key& key : chart.legend) {
      absl::StrAppend(&title, kGap, EscapeMarkdown(key.label));
    }
    Line(title);
    Line();
    for (const Chart::Group& group : chart.groups) {
      if (!group.title.empty()) Line("- ", AsWords(EscapeMarkdown(group.title)));
      for (const Chart::Bar& bar : group.bars) {
        std::string line = AsWords(EscapeMarkdown(bar.label));
        for (const Chart::Key& key : chart.legend) {
          if (key.colour == bar.colour) {
            absl::StrAppend(&line, "（", EscapeMarkdown(key.label), "）");
          }
        }
        const std::string note =
            bar.note.empty() ? "" : absl::StrCat("［", EscapeMarkdown(bar.note), "］");
        Line(group.title.empty() ? "- " : "  - ", line, "：", Printed(bar.value), note);
      }
    }
  }

  std::string out_;
};

}  // namespace

std::string PrintMarkdown(const Document& document) { return MarkdownPrinter().Print(document); }

}  // namespace zgc::supervision
