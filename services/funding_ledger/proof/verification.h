#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/proof/journal_audit.h"
#include "common/storage/store.h"
#include "services/funding_ledger/proof/day_check.h"
#include "services/funding_ledger/proof/index_check.h"
#include "services/funding_ledger/proof/pending_check.h"
#include "zgc/funding/v1/proof.pb.h"

namespace zgc::funding {

// One run of VerifyJournal, in parts. Not thread-safe; later commits do not touch it.
class JournalVerification {
 public:
  // INVALID_ARGUMENT or OUT_OF_RANGE for a range that is none.
  static absl::StatusOr<std::unique_ptr<JournalVerification>> Begin(
      const storage::Store& store, const v1::VerifyJournalRequest& request);
  // Goes on; false if the response before was the last. Errors are those that stopped
  // the check itself, damage is none.
  absl::StatusOr<bool> Next(v1::VerifyJournalResponse& response);

 private:
  using Damage = absl::optional<proof::Damage>;
  // What is compared with the journal in turn.
  enum class Phase : uint8_t { kIndexRows, kSegments, kPendingRows, kEnd };

  explicit JournalVerification(storage::Snapshot snapshot) : snapshot_(std::move(snapshot)) {}
  absl::Status FindStart(const v1::VerifyJournalRequest& request);
  void CompareDerived();
  // One part of a phase.
  absl::StatusOr<absl::optional<v1::JournalDamage>> Part();
  Damage Segments();
  Damage OneSegment();
  // Those that cover what has been read.
  Damage Checkpoints();
  Damage Rest();
  Damage Balances();
  void Fill(v1::VerifyJournalResponse& response) const;

  const storage::Snapshot snapshot_;
  Phase phase_ = Phase::kSegments;
  // Of the whole journal only.
  std::unique_ptr<IndexCheck> indexes_;
  std::unique_ptr<PendingCheck> pendings_;
  std::unique_ptr<DayCheck> days_;
  bool from_beginning_ = true;
  std::unique_ptr<proof::JournalAudit> audit_;
  std::unique_ptr<storage::Cursor> cursor_;
  std::vector<v1::Checkpoint> checkpoints_;
  size_t next_checkpoint_ = 0;
  int64_t accounts_ = 0;
};

}  // namespace zgc::funding
