#include "common/scanner/digit_runs.h"

#include <string_view>

#include "common/scanner/number.h"
#include "common/scanner/scan_text.h"

namespace zgc::figures {
namespace {

using internal::IsDigit;
using internal::IsLatin;
using internal::ScanText;

// The digits of Chinese numbers, also rare ones.
bool IsChineseNumeral(char32_t c) {
  return internal::IsChineseDigit(c) || internal::OneOf(c, U"◯廿卅卌兩");
}

// Words that are spelt with several digits and count nothing.
bool IsWord(const ScanText& text, size_t begin, size_t end) {
  const std::u32string_view run = text.Between(begin, end);
  for (const std::u32string_view word :
       {U"万一", U"一一", U"亿万", U"万万", U"千千万万", U"三三两两", U"一五一十"}) {
    if (run == word) return true;
  }
  return run == U"千万" && text.HasAny(end, {U"不", U"别", U"要", U"莫"});
}

// What may join two digits of one number, code or date.
bool Joins(char32_t c) { return internal::OneOf(c, U".,:/-–—~+×%‰'’·_") || IsLatin(c); }

size_t ArabicEnd(const ScanText& text, size_t pos) {
  size_t end = pos;
  while (true) {
    while (IsDigit(text.at(end)) || IsLatin(text.at(end))) ++end;
    if (!Joins(text.at(end)) || !IsDigit(text.at(end + 1))) return end;
    ++end;
  }
}

size_t ChineseEnd(const ScanText& text, size_t pos) {
  while (IsChineseNumeral(text.at(pos))) ++pos;
  return pos;
}

// Past 分之 and the digits behind it, or `pos`.
size_t FractionEnd(const ScanText& text, size_t pos) {
  if (!text.Has(pos, U"分之")) return pos;
  const size_t below = pos + 2;
  size_t end = IsDigit(text.at(below)) ? ArabicEnd(text, below) : ChineseEnd(text, below);
  if (end > below && text.at(end) == U'点') {
    const size_t behind = ChineseEnd(text, end + 1);
    if (behind > end + 1) end = behind;
  }
  return end > below ? end : pos;
}

}  // namespace

std::vector<DigitRun> FindDigitRuns(absl::string_view utf8_text) {
  const ScanText text(utf8_text);
  std::vector<DigitRun> runs;
  for (size_t pos = 0; pos < text.size();) {
    size_t end = pos;
    bool counts = false;
    if (IsDigit(text.at(pos)) || IsLatin(text.at(pos))) {
      end = ArabicEnd(text, pos);
      for (size_t i = pos; i < end; ++i) counts = counts || IsDigit(text.at(i));
    } else if (IsChineseNumeral(text.at(pos))) {
      end = ChineseEnd(text, pos);
      counts = end - pos > 1 && !IsWord(text, pos, end);
    }
    if (end == pos) {
      ++pos;
      continue;
    }
    if (const size_t fraction = FractionEnd(text, end); fraction > end) {
      end = fraction;
      counts = true;
    }
    if (counts) runs.push_back({pos, end - pos, text.Original(pos, end)});
    pos = end;
  }
  return runs;
}

}  // namespace zgc::figures
