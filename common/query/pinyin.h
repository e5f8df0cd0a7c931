#pragma once

#include <string>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/strings/string_view.h"

// How Chinese is typed in Latin letters (拼音): zgc or zhongguancun for 中关村. A character has the
// reading that ICU gives it, and one that is read in several ways (多音字) each that is usual, see
// readings/several.h: 重 is zhong and chong wherever it stands. Without tones; ü is u and v. Pure;
// thread-safe.
namespace zgc::query {

// The readings of each of the characters side by side, of each run of those that have any.
using Readings = std::vector<std::vector<std::vector<absl::string_view>>>;
Readings ReadingsOf(absl::string_view folded);

// What a title is found by: the first letters of each two characters side by side, "zg", in all
// ways to read them. At most 26 times 26.
absl::btree_set<std::string> InitialPairsOf(absl::string_view folded);

// What a folded word of Latin letters may stand for as the beginning of readings, of two characters
// at least: their first letters, or their readings one after the other, of which the last may lack
// its end. Of each set one is among the pairs of initials of what has that. Empty of another word.
std::vector<absl::btree_set<std::string>> InitialPairsIn(absl::string_view word);
// Whether it stands for characters that lie side by side in there.
bool HasReading(const Readings& readings, absl::string_view word);

}  // namespace zgc::query
