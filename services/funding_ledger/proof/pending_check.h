#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/store.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/proof/tally.h"
#include "zgc/funding/v1/proof.pb.h"

namespace zgc::funding {

// Compares the rows of pending transfers (预留), and the order in which they expire, with
// the journal: accounts, what each still holds, how it stands, when it expires.
//
// It is linear and its memory bounded: what the transfers make of a row is compared as a
// sum of hashes (see Tally), to which each adds its part; only if that differs the journal
// is read again, to name the row.
//
// First Add every transfer of the journal in order, then Read until it says so, then
// Finish. Only for the newest revision: rows have no history. Not thread-safe; the
// snapshot outlives it.
class PendingCheck {
 public:
  explicit PendingCheck(const storage::Snapshot& snapshot);

  void Add(int64_t time_unix_nanos, const v1::Transfer& transfer);
  // Reads up to so many rows; false if there are none left.
  bool Read(int64_t rows);
  // The first difference. Errors are those of reading the journal.
  absl::StatusOr<absl::optional<v1::JournalDamage>> Finish();

  // Rows of pending transfers.
  int64_t rows() const { return rows_; }

 private:
  void SetDamage(absl::string_view index, absl::string_view id, absl::string_view what);
  void ReadRow();
  void ReadExpiry();
  absl::StatusOr<absl::optional<v1::JournalDamage>> FindWrongRow(size_t bucket) const;
  absl::StatusOr<absl::optional<v1::JournalDamage>> FindWrongExpiry(size_t bucket) const;

  const storage::Snapshot& snapshot_;
  std::unique_ptr<storage::Cursor> pendings_;
  std::unique_ptr<storage::Cursor> expiries_;
  Tally tally_;
  int64_t rows_ = 0;
  absl::optional<v1::JournalDamage> damage_;
};

}  // namespace zgc::funding
