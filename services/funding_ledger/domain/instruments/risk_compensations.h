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

// Compensations to lenders for losses on loans (风险补偿). Thread-safe as the reader is.
namespace zgc::funding {

// Its row in the table of instruments.
Instrument RiskCompensationInstrument();
absl::StatusOr<v1::RiskCompensation> CreateRiskCompensation(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateRiskCompensationRequest& request);
absl::StatusOr<v1::RiskCompensation> GetRiskCompensation(
    const storage::Reader& reader, const v1::GetRiskCompensationRequest& request);
absl::StatusOr<std::string> ListRiskCompensations(const storage::Reader& reader,
                                                  const v1::ListRiskCompensationsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListRiskCompensationsResponse& response);

}  // namespace zgc::funding
