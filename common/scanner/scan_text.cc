#include "common/scanner/scan_text.h"

#include <algorithm>
#include <utility>

namespace zgc::figures::internal {
namespace {

// Quotations longer than this are speech, whose numerals count.
constexpr size_t kLongestQuotedName = 24;

char32_t Fold(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFF01 + '!';
  if (c == 0x3000 || c == 0xA0 || c == 0x2002 || c == 0x2003 || c == 0x2009) return ' ';
  if (c == 0x2212) return '-';
  if (c == 0x2236) return ':';
  if (c == 0x301C) return '~';
  if (c == U'○') return U'〇';
  if (c == '\t' || c == '\r') return ' ';
  return c;
}

char32_t ClosingQuote(char32_t open) {
  switch (open) {
    case U'“':
      return U'”';
    case U'‘':
      return U'’';
    case U'「':
      return U'」';
    case U'『':
      return U'』';
    case '"':
      return '"';
    default:
      return 0;
  }
}

bool EndsClause(char32_t c) {
  return c == U'。' || c == ',' || c == ';' || c == '!' || c == '?' || c == '\n';
}

// End of a title that opens at `open` (《): behind its 》, or, where that is
// missing, at the end of the clause.
size_t TitleEnd(const std::u32string& text, size_t open) {
  constexpr size_t kLongestTitle = 200;
  size_t depth = 0;
  size_t clause = open;
  size_t i = open;
  for (; i < text.size() && text[i] != '\n' && i <= open + kLongestTitle; ++i) {
    if (text[i] == U'《' && ++depth > 2) break;
    if (text[i] == U'》' && --depth == 0) return i + 1;
    if (clause == open && EndsClause(text[i])) clause = i;
  }
  return clause == open ? i : clause;
}

// End of a quoted name that opens at `open`, or `open` if it is none.
size_t QuoteEnd(const std::u32string& text, size_t open) {
  const char32_t closing = ClosingQuote(text[open]);
  for (size_t i = open + 1; i < text.size() && i <= open + kLongestQuotedName + 1; ++i) {
    if (text[i] == closing) return i + 1;
    if (EndsClause(text[i]) || text[i] == ':') break;
  }
  return open;
}

}  // namespace

bool IsDigit(char32_t c) { return c >= '0' && c <= '9'; }

bool IsLatin(char32_t c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool IsHan(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

bool IsBoundary(char32_t c) {
  return c == 0 || EndsClause(c) || c == ':' || c == ')' || c == U'”' || c == U'》' || c == U'】';
}

bool OneOf(char32_t c, std::u32string_view characters) {
  return c != 0 && characters.find(c) != std::u32string_view::npos;
}

ScanText::ScanText(absl::string_view utf8) : utf8_(utf8) {
  base::DecodedText decoded = base::Decode(utf8);
  points_ = std::move(decoded.points);
  byte_offsets_ = std::move(decoded.byte_offsets);
  for (char32_t& c : points_) {
    c = Fold(c);
  }
  MarkNames();
}

void ScanText::MarkNames() {
  in_name_.assign(points_.size(), false);
  for (size_t i = 0; i < points_.size();) {
    size_t end = i;
    if (points_[i] == U'《') {
      end = TitleEnd(points_, i);
    } else if (ClosingQuote(points_[i]) != 0) {
      end = QuoteEnd(points_, i);
    }
    if (end <= i) {
      ++i;
      continue;
    }
    for (; i < end; ++i) {
      in_name_[i] = true;
    }
  }
}

bool ScanText::Has(size_t pos, std::u32string_view word) const {
  return pos <= points_.size() && points_.compare(pos, word.size(), word) == 0;
}

bool ScanText::HasBefore(size_t pos, std::u32string_view word) const {
  return pos >= word.size() && Has(pos - word.size(), word);
}

bool ScanText::HasAny(size_t pos, std::initializer_list<std::u32string_view> words) const {
  return std::any_of(words.begin(), words.end(),
                     [&](std::u32string_view word) { return Has(pos, word); });
}

bool ScanText::HasAnyBefore(size_t pos, std::initializer_list<std::u32string_view> words) const {
  return std::any_of(words.begin(), words.end(),
                     [&](std::u32string_view word) { return HasBefore(pos, word); });
}

std::u32string_view ScanText::Between(size_t begin, size_t end) const {
  return std::u32string_view(points_).substr(begin, end - begin);
}

size_t ScanText::SkipSpaces(size_t pos) const {
  while (at(pos) == ' ') {
    ++pos;
  }
  return pos;
}

char32_t ScanText::VisibleBefore(size_t pos) const {
  while (pos > 0 && points_[pos - 1] == ' ') {
    --pos;
  }
  return before(pos);
}

std::string ScanText::Original(size_t begin, size_t end) const {
  return std::string(utf8_.substr(byte_offsets_[begin], byte_offsets_[end] - byte_offsets_[begin]));
}

}  // namespace zgc::figures::internal
