#pragma once

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/funding.pb.h"

// Methods of FundingLedgerService that say where the money of the budget is and
// came from, without gRPC. Errors are those of funding_ledger.h. Thread-safe as
// the reader is.
namespace zgc::funding {

absl::StatusOr<v1::Lot> GetLot(const storage::Reader& reader, const v1::GetLotRequest& request);
absl::StatusOr<v1::FundsTrace> TraceFunds(const storage::Reader& reader,
                                          const v1::TraceFundsRequest& request);

}  // namespace zgc::funding
