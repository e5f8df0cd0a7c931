#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "zgc/funding/v1/account_service.pb.h"
#include "zgc/funding/v1/accounts.pb.h"

// Accounts, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

absl::StatusOr<v1::Account> GetAccount(const storage::Reader& reader,
                                       const v1::GetAccountRequest& request);
absl::StatusOr<std::string> ListAccounts(const storage::Reader& reader,
                                         const v1::ListAccountsRequest& request,
                                         const storage::Page& page,
                                         v1::ListAccountsResponse& response);
absl::StatusOr<v1::Transfer> GetTransfer(const storage::Reader& reader,
                                         const v1::GetTransferRequest& request);
absl::StatusOr<std::string> ListTransfers(const storage::Reader& reader,
                                          const v1::ListTransfersRequest& request,
                                          const storage::Page& page,
                                          v1::ListTransfersResponse& response);

}  // namespace zgc::funding
