#include "common/decimal/quotient.h"

#include <utility>

namespace zgc::figures {
namespace {

// Digits after the point of a quotient; far more than any rate prints.
constexpr int kQuotientScale = 12;

bool IsPositive(const Interval& interval) {
  const Endpoint& low = interval.lower();
  if (!low.value.has_value() || low.value->IsNegative()) return false;
  return !low.value->IsZero() || !low.closed;
}

bool IsNegative(const Endpoint& end) { return end.value.has_value() && end.value->IsNegative(); }

// a / b × 10^exponent; nullopt where it does not fit.
absl::optional<Decimal> Divide(const Decimal& a, const Decimal& b, int exponent) {
  const auto scaled = a.TimesPowerOfTen(exponent);
  if (!scaled.ok()) return absl::nullopt;
  const auto quotient = scaled->DividedBy(b, kQuotientScale);
  if (!quotient.ok()) return absl::nullopt;
  return *quotient;
}

// An end of a quotient: that of `a` over that of a positive `b`, beyond all bounds where b comes
// near to zero.
Endpoint DivideEnds(const Endpoint& a, const Endpoint& b, int exponent) {
  if (!a.value.has_value() || !b.value.has_value()) return {};
  if (a.value->IsZero()) return {Decimal(), a.closed};
  if (b.value->IsZero()) return {};
  auto quotient = Divide(*a.value, *b.value, exponent);
  if (!quotient.has_value()) return {};
  return {*std::move(quotient), a.closed && b.closed};
}

absl::optional<Interval> Made(Endpoint lower, Endpoint upper) {
  const auto made = Interval::Make(std::move(lower), std::move(upper));
  if (!made.ok()) return absl::nullopt;
  return *made;
}

// i / (t - i) for an end of each. A total without bound grows by nothing, and what comes from a
// base without bound loses all.
Endpoint GrowthEnd(const Endpoint& total, const Endpoint& increase, int exponent) {
  if (!increase.value.has_value()) {
    const auto all = Decimal(-1).TimesPowerOfTen(exponent);
    return all.ok() ? Endpoint{*all, false} : Endpoint{};
  }
  if (increase.value->IsZero()) return {Decimal(), increase.closed};
  if (!total.value.has_value()) return {Decimal(), false};
  const auto base = total.value->Minus(*increase.value);
  if (!base.ok()) return {};
  return DivideEnds(increase, {*base, total.closed}, exponent);
}

}  // namespace

int ScaleOf(const std::string& unit) { return unit == "%" ? 2 : unit == "‰" ? 3 : 0; }

absl::optional<Interval> Quotient(const Interval& a, const Interval& b, int exponent) {
  if (!IsPositive(b)) return absl::nullopt;
  return Made(DivideEnds(a.lower(), IsNegative(a.lower()) ? b.lower() : b.upper(), exponent),
              DivideEnds(a.upper(), IsNegative(a.upper()) ? b.upper() : b.lower(), exponent));
}

absl::optional<Interval> GrowthBy(const Interval& total, const Interval& increase, int exponent) {
  const auto base = total.Minus(increase);
  if (!base.ok() || !IsPositive(*base) || IsNegative(total.lower())) return absl::nullopt;
  // It rises with the increase; with the total it falls, unless the increase is a decrease.
  const Endpoint& least = increase.lower();
  const bool decrease = !least.value.has_value() || IsNegative(least);
  return Made(GrowthEnd(decrease ? total.lower() : total.upper(), least, exponent),
              GrowthEnd(IsNegative(increase.upper()) ? total.upper() : total.lower(),
                        increase.upper(), exponent));
}

absl::optional<Interval> GrowthFrom(const Interval& total, const Interval& base, int exponent) {
  const auto ratio = Quotient(total, base, exponent);
  const auto one = Decimal(1).TimesPowerOfTen(exponent);
  if (!ratio.has_value() || !one.ok()) return absl::nullopt;
  const auto growth = ratio->Minus(Interval::Point(*one));
  if (!growth.ok()) return absl::nullopt;
  return *growth;
}

}  // namespace zgc::figures
