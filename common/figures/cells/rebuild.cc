#include <memory>
#include <string>
#include <utility>

#include "common/base/interrupt.h"
#include "common/figures/book_schema.h"
#include "common/figures/cells/cell_key.h"
#include "common/figures/cells/cells.h"
#include "common/figures/cells/deltas.h"
#include "common/storage/derived/near_rows.h"

// The cells that all rows add up to, made anew.
namespace zgc::figures {

absl::Status ForEachPart(const storage::Reader& reader, const Measure& measure, size_t most,
                         absl::FunctionRef<absl::Status(Deltas)> full) {
  // What rows name is read for one after the other.
  const storage::NearRows near(reader);
  Places places;
  const auto expand = [&] {
    Deltas deltas;
    Expand(measure, places, deltas);
    places.clear();
    return full(std::move(deltas));
  };
  absl::Status failed;
  std::vector<Contribution> all;
  const auto visit = [&](Contribution one) {
    if (failed.ok()) failed = Complete(measure, one);
    all.push_back(std::move(one));
  };
  // After each subject.
  const auto next = [&] {
    if (failed.ok()) failed = base::StillWanted();
    if (failed.ok()) Gather(measure, all, 1, places);
    all.clear();
    if (failed.ok() && places.size() >= most) failed = expand();
    return failed;
  };
  if (measure.contribute_all != nullptr) {
    ZGC_RETURN_IF_ERROR(measure.contribute_all(near, visit, next));
  } else {
    ZGC_RETURN_IF_ERROR(measure.subjects(near, [&](const std::string& subject) {
      const absl::Status done = measure.contribute(near, subject, visit);
      if (failed.ok()) failed = done;
      return next().ok();
    }));
  }
  ZGC_RETURN_IF_ERROR(failed);
  return expand();
}

namespace {

// The cells that were loaded before, asked for in the order of keys. Most are new, and lie behind
// all others of their bucket: that is seen without a look at each.
class LoadedCells {
 public:
  // Null if there are none.
  explicit LoadedCells(const storage::EngineSnapshot* rows) : rows_(rows) {}

  absl::StatusOr<Delta> At(const std::string& key) {
    constexpr int kSteps = 8;
    if (rows_ == nullptr) return Delta();
    for (int steps = 0; cursor_ != nullptr && cursor_->Valid() && cursor_->key() < key; ++steps) {
      if (steps == kSteps) {
        cursor_ = nullptr;
      } else {
        cursor_->Next();
      }
    }
    if (cursor_ == nullptr) cursor_ = rows_->Scan(kCells.column().id, {key, "", false});
    ZGC_RETURN_IF_ERROR(cursor_->status());
    if (!cursor_->Valid() || cursor_->key() != key) return Delta();
    v1::Cell cell;
    if (cell.ParseFromString(std::string(cursor_->value()))) return DeltaOf(cell);
    return absl::DataLossError("damaged cell");
  }

 private:
  const storage::EngineSnapshot* const rows_;
  std::unique_ptr<storage::Cursor> cursor_;
};

// Cells that are made anew: held in memory, and loaded in order, in parts of a bounded size.
class NewCells {
 public:
  NewCells(storage::Store& store, size_t most) : store_(store), most_(most) {}

  absl::Status Add(Deltas part) {
    // Those of another measure stand together, before or after all others.
    auto at = part.empty() ? cells_.end() : cells_.lower_bound(part.begin()->first);
    for (auto& [key, delta] : part) {
      at = cells_.try_emplace(at, key);
      at->second = at->second + delta;
      ++at;
    }
    return cells_.size() < most_ ? absl::OkStatus() : Load();
  }

  absl::Status Load() {
    // What a part before has counted in the same cells.
    const auto loaded = parts_++ == 0 ? nullptr : store_.Loaded();
    LoadedCells counted(loaded.get());
    ZGC_RETURN_IF_ERROR(AddCounts(cells_, [&](const std::string& key) { return counted.At(key); }));
    LoadedCells before(loaded.get());
    for (auto& [key, delta] : cells_) {
      ZGC_ASSIGN_OR_RETURN(const Delta held, before.At(key));
      delta = held + delta;
    }
    absl::Status done = store_.LoadDerived(
        kCells.column(), [&](storage::PutRow put) { return PutAll(loaded != nullptr, put); });
    cells_.clear();
    return done;
  }

 private:
  absl::Status PutAll(bool over_others, storage::PutRow put) const {
    const int64_t revision = store_.loading();
    std::string bytes;
    for (const auto& [key, sum] : cells_) {
      if (sum.zero() && !over_others) continue;
      CellOf(sum, revision).SerializeToString(&bytes);
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
  NewCells cells(store, most_cells);
  for (const auto& measure : measures) {
    ZGC_RETURN_IF_ERROR(ForEachPart(rows, *measure, most_places,
                                    [&](Deltas part) { return cells.Add(std::move(part)); }));
  }
  return cells.Load();
}

}  // namespace zgc::figures
