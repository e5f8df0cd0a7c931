#include "common/base/time/working_days.h"

#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"

namespace zgc::base {
namespace {

constexpr int kLastYear = 9999;

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

bool WorkingDays::IsWorkingDay(absl::CivilDay day) const {
  const auto year = exceptions_.find(day.year());
  const bool is_exception = year != exceptions_.end() && year->second.contains(day);
  return IsWeekend(day) == is_exception;
}

absl::StatusOr<CountedDays> WorkingDays::Deadline(absl::CivilDay start, int days) const {
  CountedDays counted{start, absl::nullopt};
  for (int left = days; left > 0;) {
    ++counted.last;
    if (counted.last.year() > kLastYear) {
      return absl::OutOfRangeError(absl::StrCat(days, " working days after ", FormatDate(start),
                                                " end after the year 9999"));
    }
    if (!counted.guessed_from.has_value() && !Knows(counted.last.year())) {
      counted.guessed_from = counted.last;
    }
    if (IsWorkingDay(counted.last)) --left;
  }
  return counted;
}

}  // namespace zgc::base
