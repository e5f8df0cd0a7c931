#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/hash/hash.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/figures/book_schema.h"
#include "common/figures/cells/cell_key.h"
#include "common/figures/cells/cells.h"
#include "common/figures/cells/deltas.h"

// The cells that are kept, compared with what all rows add up to.
namespace zgc::figures {
namespace {

constexpr size_t kParts = size_t{1} << 16;

size_t PartOf(absl::string_view key) { return absl::HashOf(key) % kParts; }

Delta operator-(const Delta& a, const Delta& b) { return a + Delta{-b.sum, -b.known, -b.open}; }

// What of a part the rows say and the cells do not, every key by itself: nothing where they agree.
struct Part {
  absl::uint128 sum = 0;
  absl::uint128 counts = 0;
  // How many cells it may have, at most.
  size_t cells = 0;

  void Add(absl::string_view key, const Delta& delta) {
    // Odd: no power of two is lost.
    const absl::uint128 number = absl::MakeUint128(absl::HashOf(key, 1), absl::HashOf(key, 2)) | 1U;
    sum += number * static_cast<absl::uint128>(delta.sum);
    counts += number * ((static_cast<absl::uint128>(absl::int128(delta.known)) << 64) +
                        static_cast<absl::uint128>(absl::int128(delta.open)));
    ++cells;
  }
  bool agrees() const { return sum == 0 && counts == 0; }
};

class Verification {
 public:
  Verification(const storage::Reader& reader, const Measures& measures,
               absl::FunctionRef<void(std::string)> problem, size_t most_places, size_t most_cells)
      : reader_(reader),
        measures_(measures),
        problem_(problem),
        most_places_(most_places),
        most_cells_(most_cells) {}

  absl::StatusOr<VerifiedCells> Run() {
    ZGC_RETURN_IF_ERROR(AddRows());
    ZGC_RETURN_IF_ERROR(TakeKept());
    for (size_t next = 0; next < kParts;) {
      ZGC_RETURN_IF_ERROR(CompareSome(next));
    }
    for (const auto& [key, count] : counts_) Compare(key, count.kept, count.follows);
    return found_;
  }

 private:
  // Of a bucket: what is kept, and what follows from its entities.
  struct Count {
    Delta kept;
    Delta follows;
  };

  absl::Status ForEachOfRows(absl::FunctionRef<void(const std::string&, const Delta&)> visit) {
    for (const auto& measure : measures_) {
      ZGC_RETURN_IF_ERROR(ForEachPart(reader_, *measure, most_places_, [&](const Deltas& part) {
        for (const auto& [key, delta] : part) visit(key, delta);
        return absl::OkStatus();
      }));
    }
    return absl::OkStatus();
  }

  absl::Status AddRows() {
    return ForEachOfRows([this](const std::string& key, const Delta& delta) {
      parts_[PartOf(key)].Add(key, delta);
    });
  }

  // Counts are compared with the entities that are kept, as those are with the rows.
  absl::Status TakeKept() {
    std::string bucket;
    Count* count = nullptr;
    return kCells.ForEach(reader_, [&](const CellKey& key, const v1::Cell& cell) {
      ++found_.cells;
      const Delta kept = DeltaOf(cell);
      if (IsCount(key.bytes)) {
        counts_[key.bytes].kept = kept;
        return true;
      }
      if (count == nullptr || !absl::StartsWith(key.bytes, bucket)) {
        const std::string name = CountOfEntity(key.bytes, bucket);
        count = name.empty() ? nullptr : &counts_[name];
      }
      if (count != nullptr) count->follows = count->follows + CountOnce(kept);
      parts_[PartOf(key.bytes)].Add(key.bytes, Delta() - kept);
      return true;
    });
  }

  // Counts the cells of the parts from `next` on that differ, as many as are to be held at a time.
  absl::Status CompareSome(size_t& next) {
    std::vector<bool> chosen(kParts);
    bool any = false;
    for (size_t cells = 0; next < kParts; ++next) {
      const Part& part = parts_[next];
      if (part.agrees()) continue;
      if (any && cells + part.cells > most_cells_) break;
      cells += part.cells;
      chosen[next] = any = true;
    }
    if (!any) return absl::OkStatus();
    Deltas held;
    ZGC_RETURN_IF_ERROR(ForEachOfRows([&](const std::string& key, const Delta& delta) {
      if (!chosen[PartOf(key)]) return;
      Delta& to = held[key];
      to = to + delta;
      found_.most_held = std::max(found_.most_held, held.size());
    }));
    ZGC_RETURN_IF_ERROR(kCells.ForEach(reader_, [&](const CellKey& key, const v1::Cell& cell) {
      if (!chosen[PartOf(key.bytes)] || IsCount(key.bytes)) return true;
      const auto counted = held.find(key.bytes);
      CompareOne(key.bytes, DeltaOf(cell), counted == held.end() ? Delta() : counted->second);
      if (counted != held.end()) held.erase(counted);
      return true;
    }));
    for (const auto& [key, counted] : held) CompareOne(key, Delta(), counted);
    return absl::OkStatus();
  }

  // What an entity should have been counted as is what its count is held against.
  void CompareOne(const std::string& key, const Delta& kept, const Delta& counted) {
    if (!Compare(key, kept, counted)) return;
    std::string bucket;
    const std::string count = CountOfEntity(key, bucket);
    if (count.empty()) return;
    Delta& follows = counts_[count].follows;
    follows = follows + (CountOnce(counted) - CountOnce(kept));
  }

  // Whether they differ.
  bool Compare(const std::string& key, const Delta& kept, const Delta& counted) {
    if ((kept - counted).zero()) return false;
    ++found_.problems;
    problem_(absl::StrCat("cell ", absl::CHexEscape(key), " holds ", kept.known, " known and ",
                          kept.open, " open; the rows say ", counted.known, " and ", counted.open,
                          kept.sum == counted.sum ? "" : ", and another sum"));
    return true;
  }

  const storage::Reader& reader_;
  const Measures& measures_;
  const absl::FunctionRef<void(std::string)> problem_;
  const size_t most_places_;
  const size_t most_cells_;
  std::vector<Part> parts_{kParts};
  std::map<std::string, Count> counts_;
  VerifiedCells found_;
};

}  // namespace

absl::StatusOr<VerifiedCells> VerifyCells(const storage::Reader& reader, const Measures& measures,
                                          absl::FunctionRef<void(std::string)> problem,
                                          size_t most_places, size_t most_cells) {
  if (!CellsAreKept(reader)) {
    return absl::FailedPreconditionError("cells are not kept as of this revision");
  }
  return Verification(reader, measures, problem, most_places, most_cells).Run();
}

}  // namespace zgc::figures
