#include "services/funding_ledger/proof/keeper.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/observability/log.h"
#include "common/proof/checkpoint.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/ledger/reading.h"
#include "services/funding_ledger/proof/checkpoints.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

// Transfers whose tiles are written at a time: commits wait for their turn at the log.
constexpr int64_t kAtATime = 8192;
constexpr char kMethod[] = "/zgc.funding.v1.ProofService/CreateCheckpoint";

}  // namespace

ProofKeeper::ProofKeeper(storage::Store& store, CheckpointOptions options)
    : store_(store), options_(std::move(options)) {
  // Damaged records are named by the leaves of the first, whatever signs.
  writers_.try_emplace(proof::DigestKind::kSha256, store, proof::DigestKind::kSha256);
  if (options_.key.has_value()) {
    const auto kind = DigestOf(options_.key->public_key().suite());
    writers_.try_emplace(kind, store, kind);
  }
}

ProofKeeper::~ProofKeeper() {
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void ProofKeeper::Start() {
  thread_ = std::thread([this] { Run(); });
}

void ProofKeeper::Run() {
  absl::Status before;
  while (true) {
    const absl::Status done = Tick();
    // Once for each trouble, not twice a second.
    if (!done.ok() && done != before) {
      observability::LogError("the proof of the journal is not kept", done);
    }
    before = done;
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&ending_), kPause)) return;
  }
}

absl::Status ProofKeeper::Tick() {
  if (!opened_) {
    for (auto& [kind, writer] : writers_) ZGC_RETURN_IF_ERROR(writer.Open());
    opened_ = true;
  }
  for (auto& [kind, writer] : writers_) {
    bool complete = false;
    while (!complete) {
      ZGC_ASSIGN_OR_RETURN(complete, writer.Extend(kAtATime));
      absl::MutexLock lock(&mutex_);
      ends_[kind] = writer.end();
      if (ending_) return absl::OkStatus();
    }
  }
  if (!options_.key.has_value()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const bool due, IsDue(store_.Read()));
  if (!due) return absl::OkStatus();
  storage::Origin origin;
  origin.caller = store_.schema().name;
  origin.method = kMethod;
  return store_
      .Apply(origin,
             [this](storage::Txn& txn) -> absl::StatusOr<std::string> {
               ZGC_RETURN_IF_ERROR(CreateCheckpoint(txn).status());
               return "";
             })
      .status();
}

absl::StatusOr<bool> ProofKeeper::IsDue(const storage::Reader& reader) const {
  ZGC_ASSIGN_OR_RETURN(const ChainEnd chain, ChainEndAt(reader, reader.revision()));
  ZGC_ASSIGN_OR_RETURN(const auto newest, NewestCheckpoint(reader));
  const int64_t covered = newest.has_value() ? newest->transfers() : 0;
  if (chain.sequence == covered) return false;
  if (chain.sequence - covered >= options_.every_transfers) return true;
  // Of a journal without checkpoints, the first is due at once.
  if (!newest.has_value()) return true;
  return store_.clock().Now() - absl::FromUnixSeconds(newest->create_time().seconds()) >=
         options_.every;
}

absl::StatusOr<v1::Checkpoint> ProofKeeper::CreateCheckpoint(storage::Txn& txn) const {
  if (!options_.key.has_value()) {
    return base::MakeError(absl::StatusCode::kFailedPrecondition,
                           common::v1::ERROR_REASON_CHECKPOINT_KEY_MISSING,
                           "the server has no key to sign with: start it with --checkpoint-key "
                           "FILE, a private key of Ed25519 or SM2 as PEM");
  }
  const proof::PublicKey& key = options_.key->public_key();
  const proof::DigestKind kind = DigestOf(key.suite());
  ZGC_ASSIGN_OR_RETURN(const ChainEnd chain, ChainEndAt(txn, txn.revision()));
  ZGC_ASSIGN_OR_RETURN(const auto newest, NewestCheckpoint(txn));
  if (newest.has_value() && newest->transfers() == chain.sequence && newest->key_id() == key.id()) {
    return *newest;
  }
  TileWriter::End end{0, 0, proof::RunningRoot(kind)};
  {
    absl::MutexLock lock(&mutex_);
    const auto found = ends_.find(kind);
    if (found != ends_.end()) end = found->second;
  }
  proof::Checkpoint stated;
  ZGC_ASSIGN_OR_RETURN(stated.root, RootNow(txn, kind, end, kMaxBehind));
  stated.origin = store_.store_id();
  stated.suite = key.suite();
  stated.size = chain.sequence;
  stated.chain = chain.hash;
  stated.revision = txn.revision();
  stated.incarnation = txn.lineage().At(txn.revision());
  stated.time_unix_nanos = txn.time_unix_nanos();
  ZGC_ASSIGN_OR_RETURN(const std::string text, SignCheckpoint(stated, *options_.key));
  return resource::Insert(txn, kCheckpoints, ToRow(stated, text, key));
}

}  // namespace zgc::funding
