#pragma once

#include <cstdint>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/optional.h"

namespace zgc::base {

// The end of a count of working days.
struct CountedDays {
  absl::CivilDay last;
  // The first day that was counted by the week alone, as its year was not known.
  absl::optional<absl::CivilDay> guessed_from;
};

// Working days (工作日): Monday to Friday without the holidays (放假), and the weekends that are
// worked (调休上班), of the years where these are known; of others Monday to Friday.
// Pure; thread-safe once filled.
class WorkingDays {
 public:
  // INVALID_ARGUMENT, naming the day, unless every day lies in `year`, a holiday
  // on Monday to Friday, a working weekend on Saturday or Sunday. A year that was
  // added before is refused.
  absl::Status AddYear(int year, const std::vector<absl::CivilDay>& holidays,
                       const std::vector<absl::CivilDay>& working_weekends);

  // Whether the year was added.
  bool Knows(int64_t year) const { return exceptions_.contains(year); }
  bool IsWorkingDay(absl::CivilDay day) const;

  // The day on which `days` >= 1 working days after `start` end: the first working
  // day after `start` counts as one. OUT_OF_RANGE if that is after the year 9999.
  absl::StatusOr<CountedDays> Deadline(absl::CivilDay start, int days) const;

 private:
  // Days on which the rule of the week does not hold, by year.
  absl::btree_map<int64_t, absl::btree_set<absl::CivilDay>> exceptions_;
};

}  // namespace zgc::base
