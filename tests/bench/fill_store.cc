// Makes a store of the task registry with many observations, each a figure, and tasks:
//   fill_store URL FIGURES BYTES_OF_A_FIGURE TASKS
// Each is a commit of its own, as callers make them.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "common/base/status_macros.h"
#include "common/figures/book_schema.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/store/schema.h"

namespace zgc::tasks {
namespace {

namespace figv1 = ::zgc::figures::v1;

constexpr int64_t kUnderWay = 1024;
// Of a figure, beside its note.
constexpr int64_t kOwnBytes = 230;

using Put = std::function<void(storage::Txn&, int64_t number)>;

absl::Status PutAll(storage::Store& store, int64_t count, const Put& put) {
  for (int64_t begin = 0; begin < count; begin += kUnderWay) {
    const int64_t end = std::min(begin + kUnderWay, count);
    absl::BlockingCounter left(static_cast<int>(end - begin));
    for (int64_t number = begin; number < end; ++number) {
      store.Submit(
          {},
          [&put, number](storage::Txn& txn) -> absl::StatusOr<std::string> {
            put(txn, number);
            return "";
          },
          [&left](const absl::StatusOr<storage::Committed>& done) {
            if (!done.ok()) {
              std::fprintf(stderr, "fill_store: %s\n", done.status().ToString().c_str());
              std::exit(1);
            }
            left.DecrementCount();
          });
    }
    left.Wait();
  }
  return absl::OkStatus();
}

constexpr char kIndicator[] = "indicators/many";

void PutIndicator(storage::Txn& txn) {
  figv1::Indicator indicator;
  indicator.set_name(kIndicator);
  indicator.set_display_name("获资助的企业");
  indicator.set_unit("家");
  indicator.set_owner("task_registry");
  indicator.set_measure(figv1::MEASURE_KIND_STOCK);
  indicator.set_revision(txn.revision());
  figures::kIndicators.Put(txn, {indicator.name()}, indicator);
}

void PutObservation(storage::Txn& txn, int64_t number, size_t note_bytes) {
  figv1::Observation observation;
  observation.set_name(absl::StrCat("observations/o", number));
  observation.set_indicator(kIndicator);
  observation.mutable_period()->set_end_date("2019-12-31");
  observation.set_value(absl::StrCat(number));
  observation.set_unit("家");
  observation.set_qualifier(figv1::QUALIFIER_EXACT);
  observation.set_value_state(figv1::VALUE_STATE_KNOWN);
  observation.set_state(figv1::OBSERVATION_STATE_VERIFIED);
  observation.add_evidence("台账");
  observation.set_revision(txn.revision());
  // Which compresses as little as text does.
  std::string& note = *observation.mutable_note();
  for (int64_t part = number * 7919; note.size() < note_bytes; part += 104'729) {
    absl::StrAppend(&note, absl::Hex(part), " ");
  }
  note.resize(note_bytes);
  figures::kObservations.Put(txn, {observation.name()}, observation);
  figures::kObservationsByIndicator.Add(txn, {kIndicator, observation.name()});
}

void PutTask(storage::Txn& txn, int64_t number) {
  v1::Task task;
  task.set_name(absl::StrCat("tasks/t", number));
  task.set_title("建设园区公共服务平台");
  task.set_statement(absl::StrCat("建成平台", number, "。"));
  task.set_state(v1::TASK_STATE_PENDING);
  task.set_revision(txn.revision());
  kTasks.Put(txn, {task.name()}, task);
}

absl::Status Fill(const std::string& url, int64_t figures, int64_t bytes, int64_t tasks) {
  storage::StoreOptions options;
  options.url = url;
  options.create = true;
  figures::FormulaRegistry formulas;
  RegisterFormulas(formulas);
  ZGC_ASSIGN_OR_RETURN(
      const auto store,
      storage::Store::Open(figures::WithCells(TaskRegistrySchema(), formulas), options));
  ZGC_RETURN_IF_ERROR(PutAll(*store, 1, [](storage::Txn& txn, int64_t) { PutIndicator(txn); }));
  const auto note_bytes = static_cast<size_t>(std::max<int64_t>(bytes - kOwnBytes, 0));
  ZGC_RETURN_IF_ERROR(PutAll(*store, figures, [&](storage::Txn& txn, int64_t number) {
    PutObservation(txn, number, note_bytes);
  }));
  return PutAll(*store, tasks, PutTask);
}

}  // namespace
}  // namespace zgc::tasks

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: fill_store URL FIGURES BYTES_OF_A_FIGURE TASKS\n");
    return 2;
  }
  const absl::Status status =
      zgc::tasks::Fill(argv[1], std::atoll(argv[2]), std::atoll(argv[3]), std::atoll(argv[4]));
  if (!status.ok()) std::fprintf(stderr, "fill_store: %s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
