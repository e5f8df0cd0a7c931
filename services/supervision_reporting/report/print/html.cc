#include <string>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/html/html_writer.h"
#include "services/supervision_reporting/report/print/chart_drawing.h"
#include "services/supervision_reporting/report/print/html_style.h"
#include "services/supervision_reporting/report/print/print.h"

namespace zgc::supervision {
namespace {

using html::HtmlWriter;

using document::Block;
using document::Chart;
using document::Document;
using document::List;
using document::Paragraph;
using document::Section;
using document::Span;
using document::Spans;
using document::Table;

// Two class names; either may be empty.
std::string Classes(const std::string& one, const std::string& other) {
  return absl::StrCat(one, one.empty() || other.empty() ? "" : " ", other);
}

class HtmlPrinter {
 public:
  std::string Print(const Document& document) {
    out_.Markup("<!DOCTYPE html>\n").Open("html", {{"lang", "zh-CN"}}).Open("head");
    out_.Empty("meta", {{"charset", "utf-8"}});
    out_.Empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
    out_.Leaf("title", {}, document.title);
    out_.Open("style").Markup(ReportStyle(document)).Close();
    out_.CloseLine().Open("body").Open("div", {{"class", "page"}}).Markup("\n");
    out_.Open("header", {{"class", "cover"}});
    out_.Leaf("p", {{"class", "issuer"}}, document.issuer).Leaf("h1", {}, document.title);
    PrintBlocks(document.cover);
    out_.CloseLine();
    PrintContents(document);
    out_.Open("main").Markup("\n");
    PrintBlocks(document.blocks);
    out_.Close().Close().Close().CloseLine();
    return out_.Take();
  }

 private:
  void PrintContents(const Document& document) {
    out_.Open("nav", {{"aria-label", "目录"}}).Leaf("h2", {}, "目录").Open("ol").Markup("\n");
    PrintEntries(document.blocks);
    out_.Close().CloseLine();
  }

  void PrintEntries(const std::vector<Block>& blocks) {
    for (const Block& block : blocks) {
      const auto* section = std::get_if<Section>(&block.content);
      if (section == nullptr || !section->listed) continue;
      out_.Open("li", {{"class", section->level == 2 ? "part" : "item"}});
      for (size_t i = 0; i + 1 < section->heading.size(); ++i) {
        out_.Leaf("span", {}, section->heading[i].text);
      }
      if (!section->heading.empty()) {
        out_.Leaf("a", {{"href", absl::StrCat("#", section->anchor)}},
                  section->heading.back().text);
      }
      out_.CloseLine();
      PrintEntries(section->blocks);
    }
  }

  void PrintBlocks(const std::vector<Block>& blocks) {
    for (const Block& block : blocks) {
      std::visit(document::Each{[&](const Paragraph& one) { PrintParagraph(one); },
                                [&](const List& one) { PrintList(one); },
                                [&](const Table& one) { PrintTable(one); },
                                [&](const Chart& one) { DrawChart(out_, one); },
                                [&](const Section& one) { PrintSection(one); }},
                 block.content);
    }
  }

  void PrintSection(const Section& section) {
    out_.Open(section.level == 2 ? "section" : "article",
              {{"id", section.anchor}, {"class", section.style}});
    out_.Open(section.level == 2 ? "h2" : "h3");
    for (const Span& span : section.heading) PrintPart(span);
    out_.CloseLine();
    PrintBlocks(section.blocks);
    out_.CloseLine();
  }

  void PrintParagraph(const Paragraph& paragraph) {
    switch (paragraph.kind) {
      case Paragraph::Kind::kFacts:
        out_.Open("p", {{"class", paragraph.style}});
        for (const Span& span : paragraph.spans) PrintPart(span);
        break;
      case Paragraph::Kind::kAlert:
        out_.Open("p", {{"class", paragraph.style}, {"role", "alert"}});
        PrintSpans(paragraph.spans);
        break;
      case Paragraph::Kind::kFooter:
        out_.Open("footer", {{"class", paragraph.style}});
        PrintSpans(paragraph.spans);
        break;
      default:
        out_.Open("p", {{"class", paragraph.style}});
        PrintSpans(paragraph.spans);
    }
    out_.CloseLine();
  }

  void PrintList(const List& list) {
    out_.Open("ul", {{"class", list.style}});
    for (const List::Entry& entry : list.entries) {
      out_.Open("li", {{"class", entry.style}});
      PrintSpans(entry.spans);
      out_.Close();
    }
    out_.CloseLine();
  }

  static std::string StyleOf(Table::Column::Kind kind) {
    switch (kind) {
      case Table::Column::Kind::kCount:
        return "num";
      case Table::Column::Kind::kValue:
        return "value";
      case Table::Column::Kind::kPeriod:
        return "period";
      default:
        return "";
    }
  }

  void PrintTable(const Table& table) {
    if (table.wide) out_.Open("div", {{"class", "scroll"}});
    out_.Open("table", {{"class", table.style}});
    if (!table.caption.empty()) out_.Leaf("caption", {}, table.caption);
    out_.Open("colgroup");
    for (size_t i = 0; i < table.columns.size(); ++i) out_.Empty("col", {});
    out_.Close().Open("thead").Open("tr");
    for (const Table::Column& column : table.columns) {
      const bool right =
          column.kind == Table::Column::Kind::kCount || column.kind == Table::Column::Kind::kValue;
      out_.Leaf("th", {{"class", right ? "num" : ""}}, column.title);
    }
    out_.Close().CloseLine();
    for (const Table::Group& group : table.groups) PrintGroup(table, group);
    out_.CloseLine();
    if (table.wide) out_.CloseLine();
  }

  void PrintGroup(const Table& table, const Table::Group& group) {
    out_.Open("tbody", {{"class", group.heading.empty() ? "" : "group"}});
    if (!group.heading.empty()) {
      out_.Open("tr").Open(
          "th", {{"colspan", absl::StrCat(table.columns.size())}, {"scope", "rowgroup"}});
      PrintSpans(group.heading);
      out_.Close().CloseLine();
    }
    for (const Table::Row& row : group.rows) {
      out_.Open("tr", {{"id", row.anchor}});
      for (size_t i = 0; i < row.cells.size(); ++i) {
        const Table::Column::Kind kind = table.columns[i].kind;
        out_.Open("td", {{"class", StyleOf(kind)}});
        for (size_t at = 0; at < row.cells[i].size(); ++at) {
          if (at > 0 && kind == Table::Column::Kind::kPeriod) out_.Empty("wbr", {});
          PrintSpan(row.cells[i][at]);
        }
        out_.Close();
      }
      out_.CloseLine();
    }
    out_.CloseLine();
  }

  // A span that is an element of its own in its row.
  void PrintPart(const Span& span) {
    if (span.kind == Span::Kind::kText) {
      out_.Leaf("span", {{"class", span.style}}, span.text);
    } else {
      PrintSpan(span);
    }
  }

  void PrintSpans(const Spans& spans) {
    for (const Span& span : spans) PrintSpan(span);
  }

  void PrintSpan(const Span& span) {
    switch (span.kind) {
      case Span::Kind::kStrong:
        out_.Leaf("b", {{"class", span.style}}, span.text);
        return;
      case Span::Kind::kLabel:
        out_.Leaf("span", {{"class", Classes("pill", span.style)}}, span.text);
        return;
      case Span::Kind::kDetail:
        out_.Leaf("span", {{"class", Classes("id", span.style)}}, span.text);
        return;
      case Span::Kind::kLink:
        PrintLink(span, span.style);
        return;
      case Span::Kind::kFigure:
        PrintLink(span, Classes("fig", span.style));
        return;
      case Span::Kind::kMark:
        out_.Open("sup", {{"class", Classes("mark", span.style)}});
        PrintLink(span, "");
        out_.Close();
        return;
      default:
        if (span.style.empty()) {
          out_.Text(span.text);
        } else {
          out_.Leaf("span", {{"class", span.style}}, span.text);
        }
    }
  }

  void PrintLink(const Span& span, const std::string& style) {
    out_.Leaf("a",
              {{"class", style}, {"href", absl::StrCat("#", span.target)}, {"title", span.hint}},
              span.text);
  }

  HtmlWriter out_;
};

}  // namespace

std::string PrintHtml(const Document& document) { return HtmlPrinter().Print(document); }

}  // namespace zgc::supervision
