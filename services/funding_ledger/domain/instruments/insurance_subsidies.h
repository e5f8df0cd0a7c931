#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/domain/terms/instrument.h"
#include "zgc/funding/v1/subsidies.pb.h"
#include "zgc/funding/v1/support_service.pb.h"

// Subsidies of equipment insurance (首台（套）保险补偿). Thread-safe as the reader is.
namespace zgc::funding {

// Its row in the table of instruments.
Instrument InsuranceSubsidyInstrument();
absl::StatusOr<v1::InsuranceSubsidy> CreateInsuranceSubsidy(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateInsuranceSubsidyRequest& request);
absl::StatusOr<v1::InsuranceSubsidy> GetInsuranceSubsidy(
    const storage::Reader& reader, const v1::GetInsuranceSubsidyRequest& request);
absl::StatusOr<std::string> ListInsuranceSubsidies(const storage::Reader& reader,
                                                   const v1::ListInsuranceSubsidiesRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListInsuranceSubsidiesResponse& response);

}  // namespace zgc::funding
