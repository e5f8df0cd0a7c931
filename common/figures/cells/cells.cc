#include "common/figures/cells/cells.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/interrupt.h"
#include "common/figures/book_schema.h"
#include "common/figures/cells/cell_key.h"
#include "common/figures/tally.h"

namespace zgc::figures {
namespace {

using common::v1::Period;
using storage::Txn;

// How many places and cells a rebuild holds in memory, some 20 and 50 MiB.
constexpr size_t kPlaces = 40'000;
constexpr size_t kHeldCells = 300'000;

using Deltas = absl::btree_map<std::string, Delta>;

using Visit = absl::FunctionRef<void(std::string key, const Delta&)>;

// What contributions have in common that lie in the same cells.
struct Place {
  std::vector<std::string> values;
  std::string first;
  std::string last;
  bool again = false;
  // Of a distinct measure, and whether it is known.
  std::string entity;
  bool named = true;

  friend bool operator==(const Place&, const Place&) = default;
  template <typename H>
  friend H AbslHashValue(H hash, const Place& place) {
    return H::combine(std::move(hash), place.values, place.first, place.last, place.again,
                      place.entity, place.named);
  }
};
using Places = absl::flat_hash_map<Place, Delta>;

// Adds what is contributed at each place, times `sign`. Of a distinct measure it is how often.
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

Delta operator+(Delta a, const Delta& b) {
  a.sum += b.sum;
  a.known += b.known;
  a.open += b.open;
  return a;
}

// Adds what lies at each place to its cells.
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

// What an entity adds to the count of its bucket: it is in it for certain, perhaps, or not.
Delta CountOnce(const Delta& entity) {
  if (entity.known > 0) return {.sum = 1, .known = 1};
  return {.open = entity.open > 0 ? 1 : 0};
}

// The counts that follow from changes of entities: each adds to that of its bucket what has become
// of it. `held` is what there was before.
using Held = absl::FunctionRef<absl::StatusOr<Delta>(const std::string& key)>;
absl::Status AddCounts(Deltas& deltas, Held held) {
  Deltas counts;
  for (const auto& [key, delta] : deltas) {
    const std::string count = CountOfEntity(key);
    if (count.empty() || delta.zero()) continue;
    ZGC_ASSIGN_OR_RETURN(const Delta before, held(key));
    const Delta was = CountOnce(before);
    Delta& to = counts[count];
    to = to + CountOnce(before + delta) + Delta{-was.sum, -was.known, -was.open};
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

// Calls `full` with the cells of some `most` places, and with those of the rest at the end.
absl::Status ForEachPart(const storage::Reader& reader, const Measure& measure, size_t most,
                         absl::FunctionRef<absl::Status(Deltas)> full) {
  Places places;
  const auto expand = [&] {
    Deltas deltas;
    Expand(measure, places, deltas);
    places.clear();
    return full(std::move(deltas));
  };
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(measure.subjects(reader, [&](const std::string& subject) {
    failed = base::StillWanted();
    if (!failed.ok()) return false;
    const auto all = ContributionsOf(reader, measure, subject);
    if (!all.ok()) {
      failed = all.status();
      return false;
    }
    Gather(measure, *all, 1, places);
    if (places.size() >= most) failed = expand();
    return failed.ok();
  }));
  ZGC_RETURN_IF_ERROR(failed);
  return expand();
}

// The cells of one measure, made anew: held in memory, and loaded in order, in parts of a bounded
// size.
class NewCells {
 public:
  NewCells(storage::Store& store, size_t most) : store_(store), most_(most) {}

  absl::Status Add(Deltas part) {
    if (cells_.empty()) {
      cells_ = std::move(part);
    } else {
      for (const auto& [key, delta] : part) {
        Delta& to = cells_[key];
        to = to + delta;
      }
    }
    return cells_.size() < most_ ? absl::OkStatus() : Load();
  }

  absl::Status Load() {
    // What a part before has counted in the same cells.
    const auto loaded = parts_++ == 0 ? nullptr : store_.Loaded();
    const auto held = [&](const std::string& key) -> absl::StatusOr<Delta> {
      if (loaded == nullptr) return Delta();
      ZGC_ASSIGN_OR_RETURN(const auto row, loaded->Get(kCells.column().id, key));
      if (!row.has_value()) return Delta();
      v1::Cell cell;
      if (!cell.ParseFromString(*row)) return absl::DataLossError("damaged cell");
      return DeltaOf(cell);
    };
    ZGC_RETURN_IF_ERROR(AddCounts(cells_, held));
    if (loaded != nullptr) {
      for (auto& [key, delta] : cells_) {
        ZGC_ASSIGN_OR_RETURN(const Delta before, held(key));
        delta = before + delta;
      }
    }
    const absl::Status done = store_.LoadDerived(
        kCells.column(), [&](storage::PutRow put) { return PutAll(loaded != nullptr, put); });
    cells_.clear();
    return done;
  }

 private:
  absl::Status PutAll(bool over_others, storage::PutRow put) const {
    std::string bytes;
    for (const auto& [key, sum] : cells_) {
      if (sum.zero() && !over_others) continue;
      CellOf(sum, store_.loading()).SerializeToString(&bytes);
      ZGC_RETURN_IF_ERROR(
          put(key, sum.zero() ? absl::nullopt : absl::optional<absl::string_view>(bytes)));
    }
    return absl::OkStatus();
  }

  storage::Store& store_;
  const size_t most_;
  Deltas cells_;
  int parts_ = 0;
};

}  // namespace

absl::Status RebuildCells(storage::Store& store, const Measures& measures, size_t most_places,
                          size_t most_cells) {
  const storage::Snapshot rows = store.Read();
  for (const auto& measure : measures) {
    NewCells cells(store, most_cells);
    ZGC_RETURN_IF_ERROR(ForEachPart(rows, *measure, most_places,
                                    [&](Deltas part) { return cells.Add(std::move(part)); }));
    ZGC_RETURN_IF_ERROR(cells.Load());
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> VerifyCells(const storage::Reader& reader, const Measures& measures,
                                    std::vector<std::string>& problems) {
  if (!CellsAreKept(reader)) {
    return absl::FailedPreconditionError("cells are not kept as of this revision");
  }
  Deltas rest;
  for (const auto& measure : measures) {
    ZGC_RETURN_IF_ERROR(ForEachPart(reader, *measure, SIZE_MAX, [&](Deltas all) {
      rest.merge(all);
      return absl::OkStatus();
    }));
  }
  ZGC_RETURN_IF_ERROR(
      AddCounts(rest, [](const std::string& /*key*/) -> absl::StatusOr<Delta> { return Delta(); }));
  int64_t cells = 0;
  const auto differs = [&](const std::string& key, const Delta& held, const Delta& counted) {
    if (held.known == counted.known && held.open == counted.open && held.sum == counted.sum) return;
    problems.push_back(absl::StrCat("cell ", absl::CHexEscape(key), " holds ", held.known,
                                    " known and ", held.open, " open; the rows say ", counted.known,
                                    " and ", counted.open,
                                    held.sum == counted.sum ? "" : ", and another sum"));
  };
  ZGC_RETURN_IF_ERROR(kCells.ForEach(reader, [&](const CellKey& key, const v1::Cell& cell) {
    ++cells;
    const auto counted = rest.find(key.bytes);
    differs(key.bytes, DeltaOf(cell), counted == rest.end() ? Delta() : counted->second);
    if (counted != rest.end()) rest.erase(counted);
    return true;
  }));
  for (const auto& [key, counted] : rest) differs(key, Delta(), counted);
  return cells;
}

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
    return RebuildCells(store, measures, kPlaces, kHeldCells);
  };
  schema.derived = storage::Together(schema.derived, derived);
  schema.columns.push_back(kCells.column());
  return schema;
}

}  // namespace zgc::figures
