#include "services/park_region/formulas/formulas.h"

#include "services/park_region/formulas/counts.h"

namespace zgc::parks {

void RegisterFormulas(figures::FormulaRegistry& registry) {
  registry.Register("count_parks",
                    "统计截至期末已设立的园区个数，设立日期未知的计入；限定示范区时按期末当日的"
                    "隶属关系统计。",
                    CountParks);
  registry.Register("count_park_events",
                    "按活动日期统计园区活动次数（批量补录的按所载次数计），或有活动的园区个数；"
                    "日期不能确定在期内的不计入，结果为下限。",
                    CountParkEvents);
  registry.Register("count_projects",
                    "统计到达指定阶段的台账项目个数；到达日期不能确定的不计入，结果为下限。",
                    CountProjects);
  registry.Register("sum_project_investment",
                    "汇总到达指定阶段的台账项目计划投资额；金额或日期未知的不计入，结果为下限。",
                    SumProjectInvestment);
  registry.Register("count_registrations",
                    "时期数统计期内新设和迁入登记的件数；时点数统计期末在册企业的家数。",
                    CountRegistrations);
  registry.Register("sum_registered_capital",
                    "时期数汇总期内新设和迁入企业的注册资本；时点数汇总期末在册企业的注册资本；"
                    "未知的不计入，结果为下限。",
                    SumRegisteredCapital);
  registry.Register("count_enterprises",
                    "按注册地、经营地或二者之一统计企业家数；按统一社会信用代码去重，无代码的按名称"
                    "去重。企业资料不分日期，以读取时的记录为准。",
                    CountEnterprises);
}

}  // namespace zgc::parks
