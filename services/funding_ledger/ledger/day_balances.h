#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/store/schema.h"

// The balances of the budget's accounts on each day of their year (按日余额), so that
// nothing is below zero in the past either. A transfer without a day may be of any in its
// year: what it brings counts from the first on, what it takes on the last. One that
// gives back is of the last altogether, since it is never before what it gives back.
// What only holds, sub-ledger accounts and those of ceilings, which limit a year as a
// whole, have no days.
namespace zgc::funding {

bool HasDays(v1::AccountKind kind);

// What a transfer changes: of which account and day, by how many fen. `find` knows every
// account of the transfer.
void ForEachDayChange(const v1::Transfer& transfer,
                      absl::FunctionRef<const v1::Account*(const std::string&)> find,
                      absl::FunctionRef<void(const AccountDayKey& key, int64_t fen)> visit);

// What one posting changes of them. Not thread-safe.
class DayBalances {
 public:
  // `txn` outlives it.
  explicit DayBalances(storage::Txn& txn) : txn_(txn) {}

  // A leg that is in the sums of the account already.
  void Add(const BookAccount& account, const AccountDayKey& key, int64_t fen);
  // Writes them; answers for each account the first day on which the posting leaves it
  // below zero.
  absl::StatusOr<std::vector<Shortfall>> Write();

 private:
  struct Changed {
    const BookAccount* account = nullptr;
    // By day.
    absl::btree_map<std::string, int64_t> fen;
  };
  absl::Status WriteRows(const std::string& name, const Changed& changed);
  // Where the account has a day below zero that the posting lowers.
  absl::Status FindShortfall(const std::string& name, const Changed& changed,
                             std::vector<Shortfall>& shortfalls) const;

  storage::Txn& txn_;
  // By account.
  absl::btree_map<std::string, Changed> changed_;
};

}  // namespace zgc::funding
