#include "common/query/pinyin.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/text.h"

namespace zgc::query {
namespace {

// kReadings, in order and after an empty one, kReadingOf each character from kFirstRead on, and
// kMoreReadings of some.
#include "common/query/readings.inc"

constexpr size_t kMostLetters = 64;

// Empty if it has none.
std::vector<absl::string_view> ReadingsOfOne(const base::CodePoint& point) {
  if (!point.valid || point.value < kFirstRead) return {};
  const size_t at = point.value - kFirstRead;
  if (at >= std::size(kReadingOf) || kReadingOf[at] == 0) return {};
  std::vector<absl::string_view> readings = {kReadings[kReadingOf[at]]};
  const auto* more = std::lower_bound(std::begin(kMoreReadings), std::end(kMoreReadings),
                                      std::make_pair(point.value, uint16_t{0}));
  for (; more != std::end(kMoreReadings) && more->first == point.value; ++more) {
    readings.push_back(kReadings[more->second]);
  }
  return readings;
}

// How many letters of `rest` may be one reading: whole, or all of it as the beginning of one.
std::vector<size_t> Steps(absl::string_view rest) {
  std::vector<size_t> steps;
  for (size_t length = 1; length <= rest.size(); ++length) {
    const absl::string_view part = rest.substr(0, length);
    const auto* found = std::lower_bound(std::begin(kReadings), std::end(kReadings), part);
    if (found == std::end(kReadings) || !absl::StartsWith(*found, part)) break;
    if (*found == part || length == rest.size()) steps.push_back(length);
  }
  return steps;
}

// Where a reading may begin so that the word ends with one.
std::vector<bool> Starts(absl::string_view word) {
  std::vector<bool> starts(word.size() + 1);
  starts[word.size()] = true;
  for (size_t at = word.size(); at-- > 0;) {
    for (const size_t step : Steps(word.substr(at))) {
      if (starts[at + step]) starts[at] = true;
    }
  }
  return starts;
}

bool StartAt(const std::vector<std::vector<absl::string_view>>& run, size_t at,
             absl::string_view word) {
  size_t initials = 0;
  while (initials < word.size() && at + initials < run.size() &&
         std::any_of(run[at + initials].begin(), run[at + initials].end(),
                     [&](absl::string_view reading) { return reading[0] == word[initials]; })) {
    ++initials;
  }
  if (initials == word.size()) return true;
  // How much of the word the characters so far may stand for.
  std::set<size_t> open = {0};
  for (size_t i = at; i < run.size() && !open.empty(); ++i) {
    std::set<size_t> next;
    for (const size_t read : open) {
      const absl::string_view rest = word.substr(read);
      for (const absl::string_view reading : run[i]) {
        if (absl::StartsWith(reading, rest)) {
          // Of one character alone is too little.
          if (i > at) return true;
        } else if (absl::StartsWith(rest, reading)) {
          next.insert(read + reading.size());
        }
      }
    }
    open = std::move(next);
  }
  return false;
}

}  // namespace

Readings ReadingsOf(absl::string_view folded) {
  Readings readings;
  bool in_run = false;
  for (size_t at = 0; at < folded.size();) {
    const base::CodePoint point = base::CodePointAt(folded, at);
    at += point.length;
    std::vector<absl::string_view> of_one = ReadingsOfOne(point);
    if (!of_one.empty() && !in_run) readings.emplace_back();
    in_run = !of_one.empty();
    if (in_run) readings.back().push_back(std::move(of_one));
  }
  return readings;
}

absl::btree_set<std::string> InitialPairsOf(absl::string_view folded) {
  absl::btree_set<std::string> pairs;
  for (const auto& run : ReadingsOf(folded)) {
    for (size_t i = 0; i + 1 < run.size(); ++i) {
      for (const absl::string_view one : run[i]) {
        for (const absl::string_view next : run[i + 1]) pairs.insert({one[0], next[0]});
      }
    }
  }
  return pairs;
}

std::vector<absl::btree_set<std::string>> InitialPairsIn(absl::string_view word) {
  std::vector<absl::btree_set<std::string>> pairs;
  const bool letters = std::all_of(word.begin(), word.end(), [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c));
  });
  if (!letters || word.size() < 2 || word.size() > kMostLetters) return pairs;
  for (size_t i = 0; i + 1 < word.size(); ++i) {
    pairs.push_back({std::string(word.substr(i, 2))});
  }
  // Where the reading after some of them may begin, with the initial before it.
  const std::vector<bool> starts = Starts(word);
  std::set<std::pair<size_t, char>> open;
  for (const size_t step : Steps(word)) {
    if (starts[step] && step < word.size()) open.emplace(step, word[0]);
  }
  for (size_t i = 0; i < pairs.size() && !open.empty(); ++i) {
    std::set<std::pair<size_t, char>> next;
    for (const auto& [at, initial] : open) {
      pairs[i].insert({initial, word[at]});
      for (const size_t step : Steps(word.substr(at))) {
        if (starts[at + step]) next.emplace(at + step, word[at]);
      }
    }
    open = std::move(next);
    // One of these ends here and says nothing of further pairs.
    const bool ends = std::any_of(open.begin(), open.end(),
                                  [&](const auto& one) { return one.first == word.size(); });
    if (ends) pairs.resize(i + 1);
  }
  return pairs;
}

bool HasReading(const Readings& readings, absl::string_view word) {
  if (word.size() < 2) return false;
  for (const auto& run : readings) {
    for (size_t at = 0; at < run.size(); ++at) {
      if (StartAt(run, at, word)) return true;
    }
  }
  return false;
}

}  // namespace zgc::query
