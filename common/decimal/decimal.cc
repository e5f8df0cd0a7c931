#include "common/decimal/decimal.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace zgc::figures {
namespace {

using ::absl::int128;

// 10^exponent for 0 to 38; those are what int128 holds.
int128 Power(int exponent) {
  int128 power = 1;
  for (int i = 0; i < exponent; ++i) {
    power *= 10;
  }
  return power;
}

int128 Magnitude(int128 value) { return value < 0 ? -value : value; }

const int128& Bound() {
  static const int128 bound = Power(Decimal::kMaxDigits);
  return bound;
}

absl::Status TooLarge() {
  return absl::OutOfRangeError(absl::StrCat("the number needs more than ", Decimal::kMaxDigits,
                                            " digits or more than ", Decimal::kMaxScale,
                                            " after the point"));
}

// value * 10^exponent, if the product keeps within the bound.
absl::StatusOr<int128> Shifted(int128 value, int exponent) {
  if (value == 0) {
    return int128(0);
  }
  if (exponent >= Decimal::kMaxDigits ||
      Magnitude(value) >= Power(Decimal::kMaxDigits - exponent)) {
    return TooLarge();
  }
  return value * Power(exponent);
}

// value / 10^exponent, halves away from zero.
int128 RoundedShift(int128 value, int exponent) {
  if (exponent > Decimal::kMaxDigits) {
    return 0;
  }
  const int128 power = Power(exponent);
  const int128 magnitude = Magnitude(value);
  int128 quotient = magnitude / power;
  if (magnitude % power * 2 >= power && power > 1) {
    ++quotient;
  }
  return value < 0 ? -quotient : quotient;
}

}  // namespace

Decimal::Decimal(int64_t value) : coefficient_(value) {}

absl::StatusOr<Decimal> Decimal::FromParts(int128 coefficient, int scale) {
  if (coefficient == 0) {
    return Decimal();
  }
  while (scale > 0 && coefficient % 10 == 0) {
    coefficient /= 10;
    --scale;
  }
  if (scale > kMaxScale || coefficient >= Bound() || coefficient <= -Bound()) {
    return TooLarge();
  }
  if (scale < 0) {
    ZGC_ASSIGN_OR_RETURN(coefficient, Shifted(coefficient, std::min(-scale, kMaxDigits)));
    scale = 0;
  }
  return Decimal(coefficient, scale);
}

absl::StatusOr<Decimal> Decimal::Parse(absl::string_view text) {
  absl::string_view rest = text;
  const bool negative = !rest.empty() && rest.front() == '-';
  if (negative) {
    rest.remove_prefix(1);
  }
  const size_t point = rest.find('.');
  const absl::string_view whole = rest.substr(0, point);
  absl::string_view fraction;
  if (point != absl::string_view::npos) {
    fraction = rest.substr(point + 1);
  }
  const auto is_digit = [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); };
  if (whole.empty() || (point != absl::string_view::npos && fraction.empty()) ||
      !std::all_of(whole.begin(), whole.end(), is_digit) ||
      !std::all_of(fraction.begin(), fraction.end(), is_digit)) {
    return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is not a plain decimal number"));
  }
  while (!fraction.empty() && fraction.back() == '0') {
    fraction.remove_suffix(1);
  }
  int128 coefficient = 0;
  for (const absl::string_view part : {whole, fraction}) {
    for (const char c : part) {
      coefficient = coefficient * 10 + (c - '0');
      if (coefficient >= Bound()) {
        return TooLarge();
      }
    }
  }
  if (fraction.size() > static_cast<size_t>(kMaxScale)) {
    return TooLarge();
  }
  return FromParts(negative ? -coefficient : coefficient, static_cast<int>(fraction.size()));
}

std::string Decimal::ToString() const {
  std::string digits;
  for (int128 rest = Magnitude(coefficient_); rest > 0; rest /= 10) {
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  digits.append(static_cast<size_t>(std::max(0, scale_ + 1 - static_cast<int>(digits.size()))),
                '0');
  std::reverse(digits.begin(), digits.end());
  if (scale_ > 0) {
    digits.insert(digits.size() - static_cast<size_t>(scale_), ".");
  }
  return IsNegative() ? absl::StrCat("-", digits) : digits;
}

Decimal Decimal::Negated() const { return Decimal(-coefficient_, scale_); }

absl::StatusOr<Decimal> Decimal::Plus(const Decimal& other) const {
  const int common = std::max(scale_, other.scale_);
  ZGC_ASSIGN_OR_RETURN(const int128 mine, Shifted(coefficient_, common - scale_));
  ZGC_ASSIGN_OR_RETURN(const int128 others, Shifted(other.coefficient_, common - other.scale_));
  return FromParts(mine + others, common);
}

absl::StatusOr<Decimal> Decimal::Minus(const Decimal& other) const { return Plus(other.Negated()); }

absl::StatusOr<Decimal> Decimal::Times(const Decimal& other) const {
  if (IsZero() || other.IsZero()) {
    return Decimal();
  }
  // Powers of ten are taken out first: 0.5 * 2*10^33 fits though 5 * 2*10^33 may not.
  int128 mine = coefficient_;
  int128 others = other.coefficient_;
  int scale = scale_ + other.scale_;
  for (int128* factor : {&mine, &others}) {
    for (; *factor % 10 == 0; *factor /= 10) {
      --scale;
    }
  }
  if (Magnitude(mine) > Power(38) / Magnitude(others)) {
    return TooLarge();
  }
  return FromParts(mine * others, scale);
}

absl::StatusOr<Decimal> Decimal::DividedBy(const Decimal& divisor, int scale) const {
  if (divisor.IsZero()) {
    return absl::InvalidArgumentError("division by zero");
  }
  if (scale < 0 || scale > kMaxScale) {
    return absl::InvalidArgumentError(absl::StrCat("no scale of ", scale));
  }
  const bool negative = IsNegative() != divisor.IsNegative();
  const int128 denominator = Magnitude(divisor.coefficient_);
  int128 quotient = Magnitude(coefficient_) / denominator;
  int128 remainder = Magnitude(coefficient_) % denominator;
  // quotient + remainder / denominator, times 10^shift, is the result's coefficient.
  const int shift = divisor.scale_ - scale_ + scale;
  if (shift < 0) {
    // What `remainder` adds is below the half of one step and cannot make a tie.
    ZGC_ASSIGN_OR_RETURN(const Decimal result, FromParts(RoundedShift(quotient, -shift), scale));
    return negative ? result.Negated() : result;
  }
  for (int i = 0; i < shift; ++i) {
    remainder *= 10;
    quotient = quotient * 10 + remainder / denominator;
    remainder %= denominator;
    if (quotient >= Bound()) {
      return TooLarge();
    }
  }
  if (remainder * 2 >= denominator) {
    ++quotient;
  }
  return FromParts(negative ? -quotient : quotient, scale);
}

absl::StatusOr<Decimal> Decimal::TimesPowerOfTen(int exponent) const {
  constexpr int kFar = 2 * (kMaxDigits + kMaxScale);
  return FromParts(coefficient_, scale_ - std::clamp(exponent, -kFar, kFar));
}

absl::StatusOr<Decimal> Decimal::Rounded(int scale) const {
  if (scale >= scale_) {
    return *this;
  }
  return DividedBy(Decimal(1), scale);
}

int Decimal::SignificantDigits() const {
  int128 rest = Magnitude(coefficient_);
  while (rest != 0 && rest % 10 == 0) {
    rest /= 10;
  }
  int digits = 0;
  for (; rest != 0; rest /= 10) {
    ++digits;
  }
  return digits;
}

Decimal Decimal::LastDigitStep() const {
  if (scale_ > 0) {
    return Decimal(1, scale_);
  }
  int128 step = 1;
  for (int128 rest = coefficient_; rest != 0 && rest % 10 == 0; rest /= 10) {
    step *= 10;
  }
  return Decimal(step, 0);
}

std::string Decimal::OrderedBytes() const {
  // Sign, how many digits stand before the point, the digits without zeros at their end; all but
  // the sign the other way round below zero, with an end that is after every digit.
  constexpr char kBelow = 1;
  constexpr char kZero = 2;
  constexpr char kAbove = 3;
  constexpr int kPoint = 128;
  if (IsZero()) return std::string(1, kZero);
  std::string digits = Decimal(IsNegative() ? -coefficient_ : coefficient_, 0).ToString();
  const int before_point = static_cast<int>(digits.size()) - scale_;
  while (digits.back() == '0') digits.pop_back();
  std::string bytes = static_cast<char>(kPoint + before_point) + digits;
  if (!IsNegative()) return kAbove + bytes;
  bytes += '\0';
  for (char& byte : bytes) byte = static_cast<char>(~byte);
  return kBelow + bytes;
}

int Decimal::Compare(const Decimal& other) const {
  // Whole parts first: bringing both to one scale could overflow.
  const auto sign = [](const int128& a, const int128& b) { return a < b ? -1 : (a > b ? 1 : 0); };
  const int128 mine = Power(scale_);
  const int128 others = Power(other.scale_);
  if (const int whole = sign(coefficient_ / mine, other.coefficient_ / others); whole != 0) {
    return whole;
  }
  const int common = std::max(scale_, other.scale_);
  return sign(coefficient_ % mine * Power(common - scale_),
              other.coefficient_ % others * Power(common - other.scale_));
}

}  // namespace zgc::figures
