#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/figures/formula.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/figures/v1/observations.pb.h"

namespace zgc::figures {

// All that a service publishes as numbers at one revision.
struct FigureSet {
  int64_t revision = 0;
  absl::btree_map<std::string, v1::Figure> figures;
  absl::btree_map<std::string, v1::Indicator> indicators;
};

// Where the next part of a difference begins.
struct DiffPlace {
  // Indicators, then figures, then the names of figures that are no more.
  int kind = 0;
  std::string name;
};

// Adds the part from `place` on of what turns `old` into `now`, by name, to `part`: some
// `max_bytes` of it and one row at least; moves `place`. The position is left to the caller.
// False if more follow.
bool DiffPart(const FigureSet& old, const FigureSet& now, size_t max_bytes, DiffPlace& place,
              v1::WatchFiguresResponse& part);

// Adds the page of `figures` that begins at a name; the result is that of the next page.
std::string PageOfFigures(const absl::btree_map<std::string, v1::Figure>& figures,
                          const storage::Page& page, v1::ListFiguresResponse& response);

// The figures (数) of one service: one for each live observation, and of a computed indicator one
// for each of its single periods and any period of its families, of which those up to the day of
// the reader's commit are listed. Every method is a pure
// function of the reader's revision. A figure whose formula fails says so (VALUE_STATE_FAILED)
// and holds up no other; none is left out in silence. What was not computed for want of time
// or of a record that cannot be read just now is an error of the call. Thread-safe.
class FigureBook {
 public:
  // `formulas` outlives the book.
  FigureBook(absl::string_view owner, const FormulaRegistry& formulas)
      : owner_(owner), formulas_(formulas) {}

  const std::string& owner() const { return owner_; }
  const FormulaRegistry& formulas() const { return formulas_; }

  // By name.
  absl::StatusOr<std::vector<v1::Figure>> AllFigures(const storage::Reader& reader) const;
  absl::StatusOr<FigureSet> ReadSet(const storage::Reader& reader) const;

  absl::StatusOr<v1::Figure> GetFigure(const storage::Reader& reader,
                                       const v1::GetFigureRequest& request) const;
  // Those of one indicator, by name.
  absl::StatusOr<absl::btree_map<std::string, v1::Figure>> FiguresOf(
      const storage::Reader& reader, const std::string& indicator) const;
  // The page begins at a figure name; the result is that of the next page.
  absl::StatusOr<std::string> ListFigures(const storage::Reader& reader,
                                          const v1::ListFiguresRequest& request,
                                          const storage::Page& page,
                                          v1::ListFiguresResponse& response) const;
  absl::StatusOr<v1::FigureExplanation> ExplainFigure(
      const storage::Reader& reader, const v1::ExplainFigureRequest& request) const;

 private:
  v1::Figure Observed(const v1::Indicator& indicator, const v1::Observation& observation) const;
  absl::StatusOr<FormulaValue> Compute(const storage::Reader& reader,
                                       const v1::Indicator& indicator,
                                       const common::v1::Period& period, bool explain) const;
  // Of an error too, unless it says nothing of the figure: see base::IsUndone.
  absl::StatusOr<v1::Figure> Computed(const v1::Indicator& indicator,
                                      const common::v1::Period& period,
                                      const absl::StatusOr<FormulaValue>& value) const;
  // Those of observations, or those that are listed on a day.
  absl::Status AddFigures(const storage::Reader& reader, const v1::Indicator& indicator,
                          absl::CivilDay today,
                          absl::btree_map<std::string, v1::Figure>& figures) const;
  // The explanation of a figure, without its inputs if it is observed.
  absl::StatusOr<v1::FigureExplanation> Resolve(const storage::Reader& reader,
                                                const std::string& name, bool explain) const;

  const std::string owner_;
  const FormulaRegistry& formulas_;
};

}  // namespace zgc::figures
