#include "common/figures/derived/derived_value.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"

namespace zgc::figures {
namespace {

// A number cut to `decimals` digits, towards the side on which a bound stays true.
absl::StatusOr<Decimal> Cut(const Decimal& value, int decimals, bool down) {
  ZGC_ASSIGN_OR_RETURN(Decimal rounded, value.Rounded(decimals));
  if (down ? rounded <= value : rounded >= value) return rounded;
  ZGC_ASSIGN_OR_RETURN(const Decimal step, Decimal::FromParts(1, decimals));
  return down ? rounded.Minus(step) : rounded.Plus(step);
}

// The point, with the step that covers all of the interval.
absl::Status StatePrecision(const DerivedValue& result, FormulaValue& value) {
  ZGC_ASSIGN_OR_RETURN(const Decimal below, result.point.Minus(*result.interval.lower().value));
  ZGC_ASSIGN_OR_RETURN(const Decimal above, result.interval.upper().value->Minus(result.point));
  ZGC_ASSIGN_OR_RETURN(const Decimal step, std::max(below, above).Times(Decimal(2)));
  value.value = result.point.ToString();
  value.rounding = v1::ROUNDING_ROUNDED;
  value.step = step.ToString();
  return absl::OkStatus();
}

}  // namespace

bool IsAdded(v1::DerivationKind kind) {
  return kind == v1::DERIVATION_KIND_SUM || kind == v1::DERIVATION_KIND_DIFFERENCE ||
         kind == v1::DERIVATION_KIND_INCREASE || kind == v1::DERIVATION_KIND_CARRIED_FORWARD;
}

bool ComparesPeriods(v1::DerivationKind kind) {
  return kind == v1::DERIVATION_KIND_GROWTH || kind == v1::DERIVATION_KIND_INCREASE;
}

absl::optional<Interval> Scaled(const Interval& interval, const Decimal& factor) {
  const auto end = [&](Endpoint one) {
    if (!one.value.has_value()) return one;
    const auto scaled = one.value->Times(factor);
    return scaled.ok() ? Endpoint{*scaled, one.closed} : Endpoint{};
  };
  const auto made = Interval::Make(end(interval.lower()), end(interval.upper()));
  if (!made.ok()) return absl::nullopt;
  return *made;
}

FormulaValue Without(v1::ValueState state, FormulaValue value, const std::string& why) {
  value.state = state;
  value.value.clear();
  value.qualifier = v1::QUALIFIER_EXACT;
  value.note = why;
  return value;
}

absl::Status State(const DerivedValue& result, bool exact, const v1::Derivation& derivation,
                   FormulaValue& value) {
  const Endpoint& lower = result.interval.lower();
  const Endpoint& upper = result.interval.upper();
  if (result.interval.IsPoint()) {
    value.value = lower.value->ToString();
    value.rounding = v1::ROUNDING_EXACT;
    return absl::OkStatus();
  }
  if (exact && lower.value.has_value() && upper.value.has_value()) {
    return StatePrecision(result, value);
  }
  const bool down = lower.value.has_value();
  if (!down && !upper.value.has_value()) {
    value = Without(v1::VALUE_STATE_UNKNOWN, std::move(value), "各数是范围，结果没有界限");
    return absl::OkStatus();
  }
  const Endpoint& bound = down ? lower : upper;
  Decimal shown = *bound.value;
  if (!IsAdded(derivation.kind())) {
    ZGC_ASSIGN_OR_RETURN(shown, Cut(shown, derivation.decimals(), down));
  }
  const bool closed = bound.closed && shown == *bound.value;
  // A bound that was cut is itself out of reach.
  value.value = shown.ToString();
  if (down) {
    value.qualifier = closed ? v1::QUALIFIER_AT_LEAST : v1::QUALIFIER_ABOVE;
  } else {
    value.qualifier = closed ? v1::QUALIFIER_UP_TO : v1::QUALIFIER_BELOW;
  }
  return absl::OkStatus();
}

}  // namespace zgc::figures
