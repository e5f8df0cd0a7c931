#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/proof/checkpoint.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "zgc/funding/v1/proof.pb.h"

// Checkpoints, and what is proved against them. Pure functions of the reader.
namespace zgc::funding {

// nullopt if there is none.
absl::StatusOr<absl::optional<v1::Checkpoint>> NewestCheckpoint(const storage::Reader& reader);
// The checkpoint of that name, or the newest if the name is empty. NOT_FOUND.
absl::StatusOr<v1::Checkpoint> RequireCheckpoint(const storage::Reader& reader,
                                                 const std::string& name);
// Without the output fields that an insert fills.
v1::Checkpoint ToRow(const proof::Checkpoint& stated, const std::string& text,
                     const proof::PublicKey& key);
// What the row's text says, if the row's own key has signed it and the row repeats
// it. DATA_LOSS says what differs.
absl::StatusOr<proof::Checkpoint> OpenRow(const v1::Checkpoint& row,
                                          const storage::Lineage& lineage);

// See ProofService.
absl::StatusOr<v1::Checkpoint> GetCheckpoint(const storage::Reader& reader,
                                             const v1::GetCheckpointRequest& request);
absl::StatusOr<std::string> ListCheckpoints(const storage::Reader& reader,
                                            const v1::ListCheckpointsRequest& request,
                                            const storage::Page& page,
                                            v1::ListCheckpointsResponse& response);
absl::StatusOr<v1::InclusionProof> GetInclusionProof(const storage::Reader& reader,
                                                     const v1::GetInclusionProofRequest& request);
absl::StatusOr<v1::ConsistencyProof> GetConsistencyProof(
    const storage::Reader& reader, const v1::GetConsistencyProofRequest& request);

}  // namespace zgc::funding
