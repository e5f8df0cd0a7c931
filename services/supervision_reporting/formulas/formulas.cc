#include "services/supervision_reporting/formulas/formulas.h"

#include "services/supervision_reporting/formulas/counts.h"

namespace zgc::supervision {

absl::Status AddDated(const Counted& record, const std::string& date, const Period& period,
                      Tally& tally) {
  ZGC_ASSIGN_OR_RETURN(const base::DaySpan span, base::ParseReducedDate(date));
  tally.Add(Within(span, period), record.name, figures::BulkLabel(record.title, record.count),
            record.revision, record.count);
  return absl::OkStatus();
}

void RegisterFormulas(figures::FormulaRegistry& registry) {
  registry.Register("count_matters",
                    "按收到日期统计督办事项的件数；限定状态时按期末当日的状态统计，批量补录的按"
                    "补录数计；收到日期跨期的不计入，结果为下限。",
                    CountMatters);
  registry.Register("count_proposals",
                    "按收到日期统计建议提案的件数；限定状态时按期末当日的状态统计，批量补录的按"
                    "补录数计；收到日期跨期的不计入，结果为下限。",
                    CountProposals);
  registry.Register("count_information",
                    "按报送日期统计已报送政务信息的条数；限定采用单位时只计已被采用的条数，批量"
                    "补录的按补录数计；报送日期跨期的不计入，结果为下限。",
                    CountInformation);
  registry.Register("count_adoptions",
                    "按采用日期统计政务信息被采用的条数，批量补录的按补录数计；采用日期跨期的不"
                    "计入，结果为下限。",
                    CountAdoptions);
  registry.Register("count_instructions",
                    "按批示日期统计政务信息获批示的条数，批量补录的按补录数计；批示日期跨期的不"
                    "计入，结果为下限。",
                    CountInstructions);
  registry.Register("count_work_activities",
                    "按举办日期统计自身建设活动的次数或期数，批量补录的按补录数计；举办日期跨期"
                    "的不计入，结果为下限。",
                    CountWorkActivities);
}

}  // namespace zgc::supervision
