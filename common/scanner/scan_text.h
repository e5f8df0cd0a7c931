#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/text.h"

// The text under the scanner. Internal to common/scanner.
namespace zgc::figures::internal {

// The character classes below expect the folded characters of ScanText.
bool IsDigit(char32_t c);
bool IsLatin(char32_t c);
bool IsHan(char32_t c);
// A line end, the start of the text (0) or punctuation that ends a clause.
bool IsBoundary(char32_t c);
// Whether `c` is one of `characters`; 0, the end of a text, is none.
bool OneOf(char32_t c, std::u32string_view characters);

// A text by code points, with full-width forms folded to ASCII (so ， reads as
// a comma), and the stretches that are names: titles in 《》 and short quotations.
// `utf8` must outlive it.
class ScanText {
 public:
  explicit ScanText(absl::string_view utf8);

  size_t size() const { return points_.size(); }
  // The folded character, 0 outside of the text.
  char32_t at(size_t pos) const { return pos < points_.size() ? points_[pos] : 0; }
  // The one before `pos`, 0 at the start.
  char32_t before(size_t pos) const { return pos == 0 ? 0 : at(pos - 1); }
  bool Has(size_t pos, std::u32string_view word) const;
  // Whether `word` ends right before `pos`.
  bool HasBefore(size_t pos, std::u32string_view word) const;
  bool HasAny(size_t pos, std::initializer_list<std::u32string_view> words) const;
  bool HasAnyBefore(size_t pos, std::initializer_list<std::u32string_view> words) const;
  std::u32string_view Between(size_t begin, size_t end) const;
  // `pos` past spaces on the same line.
  size_t SkipSpaces(size_t pos) const;
  // The last character before `pos` that is no space.
  char32_t VisibleBefore(size_t pos) const;
  // Whether `pos` lies within 《》 or a short quotation.
  bool InName(size_t pos) const { return pos < in_name_.size() && in_name_[pos]; }

  // As printed.
  std::string Original(size_t begin, size_t end) const;
  size_t byte_offset(size_t pos) const { return byte_offsets_[pos]; }

 private:
  void MarkNames();

  absl::string_view utf8_;
  std::u32string points_;
  std::vector<size_t> byte_offsets_;
  std::vector<bool> in_name_;
};

}  // namespace zgc::figures::internal
