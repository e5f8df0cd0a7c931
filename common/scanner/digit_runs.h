#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace zgc::figures {

// A stretch of a text that bears a number, whatever it may be.
struct DigitRun {
  // In code points, as in Numeral.
  size_t offset = 0;
  size_t length = 0;
  // The text itself.
  std::string printed;
};

// All of them, in order, without overlaps: runs with an Arabic digit (with the points,
// separators and letters inside: 1,234.5, 5G), Chinese digits and place words of more than
// one character (一〇八, 二○, 十六), fractions and per cents in words (百万分之五). A Chinese
// digit alone is none (一批, 两类), nor are words that are spelt with several (千万, 万一).
// Knows nothing of classes, so that no rule of Scan can hide one. Works on any bytes, in
// linear time; pure and thread-safe.
std::vector<DigitRun> FindDigitRuns(absl::string_view utf8_text);

}  // namespace zgc::figures
