#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

// UTF-8 by code points. Strict: overlong forms, surrogates, values above
// U+10FFFF and cut sequences are bad. All functions are pure and thread-safe.
namespace zgc::base {

// Stands for one bad byte.
inline constexpr char32_t kReplacement = 0xFFFD;

// Byte offset of the first bad sequence, or nullopt if `text` is valid.
absl::optional<size_t> FirstBadByte(absl::string_view text);

bool IsValidUtf8(absl::string_view text);

// Whether it has white space alone, as of White_Space in Unicode and with a width of zero, or
// nothing.
bool IsBlank(absl::string_view text);

// One code point of a text.
struct CodePoint {
  char32_t value = 0;
  // Bytes it takes: 1 to 4; 1 for a bad byte.
  size_t length = 0;
  bool valid = false;
};

// The code point that begins at byte `pos` < text.size(). A bad byte is one
// code point kReplacement, so every text can be walked to its end.
CodePoint CodePointAt(absl::string_view text, size_t pos);

// Number of code points; each bad byte counts as one.
size_t CountCodePoints(absl::string_view text);

// A text decoded once, with the byte offset of each code point.
struct DecodedText {
  std::u32string points;
  // One longer than `points`; the last is the size of the text in bytes.
  std::vector<size_t> byte_offsets;
};
DecodedText Decode(absl::string_view text);

// Number of code points that begin before byte `byte_offset`.
size_t CodePointOffset(absl::string_view text, size_t byte_offset);

// At most `max_bytes` of `text` and "…" if that is not all of it; no sequence is cut.
std::string Truncate(absl::string_view text, size_t max_bytes);

// Bytes in whose order texts come with the numbers in them counted as such: "6-2" before "6-10",
// "9" before "14" before "14.2". Texts that differ have others.
std::string NumberedBytes(absl::string_view text);

// UTF-8 of one code point; that of kReplacement for what is no scalar value.
std::string EncodeUtf8(char32_t point);

}  // namespace zgc::base
