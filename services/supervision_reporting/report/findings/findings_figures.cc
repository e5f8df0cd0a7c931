#include <algorithm>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/findings/finding_rules.h"

namespace zgc::supervision::internal {
namespace {

using figures::v1::Figure;
using Period = common::v1::Period;

// Whether both days lie in one month: then the period dates an event.
bool WithinAMonth(const Period& period) {
  constexpr size_t kYearAndMonth = 7;
  return period.start_date().substr(0, kYearAndMonth) == period.end_date().substr(0, kYearAndMonth);
}

// A stock as of an earlier day, or a period that runs with the report's and
// stops before it. A period of its own inside the report's dates an event.
bool IsStale(const Period& period, const Period& report) {
  if (period.end_date() >= report.end_date()) return false;
  if (period.start_date().empty()) return true;
  return period.start_date() <= report.start_date() && !WithinAMonth(period);
}

void CheckForm(FindingRun& run, const std::string& name, const Figure& figure) {
  if (figure.value_state() != figures::v1::VALUE_STATE_KNOWN &&
      figure.value_state() != figures::v1::VALUE_STATE_UNSPECIFIED) {
    return;
  }
  const auto quantity = ReadQuantity(name, figure);
  if (!quantity.has_value()) {
    run.Report(kMalformedFigure, v1::FINDING_SEVERITY_WARNING, {name},
               absl::StrCat(run.Say(name, figure), "的数值无法读作数字。"));
    return;
  }
  if (figures::IsMalformed(figures::Decimal::Parse(figure.value()).value(), figure.qualifier())) {
    run.Report(
        kMalformedFigure, v1::FINDING_SEVERITY_WARNING, {name},
        absl::StrCat(run.Say(*quantity),
                     "在精确到个位的数上加了表示约数的“余”“近”，表述不当，应写明确数或取整。"));
  }
}

void CheckOne(FindingRun& run, const std::string& name, const Figure& figure) {
  CheckForm(run, name, figure);
  const Period& report = run.input().report_template.period();
  if (IsStale(figure.period(), report)) {
    run.Report(kStaleFigure, v1::FINDING_SEVERITY_WARNING, {name},
               absl::StrCat(run.Say(name, figure), "的时点为",
                            figures::FormatDay(figure.period().end_date()), "，早于报告期末",
                            figures::FormatDay(report.end_date()), "，未更新到期末。"));
  }
  if (!figure.pending_correction().empty()) {
    run.Report(kPendingCorrection, v1::FINDING_SEVERITY_WARNING, {name},
               absl::StrCat(run.Say(name, figure), "已有人提出更正（", figure.pending_correction(),
                            "），尚未核实；核实前仍以此数为准。"));
  }
  if (figure.status() == figures::v1::FIGURE_STATUS_DERIVED) {
    run.Report(kDerivedFigure, v1::FINDING_SEVERITY_NOTE, {name},
               absl::StrCat(run.Say(name, figure), "系由其他数据推算，不是来源直接载明的数。"));
  }
}

std::string LabelOf(const std::pair<std::string, const tasks::v1::Task*>& task) {
  return absl::StrCat("第", task.second->number(), "项任务“", task.second->title(), "”");
}

void CheckTasks(FindingRun& run) {
  absl::btree_set<std::string> with_figures;
  for (const CitedFigure& cited : run.model().cited) with_figures.insert(cited.task_name);
  for (const auto& task : run.model().plan_tasks) {
    if (with_figures.contains(task.first)) continue;
    const std::string& reason = task.second->not_applicable_reason();
    run.ReportAbout(kTaskWithoutFigure, v1::FINDING_SEVERITY_NOTE, {task.first},
                    reason.empty() ? absl::StrCat(LabelOf(task), "没有引用任何数。")
                                   : absl::StrCat(LabelOf(task), "不适用：", reason));
  }
}

void CheckOwners(FindingRun& run) {
  absl::btree_map<std::string, std::vector<std::string>> owners;
  for (const auto& [name, indicator] : run.input().indicators) {
    owners[indicator.name()].push_back(indicator.owner());
  }
  absl::btree_map<std::string, std::vector<std::string>> cited;
  for (const CitedFigure& one : run.model().cited) {
    if (one.figure != nullptr && owners[one.figure->indicator()].size() > 1) {
      cited[one.figure->indicator()].push_back(one.figure_name);
    }
  }
  for (auto& [indicator, figures] : cited) {
    std::sort(figures.begin(), figures.end());
    figures.erase(std::unique(figures.begin(), figures.end()), figures.end());
    run.Report(kDuplicateOwner, v1::FINDING_SEVERITY_WARNING, figures,
               absl::StrCat("指标", indicator, "同时登记在", absl::StrJoin(owners[indicator], "、"),
                            "，一个指标只能有一个归口服务。"));
  }
}

}  // namespace

void CheckSingleFigures(FindingRun& run) {
  for (const auto& [name, ids] : run.model().ids_of) {
    CheckOne(run, name, run.input().figures.at(name));
  }
  CheckTasks(run);
}

void CheckReferences(FindingRun& run) {
  absl::btree_set<std::string> seen;
  for (const CitedFigure& cited : run.model().cited) {
    if (cited.figure == nullptr) {
      run.ReportAbout(kUnresolvedReference, v1::FINDING_SEVERITY_WARNING, {cited.id},
                      absl::StrCat(cited.id, "所引的数", cited.figure_name, "不存在。"));
      continue;
    }
    if (cited.indicator == nullptr || !seen.insert(cited.figure_name).second) continue;
    std::vector<std::string> missing;
    for (const auto& relation : cited.indicator->relations()) {
      std::string other = OtherOf(*cited.indicator, relation);
      if (run.Indicator(other) == nullptr) missing.push_back(std::move(other));
    }
    if (missing.empty()) continue;
    run.Report(kUnresolvedReference, v1::FINDING_SEVERITY_WARNING, {cited.figure_name},
               absl::StrCat(run.Say(cited.figure_name, *cited.figure), "的关系所指的指标",
                            absl::StrJoin(missing, "、"), "不存在。"));
  }
  CheckOwners(run);
}

}  // namespace zgc::supervision::internal
