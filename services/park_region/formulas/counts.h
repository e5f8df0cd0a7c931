#pragma once

#include "common/figures/tally.h"
#include "services/park_region/store/schema.h"

// One function for each formula; see formulas.h.
namespace zgc::parks {

using namespace figures;  // NOLINT: formulas are written in its words

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
