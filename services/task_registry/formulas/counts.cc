#include "services/task_registry/formulas/counts.h"

namespace zgc::tasks {

absl::StatusOr<FormulaValue> OfOneRecord(const std::string& name, const std::string& label,
                                         int64_t revision, absl::optional<int64_t> number) {
  Tally tally(kService);
  tally.Add(figures::Certainty::kYes, name, label, revision, number);
  return tally.AsKnownCount();
}

}  // namespace zgc::tasks
