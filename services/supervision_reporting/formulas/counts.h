#pragma once

#include <string>
#include <vector>

#include "common/figures/tally.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {

// The words that formulas are written in.
using figures::Argument;
using figures::Arguments;
using figures::Asked;
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
using figures::ResourceArgument;
using figures::ResourceValues;
using figures::Tally;
using figures::Within;

inline constexpr char kService[] = "supervision_reporting";

// The number of an enum value as a value of a dimension; empty counts all.
inline std::string ValueOf(int number) { return number == 0 ? "" : std::to_string(number); }

// A record that may stand for several.
struct Counted {
  const std::string& name;
  const std::string& title;
  int64_t revision = 0;
  int32_t count = 1;
};
// What it adds on a date, which may be known no closer than to the month or the year.
absl::StatusOr<Contribution> Dated(const Counted& record, const std::string& date,
                                   std::vector<std::string> values);

// Each registers the formulas of its file, with their measures.
void RegisterCaseFormulas(figures::FormulaRegistry& registry);
void RegisterInformationFormulas(figures::FormulaRegistry& registry);
void RegisterScoreFormulas(figures::FormulaRegistry& registry);
void RegisterWorkActivityFormulas(figures::FormulaRegistry& registry);

}  // namespace zgc::supervision
