#include "services/supervision_reporting/report/compose/compose.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/supervision_reporting/report/compose/charts.h"
#include "services/supervision_reporting/report/compose/compose_parts.h"
#include "services/supervision_reporting/report/compose/labels.h"

namespace zgc::supervision {
namespace {

using document::List;
using document::Paragraph;

List::Entry Tile(size_t count, const std::string& label, const std::string& style) {
  return {style, {Strong(absl::StrCat(count)), Text(label)}};
}

List Tiles(const ReportModel& model) {
  const auto found = [&](v1::FindingSeverity severity) {
    size_t count = 0;
    for (const v1::Finding& finding : model.findings) count += finding.severity() == severity;
    return count;
  };
  return {"tiles",
          {Tile(model.plan_tasks.size(), "项任务", "is-count"),
           Tile(model.cited.size(), "处引用的数", "is-count"),
           Tile(model.ids_of.size(), "个不同的数", "is-count"),
           Tile(found(v1::FINDING_SEVERITY_CONTRADICTION), "处矛盾", "is-contradiction"),
           Tile(found(v1::FINDING_SEVERITY_WARNING), "处警示", "is-warning"),
           Tile(found(v1::FINDING_SEVERITY_NOTE), "处提示", "is-note")}};
}

void ComposeCover(const ReportModel& model, const ReportVersions& versions,
                  document::Document& made) {
  const v1::ReportTemplate& source = model.input->report_template;
  made.title = source.display_name();
  made.issuer = source.issuer();
  for (const std::string& caution : versions.cautions) {
    made.cover.push_back({Paragraph{Paragraph::Kind::kAlert, "", {Text(caution)}}});
  }
  const std::string period = absl::StrCat("报告期间　", ReportPeriodLabel(*model.input));
  made.cover.push_back({Paragraph{Paragraph::Kind::kPlain, "period", {Text(period)}}});
  for (const std::string& paragraph : source.preface()) {
    made.cover.push_back({Paragraph{Paragraph::Kind::kPlain, "preface", {Text(paragraph)}}});
  }
  made.cover.push_back({Tiles(model)});
}

}  // namespace

document::Document ComposeReport(const ReportModel& model, const ReportVersions& versions) {
  document::Document made;
  ComposeCover(model, versions, made);
  made.blocks.push_back(ComposeBoard(model));
  std::vector<document::Chart> charts = MakeCharts(model);
  if (!charts.empty()) {
    document::Section section{"charts", "", 2, true, {Text("图表")}, {}};
    for (document::Chart& chart : charts) section.blocks.push_back({std::move(chart)});
    made.blocks.push_back({std::move(section)});
  }
  made.blocks.push_back(ComposeItems(model));
  made.blocks.push_back(ComposeSources(model));
  made.blocks.push_back(ComposeFindings(model));
  made.blocks.push_back(ComposeVersions(versions));
  return made;
}

}  // namespace zgc::supervision
