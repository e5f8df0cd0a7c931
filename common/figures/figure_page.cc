#include "common/figures/figure_page.h"

#include <map>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/base/interrupt.h"
#include "common/base/names.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/figures/book.h"
#include "common/figures/book_schema.h"
#include "common/figures/figure_name.h"
#include "common/figures/versions/version.h"

namespace zgc::figures {
namespace {

// A figure of a page before it is computed.
struct Listed {
  // Null of an observation.
  const v1::Indicator* indicator = nullptr;
  common::v1::Period period;
};

using Names = std::map<std::string, Listed>;

// By what the names of their figures begin with: no id has '@', so that these do not overlap.
using Computed = std::map<std::string, v1::Indicator>;

absl::StatusOr<Computed> ComputedIndicators(const storage::Reader& reader) {
  Computed all;
  ZGC_RETURN_IF_ERROR(
      kIndicators.ForEach(reader, [&](const storage::NameKey& key, const v1::Indicator& row) {
        if (row.has_computation()) {
          all.emplace(absl::StrCat(kFigures, base::IdOf(key.name), "@"), row);
        }
        return true;
      }));
  return all;
}

// Adds the first `most` names of what is computed from `start` on.
absl::Status AddComputed(const Computed& all, absl::CivilDay today, const std::string& start,
                         size_t most, Names& names) {
  // The one before may have names from `start` on as well.
  auto at = all.upper_bound(start);
  if (at != all.begin()) --at;
  for (; at != all.end() && names.size() < most; ++at) {
    for (const auto& period : PeriodsListed(at->second, today)) {
      ZGC_ASSIGN_OR_RETURN(std::string name, NameOf(at->second, period, {}));
      if (name >= start) names[std::move(name)] = {&at->second, period};
    }
  }
  return absl::OkStatus();
}

// The same of observations.
absl::Status AddObserved(const storage::Reader& reader, absl::string_view start, size_t most,
                         Names& names) {
  absl::ConsumePrefix(&start, kFigures);
  const std::string from =
      storage::EncodeKey(storage::NameKey{absl::StrCat("observations/", start)});
  size_t found = 0;
  return kObservations.ForEach(reader, {from, "", false},
                               [&](const storage::NameKey& key, const v1::Observation& row) {
                                 if (!IsLive(row.state())) return true;
                                 names[absl::StrCat(kFigures, base::IdOf(key.name))] = {};
                                 return ++found < most;
                               });
}

}  // namespace

absl::StatusOr<bool> HasFigures(const storage::Reader& reader, size_t most) {
  ZGC_ASSIGN_OR_RETURN(const absl::Time time, reader.CommitTime());
  size_t found = 0;
  ZGC_RETURN_IF_ERROR(
      kIndicators.ForEach(reader, [&](const storage::NameKey&, const v1::Indicator& row) {
        if (row.has_computation()) found += PeriodsListed(row, base::DayOf(time)).size();
        return found < most;
      }));
  if (found >= most) return true;
  Names observed;
  ZGC_RETURN_IF_ERROR(AddObserved(reader, "", most - found, observed));
  return found + observed.size() >= most;
}

absl::StatusOr<std::string> ComputePage(const FigureBook& book, const storage::Reader& reader,
                                        const storage::Page& page,
                                        v1::ListFiguresResponse& response) {
  ZGC_ASSIGN_OR_RETURN(const absl::Time time, reader.CommitTime());
  ZGC_ASSIGN_OR_RETURN(const Computed computed, ComputedIndicators(reader));
  // One more than there may be, to begin the next page.
  const size_t most = static_cast<size_t>(page.size) + 1;
  Names names;
  ZGC_RETURN_IF_ERROR(AddComputed(computed, base::DayOf(time), page.start, most, names));
  ZGC_RETURN_IF_ERROR(AddObserved(reader, page.start, most, names));
  FigureBook::Known known;
  size_t bytes = 0;
  for (const auto& [name, listed] : names) {
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    const bool any = response.figures_size() > 0;
    if (response.figures_size() == page.size || (any && absl::Now() > page.until)) return name;
    v1::Figure figure;
    if (listed.indicator != nullptr) {
      ZGC_ASSIGN_OR_RETURN(figure,
                           book.ComputedOf(reader, VersionFor(*listed.indicator, listed.period),
                                           listed.period, {}, known));
    } else {
      v1::GetFigureRequest request;
      request.set_name(name);
      ZGC_ASSIGN_OR_RETURN(figure, book.GetFigure(reader, request));
    }
    bytes += figure.ByteSizeLong();
    if (any && bytes > page.bytes) return name;
    *response.add_figures() = std::move(figure);
  }
  return "";
}

}  // namespace zgc::figures
