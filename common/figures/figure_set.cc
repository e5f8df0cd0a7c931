#include "common/figures/figure_set.h"

#include <algorithm>

#include "common/base/stable_bytes.h"

namespace zgc::figures {
namespace {

// An indicator changes only together with its revision; a computed figure may
// change without one.
bool Same(const v1::Indicator& a, const v1::Indicator& b) { return a.revision() == b.revision(); }
bool Same(const v1::Figure& a, const v1::Figure& b) { return base::SameFields(a, b); }

// Of a message in memory: about twice its bytes on the wire, and its place in the map.
template <typename Row>
size_t EstimateRow(const Row* row) {
  constexpr size_t kPlace = 256;
  return row == nullptr ? 0 : kPlace + 2 * row->ByteSizeLong();
}

// Of a change the chunk that is copied for it as well.
template <typename Changes>
size_t Estimate(const Changes& changes) {
  constexpr size_t kChunk = 8 << 10;
  size_t bytes = 0;
  for (const auto& [name, row] : changes) bytes += EstimateRow(row.get());
  return bytes + std::min<size_t>(changes.size(), 1'000) * kChunk;
}

template <typename Map>
int64_t Growth(const Map& before, const typename Map::Changes& changes) {
  int64_t bytes = 0;
  for (const auto& [name, row] : changes) {
    bytes += static_cast<int64_t>(EstimateRow(row.get()));
    bytes -= static_cast<int64_t>(EstimateRow(before.Find(name)));
  }
  return bytes;
}

// Writes one part of a difference, kind after kind. Each method is one kind; it is false
// if the part is full, with the place at which the next one begins.
class PartWriter {
 public:
  PartWriter(size_t max_bytes, DiffPlace& place) : max_bytes_(max_bytes), place_(place) {}

  template <typename Row, typename Wanted, typename Out>
  bool Changed(const base::SharedMap<Row>& old, const base::SharedMap<Row>& now, Wanted wanted,
               Out& out) {
    return EachOf(old, now, [&](const std::string& /*name*/, const Row* /*was*/, const Row* is) {
      if (is == nullptr || !wanted(*is)) return true;
      if (!Fits(is->ByteSizeLong())) return false;
      *out.Add() = *is;
      return true;
    });
  }
  template <typename Row, typename Wanted, typename Out>
  bool Removed(const base::SharedMap<Row>& old, const base::SharedMap<Row>& now, Wanted wanted,
               Out& out) {
    return EachOf(old, now, [&](const std::string& name, const Row* was, const Row* is) {
      if (is != nullptr || !wanted(*was)) return true;
      if (!Fits(name.size())) return false;
      *out.Add() = name;
      return true;
    });
  }

 private:
  template <typename Row, typename Add>
  bool EachOf(const base::SharedMap<Row>& old, const base::SharedMap<Row>& now, Add add) {
    const int kind = kind_++;
    if (place_.kind > kind) return true;
    bool full = false;
    base::SharedMap<Row>::Differences(
        old, now, place_.name, [](const Row& a, const Row& b) { return Same(a, b); },
        [&](const std::string& name, const Row* was, const Row* is) {
          full = !add(name, was, is);
          if (full) place_ = {kind, name};
          return !full;
        });
    if (!full) place_ = {kind + 1, ""};
    return !full;
  }
  bool Fits(size_t bytes) {
    bytes_ += bytes + kTagBytes;
    return rows_++ == 0 || bytes_ <= max_bytes_;
  }

  // Field number and length.
  static constexpr size_t kTagBytes = 5;
  const size_t max_bytes_;
  DiffPlace& place_;
  int kind_ = 0;
  size_t rows_ = 0;
  size_t bytes_ = 0;
};

}  // namespace

size_t EstimateBytes(const base::SharedMap<v1::Figure>::Changes& changes) {
  return Estimate(changes);
}
size_t EstimateBytes(const base::SharedMap<v1::Indicator>::Changes& changes) {
  return Estimate(changes);
}

int64_t EstimateGrowth(const base::SharedMap<v1::Figure>& before,
                       const base::SharedMap<v1::Figure>::Changes& changes) {
  return Growth(before, changes);
}
int64_t EstimateGrowth(const base::SharedMap<v1::Indicator>& before,
                       const base::SharedMap<v1::Indicator>::Changes& changes) {
  return Growth(before, changes);
}

size_t BytesBeside(const FigureSet* older, const FigureSet& set) {
  if (older == nullptr || older->chain != set.chain) return set.bytes;
  return std::min(set.bytes, set.chain_bytes - older->chain_bytes);
}

bool DiffPart(const FigureSet& old, const FigureSet& now, const WantedFigures& wanted,
              size_t max_bytes, DiffPlace& place, v1::WatchFiguresResponse& part) {
  const auto indicator = [&](const v1::Indicator& row) { return wanted.indicator(row.name()); };
  PartWriter writer(max_bytes, place);
  return writer.Changed(old.indicators, now.indicators, indicator,
                        *part.mutable_changed_indicators()) &&
         writer.Changed(old.figures, now.figures, wanted.figure, *part.mutable_changed()) &&
         writer.Removed(old.figures, now.figures, wanted.figure, *part.mutable_removed());
}

bool DiffPart(const FigureSet& old, const FigureSet& now, size_t max_bytes, DiffPlace& place,
              v1::WatchFiguresResponse& part) {
  return DiffPart(old, now,
                  {[](const std::string& /*indicator*/) { return true; },
                   [](const v1::Figure& /*figure*/) { return true; }},
                  max_bytes, place, part);
}

std::string PageOfFigures(const base::SharedMap<v1::Figure>& figures, const storage::Page& page,
                          v1::ListFiguresResponse& response) {
  size_t bytes = 0;
  for (auto at = figures.lower_bound(page.start); at != figures.end(); ++at) {
    const auto& [name, figure] = *at;
    bytes += figure.ByteSizeLong();
    const bool any = response.figures_size() > 0;
    if (response.figures_size() == page.size || (any && bytes > page.bytes)) return name;
    *response.add_figures() = figure;
  }
  return "";
}

}  // namespace zgc::figures
