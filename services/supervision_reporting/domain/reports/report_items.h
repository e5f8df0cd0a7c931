#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/report_service.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

// Report items, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

const records::KindOf<v1::ReportItem>& ReportItemKind();
// Whether it has the form //{service}/figures/{id}.
bool IsFullFigureName(absl::string_view name);

absl::StatusOr<v1::ReportItem> CreateReportItem(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CreateReportItemRequest& request);
absl::StatusOr<v1::ReportItem> GetReportItem(const storage::Reader& reader,
                                             const v1::GetReportItemRequest& request);
absl::StatusOr<std::string> ListReportItems(const storage::Reader& reader,
                                            const v1::ListReportItemsRequest& request,
                                            const storage::Page& page,
                                            v1::ListReportItemsResponse& response);
absl::StatusOr<v1::ReportItem> UpdateReportItem(storage::Txn& txn, const base::Actor& actor,
                                                const v1::UpdateReportItemRequest& request);

}  // namespace zgc::supervision
