#include "services/supervision_reporting/report/findings/precision.h"

#include <string>

#include "absl/strings/match.h"
#include "common/scanner/figure_text.h"

namespace zgc::supervision::internal {
namespace {

using figures::Decimal;

bool IsRate(const figures::v1::Figure& figure) {
  return figure.measure() == figures::v1::MEASURE_KIND_RATE || figure.unit() == "%" ||
         figure.unit() == "‰" || figure.unit() == "百分点";
}

bool IsTranscribed(const figures::v1::Figure& figure) {
  return figure.status() == figures::v1::FIGURE_STATUS_REPORTED ||
         figure.status() == figures::v1::FIGURE_STATUS_VERIFIED ||
         figure.status() == figures::v1::FIGURE_STATUS_PUBLISHED;
}

// Power of ten that a unit holds: of 22.55亿元 in the unit 亿元 the number is 22.55.
int UnitExponent(const std::string& unit) {
  return absl::StartsWith(unit, "亿") ? 8 : absl::StartsWith(unit, "万") ? 4 : 0;
}

// The place of the last printed digit of a number with 万 or 亿, in the unit of the figure.
absl::optional<Decimal> PrintedStep(const figures::v1::Figure& figure) {
  const auto step = figures::ScaledStep(figure.printed());
  if (!step.has_value()) return absl::nullopt;
  const auto scaled = step->TimesPowerOfTen(-UnitExponent(figure.unit()));
  if (!scaled.ok()) return absl::nullopt;
  return *scaled;
}

// That of the last digit of the value, zeros at its end included.
absl::optional<Decimal> ValueStep(const figures::v1::Figure& figure) {
  const std::string& value = figure.value();
  const size_t point = value.find('.');
  const int decimals = point == std::string::npos ? 0 : static_cast<int>(value.size() - point) - 1;
  const auto step = Decimal::FromParts(1, decimals);
  if (!step.ok()) return absl::nullopt;
  return *step;
}

absl::optional<Decimal> StatedStep(const figures::v1::Figure& figure) {
  if (figure.step().empty()) {
    const auto printed = PrintedStep(figure);
    return printed.has_value() ? printed : ValueStep(figure);
  }
  const auto step = Decimal::Parse(figure.step());
  if (!step.ok() || *step <= Decimal()) return absl::nullopt;
  return *step;
}

}  // namespace

absl::optional<Precision> PrecisionOf(const figures::v1::Figure& figure) {
  if (figure.qualifier() != figures::v1::QUALIFIER_EXACT) return absl::nullopt;
  Precision precision;
  absl::optional<Decimal> step;
  if (figure.rounding() == figures::v1::ROUNDING_ROUNDED ||
      figure.rounding() == figures::v1::ROUNDING_TRUNCATED) {
    precision.truncated = figure.rounding() == figures::v1::ROUNDING_TRUNCATED;
    step = StatedStep(figure);
  } else if (figure.rounding() == figures::v1::ROUNDING_UNSPECIFIED) {
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

}  // namespace zgc::supervision::internal
