#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace zgc::funding {

// What is left of a line of a table.
class Words {
 public:
  explicit Words(absl::string_view line) : rest_(absl::StrSplit(line, ' ', absl::SkipEmpty())) {}
  bool empty() const { return rest_.empty(); }
  std::string Next() {
    if (rest_.empty()) {
      ADD_FAILURE() << "the line is too short";
      return "";
    }
    std::string word(rest_.front());
    rest_.pop_front();
    return word;
  }
  bool Take(absl::string_view word) {
    if (rest_.empty() || rest_.front() != word) return false;
    rest_.pop_front();
    return true;
  }
  int64_t Fen() { return Number(Next()); }
  bool StartsWithNumber() const { return !rest_.empty() && IsNumber(rest_.front()); }
  static bool IsNumber(const std::string& word) {
    int64_t fen = 0;
    return Read(word, fen);
  }
  static int64_t Number(const std::string& word) {
    int64_t fen = 0;
    EXPECT_TRUE(Read(word, fen)) << "\"" << word << "\" is no sum";
    return fen;
  }
  const std::string& front() const { return rest_.front(); }
  size_t size() const { return rest_.size(); }

 private:
  // "1,200" is in fen, "12.00" in yuan, "max" the largest that a transfer may have.
  static bool Read(const std::string& word, int64_t& fen) {
    if (word == "max") fen = 1'000'000'000'000'000;
    const bool yuan = word.size() > 3 && word[word.size() - 3] == '.';
    const std::string digits = absl::StrReplaceAll(word, {{",", ""}, {yuan ? "." : ",", ""}});
    return word == "max" || absl::SimpleAtoi(digits, &fen);
  }

  std::deque<std::string> rest_;
};

}  // namespace zgc::funding
