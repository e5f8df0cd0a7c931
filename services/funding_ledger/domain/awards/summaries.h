#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"

// Summaries, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

// Takes over what the journal says is left of a summary.
absl::Status RefreshSummary(storage::Txn& txn, const std::string& name);
AccountRef Unitemised(const v1::SummaryDisbursement& summary);
absl::StatusOr<v1::SummaryDisbursement> CreateSummaryDisbursement(
    storage::Txn& txn, const base::Actor& actor,
    const v1::CreateSummaryDisbursementRequest& request);
absl::StatusOr<v1::SummaryDisbursement> GetSummaryDisbursement(
    const storage::Reader& reader, const v1::GetSummaryDisbursementRequest& request);
absl::StatusOr<std::string> ListSummaryDisbursements(
    const storage::Reader& reader, const v1::ListSummaryDisbursementsRequest& request,
    const storage::Page& page, v1::ListSummaryDisbursementsResponse& response);

}  // namespace zgc::funding
