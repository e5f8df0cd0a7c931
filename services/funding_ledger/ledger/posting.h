#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/ledger/books.h"
#include "zgc/funding/v1/journal.pb.h"

// Posting of callers' transfers: each gets a result code of its own.
namespace zgc::funding {

// Transfers in one request at most, so that a chain of linked ones and its
// segment stay small enough to be made and sent at once.
inline constexpr int kMaxTransfers = 8190;
// Longest a pending transfer may hold.
inline constexpr int32_t kMaxTimeoutSeconds = 366 * 24 * 60 * 60;

// Debits less credits on the side on which the account grows.
int64_t BalanceOf(const BookAccount& account);
// Whether the sums of a side, pending ones included, stay within int64.
bool Fits(const BookAccount& account, bool debit, int64_t amount_fen);

// INVALID_ARGUMENT unless the request holds 1 to kMaxTransfers transfers.
absl::Status CheckRequest(const v1::PostTransfersRequest& request);

// A request that is made ready outside of the committer: what depends on nothing
// but itself and on accounts that are on disk is checked, and records and leaves
// are made.
class PreparedTransfers {
 public:
  // Completes the transfers of `request`, which outlives this, with their year
  // and kind.
  PreparedTransfers(const Books& books, v1::PostTransfersRequest& request);

  // Posts them in a transaction, once.
  absl::StatusOr<v1::PostTransfersResponse> Post(storage::Txn& txn);

 private:
  friend class Poster;
  struct Item {
    v1::Transfer* transfer = nullptr;
    // UNSPECIFIED as long as nothing speaks against it.
    v1::TransferResult result = v1::TRANSFER_RESULT_UNSPECIFIED;
    BookAccount* debit = nullptr;
    BookAccount* credit = nullptr;
    // Empty if the record cannot be made yet.
    std::string record;
    Hash leaf{};
  };
  std::vector<Item> items_;
};

}  // namespace zgc::funding
