#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/report_service.pb.h"
#include "zgc/supervision/v1/reports.pb.h"

// Report templates, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

const records::KindOf<v1::ReportTemplate>& ReportTemplateKind();

absl::StatusOr<v1::ReportTemplate> CreateReportTemplate(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateReportTemplateRequest& request);
absl::StatusOr<v1::ReportTemplate> GetReportTemplate(const storage::Reader& reader,
                                                     const v1::GetReportTemplateRequest& request);
absl::StatusOr<std::string> ListReportTemplates(const storage::Reader& reader,
                                                const v1::ListReportTemplatesRequest& request,
                                                const storage::Page& page,
                                                v1::ListReportTemplatesResponse& response);
absl::StatusOr<v1::ReportTemplate> UpdateReportTemplate(
    storage::Txn& txn, const base::Actor& actor, const v1::UpdateReportTemplateRequest& request);

}  // namespace zgc::supervision
