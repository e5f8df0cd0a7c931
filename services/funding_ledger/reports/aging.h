#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/reader.h"

// What is committed and not yet paid, by age (账龄).
namespace zgc::funding {

// 0-30, 31-90, 91-180, 181-365 and more days; the last is of those whose age is
// not known well enough.
inline constexpr size_t kAgeBuckets = 6;
inline constexpr size_t kUnknownAge = 5;
// "0-30", "over-365", "unknown".
std::string AgeKey(size_t bucket);
std::string AgeLabel(size_t bucket);

// What an award still holds.
struct OpenCommitment {
  std::string award;
  std::string program;
  absl::int128 open_fen = 0;
  size_t bucket = kUnknownAge;
  // Since when, and how many days that is; nothing where only the year is known.
  std::string since;
  absl::optional<int64_t> days;
  // Revision of the newest transfer counted.
  int64_t revision = 0;
};

// By name of the award, as of a day, of one year or of all. A commitment without a day
// counts from the first dated movement of its award on, at the latest from the
// last day of its year; other transfers without a day count on that.
absl::StatusOr<std::vector<OpenCommitment>> OpenCommitments(const storage::Reader& reader,
                                                            const std::string& as_of,
                                                            const std::string& fiscal_year);

}  // namespace zgc::funding
