#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/scanner/scanner.h"
#include "gmock/gmock.h"

// For the tests of the scanner only.
namespace zgc::figures {

// "7 家", "20 % approx", "ordinal 2 批", "date 5月6日": a numeral on one line. Figures
// without class, exact without qualifier; what has no value shows its text.
inline std::string Line(const Numeral& numeral) {
  std::string line;
  if (numeral.numeral_class != NumeralClass::kFigure) {
    line = absl::StrCat(ClassName(numeral.numeral_class), " ");
  }
  absl::StrAppend(&line, numeral.value.empty() ? numeral.printed : numeral.value);
  if (!numeral.unit.empty()) absl::StrAppend(&line, " ", numeral.unit);
  if (numeral.qualifier != v1::QUALIFIER_EXACT) {
    absl::StrAppend(&line, " ", QualifierName(numeral.qualifier));
  }
  return line;
}

inline std::vector<std::string> Lines(absl::string_view text) {
  std::vector<std::string> lines;
  for (const Numeral& numeral : Scan(text)) lines.push_back(Line(numeral));
  return lines;
}

struct ScanCase {
  const char* text;
  std::vector<std::string> lines;
};

inline void Check(const std::vector<ScanCase>& cases) {
  for (const ScanCase& c : cases) {
    EXPECT_THAT(Lines(c.text), ::testing::ElementsAreArray(c.lines)) << c.text;
  }
}

}  // namespace zgc::figures
