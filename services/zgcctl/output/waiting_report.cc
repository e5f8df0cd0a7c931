#include "services/zgcctl/output/waiting_report.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace zgc::ctl {
namespace {

using namespace zgc::funding::v1;  // NOLINT: the messages

// What people call it; a state that came later as it is.
std::string Shown(const std::string& milestone_state) {
  if (milestone_state.empty()) return "尚未读到";
  if (milestone_state == "MILESTONE_STATE_PLANNED") return "未上报";
  if (milestone_state == "MILESTONE_STATE_REPORTED") return "已上报，待验收";
  if (milestone_state == "MILESTONE_STATE_REJECTED") return "未通过";
  return milestone_state;
}

void AddRow(const std::vector<std::string>& cells, ReportRow& row) {
  for (const std::string& cell : cells) row.add_cells(cell);
}

}  // namespace

ReportTable WaitingReport(const ListWaitingTranchesResponse& response) {
  ReportTable table;
  table.set_title("待拨批次表");
  table.set_revision(response.revision());
  const auto add = [&](const char* key, const char* label, ReportColumnType type) -> ReportColumn& {
    ReportColumn& column = *table.add_columns();
    column.set_key(key);
    column.set_label(label);
    column.set_type(type);
    return column;
  };
  add("label", "资助", REPORT_COLUMN_TYPE_TEXT);
  add("award", "名称", REPORT_COLUMN_TYPE_RESOURCE);
  add("program", "支持项目", REPORT_COLUMN_TYPE_RESOURCE);
  add("tranche", "批次", REPORT_COLUMN_TYPE_COUNT);
  add("due_date", "计划拨付日期", REPORT_COLUMN_TYPE_DATE);
  add("waits_for", "等待", REPORT_COLUMN_TYPE_TEXT);
  add("milestone", "里程碑", REPORT_COLUMN_TYPE_RESOURCE);
  add("state", "现状", REPORT_COLUMN_TYPE_TEXT);
  add("milestone_due_date", "里程碑期限", REPORT_COLUMN_TYPE_DATE);
  add("since_date", "等待起始日", REPORT_COLUMN_TYPE_DATE);
  add("missing_fen", "尚缺自筹", REPORT_COLUMN_TYPE_MONEY_FEN);
  add("open_fen", "待拨", REPORT_COLUMN_TYPE_MONEY_FEN).set_summed(true);
  int64_t total_fen = 0;
  for (const WaitingTranche& one : response.waiting_tranches()) {
    const bool milestone = one.condition() == TRANCHE_CONDITION_MILESTONE;
    ReportRow& row = *table.add_rows();
    row.set_kind(REPORT_ROW_KIND_ITEM);
    row.set_key(absl::StrCat(one.award(), "/tranches/", one.tranche()));
    AddRow({one.award_display_name(), one.award(), one.program(), absl::StrCat(one.tranche()),
            one.due_date(),
            !milestone                      ? "自筹资金到位"
            : one.milestone_title().empty() ? "里程碑验收"
                                            : absl::StrCat(one.milestone_title(), "验收"),
            one.milestone(), milestone ? Shown(one.milestone_state()) : "未到位",
            one.milestone_due_date(), one.since_date(),
            milestone ? "" : absl::StrCat(one.matching_fen() - one.matched_fen()),
            absl::StrCat(one.open_fen())},
           row);
    total_fen += one.open_fen();
  }
  ReportRow& total = *table.add_totals();
  total.set_kind(REPORT_ROW_KIND_TOTAL);
  AddRow({"合计", "", "", "", "", "", "", "", "", "", "", absl::StrCat(total_fen)}, total);
  table.add_notes("里程碑的状态以已读到的督查任务变更为准；未通过的自认定之日起重新等待。");
  return table;
}

}  // namespace zgc::ctl
