#include "services/supervision_reporting/report/findings/figure_changes.h"

#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/findings/finding_rules.h"

namespace zgc::supervision {
namespace {

// Whether both were written down alike; whose they are and what they rest on does not count.
bool SaysTheSame(const figures::v1::Figure& a, const figures::v1::Figure& b) {
  return a.value() == b.value() && a.unit() == b.unit() && a.value_state() == b.value_state() &&
         a.qualifier() == b.qualifier() && a.rounding() == b.rounding() && a.step() == b.step();
}

}  // namespace

v1::FigureChangeKind CompareFigures(const figures::v1::Figure* said,
                                    const figures::v1::Figure* now) {
  if (now == nullptr) {
    return said == nullptr ? v1::FIGURE_CHANGE_KIND_UNSPECIFIED : v1::FIGURE_CHANGE_KIND_GONE;
  }
  if (said == nullptr) return v1::FIGURE_CHANGE_KIND_VALUE;
  if (SaysTheSame(*said, *now)) return v1::FIGURE_CHANGE_KIND_UNSPECIFIED;
  const auto before = internal::ReadQuantity("", *said);
  const auto after = internal::ReadQuantity("", *now);
  const bool within = before.has_value() && after.has_value() && before->unit == after->unit &&
                      before->interval.Contains(after->interval);
  return within ? v1::FIGURE_CHANGE_KIND_ROUNDING : v1::FIGURE_CHANGE_KIND_VALUE;
}

std::string PrintedNow(const figures::v1::Figure* now) {
  return now == nullptr ? "不再有" : figures::FormatFigure(*now);
}

}  // namespace zgc::supervision
