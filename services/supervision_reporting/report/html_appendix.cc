#include <string>

#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/html_parts.h"
#include "services/supervision_reporting/report/labels.h"
#include "services/supervision_reporting/report/prose.h"

namespace zgc::supervision {
namespace {

// Who answers for the figure and how it came about.
std::string OriginOf(const CitedFigure& cited) {
  const figures::v1::Figure& figure = *cited.figure;
  const bool computed = cited.indicator != nullptr && cited.indicator->has_computation();
  return absl::StrCat(ServiceLabel(figure.owner()), " · ", StatusLabel(figure.status()),
                      computed ? absl::StrCat(" ", cited.indicator->computation().formula()) : "");
}

// A period that may break before its end only: 2019年10月16日 / 至18日.
void WritePeriod(HtmlWriter& out, const figures::v1::Figure& figure) {
  constexpr char kTo[] = "至";
  const std::string text = figures::FormatPeriod(figure.period());
  const size_t to = text.find(kTo);
  const bool stock = figure.period().start_date().empty();
  const size_t cut = to == text.npos ? text.size() : stock ? to + sizeof(kTo) - 1 : to;
  out.Open("td", {{"class", "period"}}).Text(absl::string_view(text).substr(0, cut));
  out.Empty("wbr", {}).Text(absl::string_view(text).substr(cut)).Close();
}

void WriteSource(HtmlWriter& out, const CitedFigure& cited) {
  out.Open("tr", {{"id", FigureAnchor(cited)}}).Open("td");
  if (cited.figure == nullptr) {
    out.Text("引用的数不存在").Leaf("span", {{"class", "id"}}, cited.id).Close();
    out.Leaf("td", {{"class", "value"}}, cited.text).Leaf("td", {}, "");
    out.Leaf("td", {}, cited.figure_name).CloseLine();
    return;
  }
  const figures::v1::Figure& figure = *cited.figure;
  out.Text(figure.display_name());
  const std::string scope = ScopeLabel(figure);
  out.Leaf("span", {{"class", "id"}},
           scope.empty() ? cited.id : absl::StrCat(scope, " · ", cited.id));
  out.Close();
  out.Leaf("td", {{"class", "value"}}, cited.text);
  WritePeriod(out, figure);
  out.Open("td").Text(OriginOf(cited));
  out.Leaf("span", {{"class", "id"}},
           absl::StrCat(figure.source(), " · 修订 ", figure.source_revision()));
  out.Close().CloseLine();
}

// Links to the figures and tasks that a finding is about.
void WriteWhere(HtmlWriter& out, const ReportModel& model, const v1::Finding& finding) {
  out.Open("p", {{"class", "where"}}).Text("涉及：");
  bool first = true;
  for (const std::string& name : finding.figures()) {
    if (!first) out.Text("、");
    first = false;
    const auto found = model.by_id.find(name);
    if (found == model.by_id.end()) {
      out.Text(name);
      continue;
    }
    const CitedFigure& cited = model.cited[found->second];
    out.Leaf("a", {{"href", absl::StrCat("#", FigureAnchor(cited))}}, cited.id);
    const ItemModel& item = model.items[cited.item];
    out.Text("（").Leaf("a", {{"href", absl::StrCat("#", ItemAnchor(*item.item))}},
                        ItemNumberLabel(item));
    out.Text("）");
  }
  out.Close();
}

void WriteFinding(HtmlWriter& out, const ReportModel& model, const v1::Finding& finding,
                  size_t number) {
  out.Open("div", {{"class", absl::StrCat("finding ", SeverityStyle(finding.severity()))},
                   {"id", FindingAnchor(finding)}});
  out.Open("h3").Leaf("span", {}, absl::StrCat("发现", number));
  out.Leaf("span", {{"class", "pill"}}, SeverityLabel(finding.severity()));
  out.Leaf("span", {}, RuleLabel(finding.rule())).Close();
  out.Leaf("p", {}, finding.explanation());
  if (finding.has_signed_explanation()) {
    out.Open("p", {{"class", "signed"}}).Leaf("b", {}, "已核实说明");
    out.Text(finding.signed_explanation().text());
    out.Text(absl::StrCat("（签署人：", finding.signed_explanation().signer(), "）")).Close();
  }
  WriteWhere(out, model, finding);
  out.CloseLine();
}

}  // namespace

void WriteSources(HtmlWriter& out, const ReportModel& model) {
  out.Open("section", {{"id", "sources"}}).Leaf("h2", {}, "附录一　数据来源");
  out.Open("div", {{"class", "scroll"}}).Open("table");
  out.Markup("<colgroup><col><col><col><col></colgroup>").Open("thead").Open("tr");
  out.Leaf("th", {}, "指标").Leaf("th", {{"class", "num"}}, "数值");
  out.Leaf("th", {}, "期间").Leaf("th", {}, "来源");
  out.Close().CloseLine();
  for (const ItemModel& item : model.items) {
    if (item.cited.empty()) continue;
    out.Open("tbody", {{"class", "group"}}).Open("tr");
    out.Open("th", {{"colspan", "4"}, {"scope", "rowgroup"}});
    out.Leaf("a", {{"href", absl::StrCat("#", ItemAnchor(*item.item))}},
             absl::StrCat(ItemNumberLabel(item), "　", item.item->display_name()));
    out.Close().CloseLine();
    for (const size_t index : item.cited) WriteSource(out, model.cited[index]);
    out.CloseLine();
  }
  out.Close().Close().CloseLine();
}

void WriteFindings(HtmlWriter& out, const ReportModel& model) {
  out.Open("section", {{"id", "findings"}}).Leaf("h2", {}, "附录二　核查发现").Markup("\n");
  if (model.findings.empty()) out.Leaf("p", {}, "没有发现问题。");
  size_t number = 0;
  for (const v1::Finding& finding : model.findings) {
    WriteFinding(out, model, finding, ++number);
  }
  out.CloseLine();
}

}  // namespace zgc::supervision
