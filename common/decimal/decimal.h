#pragma once

#include <cstdint>
#include <string>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace zgc::figures {

// An exact decimal number: integer coefficient / 10^scale, at most kMaxDigits
// digits in the coefficient and kMaxScale after the point. No operation ever
// goes through binary floating point, and none rounds unless it says so: what
// does not fit is OUT_OF_RANGE. Always in lowest terms, so equal numbers are
// equal objects. A value type; const methods are thread-safe.
class Decimal {
 public:
  static constexpr int kMaxDigits = 34;
  static constexpr int kMaxScale = 34;

  // Zero.
  Decimal() = default;
  explicit Decimal(int64_t value);

  // coefficient / 10^scale; a negative scale multiplies. OUT_OF_RANGE outside
  // the bounds.
  static absl::StatusOr<Decimal> FromParts(absl::int128 coefficient, int scale);

  // Plain decimals: "-"? digits ("." digits)?. No "+", exponent, spaces,
  // separators or bare points. Leading and trailing zeros are fine.
  // INVALID_ARGUMENT for other text, OUT_OF_RANGE for too many digits.
  static absl::StatusOr<Decimal> Parse(absl::string_view text);

  // Canonical: no exponent, no trailing zeros after the point, no "-0".
  std::string ToString() const;

  absl::int128 coefficient() const { return coefficient_; }
  int scale() const { return scale_; }
  bool IsZero() const { return coefficient_ == 0; }
  bool IsNegative() const { return coefficient_ < 0; }
  bool IsInteger() const { return scale_ == 0; }

  Decimal Negated() const;
  absl::StatusOr<Decimal> Plus(const Decimal& other) const;
  absl::StatusOr<Decimal> Minus(const Decimal& other) const;
  absl::StatusOr<Decimal> Times(const Decimal& other) const;
  // The quotient rounded to `scale` digits after the point (0 to kMaxScale),
  // halves away from zero. INVALID_ARGUMENT for a zero divisor.
  absl::StatusOr<Decimal> DividedBy(const Decimal& divisor, int scale) const;
  // Times 10^exponent, exactly.
  absl::StatusOr<Decimal> TimesPowerOfTen(int exponent) const;
  // Rounded as DividedBy.
  absl::StatusOr<Decimal> Rounded(int scale) const;

  // Digits from the first to the last that is not zero: 3 for 1.01 and for
  // 101000000, 1 for 400; 0 for zero.
  int SignificantDigits() const;
  // The place value of the last digit that is not zero: 100 for 1300, 0.01 for
  // 1.01; 1 for zero.
  Decimal LastDigitStep() const;

  // Bytes that are in the order of the numbers, the same for equal ones.
  std::string OrderedBytes() const;

  // Negative, zero or positive as *this is less than, equal to or greater.
  int Compare(const Decimal& other) const;

  friend bool operator==(const Decimal& a, const Decimal& b) {
    return a.coefficient_ == b.coefficient_ && a.scale_ == b.scale_;
  }
  friend bool operator!=(const Decimal& a, const Decimal& b) { return !(a == b); }
  friend bool operator<(const Decimal& a, const Decimal& b) { return a.Compare(b) < 0; }
  friend bool operator>(const Decimal& a, const Decimal& b) { return a.Compare(b) > 0; }
  friend bool operator<=(const Decimal& a, const Decimal& b) { return a.Compare(b) <= 0; }
  friend bool operator>=(const Decimal& a, const Decimal& b) { return a.Compare(b) >= 0; }

 private:
  Decimal(absl::int128 coefficient, int scale) : coefficient_(coefficient), scale_(scale) {}

  absl::int128 coefficient_ = 0;
  int scale_ = 0;
};

}  // namespace zgc::figures
