#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/domain/terms/instrument.h"
#include "zgc/funding/v1/loan_service.pb.h"
#include "zgc/funding/v1/loans.pb.h"

// Interest subsidies on loans (贷款贴息). Thread-safe as the reader is.
namespace zgc::funding {

// Its row in the table of instruments.
Instrument LoanSubsidyInstrument();
absl::StatusOr<v1::LoanSubsidy> CreateLoanSubsidy(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateLoanSubsidyRequest& request);
absl::StatusOr<v1::LoanSubsidy> GetLoanSubsidy(const storage::Reader& reader,
                                               const v1::GetLoanSubsidyRequest& request);
absl::StatusOr<std::string> ListLoanSubsidies(const storage::Reader& reader,
                                              const v1::ListLoanSubsidiesRequest& request,
                                              const storage::Page& page,
                                              v1::ListLoanSubsidiesResponse& response);

}  // namespace zgc::funding
