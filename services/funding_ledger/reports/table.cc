#include "services/funding_ledger/reports/table.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/decimal/decimal.h"

namespace zgc::funding {
namespace {

v1::ReportRow& Fill(v1::ReportRow& row, v1::ReportRowKind kind, std::vector<std::string> cells) {
  row.set_kind(kind);
  for (std::string& cell : cells) row.add_cells(std::move(cell));
  return row;
}

}  // namespace

void AddColumn(v1::ReportTable& table, absl::string_view key, absl::string_view label,
               v1::ReportColumnType type) {
  v1::ReportColumn& column = *table.add_columns();
  column.set_key(std::string(key));
  column.set_label(std::string(label));
  column.set_type(type);
}

void AddSummed(v1::ReportTable& table, absl::string_view key, absl::string_view label,
               v1::ReportColumnType type) {
  AddColumn(table, key, label, type);
  table.mutable_columns(table.columns_size() - 1)->set_summed(true);
}

v1::ReportRow& AddRow(v1::ReportTable& table, v1::ReportRowKind kind, absl::string_view key,
                      int level, std::vector<std::string> cells) {
  v1::ReportRow& row = Fill(*table.add_rows(), kind, std::move(cells));
  row.set_key(std::string(key));
  row.set_level(level);
  return row;
}

v1::ReportRow& AddTotal(v1::ReportTable& table, std::vector<std::string> cells) {
  return Fill(*table.add_totals(), v1::REPORT_ROW_KIND_TOTAL, std::move(cells));
}

std::string NumberCell(absl::int128 number) {
  const auto decimal = figures::Decimal::FromParts(number, 0);
  return decimal.ok() ? decimal->ToString() : "";
}

std::string LabelOf(v1::AccountKind kind) {
  switch (kind) {
    case v1::ACCOUNT_KIND_SOURCE:
      return "拨款来源";
    case v1::ACCOUNT_KIND_AVAILABLE:
      return "可用额度";
    case v1::ACCOUNT_KIND_COMMITTED:
      return "已承诺";
    case v1::ACCOUNT_KIND_SPENT:
      return "支出";
    case v1::ACCOUNT_KIND_UNITEMISED:
      return "未分项支出";
    case v1::ACCOUNT_KIND_CLAIMED:
      return "已认领支出";
    case v1::ACCOUNT_KIND_RECEIVABLE:
      return "应收追回款";
    case v1::ACCOUNT_KIND_LIMIT:
      return "限额";
    case v1::ACCOUNT_KIND_HEADROOM:
      return "限额余量";
    case v1::ACCOUNT_KIND_USED:
      return "限额占用";
    case v1::ACCOUNT_KIND_SUBLEDGER:
      return "明细账户";
    case v1::ACCOUNT_KIND_CARRIED_OUT:
      return "结转下年";
    case v1::ACCOUNT_KIND_CARRIED_IN:
      return "上年结转";
    case v1::ACCOUNT_KIND_PRIOR_YEAR:
      return "以前年度调整";
    case v1::ACCOUNT_KIND_WRITEOFF:
      return "核销";
    default:
      return std::string(absl::StripPrefix(v1::AccountKind_Name(kind), "ACCOUNT_KIND_"));
  }
}

std::string LabelOf(v1::TransferKind kind) {
  switch (kind) {
    case v1::TRANSFER_KIND_APPROPRIATION:
      return "预算批复";
    case v1::TRANSFER_KIND_ALLOTMENT:
      return "指标下达";
    case v1::TRANSFER_KIND_COMMITMENT:
      return "承诺";
    case v1::TRANSFER_KIND_RELEASE:
      return "释放";
    case v1::TRANSFER_KIND_PAYMENT:
      return "拨付";
    case v1::TRANSFER_KIND_SUMMARY:
      return "汇总支出";
    case v1::TRANSFER_KIND_RECLASSIFICATION:
      return "重分类";
    case v1::TRANSFER_KIND_CLAWBACK:
      return "追回";
    case v1::TRANSFER_KIND_CEILING_SET:
      return "设定限额";
    case v1::TRANSFER_KIND_CEILING_USE:
      return "占用限额";
    case v1::TRANSFER_KIND_CEILING_RELEASE:
      return "释放限额";
    case v1::TRANSFER_KIND_SUBLEDGER:
      return "明细记账";
    case v1::TRANSFER_KIND_VIREMENT:
      return "调剂";
    case v1::TRANSFER_KIND_REDUCTION:
      return "追减";
    case v1::TRANSFER_KIND_CARRY_OUT:
      return "结转下年";
    case v1::TRANSFER_KIND_CARRY_IN:
      return "上年结转";
    case v1::TRANSFER_KIND_REVERSAL:
      return "冲销";
    case v1::TRANSFER_KIND_PRIOR_YEAR:
      return "以前年度调整";
    case v1::TRANSFER_KIND_LAPSE:
      return "注销";
    case v1::TRANSFER_KIND_REPAYMENT:
      return "追回款收回";
    case v1::TRANSFER_KIND_SET_OFF:
      return "追回款抵扣";
    case v1::TRANSFER_KIND_WRITE_OFF:
      return "核销";
    default:
      return std::string(absl::StripPrefix(v1::TransferKind_Name(kind), "TRANSFER_KIND_"));
  }
}

void AddStrangeRates(v1::ReportTable& table) {
  std::string strange;
  const auto look = [&](const v1::ReportRow& row) {
    for (int i = 0; i < table.columns_size(); ++i) {
      if (table.columns(i).type() != v1::REPORT_COLUMN_TYPE_PERCENT) continue;
      const auto percent = figures::Decimal::Parse(row.cells(i));
      if (!percent.ok() || (*percent >= figures::Decimal(0) && *percent <= figures::Decimal(100))) {
        continue;
      }
      const std::string rate = absl::StrReplaceAll(table.columns(i).label(), {{"（%）", ""}});
      absl::StrAppend(&strange, strange.empty() ? "" : "、", "「", row.cells(0), "」", rate,
                      row.cells(i), "%");
    }
  };
  for (const v1::ReportRow& row : table.rows()) look(row);
  for (const v1::ReportRow& row : table.totals()) look(row);
  if (strange.empty()) return;
  table.add_notes(
      absl::StrCat("比率超出0至100%：", strange,
                   "。高于100%的，支出中有不出自该行预算或承诺的部分，如由专项资金直接拨付的、"
                   "拨付以前季度承诺的；低于0的，追回和冲销多于支出。"));
}

}  // namespace zgc::funding
