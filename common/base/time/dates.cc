#include "common/base/time/dates.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"

namespace zgc::base {
namespace {

// The digits at [pos, pos + count), or -1.
int Digits(absl::string_view text, size_t pos, size_t count) {
  int value = 0;
  for (size_t i = pos; i < pos + count; ++i) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) {
      return -1;
    }
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::string Compact(absl::CivilDay day) {
  return absl::StrFormat("%04d%02d%02d", day.year(), day.month(), day.day());
}

std::string Spaced(absl::string_view compact) {
  return absl::StrCat(compact.substr(0, 4), "-", compact.substr(4, 2), "-", compact.substr(6));
}

}  // namespace

absl::StatusOr<absl::CivilDay> ParseDate(absl::string_view text) {
  const auto bad = [text] {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" is not a calendar day of the form YYYY-MM-DD"));
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return bad();
  }
  const int year = Digits(text, 0, 4);
  const int month = Digits(text, 5, 2);
  const int day = Digits(text, 8, 2);
  if (year < 1 || month < 1 || day < 1) {
    return bad();
  }
  const absl::CivilDay civil(year, month, day);
  // CivilDay carries 31 April over into May; such a day does not exist.
  if (civil.year() != year || civil.month() != month || civil.day() != day) {
    return bad();
  }
  return civil;
}

absl::StatusOr<DaySpan> ParseReducedDate(absl::string_view text) {
  constexpr size_t kYearSize = 4;
  constexpr size_t kMonthSize = 7;
  std::string first(text);
  if (text.size() == kYearSize) first += "-01-01";
  if (text.size() == kMonthSize) first += "-01";
  const auto begin = ParseDate(first);
  if (!begin.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" is none of YYYY-MM-DD, YYYY-MM, YYYY"));
  }
  absl::CivilDay end = *begin;
  if (text.size() == kYearSize) end = absl::CivilDay(begin->year(), 12, 31);
  if (text.size() == kMonthSize) end = absl::CivilDay(absl::CivilMonth(*begin) + 1) - 1;
  return DaySpan{first, FormatDate(end)};
}

std::string FormatDate(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

bool ValidDate(absl::string_view text) { return ParseDate(text).ok(); }

absl::CivilDay DayOf(absl::Time time) {
  constexpr int kSecondsEast = 8 * 3600;
  return absl::ToCivilDay(time, absl::FixedTimeZone(kSecondsEast));
}

bool IsFullCalendarYear(absl::CivilDay start, absl::CivilDay end) {
  return start == absl::CivilDay(start.year(), 1, 1) && end == absl::CivilDay(start.year(), 12, 31);
}

absl::StatusOr<std::string> PeriodId(absl::string_view start, absl::string_view end) {
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay last, ParseDate(end));
  if (start.empty()) {
    return absl::StrCat("asof-", Compact(last));
  }
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay first, ParseDate(start));
  if (last < first) {
    return absl::InvalidArgumentError(
        absl::StrCat("the period ends on ", end, ", before it starts on ", start));
  }
  if (IsFullCalendarYear(first, last)) {
    return absl::StrFormat("%04d", first.year());
  }
  return absl::StrCat(Compact(first), "-", Compact(last));
}

absl::StatusOr<DaySpan> ParsePeriodId(absl::string_view id) {
  constexpr size_t kYearSize = 4;
  constexpr size_t kDaySize = 8;
  DaySpan span;
  absl::string_view rest = id;
  const bool as_of = absl::ConsumePrefix(&rest, "asof-");
  if (!as_of && rest.size() == kYearSize) {
    span = {absl::StrCat(rest, "-01-01"), absl::StrCat(rest, "-12-31")};
  } else if (rest.size() == (as_of ? kDaySize : 2 * kDaySize + 1)) {
    if (!as_of) span.first = Spaced(rest.substr(0, kDaySize));
    span.last = Spaced(rest.substr(rest.size() - kDaySize));
  }
  const auto printed = PeriodId(span.first, span.last);
  if (!printed.ok() || *printed != id) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", id,
        "\" is no period; one is 2019 (a whole year), 20191016-20191018 or asof-20191231"));
  }
  return span;
}

}  // namespace zgc::base
