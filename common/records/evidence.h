#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/records/v1/evidence.pb.h"
#include "zgc/records/v1/evidence_service.pb.h"

// Documents that records cite (依据), without gRPC: what is refused and how is said in the
// contract, evidence.proto and evidence_service.proto. Thread-safe as the reader is.
namespace zgc::records {

const KindOf<v1::Evidence>& EvidenceKind();

absl::StatusOr<v1::Evidence> CreateEvidence(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateEvidenceRequest& request);
absl::StatusOr<v1::Evidence> GetEvidence(const storage::Reader& reader,
                                         const v1::GetEvidenceRequest& request);
// Returns the key of the next page.
absl::StatusOr<std::string> ListEvidence(const storage::Reader& reader,
                                         const v1::ListEvidenceRequest& request,
                                         const storage::Page& page,
                                         v1::ListEvidenceResponse& response);
absl::StatusOr<v1::CheckEvidenceFileResponse> CheckEvidenceFile(
    const storage::Reader& reader, const v1::CheckEvidenceFileRequest& request);

}  // namespace zgc::records
