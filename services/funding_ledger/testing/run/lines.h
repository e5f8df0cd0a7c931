#pragma once

#include <string>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/testing/run/words.h"

namespace zgc::funding {

// Gives the lines of a table to `run`, which takes all words of its line, until one fails;
// the failure names it. What follows "#" is a remark. Returns whether all went well.
template <typename Run>
bool RunLines(absl::string_view table, const Run& run) {
  int number = 0;
  for (absl::string_view line : absl::StrSplit(table, '\n')) {
    ++number;
    line = line.substr(0, line.find('#'));
    const ::testing::ScopedTrace trace("scenario", number, std::string(line));
    Words words(line);
    if (!words.empty()) run(words);
    if (!words.empty()) ADD_FAILURE() << "what is \"" << words.front() << "\"?";
    if (::testing::Test::HasFailure()) return false;
  }
  return true;
}

}  // namespace zgc::funding
