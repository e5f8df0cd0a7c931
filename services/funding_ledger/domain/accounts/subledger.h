#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/journal.pb.h"

// The methods of JournalService without gRPC, but for the posting itself, which is
// in ledger/posting.h. Thread-safe as the reader is.
namespace zgc::funding {

absl::StatusOr<v1::BatchCreateAccountsResponse> BatchCreateAccounts(
    storage::Txn& txn, const base::Actor& actor, const v1::BatchCreateAccountsRequest& request);
absl::StatusOr<v1::GetAccountsResponse> GetAccounts(const storage::Reader& reader,
                                                    const v1::GetAccountsRequest& request);
absl::StatusOr<v1::LookupTransfersResponse> LookupTransfers(
    const storage::Reader& reader, const v1::LookupTransfersRequest& request);

// The transfers that follow revision `after`, which is moved to that of the
// message; false if there are none. Those of a commit that do not fit into one message
// come in parts: then `at` is how many of its records have been sent, and `after` stays.
absl::StatusOr<bool> NextTransfers(const storage::Reader& reader,
                                   const v1::WatchTransfersRequest& request, int& at,
                                   int64_t& after, v1::WatchTransfersResponse& response);

}  // namespace zgc::funding
