#pragma once

#include <string>

#include "common/figures/tally.h"
#include "services/supervision_reporting/store/schema.h"

// One function for each formula; see formulas.h.
namespace zgc::supervision {

// The words that formulas are written in.
using figures::Arguments;
using figures::Certainty;
using figures::CheckArguments;
using figures::EnumArgument;
using figures::FormulaValue;
using figures::Period;
using figures::Tally;
using figures::Within;

inline constexpr char kService[] = "supervision_reporting";

// A record that may stand for several.
struct Counted {
  const std::string& name;
  const std::string& title;
  int64_t revision = 0;
  int32_t count = 1;
};
// Adds what happened in the period, for certain or perhaps; `date` may be known
// no closer than to the month or the year.
absl::Status AddDated(const Counted& record, const std::string& date, const Period& period,
                      Tally& tally);

absl::StatusOr<FormulaValue> CountMatters(const storage::Reader& reader, const Arguments& arguments,
                                          const Period& period);
absl::StatusOr<FormulaValue> CountProposals(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> CountInformation(const storage::Reader& reader,
                                              const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> CountAdoptions(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> CountInstructions(const storage::Reader& reader,
                                               const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> CountWorkActivities(const storage::Reader& reader,
                                                 const Arguments& arguments, const Period& period);

}  // namespace zgc::supervision
