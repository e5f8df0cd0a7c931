#include "common/figures/cells/fold.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/interrupt.h"
#include "common/base/status_macros.h"
#include "common/figures/book_schema.h"
#include "common/figures/cells/cell_key.h"
#include "common/figures/cells/cells.h"
#include "common/figures/tally.h"

namespace zgc::figures {
namespace {

using common::v1::Period;

// Adds up the cells of a slice.
class Fold {
 public:
  Fold(const storage::Reader& reader, const Slice& slice) : reader_(reader) {
    prefix_ = CellPrefix(*slice.measure, SubsetOf(slice.values), slice.values);
  }

  // Buckets of a kind from one to another, both included; an empty one is the first or last.
  absl::Status Range(absl::string_view kind, absl::string_view first, absl::string_view last) {
    const std::string all = KindPrefix(prefix_, kind);
    const std::string begin = BucketKey(prefix_, kind, first);
    const std::string end = storage::PrefixEnd(last.empty() ? all : BucketKey(prefix_, kind, last));
    return kCells.ForEach(reader_, {begin, end, false},
                          [&](const CellKey& /*key*/, const v1::Cell& cell) {
                            Take(cell, true);
                            return true;
                          });
  }

  absl::Status Spans(const Period& period) {
    const std::string all = KindPrefix(prefix_, kSpan);
    return kCells.ForEach(
        reader_, {all, storage::PrefixEnd(all), false},
        [&](const CellKey& key, const v1::Cell& cell) {
          const absl::string_view bucket = BucketOf(key.bytes, all);
          const size_t slash = bucket.find('/');
          const Certainty certainty =
              Within({std::string(bucket.substr(0, slash)), std::string(bucket.substr(slash + 1))},
                     period);
          if (certainty != Certainty::kNo) Take(cell, certainty == Certainty::kYes);
          return true;
        });
  }

  absl::StatusOr<bool> Any(absl::string_view kind) {
    bool any = false;
    const std::string all = KindPrefix(prefix_, kind);
    ZGC_RETURN_IF_ERROR(kCells.ForEach(reader_, {all, storage::PrefixEnd(all), false},
                                       [&](const CellKey&, const v1::Cell&) {
                                         any = true;
                                         return false;
                                       }));
    return any;
  }

  const Totals& totals() const { return totals_; }

 private:
  void Take(const v1::Cell& cell, bool sure) {
    const Delta delta = DeltaOf(cell);
    if (sure) {
      totals_.sum += delta.sum;
      totals_.known += delta.known;
      totals_.open += delta.open;
    } else {
      totals_.open += delta.known + delta.open;
    }
    totals_.revision = std::max(totals_.revision, cell.revision());
  }

  const storage::Reader& reader_;
  std::string prefix_;
  Totals totals_;
};

// Days from one to another within a month, whole months within a year, whole years.
absl::Status FoldDays(Fold& fold, const std::string& first, const std::string& last) {
  const auto month = [](const std::string& day) { return day.substr(0, 7); };
  const auto year = [](const std::string& day) { return day.substr(0, 4); };
  const auto end_of_month = [](const std::string& day) {
    return base::FormatDate(absl::CivilDay(absl::CivilMonth(*base::ParseDate(day)) + 1) - 1);
  };
  // What is left to fold, from `from` to `to`; the ends are cut off where they are no whole month,
  // then where they are no whole year.
  std::string from = first;
  std::string to = last;
  const auto next = [](const std::string& day) {
    return base::FormatDate(*base::ParseDate(day) + 1);
  };
  const auto previous = [](const std::string& day) {
    return base::FormatDate(*base::ParseDate(day) - 1);
  };
  if (month(from) == month(to) && !(from.substr(8) == "01" && to == end_of_month(to))) {
    return fold.Range(kDay, from, to);
  }
  if (from.substr(8) != "01") {
    ZGC_RETURN_IF_ERROR(fold.Range(kDay, from, end_of_month(from)));
    from = next(end_of_month(from));
  }
  if (to != end_of_month(to)) {
    ZGC_RETURN_IF_ERROR(fold.Range(kDay, absl::StrCat(month(to), "-01"), to));
    to = previous(absl::StrCat(month(to), "-01"));
  }
  if (from > to) return absl::OkStatus();
  const bool whole = from.substr(5) == "01-01" && to.substr(5) == "12-31";
  if (year(from) == year(to) && !whole) return fold.Range(kMonth, month(from), month(to));
  if (from.substr(5) != "01-01") {
    ZGC_RETURN_IF_ERROR(fold.Range(kMonth, month(from), absl::StrCat(year(from), "-12")));
    from = next(absl::StrCat(year(from), "-12-31"));
  }
  if (to.substr(5) != "12-31") {
    ZGC_RETURN_IF_ERROR(fold.Range(kMonth, absl::StrCat(year(to), "-01"), month(to)));
    to = previous(absl::StrCat(year(to), "-01-01"));
  }
  if (from > to) return absl::OkStatus();
  return fold.Range(kYear, year(from), year(to));
}

// Of some values of a dimension: each by itself, which neither a distinct count nor what may have
// several of them can be added up from.
absl::StatusOr<absl::optional<Totals>> ReadAmong(const storage::Reader& reader, const Slice& slice,
                                                 const Period& period) {
  const auto [place, values] = *slice.among.begin();
  const bool adds_up = !slice.measure->distinct && slice.measure->several != place;
  if (!adds_up && values.size() > 1) return absl::optional<Totals>();
  Totals totals;
  Slice one = slice;
  one.among.erase(place);
  for (const std::string& value : values) {
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    one.values[place] = value;
    ZGC_ASSIGN_OR_RETURN(const auto read, ReadCells(reader, one, period));
    if (!read.has_value()) return read;
    totals.sum += read->sum;
    totals.known += read->known;
    totals.open += read->open;
    totals.revision = std::max(totals.revision, read->revision);
  }
  return absl::optional<Totals>(totals);
}

}  // namespace

absl::StatusOr<absl::optional<Totals>> ReadCells(const storage::Reader& reader, const Slice& slice,
                                                 const Period& period) {
  const absl::optional<Totals> none;
  if (!slice.among.empty()) return ReadAmong(reader, slice, period);
  if (!CellsAreKept(reader) || !Keeps(*slice.measure, SubsetOf(slice.values))) return none;
  // What the days are cut by has no other guard.
  ZGC_RETURN_IF_ERROR(base::ParseDate(period.end_date()).status());
  if (!period.start_date().empty()) {
    ZGC_RETURN_IF_ERROR(base::ParseDate(period.start_date()).status());
  }
  Fold fold(reader, slice);
  if (slice.measure->timeless) {
    ZGC_RETURN_IF_ERROR(fold.Range(kOnce, kAlways, kAlways));
    return absl::optional<Totals>(fold.totals());
  }
  if (slice.measure->distinct) {
    const std::string bucket = CalendarBucket(period);
    if (bucket.empty()) return none;
    ZGC_ASSIGN_OR_RETURN(const bool endless, fold.Any(kEndless));
    if (endless) return none;
    ZGC_RETURN_IF_ERROR(fold.Range(kOnce, bucket, bucket));
    return absl::optional<Totals>(fold.totals());
  }
  ZGC_RETURN_IF_ERROR(FoldDays(fold, period.start_date().empty() ? kBeginning : period.start_date(),
                               period.end_date()));
  ZGC_RETURN_IF_ERROR(fold.Spans(period));
  return absl::optional<Totals>(fold.totals());
}

}  // namespace zgc::figures
