#pragma once

#include <cstdint>
#include <string>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/store.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/proof.pb.h"

namespace zgc::funding {

// Compares the rows of what each day changes of the budget's accounts with the journal:
// first Add every transfer in order, then Finish. Its memory grows with the accounts of
// the budget and their days. Only for the newest revision: rows have no history. Not
// thread-safe; the snapshot outlives it.
class DayCheck {
 public:
  explicit DayCheck(const storage::Snapshot& snapshot) : snapshot_(snapshot) {}

  void Add(const v1::Transfer& transfer);
  // The first difference. Errors are those of reading the accounts.
  absl::StatusOr<absl::optional<v1::JournalDamage>> Finish();

 private:
  const storage::Snapshot& snapshot_;
  // Of the budget.
  absl::flat_hash_map<std::string, v1::Account> accounts_;
  absl::btree_map<AccountDayKey, int64_t> days_;
  absl::Status failed_;
};

}  // namespace zgc::funding
