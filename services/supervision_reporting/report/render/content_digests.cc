#include "services/supervision_reporting/report/render/content_digests.h"

#include "absl/container/btree_set.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/digest.h"
#include "services/supervision_reporting/report/compose/labels.h"
#include "services/supervision_reporting/report/compose/task_facts.h"
#include "services/supervision_reporting/report/findings/finding_rules.h"

namespace zgc::supervision {
namespace {

// Fields with their lengths, so that no two contents read the same.
class ContentWriter {
 public:
  explicit ContentWriter(absl::string_view form) { Add("form", form); }

  ContentWriter& Add(absl::string_view field, absl::string_view value) {
    absl::StrAppend(&content_, field, " ", value.size(), " ", value, "\n");
    return *this;
  }
  ContentWriter& Add(absl::string_view field, int64_t value) {
    return Add(field, absl::StrCat(value));
  }
  template <typename Values>
  ContentWriter& AddEach(absl::string_view field, const Values& values) {
    for (const auto& value : values) Add(field, value);
    return *this;
  }
  std::string Digest() const { return absl::BytesToHexString(base::Sha256(content_)); }

 private:
  std::string content_;
};

void AddPeriod(const common::v1::Period& period, ContentWriter& out) {
  out.Add("start", period.start_date()).Add("end", period.end_date());
}

void AddTemplate(const v1::ReportTemplate& source, ContentWriter& out) {
  out.Add("title", source.display_name()).Add("issuer", source.issuer()).Add("plan", source.plan());
  AddPeriod(source.period(), out);
  out.AddEach("preface", source.preface());
  for (const v1::Chart& chart : source.charts()) {
    out.Add("chart", int64_t{chart.kind()}).Add("title", chart.display_name());
    out.AddEach("citation", chart.citations());
    for (const v1::MapTile& tile : chart.tiles()) {
      out.Add("tile", tile.park()).Add("label", tile.label()).Add("row", int64_t{tile.row()});
      out.Add("column", int64_t{tile.column()}).Add("frame", tile.frame());
    }
  }
}

void AddTask(const ReportInput& input, const std::string& name, ContentWriter& out) {
  out.Add("task", name);
  const auto found = input.tasks.find(name);
  if (found == input.tasks.end()) return;
  for (const TaskFact& fact : TaskFacts()) {
    const absl::optional<std::string> kept = fact.read(input, found->second).kept;
    if (kept.has_value()) out.Add(fact.digest, *kept);
  }
}

void AddFigure(const figures::v1::Figure& figure, ContentWriter& out) {
  out.Add("title", figure.display_name()).Add("indicator", figure.indicator());
  out.Add("owner", figure.owner());
  AddPeriod(figure.period(), out);
  for (const auto& scope : figure.scopes()) {
    out.Add("dimension", scope.dimension()).Add("label", scope.label());
    out.Add("resource", scope.resource());
  }
  out.Add("value", figure.value()).Add("unit", figure.unit());
  out.Add("qualifier", int64_t{figure.qualifier()});
  out.Add("value_state", int64_t{figure.value_state()}).Add("status", int64_t{figure.status()});
  out.Add("source", figure.source());
  if (RestsOnOneRecord(figure)) out.Add("source_revision", figure.source_revision());
  out.Add("printed", figure.printed()).Add("measure", int64_t{figure.measure()});
  // Publications of before figures had them are held against the same digest.
  if (figure.rounding() != figures::v1::ROUNDING_UNSPECIFIED) {
    out.Add("rounding", int64_t{figure.rounding()});
  }
  if (!figure.step().empty()) out.Add("step", figure.step());
  if (!figure.series_break_date().empty()) out.Add("series_break", figure.series_break_date());
}

// What an indicator says of its figures, and which others a chart shows beside them.
void AddIndicator(const figures::v1::Indicator& indicator, ContentWriter& out) {
  out.Add("formula", indicator.computation().formula());
  for (const auto& relation : indicator.relations()) {
    out.Add("relation", int64_t{relation.kind()});
    out.Add("other", internal::OtherOf(indicator, relation));
  }
}

void AddItem(const ReportModel& model, const ItemModel& item, ContentWriter& out) {
  out.Add("item", item.item->name()).Add("number", item.item->number());
  out.Add("title", item.item->display_name()).Add("statement", item.item->statement());
  for (const auto& paragraph : item.item->paragraphs()) {
    out.Add("heading", paragraph.heading()).Add("text", paragraph.text());
  }
  for (const std::string& name : item.item->tasks()) AddTask(*model.input, name, out);
  for (const size_t index : item.cited) {
    const CitedFigure& cited = model.cited[index];
    out.Add("citation", cited.id).Add("field", cited.field).Add("for", cited.task_name);
    out.Add("figure", cited.figure_name);
    if (cited.worded) out.Add("worded", cited.text);
    if (cited.figure != nullptr) AddFigure(*cited.figure, out);
    if (cited.indicator != nullptr) AddIndicator(*cited.indicator, out);
  }
}

// Figures that stand beside cited ones, as in a chart: those of the indicators that theirs
// are bound to.
void AddRelated(const ReportModel& model, ContentWriter& out) {
  absl::btree_set<std::string> indicators;
  for (const CitedFigure& cited : model.cited) {
    if (cited.indicator == nullptr) continue;
    for (const auto& relation : cited.indicator->relations()) {
      indicators.insert(internal::OtherOf(*cited.indicator, relation));
    }
  }
  for (const auto& [name, figure] : model.input->figures) {
    if (!indicators.contains(FullName(figure.owner(), figure.indicator()))) continue;
    out.Add("related", name);
    AddFigure(figure, out);
  }
}

}  // namespace

std::string RecordsDigest(const ReportModel& model) {
  ContentWriter out("report-records-2");
  AddTemplate(model.input->report_template, out);
  for (const auto& [name, task] : model.plan_tasks) out.Add("plan_task", name);
  for (const ItemModel& item : model.items) AddItem(model, item, out);
  AddRelated(model, out);
  return out.Digest();
}

std::string FindingsDigest(const ReportModel& model) {
  ContentWriter out("report-findings-1");
  for (const v1::Finding& finding : model.findings) {
    out.Add("finding", finding.id()).Add("rule", finding.rule());
    out.Add("severity", int64_t{finding.severity()}).AddEach("figure", finding.figures());
    out.Add("explanation", finding.explanation());
    if (!finding.has_signed_explanation()) continue;
    out.Add("signed", finding.signed_explanation().text());
    out.Add("signer", finding.signed_explanation().signer());
  }
  return out.Digest();
}

}  // namespace zgc::supervision
