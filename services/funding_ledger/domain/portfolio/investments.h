#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/investment_service.pb.h"
#include "zgc/funding/v1/investments.pb.h"
#include "zgc/funding/v1/loan_service.pb.h"
#include "zgc/funding/v1/loans.pb.h"

// Investments, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

const records::KindOf<v1::SubFund>& SubFundKind();
absl::StatusOr<v1::SubFund> CreateSubFund(storage::Txn& txn, const base::Actor& actor,
                                          const v1::CreateSubFundRequest& request);
absl::StatusOr<v1::SubFund> GetSubFund(const storage::Reader& reader,
                                       const v1::GetSubFundRequest& request);
absl::StatusOr<std::string> ListSubFunds(const storage::Reader& reader,
                                         const v1::ListSubFundsRequest& request,
                                         const storage::Page& page,
                                         v1::ListSubFundsResponse& response);
const records::KindOf<v1::LoanBatch>& LoanBatchKind();
absl::StatusOr<v1::LoanBatch> CreateLoanBatch(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateLoanBatchRequest& request);
absl::StatusOr<v1::LoanBatch> GetLoanBatch(const storage::Reader& reader,
                                           const v1::GetLoanBatchRequest& request);
absl::StatusOr<std::string> ListLoanBatches(const storage::Reader& reader,
                                            const v1::ListLoanBatchesRequest& request,
                                            const storage::Page& page,
                                            v1::ListLoanBatchesResponse& response);

}  // namespace zgc::funding
