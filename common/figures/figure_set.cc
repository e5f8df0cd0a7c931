#include "common/figures/figure_set.h"

#include "common/base/stable_bytes.h"

namespace zgc::figures {
namespace {

// An indicator changes only together with its revision; a computed figure may
// change without one.
bool Same(const v1::Indicator& a, const v1::Indicator& b) { return a.revision() == b.revision(); }
bool Same(const v1::Figure& a, const v1::Figure& b) { return base::SameFields(a, b); }

// Writes one part of a difference, kind after kind. Each method is one kind; it is false
// if the part is full, with the place at which the next one begins.
class PartWriter {
 public:
  PartWriter(size_t max_bytes, DiffPlace& place) : max_bytes_(max_bytes), place_(place) {}

  template <typename Rows, typename Out>
  bool Changed(const Rows& old, const Rows& now, Out& out) {
    return EachOf(now, [&](const auto& name, const auto& row) {
      const auto before = old.find(name);
      if (before != old.end() && Same(before->second, row)) return true;
      if (!Fits(row.ByteSizeLong())) return false;
      *out.Add() = row;
      return true;
    });
  }
  template <typename Rows, typename Out>
  bool Removed(const Rows& old, const Rows& now, Out& out) {
    return EachOf(old, [&](const auto& name, const auto& /*row*/) {
      if (now.contains(name)) return true;
      if (!Fits(name.size())) return false;
      *out.Add() = name;
      return true;
    });
  }

 private:
  template <typename Rows, typename Add>
  bool EachOf(const Rows& rows, Add add) {
    const int kind = kind_++;
    if (place_.kind > kind) return true;
    for (auto it = rows.lower_bound(place_.name); it != rows.end(); ++it) {
      if (add(it->first, it->second)) continue;
      place_ = {kind, it->first};
      return false;
    }
    place_ = {kind + 1, ""};
    return true;
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

bool DiffPart(const FigureSet& old, const FigureSet& now, size_t max_bytes, DiffPlace& place,
              v1::WatchFiguresResponse& part) {
  PartWriter writer(max_bytes, place);
  return writer.Changed(old.indicators, now.indicators, *part.mutable_changed_indicators()) &&
         writer.Changed(old.figures, now.figures, *part.mutable_changed()) &&
         writer.Removed(old.figures, now.figures, *part.mutable_removed());
}

std::string PageOfFigures(const absl::btree_map<std::string, v1::Figure>& figures,
                          const storage::Page& page, v1::ListFiguresResponse& response) {
  size_t bytes = 0;
  for (auto it = figures.lower_bound(page.start); it != figures.end(); ++it) {
    bytes += it->second.ByteSizeLong();
    const bool any = response.figures_size() > 0;
    if (response.figures_size() == page.size || (any && bytes > page.bytes)) return it->first;
    *response.add_figures() = it->second;
  }
  return "";
}

}  // namespace zgc::figures
