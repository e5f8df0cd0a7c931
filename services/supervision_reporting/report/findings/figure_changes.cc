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

using MaybeQuantity = absl::optional<internal::Quantity>;

// An exact figure as readers of its printing take it; nullopt where that leaves nothing open.
MaybeQuantity AsPrinted(const figures::v1::Figure& said, const std::string& printed) {
  if (said.qualifier() != figures::v1::QUALIFIER_EXACT) return absl::nullopt;
  if (!figures::ScaledStep(printed).has_value()) return absl::nullopt;
  figures::v1::Figure figure = said;
  figure.set_rounding(figures::v1::ROUNDING_ROUNDED);
  figure.clear_step();
  figure.set_printed(printed);
  return internal::ReadQuantity("", figure);
}

bool Within(const MaybeQuantity& before, const MaybeQuantity& after) {
  return before.has_value() && after.has_value() && before->unit == after->unit &&
         before->interval.Contains(after->interval);
}

}  // namespace

v1::FigureChangeKind CompareFigures(const figures::v1::Figure* said, const figures::v1::Figure* now,
                                    const std::string& printed) {
  if (now == nullptr) {
    return said == nullptr ? v1::FIGURE_CHANGE_KIND_UNSPECIFIED : v1::FIGURE_CHANGE_KIND_GONE;
  }
  if (said == nullptr) return v1::FIGURE_CHANGE_KIND_VALUE;
  if (SaysTheSame(*said, *now)) return v1::FIGURE_CHANGE_KIND_UNSPECIFIED;
  const MaybeQuantity after = internal::ReadQuantity("", *now);
  const bool within =
      Within(internal::ReadQuantity("", *said), after) || Within(AsPrinted(*said, printed), after);
  return within ? v1::FIGURE_CHANGE_KIND_ROUNDING : v1::FIGURE_CHANGE_KIND_VALUE;
}

std::string PrintedNow(const figures::v1::Figure* now) {
  return now == nullptr ? "不再有" : figures::FormatFigure(*now);
}

}  // namespace zgc::supervision
