#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/proof/keys.h"
#include "common/storage/store.h"
#include "services/funding_ledger/proof/tree.h"
#include "zgc/funding/v1/proof.pb.h"

namespace zgc::funding {

// When checkpoints are made, and with what.
struct CheckpointOptions {
  absl::optional<proof::PrivateKey> key;
  // One is made once so many transfers have come since the last ...
  int64_t every_transfers = 100'000;
  // ... or any, so long ago.
  absl::Duration every = absl::Hours(1);
};

// Keeps the Merkle tree behind the journal, makes checkpoints when they are due, and
// on demand. Thread-safe, but for Tick.
class ProofKeeper {
 public:
  // Transfers that a checkpoint may have to hash while its transaction runs.
  static constexpr int64_t kMaxBehind = 1 << 15;
  static constexpr absl::Duration kPause = absl::Milliseconds(500);

  // The store outlives it.
  ProofKeeper(storage::Store& store, CheckpointOptions options);
  ~ProofKeeper();
  // Goes on by itself from here.
  void Start();
  // One round: extends the trees as far as they go, and makes a checkpoint if one is
  // due. Not beside Start.
  absl::Status Tick();

  // See ProofService.CreateCheckpoint.
  absl::StatusOr<v1::Checkpoint> CreateCheckpoint(storage::Txn& txn) const;
  const storage::Store& store() const { return store_; }

 private:
  void Run();
  absl::StatusOr<bool> IsDue(const storage::Reader& reader) const;

  storage::Store& store_;
  const CheckpointOptions options_;
  // The thread's, or Tick's.
  std::map<proof::DigestKind, TileWriter> writers_;
  bool opened_ = false;

  mutable absl::Mutex mutex_;
  std::map<proof::DigestKind, TileWriter::End> ends_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace zgc::funding
