#pragma once

#include <memory>
#include <string>
#include <utility>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/report/findings/checked_report.h"
#include "services/supervision_reporting/report/model/report_model.h"

namespace zgc::supervision {

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

inline std::string TaskName(const std::string& number) {
  return absl::StrCat("//task_registry/tasks/", number);
}

inline common::v1::Position At(int64_t revision) {
  common::v1::Position position;
  position.set_incarnation(std::string(32, 'a'));
  position.set_revision(revision);
  return position;
}

// A small report, written down in text format. It has the plan 2019 and no
// task, item or figure at first.
class ReportBuilder {
 public:
  ReportBuilder() {
    input_.report_template = FromText<v1::ReportTemplate>(R"pb(
      name: "reportTemplates/r"
      display_name: "年度报告"
      issuer: "管委会"
      plan: "//task_registry/plans/2019"
      period { start_date: "2019-01-01" end_date: "2019-12-31" })pb");
    input_.plan = FromText<tasks::v1::Plan>("name: 'plans/2019' title: '计划' year: 2019");
    input_.organisations["//task_registry/organisations/office"] =
        FromText<tasks::v1::Organisation>("name: 'organisations/office' display_name: '办公室'");
    input_.versions.report_revision = 7;
    input_.versions.source_positions = {{"task_registry", At(5)}, {"supervision_reporting", At(7)}};
  }

  // An indicator; `more` are further fields in text format.
  ReportBuilder& Indicator(const std::string& id, const std::string& more = "",
                           const std::string& owner = "park_region") {
    auto indicator = FromText<figures::v1::Indicator>(more);
    if (indicator.measure() == figures::v1::MEASURE_KIND_UNSPECIFIED) {
      indicator.set_measure(figures::v1::MEASURE_KIND_FLOW);
    }
    indicator.set_name("indicators/" + id);
    indicator.set_owner(owner);
    if (indicator.display_name().empty()) indicator.set_display_name(id);
    input_.indicators[FullName(owner, indicator.name())] = indicator;
    return *this;
  }

  // A figure of the year 2019 with the measure of its indicator, unless `more`
  // says otherwise.
  ReportBuilder& Figure(const std::string& id, const std::string& indicator,
                        const std::string& value, const std::string& unit,
                        const std::string& more = "", const std::string& owner = "park_region") {
    auto figure = FromText<figures::v1::Figure>(more);
    figure.set_name("figures/" + id);
    figure.set_indicator("indicators/" + indicator);
    figure.set_owner(owner);
    const auto& declared = input_.indicators[FullName(owner, figure.indicator())];
    figure.set_display_name(declared.display_name());
    figure.set_measure(declared.measure());
    figure.set_value(value);
    figure.set_unit(unit);
    figure.set_source(FullName(owner, "observations/" + id));
    figure.set_source_revision(3);
    if (figure.qualifier() == figures::v1::QUALIFIER_UNSPECIFIED) {
      figure.set_qualifier(figures::v1::QUALIFIER_EXACT);
    }
    if (figure.status() == figures::v1::FIGURE_STATUS_UNSPECIFIED) {
      figure.set_status(figures::v1::FIGURE_STATUS_PUBLISHED);
    }
    if (!figure.has_period()) {
      figure.mutable_period()->set_end_date("2019-12-31");
      if (figure.measure() != figures::v1::MEASURE_KIND_STOCK) {
        figure.mutable_period()->set_start_date("2019-01-01");
      }
    }
    input_.figures[FullName(owner, figure.name())] = figure;
    return *this;
  }

  ReportBuilder& Task(const std::string& number, const std::string& more = "") {
    auto task = FromText<tasks::v1::Task>(more);
    if (task.state() == tasks::v1::TASK_STATE_UNSPECIFIED) {
      task.set_state(tasks::v1::TASK_STATE_ACTIVE);
    }
    task.set_name("tasks/" + number);
    task.set_plan("plans/2019");
    task.set_number(number);
    if (task.title().empty()) task.set_title("任务" + number);
    task.set_lead_department("organisations/office");
    input_.tasks[TaskName(number)] = task;
    return *this;
  }

  // An item for the task of its number, in text format.
  ReportBuilder& Item(int number, const std::string& more = "") {
    auto item = FromText<v1::ReportItem>(more);
    item.set_name(absl::StrCat("reportTemplates/r/items/", number));
    item.set_number(number);
    if (item.display_name().empty()) item.set_display_name("事项");
    if (item.tasks().empty()) item.add_tasks(TaskName(absl::StrCat(number)));
    input_.items.push_back(std::move(item));
    return *this;
  }

  // A task with an item that cites these figures of park_region, each by its
  // own id and a marker.
  ReportBuilder& Citing(std::initializer_list<std::string> figures) {
    const int number = static_cast<int>(input_.items.size()) + 1;
    Task(absl::StrCat(number));
    Item(number);
    auto* paragraph = input_.items.back().add_paragraphs();
    for (const std::string& id : figures) {
      auto* citation = paragraph->add_citations();
      citation->set_id(id);
      citation->set_figure(FullName("park_region", "figures/" + id));
      paragraph->set_text(absl::StrCat(paragraph->text(), "共有{{", id, "}}，"));
    }
    return *this;
  }

  // Signs a finding as it stands now.
  ReportBuilder& Sign(const v1::Finding& finding, const std::string& signer) {
    v1::FindingExplanation row;
    row.set_name("findingExplanations/" + finding.id());
    row.set_statement(finding.explanation());
    row.set_text("已核实");
    row.set_signer(signer);
    input_.explanations[finding.id()] = row;
    return *this;
  }

  ReportInput& input() { return input_; }
  ReportModel Model() const { return MakeReportModel(input_); }

 private:
  ReportInput input_;
};

}  // namespace zgc::supervision
