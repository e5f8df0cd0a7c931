#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/base/time/dates.h"
#include "google/protobuf/timestamp.pb.h"

// Days between what happened, as the reports count them. Pure.
namespace zgc::funding {

// The calendar day of base::DayOf, YYYY-MM-DD.
inline std::string DayOf(const google::protobuf::Timestamp& time) {
  return base::FormatDate(base::DayOf(absl::FromUnixSeconds(time.seconds())));
}

// nullopt unless both are days.
inline absl::optional<int64_t> DaysBetween(absl::string_view from, absl::string_view to) {
  const auto first = base::ParseDate(from);
  const auto last = base::ParseDate(to);
  if (!first.ok() || !last.ok()) return absl::nullopt;
  return *last - *first;
}

// The value that `percent` of the values do not exceed, by nearest rank: always
// one of them. `sorted` is not empty.
inline int64_t Percentile(const std::vector<int64_t>& sorted, size_t percent) {
  const size_t rank = (sorted.size() * percent + 99) / 100;
  return sorted[std::max<size_t>(rank, 1) - 1];
}

}  // namespace zgc::funding
