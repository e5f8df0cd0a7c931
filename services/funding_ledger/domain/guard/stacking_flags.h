#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/domain/guard/conflicts.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"

// The flags of an award (疑似重复支持).
namespace zgc::funding {

const resource::Lifecycle<v1::StackingFlag>& StackingFlagLifecycle();

absl::StatusOr<v1::StackingFlag> ClearStackingFlag(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::ClearStackingFlagRequest& request);
absl::StatusOr<v1::StackingFlag> GetStackingFlag(const storage::Reader& reader,
                                                 const v1::GetStackingFlagRequest& request);
absl::StatusOr<std::string> ListStackingFlags(const storage::Reader& reader,
                                              const v1::ListStackingFlagsRequest& request,
                                              const storage::Page& page,
                                              v1::ListStackingFlagsResponse& response);
absl::StatusOr<std::vector<v1::StackingFlag>> FlagsOf(const storage::Reader& reader,
                                                      const std::string& award);

// What FLAG rules found and no flag has been raised for.
absl::StatusOr<std::vector<Conflict>> Unflagged(const storage::Reader& reader,
                                                const std::string& award,
                                                const std::vector<Conflict>& conflicts);

// One flag for each conflict, raised by the method.
absl::Status Raise(storage::Txn& txn, const base::Actor& actor, absl::string_view method,
                   const std::string& award, const std::vector<Conflict>& conflicts);

// ILLEGAL_TRANSITION if one of the flags of the award is open.
absl::Status RequireCleared(const std::string& award, const std::vector<v1::StackingFlag>& flags);

}  // namespace zgc::funding
