#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/budget_service.pb.h"

// Programs, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

const records::KindOf<v1::Program>& ProgramKind();
absl::StatusOr<v1::Program> CreateProgram(storage::Txn& txn, const base::Actor& actor,
                                          const v1::CreateProgramRequest& request);
absl::StatusOr<v1::Program> GetProgram(const storage::Reader& reader,
                                       const v1::GetProgramRequest& request);
absl::StatusOr<std::string> ListPrograms(const storage::Reader& reader,
                                         const v1::ListProgramsRequest& request,
                                         const storage::Page& page,
                                         v1::ListProgramsResponse& response);

}  // namespace zgc::funding
