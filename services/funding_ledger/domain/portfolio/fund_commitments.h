#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/investment_service.pb.h"
#include "zgc/funding/v1/investments.pb.h"

// Fund commitments, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

const records::KindOf<v1::FundCommitment>& FundCommitmentKind();
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

}  // namespace zgc::funding
