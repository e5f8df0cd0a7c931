#pragma once

#include <string>

#include "absl/container/btree_set.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "common/base/text.h"

// Texts as a search compares them (检索). Pure; thread-safe.
namespace zgc::query {

// NFKC with case folded: full and half width, upper and lower case are the same.
std::string Folded(absl::string_view text);

// The same without blanks: two names with one normal form look the same to people.
std::string NormalForm(absl::string_view text);

// Whether a character of a folded text is Chinese.
bool IsHan(const base::CodePoint& point);

// Each two Chinese characters side by side in a folded text (二元切分).
absl::btree_set<std::string> PairsOf(absl::string_view folded);
// What a folded text is found by: each two Chinese characters side by side, and each run of other
// letters and digits. Parts of the text, as often as they are there.
void ForEachGramIn(absl::string_view folded, absl::FunctionRef<void(absl::string_view gram)> visit);
absl::btree_set<std::string> GramsOf(absl::string_view folded);

}  // namespace zgc::query
