#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/funding.pb.h"

// Methods of FundingLedgerService that change the budget within a year, between
// years and after the fact, and that say where its money is and came from; without
// gRPC. Errors are those of funding_ledger.h. Thread-safe as
// the reader is.
namespace zgc::funding {

absl::StatusOr<v1::Lot> GetLot(const storage::Reader& reader, const v1::GetLotRequest& request);
absl::StatusOr<v1::FundsTrace> TraceFunds(const storage::Reader& reader,
                                          const v1::TraceFundsRequest& request);

absl::StatusOr<v1::Appropriation> ApproveAppropriation(
    storage::Txn& txn, const base::Actor& actor, const v1::ApproveAppropriationRequest& request);
absl::StatusOr<v1::Appropriation> RejectAppropriation(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectAppropriationRequest& request);

absl::StatusOr<v1::Virement> CreateVirement(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateVirementRequest& request);
absl::StatusOr<v1::Virement> ApproveVirement(storage::Txn& txn, const base::Actor& actor,
                                             const v1::ApproveVirementRequest& request);
absl::StatusOr<v1::Virement> RejectVirement(storage::Txn& txn, const base::Actor& actor,
                                            const v1::RejectVirementRequest& request);
absl::StatusOr<v1::Virement> GetVirement(const storage::Reader& reader,
                                         const v1::GetVirementRequest& request);
absl::StatusOr<std::string> ListVirements(const storage::Reader& reader,
                                          const v1::ListVirementsRequest& request,
                                          const storage::Page& page,
                                          v1::ListVirementsResponse& response);

absl::StatusOr<v1::CarryOver> CreateCarryOver(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateCarryOverRequest& request);
absl::StatusOr<v1::CarryOver> ApproveCarryOver(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ApproveCarryOverRequest& request);
absl::StatusOr<v1::CarryOver> RejectCarryOver(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectCarryOverRequest& request);
absl::StatusOr<v1::CarryOver> GetCarryOver(const storage::Reader& reader,
                                           const v1::GetCarryOverRequest& request);
absl::StatusOr<std::string> ListCarryOvers(const storage::Reader& reader,
                                           const v1::ListCarryOversRequest& request,
                                           const storage::Page& page,
                                           v1::ListCarryOversResponse& response);

absl::StatusOr<v1::PeriodReopening> CreatePeriodReopening(
    storage::Txn& txn, const base::Actor& actor, const v1::CreatePeriodReopeningRequest& request);
absl::StatusOr<v1::PeriodReopening> ApprovePeriodReopening(
    storage::Txn& txn, const base::Actor& actor, const v1::ApprovePeriodReopeningRequest& request);
absl::StatusOr<v1::PeriodReopening> RejectPeriodReopening(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectPeriodReopeningRequest& request);
absl::StatusOr<v1::PeriodReopening> GetPeriodReopening(
    const storage::Reader& reader, const v1::GetPeriodReopeningRequest& request);
absl::StatusOr<std::string> ListPeriodReopenings(const storage::Reader& reader,
                                                 const v1::ListPeriodReopeningsRequest& request,
                                                 const storage::Page& page,
                                                 v1::ListPeriodReopeningsResponse& response);

absl::StatusOr<v1::Reversal> CreateReversal(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreateReversalRequest& request);
absl::StatusOr<v1::Reversal> GetReversal(const storage::Reader& reader,
                                         const v1::GetReversalRequest& request);
absl::StatusOr<std::string> ListReversals(const storage::Reader& reader,
                                          const v1::ListReversalsRequest& request,
                                          const storage::Page& page,
                                          v1::ListReversalsResponse& response);

absl::StatusOr<v1::CeilingAmendment> CreateCeilingAmendment(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateCeilingAmendmentRequest& request);
absl::StatusOr<v1::CeilingAmendment> ApproveCeilingAmendment(
    storage::Txn& txn, const base::Actor& actor, const v1::ApproveCeilingAmendmentRequest& request);
absl::StatusOr<v1::CeilingAmendment> RejectCeilingAmendment(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectCeilingAmendmentRequest& request);
absl::StatusOr<v1::CeilingAmendment> GetCeilingAmendment(
    const storage::Reader& reader, const v1::GetCeilingAmendmentRequest& request);
absl::StatusOr<std::string> ListCeilingAmendments(const storage::Reader& reader,
                                                  const v1::ListCeilingAmendmentsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListCeilingAmendmentsResponse& response);

absl::StatusOr<v1::FiscalYear> ClosePeriod(storage::Txn& txn, const base::Actor& actor,
                                           const v1::ClosePeriodRequest& request);

}  // namespace zgc::funding
