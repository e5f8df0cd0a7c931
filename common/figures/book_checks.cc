#include "common/figures/book_checks.h"

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"

namespace zgc::figures {
namespace {

constexpr size_t kMaxIdSize = 80;

bool IsId(absl::string_view id, bool observation) {
  if (id.empty() || id.size() > kMaxIdSize) return false;
  for (const char c : id) {
    const bool common = absl::ascii_islower(static_cast<unsigned char>(c)) ||
                        absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-';
    const bool more = absl::ascii_isupper(static_cast<unsigned char>(c)) || c == '.';
    if (!common && !(observation && more)) return false;
  }
  return true;
}

bool IsNameIn(absl::string_view name, absl::string_view collection, bool observation) {
  return absl::ConsumePrefix(&name, collection) && IsId(name, observation);
}

void Require(absl::string_view text, absl::string_view field, base::FieldErrors& errors) {
  if (text.empty()) errors.Add(field, "is required");
}

void CheckDecimal(const std::string& text, absl::string_view field, base::FieldErrors& errors) {
  if (!Decimal::Parse(text).ok()) {
    errors.Add(field, absl::StrCat("\"", text, "\" is not a plain decimal such as 1200.5"));
  }
}

void CheckComputation(const v1::Indicator& indicator, base::FieldErrors& errors) {
  const v1::Computation& computation = indicator.computation();
  Require(computation.formula(), "indicator.computation.formula", errors);
  if (computation.reporting_periods().empty()) {
    errors.Add("indicator.computation.reporting_periods", "needs at least one period");
  }
  std::set<std::string> seen;
  for (int i = 0; i < computation.reporting_periods_size(); ++i) {
    const auto& period = computation.reporting_periods(i);
    const std::string field = absl::StrCat("indicator.computation.reporting_periods[", i, "]");
    CheckPeriodOf(indicator.measure(), period, field, errors);
    if (!seen.insert(absl::StrCat(period.start_date(), "/", period.end_date())).second) {
      errors.Add(field, "repeats an earlier period");
    }
  }
}

void CheckScopes(const google::protobuf::RepeatedPtrField<v1::Scope>& scopes,
                 absl::string_view field, base::FieldErrors& errors) {
  for (int i = 0; i < scopes.size(); ++i) {
    Require(scopes[i].dimension(), absl::StrCat(field, "[", i, "].dimension"), errors);
    Require(scopes[i].label(), absl::StrCat(field, "[", i, "].label"), errors);
  }
}

void CheckValue(const v1::Observation& observation, base::FieldErrors& errors) {
  const v1::ValueState state = observation.value_state();
  if (!v1::ValueState_IsValid(state)) errors.Add("observation.value_state", "is no known state");
  if (state == v1::VALUE_STATE_FAILED) {
    errors.Add("observation.value_state", "is of computed figures only");
  }
  if (state != v1::VALUE_STATE_UNSPECIFIED && state != v1::VALUE_STATE_KNOWN) {
    if (!observation.value().empty()) {
      errors.Add("observation.value", "must be empty unless the value is KNOWN");
    }
    if (state == v1::VALUE_STATE_NOT_APPLICABLE) {
      Require(observation.note(), "observation.note", errors);
    }
    return;
  }
  CheckDecimal(observation.value(), "observation.value", errors);
  if (observation.qualifier() == v1::QUALIFIER_UNSPECIFIED ||
      !v1::Qualifier_IsValid(observation.qualifier())) {
    errors.Add("observation.qualifier", "is required");
  }
}

}  // namespace

void CheckPeriodOf(v1::MeasureKind measure, const common::v1::Period& period,
                   absl::string_view field, base::FieldErrors& errors) {
  const absl::Status dates = base::CheckPeriod(period.start_date(), period.end_date());
  if (!dates.ok()) errors.Add(field, dates.message());
  if (measure == v1::MEASURE_KIND_FLOW && period.start_date().empty()) {
    errors.Add(absl::StrCat(field, ".start_date"), "is required: the indicator is a flow");
  }
  if (measure == v1::MEASURE_KIND_STOCK && !period.start_date().empty()) {
    errors.Add(absl::StrCat(field, ".start_date"), "must be empty: the indicator is a stock");
  }
}

void CheckIndicator(const v1::CreateIndicatorRequest& request, base::FieldErrors& errors) {
  const v1::Indicator& indicator = request.indicator();
  if (!IsId(request.indicator_id(), false)) {
    errors.Add("indicator_id", "must be 1 to 80 of a-z, 0-9 and '-'");
  }
  Require(indicator.display_name(), "indicator.display_name", errors);
  Require(indicator.unit(), "indicator.unit", errors);
  if (indicator.measure() == v1::MEASURE_KIND_UNSPECIFIED ||
      !v1::MeasureKind_IsValid(indicator.measure())) {
    errors.Add("indicator.measure", "is required");
  }
  if (!indicator.baseline().empty()) {
    CheckDecimal(indicator.baseline(), "indicator.baseline", errors);
  }
  if (!indicator.target().empty()) CheckDecimal(indicator.target(), "indicator.target", errors);
  for (int i = 0; i < indicator.relations_size(); ++i) {
    const v1::Relation& relation = indicator.relations(i);
    const std::string field = absl::StrCat("indicator.relations[", i, "]");
    if (relation.kind() == v1::RELATION_KIND_UNSPECIFIED) {
      errors.Add(absl::StrCat(field, ".kind"), "is required");
    }
    if (!IsNameIn(relation.other(), "indicators/", false)) {
      errors.Add(absl::StrCat(field, ".other"), "must be indicators/{id}");
    }
  }
  CheckScopes(indicator.scopes(), "indicator.scopes", errors);
  if (indicator.has_computation()) CheckComputation(indicator, errors);
}

void CheckObservation(const v1::ReportObservationRequest& request, base::FieldErrors& errors) {
  const v1::Observation& observation = request.observation();
  if (!IsId(request.observation_id(), true)) {
    errors.Add("observation_id", "must be 1 to 80 of A-Z, a-z, 0-9, '.' and '-'");
  }
  if (!IsNameIn(observation.indicator(), "indicators/", false)) {
    errors.Add("observation.indicator", "must be indicators/{id}");
  }
  Require(observation.unit(), "observation.unit", errors);
  CheckValue(observation, errors);
  if (observation.evidence().empty()) errors.Add("observation.evidence", "needs at least one");
  for (int i = 0; i < observation.evidence_size(); ++i) {
    Require(observation.evidence(i), absl::StrCat("observation.evidence[", i, "]"), errors);
  }
  CheckScopes(observation.scopes(), "observation.scopes", errors);
  if (!observation.corrects().empty()) {
    if (!IsNameIn(observation.corrects(), "observations/", true)) {
      errors.Add("observation.corrects", "must be observations/{id}");
    }
    Require(observation.reason(), "observation.reason", errors);
  } else if (!observation.reason().empty()) {
    errors.Add("observation.reason", "belongs to a correction; name what it corrects");
  }
}

}  // namespace zgc::figures
