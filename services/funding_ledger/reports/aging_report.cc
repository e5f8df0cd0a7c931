#include <array>

#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/reports/aging.h"
#include "services/funding_ledger/reports/days.h"
#include "services/funding_ledger/reports/reports.h"
#include "services/funding_ledger/reports/table.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

using Cells = std::vector<std::string>;

struct AgeGroup {
  absl::int128 open = 0;
  std::vector<const OpenItem*> items;
};

class Aging {
 public:
  Aging(const storage::Reader& reader, const v1::GetAgingReportRequest& request)
      : reader_(reader), request_(request) {}

  absl::StatusOr<v1::ReportTable> Report() {
    ZGC_ASSIGN_OR_RETURN(const auto open,
                         (OfReceivables() ? OpenReceivables : OpenCommitments)(
                             reader_, request_.as_of_date(), request_.fiscal_year()));
    v1::ReportTable table;
    table.set_revision(reader_.revision());
    AddHeadings(table);
    std::array<AgeGroup, kAgeBuckets> buckets;
    absl::int128 total = 0;
    for (const OpenItem& one : open) {
      buckets[one.bucket].open += one.open_fen;
      buckets[one.bucket].items.push_back(&one);
      total += one.open_fen;
    }
    for (size_t i = 0; i < kAgeBuckets; ++i) {
      const AgeGroup& bucket = buckets[i];
      if (i == kUnknownAge && bucket.items.empty()) continue;
      AddRow(table, i == kUnknownAge ? v1::REPORT_ROW_KIND_UNSTATED : v1::REPORT_ROW_KIND_ITEM,
             AgeKey(i), 0, SumCells(AgeLabel(i), bucket.items.size(), bucket.open));
      for (const OpenItem* one : bucket.items) ZGC_RETURN_IF_ERROR(AddItem(*one, table));
    }
    AddTotal(table, SumCells("合计", open.size(), total));
    AddNotes(table);
    return table;
  }

 private:
  bool OfReceivables() const { return request_.group_by() == v1::AGING_SUBJECT_RECEIVABLE; }
  bool OfTranches() const { return request_.group_by() == v1::AGING_SUBJECT_TRANCHE; }

  void AddHeadings(v1::ReportTable& table) const {
    table.set_title(absl::StrCat(OfReceivables() ? "应收追回款账龄表" : "未拨付承诺账龄表",
                                 "（截至", request_.as_of_date(), "）"));
    AddColumn(table, "label", "账龄", v1::REPORT_COLUMN_TYPE_TEXT);
    if (OfReceivables()) {
      AddColumn(table, "clawback", "追回", v1::REPORT_COLUMN_TYPE_RESOURCE);
      AddColumn(table, "enterprise", "企业", v1::REPORT_COLUMN_TYPE_RESOURCE);
    }
    AddColumn(table, "award", "资助", v1::REPORT_COLUMN_TYPE_RESOURCE);
    AddColumn(table, "program", "支持项目", v1::REPORT_COLUMN_TYPE_RESOURCE);
    if (OfTranches()) {
      AddColumn(table, "due_date", "计划拨付日期", v1::REPORT_COLUMN_TYPE_DATE);
      AddColumn(table, "overdue_days", "逾期（天）", v1::REPORT_COLUMN_TYPE_COUNT);
    }
    AddColumn(table, "since_date", OfReceivables() ? "追回日期" : "承诺日期",
              v1::REPORT_COLUMN_TYPE_DATE);
    AddColumn(table, "age_days", "账龄（天）", v1::REPORT_COLUMN_TYPE_COUNT);
    if (OfReceivables()) {
      AddSummed(table, "clawback_count", "追回（笔）", v1::REPORT_COLUMN_TYPE_COUNT);
    } else {
      AddSummed(table, "award_count", "资助（项）", v1::REPORT_COLUMN_TYPE_COUNT);
    }
    AddSummed(table, "open_fen", OfReceivables() ? "未收回" : "未拨付",
              v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  }

  // Of an age or of all.
  Cells SumCells(const std::string& label, size_t count, absl::int128 open) const {
    Cells cells = {label, "", "", "", ""};
    if (OfReceivables() || OfTranches()) cells.insert(cells.end(), {"", ""});
    cells.insert(cells.end(), {absl::StrCat(count), NumberCell(open)});
    return cells;
  }

  absl::Status AddItem(const OpenItem& one, v1::ReportTable& table) const {
    const std::string days = one.days.has_value() ? NumberCell(*one.days) : "";
    ZGC_ASSIGN_OR_RETURN(const auto award, kAwards.Get(reader_, {one.award}));
    const std::string label = award.has_value() ? award->display_name() : one.award;
    if (OfReceivables()) {
      ZGC_ASSIGN_OR_RETURN(const auto clawback, kClawbacks.Get(reader_, {one.subject}));
      AddRow(table, clawback.has_value() ? v1::REPORT_ROW_KIND_ITEM : v1::REPORT_ROW_KIND_UNSTATED,
             one.subject, 1,
             {label, one.subject, clawback.has_value() ? clawback->enterprise() : "", one.award,
              one.program, one.since, days, "1", NumberCell(one.open_fen)});
      return absl::OkStatus();
    }
    Cells cells = {label, one.award, one.program};
    if (OfTranches()) cells.insert(cells.end(), {"", ""});
    cells.insert(cells.end(), {one.since, days, "1", NumberCell(one.open_fen)});
    AddRow(table, v1::REPORT_ROW_KIND_ITEM, one.subject, 1, std::move(cells));
    return OfTranches() ? AddTranches(one, days, table) : absl::OkStatus();
  }

  absl::Status AddTranches(const OpenItem& one, const std::string& days,
                           v1::ReportTable& table) const {
    ZGC_ASSIGN_OR_RETURN(const auto tranches, OpenTranches(reader_, one, request_.as_of_date()));
    if (tranches.empty()) return absl::OkStatus();
    absl::int128 beside = one.open_fen;
    for (const OpenTranche& tranche : tranches) {
      const auto overdue = DaysBetween(tranche.due_date, request_.as_of_date());
      AddRow(table, v1::REPORT_ROW_KIND_ITEM,
             absl::StrCat(one.subject, "/tranches/", tranche.number), 2,
             {absl::StrCat("第", tranche.number, "批"), one.award, one.program, tranche.due_date,
              overdue.value_or(0) > 0 ? NumberCell(*overdue) : "", one.since, days, "",
              NumberCell(tranche.open_fen)});
      beside -= tranche.open_fen;
    }
    if (beside == 0) return absl::OkStatus();
    AddRow(table, v1::REPORT_ROW_KIND_UNSTATED, "", 2,
           {"不在批次内", one.award, one.program, "", "", one.since, days, "", NumberCell(beside)});
    return absl::OkStatus();
  }

  void AddNotes(v1::ReportTable& table) const {
    const char* const what = OfReceivables() ? "追回" : "承诺";
    table.add_notes(absl::StrCat(
        "没有日期的分录按当年最后一天计。按日期先后某日将出现负数的，自该日起提前计入：先为", what,
        "本身，再按入账顺序为对已计入分录的冲销。结转及其冲销在两个年度均按后一年度的日期计。"));
    table.add_notes("账龄自最早计入的一笔起计，结转到以后年度的沿用原账龄。");
    table.add_notes("只知年份、不能确定账龄段的单列。");
    if (!OfTranches()) return;
    table.add_notes(
        "各批次的账龄与所属资助相同，逾期天数自计划拨付日期起计；各批次为协议计划数减去截至当日"
        "的拨付，合计不超过资助未拨付数，差额列为不在批次内；某批次将重复拨付的，有关冲销自该日"
        "起提前计入。没有批次的资助只列一行。");
  }

  const storage::Reader& reader_;
  const v1::GetAgingReportRequest& request_;
};

}  // namespace

absl::StatusOr<v1::ReportTable> GetAgingReport(const storage::Reader& reader,
                                               const v1::GetAgingReportRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return Aging(reader, request).Report();
}

}  // namespace zgc::funding
