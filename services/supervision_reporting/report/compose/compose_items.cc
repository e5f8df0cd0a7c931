#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/compose/compose_parts.h"
#include "services/supervision_reporting/report/compose/labels.h"
#include "services/supervision_reporting/report/compose/task_facts.h"
#include "services/supervision_reporting/report/model/prose.h"

namespace zgc::supervision {
namespace {

using document::List;
using document::Paragraph;
using document::Section;
using document::Span;
using document::Spans;
using document::Table;

std::string StateStyle(tasks::v1::TaskState state) {
  switch (state) {
    case tasks::v1::TASK_STATE_COMPLETED:
      return "done";
    case tasks::v1::TASK_STATE_ACTIVE:
    case tasks::v1::TASK_STATE_COMPLETION_SUBMITTED:
      return "open";
    default:
      return "halt";
  }
}

class ItemComposer {
 public:
  explicit ItemComposer(const ReportModel& model) : model_(model) {
    for (size_t i = 0; i < model.findings.size(); ++i) {
      // An unbound number names no figure.
      if (model.findings[i].severity() == v1::FINDING_SEVERITY_NOTE ||
          model.findings[i].severity() == v1::FINDING_SEVERITY_UNBOUND) {
        continue;
      }
      for (const std::string& name : model.findings[i].figures()) marks_.try_emplace(name, i);
    }
  }

  Section Compose(const ItemModel& item) const {
    Section made{ItemAnchor(*item.item), "", 3, true, {}, {}};
    Span number = Text(ItemNumberLabel(item));
    number.style = "no";
    made.heading = {std::move(number), Text(item.item->display_name())};
    for (const auto* task : item.tasks) made.blocks.push_back({Facts(*task)});
    if (!item.item->statement().empty()) {
      Paragraph statement{Paragraph::Kind::kQuote, "statement", {Strong("任务内容")}};
      AddNarrative(item.item->statement(), statement.spans);
      made.blocks.push_back({std::move(statement)});
    }
    for (const auto& source : item.item->paragraphs()) {
      if (source.heading().empty() && source.text().empty()) continue;
      Paragraph paragraph;
      if (!source.heading().empty()) paragraph.spans.push_back(Strong(source.heading()));
      AddNarrative(source.text(), paragraph.spans);
      made.blocks.push_back({std::move(paragraph)});
    }
    AddOthers(item, made);
    AddNotes(item, made);
    return made;
  }

 private:
  Paragraph Facts(const tasks::v1::Task& task) const {
    Paragraph facts{Paragraph::Kind::kFacts, "meta", {}};
    for (const std::string& fact : TaskFactLine(*model_.input, task)) {
      facts.spans.push_back(Text(fact));
    }
    return facts;
  }

  void AddNarrative(const std::string& text, Spans& spans) const {
    for (const Run& run : Prose(model_, text)) {
      if (run.cited == nullptr) {
        spans.push_back(Text(run.text));
      } else {
        AddFigure(*run.cited, run.text, spans);
      }
    }
  }

  // The figure, and a mark if something grave was found about it.
  void AddFigure(const CitedFigure& cited, const std::string& text, Spans& spans) const {
    spans.push_back(FigureSpan(cited, text));
    const auto found = marks_.find(cited.id);
    if (found == marks_.end()) return;
    const v1::Finding& finding = model_.findings[found->second];
    Span mark{Span::Kind::kMark, absl::StrCat("[", found->second + 1, "]"), FindingAnchor(finding)};
    mark.style = SeverityStyle(finding.severity());
    spans.push_back(std::move(mark));
  }

  // What is cited without being printed in the prose.
  void AddOthers(const ItemModel& item, Section& made) const {
    Table table{"others", "另有数据", false, {}, {}};
    table.columns = {{"指标"}, {"数值", Table::Column::Kind::kValue}, {"期间"}};
    Table::Group group;
    for (const size_t index : item.cited) {
      const CitedFigure& cited = model_.cited[index];
      if (cited.in_prose) continue;
      const bool known = cited.figure != nullptr;
      Table::Row row;
      row.cells.push_back({Text(known ? cited.figure->display_name() : cited.id)});
      Spans& value = row.cells.emplace_back();
      AddFigure(cited, cited.text, value);
      if (!cited.series_break.empty()) value.push_back(Detail(cited.series_break));
      row.cells.push_back({Text(known ? figures::FormatPeriod(cited.figure->period()) : "")});
      group.rows.push_back(std::move(row));
    }
    if (group.rows.empty()) return;
    table.groups.push_back(std::move(group));
    made.blocks.push_back({std::move(table)});
  }

  void AddNotes(const ItemModel& item, Section& made) const {
    if (item.findings.empty()) return;
    List notes{"notes", {}};
    for (const size_t index : item.findings) {
      const v1::Finding& finding = model_.findings[index];
      notes.entries.push_back(
          {SeverityStyle(finding.severity()),
           {Label("", SeverityLabel(finding.severity())),
            Link(FindingAnchor(finding),
                 absl::StrCat("发现", index + 1, "　", RuleLabel(finding.rule())))}});
    }
    made.blocks.push_back({std::move(notes)});
  }

  const ReportModel& model_;
  // The gravest finding about a citation, if it is more than a note.
  absl::btree_map<std::string, size_t> marks_;
};

Table::Row BoardRow(const ReportModel& model, const ItemModel& item) {
  std::vector<std::string> leads;
  Spans states;
  for (const auto* task : item.tasks) {
    std::string lead = LeadLabel(*model.input, *task);
    if (leads.empty() || leads.back() != lead) leads.push_back(std::move(lead));
    states.push_back(Label(StateStyle(task->state()), TaskStateLabel(task->state())));
  }
  Spans found;
  for (const v1::FindingSeverity severity :
       {v1::FINDING_SEVERITY_UNBOUND, v1::FINDING_SEVERITY_CONTRADICTION,
        v1::FINDING_SEVERITY_WARNING, v1::FINDING_SEVERITY_NOTE}) {
    size_t count = 0;
    for (const size_t index : item.findings) count += model.findings[index].severity() == severity;
    if (count == 0) continue;
    found.push_back(
        Label(SeverityStyle(severity), absl::StrCat(SeverityLabel(severity), " ", count)));
  }
  Table::Row row;
  row.cells = {{Text(ItemNumberLabel(item))},
               {Link(ItemAnchor(*item.item), item.item->display_name())},
               {Text(absl::StrJoin(leads, "、"))},
               std::move(states),
               {Text(absl::StrCat(item.cited.size()))},
               std::move(found)};
  return row;
}

}  // namespace

std::string SeverityStyle(v1::FindingSeverity severity) {
  switch (severity) {
    case v1::FINDING_SEVERITY_CONTRADICTION:
    case v1::FINDING_SEVERITY_UNBOUND:
      return "is-contradiction";
    case v1::FINDING_SEVERITY_WARNING:
      return "is-warning";
    default:
      return "is-note";
  }
}

Span FigureSpan(const CitedFigure& cited, const std::string& text) {
  Span span{Span::Kind::kFigure, text, FigureAnchor(cited), cited.figure_name};
  span.hint = cited.figure == nullptr ? cited.figure_name : cited.figure->display_name();
  if (cited.figure == nullptr) span.style = "missing";
  return span;
}

document::Block ComposeBoard(const ReportModel& model) {
  Table table{"", "", true, {}, {}};
  table.columns = {
      {"序号"},    {"任务"}, {"牵头单位"}, {"状态"}, {"数", Table::Column::Kind::kCount},
      {"核查发现"}};
  Table::Group group;
  for (const ItemModel& item : model.items) group.rows.push_back(BoardRow(model, item));
  table.groups.push_back(std::move(group));
  return {Section{"board", "", 2, true, {Text("任务看板")}, {{std::move(table)}}}};
}

document::Block ComposeItems(const ReportModel& model) {
  Section items{"items", "", 2, true, {Text("各项任务进展")}, {}};
  const ItemComposer composer(model);
  for (const ItemModel& item : model.items) items.blocks.push_back({composer.Compose(item)});
  return {std::move(items)};
}

}  // namespace zgc::supervision
