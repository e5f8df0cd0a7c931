#pragma once

#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace zgc::base {

// Working days (工作日) of the years whose public holidays are known: Monday to
// Friday without the holidays (放假), and the weekends that are worked (调休上班).
// Pure; thread-safe once filled.
class WorkingDays {
 public:
  // INVALID_ARGUMENT, naming the day, unless every day lies in `year`, a holiday
  // on Monday to Friday, a working weekend on Saturday or Sunday. A year that was
  // added before is refused.
  absl::Status AddYear(int year, const std::vector<absl::CivilDay>& holidays,
                       const std::vector<absl::CivilDay>& working_weekends);

  // OUT_OF_RANGE, naming the year, if it was not added.
  absl::StatusOr<bool> IsWorkingDay(absl::CivilDay day) const;

  // The day on which `days` >= 1 working days after `start` end: the first working
  // day after `start` counts as one. OUT_OF_RANGE if the count leaves the years
  // that are known.
  absl::StatusOr<absl::CivilDay> Deadline(absl::CivilDay start, int days) const;

 private:
  // Days on which the rule of the week does not hold, by year.
  absl::btree_map<int, absl::btree_set<absl::CivilDay>> exceptions_;
};

}  // namespace zgc::base
