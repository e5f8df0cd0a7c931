#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/ventures.pb.h"

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

absl::StatusOr<v1::FundCommitment> CreateFundCommitment(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateFundCommitmentRequest& request);
absl::StatusOr<v1::FundCommitment> PayInCommitment(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::PayInCommitmentRequest& request);
absl::StatusOr<v1::FundCommitment> GetFundCommitment(const storage::Reader& reader,
                                                     const v1::GetFundCommitmentRequest& request);
absl::StatusOr<std::string> ListFundCommitments(const storage::Reader& reader,
                                                const v1::ListFundCommitmentsRequest& request,
                                                const storage::Page& page,
                                                v1::ListFundCommitmentsResponse& response);

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
