#include "services/supervision_reporting/domain/reports/report_items.h"

#include "absl/container/btree_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "common/query/filter.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/masks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/reports/report_reader.h"
#include "services/supervision_reporting/report/model/markers.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/report_service.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {
namespace {

// Digits after the point that a cited number has at most.
constexpr int kMostDecimals = 8;

using Citations = google::protobuf::RepeatedPtrField<v1::Citation>;

// Ids of the citations of an item. An id twice is a violation.
void CheckCitations(const Citations& citations, const std::string& field,
                    absl::btree_set<std::string>& ids, Checks& checks) {
  for (int i = 0; i < citations.size(); ++i) {
    const v1::Citation& citation = citations[i];
    const std::string place = absl::StrCat(field, "[", i, "].");
    checks.Expect(IsCitationId(citation.id()), place + "id",
                  "is 1 to 80 of A-Z, a-z, 0-9, '.' and '-'");
    checks.Expect(ids.insert(citation.id()).second, place + "id", "is there twice");
    checks.Expect(IsFullFigureName(citation.figure()), place + "figure",
                  "names a figure as //{service}/figures/{id}");
    checks.Expect(!absl::StrContains(citation.figure(), '+'), place + "figure",
                  "is a part of a figure, by dimension; reports cite whole ones");
    checks.Expect(citation.decimals() >= 0 && citation.decimals() <= kMostDecimals,
                  place + "decimals", absl::StrCat("must be 0 to ", kMostDecimals));
    checks.Expect(citation.decimals() == 0 || !citation.unit().empty(), place + "decimals",
                  "belong to a unit");
  }
}

void CheckTasks(const v1::ReportItem& row, Checks& checks) {
  absl::btree_set<std::string> tasks;
  for (int i = 0; i < row.tasks_size(); ++i) {
    checks.Expect(tasks.insert(row.tasks(i)).second, absl::StrCat("report_item.tasks[", i, "]"),
                  "is there twice");
  }
}

// What no other item of the template may have.
absl::Status CheckUnique(const storage::Reader& reader, const v1::ReportItem& row,
                         const absl::btree_set<std::string>& ids, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto others, ItemsOf(reader, TemplateOf(row.name())));
  for (const v1::ReportItem& other : others) {
    if (other.name() == row.name()) continue;
    checks.Expect(other.number() != row.number(), "report_item.number",
                  absl::StrCat("is that of ", other.name()));
    const auto look = [&](const Citations& citations) {
      for (const v1::Citation& citation : citations) {
        checks.Expect(
            !ids.contains(citation.id()), "report_item",
            absl::StrCat("citation ", citation.id(), " is in ", other.name(), " as well"));
      }
    };
    look(other.statement_citations());
    for (const auto& paragraph : other.paragraphs()) look(paragraph.citations());
  }
  return absl::OkStatus();
}

absl::Status CheckItem(const storage::Reader& reader, const v1::ReportItem*, v1::ReportItem& row,
                       Checks& checks) {
  CheckTasks(row, checks);
  absl::btree_set<std::string> ids;
  CheckCitations(row.statement_citations(), "report_item.statement_citations", ids, checks);
  for (int i = 0; i < row.paragraphs_size(); ++i) {
    CheckCitations(row.paragraphs(i).citations(),
                   absl::StrCat("report_item.paragraphs[", i, "].citations"), ids, checks);
  }
  return CheckUnique(reader, row, ids, checks);
}

// The figures that an item cites, each once.
absl::btree_set<std::string> FiguresOf(const v1::ReportItem& row) {
  absl::btree_set<std::string> figures;
  const auto look = [&](const Citations& citations) {
    for (const v1::Citation& citation : citations) figures.insert(citation.figure());
  };
  look(row.statement_citations());
  for (const auto& paragraph : row.paragraphs()) look(paragraph.citations());
  return figures;
}

absl::Status AddItem(storage::Txn& txn, const v1::ReportItem& row) {
  for (const std::string& figure : FiguresOf(row)) {
    kReportItemsByFigure.Add(txn, {figure}, row.name());
  }
  return absl::OkStatus();
}

absl::Status RemoveItem(storage::Txn& txn, const v1::ReportItem& row) {
  for (const std::string& figure : FiguresOf(row)) {
    kReportItemsByFigure.Remove(txn, {figure}, row.name());
  }
  return absl::OkStatus();
}

}  // namespace

bool IsFullFigureName(absl::string_view name) {
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  return parts.size() == 5 && parts[0].empty() && parts[1].empty() && !parts[2].empty() &&
         parts[3] == "figures" && !parts[4].empty();
}

const records::KindOf<v1::ReportItem>& ReportItemKind() {
  static const auto* const kind = new records::KindOf<v1::ReportItem>(
      kReportItems, {.created_by = "/zgc.supervision.v1.ReportService/CreateReportItem",
                     .field = "report_item",
                     .check = &CheckItem,
                     .add = &AddItem,
                     .remove = &RemoveItem});
  return *kind;
}

absl::StatusOr<v1::ReportItem> CreateReportItem(storage::Txn& txn, const base::Actor&,
                                                const v1::CreateReportItemRequest& request) {
  v1::ReportItem row = request.report_item();
  row.set_name(absl::StrCat(request.parent(), "/items/", request.report_item_id()));
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(ReportItemKind().Hold(txn, nullptr, row, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return ReportItemKind().Create(txn, std::move(row));
}

absl::StatusOr<v1::ReportItem> GetReportItem(const storage::Reader& reader,
                                             const v1::GetReportItemRequest& request) {
  return GetRow(reader, kReportItems, request.name());
}

absl::StatusOr<std::string> ListReportItems(const storage::Reader& reader,
                                            const v1::ListReportItemsRequest& request,
                                            const storage::Page& page,
                                            v1::ListReportItemsResponse& response) {
  const Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(GetRow(reader, kReportTemplates, request.parent()).status());
  return query::List(reader, kReportItems.column(), request, page, response,
                     {query::Below(absl::StrCat(request.parent(), "/items/"))});
}

absl::StatusOr<v1::ReportItem> UpdateReportItem(storage::Txn& txn, const base::Actor&,
                                                const v1::UpdateReportItemRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const v1::ReportItem before,
                       GetForUpdate(txn, kReportItems, request.report_item()));
  v1::ReportItem row = before;
  Checks checks(txn, request);
  ApplyUpdate(txn, request, checks, row);
  ZGC_RETURN_IF_ERROR(ReportItemKind().Hold(txn, nullptr, row, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return ReportItemKind().Update(txn, before, std::move(row));
}

}  // namespace zgc::supervision
