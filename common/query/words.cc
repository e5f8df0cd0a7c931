#include "common/query/words.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include "common/base/check.h"
#include "common/base/text.h"

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

absl::btree_set<std::string> GramsOf(absl::string_view folded) {
  absl::btree_set<std::string> grams;
  std::string word;
  std::string before;
  const auto end_word = [&] {
    if (!word.empty()) grams.insert(std::move(word));
    word.clear();
  };
  for (size_t at = 0; at < folded.size();) {
    const base::CodePoint point = base::CodePointAt(folded, at);
    const std::string character(folded.substr(at, point.length));
    at += point.length;
    const bool han = point.valid && u_hasBinaryProperty(static_cast<UChar32>(point.value),
                                                        UCHAR_UNIFIED_IDEOGRAPH);
    if (!han && point.valid && u_isalnum(static_cast<UChar32>(point.value))) {
      word += character;
    } else {
      end_word();
    }
    if (han && !before.empty()) grams.insert(before + character);
    before = han ? character : "";
  }
  end_word();
  return grams;
}

}  // namespace zgc::query
