#include "services/supervision_reporting/report/model/cited_text.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/decimal/decimal.h"
#include "common/figures/precision.h"
#include "common/scanner/figure_text.h"
#include "common/scanner/scanner.h"

namespace zgc::supervision {
namespace {

using figures::Decimal;

// A unit as a power of ten of its base: 亿元 is 8 and 元.
struct ScaledUnit {
  int exponent = 0;
  absl::string_view base;
};

ScaledUnit Split(absl::string_view unit) {
  constexpr std::pair<absl::string_view, int> kMagnitudes[] = {{"亿", 8}, {"万", 4}};
  for (const auto& [word, exponent] : kMagnitudes) {
    if (absl::StartsWith(unit, word) && unit.size() > word.size()) {
      return {exponent, unit.substr(word.size())};
    }
  }
  return {0, unit};
}

// With all of its decimals: 22.50.
std::string WithDecimals(const Decimal& number, int decimals) {
  std::string text = number.ToString();
  if (decimals == 0) return text;
  if (number.scale() == 0) text += ".";
  text.append(static_cast<size_t>(decimals - number.scale()), '0');
  return text;
}

// Whether two printings are one number: 1,234.5万元 and 1234.50万元.
bool SayTheSame(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto left = figures::Scan(a);
  const auto right = figures::Scan(b);
  if (left.size() != 1 || right.size() != 1 || left[0].value.empty()) return false;
  return left[0].value == right[0].value && left[0].unit == right[0].unit &&
         left[0].qualifier == right[0].qualifier && left[0].numeral_class == right[0].numeral_class;
}

}  // namespace

absl::optional<std::string> PrintIn(const figures::v1::Figure& figure, const std::string& unit,
                                    int decimals) {
  const ScaledUnit has = Split(figure.unit());
  const ScaledUnit wanted = Split(unit);
  const auto value = Decimal::Parse(figure.value());
  if (wanted.base != has.base || figure.qualifier() != figures::v1::QUALIFIER_EXACT ||
      !value.ok()) {
    return absl::nullopt;
  }
  const int exponent = has.exponent - wanted.exponent;
  const auto scaled = value->TimesPowerOfTen(exponent);
  const auto rounded = scaled.ok() ? scaled->Rounded(decimals) : scaled;
  if (!rounded.ok()) return absl::nullopt;
  if (const auto precision = figures::PrecisionOf(figure)) {
    const auto step = precision->step.TimesPowerOfTen(exponent);
    const auto least = Decimal::FromParts(1, decimals);
    if (!step.ok() || !least.ok() || *step > *least) return absl::nullopt;
  }
  return absl::StrCat(WithDecimals(*rounded, decimals), unit);
}

CitedText TextOf(const v1::Citation& citation, const figures::v1::Figure& figure) {
  CitedText cited;
  cited.text = figures::FormatFigure(figure);
  if (!citation.unit().empty()) {
    const auto text = PrintIn(figure, citation.unit(), citation.decimals());
    if (text.has_value()) {
      cited.text = *text;
    } else {
      cited.mismatch = absl::StrCat("the figure, ", cited.text, ", cannot be printed in ",
                                    citation.unit(), " with ", citation.decimals(), " decimals");
    }
  }
  if (citation.printed().empty()) return cited;
  if (cited.mismatch.empty() && !SayTheSame(citation.printed(), cited.text)) {
    cited.mismatch = absl::StrCat("the text has ", citation.printed(), ", the figure is ",
                                  cited.text, " (数与所引指标不符)");
  }
  cited.text = citation.printed();
  return cited;
}

}  // namespace zgc::supervision
