#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/figures/figures.h"
#include "common/figures/formula.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/txn.h"
#include "zgc/figures/v1/indicator_versions.pb.h"

// Changes of indicators (指标变更): proposed, approved by another person, listed. What is refused
// is said in the contract, figure_service.proto. Thread-safe as the transaction is.
namespace zgc::figures {

const resource::Lifecycle<v1::IndicatorVersion>& IndicatorVersionLifecycle();

absl::StatusOr<v1::IndicatorVersion> UpdateIndicator(storage::Txn& txn, const base::Actor& actor,
                                                     const v1::UpdateIndicatorRequest& request,
                                                     const FormulaRegistry& formulas,
                                                     const OtherFigures* others = nullptr);
absl::StatusOr<v1::IndicatorVersion> ApproveIndicatorVersion(
    storage::Txn& txn, const base::Actor& actor, const v1::ApproveIndicatorVersionRequest& request,
    const FormulaRegistry& formulas, const OtherFigures* others = nullptr);
absl::StatusOr<v1::IndicatorVersion> RejectIndicatorVersion(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectIndicatorVersionRequest& request);
absl::StatusOr<v1::IndicatorVersion> WithdrawIndicatorVersion(
    storage::Txn& txn, const base::Actor& actor,
    const v1::WithdrawIndicatorVersionRequest& request);
absl::StatusOr<v1::IndicatorVersion> GetIndicatorVersion(
    const storage::Reader& reader, const v1::GetIndicatorVersionRequest& request);
absl::StatusOr<std::string> ListIndicatorVersions(const storage::Reader& reader,
                                                  const v1::ListIndicatorVersionsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListIndicatorVersionsResponse& response);

}  // namespace zgc::figures
