#include <algorithm>

#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/lineage.h"
#include "services/funding_ledger/reports/days.h"
#include "services/funding_ledger/reports/durations.h"
#include "services/funding_ledger/reports/program_tree.h"
#include "services/funding_ledger/reports/reports.h"
#include "services/funding_ledger/reports/table.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/reports.pb.h"

namespace zgc::funding {
namespace {

// How long the awards of a program took for one span.
struct Spread {
  std::vector<int64_t> days;
  int64_t stated = 0;
  int64_t open = 0;

  void Add(const Duration& duration) {
    if (!duration.done) {
      ++open;
      return;
    }
    days.push_back(duration.days);
    if (duration.stated) ++stated;
  }
  std::vector<std::string> Cells(Span span, const std::string& label, const std::string& program) {
    std::sort(days.begin(), days.end());
    const auto count = static_cast<int64_t>(days.size());
    const auto rank = [&](size_t percent) {
      return days.empty() ? "" : NumberCell(Percentile(days, percent));
    };
    return {LabelOf(span),
            label,
            program,
            NumberCell(count),
            rank(50),
            rank(90),
            rank(100),
            NumberCell(stated),
            NumberCell(count - stated),
            NumberCell(open)};
  }
};

}  // namespace

absl::StatusOr<v1::ReportTable> GetDecisionToCashReport(
    const storage::Reader& reader, const v1::GetDecisionToCashReportRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  ZGC_RETURN_IF_ERROR(GetRow(reader, kFiscalYears, request.fiscal_year()).status());
  ZGC_ASSIGN_OR_RETURN(const ProgramTree tree, ProgramTree::Read(reader));
  absl::btree_map<Span, absl::btree_map<std::string, Spread>> programs;
  absl::btree_map<Span, Spread> all;
  ZGC_RETURN_IF_ERROR(ForEachDuration(reader, request.fiscal_year(), [&](const Duration& one) {
    for (const std::string& program : tree.WithParents(one.award.program())) {
      programs[one.span][program].Add(one);
    }
    all[one.span].Add(one);
  }));
  v1::ReportTable table;
  table.set_revision(reader.revision());
  table.set_title(absl::StrCat(YearOf(request.fiscal_year()), "年度立项到拨付时效表"));
  AddColumn(table, "stage", "环节", v1::REPORT_COLUMN_TYPE_TEXT);
  AddColumn(table, "label", "支持项目", v1::REPORT_COLUMN_TYPE_TEXT);
  AddColumn(table, "program", "名称", v1::REPORT_COLUMN_TYPE_RESOURCE);
  AddColumn(table, "count", "已完成（项）", v1::REPORT_COLUMN_TYPE_COUNT);
  AddColumn(table, "median_days", "中位数（天）", v1::REPORT_COLUMN_TYPE_COUNT);
  AddColumn(table, "p90_days", "九成以内（天）", v1::REPORT_COLUMN_TYPE_COUNT);
  AddColumn(table, "max_days", "最长（天）", v1::REPORT_COLUMN_TYPE_COUNT);
  AddColumn(table, "stated_count", "按登记日期（项）", v1::REPORT_COLUMN_TYPE_COUNT);
  AddColumn(table, "recorded_count", "按录入时间（项）", v1::REPORT_COLUMN_TYPE_COUNT);
  AddColumn(table, "open_count", "未完成（项）", v1::REPORT_COLUMN_TYPE_COUNT);
  for (auto& [span, spreads] : programs) {
    absl::btree_set<std::string> taken;
    for (const auto& [name, spread] : spreads) taken.insert(name);
    tree.ForEach(taken, [&, &stage = span, &found = spreads](const std::string& name, int depth) {
      AddRow(table, v1::REPORT_ROW_KIND_ITEM, absl::StrCat(KeyOf(stage), " ", name), depth,
             found.at(name).Cells(stage, tree.LabelOf(name), name));
    });
    AddTotal(table, all[span].Cells(span, "合计", ""));
  }
  table.add_notes("上级含下级。中位数和九成以内按最近秩法取实际发生的天数。");
  table.add_notes(
      "两端都登记了日期的按登记日期计算，否则两端都按录入系统的时间计算；两者不混用。金额未知的资助"
      "不计。");
  table.add_notes("没有协议而直接拨付的资助不计入两个签约环节。已冲销的拨付不计。");
  return table;
}

}  // namespace zgc::funding
