#include "services/supervision_reporting/formulas/formulas.h"

#include <utility>

#include "services/supervision_reporting/formulas/counts.h"

namespace zgc::supervision {

absl::StatusOr<Contribution> Dated(const Counted& record, const std::string& date,
                                   std::vector<std::string> values) {
  Contribution one;
  ZGC_ASSIGN_OR_RETURN(one.days, base::ParseReducedDate(date));
  one.values = std::move(values);
  one.amount = record.count;
  one.record = record.name;
  one.label = figures::BulkLabel(record.title, record.count);
  one.revision = record.revision;
  return one;
}

void RegisterFormulas(figures::FormulaRegistry& registry) {
  registry.SetVersion(4);
  RegisterCaseFormulas(registry);
  RegisterInformationFormulas(registry);
  RegisterScoreFormulas(registry);
  RegisterWorkActivityFormulas(registry);
}

}  // namespace zgc::supervision
