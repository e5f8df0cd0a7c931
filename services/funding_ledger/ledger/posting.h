#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/ledger/shape.h"
#include "zgc/funding/v1/journal.pb.h"

// Posting of callers' transfers: each gets a result code of its own.
namespace zgc::funding {

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
