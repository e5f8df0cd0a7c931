#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/matter_service.pb.h"

// Sweeps, without gRPC: what is refused and how is said in supervision_reporting/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::supervision {

absl::StatusOr<v1::SweepMattersResponse> SweepMatters(storage::Txn& txn, const base::Actor& actor,
                                                      const v1::SweepMattersRequest& request);
absl::StatusOr<std::string> ListEscalations(const storage::Reader& reader,
                                            const v1::ListEscalationsRequest& request,
                                            const storage::Page& page,
                                            v1::ListEscalationsResponse& response);

}  // namespace zgc::supervision
