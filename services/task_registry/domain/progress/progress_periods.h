#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/checks.h"
#include "zgc/common/v1/period.pb.h"
#include "zgc/tasks/v1/plans.pb.h"

// For which periods progress is reported, and by when. Pure functions.
namespace zgc::tasks {

// Whether a period is a whole month or a whole quarter; UNSPECIFIED if it is neither.
v1::ProgressCycle CycleOf(const common::v1::Period& period);

// A period is a whole month or quarter: what the cycle says, if it says either.
void CheckCycle(v1::ProgressCycle cycle, const common::v1::Period& period, absl::string_view field,
                resource::Checks& checks);

// A due day is there with a cycle and only then, from 1 to 28.
void CheckProgressRule(const v1::Plan& plan, resource::Checks& checks);

// The day by which the reports of a period are due, by the rule of the plan, which has one.
absl::StatusOr<std::string> DueDate(const v1::Plan& plan, const common::v1::Period& period);

}  // namespace zgc::tasks
