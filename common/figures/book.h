#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/figures/figures.h"
#include "common/figures/formula.h"
#include "common/resource/checks.h"
#include "common/storage/page.h"
#include "common/storage/txn.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/figures/v1/observations.pb.h"

// The observation book: indicators (指标) and who reported, verified and
// released which value. A row is never removed; a transition writes a new
// version. Errors carry an ErrorReason; a request with wrong fields is
// INVALID_ARGUMENT with every violation. Thread-safe as the transaction is.
namespace zgc::figures {

// What an indicator is held to when it is declared and when it changes from `before` (null of a new
// one): all of `checks` and, if they hold, that its formula runs. Runs a declared formula for each
// of its single periods and one of each family, so that arguments which it does not know are
// refused here and not at every later read.
absl::Status CheckDeclaration(const storage::Reader& reader, const v1::Indicator* before,
                              const v1::Indicator& indicator, const FormulaRegistry& formulas,
                              const OtherFigures* others, resource::Checks& checks);
absl::StatusOr<v1::Indicator> CreateIndicator(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateIndicatorRequest& request,
                                              absl::string_view owner,
                                              const FormulaRegistry& formulas,
                                              const OtherFigures* others = nullptr);
// With `corrects` the predecessor names it and stands until it is verified.
absl::StatusOr<v1::Observation> ReportObservation(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::ReportObservationRequest& request);
// The transitions take another person than the reporter. A verified correction
// supersedes what it corrects; one that is rejected or retracted gives it its
// state again.
absl::StatusOr<v1::Observation> VerifyObservation(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::VerifyObservationRequest& request);
absl::StatusOr<v1::Observation> RejectObservation(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::RejectObservationRequest& request);
absl::StatusOr<v1::Observation> PublishObservation(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::PublishObservationRequest& request);
absl::StatusOr<v1::Observation> RetractObservation(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::RetractObservationRequest& request);

absl::StatusOr<v1::Indicator> GetIndicator(const storage::Reader& reader,
                                           const v1::GetIndicatorRequest& request);
absl::StatusOr<std::string> ListIndicators(const storage::Reader& reader,
                                           const v1::ListIndicatorsRequest& request,
                                           const storage::Page& page,
                                           v1::ListIndicatorsResponse& response);
absl::StatusOr<v1::Observation> GetObservation(const storage::Reader& reader,
                                               const v1::GetObservationRequest& request);
absl::StatusOr<std::string> ListObservations(const storage::Reader& reader,
                                             const v1::ListObservationsRequest& request,
                                             const storage::Page& page,
                                             v1::ListObservationsResponse& response);

// Visits the observations of an indicator, in every state, by name.
absl::Status ForEachObservation(const storage::Reader& reader, const std::string& indicator,
                                absl::FunctionRef<void(const v1::Observation&)> visit);

// Whether figures rest on observations in this state.
bool IsLive(v1::ObservationState state);

// NOT_FOUND with RESOURCE_NOT_FOUND.
absl::Status NotFound(absl::string_view name);

}  // namespace zgc::figures
