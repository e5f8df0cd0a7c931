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

// Subsidies of angel and venture investment (天使、创业投资风险补贴). Thread-safe as the reader is.
namespace zgc::funding {

// Its row in the table of instruments.
Instrument RiskSubsidyInstrument();
absl::StatusOr<v1::RiskSubsidy> CreateRiskSubsidy(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateRiskSubsidyRequest& request);
absl::StatusOr<v1::RiskSubsidy> GetRiskSubsidy(const storage::Reader& reader,
                                               const v1::GetRiskSubsidyRequest& request);
absl::StatusOr<std::string> ListRiskSubsidies(const storage::Reader& reader,
                                              const v1::ListRiskSubsidiesRequest& request,
                                              const storage::Page& page,
                                              v1::ListRiskSubsidiesResponse& response);

}  // namespace zgc::funding
