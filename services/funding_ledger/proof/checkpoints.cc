#include "services/funding_ledger/proof/checkpoints.h"

#include <google/protobuf/util/time_util.h>

#include "absl/strings/str_cat.h"
#include "common/base/stable_bytes.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/ledger/segment.h"
#include "services/funding_ledger/proof/tree.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

absl::StatusOr<proof::DigestKind> KindOf(const v1::Checkpoint& checkpoint) {
  ZGC_ASSIGN_OR_RETURN(const proof::Suite suite, proof::ParseSuite(checkpoint.suite()));
  return DigestOf(suite);
}

template <typename Repeated>
void AddHashes(const std::vector<proof::Hash>& hashes, Repeated* out) {
  for (const proof::Hash& hash : hashes) {
    *out->Add() = std::string(base::Hasher::View(hash));
  }
}

}  // namespace

absl::StatusOr<absl::optional<v1::Checkpoint>> NewestCheckpoint(const storage::Reader& reader) {
  absl::optional<v1::Checkpoint> newest;
  ZGC_RETURN_IF_ERROR(kCheckpoints.ForEach(reader, {"", "", true},
                                           [&](const storage::NameKey&, const v1::Checkpoint& row) {
                                             newest = row;
                                             return false;
                                           }));
  return newest;
}

absl::StatusOr<v1::Checkpoint> RequireCheckpoint(const storage::Reader& reader,
                                                 const std::string& name) {
  if (!name.empty()) return GetRow(reader, kCheckpoints, name);
  ZGC_ASSIGN_OR_RETURN(auto newest, NewestCheckpoint(reader));
  if (!newest.has_value()) return NotFound("checkpoints/-");
  return *std::move(newest);
}

v1::Checkpoint ToRow(const proof::Checkpoint& stated, const std::string& text,
                     const proof::PublicKey& key) {
  v1::Checkpoint row;
  row.set_name(proof::CheckpointName(stated.revision));
  row.set_text(text);
  row.set_transfers(stated.size);
  row.set_root(std::string(base::Hasher::View(stated.root)));
  row.set_chain_hash(std::string(base::Hasher::View(stated.chain)));
  row.set_suite(SuiteName(stated.suite));
  row.set_key_id(key.id());
  row.set_public_key(key.pem());
  return row;
}

absl::StatusOr<proof::Checkpoint> OpenRow(const v1::Checkpoint& row,
                                          const storage::Lineage& lineage) {
  const auto key = proof::PublicKey::FromPem(row.public_key());
  if (!key.ok()) return absl::DataLossError("its public key does not parse");
  proof::KeyRing keys;
  keys.Add(*key);
  const auto stated = OpenCheckpoint(row.text(), keys);
  if (!stated.ok()) return absl::DataLossError(stated.status().message());
  v1::Checkpoint repeated = ToRow(*stated, row.text(), *key);
  repeated.set_etag(lineage.EtagOf(stated->revision));
  repeated.set_revision(stated->revision);
  *repeated.mutable_create_time() =
      google::protobuf::util::TimeUtil::NanosecondsToTimestamp(stated->time_unix_nanos);
  if (!base::SameFields(repeated, row)) {
    return absl::DataLossError("its fields are not what its text says");
  }
  if (stated->incarnation != lineage.At(stated->revision)) {
    return absl::DataLossError("it is of another incarnation");
  }
  if (stated->origin != lineage.incarnations().front().id())
    return absl::DataLossError("it is of another store");
  return stated;
}

absl::StatusOr<v1::Checkpoint> GetCheckpoint(const storage::Reader& reader,
                                             const v1::GetCheckpointRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kCheckpoints, request.name());
}

absl::StatusOr<std::string> ListCheckpoints(const storage::Reader& reader,
                                            const v1::ListCheckpointsRequest& request,
                                            const storage::Page& page,
                                            v1::ListCheckpointsResponse& response) {
  return query::List(reader, kCheckpoints.column(), request, page, response);
}

absl::StatusOr<v1::InclusionProof> GetInclusionProof(const storage::Reader& reader,
                                                     const v1::GetInclusionProofRequest& request) {
  Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const auto transfer, FindTransfer(reader, request.transfer()));
  if (!transfer.has_value()) return NotFound(request.transfer());
  v1::InclusionProof proof;
  ZGC_ASSIGN_OR_RETURN(*proof.mutable_checkpoint(),
                       RequireCheckpoint(reader, request.checkpoint()));
  const int64_t size = proof.checkpoint().transfers();
  if (transfer->sequence() >= size) {
    checks.Add("checkpoint", absl::StrCat(proof.checkpoint().name(), " covers ", size,
                                          " transfers; this one has sequence ",
                                          transfer->sequence(), ": make a newer checkpoint"));
    return checks.ToStatus();
  }
  ZGC_ASSIGN_OR_RETURN(const proof::DigestKind kind, KindOf(proof.checkpoint()));
  ZGC_ASSIGN_OR_RETURN(const auto hashes, proof::InclusionProof(kind, JournalTree(reader, kind),
                                                                transfer->sequence(), size));
  *proof.mutable_transfer() = *transfer;
  proof.set_record(RecordOf(*transfer));
  proof.set_leaf_index(transfer->sequence());
  AddHashes(hashes, proof.mutable_hashes());
  return proof;
}

absl::StatusOr<v1::ConsistencyProof> GetConsistencyProof(
    const storage::Reader& reader, const v1::GetConsistencyProofRequest& request) {
  Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::ConsistencyProof proof;
  ZGC_ASSIGN_OR_RETURN(*proof.mutable_from(), RequireCheckpoint(reader, request.from()));
  ZGC_ASSIGN_OR_RETURN(*proof.mutable_to(), RequireCheckpoint(reader, request.to()));
  checks.Expect(proof.from().revision() <= proof.to().revision(), "from", "is later than to");
  checks.Expect(
      proof.from().suite() == proof.to().suite(), "to",
      absl::StrCat("is of the suite ", proof.to().suite(), ", from is of ", proof.from().suite()));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const proof::DigestKind kind, KindOf(proof.to()));
  ZGC_ASSIGN_OR_RETURN(const auto hashes,
                       proof::ConsistencyProof(kind, JournalTree(reader, kind),
                                               proof.from().transfers(), proof.to().transfers()));
  AddHashes(hashes, proof.mutable_hashes());
  return proof;
}

}  // namespace zgc::funding
