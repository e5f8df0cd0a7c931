#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/fiscal_year_service.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

// Periods, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

const resource::Lifecycle<v1::PeriodReopening>& PeriodReopeningLifecycle();

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
absl::StatusOr<v1::FiscalYear> ClosePeriod(storage::Txn& txn, const base::Actor& actor,
                                           const v1::ClosePeriodRequest& request);

}  // namespace zgc::funding
