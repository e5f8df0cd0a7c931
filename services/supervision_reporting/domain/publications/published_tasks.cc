#include "services/supervision_reporting/domain/publications/published_tasks.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/interrupt.h"
#include "common/base/names.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/report/compose/labels.h"
#include "services/supervision_reporting/report/compose/task_facts.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

constexpr char kTaskService[] = "task_registry";

v1::PrintedFact FactOf(const TaskFact& fact, const ReportInput& input,
                       const tasks::v1::Task& task) {
  const FactValue value = fact.read(input, task);
  v1::PrintedFact said;
  said.set_fact(fact.digest);
  said.set_label(fact.called);
  said.set_kept(value.kept.value_or(""));
  said.set_printed(value.words.empty() ? said.kept() : value.words);
  return said;
}

// What a publication would say of the task now, and of its lead; without a task if it is gone.
absl::Status ReadTask(const storage::Reader& reader, const std::string& task, ReportInput& input) {
  absl::string_view name = task;
  if (!absl::ConsumePrefix(&name, absl::StrCat("//", kTaskService, "/"))) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(auto row, kSourceTasks.Get(reader, {kTaskService, std::string(name)}));
  if (!row.has_value()) return absl::OkStatus();
  const std::string& lead = row->lead_department();
  ZGC_ASSIGN_OR_RETURN(auto office, kSourceOrganisations.Get(reader, {kTaskService, lead}));
  if (office.has_value()) input.organisations[FullName(kTaskService, lead)] = *std::move(office);
  input.tasks[task] = *std::move(row);
  return absl::OkStatus();
}

absl::StatusOr<v1::TaskChange> TaskChangeOf(const storage::Reader& reader,
                                            const v1::PublishedTask& published) {
  ZGC_RETURN_IF_ERROR(base::StillWanted());
  ReportInput input;
  ZGC_RETURN_IF_ERROR(ReadTask(reader, published.task(), input));
  v1::TaskChange change;
  change.set_gone(input.tasks.empty());
  for (const v1::PrintedFact& said : published.facts()) {
    if (change.gone()) break;
    const auto fact = std::find_if(TaskFacts().begin(), TaskFacts().end(),
                                   [&](const TaskFact& one) { return one.digest == said.fact(); });
    if (fact == TaskFacts().end()) continue;
    const v1::PrintedFact now = FactOf(*fact, input, input.tasks.begin()->second);
    if (now.kept() == said.kept()) continue;
    v1::FactChange& row = *change.add_facts();
    row.set_fact(said.fact());
    row.set_label(said.label());
    row.set_said(said.printed());
    row.set_printed(now.printed());
  }
  if (change.gone() || change.facts_size() > 0) *change.mutable_published() = published;
  return change;
}

std::string PublishedTaskPrefix(const std::string& publication) {
  return absl::StrCat(publication, "/tasks/");
}

}  // namespace

std::vector<v1::PublishedTask> CoveredBy(const ReportModel& model) {
  std::vector<v1::PublishedTask> covered;
  for (const ItemModel& item : model.items) {
    for (const std::string& name : item.item->tasks()) {
      const auto task = model.input->tasks.find(name);
      if (task == model.input->tasks.end()) continue;
      v1::PublishedTask& row = covered.emplace_back();
      row.set_name(absl::StrCat(base::IdOf(item.item->name()), ".", base::IdOf(name)));
      row.set_task(name);
      row.set_item_label(ItemNumberLabel(item));
      row.set_item_display_name(item.item->display_name());
      for (const TaskFact& fact : TaskFacts()) {
        *row.add_facts() = FactOf(fact, *model.input, task->second);
      }
    }
  }
  return covered;
}

void KeepTasks(storage::Txn& txn, const std::string& publication,
               const std::vector<v1::PublishedTask>& covered) {
  for (v1::PublishedTask row : covered) {
    row.set_name(absl::StrCat(PublishedTaskPrefix(publication), row.name()));
    kPublishedTasks.Put(txn, {row.name()}, row);
  }
}

absl::Status ForEachTaskChange(const storage::Reader& reader, const std::string& publication,
                               const std::string& start,
                               absl::FunctionRef<bool(v1::TaskChange&)> visit) {
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(
      ForEachChild<v1::PublishedTask>(reader, kPublishedTasks, PublishedTaskPrefix(publication),
                                      [&](const v1::PublishedTask& published) {
                                        if (published.name() < start) return true;
                                        auto change = TaskChangeOf(reader, published);
                                        failed = change.status();
                                        if (!failed.ok()) return false;
                                        return !change->has_published() || visit(*change);
                                      }));
  return failed;
}

}  // namespace zgc::supervision
