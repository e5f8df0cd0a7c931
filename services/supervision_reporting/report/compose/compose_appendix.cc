#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/compose/compose_parts.h"
#include "services/supervision_reporting/report/compose/labels.h"
#include "services/supervision_reporting/report/model/prose.h"

namespace zgc::supervision {
namespace {

using document::Paragraph;
using document::Section;
using document::Spans;
using document::Table;

// Who answers for the figure and how it came about.
std::string OriginOf(const CitedFigure& cited) {
  const figures::v1::Figure& figure = *cited.figure;
  const bool computed = cited.indicator != nullptr && cited.indicator->has_computation();
  return absl::StrCat(ServiceLabel(figure.owner()), " · ", StatusLabel(figure.status()),
                      computed ? absl::StrCat(" ", cited.indicator->computation().formula()) : "");
}

// A period that may break before its end only: 2019年10月16日 / 至18日.
Spans PeriodSpans(const figures::v1::Figure& figure) {
  constexpr char kTo[] = "至";
  const std::string text = figures::FormatPeriod(figure.period());
  const size_t to = text.find(kTo);
  const bool stock = figure.period().start_date().empty();
  const size_t cut = to == text.npos ? text.size() : stock ? to + sizeof(kTo) - 1 : to;
  return {Text(text.substr(0, cut)), Text(text.substr(cut))};
}

Table::Row SourceRow(const CitedFigure& cited) {
  Table::Row row;
  row.anchor = FigureAnchor(cited);
  if (cited.figure == nullptr) {
    row.cells = {{Text("引用的数不存在"), Detail(cited.id)},
                 {Text(cited.text)},
                 {},
                 {Text(cited.figure_name)}};
    return row;
  }
  const figures::v1::Figure& figure = *cited.figure;
  const std::string scope = ScopeLabel(figure);
  const std::string& source = figure.source().empty() ? cited.figure_name : figure.source();
  row.cells = {
      {Text(figure.display_name()),
       Detail(scope.empty() ? cited.id : absl::StrCat(scope, " · ", cited.id))},
      {Text(cited.text)},
      PeriodSpans(figure),
      {Text(OriginOf(cited)),
       Detail(RestsOnOneRecord(figure) ? absl::StrCat(source, " · 修订 ", figure.source_revision())
                                       : source)}};
  if (!cited.series_break.empty()) row.cells[1].push_back(Detail(cited.series_break));
  return row;
}

// Links to the figures and tasks that a finding is about.
Spans Where(const ReportModel& model, const v1::Finding& finding) {
  Spans spans{Text("涉及：")};
  bool first = true;
  for (const std::string& name : finding.figures()) {
    if (!first) spans.push_back(Text("、"));
    first = false;
    const auto found = model.by_id.find(name);
    if (found == model.by_id.end()) {
      spans.push_back(Text(name));
      continue;
    }
    const CitedFigure& cited = model.cited[found->second];
    const ItemModel& item = model.items[cited.item];
    spans.push_back(Link(FigureAnchor(cited), cited.id));
    spans.push_back(Text("（"));
    spans.push_back(Link(ItemAnchor(*item.item), ItemNumberLabel(item)));
    spans.push_back(Text("）"));
  }
  return spans;
}

Section ComposeFinding(const ReportModel& model, const v1::Finding& finding, size_t number) {
  Section made{FindingAnchor(finding),
               absl::StrCat("finding ", SeverityStyle(finding.severity())),
               3,
               false,
               {Text(absl::StrCat("发现", number)), Label("", SeverityLabel(finding.severity())),
                Text(RuleLabel(finding.rule()))},
               {}};
  made.blocks.push_back({Paragraph{Paragraph::Kind::kPlain, "", {Text(finding.explanation())}}});
  if (finding.has_signed_explanation()) {
    const v1::FindingExplanation& signature = finding.signed_explanation();
    made.blocks.push_back(
        {Paragraph{Paragraph::Kind::kQuote,
                   "signed",
                   {Strong("已核实说明"), Text(signature.text()),
                    Text(absl::StrCat("（签署人：", signature.signer(), "）"))}}});
  }
  made.blocks.push_back({Paragraph{Paragraph::Kind::kPlain, "where", Where(model, finding)}});
  return made;
}

}  // namespace

document::Block ComposeSources(const ReportModel& model) {
  Table table{"", "", true, {}, {}};
  table.columns = {{"指标"},
                   {"数值", Table::Column::Kind::kValue},
                   {"期间", Table::Column::Kind::kPeriod},
                   {"来源"}};
  for (const ItemModel& item : model.items) {
    if (item.cited.empty()) continue;
    Table::Group group;
    group.heading = {Link(ItemAnchor(*item.item),
                          absl::StrCat(ItemNumberLabel(item), "　", item.item->display_name()))};
    for (const size_t index : item.cited) group.rows.push_back(SourceRow(model.cited[index]));
    table.groups.push_back(std::move(group));
  }
  return {Section{"sources", "", 2, true, {Text("附录一　数据来源")}, {{std::move(table)}}}};
}

document::Block ComposeFindings(const ReportModel& model) {
  Section section{"findings", "", 2, true, {Text("附录二　核查发现")}, {}};
  if (model.findings.empty()) {
    section.blocks.push_back({Paragraph{Paragraph::Kind::kPlain, "", {Text("没有发现问题。")}}});
  }
  size_t number = 0;
  for (const v1::Finding& finding : model.findings) {
    section.blocks.push_back({ComposeFinding(model, finding, ++number)});
  }
  return {std::move(section)};
}

document::Block ComposeVersions(const ReportVersions& versions) {
  Table table;
  table.columns = {{"服务"}, {"修订号", Table::Column::Kind::kCount}, {"存续代"}};
  Table::Group group;
  for (const auto& [service, position] : versions.source_positions) {
    Table::Row row;
    row.cells = {{Text(absl::StrCat(ServiceLabel(service), "（", service, "）"))},
                 {Text(absl::StrCat(position.revision()))},
                 {Text(position.incarnation())}};
    group.rows.push_back(std::move(row));
  }
  table.groups.push_back(std::move(group));
  Section section{"versions", "", 2, true, {Text("附录三　数据版本")}, {{std::move(table)}}};
  section.blocks.push_back(
      {Paragraph{Paragraph::Kind::kFooter,
                 "",
                 {Text(absl::StrCat("渲染版本 ", versions.program.renderer_version,
                                    "，核查规则版本 ", versions.program.rules_version,
                                    "。同一渲染版本按同一版本向量再次生成的报告逐字节相同。"))}}});
  return {std::move(section)};
}

}  // namespace zgc::supervision
