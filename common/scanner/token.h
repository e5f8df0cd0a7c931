#pragma once

#include <cstddef>
#include <string>

#include "absl/types/optional.h"
#include "common/decimal/decimal.h"
#include "common/scanner/scanner.h"

// A numeral while the scanner works on it. Internal to common/scanner.
namespace zgc::figures::internal {

struct Token {
  size_t begin = 0;
  size_t end = 0;
  NumeralClass numeral_class = NumeralClass::kFigure;
  absl::optional<Decimal> value;
  std::string unit;
  v1::Qualifier qualifier = v1::QUALIFIER_EXACT;

  // The rest serves lists and ranges, whose members share what only one prints.

  // Neither a unit nor anything else says yet what it is.
  bool open = false;
  // What becomes of an open one that no neighbour explains.
  bool dropped_if_open = false;
  NumeralClass class_if_open = NumeralClass::kFigure;
  bool arabic = false;
  // Four digits that read as a year.
  bool year_like = false;
  // Words before it (超过) reach the members behind it, words behind it (以上)
  // those before it.
  v1::Qualifier prefix = v1::QUALIFIER_UNSPECIFIED;
  v1::Qualifier suffix = v1::QUALIFIER_UNSPECIFIED;
  bool has_inner = false;
  // Power of ten of its 万 or 亿; 1 for 成, so that 三至五成 is 30 and 50.
  int magnitude = 0;
};

inline Token MakeToken(size_t begin, size_t end, NumeralClass numeral_class) {
  Token token;
  token.begin = begin;
  token.end = end;
  token.numeral_class = numeral_class;
  return token;
}

}  // namespace zgc::figures::internal
