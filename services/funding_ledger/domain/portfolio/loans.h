#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/loan_service.pb.h"
#include "zgc/funding/v1/loans.pb.h"

// Loans one by one (贷款台账), interest subsidies and risk compensations. Thread-safe
// as the reader is.
namespace zgc::funding {

const records::KindOf<v1::Loan>& LoanKind();
absl::StatusOr<v1::Loan> CreateLoan(storage::Txn& txn, const base::Actor& actor,
                                    const v1::CreateLoanRequest& request);
absl::StatusOr<v1::Loan> GetLoan(const storage::Reader& reader, const v1::GetLoanRequest& request);
absl::StatusOr<std::string> ListLoans(const storage::Reader& reader,
                                      const v1::ListLoansRequest& request,
                                      const storage::Page& page, v1::ListLoansResponse& response);

}  // namespace zgc::funding
