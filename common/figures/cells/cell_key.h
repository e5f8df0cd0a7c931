#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/strings/string_view.h"
#include "common/base/time/dates.h"
#include "common/figures/cells/measure.h"
#include "zgc/common/v1/period.pb.h"
#include "zgc/figures/v1/cells.pb.h"

// Where a contribution lies: the key of a cell is the measure, the subset of its dimensions that
// the cell tells apart, their values, and a bucket of days. Pure functions.
namespace zgc::figures {

// What stands before the bucket in a key; a fold is a range of one kind.
inline constexpr char kDay[] = "d";
inline constexpr char kMonth[] = "m";
inline constexpr char kYear[] = "y";
// "first/last" of contributions whose day is not known.
inline constexpr char kSpan[] = "s";
// Months, quarters, half-years and years of distinct entities, which do not add up.
inline constexpr char kOnce[] = "o";
// What they count: how often each entity comes in such a bucket.
inline constexpr char kEntity[] = "i";
// The bucket of what has no days.
inline constexpr char kAlways[] = "";
// Contributions that may lie in any period of all: no bucket of theirs can be kept.
inline constexpr char kEndless[] = "e";

// The dimensions that the values tell apart, as the bits of a subset.
size_t SubsetOf(const std::vector<std::string>& values);
// Whether a measure has cells of it.
bool Keeps(const Measure& measure, size_t subset);

// The values that a key tells apart, each in its place, the others empty. False if the key is of
// another measure or subset.
bool ReadValues(absl::string_view key, const Measure& measure, size_t subset,
                std::vector<std::string>& values);

// Some cells, by subset and values: what stands before the bucket in their keys.
std::string CellPrefix(const Measure& measure, size_t subset,
                       const std::vector<std::string>& values);
// The buckets of one kind among them.
std::string KindPrefix(const std::string& prefix, absl::string_view kind);
std::string BucketKey(const std::string& prefix, absl::string_view kind, absl::string_view bucket);
// An entity of a distinct measure in a bucket, and the count that it adds to; empty of other keys.
// `bucket` becomes what the keys of all entities in it begin with.
std::string EntityKey(const std::string& prefix, absl::string_view bucket,
                      absl::string_view entity);
std::string CountOfEntity(const std::string& key, std::string& bucket);
// Whether a key is that of such a count.
bool IsCount(absl::string_view key);
// The bucket of a key under a prefix of its kind.
absl::string_view BucketOf(absl::string_view key, absl::string_view kind_prefix);

// The months, quarters, half-years and years that meet a span with two ends, each with its days.
std::map<std::string, common::v1::Period> CalendarBuckets(const base::DaySpan& span);
// The one that is this period; empty if none is.
std::string CalendarBucket(const common::v1::Period& period);
// Whether a span has too many of them to keep.
bool Endless(const base::DaySpan& span);

// What a cell holds, or a change of it.
struct Delta {
  absl::int128 sum = 0;
  int64_t known = 0;
  int64_t open = 0;
  bool zero() const { return sum == 0 && known == 0 && open == 0; }
  friend Delta operator+(Delta a, const Delta& b) {
    a.sum += b.sum;
    a.known += b.known;
    a.open += b.open;
    return a;
  }
};
Delta DeltaOf(const v1::Cell& cell);

// Whether a slice takes what has these values.
bool Takes(const Slice& slice, const std::vector<std::string>& values);

// Has kNone stand where callers may ask for what has no value. INTERNAL unless the contribution is
// as Measure has it.
absl::Status Complete(const Measure& measure, Contribution& one);

}  // namespace zgc::figures
