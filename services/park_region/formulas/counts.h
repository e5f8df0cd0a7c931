#pragma once

#include "common/figures/tally.h"
#include "services/park_region/store/schema.h"

// One function for each formula; see formulas.h.
namespace zgc::parks {

// The words that formulas are written in.
using figures::Argument;
using figures::Arguments;
using figures::Certainty;
using figures::CheckArguments;
using figures::EnumArgument;
using figures::FormulaValue;
using figures::IsStock;
using figures::Period;
using figures::RequireStock;
using figures::ResourceArgument;
using figures::Tally;
using figures::Within;

absl::StatusOr<figures::FormulaValue> CountParks(const storage::Reader& reader,
                                                 const Arguments& arguments, const Period& period);
absl::StatusOr<figures::FormulaValue> CountParkEvents(const storage::Reader& reader,
                                                      const Arguments& arguments,
                                                      const Period& period);
absl::StatusOr<figures::FormulaValue> CountProjects(const storage::Reader& reader,
                                                    const Arguments& arguments,
                                                    const Period& period);
absl::StatusOr<figures::FormulaValue> SumProjectInvestment(const storage::Reader& reader,
                                                           const Arguments& arguments,
                                                           const Period& period);
absl::StatusOr<figures::FormulaValue> CountRegistrations(const storage::Reader& reader,
                                                         const Arguments& arguments,
                                                         const Period& period);
absl::StatusOr<figures::FormulaValue> SumRegisteredCapital(const storage::Reader& reader,
                                                           const Arguments& arguments,
                                                           const Period& period);
absl::StatusOr<figures::FormulaValue> CountEnterprises(const storage::Reader& reader,
                                                       const Arguments& arguments,
                                                       const Period& period);

}  // namespace zgc::parks
