#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/domain/terms/instrument.h"
#include "zgc/funding/v1/investment_service.pb.h"
#include "zgc/funding/v1/investments.pb.h"

// Funds of several sides for parks (园区共建、协同发展资金). Thread-safe as the reader is.
namespace zgc::funding {

// Its row in the table of instruments.
Instrument CoDevelopmentFundInstrument();
absl::StatusOr<v1::CoDevelopmentFund> CreateCoDevelopmentFund(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateCoDevelopmentFundRequest& request);
absl::StatusOr<v1::CoDevelopmentFund> GetCoDevelopmentFund(
    const storage::Reader& reader, const v1::GetCoDevelopmentFundRequest& request);
absl::StatusOr<std::string> ListCoDevelopmentFunds(const storage::Reader& reader,
                                                   const v1::ListCoDevelopmentFundsRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListCoDevelopmentFundsResponse& response);

}  // namespace zgc::funding
