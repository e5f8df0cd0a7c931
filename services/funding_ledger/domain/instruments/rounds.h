#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/investment_service.pb.h"
#include "zgc/funding/v1/investments.pb.h"
#include "zgc/funding/v1/subsidies.pb.h"
#include "zgc/funding/v1/support_service.pb.h"

// Rounds, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

absl::StatusOr<v1::TalentRound> CreateTalentRound(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateTalentRoundRequest& request);
absl::StatusOr<v1::TalentRound> GetTalentRound(const storage::Reader& reader,
                                               const v1::GetTalentRoundRequest& request);
absl::StatusOr<std::string> ListTalentRounds(const storage::Reader& reader,
                                             const v1::ListTalentRoundsRequest& request,
                                             const storage::Page& page,
                                             v1::ListTalentRoundsResponse& response);
absl::StatusOr<v1::CoDevelopmentFund> CreateCoDevelopmentFund(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateCoDevelopmentFundRequest& request);
absl::StatusOr<v1::CoDevelopmentFund> GetCoDevelopmentFund(
    const storage::Reader& reader, const v1::GetCoDevelopmentFundRequest& request);
absl::StatusOr<std::string> ListCoDevelopmentFunds(const storage::Reader& reader,
                                                   const v1::ListCoDevelopmentFundsRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListCoDevelopmentFundsResponse& response);

}  // namespace zgc::funding
