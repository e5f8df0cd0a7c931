#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "zgc/funding/v1/agreements.pb.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/milestones.pb.h"

// What tranches wait for (待拨批次). Errors and thread-safety as in rpc/services.h.
namespace zgc::funding {

// What the tranche of the award waits for, by what is known of the task registry and
// where so many matching funds are there; nullopt if for nothing.
absl::StatusOr<absl::optional<v1::WaitingTranche>> WaitOf(const storage::Reader& reader,
                                                          const v1::Award& award,
                                                          const v1::Tranche& tranche,
                                                          int64_t matched_fen);

// The same in words: what is waited for, and how that stands.
struct WaitWords {
  std::string what;
  std::string stands;
};

WaitWords Describe(const v1::WaitingTranche& waiting);

// Reads every award that the filters leave.
absl::StatusOr<std::string> ListWaitingTranches(const storage::Reader& reader,
                                                const v1::ListWaitingTranchesRequest& request,
                                                const storage::Page& page,
                                                v1::ListWaitingTranchesResponse& response);

}  // namespace zgc::funding
