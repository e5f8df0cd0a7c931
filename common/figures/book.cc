#include "common/figures/book.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/figures/book_checks.h"
#include "common/figures/book_schema.h"
#include "common/figures/derived/derivation_checks.h"
#include "common/figures/dimensions/parts.h"
#include "common/figures/periods.h"
#include "common/figures/versions/version.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "common/storage/lineage.h"
#include "google/rpc/error_details.pb.h"

namespace zgc::figures {
namespace {

using common::v1::ERROR_REASON_ILLEGAL_TRANSITION;
using common::v1::ERROR_REASON_UNIT_MISMATCH;

bool IsPendingCorrection(const v1::Observation& observation) {
  return !observation.corrects().empty() && observation.state() == v1::OBSERVATION_STATE_REPORTED;
}

bool MayBeCorrected(const v1::Observation& observation) {
  return IsLive(observation.state()) && !IsPendingCorrection(observation) &&
         observation.corrected_by().empty();
}

// The methods that the lifecycle leaves open.
std::vector<std::string> OpenTransitions(const v1::Observation& observation) {
  std::vector<std::string> open;
  if (observation.state() == v1::OBSERVATION_STATE_REPORTED) {
    open = {"VerifyObservation", "RejectObservation"};
  }
  if (observation.state() == v1::OBSERVATION_STATE_VERIFIED) open = {"PublishObservation"};
  if (IsLive(observation.state())) open.emplace_back("RetractObservation");
  if (MayBeCorrected(observation)) open.emplace_back("ReportObservation (correction)");
  return open;
}

absl::Status IllegalTransition(const v1::Observation& observation, absl::string_view method) {
  const std::vector<std::string> open = OpenTransitions(observation);
  absl::Status status = base::MakeError(
      absl::StatusCode::kFailedPrecondition, ERROR_REASON_ILLEGAL_TRANSITION,
      absl::StrCat(method, " is not open for ", observation.name(), " in state ",
                   v1::ObservationState_Name(observation.state()),
                   open.empty() ? ", which is final" : "; open: ", absl::StrJoin(open, ", ")),
      {{"name", observation.name()}, {"state", v1::ObservationState_Name(observation.state())}});
  google::rpc::PreconditionFailure failure;
  auto* state = failure.add_violations();
  state->set_type("STATE");
  state->set_subject(observation.name());
  state->set_description(v1::ObservationState_Name(observation.state()));
  for (const std::string& transition : open) {
    auto* violation = failure.add_violations();
    violation->set_type("OPEN_TRANSITION");
    violation->set_subject(observation.name());
    violation->set_description(transition);
  }
  base::AttachDetail(status, failure);
  return status;
}

// The observation, if the request is as its contract says and it exists, has the etag and is in
// one of the states.
template <typename Request>
absl::StatusOr<v1::Observation> ForTransition(const storage::Txn& txn, const Request& request,
                                              absl::string_view method,
                                              std::initializer_list<v1::ObservationState> from) {
  ZGC_RETURN_IF_ERROR(resource::Checks(txn, request).ToStatus());
  ZGC_ASSIGN_OR_RETURN(v1::Observation found, resource::GetRow(txn, kObservations, request.name()));
  if (!request.etag().empty() && request.etag() != found.etag()) {
    return resource::EtagMismatch(found.name(), found.etag(), request.etag());
  }
  if (std::find(from.begin(), from.end(), found.state()) == from.end()) {
    return IllegalTransition(found, method);
  }
  return found;
}

v1::Observation Move(storage::Txn& txn, v1::Observation observation, v1::ObservationState to) {
  observation.set_state(to);
  return resource::Save(txn, kObservations, std::move(observation));
}

absl::Status TryFormula(const storage::Reader& reader, const v1::Indicator& indicator,
                        const FormulaRegistry& formulas) {
  const v1::Computation& computation = indicator.computation();
  base::FieldErrors errors;
  const auto* entry = formulas.Find(computation.formula());
  if (entry == nullptr) {
    errors.Add("indicator.computation.formula",
               computation.formula().empty()
                   ? "or derivation is required"
                   : absl::StrCat("\"", computation.formula(), "\" is no formula of this service"));
    return errors.ToStatus();
  }
  std::vector<common::v1::Period> periods(computation.reporting_periods().begin(),
                                          computation.reporting_periods().end());
  for (const int family : computation.period_families()) {
    ZGC_ASSIGN_OR_RETURN(const absl::CivilDay since, base::ParseDate(computation.since_date()));
    periods.push_back(PeriodOf(static_cast<v1::PeriodFamily>(family), since,
                               indicator.financial_year_first_month()));
  }
  for (const auto& period : periods) {
    const auto value = entry->Compute(reader, computation.arguments(), period);
    if (!value.ok()) {
      if (value.status().code() != absl::StatusCode::kInvalidArgument) return value.status();
      errors.Add("indicator.computation.arguments", value.status().message());
      return errors.ToStatus();
    }
    ZGC_ASSIGN_OR_RETURN(const Asked asked,
                         entry->AskPart(reader, computation.arguments(), period, {}));
    for (int i = 0; i < computation.dimensions_size(); ++i) {
      const absl::Status told = CheckTold(asked, computation.dimensions(i));
      if (told.ok()) continue;
      errors.Add(absl::StrCat("indicator.computation.dimensions[", i, "]"), told.message());
      return errors.ToStatus();
    }
  }
  return absl::OkStatus();
}

// One that states scopes states those of records that the indicator is of, and others besides:
// nobody reports of one park what is declared of another.
absl::Status CheckScopes(const v1::Observation& observation, const v1::Indicator& indicator) {
  base::FieldErrors errors;
  if (observation.scopes().empty()) return absl::OkStatus();
  for (const v1::Scope& declared : indicator.scopes()) {
    if (declared.resource().empty()) continue;
    const bool stated = std::any_of(observation.scopes().begin(), observation.scopes().end(),
                                    [&](const v1::Scope& scope) {
                                      return scope.dimension() == declared.dimension() &&
                                             scope.resource() == declared.resource();
                                    });
    if (stated) continue;
    errors.Add("observation.scopes",
               absl::StrCat("do not say ", declared.dimension(), " ", declared.resource(),
                            ", which the indicator is ", "of"));
  }
  return errors.ToStatus();
}

absl::Status CheckAgainstIndicator(const v1::Observation& observation,
                                   const v1::Indicator& indicator) {
  const auto& synonyms = indicator.unit_synonyms();
  if (observation.unit() != indicator.unit() &&
      std::find(synonyms.begin(), synonyms.end(), observation.unit()) == synonyms.end()) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, ERROR_REASON_UNIT_MISMATCH,
                           absl::StrCat("the unit of ", indicator.name(), " is ", indicator.unit(),
                                        ", not ", observation.unit()),
                           {{"indicator", indicator.name()}, {"unit", indicator.unit()}});
  }
  return CheckScopes(observation, indicator);
}

// The correction waits from now on; what it corrects stands and names it.
absl::Status Announce(storage::Txn& txn, const v1::Observation& correction) {
  ZGC_ASSIGN_OR_RETURN(v1::Observation former,
                       resource::GetRow(txn, kObservations, correction.corrects()));
  if (former.indicator() != correction.indicator()) {
    base::FieldErrors errors;
    errors.Add("observation.corrects", absl::StrCat("is an observation of ", former.indicator()));
    return errors.ToStatus();
  }
  if (!MayBeCorrected(former)) return IllegalTransition(former, "correction");
  former.set_corrected_by(correction.name());
  const v1::ObservationState state = former.state();
  Move(txn, std::move(former), state);
  return absl::OkStatus();
}

// What `correction` corrects, as long as it names this one as its correction.
absl::StatusOr<absl::optional<v1::Observation>> FormerOf(const storage::Txn& txn,
                                                         const v1::Observation& correction) {
  const absl::optional<v1::Observation> none;
  if (correction.corrects().empty()) return none;
  ZGC_ASSIGN_OR_RETURN(auto former, kObservations.Get(txn, {correction.corrects()}));
  if (!former.has_value()) {
    return absl::DataLossError(absl::StrCat(correction.corrects(), " is missing"));
  }
  if (former->corrected_by() != correction.name()) return none;
  return former;
}

// The correction is verified.
absl::Status Supersede(storage::Txn& txn, const v1::Observation& correction) {
  ZGC_ASSIGN_OR_RETURN(auto former, FormerOf(txn, correction));
  // It may have been rejected or retracted meanwhile.
  if (!former.has_value() || !IsLive(former->state())) return absl::OkStatus();
  former->set_superseded_state(former->state());
  Move(txn, *std::move(former), v1::OBSERVATION_STATE_SUPERSEDED);
  return absl::OkStatus();
}

// The correction is rejected or retracted: nothing has been corrected.
absl::Status Reinstate(storage::Txn& txn, const v1::Observation& correction) {
  ZGC_ASSIGN_OR_RETURN(auto former, FormerOf(txn, correction));
  if (!former.has_value()) return absl::OkStatus();
  const v1::ObservationState state = former->state() == v1::OBSERVATION_STATE_SUPERSEDED
                                         ? former->superseded_state()
                                         : former->state();
  former->clear_corrected_by();
  former->clear_superseded_state();
  Move(txn, *std::move(former), state);
  return absl::OkStatus();
}

}  // namespace

bool IsLive(v1::ObservationState state) {
  return state == v1::OBSERVATION_STATE_REPORTED || state == v1::OBSERVATION_STATE_VERIFIED ||
         state == v1::OBSERVATION_STATE_PUBLISHED;
}

absl::Status NotFound(absl::string_view name) { return resource::NotFound(std::string(name)); }

absl::Status ForEachObservation(const storage::Reader& reader, const std::string& indicator,
                                absl::FunctionRef<void(const v1::Observation&)> visit) {
  absl::Status failed;
  const std::string prefix = storage::KeyWriter().String(indicator).Take();
  ZGC_RETURN_IF_ERROR(
      kObservationsByIndicator.ForEach(reader, prefix, [&](const IndicatorObservationKey& key) {
        const auto observation = kObservations.Get(reader, {key.observation});
        if (!observation.ok()) {
          failed = observation.status();
        } else if (!observation->has_value()) {
          failed = absl::DataLossError(absl::StrCat(key.observation, " is indexed but missing"));
        } else {
          visit(**observation);
        }
        return failed.ok();
      }));
  return failed;
}

absl::Status CheckDeclaration(const storage::Reader& reader, const v1::Indicator* before,
                              const v1::Indicator& indicator, const FormulaRegistry& formulas,
                              const OtherFigures* others, resource::Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const absl::Time now, reader.CommitTime());
  CheckIndicator(indicator, base::DayOf(now), checks);
  const v1::Computation& computation = indicator.computation();
  if (computation.has_derivation()) {
    ZGC_RETURN_IF_ERROR(CheckDerivation(
        before, indicator,
        [&](const std::string& service, const std::string& name) {
          return FindDeclared(reader, others, service, name);
        },
        checks));
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  if (!indicator.has_computation() || computation.has_derivation()) return absl::OkStatus();
  return TryFormula(reader, indicator, formulas);
}

absl::StatusOr<v1::Indicator> CreateIndicator(storage::Txn& txn, const base::Actor&,
                                              const v1::CreateIndicatorRequest& request,
                                              absl::string_view owner,
                                              const FormulaRegistry& formulas,
                                              const OtherFigures* others) {
  resource::Checks checks(txn, request);
  checks.Expect(!request.indicator().retired() && request.indicator().replaced_by().empty(),
                "indicator.retired", "belongs to an indicator that was there; see UpdateIndicator");
  ZGC_RETURN_IF_ERROR(
      CheckDeclaration(txn, nullptr, request.indicator(), formulas, others, checks));
  v1::Indicator indicator = request.indicator();
  indicator.set_name(absl::StrCat("indicators/", request.indicator_id()));
  indicator.set_owner(std::string(owner));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kIndicators.Get(txn, {indicator.name()}));
  if (existing.has_value()) return resource::Exists(indicator.name());
  return resource::Insert(txn, kIndicators, std::move(indicator));
}

absl::StatusOr<v1::Observation> ReportObservation(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::ReportObservationRequest& request) {
  resource::Checks checks(txn, request);
  v1::Observation observation = request.observation();
  CheckObservation(observation, checks);
  ZGC_ASSIGN_OR_RETURN(const auto indicator, kIndicators.Get(txn, {observation.indicator()}));
  CheckPeriodOf(indicator.has_value() ? indicator->measure() : v1::MEASURE_KIND_UNSPECIFIED,
                observation.period(), "observation.period", checks);
  const std::string retired =
      indicator.has_value() ? RetiredBefore(*indicator, observation.period()) : "";
  checks.Expect(retired.empty(), "observation.period",
                absl::StrCat("the indicator is retired from ", retired, " on (停用)"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(
      CheckAgainstIndicator(observation, VersionFor(*indicator, observation.period())));

  observation.set_name(absl::StrCat("observations/", request.observation_id()));
  ZGC_ASSIGN_OR_RETURN(const auto existing, kObservations.Get(txn, {observation.name()}));
  if (existing.has_value()) return resource::Exists(observation.name());
  if (!observation.corrects().empty()) ZGC_RETURN_IF_ERROR(Announce(txn, observation));
  if (observation.value_state() == v1::VALUE_STATE_UNSPECIFIED) {
    observation.set_value_state(v1::VALUE_STATE_KNOWN);
  }
  observation.set_state(v1::OBSERVATION_STATE_REPORTED);
  observation.set_reporter(actor.responsible());
  ZGC_ASSIGN_OR_RETURN(observation, resource::Insert(txn, kObservations, std::move(observation)));
  kObservationsByIndicator.Add(txn, {observation.indicator(), observation.name()});
  return observation;
}

absl::StatusOr<v1::Observation> VerifyObservation(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::VerifyObservationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Observation observation,
      ForTransition(txn, request, "VerifyObservation", {v1::OBSERVATION_STATE_REPORTED}));
  ZGC_RETURN_IF_ERROR(
      resource::RequireAnother(actor, observation.reporter(), "reported", observation.name()));
  ZGC_RETURN_IF_ERROR(Supersede(txn, observation));
  if (!observation.corrects().empty()) resource::NoteReason(txn, observation.name());
  observation.set_verifier(actor.responsible());
  return Move(txn, std::move(observation), v1::OBSERVATION_STATE_VERIFIED);
}

absl::StatusOr<v1::Observation> RejectObservation(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::RejectObservationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Observation observation,
      ForTransition(txn, request, "RejectObservation", {v1::OBSERVATION_STATE_REPORTED}));
  ZGC_RETURN_IF_ERROR(
      resource::RequireAnother(actor, observation.reporter(), "reported", observation.name()));
  ZGC_RETURN_IF_ERROR(Reinstate(txn, observation));
  observation.set_verifier(actor.responsible());
  observation.set_reason(request.reason());
  return Move(txn, std::move(observation), v1::OBSERVATION_STATE_REJECTED);
}

absl::StatusOr<v1::Observation> PublishObservation(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::PublishObservationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Observation observation,
      ForTransition(txn, request, "PublishObservation", {v1::OBSERVATION_STATE_VERIFIED}));
  ZGC_RETURN_IF_ERROR(
      resource::RequireAnother(actor, observation.reporter(), "reported", observation.name()));
  return Move(txn, std::move(observation), v1::OBSERVATION_STATE_PUBLISHED);
}

absl::StatusOr<v1::Observation> RetractObservation(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::RetractObservationRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Observation observation,
      ForTransition(txn, request, "RetractObservation",
                    {v1::OBSERVATION_STATE_REPORTED, v1::OBSERVATION_STATE_VERIFIED,
                     v1::OBSERVATION_STATE_PUBLISHED}));
  ZGC_RETURN_IF_ERROR(
      resource::RequireAnother(actor, observation.reporter(), "reported", observation.name()));
  ZGC_RETURN_IF_ERROR(Reinstate(txn, observation));
  observation.set_reason(request.reason());
  resource::NoteReason(txn, observation.name());
  return Move(txn, std::move(observation), v1::OBSERVATION_STATE_RETRACTED);
}

absl::StatusOr<v1::Indicator> GetIndicator(const storage::Reader& reader,
                                           const v1::GetIndicatorRequest& request) {
  return resource::GetRow(reader, kIndicators, request.name());
}

absl::StatusOr<std::string> ListIndicators(const storage::Reader& reader,
                                           const v1::ListIndicatorsRequest& request,
                                           const storage::Page& page,
                                           v1::ListIndicatorsResponse& response) {
  return query::List(reader, kIndicators.column(), request, page, response);
}

absl::StatusOr<v1::Observation> GetObservation(const storage::Reader& reader,
                                               const v1::GetObservationRequest& request) {
  return resource::GetRow(reader, kObservations, request.name());
}

absl::StatusOr<std::string> ListObservations(const storage::Reader& reader,
                                             const v1::ListObservationsRequest& request,
                                             const storage::Page& page,
                                             v1::ListObservationsResponse& response) {
  return query::List(reader, kObservations.column(), request, page, response);
}

}  // namespace zgc::figures
