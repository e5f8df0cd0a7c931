#include "services/zgcctl/sheets/cell_values.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"

namespace zgc::ctl {
namespace {

constexpr int kDigits = 15;
// The last day of the year 9999.
constexpr double kMaxSerial = 2'958'465;

}  // namespace

bool IsDateFormat(int id) {
  // 27 to 36 and 50 to 58 are days in the Chinese edition, but for the times 32 to 35 and 55, 56.
  return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
         (id >= 50 && id <= 54) || id == 57 || id == 58;
}

bool IsDateFormat(absl::string_view code) {
  // Quoted texts, escaped characters, colours and conditions are no part of the pattern.
  std::string letters;
  for (size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"') {
      i = std::min(code.find('"', i + 1), code.size() - 1);
    } else if (c == '[') {
      i = std::min(code.find(']', i + 1), code.size() - 1);
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else {
      letters += absl::ascii_tolower(c);
    }
  }
  return absl::StrContains(letters, 'y') || absl::StrContains(letters, 'd');
}

absl::StatusOr<std::string> DayOfSerial(absl::string_view serial, bool from_1904) {
  double days = 0;
  if (!absl::SimpleAtod(serial, &days) || !(days >= 0) || days > kMaxSerial) {
    return absl::InvalidArgumentError(absl::StrCat(serial, " is no day"));
  }
  const auto whole = static_cast<int64_t>(days);
  if (days != static_cast<double>(whole)) {
    return absl::InvalidArgumentError("is a day with a time; write the day alone");
  }
  if (from_1904) return base::FormatDate(absl::CivilDay(1904, 1, 1) + whole);
  if (whole == 0 || whole == 60) {
    return absl::InvalidArgumentError(
        absl::StrCat(whole == 0 ? "1900-01-00" : "1900-02-29", " was never a day"));
  }
  // The 29 February 1900 is counted though it never was.
  return base::FormatDate(absl::CivilDay(1899, 12, whole < 60 ? 31 : 30) + whole);
}

absl::StatusOr<std::string> DayOfText(absl::string_view text) {
  const absl::string_view day = text.substr(0, 10);
  if (!base::ParseDate(day).ok() ||
      (text.size() > 10 && !absl::StartsWith(text.substr(10), "T00:00:00"))) {
    return absl::InvalidArgumentError(absl::StrCat(text, " is no day"));
  }
  return std::string(day);
}

absl::StatusOr<std::string> PlainNumber(absl::string_view text) {
  double number = 0;
  if (!absl::SimpleAtod(text, &number) || !std::isfinite(number) || std::abs(number) >= 1e30 ||
      (number != 0 && std::abs(number) < 1e-15)) {
    return absl::InvalidArgumentError(absl::StrCat("\"", text, "\" is no number"));
  }
  if (number == 0) return std::string("0");
  const int before_point = static_cast<int>(std::floor(std::log10(std::abs(number)))) + 1;
  std::string plain = absl::StrFormat("%.*f", std::max(0, kDigits - before_point), number);
  if (absl::StrContains(plain, '.')) {
    plain.erase(plain.find_last_not_of('0') + 1);
    if (plain.back() == '.') plain.pop_back();
  }
  return plain;
}

bool HasLostDigits(absl::string_view plain_number) {
  const size_t point = plain_number.find('.');
  const absl::string_view whole = plain_number.substr(0, point);
  return std::count_if(whole.begin(), whole.end(), absl::ascii_isdigit) > kDigits;
}

}  // namespace zgc::ctl
