#include "services/supervision_reporting/report/compose/labels.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/findings/findings.h"

namespace zgc::supervision {
namespace {

struct NamedLabel {
  absl::string_view name;
  const char* label;
};

constexpr NamedLabel kRules[] = {
    {kSameIndicator, "同一指标两个数"},    {kSubsetExceedsWhole, "部分大于整体"},
    {kPartsAndTotal, "分项与总数不符"},    {kPartialCoverage, "分项只覆盖总数的一部分"},
    {kFlowExceedsStock, "当期大于累计"},   {kRateAndBases, "比率与基数不符"},
    {kImpliedTotal, "隐含而未载明的总数"}, {kStaleFigure, "数据未到期末"},
    {kMalformedFigure, "表述不当"},        {kDerivedFigure, "推算的数"},
    {kPendingCorrection, "有更正待核"},    {kUnresolvedReference, "引用无着落"},
    {kDuplicateOwner, "指标重复归口"},     {kTaskWithoutFigure, "任务没有数"},
    {kUnboundNumeral, "未引用的数字"},     {kGrowthAndBase, "增速与基数不符"},
    {kRoundingDifference, "取舍之差"},     {kSameTotal, "同一总数两个数"},
};

constexpr NamedLabel kServices[] = {
    {"task_registry", "任务登记"},
    {"funding_ledger", "专项资金账"},
    {"park_region", "园区台账"},
    {"supervision_reporting", "督查督办"},
};

template <size_t size>
std::string Lookup(const NamedLabel (&labels)[size], absl::string_view name) {
  for (const NamedLabel& entry : labels) {
    if (entry.name == name) return entry.label;
  }
  return std::string(name);
}

}  // namespace

std::string TaskStateLabel(tasks::v1::TaskState state) {
  switch (state) {
    case tasks::v1::TASK_STATE_DRAFT:
      return "草稿";
    case tasks::v1::TASK_STATE_PENDING:
      return "待批准";
    case tasks::v1::TASK_STATE_ACTIVE:
      return "执行中";
    case tasks::v1::TASK_STATE_COMPLETION_SUBMITTED:
      return "待验收";
    case tasks::v1::TASK_STATE_COMPLETED:
      return "已完成";
    case tasks::v1::TASK_STATE_SUSPENDED:
      return "中止";
    case tasks::v1::TASK_STATE_CANCELLED:
      return "取消";
    case tasks::v1::TASK_STATE_WITHDRAWN:
      return "撤回";
    default:
      return "未知";
  }
}

std::string StatusLabel(figures::v1::FigureStatus status) {
  switch (status) {
    case figures::v1::FIGURE_STATUS_REPORTED:
      return "填报待核";
    case figures::v1::FIGURE_STATUS_VERIFIED:
      return "填报已核";
    case figures::v1::FIGURE_STATUS_PUBLISHED:
      return "填报发布";
    case figures::v1::FIGURE_STATUS_COMPUTED:
      return "记录计算";
    case figures::v1::FIGURE_STATUS_DERIVED:
      return "推算";
    default:
      return "未知";
  }
}

std::string SeverityLabel(v1::FindingSeverity severity) {
  switch (severity) {
    case v1::FINDING_SEVERITY_CONTRADICTION:
      return "矛盾";
    case v1::FINDING_SEVERITY_UNBOUND:
      return "未引用";
    case v1::FINDING_SEVERITY_WARNING:
      return "警示";
    default:
      return "提示";
  }
}

std::string RuleLabel(absl::string_view rule) { return Lookup(kRules, rule); }

std::string ServiceLabel(absl::string_view service) { return Lookup(kServices, service); }

std::string JsonName(absl::string_view value_name, absl::string_view prefix) {
  return absl::AsciiStrToLower(absl::StripPrefix(value_name, prefix));
}

std::string LeadLabel(const ReportInput& input, const tasks::v1::Task& task) {
  const auto found = input.organisations.find(FullName("task_registry", task.lead_department()));
  return found == input.organisations.end() ? task.lead_department() : found->second.display_name();
}

std::string ScopeLabel(const figures::v1::Figure& figure) {
  std::vector<std::string> labels;
  for (const auto& scope : figure.scopes()) {
    labels.push_back(scope.label().empty() ? scope.resource() : scope.label());
  }
  return absl::StrJoin(labels, "、");
}

bool RestsOnOneRecord(const figures::v1::Figure& figure) {
  return figure.status() != figures::v1::FIGURE_STATUS_COMPUTED &&
         figure.status() != figures::v1::FIGURE_STATUS_DERIVED;
}

std::string ItemNumberLabel(const ItemModel& item) {
  std::vector<std::string> numbers;
  for (const auto* task : item.tasks) numbers.push_back(task->number());
  if (numbers.empty()) numbers.push_back(absl::StrCat(item.item->number()));
  return absl::StrCat("第", absl::StrJoin(numbers, "、"), "项");
}

std::string ReportPeriodLabel(const ReportInput& input) {
  return figures::FormatPeriod(input.report_template.period());
}

}  // namespace zgc::supervision
