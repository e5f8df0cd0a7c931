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

// Rounds of talent programs (人才项目批次). Thread-safe as the reader is.
namespace zgc::funding {

// Its row in the table of instruments.
Instrument TalentRoundInstrument();
absl::StatusOr<v1::TalentRound> CreateTalentRound(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateTalentRoundRequest& request);
absl::StatusOr<v1::TalentRound> GetTalentRound(const storage::Reader& reader,
                                               const v1::GetTalentRoundRequest& request);
absl::StatusOr<std::string> ListTalentRounds(const storage::Reader& reader,
                                             const v1::ListTalentRoundsRequest& request,
                                             const storage::Page& page,
                                             v1::ListTalentRoundsResponse& response);

}  // namespace zgc::funding
