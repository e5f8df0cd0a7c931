#include "common/base/time/working_days.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"

namespace zgc::base {
namespace {

bool IsWeekend(absl::CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
}

absl::Status Wrong(absl::CivilDay day, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(FormatDate(day), " ", what));
}

}  // namespace

absl::Status WorkingDays::AddYear(int year, const std::vector<absl::CivilDay>& holidays,
                                  const std::vector<absl::CivilDay>& working_weekends) {
  if (exceptions_.contains(year)) {
    return absl::InvalidArgumentError(absl::StrCat("the year ", year, " is given twice"));
  }
  absl::btree_set<absl::CivilDay> exceptions;
  for (const absl::CivilDay day : holidays) {
    if (day.year() != year) return Wrong(day, absl::StrCat("is not in ", year));
    if (IsWeekend(day)) return Wrong(day, "is a weekend, which is free anyway");
    if (!exceptions.insert(day).second) return Wrong(day, "is given twice");
  }
  for (const absl::CivilDay day : working_weekends) {
    if (day.year() != year) return Wrong(day, absl::StrCat("is not in ", year));
    if (!IsWeekend(day)) return Wrong(day, "is no weekend");
    if (!exceptions.insert(day).second) return Wrong(day, "is given twice");
  }
  exceptions_[year] = std::move(exceptions);
  return absl::OkStatus();
}

absl::StatusOr<bool> WorkingDays::IsWorkingDay(absl::CivilDay day) const {
  const auto year = exceptions_.find(static_cast<int>(day.year()));
  if (year == exceptions_.end()) {
    return absl::OutOfRangeError(absl::StrCat("there is no calendar of ", day.year()));
  }
  return IsWeekend(day) == year->second.contains(day);
}

absl::StatusOr<absl::CivilDay> WorkingDays::Deadline(absl::CivilDay start, int days) const {
  absl::CivilDay day = start;
  for (int left = days; left > 0;) {
    ++day;
    ZGC_ASSIGN_OR_RETURN(const bool working, IsWorkingDay(day));
    if (working) --left;
  }
  return day;
}

}  // namespace zgc::base
