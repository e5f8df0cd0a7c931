#pragma once

#include <vector>

#include "services/supervision_reporting/report/model/report_model.h"

namespace zgc::supervision {

// Rules (核查规则). None names an indicator: what is bound to what is declared
// in the indicators' relations.

// One indicator, period and scope; intervals that do not meet; or a shorter
// period with more than the longer one around it.
inline constexpr char kSameIndicator[] = "same-indicator";
// SAME_AS: two totals of one thing, of two indicators, whose intervals do not meet.
inline constexpr char kSameTotal[] = "same-total";
// SUBSET_OF: the subset is larger than its whole.
inline constexpr char kSubsetExceedsWhole[] = "subset-exceeds-whole";
// PART_OF: all parts are known and do not sum to the total, or exceed it.
inline constexpr char kPartsAndTotal[] = "parts-and-total";
// PART_OF: the known parts are less than the total, and parts are not known.
inline constexpr char kPartialCoverage[] = "partial-coverage";
// FLOW_OF: a flow is larger than the running total that it adds to.
inline constexpr char kFlowExceedsStock[] = "flow-exceeds-stock";
// NUMERATOR, DENOMINATOR: a rate is not the quotient, as precisely as printed.
inline constexpr char kRateAndBases[] = "rate-and-bases";
// GROWTH_OF, INCREASE_OF: total, growth rate, increase and the same period of the year before
// (上年同期) do not agree.
inline constexpr char kGrowthAndBase[] = "growth-and-base";
// A rate and one of its bases give a total that nobody states.
inline constexpr char kImpliedTotal[] = "implied-total";
// As of a day, or for a running period, that ends before the report's period.
inline constexpr char kStaleFigure[] = "stale-figure";
// A correction of it waits for verification (待核更正).
inline constexpr char kPendingCorrection[] = "pending-correction";
// 799余, or a value that is no number.
inline constexpr char kMalformedFigure[] = "malformed-figure";
// A figure that was derived from others (推算).
inline constexpr char kDerivedFigure[] = "derived-figure";
// A citation, or a relation of a cited indicator, that leads nowhere.
inline constexpr char kUnresolvedReference[] = "unresolved-reference";
// Figures agree only because they are rounded (四舍五入): with each of the rules above.
inline constexpr char kRoundingDifference[] = "rounding-difference";
// Two services own an indicator of the same id.
inline constexpr char kDuplicateOwner[] = "duplicate-owner";
// A number in the report's words that is bound to nothing.
inline constexpr char kUnboundNumeral[] = "unbound-numeral";
// A task of the plan for which no figure is cited.
inline constexpr char kTaskWithoutFigure[] = "task-without-figure";

// What the rules find in a report, the gravest first, then by rule and place.
// Findings that touch no cited figure are left out. `model.findings` is not
// read. Pure.
std::vector<v1::Finding> FindAll(const ReportModel& model);

}  // namespace zgc::supervision
