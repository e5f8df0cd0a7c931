#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/figures/figures.h"
#include "common/storage/reader.h"
#include "common/storage/store.h"
#include "services/supervision_reporting/report/model/report_program.h"
#include "zgc/supervision/v1/publication_service.pb.h"
#include "zgc/supervision/v1/publications.pb.h"

// Publication chain, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

// What Publication.sha256 of the record has to be.
std::string RecordDigest(v1::Publication row);

// The newest publication of a template, if there is one.
absl::StatusOr<absl::optional<v1::Publication>> LatestPublication(
    const storage::Reader& reader, const std::string& report_template);

// These two also read `store` as of the revision that was published. What another version than
// `program` has made is proven by its content, and its bytes by the stored copy.
absl::StatusOr<v1::RenderedFile> RenderPublication(const storage::Reader& reader,
                                                   const storage::Store& store,
                                                   const figures::FigureBook& book,
                                                   const v1::RenderPublicationRequest& request,
                                                   const ReportProgram& program = {});
absl::StatusOr<v1::VerifyPublicationResponse> VerifyPublication(
    const storage::Reader& reader, const storage::Store& store, const figures::FigureBook& book,
    const v1::VerifyPublicationRequest& request, const ReportProgram& program = {});

}  // namespace zgc::supervision
