#pragma once

#include "common/figures/tally.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {

// The words that formulas are written in.
using figures::Argument;
using figures::Arguments;
using figures::Asked;
using figures::Certainty;
using figures::CheckArguments;
using figures::Contribution;
using figures::Dimension;
using figures::EnumArgument;
using figures::EnumValues;
using figures::FormulaValue;
using figures::IsStock;
using figures::Measure;
using figures::MeasureOf;
using figures::Period;
using figures::RequireStock;
using figures::ResourceArgument;
using figures::Slice;
using figures::Tally;
using figures::Within;

inline constexpr char kService[] = "park_region";
// Later than every day; an open end.
inline constexpr char kNoEnd[] = "9999-12-31~";

// The number of an enum value as a value of a dimension; empty counts all.
inline std::string ValueOf(int number) { return number == 0 ? "" : std::to_string(number); }

// By parks, and by the regions that they lie in.
Dimension ByPark();

// Of a measure that is never asked but for one value of each of some dimensions, the bits of
// `always`: no other cells are kept.
inline Measure AskedBy(size_t always, Measure measure) {
  measure.kept.emplace();
  for (size_t subset = 0; subset < size_t{1} << measure.dimensions.size(); ++subset) {
    if ((subset & always) == always) measure.kept->push_back(subset);
  }
  return measure;
}
// For one value of its first.
inline Measure AskedByFirst(Measure measure) { return AskedBy(1, std::move(measure)); }

// Each registers the formulas of its file, with their measures.
void RegisterParkFormulas(figures::FormulaRegistry& registry);
void RegisterProjectFormulas(figures::FormulaRegistry& registry);
void RegisterPortfolioFormulas(figures::FormulaRegistry& registry);
void RegisterEnterpriseFormulas(figures::FormulaRegistry& registry);
void RegisterQualificationFormulas(figures::FormulaRegistry& registry);
void RegisterSpaceFormulas(figures::FormulaRegistry& registry);

}  // namespace zgc::parks
