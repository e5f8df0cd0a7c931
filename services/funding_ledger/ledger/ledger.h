#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/accounts.pb.h"

// The ledger itself: the journal, and the balances that it adds up to. What may be
// posted and why is for the domain to say. Readers see the state at their
// revision; a Txn sees what it has posted itself. Thread-safe as the reader is.
namespace zgc::funding {

// "transfers/000000000042-0000": the first transfer of revision 42.
std::string TransferName(int64_t revision, int number);

// nullopt for an account that nobody has opened.
absl::StatusOr<absl::optional<v1::Account>> FindAccount(const storage::Reader& reader,
                                                        const std::string& name);
// NOT_FOUND for an account that nobody has opened.
absl::StatusOr<v1::Account> RequireAccount(const storage::Reader& reader, const std::string& name);
// All accounts by name, until `visit` returns false.
absl::Status ForEachAccount(const storage::Reader& reader,
                            absl::FunctionRef<bool(const v1::Account&)> visit);

absl::StatusOr<absl::optional<v1::Transfer>> FindTransfer(const storage::Reader& reader,
                                                          const std::string& name);
// All transfers in the order of the journal, until `visit` returns false.
absl::Status ForEachTransfer(const storage::Reader& reader,
                             absl::FunctionRef<bool(const v1::Transfer&)> visit);

// Whether a transfer changes balances: what only holds or lets go does not.
inline bool MovesMoney(v1::TransferMode mode) {
  return mode == v1::TRANSFER_MODE_UNSPECIFIED || mode == v1::TRANSFER_MODE_POST_PENDING;
}

// What transfers can be found by.
enum class TransferIndex : uint8_t {
  kAccount = 1,
  kAward = 2,
  kEnterprise = 3,
  kProgram = 4,
  kPark = 5,
  kTask = 6,
};
// The transfers found under `value`, in the order of the journal.
absl::Status ForEachTransferOf(const storage::Reader& reader, TransferIndex index,
                               const std::string& value,
                               absl::FunctionRef<bool(const v1::Transfer&)> visit);

// One thing that is short of money.
struct Shortfall {
  std::string account;
  std::string holder;
  int64_t headroom_fen = 0;
  int64_t requested_fen = 0;
  // The first day on which it is short, or empty if it is as recorded.
  std::string day = {};
};
// FAILED_PRECONDITION with INSUFFICIENT_FUNDS; the metadata is that of the
// first, PreconditionFailure lists all. At least one.
absl::Status InsufficientFunds(const std::vector<Shortfall>& shortfalls);

// Posts transfers of the budget, all or none; once in a transaction. Each names
// debit, credit and an amount above zero. `accounts` describe those that are
// opened if they do not exist: name, kind, fiscal_year, program, holder and
// normal_side. A balance that would fall below zero, now or on a day (day_balances.h), is
// refused with INSUFFICIENT_FUNDS, a sum beyond int64 with INVALID_FIELD; OVERLOADED if too
// many transfers wait to be indexed.
absl::Status AppendTransfers(storage::Txn& txn, const std::vector<v1::Transfer>& transfers,
                             const std::vector<v1::Account>& accounts);

}  // namespace zgc::funding
