#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/store.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/journal.pb.h"

// Pending transfers (预留): what one commit does to them, and whose time is over.
namespace zgc::funding {

// When the next one expires, in nanoseconds since the epoch; the largest int64 if
// none does.
absl::StatusOr<int64_t> NextExpiry(const storage::Reader& reader);

// One that is due.
struct DuePending {
  std::string id;
  v1::PendingRow row;
};
// Those due at `unix_nanos`, in the order of their time, `limit` at most.
absl::StatusOr<std::vector<DuePending>> DuePendings(const storage::Reader& reader,
                                                    int64_t unix_nanos, size_t limit);

// The changes of one commit, which can be taken back down to a mark as long as
// they are not written. Of one thread.
class PendingChanges {
 public:
  size_t Mark() const { return undo_.size(); }
  void Rollback(size_t mark);

  // The row of a pending transfer with the changes so far; none if there is none.
  absl::StatusOr<absl::optional<v1::PendingRow>> Find(const storage::Reader& reader,
                                                      const std::string& id) const;
  void Begin(const v1::Transfer& transfer, int64_t now_unix_nanos);
  // By `transfer`, which posts, voids or lets expire what `row` holds.
  void End(const v1::Transfer& transfer, v1::PendingRow row);

  // Returns when the first of those written expires, the largest int64 if none does.
  int64_t Write(storage::Txn& txn) const;

 private:
  void Set(const std::string& id, v1::PendingRow row);

  struct Undo {
    std::string id;
    absl::optional<v1::PendingRow> before;
  };
  std::map<std::string, v1::PendingRow> rows_;
  std::vector<Undo> undo_;
};

// Asks the committer to let go of what is due.
void SubmitExpiry(storage::Store& store);

}  // namespace zgc::funding
