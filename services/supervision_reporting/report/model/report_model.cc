#include "services/supervision_reporting/report/model/report_model.h"

#include <algorithm>
#include <utility>

#include "absl/container/btree_set.h"
#include "common/base/text.h"
#include "common/figures/versions/version.h"
#include "services/supervision_reporting/report/model/cited_text.h"
#include "services/supervision_reporting/report/model/markers.h"

namespace zgc::supervision {
namespace {

constexpr char kTaskRegistry[] = "task_registry";

template <typename Row>
const Row* Find(const absl::btree_map<std::string, Row>& rows, const std::string& name) {
  const auto found = rows.find(name);
  return found == rows.end() ? nullptr : &found->second;
}

// Drafts and what was withdrawn or cancelled need no report.
bool InForce(const tasks::v1::Task& task) {
  return task.state() != tasks::v1::TASK_STATE_DRAFT &&
         task.state() != tasks::v1::TASK_STATE_WITHDRAWN &&
         task.state() != tasks::v1::TASK_STATE_CANCELLED;
}

class ModelMaker {
 public:
  explicit ModelMaker(const ReportInput& input) { model_.input = &input; }

  ReportModel Make() {
    for (const v1::ReportItem& item : input().items) AddItem(item);
    AddPlanTasks();
    MarkBreaks();
    return std::move(model_);
  }

 private:
  const ReportInput& input() const { return *model_.input; }

  void AddItem(const v1::ReportItem& item) {
    ItemModel row;
    row.item = &item;
    for (const std::string& name : item.tasks()) {
      if (const auto* task = Find(input().tasks, name)) row.tasks.push_back(task);
    }
    absl::btree_set<std::string> printed;
    const auto note_markers = [&](const std::string& text) {
      for (const TextPart& part : SplitMarkers(text)) {
        if (part.marker) printed.insert(part.text);
      }
    };
    note_markers(item.statement());
    for (const auto& paragraph : item.paragraphs()) note_markers(paragraph.text());
    for (int i = 0; i < item.statement_citations_size(); ++i) {
      AddCitation(item.statement_citations(i), absl::StrCat("statement_citations[", i, "]"), row);
    }
    for (int p = 0; p < item.paragraphs_size(); ++p) {
      for (int i = 0; i < item.paragraphs(p).citations_size(); ++i) {
        AddCitation(item.paragraphs(p).citations(i),
                    absl::StrCat("paragraphs[", p, "].citations[", i, "]"), row);
      }
    }
    for (const size_t index : row.cited) {
      model_.cited[index].in_prose = printed.contains(model_.cited[index].id);
    }
    model_.items.push_back(std::move(row));
  }

  void AddCitation(const v1::Citation& citation, std::string field, ItemModel& row) {
    CitedFigure cited;
    cited.id = citation.id();
    cited.figure_name = citation.figure();
    cited.figure = Find(input().figures, citation.figure());
    if (cited.figure != nullptr) {
      const auto* indicator =
          Find(input().indicators, FullName(cited.figure->owner(), cited.figure->indicator()));
      if (indicator != nullptr) {
        cited.indicator = &figures::VersionFor(*indicator, cited.figure->period());
      }
      CitedText text = TextOf(citation, *cited.figure);
      cited.text = std::move(text.text);
      cited.mismatch = std::move(text.mismatch);
      cited.worded = !citation.unit().empty() || !citation.printed().empty();
      auto& ids = model_.ids_of[citation.figure()];
      if (std::find(ids.begin(), ids.end(), citation.id()) == ids.end()) {
        ids.push_back(citation.id());
      }
    } else {
      cited.text = absl::StrCat("〔", citation.id(), "〕");
    }
    cited.task_name = citation.task();
    if (cited.task_name.empty() && !row.item->tasks().empty()) {
      cited.task_name = row.item->tasks(0);
    }
    cited.task = Find(input().tasks, cited.task_name);
    cited.item = model_.items.size();
    cited.field = std::move(field);
    model_.by_id.try_emplace(cited.id, model_.cited.size());
    row.cited.push_back(model_.cited.size());
    model_.cited.push_back(std::move(cited));
  }

  // A table that holds figures of both sides of a break shows it.
  void MarkBreaks() {
    absl::btree_map<std::string, absl::btree_set<std::string>> days;
    for (const CitedFigure& cited : model_.cited) {
      if (cited.figure == nullptr) continue;
      days[FullName(cited.figure->owner(), cited.figure->indicator())].insert(
          cited.figure->series_break_date());
    }
    for (CitedFigure& cited : model_.cited) {
      if (cited.figure == nullptr || cited.figure->series_break_date().empty()) continue;
      const figures::v1::Figure& figure = *cited.figure;
      const std::string& day = figure.series_break_date();
      const std::string& start = figure.period().start_date();
      const bool inside = !start.empty() && start < day;
      if (inside || days[FullName(figure.owner(), figure.indicator())].size() > 1) {
        cited.series_break = figures::BreakText(day);
      }
    }
  }

  void AddPlanTasks() {
    for (const auto& [name, task] : input().tasks) {
      const bool here = FullName(kTaskRegistry, task.plan()) == input().report_template.plan();
      if (here && InForce(task)) model_.plan_tasks.emplace_back(name, &task);
    }
    std::sort(model_.plan_tasks.begin(), model_.plan_tasks.end(), [](const auto& a, const auto& b) {
      return TaskNumberLess(a.second->number(), b.second->number());
    });
  }

  ReportModel model_;
};

}  // namespace

std::vector<std::string> ReportModel::NamesOf(const std::string& figure_name) const {
  const auto found = ids_of.find(figure_name);
  return found == ids_of.end() ? std::vector<std::string>{figure_name} : found->second;
}

ReportModel LookUpReport(const ReportInput& input) { return ModelMaker(input).Make(); }

bool TaskNumberLess(absl::string_view a, absl::string_view b) {
  return base::NumberedBytes(a) < base::NumberedBytes(b);
}

}  // namespace zgc::supervision
