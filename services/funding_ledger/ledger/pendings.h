#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "common/storage/store.h"
#include "services/funding_ledger/store/schema.h"

// Pending transfers (预留) whose time is over.
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

// Asks the committer to let go of what is due.
void SubmitExpiry(storage::Store& store);

}  // namespace zgc::funding
