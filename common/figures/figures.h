#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "common/figures/dimensions/scoping.h"
#include "common/figures/figure_set.h"
#include "common/figures/formula.h"
#include "common/storage/reader.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/figures/v1/observations.pb.h"

namespace zgc::figures {

// The figures of other services, where one follows them. Thread-safe.
class OtherFigures {
 public:
  virtual ~OtherFigures() = default;
  // nullopt if it is not known there.
  virtual absl::StatusOr<absl::optional<v1::Indicator>> FindIndicator(
      const storage::Reader& reader, const std::string& service, const std::string& name) const = 0;
  virtual absl::StatusOr<absl::optional<v1::Figure>> FindFigure(const storage::Reader& reader,
                                                                const std::string& service,
                                                                const std::string& name) const = 0;
};

// The indicator of a service; of this one if `service` is empty.
absl::StatusOr<absl::optional<v1::Indicator>> FindDeclared(const storage::Reader& reader,
                                                           const OtherFigures* others,
                                                           const std::string& service,
                                                           const std::string& name);

// The figures (数) of one service: one for each live observation, and of a computed indicator one
// for each of its single periods and any period of its families, of which those up to the day of
// the reader's commit are listed. Every method is a pure
// function of the reader's revision. A figure whose formula fails says so (VALUE_STATE_FAILED)
// and holds up no other; none is left out in silence. What was not computed for want of time
// or of a record that cannot be read just now is an error of the call. Thread-safe.
class FigureBook {
 public:
  // `formulas` and `others` outlive the book; without others no indicator is derived from theirs.
  FigureBook(absl::string_view owner, const FormulaRegistry& formulas,
             const OtherFigures* others = nullptr)
      : owner_(owner), formulas_(formulas), others_(others) {}

  const std::string& owner() const { return owner_; }
  const FormulaRegistry& formulas() const { return formulas_; }
  const OtherFigures* others() const { return others_; }

  // By name.
  absl::StatusOr<std::vector<v1::Figure>> AllFigures(const storage::Reader& reader) const;
  absl::StatusOr<FigureSet> ReadSet(const storage::Reader& reader) const;

  absl::StatusOr<v1::Figure> GetFigure(const storage::Reader& reader,
                                       const v1::GetFigureRequest& request) const;
  // Those of one indicator, by name.
  absl::StatusOr<base::SharedMap<v1::Figure>> FiguresOf(const storage::Reader& reader,
                                                        const std::string& indicator) const;
  absl::StatusOr<v1::FigureExplanation> ExplainFigure(
      const storage::Reader& reader, const v1::ExplainFigureRequest& request) const;

  // Figures of one revision that others are derived from, by name: each is computed once, however
  // many are.
  using Known = absl::btree_map<std::string, v1::Figure>;
  // What is counted of an indicator, or of a part of it that it declares. `indicator` is the
  // version that the period is of, here and below.
  absl::StatusOr<v1::Figure> ComputedOf(const storage::Reader& reader,
                                        const v1::Indicator& indicator,
                                        const common::v1::Period& period, const Scoping& scoping,
                                        Known& known) const;
  // What the formula of an indicator asks; of one that is derived, that of its first operand, which
  // has the same dimensions.
  absl::StatusOr<Asked> AskedOf(const storage::Reader& reader, const v1::Indicator& indicator,
                                const common::v1::Period& period) const;
  // That of a live observation; `indicator` is whole.
  absl::StatusOr<v1::Figure> Observed(const storage::Reader& reader, const v1::Indicator& indicator,
                                      const v1::Observation& observation) const;

 private:
  // What an indicator is derived from: its figure of a period, if there is just one.
  absl::StatusOr<absl::optional<v1::Figure>> FigureOf(const storage::Reader& reader,
                                                      const std::string& service,
                                                      const std::string& name,
                                                      const common::v1::Period& period,
                                                      const Scoping& scoping, Known& known) const;
  absl::StatusOr<absl::optional<v1::Figure>> ObservedOf(const storage::Reader& reader,
                                                        const v1::Indicator& indicator,
                                                        const common::v1::Period& period) const;
  absl::StatusOr<FormulaValue> Compute(const storage::Reader& reader,
                                       const v1::Indicator& indicator,
                                       const common::v1::Period& period, const Scoping& scoping,
                                       bool explain, Known& known) const;
  // Of an error too, unless it says nothing of the figure: see base::IsUndone.
  absl::StatusOr<v1::Figure> Computed(const storage::Reader& reader, const v1::Indicator& indicator,
                                      const common::v1::Period& period, const Scoping& scoping,
                                      const absl::StatusOr<FormulaValue>& value) const;
  // Those of observations, and those that are listed on a day.
  absl::Status AddFigures(const storage::Reader& reader, const v1::Indicator& indicator,
                          absl::CivilDay today, Known& known,
                          base::SharedMap<v1::Figure>::Changes& figures) const;
  // The explanation of a figure, without its inputs if it is observed.
  absl::StatusOr<v1::FigureExplanation> Resolve(const storage::Reader& reader,
                                                const std::string& name, bool explain) const;

  const std::string owner_;
  const FormulaRegistry& formulas_;
  const OtherFigures* const others_;
};

}  // namespace zgc::figures
