#include "common/scanner/rules/fraction_rules.h"

#include <string_view>
#include <utility>

#include "common/scanner/rules/figure_rules.h"
#include "common/scanner/rules/qualifiers.h"

namespace zgc::figures::internal {
namespace {

absl::optional<Number> ReadEither(const ScanText& text, size_t pos) {
  if (IsDigit(text.at(pos))) return ReadArabicNumber(text, pos);
  return ReadChineseNumber(text, pos);
}

// A percentage token for [begin, end).
Token Percent(const ScanText& text, size_t begin, size_t end, const Decimal& value,
              v1::Qualifier inner = v1::QUALIFIER_UNSPECIFIED) {
  Number number;
  number.begin = begin;
  number.end = end;
  number.value = value;
  number.inner = inner;
  UnitMatch unit;
  unit.name = "%";
  Token token = MakeToken(begin, end, NumeralClass::kFigure);
  Fill(text, number, unit, end, &token);
  return token;
}

// numerator / denominator as a percentage; approximate where it has no end.
absl::optional<Token> Ratio(const ScanText& text, size_t begin, size_t end,
                            const Decimal& numerator, const Decimal& denominator) {
  const auto hundredfold = numerator.TimesPowerOfTen(2);
  if (!hundredfold.ok()) return absl::nullopt;
  const auto percent = hundredfold->DividedBy(denominator, 2);
  if (!percent.ok()) return absl::nullopt;
  const auto back = percent->Times(denominator);
  const bool exact = back.ok() && *back == *hundredfold;
  Token token = Percent(text, begin, end, *percent);
  if (!exact && token.qualifier == v1::QUALIFIER_EXACT) token.qualifier = v1::QUALIFIER_APPROX;
  return token;
}

// 百分之十二点五, 千分之三, 万分之一.
absl::optional<Token> ReadPerHundred(const ScanText& text, size_t pos) {
  const char32_t whole = text.at(pos);
  if (!text.Has(pos + 1, U"分之")) return absl::nullopt;
  if (whole == U'百' && text.at(pos + 3) == U'百') {
    return Percent(text, pos, pos + 4, Decimal(100));
  }
  const absl::optional<Number> number = ReadEither(text, pos + 3);
  if (!number || !number->value || number->bare || number->digits_only) return absl::nullopt;
  const int exponent = whole == U'百' ? 0 : (whole == U'千' ? -1 : -2);
  const auto percent = number->value->TimesPowerOfTen(exponent);
  if (!percent.ok()) return absl::nullopt;
  return Percent(text, pos, number->end, *percent, number->inner);
}

// 三分之一.
absl::optional<Token> ReadParts(const ScanText& text, size_t pos) {
  const absl::optional<Number> below = ReadEither(text, pos);
  if (!below || !below->value || below->bare || !text.Has(below->end, U"分之")) {
    return absl::nullopt;
  }
  const absl::optional<Number> above = ReadEither(text, below->end + 2);
  if (!above || !above->value || above->bare || above->digits_only) return absl::nullopt;
  return Ratio(text, pos, above->end, *above->value, *below->value);
}

// 2/3. 10/16 may be a date: only small parts of one.
absl::optional<Token> ReadSlash(const ScanText& text, size_t pos) {
  const char32_t above = text.at(pos);
  const char32_t below = text.at(pos + 2);
  if (!IsDigit(above) || text.at(pos + 1) != '/' || !IsDigit(below) || above >= below ||
      above == '0' || IsDigit(text.at(pos + 3)) || text.at(pos + 3) == '/' ||
      text.at(pos + 3) == '.') {
    return absl::nullopt;
  }
  return Ratio(text, pos, pos + 3, Decimal(above - '0'), Decimal(below - '0'));
}

}  // namespace

absl::optional<Token> ReadFraction(const ScanText& text, size_t pos) {
  const char32_t c = text.at(pos);
  if (c == U'百' || c == U'千' || c == U'万') {
    if (text.Has(pos, U"百分百")) return Percent(text, pos, pos + 3, Decimal(100));
    if (absl::optional<Token> token = ReadPerHundred(text, pos)) return token;
  }
  if (text.Has(pos, U"一半")) return Percent(text, pos, pos + 2, Decimal(50));
  if (text.Has(pos, U"半数")) {
    const bool above = text.before(pos) == U'过' && !text.HasBefore(pos, U"超过");
    return Percent(text, pos, pos + 2, Decimal(50),
                   above ? v1::QUALIFIER_ABOVE : v1::QUALIFIER_UNSPECIFIED);
  }
  if (text.HasBefore(pos, U"过") && c == U'半' &&
      (IsBoundary(text.at(pos + 1)) || text.at(pos + 1) == U'、')) {
    return Percent(text, pos, pos + 1, Decimal(50), v1::QUALIFIER_ABOVE);
  }
  if (IsDigit(c)) {
    if (absl::optional<Token> token = ReadSlash(text, pos)) return token;
  }
  if (IsDigit(c) || IsChineseDigit(c)) return ReadParts(text, pos);
  return absl::nullopt;
}

}  // namespace zgc::figures::internal
