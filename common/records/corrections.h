#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/records/v1/corrections.pb.h"
#include "zgc/records/v1/record_service.pb.h"

// Corrections and voids of records, without gRPC: what is refused and how is said in the contract,
// record_service.proto. Thread-safe as the reader is.
namespace zgc::records {

const resource::Lifecycle<v1::Correction>& CorrectionLifecycle();

// `suspect_yuan`: see amounts.h.
absl::StatusOr<v1::Correction> CorrectRecord(storage::Txn& txn, const base::Actor& actor,
                                             const Kinds& kinds, int64_t suspect_yuan,
                                             const v1::CorrectRecordRequest& request);
// `ordinal` tells apart several of one commit, from 0 to 999.
absl::StatusOr<v1::Correction> VoidRecord(storage::Txn& txn, const base::Actor& actor,
                                          const Kinds& kinds, const v1::VoidRecordRequest& request,
                                          int ordinal = 0);
absl::StatusOr<v1::Correction> ApproveCorrection(storage::Txn& txn, const base::Actor& actor,
                                                 const Kinds& kinds,
                                                 const v1::ApproveCorrectionRequest& request);
absl::StatusOr<v1::Correction> RejectCorrection(storage::Txn& txn, const base::Actor& actor,
                                                const v1::RejectCorrectionRequest& request);
absl::StatusOr<v1::Correction> GetCorrection(const storage::Reader& reader,
                                             const v1::GetCorrectionRequest& request);
// Returns the key of the next page.
absl::StatusOr<std::string> ListCorrections(const storage::Reader& reader,
                                            const v1::ListCorrectionsRequest& request,
                                            const storage::Page& page,
                                            v1::ListCorrectionsResponse& response);

}  // namespace zgc::records
