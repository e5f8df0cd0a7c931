#include "common/query/words.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

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

std::string NormalForm(absl::string_view text) {
  const std::string folded = Folded(text);
  std::string normal;
  for (size_t at = 0; at < folded.size();) {
    const size_t length = base::CodePointAt(folded, at).length;
    const absl::string_view point = absl::string_view(folded).substr(at, length);
    if (!base::IsBlank(point)) normal.append(point.data(), point.size());
    at += length;
  }
  return normal;
}

bool IsHan(const base::CodePoint& point) {
  return point.valid &&
         u_hasBinaryProperty(static_cast<UChar32>(point.value), UCHAR_UNIFIED_IDEOGRAPH);
}

namespace {

// Of pairs alone, or of words as well.
void ForEachPart(absl::string_view folded, bool words,
                 absl::FunctionRef<void(absl::string_view)> visit) {
  // How many bytes before `at` are one Chinese character, or a word so far.
  size_t han = 0;
  size_t word = 0;
  for (size_t at = 0; at < folded.size();) {
    const base::CodePoint point = base::CodePointAt(folded, at);
    const bool is_han = IsHan(point);
    const bool in_word =
        words && !is_han && point.valid && u_isalnum(static_cast<UChar32>(point.value));
    if (word != 0 && !in_word) visit(folded.substr(at - word, word));
    if (han != 0 && is_han) visit(folded.substr(at - han, han + point.length));
    han = is_han ? point.length : 0;
    word = in_word ? word + point.length : 0;
    at += point.length;
  }
  if (word != 0) visit(folded.substr(folded.size() - word));
}

}  // namespace

absl::btree_set<std::string> PairsOf(absl::string_view folded) {
  absl::btree_set<std::string> pairs;
  ForEachPart(folded, /*words=*/false, [&](absl::string_view pair) { pairs.emplace(pair); });
  return pairs;
}

void ForEachGramIn(absl::string_view folded,
                   absl::FunctionRef<void(absl::string_view gram)> visit) {
  ForEachPart(folded, /*words=*/true, visit);
}

absl::btree_set<std::string> GramsOf(absl::string_view folded) {
  absl::btree_set<std::string> grams;
  ForEachGramIn(folded, [&](absl::string_view gram) { grams.emplace(gram); });
  return grams;
}

}  // namespace zgc::query
