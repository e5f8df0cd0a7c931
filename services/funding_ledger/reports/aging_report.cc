#include <array>

#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/reports/aging.h"
#include "services/funding_ledger/reports/reports.h"
#include "services/funding_ledger/reports/table.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

struct BucketRows {
  absl::int128 open = 0;
  std::vector<const OpenCommitment*> awards;
};

}  // namespace

absl::StatusOr<v1::ReportTable> GetAgingReport(const storage::Reader& reader,
                                               const v1::GetAgingReportRequest& request) {
  Checks checks;
  checks.Day(request.as_of_date(), "as_of_date");
  ZGC_RETURN_IF_ERROR(
      checks.OptionalReference(reader, kFiscalYears, request.fiscal_year(), "fiscal_year")
          .status());
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto open,
                       OpenCommitments(reader, request.as_of_date(), request.fiscal_year()));
  v1::ReportTable table;
  table.set_revision(reader.revision());
  table.set_title(absl::StrCat("未拨付承诺账龄表（截至", request.as_of_date(), "）"));
  AddColumn(table, "label", "账龄", v1::REPORT_COLUMN_TYPE_TEXT);
  AddColumn(table, "award", "资助", v1::REPORT_COLUMN_TYPE_RESOURCE);
  AddColumn(table, "program", "支持项目", v1::REPORT_COLUMN_TYPE_RESOURCE);
  AddColumn(table, "since_date", "承诺日期", v1::REPORT_COLUMN_TYPE_DATE);
  AddColumn(table, "age_days", "账龄（天）", v1::REPORT_COLUMN_TYPE_COUNT);
  AddSummed(table, "award_count", "资助（项）", v1::REPORT_COLUMN_TYPE_COUNT);
  AddSummed(table, "open_fen", "未拨付", v1::REPORT_COLUMN_TYPE_MONEY_FEN);
  std::array<BucketRows, kAgeBuckets> buckets;
  absl::int128 total = 0;
  for (const OpenCommitment& one : open) {
    buckets[one.bucket].open += one.open_fen;
    buckets[one.bucket].awards.push_back(&one);
    total += one.open_fen;
  }
  for (size_t i = 0; i < kAgeBuckets; ++i) {
    const BucketRows& bucket = buckets[i];
    if (i == kUnknownAge && bucket.awards.empty()) continue;
    AddRow(
        table, i == kUnknownAge ? v1::REPORT_ROW_KIND_UNSTATED : v1::REPORT_ROW_KIND_ITEM,
        AgeKey(i), 0,
        {AgeLabel(i), "", "", "", "", absl::StrCat(bucket.awards.size()), NumberCell(bucket.open)});
    for (const OpenCommitment* one : bucket.awards) {
      ZGC_ASSIGN_OR_RETURN(const auto award, kAwards.Get(reader, {one->award}));
      AddRow(table, v1::REPORT_ROW_KIND_ITEM, one->award, 1,
             {award.has_value() ? award->display_name() : one->award, one->award, one->program,
              one->since, one->days.has_value() ? NumberCell(*one->days) : "", "1",
              NumberCell(one->open_fen)});
    }
  }
  AddTotal(table, {"合计", "", "", "", "", absl::StrCat(open.size()), NumberCell(total)});
  table.add_notes(
      "没有日期的承诺最迟从其第一笔有日期的收付起计，没有的从当年最后一天起计；其他没有日期的分录"
      "按当年最后一天计。");
  table.add_notes("只知年份、不能确定账龄段的单列。");
  return table;
}

}  // namespace zgc::funding
