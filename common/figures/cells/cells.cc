#include "common/figures/cells/cells.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/figures/book_schema.h"
#include "common/figures/cells/cell_key.h"
#include "common/figures/cells/deltas.h"
#include "common/figures/tally.h"

namespace zgc::figures {
namespace {

using common::v1::Period;
using storage::Txn;

using Visit = absl::FunctionRef<void(std::string key, const Delta&)>;

}  // namespace

void Gather(const Measure& measure, const std::vector<Contribution>& all, int sign,
            Places& places) {
  for (const Contribution& one : all) {
    Delta& to = places[{one.values, one.days.first, one.days.last, one.again,
                        measure.distinct ? one.entity : std::string(),
                        !measure.distinct || one.amount.has_value()}];
    if (measure.distinct) {
      to.known += sign;
      continue;
    }
    const int change = one.ends ? -sign : sign;
    to.sum += change * one.amount.value_or(0);
    (one.amount.has_value() ? to.known : to.open) += change;
  }
}

namespace {

// An entity under each calendar bucket that it meets.
void ExpandDistinct(const Measure& measure, const std::string& prefix, const Place& place,
                    int64_t times, Visit visit) {
  const base::DaySpan days = {place.first, place.last};
  if (measure.timeless) {
    return visit(EntityKey(prefix, kAlways, place.entity),
                 {.known = place.named ? times : 0, .open = place.named ? 0 : times});
  }
  if (Endless(days)) return visit(BucketKey(prefix, kEndless, ""), {.open = times});
  for (const auto& [id, period] : CalendarBuckets(days)) {
    const bool sure = place.named && Within(days, period) == Certainty::kYes;
    visit(EntityKey(prefix, id, place.entity),
          {.known = sure ? times : 0, .open = sure ? 0 : times});
  }
}

void ExpandOne(const std::string& prefix, const Place& place, const Delta& delta, Visit visit) {
  const std::string& day = place.first;
  if (day.empty() || day != place.last) {
    return visit(BucketKey(prefix, kSpan, absl::StrCat(day, "/", place.last)), delta);
  }
  visit(BucketKey(prefix, kDay, day), delta);
  visit(BucketKey(prefix, kMonth, day.substr(0, 7)), delta);
  visit(BucketKey(prefix, kYear, day.substr(0, 4)), delta);
}

absl::StatusOr<std::vector<Contribution>> ContributionsOf(const storage::Reader& reader,
                                                          const Measure& measure,
                                                          const std::string& subject) {
  absl::Status shape;
  std::vector<Contribution> all;
  ZGC_RETURN_IF_ERROR(measure.contribute(reader, subject, [&](Contribution one) {
    if (shape.ok()) shape = Complete(measure, one);
    all.push_back(std::move(one));
  }));
  ZGC_RETURN_IF_ERROR(shape);
  return all;
}

// Whether they lie in the same cells with the same amounts.
bool Same(const Contribution& a, const Contribution& b) {
  return a.days.first == b.days.first && a.days.last == b.days.last && a.values == b.values &&
         a.amount == b.amount && a.ends == b.ends && a.again == b.again && a.entity == b.entity;
}

}  // namespace

void Expand(const Measure& measure, const Places& places, Deltas& deltas) {
  const auto add = [&](std::string key, const Delta& delta) {
    Delta& to = deltas[std::move(key)];
    to = to + delta;
  };
  for (const auto& [place, delta] : places) {
    if (delta.zero()) continue;
    const size_t told = SubsetOf(place.values);
    for (size_t subset = 0; subset < size_t{1} << measure.dimensions.size(); ++subset) {
      // No slice asks for what has no value.
      if (!Keeps(measure, subset) || (told & subset) != subset) continue;
      if (place.again && !((subset >> *measure.several) & 1U)) continue;
      const std::string prefix = CellPrefix(measure, subset, place.values);
      if (measure.distinct) {
        ExpandDistinct(measure, prefix, place, delta.known, add);
      } else {
        ExpandOne(prefix, place, delta, add);
      }
    }
  }
}

Delta CountOnce(const Delta& entity) {
  if (entity.known > 0) return {.sum = 1, .known = 1};
  return {.open = entity.open > 0 ? 1 : 0};
}

absl::Status AddCounts(Deltas& deltas, Held held) {
  Deltas counts;
  // The entities of a bucket stand together.
  std::string bucket;
  Delta* to = nullptr;
  for (const auto& [key, delta] : deltas) {
    if (to == nullptr || !absl::StartsWith(key, bucket)) {
      const std::string count = CountOfEntity(key, bucket);
      to = count.empty() ? nullptr : &counts[count];
    }
    if (to == nullptr || delta.zero()) continue;
    ZGC_ASSIGN_OR_RETURN(const Delta before, held(key));
    const Delta was = CountOnce(before);
    *to = *to + CountOnce(before + delta) + Delta{-was.sum, -was.known, -was.open};
  }
  for (const auto& [key, delta] : counts) deltas[key] = delta;
  return absl::OkStatus();
}

v1::Cell CellOf(const Delta& sum, int64_t revision) {
  v1::Cell cell;
  cell.set_sum_high(absl::Int128High64(sum.sum));
  cell.set_sum_low(absl::Int128Low64(sum.sum));
  cell.set_known(sum.known);
  cell.set_open(sum.open);
  cell.set_revision(revision);
  return cell;
}

namespace {

absl::Status Add(Txn& txn, Deltas deltas) {
  const auto held = [&](const std::string& key) -> absl::StatusOr<Delta> {
    ZGC_ASSIGN_OR_RETURN(const auto cell, kCells.Get(txn, CellKey{key}));
    return cell.has_value() ? DeltaOf(*cell) : Delta();
  };
  ZGC_RETURN_IF_ERROR(AddCounts(deltas, held));
  for (const auto& [key, delta] : deltas) {
    if (delta.zero()) continue;
    ZGC_ASSIGN_OR_RETURN(const Delta before, held(key));
    const Delta sum = before + delta;
    if (sum.zero()) {
      kCells.Delete(txn, CellKey{key});
      continue;
    }
    kCells.Put(txn, CellKey{key}, CellOf(sum, txn.revision()));
  }
  return absl::OkStatus();
}

// A row that a transaction has changed, before and after.
struct ChangedRow {
  storage::ColumnId column;
  absl::optional<std::string> was;
  absl::optional<std::string> is;
};

// Most rows of a commit may be of no table that any measure reads.
absl::StatusOr<std::vector<ChangedRow>> ChangedRows(
    const Txn& txn, const Txn& before, const absl::btree_set<storage::ColumnId>& sources) {
  std::vector<ChangedRow> rows;
  for (const Txn::Change& change : txn.changes()) {
    if (!sources.contains(change.column.id)) continue;
    ChangedRow& row = rows.emplace_back(ChangedRow{change.column.id});
    ZGC_ASSIGN_OR_RETURN(row.was, before.Get(change.column, change.key));
    ZGC_ASSIGN_OR_RETURN(row.is, txn.Get(change.column, change.key));
  }
  return rows;
}

// The subjects that changed rows lead or led to.
absl::StatusOr<absl::btree_set<std::string>> ChangedSubjects(const std::vector<ChangedRow>& rows,
                                                             const Measure& measure) {
  absl::btree_set<std::string> subjects;
  for (const ChangedRow& row : rows) {
    for (const Measure::Source& source : measure.sources) {
      if (source.column.id != row.column) continue;
      for (const auto* bytes : {&row.was, &row.is}) {
        if (!bytes->has_value()) continue;
        ZGC_ASSIGN_OR_RETURN(std::string subject, source.subject(**bytes));
        if (!subject.empty()) subjects.insert(std::move(subject));
      }
    }
  }
  return subjects;
}

// The tables that measures read.
absl::btree_set<storage::ColumnId> SourcesOf(const Measures& measures) {
  absl::btree_set<storage::ColumnId> sources;
  for (const auto& measure : measures) {
    for (const Measure::Source& source : measure->sources) sources.insert(source.column.id);
  }
  return sources;
}

absl::Status Follow(Txn& txn, const Measures& measures,
                    const absl::btree_set<storage::ColumnId>& sources) {
  Deltas deltas;
  {
    const Txn before = txn.Before();
    ZGC_ASSIGN_OR_RETURN(const auto rows, ChangedRows(txn, before, sources));
    if (rows.empty()) return absl::OkStatus();
    for (const auto& measure : measures) {
      ZGC_ASSIGN_OR_RETURN(const auto subjects, ChangedSubjects(rows, *measure));
      Places places;
      for (const std::string& subject : subjects) {
        ZGC_ASSIGN_OR_RETURN(const auto was, ContributionsOf(before, *measure, subject));
        ZGC_ASSIGN_OR_RETURN(const auto is, ContributionsOf(txn, *measure, subject));
        if (std::equal(was.begin(), was.end(), is.begin(), is.end(), Same)) continue;
        Gather(*measure, was, -1, places);
        Gather(*measure, is, 1, places);
      }
      Expand(*measure, places, deltas);
    }
  }
  return Add(txn, std::move(deltas));
}

}  // namespace

bool CellsAreKept(const storage::Reader& reader) {
  // Something else may be all that is derived there.
  return reader.derived_complete() && reader.FindColumn(kCells.column().name) != nullptr;
}

storage::Schema KeepingCells(storage::Schema schema, const Measures& measures, int version) {
  storage::Derived derived;
  derived.version = version;
  derived.follow = [measures, sources = SourcesOf(measures)](Txn& txn) {
    return Follow(txn, measures, sources);
  };
  derived.rebuild = [measures](storage::Store& store) {
    return RebuildCells(store, measures, kHeldPlaces, kHeldCells);
  };
  schema.derived = storage::Together(schema.derived, derived);
  schema.columns.push_back(kCells.column());
  return schema;
}

}  // namespace zgc::figures
