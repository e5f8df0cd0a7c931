#include <utility>

#include "services/supervision_reporting/formulas/counts.h"

namespace zgc::supervision {
namespace {

absl::Status ContributeWorkActivity(const storage::Reader&, const v1::WorkActivity& row,
                                    Measure::Visit visit) {
  ZGC_ASSIGN_OR_RETURN(Contribution one,
                       Dated({row.name(), row.title(), row.revision(), row.session_count()},
                             row.held_date(), {absl::StrCat(row.kind())}));
  visit(std::move(one));
  return absl::OkStatus();
}

}  // namespace

void RegisterWorkActivityFormulas(figures::FormulaRegistry& registry) {
  const auto activities = registry.Keep(MeasureOf<v1::WorkActivity>(
      kService, "work_activities", kWorkActivities,
      {{"kind", EnumValues(*v1::WorkActivityKind_descriptor(), "WORK_ACTIVITY_KIND_",
                           {"警示教育参观", "亲清政商座谈", "简报", "会前学法", "其他"})}},
      ContributeWorkActivity));
  registry.RegisterCounted(
      "count_work_activities",
      "按举办日期统计自身建设活动的次数或期数，批量补录的按补录数计；举办日期跨期"
      "的不计入，结果为下限。",
      [=](const storage::Reader& /*reader*/, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"kind"}));
        ZGC_ASSIGN_OR_RETURN(const int kind,
                             EnumArgument(arguments, "kind", *v1::WorkActivityKind_descriptor(),
                                          "WORK_ACTIVITY_KIND_"));
        return Asked{.slices = {{activities, {ValueOf(kind)}}}};
      });
}

}  // namespace zgc::supervision
