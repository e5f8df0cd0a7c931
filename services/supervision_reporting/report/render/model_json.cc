#include "services/supervision_reporting/report/render/model_json.h"

#include "absl/strings/str_cat.h"
#include "common/decimal/interval.h"
#include "services/supervision_reporting/report/compose/labels.h"
#include "services/supervision_reporting/report/compose/task_facts.h"
#include "services/supervision_reporting/report/model/prose.h"

namespace zgc::supervision {
namespace {

using Json = nlohmann::ordered_json;

Json OrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json PeriodJson(const common::v1::Period& period) {
  return {{"start", OrNull(period.start_date())}, {"end", OrNull(period.end_date())}};
}

Json TaskJson(const ReportInput& input, const std::string& name, const tasks::v1::Task& task) {
  Json json = {{"name", name}};
  for (const TaskFact& fact : TaskFacts()) {
    if (fact.json != nullptr) json[fact.json] = fact.read(input, task).json;
  }
  return json;
}

Json ScopesJson(const figures::v1::Figure& figure) {
  Json scopes = Json::array();
  for (const auto& scope : figure.scopes()) {
    scopes.push_back({{"dimension", scope.dimension()},
                      {"label", scope.label()},
                      {"resource", OrNull(scope.resource())}});
  }
  return scopes;
}

Json FigureJson(const CitedFigure& cited, const v1::ReportItem& item) {
  Json json = {{"id", cited.id},
               {"task", cited.task == nullptr ? Json() : Json(cited.task->number())},
               {"task_name", cited.task_name},
               {"item", item.number()},
               {"figure", cited.figure_name},
               {"text", cited.text},
               {"in_prose", cited.in_prose}};
  if (cited.figure == nullptr) return json;
  const figures::v1::Figure& figure = *cited.figure;
  json["indicator"] = FullName(figure.owner(), figure.indicator());
  json["display_name"] = figure.display_name();
  json["measure"] = JsonName(figures::v1::MeasureKind_Name(figure.measure()), "MEASURE_KIND_");
  json["value"] = OrNull(figure.value());
  json["value_state"] =
      figure.value_state() == figures::v1::VALUE_STATE_UNSPECIFIED
          ? "known"
          : JsonName(figures::v1::ValueState_Name(figure.value_state()), "VALUE_STATE_");
  json["unit"] = figure.unit();
  json["qualifier"] = OrNull(std::string(figures::QualifierName(figure.qualifier())));
  json["period_start"] = OrNull(figure.period().start_date());
  json["period_end"] = OrNull(figure.period().end_date());
  json["owner"] = figure.owner();
  json["source"] = figure.source().empty() ? cited.figure_name : figure.source();
  json["source_revision"] =
      RestsOnOneRecord(figure) ? Json(figure.source_revision()) : Json(nullptr);
  json["status"] = JsonName(figures::v1::FigureStatus_Name(figure.status()), "FIGURE_STATUS_");
  json["printed"] = OrNull(figure.printed());
  json["scopes"] = ScopesJson(figure);
  if (!figure.series_break_date().empty()) {
    json["series_break_date"] = figure.series_break_date();
  }
  return json;
}

Json ItemJson(const ReportModel& model, const ItemModel& item) {
  Json tasks = Json::array();
  for (const std::string& name : item.item->tasks()) {
    const auto task = model.input->tasks.find(name);
    if (task == model.input->tasks.end()) {
      tasks.push_back({{"name", name}});
    } else {
      tasks.push_back(TaskJson(*model.input, name, task->second));
    }
  }
  Json paragraphs = Json::array();
  for (const auto& paragraph : item.item->paragraphs()) {
    paragraphs.push_back(
        {{"heading", paragraph.heading()}, {"text", PlainProse(model, paragraph.text())}});
  }
  Json figures = Json::array();
  for (const size_t index : item.cited) figures.push_back(model.cited[index].id);
  Json findings = Json::array();
  for (const size_t index : item.findings) findings.push_back(model.findings[index].id());
  return {{"number", item.item->number()},
          {"name", item.item->name()},
          {"title", item.item->display_name()},
          {"tasks", tasks},
          {"statement", PlainProse(model, item.item->statement())},
          {"paragraphs", paragraphs},
          {"figures", figures},
          {"findings", findings}};
}

Json FindingJson(const v1::Finding& finding) {
  Json json = {
      {"id", finding.id()},
      {"rule", finding.rule()},
      {"severity", JsonName(v1::FindingSeverity_Name(finding.severity()), "FINDING_SEVERITY_")},
      {"figures", Json::array()},
      {"explanation", finding.explanation()},
  };
  for (const std::string& name : finding.figures()) json["figures"].push_back(name);
  json["signed_by"] =
      finding.has_signed_explanation() ? Json(finding.signed_explanation().signer()) : Json();
  json["signed_text"] =
      finding.has_signed_explanation() ? Json(finding.signed_explanation().text()) : Json();
  return json;
}

}  // namespace

nlohmann::ordered_json ModelJson(const ReportModel& model, const ReportVersions& versions) {
  const v1::ReportTemplate& source = model.input->report_template;
  Json positions = Json::object();
  for (const auto& [service, position] : versions.source_positions) {
    positions[service] = {{"incarnation", position.incarnation()},
                          {"revision", position.revision()}};
  }
  Json preface = Json::array();
  for (const std::string& paragraph : source.preface()) preface.push_back(paragraph);
  Json items = Json::array();
  for (const ItemModel& item : model.items) items.push_back(ItemJson(model, item));
  Json figures = Json::array();
  for (const CitedFigure& cited : model.cited) {
    figures.push_back(FigureJson(cited, *model.items[cited.item].item));
  }
  Json report = {
      {"report", source.name()},
      {"title", source.display_name()},
      {"issuer", source.issuer()},
      {"plan", source.plan()},
      {"period", PeriodJson(source.period())},
      {"report_revision", versions.report_revision},
      {"source_positions", positions},
      {"renderer_version", versions.program.renderer_version},
      {"rules_version", versions.program.rules_version},
      {"preface", preface},
      {"items", items},
      {"figures", figures},
  };
  if (!versions.cautions.empty()) report["cautions"] = versions.cautions;
  return report;
}

nlohmann::ordered_json FindingsJson(const ReportModel& model) {
  Json findings = Json::array();
  for (const v1::Finding& finding : model.findings) findings.push_back(FindingJson(finding));
  return findings;
}

std::string DumpJson(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace zgc::supervision
