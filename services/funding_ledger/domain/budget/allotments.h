#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/budget_service.pb.h"

// Allotments, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

// What a program got allotted in a year, with what came less what went by virement.
absl::StatusOr<int64_t> AllottedTo(const storage::Reader& reader, const v1::Program& program,
                                   const std::string& fiscal_year);

// INSUFFICIENT_FUNDS unless what a program gets allotted in a year, with what comes
// less what goes by virement, stays within its ceiling when `more_fen` is added.
absl::Status CheckProgramCeiling(const storage::Reader& reader, const v1::Program& program,
                                 const std::string& fiscal_year, int64_t more_fen);
absl::StatusOr<v1::Allotment> CreateAllotment(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateAllotmentRequest& request);
absl::StatusOr<v1::Allotment> GetAllotment(const storage::Reader& reader,
                                           const v1::GetAllotmentRequest& request);
absl::StatusOr<std::string> ListAllotments(const storage::Reader& reader,
                                           const v1::ListAllotmentsRequest& request,
                                           const storage::Page& page,
                                           v1::ListAllotmentsResponse& response);

}  // namespace zgc::funding
