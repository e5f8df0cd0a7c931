#include "common/query/words.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"

namespace zgc::query {

std::string Folded(absl::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(error);
  ZGC_CHECK(U_SUCCESS(error), "texts would not be compared as the index has them");
  std::string folded;
  icu::StringByteSink<std::string> sink(&folded);
  normalizer->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())),
                            sink, nullptr, error);
  return U_SUCCESS(error) ? folded : "";
}

bool IsHan(const base::CodePoint& point) {
  return point.valid &&
         u_hasBinaryProperty(static_cast<UChar32>(point.value), UCHAR_UNIFIED_IDEOGRAPH);
}

absl::btree_set<std::string> PairsOf(absl::string_view folded) {
  absl::btree_set<std::string> pairs;
  std::string before;
  for (size_t at = 0; at < folded.size();) {
    const base::CodePoint point = base::CodePointAt(folded, at);
    const std::string character(folded.substr(at, point.length));
    at += point.length;
    const bool han = IsHan(point);
    if (han && !before.empty()) pairs.insert(before + character);
    before = han ? character : "";
  }
  return pairs;
}

absl::btree_set<std::string> GramsOf(absl::string_view folded) {
  absl::btree_set<std::string> grams = PairsOf(folded);
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) grams.insert(std::exchange(word, ""));
  };
  for (size_t at = 0; at < folded.size();) {
    const base::CodePoint point = base::CodePointAt(folded, at);
    const bool in_word =
        !IsHan(point) && point.valid && u_isalnum(static_cast<UChar32>(point.value));
    if (!in_word) end_word();
    if (in_word) absl::StrAppend(&word, folded.substr(at, point.length));
    at += point.length;
  }
  end_word();
  return grams;
}

}  // namespace zgc::query
