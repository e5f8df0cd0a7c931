#include "services/supervision_reporting/formulas/formulas.h"

#include "services/supervision_reporting/formulas/counts.h"

namespace zgc::supervision {

absl::Status AddDated(const Counted& record, const std::string& date, const Period& period,
                      Tally& tally) {
  ZGC_ASSIGN_OR_RETURN(const base::DaySpan span, base::ParseReducedDate(date));
  const Certainty certainty = Within(span, period);
  const std::string label = record.count == 1
                                ? record.title
                                : absl::StrCat(record.title, "（批量补录", record.count, "件）");
  if (certainty == Certainty::kYes) tally.Count(record.name, label, record.revision, record.count);
  if (certainty == Certainty::kMaybe) tally.Open(record.name, label, record.revision);
  return absl::OkStatus();
}

void RegisterFormulas(figures::FormulaRegistry& registry) {
  registry.Register("count_work_activities",
                    "按举办日期统计自身建设活动的次数或期数，批量补录的按补录数计。",
                    CountWorkActivities);
}

}  // namespace zgc::supervision
