#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/decimal/decimal.h"
#include "zgc/figures/v1/indicators.pb.h"

namespace zgc::figures {

// One end of an interval. Without a value the interval has no bound there.
struct Endpoint {
  absl::optional<Decimal> value;
  // Whether the value itself belongs to the interval. False without a value.
  bool closed = false;

  friend bool operator==(const Endpoint& a, const Endpoint& b) {
    return a.value == b.value && a.closed == b.closed;
  }
};

// What a printed number says about a quantity: a range of possible values,
// never empty. 400余 is (400, 500). A value type; const methods are thread-safe.
class Interval {
 public:
  // The point `value`.
  static Interval Point(Decimal value);
  // INVALID_ARGUMENT if no value lies between the ends.
  static absl::StatusOr<Interval> Make(Endpoint lower, Endpoint upper);
  // What `qualifier` makes of `value`:
  //   EXACT [v, v]; OVER (v, v + place value of its last significant digit);
  //   AT_LEAST [v, ∞); APPROX [0.95v, 1.05v]; NEARLY [0.9v, v); UP_TO (-∞, v];
  //   ABOVE (v, ∞); BELOW (-∞, v).
  // APPROX and NEARLY of a negative value are those of its magnitude, mirrored;
  // of zero they are the point. INVALID_ARGUMENT for an unknown qualifier,
  // OUT_OF_RANGE where an end does not fit a Decimal.
  static absl::StatusOr<Interval> From(const Decimal& value, v1::Qualifier qualifier);
  // What a number that was rounded to a multiple of `step` stands for, both ends included:
  // [v - step/2, v + step/2]. INVALID_ARGUMENT unless the step is above zero.
  static absl::StatusOr<Interval> Rounded(const Decimal& value, const Decimal& step);
  // The same of one that was cut off: [v, v + step); (v - step, v] if it is negative.
  static absl::StatusOr<Interval> Truncated(const Decimal& value, const Decimal& step);

  const Endpoint& lower() const { return lower_; }
  const Endpoint& upper() const { return upper_; }
  bool IsPoint() const;

  // Whether both statements can be true of one quantity.
  bool Meets(const Interval& other) const;
  // Whether every value of `other` lies within: `other` is at least as strict.
  bool Contains(const Interval& other) const;
  bool Contains(const Decimal& value) const;
  // Whether some a here and some b there have a <= b: false proves that a
  // subset is larger than its whole.
  bool CanBeAtMost(const Interval& other) const;

  // All sums of a value here and a value there. OUT_OF_RANGE on overflow.
  absl::StatusOr<Interval> Plus(const Interval& other) const;
  // All differences of a value here and a value there. OUT_OF_RANGE on overflow.
  absl::StatusOr<Interval> Minus(const Interval& other) const;

  // "(400, 500)", "[1000, +∞)", "{7}".
  std::string ToMath() const;
  // "大于400且小于500", "不小于1000", "等于7"; without bounds "任意值".
  std::string ToChinese() const;

  friend bool operator==(const Interval& a, const Interval& b) {
    return a.lower_ == b.lower_ && a.upper_ == b.upper_;
  }

 private:
  Interval(Endpoint lower, Endpoint upper) : lower_(std::move(lower)), upper_(std::move(upper)) {}

  Endpoint lower_;
  Endpoint upper_;
};

// Whether 余, 多, 超 or 近 stands with a number too exact for it, such as 799余:
// more than two significant digits, and no multiple of ten.
bool IsMalformed(const Decimal& value, v1::Qualifier qualifier);

// "exact", "over", "at_least", "approx", "nearly", "up_to", "above", "below"; "" if
// unspecified.
absl::string_view QualifierName(v1::Qualifier qualifier);

}  // namespace zgc::figures
