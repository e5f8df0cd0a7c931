#include "common/decimal/interval.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace zgc::figures {
namespace {

struct QualifierLabel {
  v1::Qualifier qualifier;
  absl::string_view name;
};
constexpr QualifierLabel kQualifiers[] = {
    {v1::QUALIFIER_EXACT, "exact"},       {v1::QUALIFIER_OVER, "over"},
    {v1::QUALIFIER_AT_LEAST, "at_least"}, {v1::QUALIFIER_APPROX, "approx"},
    {v1::QUALIFIER_NEARLY, "nearly"},     {v1::QUALIFIER_UP_TO, "up_to"},
    {v1::QUALIFIER_ABOVE, "above"},       {v1::QUALIFIER_BELOW, "below"},
};

Endpoint Closed(Decimal value) { return {value, true}; }
Endpoint Open(Decimal value) { return {value, false}; }

// Whether some value lies at or above `lower` and at or below `upper`.
bool Leaves(const Endpoint& lower, const Endpoint& upper) {
  if (!lower.value || !upper.value) {
    return true;
  }
  const int order = lower.value->Compare(*upper.value);
  return order < 0 || (order == 0 && lower.closed && upper.closed);
}

// Whether the lower end `a` lets in all that `b` lets in; `sign` -1 for upper ends.
bool Covers(const Endpoint& a, const Endpoint& b, int sign) {
  if (!a.value) {
    return true;
  }
  if (!b.value) {
    return false;
  }
  const int order = a.value->Compare(*b.value) * sign;
  return order < 0 || (order == 0 && (a.closed || !b.closed));
}

absl::StatusOr<Endpoint> Sum(const Endpoint& a, const Endpoint& b) {
  if (!a.value || !b.value) {
    return Endpoint{};
  }
  ZGC_ASSIGN_OR_RETURN(const Decimal sum, a.value->Plus(*b.value));
  return Endpoint{sum, a.closed && b.closed};
}

Endpoint Negated(const Endpoint& end) {
  return end.value ? Endpoint{end.value->Negated(), end.closed} : Endpoint{};
}

}  // namespace

Interval Interval::Point(Decimal value) { return Interval(Closed(value), Closed(value)); }

absl::StatusOr<Interval> Interval::Make(Endpoint lower, Endpoint upper) {
  if (!lower.value) lower.closed = false;
  if (!upper.value) upper.closed = false;
  if (!Leaves(lower, upper)) {
    return absl::InvalidArgumentError(
        absl::StrCat("no value lies in ", Interval(lower, upper).ToMath()));
  }
  return Interval(std::move(lower), std::move(upper));
}

absl::StatusOr<Interval> Interval::From(const Decimal& value, v1::Qualifier qualifier) {
  static const Decimal* const kLow = new Decimal(Decimal::FromParts(95, 2).value());
  static const Decimal* const kHigh = new Decimal(Decimal::FromParts(105, 2).value());
  static const Decimal* const kNear = new Decimal(Decimal::FromParts(9, 1).value());
  switch (qualifier) {
    case v1::QUALIFIER_EXACT:
      return Point(value);
    case v1::QUALIFIER_OVER: {
      ZGC_ASSIGN_OR_RETURN(const Decimal next, value.Plus(value.LastDigitStep()));
      return Interval(Open(value), Open(next));
    }
    case v1::QUALIFIER_AT_LEAST:
      return Interval(Closed(value), Endpoint{});
    case v1::QUALIFIER_APPROX: {
      ZGC_ASSIGN_OR_RETURN(const Decimal inner, value.Times(*kLow));
      ZGC_ASSIGN_OR_RETURN(const Decimal outer, value.Times(*kHigh));
      return value.IsNegative() ? Interval(Closed(outer), Closed(inner))
                                : Interval(Closed(inner), Closed(outer));
    }
    case v1::QUALIFIER_NEARLY: {
      if (value.IsZero()) {
        return Point(value);
      }
      ZGC_ASSIGN_OR_RETURN(const Decimal inner, value.Times(*kNear));
      return value.IsNegative() ? Interval(Open(value), Closed(inner))
                                : Interval(Closed(inner), Open(value));
    }
    case v1::QUALIFIER_UP_TO:
      return Interval(Endpoint{}, Closed(value));
    case v1::QUALIFIER_ABOVE:
      return Interval(Open(value), Endpoint{});
    case v1::QUALIFIER_BELOW:
      return Interval(Endpoint{}, Open(value));
    default:
      return absl::InvalidArgumentError("the qualifier is not given");
  }
}

absl::StatusOr<Interval> Interval::Rounded(const Decimal& value, const Decimal& step) {
  static const Decimal* const kHalf = new Decimal(Decimal::FromParts(5, 1).value());
  ZGC_ASSIGN_OR_RETURN(const Decimal half, step.Times(*kHalf));
  if (half <= Decimal()) return absl::InvalidArgumentError("the step is not above zero");
  ZGC_ASSIGN_OR_RETURN(const Decimal low, value.Minus(half));
  ZGC_ASSIGN_OR_RETURN(const Decimal high, value.Plus(half));
  return Interval(Closed(low), Closed(high));
}

absl::StatusOr<Interval> Interval::Truncated(const Decimal& value, const Decimal& step) {
  if (step <= Decimal()) return absl::InvalidArgumentError("the step is not above zero");
  if (value.IsNegative()) {
    ZGC_ASSIGN_OR_RETURN(const Decimal low, value.Minus(step));
    return Interval(Open(low), Closed(value));
  }
  ZGC_ASSIGN_OR_RETURN(const Decimal high, value.Plus(step));
  return Interval(Closed(value), Open(high));
}

bool Interval::IsPoint() const { return lower_.value && lower_.value == upper_.value; }

bool Interval::Meets(const Interval& other) const {
  return Leaves(lower_, other.upper_) && Leaves(other.lower_, upper_);
}

bool Interval::Contains(const Interval& other) const {
  return Covers(lower_, other.lower_, 1) && Covers(upper_, other.upper_, -1);
}

bool Interval::Contains(const Decimal& value) const { return Contains(Point(value)); }

bool Interval::CanBeAtMost(const Interval& other) const { return Leaves(lower_, other.upper_); }

absl::StatusOr<Interval> Interval::Plus(const Interval& other) const {
  ZGC_ASSIGN_OR_RETURN(Endpoint lower, Sum(lower_, other.lower_));
  ZGC_ASSIGN_OR_RETURN(Endpoint upper, Sum(upper_, other.upper_));
  return Interval(std::move(lower), std::move(upper));
}

absl::StatusOr<Interval> Interval::Minus(const Interval& other) const {
  return Plus(Interval(Negated(other.upper_), Negated(other.lower_)));
}

std::string Interval::ToMath() const {
  if (IsPoint()) {
    return absl::StrCat("{", lower_.value->ToString(), "}");
  }
  return absl::StrCat(lower_.closed ? "[" : "(", lower_.value ? lower_.value->ToString() : "-∞",
                      ", ", upper_.value ? upper_.value->ToString() : "+∞",
                      upper_.closed ? "]" : ")");
}

std::string Interval::ToChinese() const {
  if (IsPoint()) {
    return absl::StrCat("等于", lower_.value->ToString());
  }
  std::string text;
  if (lower_.value) {
    absl::StrAppend(&text, lower_.closed ? "不小于" : "大于", lower_.value->ToString());
  }
  if (upper_.value) {
    absl::StrAppend(&text, text.empty() ? "" : "且", upper_.closed ? "不大于" : "小于",
                    upper_.value->ToString());
  }
  return text.empty() ? "任意值" : text;
}

bool IsMalformed(const Decimal& value, v1::Qualifier qualifier) {
  if (qualifier != v1::QUALIFIER_OVER && qualifier != v1::QUALIFIER_NEARLY) {
    return false;
  }
  const bool round = value.IsInteger() && value.coefficient() % 10 == 0;
  return value.SignificantDigits() > 2 && !round;
}

absl::string_view QualifierName(v1::Qualifier qualifier) {
  for (const QualifierLabel& label : kQualifiers) {
    if (label.qualifier == qualifier) {
      return label.name;
    }
  }
  return "";
}

}  // namespace zgc::figures
