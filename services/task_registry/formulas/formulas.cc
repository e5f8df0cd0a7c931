#include "services/task_registry/formulas/formulas.h"

#include "services/task_registry/formulas/counts.h"

namespace zgc::tasks {

void RegisterFormulas(figures::FormulaRegistry& registry) {
  registry.Register(
      "count_activities",
      "按活动日期汇总活动场次，批量补录的按补录件数计；日期跨期的不计入，结果为下限。",
      CountActivities);
  registry.Register(
      "sum_participants",
      "按活动日期汇总同一计量单位的参加数量；数量未知或日期跨期的不计入，结果为下限。",
      SumParticipants);
  registry.Register("activity_days", "活动首日至末日的天数，首尾两日均计入；日期不到日的为未知。",
                    ActivityDays);
  registry.Register("count_organisations",
                    "时期数统计期内成立的单位个数，成立日期不能确定的不计入，结果为下限；时点数统计"
                    "期末已成立的单位个数，成立日期未知的计入；批量补录的按补录件数计。",
                    CountOrganisations);
  registry.Register("organisation_members", "单位记录载明的成员数。", OrganisationMembers);
  registry.Register("count_policy_documents",
                    "时期数统计期内进入所述状态（如印发）的文件件数，日期不能确定的不计入，结果为"
                    "下限；时点数统计截至期末的文件件数，日期未知的计入；批量补录的按补录件数计。",
                    CountPolicyDocuments);
  registry.Register("policy_articles", "文件记录载明的条数。", PolicyArticles);
  registry.Register("count_tasks",
                    "统计任务件数，不含子任务；状态以读取时的记录为准，未限定状态时不含已撤回的。",
                    CountTasks);
}

}  // namespace zgc::tasks
