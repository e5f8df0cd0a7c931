#include "common/figures/cells/cell_key.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/figures/periods.h"
#include "common/storage/key_codec.h"

namespace zgc::figures {
namespace {

using common::v1::Period;
using storage::KeyReader;
using storage::KeyWriter;

// Spans that reach over more years have too many months to keep.
constexpr int kMostYears = 20;
// A bucket holds no byte that a key escapes; see key_codec.h.
constexpr size_t kEndOfString = 2;

std::string Quarter(absl::string_view month) {
  const int number = (month[5] - '0') * 10 + (month[6] - '0');
  return absl::StrCat(month.substr(0, 4), "-Q", (number + 2) / 3);
}
std::string HalfYear(absl::string_view month) {
  return absl::StrCat(month.substr(0, 4), "-H", month.substr(5) <= "06" ? 1 : 2);
}

absl::CivilMonth MonthOf(const std::string& day) {
  const auto parsed = base::ParseDate(day);
  return absl::CivilMonth(parsed.ok() ? *parsed : absl::CivilDay());
}

// Reads the kind of a key and what stands before it, which is written to `prefix` unless that is
// null; empty if it has none.
std::string KindIn(KeyReader& in, KeyWriter* prefix) {
  std::string part;
  int64_t subset = 0;
  const auto next = [&] {
    if (!in.String(&part)) return false;
    if (prefix != nullptr) prefix->String(part);
    return true;
  };
  if (!next() || !in.Int(&subset)) return "";
  if (prefix != nullptr) prefix->Int(subset);
  for (; subset != 0; subset &= subset - 1) {
    if (!next()) return "";
  }
  return in.String(&part) ? part : "";
}

}  // namespace

size_t SubsetOf(const std::vector<std::string>& values) {
  size_t subset = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    if (!values[i].empty()) subset |= size_t{1} << i;
  }
  return subset;
}

bool Keeps(const Measure& measure, size_t subset) {
  return !measure.kept.has_value() ||
         std::find(measure.kept->begin(), measure.kept->end(), subset) != measure.kept->end();
}

std::string CellPrefix(const Measure& measure, size_t subset,
                       const std::vector<std::string>& values) {
  KeyWriter key;
  key.String(measure.name).Int(static_cast<int64_t>(subset));
  for (size_t i = 0; i < measure.dimensions.size(); ++i) {
    if ((subset >> i) & 1U) key.String(values[i]);
  }
  return key.Take();
}

bool ReadValues(absl::string_view key, const Measure& measure, size_t subset,
                std::vector<std::string>& values) {
  KeyReader in(key);
  std::string name;
  int64_t kept = 0;
  if (!in.String(&name) || name != measure.name || !in.Int(&kept) ||
      kept != static_cast<int64_t>(subset)) {
    return false;
  }
  values.assign(measure.dimensions.size(), "");
  for (size_t i = 0; i < values.size(); ++i) {
    if (((subset >> i) & 1U) && !in.String(&values[i])) return false;
  }
  return true;
}

std::string KindPrefix(const std::string& prefix, absl::string_view kind) {
  return absl::StrCat(prefix, KeyWriter().String(kind).Take());
}

std::string BucketKey(const std::string& prefix, absl::string_view kind, absl::string_view bucket) {
  return absl::StrCat(prefix, KeyWriter().String(kind).String(bucket).Take());
}

std::string EntityKey(const std::string& prefix, absl::string_view bucket,
                      absl::string_view entity) {
  return absl::StrCat(prefix, KeyWriter().String(kEntity).String(bucket).String(entity).Take());
}

bool IsCount(absl::string_view key) {
  KeyReader in(key);
  return KindIn(in, nullptr) == kOnce;
}

std::string CountOfEntity(const std::string& key, std::string& bucket) {
  KeyReader in(key);
  KeyWriter count;
  std::string part;
  std::string entity;
  if (KindIn(in, &count) != kEntity || !in.String(&part)) return "";
  in.Raw(&entity);
  bucket = key.substr(0, key.size() - entity.size());
  return count.String(kOnce).String(part).Take();
}

absl::string_view BucketOf(absl::string_view key, absl::string_view kind_prefix) {
  key.remove_prefix(kind_prefix.size());
  key.remove_suffix(kEndOfString);
  return key;
}

std::map<std::string, Period> CalendarBuckets(const base::DaySpan& span) {
  std::map<std::string, Period> buckets;
  const absl::CivilMonth last = MonthOf(span.last);
  for (absl::CivilMonth month = MonthOf(span.first); month <= last; ++month) {
    const absl::CivilDay day(month);
    const std::string id = base::FormatDate(day).substr(0, 7);
    buckets.try_emplace(id, PeriodOf(v1::PERIOD_FAMILY_MONTH, day));
    buckets.try_emplace(Quarter(id), PeriodOf(v1::PERIOD_FAMILY_QUARTER, day));
    buckets.try_emplace(HalfYear(id), PeriodOf(v1::PERIOD_FAMILY_HALF_YEAR, day));
    buckets.try_emplace(id.substr(0, 4), PeriodOf(v1::PERIOD_FAMILY_YEAR, day));
  }
  return buckets;
}

std::string CalendarBucket(const Period& period) {
  if (period.start_date().empty()) return "";
  for (const auto& [id, days] : CalendarBuckets({period.start_date(), period.start_date()})) {
    if (days.start_date() == period.start_date() && days.end_date() == period.end_date()) return id;
  }
  return "";
}

bool Endless(const base::DaySpan& span) {
  return span.first.empty() || span.last.empty() ||
         MonthOf(span.last) - MonthOf(span.first) > 12 * kMostYears;
}

Delta DeltaOf(const v1::Cell& cell) {
  return {.sum = absl::MakeInt128(cell.sum_high(), cell.sum_low()),
          .known = cell.known(),
          .open = cell.open()};
}

bool Takes(const Slice& slice, const std::vector<std::string>& values) {
  for (size_t i = 0; i < slice.values.size(); ++i) {
    if (!slice.values[i].empty() && slice.values[i] != values[i]) return false;
  }
  return std::all_of(slice.among.begin(), slice.among.end(),
                     [&](const auto& one) { return one.second.contains(values[one.first]); });
}

absl::Status Complete(const Measure& measure, Contribution& one) {
  for (size_t i = 0; i < std::min(one.values.size(), measure.dimensions.size()); ++i) {
    if (measure.dimensions[i].values != nullptr && one.values[i].empty()) one.values[i] = kNone;
  }
  const bool known_day = !one.days.first.empty() && one.days.first == one.days.last;
  const bool misplaced = measure.timeless && !(one.days.first.empty() && one.days.last.empty());
  const bool negative = one.amount.has_value() && *one.amount < 0;
  if (one.values.size() == measure.dimensions.size() && (!one.ends || known_day) && !negative &&
      !misplaced && !(one.ends && measure.distinct) &&
      !(one.again && (measure.distinct || !measure.several.has_value()))) {
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat(one.record, " contributes to the measure ", measure.name,
                                          " in a form that it does not have"));
}

}  // namespace zgc::figures
