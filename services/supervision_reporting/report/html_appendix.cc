#include <string>

#include "common/figures/figure_text.h"
#include "services/supervision_reporting/report/html_parts.h"
#include "services/supervision_reporting/report/labels.h"
#include "services/supervision_reporting/report/prose.h"

namespace zgc::supervision {
namespace {

// How the figure came about: its status and, if it is computed, its formula.
std::string MethodOf(const CitedFigure& cited) {
  std::string method = StatusLabel(cited.figure->status());
  const std::string measure = MeasureLabel(cited.figure->measure());
  return measure.empty() ? method : absl::StrCat(method, " · ", measure);
}

void WriteSource(HtmlWriter& out, const CitedFigure& cited) {
  out.Open("tr", {{"id", FigureAnchor(cited)}}).Open("td");
  if (cited.figure == nullptr) {
    out.Text("引用的数不存在").Leaf("span", {{"class", "id"}}, cited.id).Close();
    out.Leaf("td", {{"class", "value"}}, cited.text).Leaf("td", {}, "");
    out.Leaf("td", {}, cited.figure_name).Leaf("td", {}, "").CloseLine();
    return;
  }
  const figures::v1::Figure& figure = *cited.figure;
  out.Text(figure.display_name());
  const std::string scope = ScopeLabel(figure);
  if (!scope.empty()) out.Leaf("span", {{"class", "id"}}, scope);
  out.Leaf("span", {{"class", "id"}}, cited.id).Close();
  out.Leaf("td", {{"class", "value"}}, cited.text);
  out.Leaf("td", {}, figures::FormatPeriod(figure.period()));
  out.Open("td").Text(ServiceLabel(figure.owner()));
  out.Leaf("span", {{"class", "id"}}, figure.source()).Close();
  out.Open("td").Text(MethodOf(cited));
  const bool computed = cited.indicator != nullptr && cited.indicator->has_computation();
  if (computed) out.Leaf("span", {{"class", "id"}}, cited.indicator->computation().formula());
  out.Leaf("span", {{"class", "id"}}, absl::StrCat("修订 ", figure.source_revision()));
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
  out.Markup("<colgroup><col><col><col><col><col></colgroup>").Open("thead").Open("tr");
  out.Leaf("th", {}, "指标").Leaf("th", {{"class", "num"}}, "数值");
  for (const char* title : {"期间", "归口与来源", "方式与修订"}) out.Leaf("th", {}, title);
  out.Close().CloseLine();
  for (const ItemModel& item : model.items) {
    if (item.cited.empty()) continue;
    out.Open("tbody", {{"class", "group"}}).Open("tr");
    out.Open("th", {{"colspan", "5"}, {"scope", "rowgroup"}});
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
