#include "services/funding_ledger/ledger/pendings.h"

#include <limits>

#include "common/base/status_macros.h"

namespace zgc::funding {

absl::StatusOr<int64_t> NextExpiry(const storage::Reader& reader) {
  int64_t next = std::numeric_limits<int64_t>::max();
  ZGC_RETURN_IF_ERROR(kExpiries.ForEach(reader, "", [&](const ExpiryKey& key) {
    next = key.unix_nanos;
    return false;
  }));
  return next;
}

absl::StatusOr<std::vector<DuePending>> DuePendings(const storage::Reader& reader,
                                                    int64_t unix_nanos, size_t limit) {
  std::vector<DuePending> due;
  ZGC_RETURN_IF_ERROR(kExpiries.ForEach(reader, "", [&](const ExpiryKey& key) {
    if (key.unix_nanos > unix_nanos || due.size() == limit) return false;
    due.push_back({key.id, {}});
    return true;
  }));
  for (DuePending& pending : due) {
    ZGC_ASSIGN_OR_RETURN(const auto row, kPendings.Get(reader, {pending.id}));
    if (!row.has_value()) return absl::DataLossError("a pending transfer is missing");
    pending.row = *row;
  }
  return due;
}

}  // namespace zgc::funding
