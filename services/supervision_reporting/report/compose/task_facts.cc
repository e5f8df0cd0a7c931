#include "services/supervision_reporting/report/compose/task_facts.h"

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/compose/labels.h"

namespace zgc::supervision {
namespace {

using tasks::v1::Task;

nlohmann::ordered_json TextOrNull(const std::string& text) {
  return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
}

// What digests hold only where there is something: as all that came to the records after the
// first publications, which are held against the same digests.
absl::optional<std::string> KeptIfGiven(const std::string& text) {
  return text.empty() ? absl::nullopt : absl::make_optional(text);
}

FactValue ReadState(const ReportInput&, const Task& task) {
  return {JsonName(tasks::v1::TaskState_Name(task.state()), "TASK_STATE_"),
          TaskStateLabel(task.state()), absl::StrCat(int{task.state()})};
}

FactValue ReadLead(const ReportInput& input, const Task& task) {
  const std::string label = LeadLabel(input, task);
  return {label, label, task.lead_department()};
}

FactValue ReadLeadTitle(const ReportInput& input, const Task& task) {
  const auto lead = input.organisations.find(FullName("task_registry", task.lead_department()));
  if (lead == input.organisations.end()) return {};
  return {.kept = KeptIfGiven(lead->second.display_name())};
}

FactValue ReadDeadline(const ReportInput&, const Task& task) {
  return {TextOrNull(task.deadline()),
          task.deadline().empty() ? "" : figures::FormatDay(task.deadline()), task.deadline()};
}

FactValue ReadLateDays(const ReportInput&, const Task& task) {
  return {task.late_days(), task.late_days() > 0 ? absl::StrCat(task.late_days(), " 天") : "",
          absl::StrCat(task.late_days())};
}

// Names of JSON and digests are for good. A further fact comes last, is kept if it is given, and
// is another renderer.
constexpr TaskFact kTaskFacts[] = {
    {.json = "number",
     .digest = "number",
     .called = "任务编号",
     .read = [](const ReportInput&, const Task& task) -> FactValue {
       return {.json = task.number(), .kept = task.number()};
     }},
    {.json = "title",
     .digest = "title",
     .called = "任务名称",
     .read = [](const ReportInput&, const Task& task) -> FactValue {
       return {.json = task.title(), .kept = task.title()};
     }},
    {.json = "state", .digest = "state", .called = "状态", .place = 3, .read = ReadState},
    {.json = "lead_department",
     .digest = "lead",
     .called = "牵头单位",
     .label = "牵头单位",
     .place = 1,
     .read = ReadLead},
    {.json = "deadline",
     .digest = "deadline",
     .called = "完成时限",
     .label = "完成时限",
     .place = 2,
     .read = ReadDeadline},
    {.json = "late_days",
     .digest = "late_days",
     .called = "逾期",
     .label = "逾期",
     .place = 4,
     .read = ReadLateDays},
    // What the lead is called stands in another record.
    {.digest = "lead_title", .called = "牵头单位名称", .read = ReadLeadTitle},
};

}  // namespace

absl::Span<const TaskFact> TaskFacts() { return kTaskFacts; }

std::vector<std::string> TaskFactLine(const ReportInput& input, const Task& task) {
  absl::btree_map<int, std::string> placed;
  for (const TaskFact& fact : kTaskFacts) {
    const std::string words = fact.place == 0 ? "" : fact.read(input, task).words;
    if (words.empty()) continue;
    placed[fact.place] = absl::StrCat(fact.label, *fact.label == '\0' ? "" : " ", words);
  }
  std::vector<std::string> line;
  for (const auto& [place, text] : placed) line.push_back(text);
  return line;
}

}  // namespace zgc::supervision
