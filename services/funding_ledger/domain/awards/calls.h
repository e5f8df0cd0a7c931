#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/applications.pb.h"

// Calls, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

const resource::Lifecycle<v1::Call>& CallLifecycle();

const records::KindOf<v1::Call>& CallKind();
absl::StatusOr<v1::Call> CreateCall(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreateCallRequest& request);
absl::StatusOr<v1::Call> PublishCall(storage::Txn& txn, const base::Actor& actor,
                                     const v1::PublishCallRequest& request);
absl::StatusOr<v1::Call> WithdrawCall(storage::Txn& txn, const base::Actor& actor,
                                      const v1::WithdrawCallRequest& request);
absl::StatusOr<v1::Call> GetCall(const storage::Reader& reader, const v1::GetCallRequest& request);
absl::StatusOr<std::string> ListCalls(const storage::Reader& reader,
                                      const v1::ListCallsRequest& request,
                                      const storage::Page& page, v1::ListCallsResponse& response);

}  // namespace zgc::funding
