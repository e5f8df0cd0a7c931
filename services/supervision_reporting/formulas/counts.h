#pragma once

#include "common/figures/book/tally.h"
#include "services/supervision_reporting/store/schema.h"

// One function for each formula; see formulas.h.
namespace zgc::supervision {

using namespace figures;  // NOLINT: formulas are written in its words

inline constexpr char kService[] = "supervision_reporting";

inline DaySpan SpanOf(const Period& span) { return {span.start_date(), span.end_date()}; }

// A record that may stand for several.
struct Counted {
  const std::string& name;
  const std::string& title;
  int64_t revision = 0;
  int32_t count = 1;
};
// Adds what lies in the period, for certain or perhaps.
void Add(const Counted& record, Certainty certainty, Tally& tally);

absl::StatusOr<FormulaValue> CountWorkActivities(const storage::Reader& reader,
                                                 const Arguments& arguments, const Period& period);

}  // namespace zgc::supervision
