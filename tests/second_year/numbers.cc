#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/second_year/books.h"

namespace zgc::second_year {
namespace {

absl::int128 PowerOfTen(int exponent) {
  absl::int128 power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

Number None(Number::Is why) { return {.is = why}; }
bool IsNone(const Number& number) {
  return number.is == Number::Is::kUnknown || number.is == Number::Is::kNotApplicable;
}
// A figure without a number makes all that is derived from it unknown.
bool AnyNone(const std::vector<Number>& numbers) {
  return std::any_of(numbers.begin(), numbers.end(), IsNone);
}

absl::int128 UnitsAt(const Number& number, int scale) {
  return number.units * PowerOfTen(scale - number.scale);
}

// dividend / divisor, the divisor above zero.
Number Divided(absl::int128 dividend, absl::int128 divisor, bool bound, int decimals) {
  dividend *= PowerOfTen(decimals);
  const absl::int128 whole = dividend / divisor;
  const absl::int128 rest = dividend % divisor;
  Number number{.units = whole, .scale = decimals};
  if (bound) {
    number.is = rest == 0 ? Number::Is::kAtLeast : Number::Is::kAbove;
    if (rest < 0) number.units -= 1;
    return number;
  }
  const absl::int128 magnitude = rest < 0 ? -rest : rest;
  if (2 * magnitude >= divisor) number.units += dividend < 0 ? -1 : 1;
  return number;
}

}  // namespace

std::string Day(int year, int month, int day) {
  return absl::StrFormat("%04d-%02d-%02d", year, month, day);
}

int DaysIn(int year, int month) {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

Span DaysOf(const std::string& date) {
  if (date.size() == 10) return {date, date};
  const int year = std::stoi(date.substr(0, 4));
  if (date.size() == 4) return {Day(year, 1, 1), Day(year, 12, 31)};
  const int month = std::stoi(date.substr(5, 2));
  return {Day(year, month, 1), Day(year, month, DaysIn(year, month))};
}

Span YearBefore(const Span& span) {
  const auto before = [](const std::string& day, bool last) {
    if (day.empty()) return day;
    const int year = std::stoi(day.substr(0, 4));
    const int month = std::stoi(day.substr(5, 2));
    const int number = std::stoi(day.substr(8, 2));
    const int most = DaysIn(year - 1, month);
    const bool stays = last && number == DaysIn(year, month);
    return Day(year - 1, month, stays ? most : std::min(number, most));
  };
  return {before(span.first, false), before(span.last, true)};
}

std::string Number::Text() const {
  if (IsNone(*this)) return "";
  absl::int128 rest = units < 0 ? -units : units;
  std::string digits;
  for (; rest > 0 || digits.size() <= static_cast<size_t>(scale); rest /= 10) {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  if (scale > 0) {
    digits.insert(digits.size() - static_cast<size_t>(scale), ".");
    while (digits.back() == '0') digits.pop_back();
    if (digits.back() == '.') digits.pop_back();
  }
  return units < 0 ? absl::StrCat("-", digits) : digits;
}

void Total::Add(std::optional<int64_t> amount) {
  if (!amount.has_value()) {
    ++open;
    return;
  }
  ++known;
  sum += *amount;
}

Number Total::AsCount() const {
  return {.is = open > 0 ? Number::Is::kAtLeast : Number::Is::kExactly, .units = sum};
}

Number Total::AsAmount(int scale) const {
  if (known == 0 && open > 0) return None(Number::Is::kUnknown);
  Number number = AsCount();
  number.scale = scale;
  return number;
}

Number Sum(const std::vector<Number>& numbers) {
  if (AnyNone(numbers)) return None(Number::Is::kUnknown);
  Number sum;
  for (const Number& one : numbers) sum.scale = std::max(sum.scale, one.scale);
  for (const Number& one : numbers) {
    sum.units += UnitsAt(one, sum.scale);
    if (one.is == Number::Is::kAtLeast) sum.is = Number::Is::kAtLeast;
  }
  return sum;
}

Number Difference(const Number& a, const Number& b) {
  Number less = b;
  less.units = -less.units;
  return Sum({a, less});
}

Number Ratio(const Number& a, const Number& b, int times, int decimals) {
  if (AnyNone({a, b})) return None(Number::Is::kUnknown);
  if (b.units == 0) return None(Number::Is::kNotApplicable);
  const int scale = std::max(a.scale, b.scale);
  return Divided(UnitsAt(a, scale) * times, UnitsAt(b, scale), a.is == Number::Is::kAtLeast,
                 decimals);
}

Number Growth(const Number& now, const Number& before, int decimals) {
  return Ratio(Difference(now, before), before, 100, decimals);
}

}  // namespace zgc::second_year
