#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

// Calendar days, written YYYY-MM-DD (GB/T 7408): exactly ten characters, years
// 0001 to 9999, days that exist. All functions are pure and thread-safe.
namespace zgc::base {

// INVALID_ARGUMENT, naming the text, unless `text` is such a day.
absl::StatusOr<absl::CivilDay> ParseDate(absl::string_view text);

// The days between which something happened, both included, as YYYY-MM-DD; an
// empty end is open.
struct DaySpan {
  std::string first;
  std::string last;
};

// A time that the source may state no closer than to the month or the year:
// "2019-10-16", "2019-10" or "2019" (GB/T 7408, reduced precision).
// INVALID_ARGUMENT for other text.
absl::StatusOr<DaySpan> ParseReducedDate(absl::string_view text);

// `day` must lie in years 1 to 9999.
std::string FormatDate(absl::CivilDay day);

bool ValidDate(absl::string_view text);

// The calendar day in Asia/Shanghai, which has had one time all year round since 1991.
absl::CivilDay DayOf(absl::Time time);

// Whether the two days are 1 January and 31 December of one year.
bool IsFullCalendarYear(absl::CivilDay start, absl::CivilDay end);

// A period as ids print it: "2019" for a full calendar year,
// "20191016-20191018" for other spans, "asof-20191231" for a stock, of an empty
// `start`. INVALID_ARGUMENT for what is no day and for an end before its start.
absl::StatusOr<std::string> PeriodId(absl::string_view start, absl::string_view end);

// What PeriodId prints, the first day empty for a stock. INVALID_ARGUMENT, naming the text, for
// anything that it does not print.
absl::StatusOr<DaySpan> ParsePeriodId(absl::string_view id);

}  // namespace zgc::base
