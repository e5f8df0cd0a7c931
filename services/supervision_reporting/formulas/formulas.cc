#include "services/supervision_reporting/formulas/formulas.h"

#include "services/supervision_reporting/formulas/counts.h"

namespace zgc::supervision {

void Add(const Counted& record, Certainty certainty, Tally& tally) {
  const std::string label = record.count == 1
                                ? record.title
                                : absl::StrCat(record.title, "（批量补录", record.count, "件）");
  if (certainty == Certainty::kYes) tally.Count(record.name, label, record.revision, record.count);
  if (certainty == Certainty::kMaybe) tally.Open(record.name, label, record.revision);
}

void RegisterFormulas(figures::FormulaRegistry& registry) {
  registry.Register("count_work_activities",
                    "按举办日期统计自身建设活动的次数或期数，批量补录的按补录数计。",
                    CountWorkActivities);
}

}  // namespace zgc::supervision
