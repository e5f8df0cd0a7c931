#include <string>
#include <vector>

#include "services/park_region/domain/projects/stages.h"
#include "services/park_region/formulas/counts.h"

namespace zgc::parks {
namespace {

// By every stage that it has reached.
absl::Status ContributeProject(const v1::Project& project, absl::optional<absl::int128> amount,
                               Measure::Visit visit) {
  std::vector<v1::ProjectState> stages = StagesInOrder();
  stages.push_back(v1::PROJECT_STATE_WITHDRAWN);
  for (const v1::ProjectState stage : stages) {
    const absl::optional<base::DaySpan> span = ReachedOn(project, stage);
    if (!span.has_value()) continue;
    visit({.days = *span,
           .values = {absl::StrCat(stage), project.park()},
           .amount = amount,
           .record = project.name(),
           .label = project.display_name(),
           .revision = project.revision()});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> StageAndPark(const storage::Reader& reader,
                                                      const Arguments& arguments) {
  ZGC_ASSIGN_OR_RETURN(
      const int given,
      EnumArgument(arguments, "stage", *v1::ProjectState_descriptor(), "PROJECT_STATE_"));
  const int stage = given == 0 ? v1::PROJECT_STATE_SIGNED : given;
  ZGC_ASSIGN_OR_RETURN(const std::string park, ResourceArgument(reader, kParks, arguments, "park"));
  return std::vector<std::string>{absl::StrCat(stage), park};
}

}  // namespace

void RegisterProjectFormulas(figures::FormulaRegistry& registry) {
  const auto reached = registry.Keep(AskedByFirst(MeasureOf<v1::Project>(
      kService, "projects", kProjects, {"stage", ByPark()},
      [](const storage::Reader&, const v1::Project& project, Measure::Visit visit) {
        return ContributeProject(project, 1, visit);
      })));
  registry.RegisterCounted("count_projects",
                           "统计到达指定阶段的台账项目个数；到达日期不能确定的不计入，结果为下限。",
                           [=](const storage::Reader& reader, const Arguments& arguments,
                               const Period& /*period*/) -> absl::StatusOr<Asked> {
                             ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"stage", "park"}));
                             if (Argument(arguments, "stage").empty()) {
                               return absl::InvalidArgumentError("needs a stage");
                             }
                             ZGC_ASSIGN_OR_RETURN(auto values, StageAndPark(reader, arguments));
                             return Asked{.slices = {{reached, std::move(values)}}};
                           });

  const auto investment = registry.Keep(AskedByFirst(MeasureOf<v1::Project>(
      kService, "project_investment", kProjects, {"stage", ByPark()},
      [](const storage::Reader&, const v1::Project& project, Measure::Visit visit) {
        const bool known = project.investment_state() == common::v1::AMOUNT_STATE_KNOWN;
        return ContributeProject(
            project,
            known ? absl::make_optional<absl::int128>(project.investment_fen()) : absl::nullopt,
            visit);
      })));
  registry.RegisterCounted(
      "sum_project_investment",
      "汇总到达指定阶段的台账项目计划投资额；金额或日期未知的不计入，结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"stage", "park", "unit"}));
        ZGC_ASSIGN_OR_RETURN(auto values, StageAndPark(reader, arguments));
        return Asked{.slices = {{investment, std::move(values)}},
                     .is_amount = true,
                     .unit = Argument(arguments, "unit")};
      });
}

}  // namespace zgc::parks
