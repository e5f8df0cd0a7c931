#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/loan_service.pb.h"
#include "zgc/funding/v1/loans.pb.h"

// Loan supports, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

absl::StatusOr<v1::LoanSubsidy> CreateLoanSubsidy(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateLoanSubsidyRequest& request);
absl::StatusOr<v1::LoanSubsidy> GetLoanSubsidy(const storage::Reader& reader,
                                               const v1::GetLoanSubsidyRequest& request);
absl::StatusOr<std::string> ListLoanSubsidies(const storage::Reader& reader,
                                              const v1::ListLoanSubsidiesRequest& request,
                                              const storage::Page& page,
                                              v1::ListLoanSubsidiesResponse& response);
absl::StatusOr<v1::RiskCompensation> CreateRiskCompensation(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateRiskCompensationRequest& request);
absl::StatusOr<v1::RiskCompensation> GetRiskCompensation(
    const storage::Reader& reader, const v1::GetRiskCompensationRequest& request);
absl::StatusOr<std::string> ListRiskCompensations(const storage::Reader& reader,
                                                  const v1::ListRiskCompensationsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListRiskCompensationsResponse& response);

}  // namespace zgc::funding
