#include "services/supervision_reporting/domain/reports/report_templates.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/report_service.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {
namespace {

void CheckTiles(const v1::Chart& chart, const std::string& field, Checks& checks) {
  constexpr int kMost = 99;
  const bool is_map = chart.kind() == v1::CHART_KIND_MAP;
  checks.Expect(is_map == !chart.tiles().empty(), field,
                is_map ? "is required of a map" : "is only of a map");
  std::set<std::string> parks;
  std::set<std::pair<int, int>> places;
  for (int i = 0; i < chart.tiles_size(); ++i) {
    const v1::MapTile& tile = chart.tiles(i);
    const std::string here = absl::StrCat(field, "[", i, "]");
    checks.Expect(tile.row() <= kMost, here + ".row", "is over 99");
    checks.Expect(tile.column() <= kMost, here + ".column", "is over 99");
    checks.Expect(parks.insert(tile.park()).second, here + ".park", "repeats an earlier one");
    checks.Expect(places.emplace(tile.row(), tile.column()).second, here,
                  "stands where an earlier one does");
  }
}

absl::Status CheckTemplate(const storage::Reader&, const v1::ReportTemplate*,
                           v1::ReportTemplate& row, Checks& checks) {
  for (int i = 0; i < row.charts_size(); ++i) {
    CheckTiles(row.charts(i), absl::StrCat("report_template.charts[", i, "].tiles"), checks);
  }
  if (!row.has_period()) return absl::OkStatus();
  checks.Day(row.period().start_date(), "report_template.period.start_date");
  checks.Period(row.period(), "report_template.period");
  return absl::OkStatus();
}

}  // namespace

const records::KindOf<v1::ReportTemplate>& ReportTemplateKind() {
  static const auto* const kind = new records::KindOf<v1::ReportTemplate>(
      kReportTemplates, {.created_by = "/zgc.supervision.v1.ReportService/CreateReportTemplate",
                         .field = "report_template",
                         .check = &CheckTemplate});
  return *kind;
}

absl::StatusOr<v1::ReportTemplate> CreateReportTemplate(
    storage::Txn& txn, const base::Actor&, const v1::CreateReportTemplateRequest& request) {
  v1::ReportTemplate row = request.report_template();
  row.set_name(absl::StrCat("reportTemplates/", request.report_template_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(ReportTemplateKind().Hold(txn, nullptr, row, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return ReportTemplateKind().Create(txn, std::move(row));
}

absl::StatusOr<v1::ReportTemplate> GetReportTemplate(const storage::Reader& reader,
                                                     const v1::GetReportTemplateRequest& request) {
  return GetRow(reader, kReportTemplates, request.name());
}

absl::StatusOr<std::string> ListReportTemplates(const storage::Reader& reader,
                                                const v1::ListReportTemplatesRequest& request,
                                                const storage::Page& page,
                                                v1::ListReportTemplatesResponse& response) {
  return query::List(reader, kReportTemplates.column(), request, page, response);
}

absl::StatusOr<v1::ReportTemplate> UpdateReportTemplate(
    storage::Txn& txn, const base::Actor&, const v1::UpdateReportTemplateRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::ReportTemplate row,
                       GetForUpdate(txn, kReportTemplates, request.report_template()));
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, row);
  ZGC_RETURN_IF_ERROR(ReportTemplateKind().Hold(txn, nullptr, row, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Save(txn, kReportTemplates, std::move(row));
}

}  // namespace zgc::supervision
