#include "services/task_registry/formulas/counts.h"

namespace zgc::tasks {

FormulaValue Unknown(FormulaValue value) {
  value.state = figures::v1::VALUE_STATE_UNKNOWN;
  value.value.clear();
  value.qualifier = figures::v1::QUALIFIER_EXACT;
  return value;
}

absl::StatusOr<FormulaValue> OfOneRecord(const std::string& name, const std::string& label,
                                         int64_t revision, absl::optional<int64_t> number) {
  Tally tally("task_registry");
  if (number.has_value()) {
    tally.Count(name, label, revision, *number);
    return tally.AsCount();
  }
  tally.Open(name, label, revision);
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, tally.AsCount());
  return Unknown(std::move(value));
}

}  // namespace zgc::tasks
