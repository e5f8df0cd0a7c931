#pragma once

#include "absl/strings/string_view.h"

// Spans of days of records. All functions are pure.
namespace zgc::parks {

// From a first to a last day, written YYYY-MM-DD; empty is not known, or as long as it lasts.
struct Days {
  absl::string_view from;
  absl::string_view to;
};

// Whether they have a day in common.
bool DaysMeet(const Days& a, const Days& b);

}  // namespace zgc::parks
