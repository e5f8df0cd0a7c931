#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/numeric/int128.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/reader.h"

// What is committed and not yet paid, and what is claimed back and not yet settled, by
// age (账龄). Thread-safe as the reader is.
namespace zgc::funding {

// 0-30, 31-90, 91-180, 181-365 and more days; the last is of those whose age is
// not known well enough.
inline constexpr size_t kAgeBuckets = 6;
inline constexpr size_t kUnknownAge = 5;
// "0-30", "over-365", "unknown".
std::string AgeKey(size_t bucket);
std::string AgeLabel(size_t bucket);

// What is open of one award or clawback.
struct OpenItem {
  // "awards/{id}" or "clawbacks/{id}"; empty if the journal cannot say of which.
  std::string subject;
  // The award that it belongs to, which is the subject itself of a commitment.
  std::string award;
  std::string program;
  absl::int128 open_fen = 0;
  size_t bucket = kUnknownAge;
  // Since when, and how many days that is; nothing where only the year is known.
  std::string since;
  absl::optional<int64_t> days;
  // Revision of the newest transfer counted.
  int64_t revision = 0;
  // Of a commitment what was paid of each tranche, in whichever year.
  absl::btree_map<int32_t, absl::int128> paid_fen;
};

// By name of the subject, as of a day: what one year holds, or all of them. Ages run
// from the first day on which the subject was brought something, in whichever year that
// was; counted_days.h says what counts from when.
absl::StatusOr<std::vector<OpenItem>> OpenCommitments(const storage::Reader& reader,
                                                      const std::string& as_of,
                                                      const std::string& fiscal_year);
absl::StatusOr<std::vector<OpenItem>> OpenReceivables(const storage::Reader& reader,
                                                      const std::string& as_of,
                                                      const std::string& fiscal_year);

// What is open of one tranche (批次): what the agreement plans less what payments that
// count by the day took, and with the others not more than the award has open.
struct OpenTranche {
  int32_t number = 0;
  // Day on which it is planned to be paid, or empty.
  std::string due_date;
  // Above 0.
  absl::int128 open_fen = 0;
};
// Of one award, in the order of the agreement; none before that was signed.
absl::StatusOr<std::vector<OpenTranche>> OpenTranches(const storage::Reader& reader,
                                                      const OpenItem& of, const std::string& as_of);

}  // namespace zgc::funding
