#pragma once

#include <string>
#include <vector>

#include "common/base/actor.h"
#include "services/funding_ledger/domain/conflicts.h"

// The flags of an award (疑似重复支持).
namespace zgc::funding {

absl::StatusOr<std::vector<v1::StackingFlag>> FlagsOf(const storage::Reader& reader,
                                                      const std::string& award);
// What FLAG rules found and no flag has been raised for.
absl::StatusOr<std::vector<Conflict>> Unflagged(const storage::Reader& reader,
                                                const std::string& award,
                                                const std::vector<Conflict>& conflicts);
// One flag for each conflict.
absl::Status Raise(storage::Txn& txn, const base::Actor& actor, const std::string& award,
                   const std::vector<Conflict>& conflicts);
// ILLEGAL_TRANSITION if one of the flags of the award is open.
absl::Status RequireCleared(const std::string& award, const std::vector<v1::StackingFlag>& flags);

}  // namespace zgc::funding
