#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/subsidies.pb.h"
#include "zgc/funding/v1/support_service.pb.h"

// Equipment insurance, venture risk, sub-funds, talent programs and co-development;
// ventures.proto says what they are. Thread-safe as the reader is.
namespace zgc::funding {

absl::StatusOr<v1::InsuranceSubsidy> CreateInsuranceSubsidy(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateInsuranceSubsidyRequest& request);
absl::StatusOr<v1::InsuranceSubsidy> GetInsuranceSubsidy(
    const storage::Reader& reader, const v1::GetInsuranceSubsidyRequest& request);
absl::StatusOr<std::string> ListInsuranceSubsidies(const storage::Reader& reader,
                                                   const v1::ListInsuranceSubsidiesRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListInsuranceSubsidiesResponse& response);
absl::StatusOr<v1::RiskSubsidy> CreateRiskSubsidy(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::CreateRiskSubsidyRequest& request);
absl::StatusOr<v1::RiskSubsidy> GetRiskSubsidy(const storage::Reader& reader,
                                               const v1::GetRiskSubsidyRequest& request);
absl::StatusOr<std::string> ListRiskSubsidies(const storage::Reader& reader,
                                              const v1::ListRiskSubsidiesRequest& request,
                                              const storage::Page& page,
                                              v1::ListRiskSubsidiesResponse& response);

}  // namespace zgc::funding
