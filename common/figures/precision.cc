#include "common/figures/precision.h"

#include <string>

#include "absl/strings/match.h"
#include "common/scanner/figure_text.h"

namespace zgc::figures {
namespace {

bool IsRate(const v1::Figure& figure) {
  return figure.measure() == v1::MEASURE_KIND_RATE || figure.unit() == "%" ||
         figure.unit() == "‰" || figure.unit() == "百分点";
}

bool IsTranscribed(const v1::Figure& figure) {
  return figure.status() == v1::FIGURE_STATUS_REPORTED ||
         figure.status() == v1::FIGURE_STATUS_VERIFIED ||
         figure.status() == v1::FIGURE_STATUS_PUBLISHED;
}

// Power of ten that a unit holds: of 22.55亿元 in the unit 亿元 the number is 22.55.
int UnitExponent(const std::string& unit) {
  return absl::StartsWith(unit, "亿") ? 8 : absl::StartsWith(unit, "万") ? 4 : 0;
}

// The place of the last printed digit of a number with 万 or 亿, in the unit of the figure.
absl::optional<Decimal> PrintedStep(const v1::Figure& figure) {
  const auto step = ScaledStep(figure.printed());
  if (!step.has_value()) return absl::nullopt;
  const auto scaled = step->TimesPowerOfTen(-UnitExponent(figure.unit()));
  if (!scaled.ok()) return absl::nullopt;
  return *scaled;
}

// That of the last digit of the value, zeros at its end included.
absl::optional<Decimal> ValueStep(const v1::Figure& figure) {
  const std::string& value = figure.value();
  const size_t point = value.find('.');
  const int decimals = point == std::string::npos ? 0 : static_cast<int>(value.size() - point) - 1;
  const auto step = Decimal::FromParts(1, decimals);
  if (!step.ok()) return absl::nullopt;
  return *step;
}

absl::optional<Decimal> StatedStep(const v1::Figure& figure) {
  if (figure.step().empty()) {
    const auto printed = PrintedStep(figure);
    return printed.has_value() ? printed : ValueStep(figure);
  }
  const auto step = Decimal::Parse(figure.step());
  if (!step.ok() || *step <= Decimal()) return absl::nullopt;
  return *step;
}

}  // namespace

absl::optional<Precision> PrecisionOf(const v1::Figure& figure) {
  if (figure.qualifier() != v1::QUALIFIER_EXACT) return absl::nullopt;
  Precision precision;
  absl::optional<Decimal> step;
  if (figure.rounding() == v1::ROUNDING_ROUNDED || figure.rounding() == v1::ROUNDING_TRUNCATED) {
    precision.truncated = figure.rounding() == v1::ROUNDING_TRUNCATED;
    step = StatedStep(figure);
  } else if (figure.rounding() == v1::ROUNDING_UNSPECIFIED) {
    if (IsRate(figure)) {
      precision.shown = false;
      step = ValueStep(figure);
    } else if (IsTranscribed(figure)) {
      step = PrintedStep(figure);
    }
  }
  if (!step.has_value()) return absl::nullopt;
  precision.step = *step;
  return precision;
}

absl::optional<Interval> IntervalOf(const v1::Figure& figure) {
  if (figure.value_state() != v1::VALUE_STATE_KNOWN &&
      figure.value_state() != v1::VALUE_STATE_UNSPECIFIED) {
    return absl::nullopt;
  }
  const auto value = Decimal::Parse(figure.value());
  if (!value.ok()) return absl::nullopt;
  const absl::optional<Precision> precision = PrecisionOf(figure);
  absl::StatusOr<Interval> interval = Interval::From(*value, figure.qualifier());
  if (precision.has_value()) {
    interval = precision->truncated ? Interval::Truncated(*value, precision->step)
                                    : Interval::Rounded(*value, precision->step);
  }
  if (!interval.ok()) return absl::nullopt;
  return *interval;
}

}  // namespace zgc::figures
