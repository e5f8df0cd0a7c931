#pragma once

#include <cstddef>

#include "absl/types/optional.h"
#include "common/decimal/decimal.h"
#include "common/scanner/scan_text.h"
#include "zgc/figures/v1/indicators.pb.h"

// How a number is printed, without its unit. Internal to common/scanner.
namespace zgc::figures::internal {

struct Number {
  size_t begin = 0;
  // Past 万 and 亿 and an inner 余, 多, 几.
  size_t end = 0;
  // Absent where the number does not fit.
  absl::optional<Decimal> value;
  // What 余, 多, 几, 数 make of it; UNSPECIFIED without such a word.
  v1::Qualifier inner = v1::QUALIFIER_UNSPECIFIED;
  // In Arabic digits, not Chinese ones.
  bool arabic = false;
  // Arabic: the form that only a quantity has (separators, a point, 万).
  bool grouped = false;
  bool has_point = false;
  // Arabic digits before the point, and whether they begin with a needless 0.
  size_t whole_digits = 0;
  bool leading_zero = false;
  // Chinese: a place word without a digit (百, 千, 亿). It counts only with a
  // word that makes it a number (近百, 上千).
  bool bare = false;
  // Chinese: several digits without place words (二〇一九, 八一), no quantity.
  bool digits_only = false;
  // Chinese: the one digit that it consists of, else -1.
  int single = -1;
  // Power of ten of a closing 万 or 亿, for members of a list that share it.
  int magnitude = 0;
};

// Whether a numeral in Chinese digits may begin with `c`.
bool IsChineseDigit(char32_t c);

// Power of ten of a place word (十, 百, 千, 万, 亿), or 0.
int PlacePower(char32_t c);

// 0 to 9, or -1.
int DigitValue(char32_t c);

// Past the last of the Chinese digits and place words that begin at `pos`, or past
// as many as no number has.
size_t ChineseRunEnd(const ScanText& text, size_t pos);

// The number that begins at `pos`, which holds an Arabic digit.
Number ReadArabicNumber(const ScanText& text, size_t pos);

// The number that begins at `pos`, if Chinese digits make one there. A run that
// is no number in full (十三五) is none.
absl::optional<Number> ReadChineseNumber(const ScanText& text, size_t pos);

}  // namespace zgc::figures::internal
