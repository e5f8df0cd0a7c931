#include "common/scanner/units.h"

#include <string_view>
#include <utility>

#include "common/scanner/number.h"
#include "common/scanner/unit_lexicon.h"

namespace zgc::figures::internal {
namespace {

std::string ToUtf8(std::u32string_view word) {
  std::string utf8;
  for (const char32_t c : word) utf8 += base::EncodeUtf8(c);
  return utf8;
}

using Entry = std::pair<const std::u32string_view, UnitEntry>;

std::string NameOf(const Entry& entry) {
  return ToUtf8(entry.second.name.empty() ? entry.first : entry.second.name);
}

// Whether the word goes on as another one: 位于, 成员, 年级.
bool BecomesAnotherWord(const ScanText& text, size_t end, const UnitEntry& entry) {
  return entry.not_before.find(text.at(end)) != std::u32string_view::npos && text.at(end) != 0;
}

const Entry* Longest(const ScanText& text, size_t pos) {
  for (size_t length = kLongestUnit; length > 0; --length) {
    if (pos + length > text.size()) continue;
    const auto found = Units().find(text.Between(pos, pos + length));
    if (found == Units().end() || BecomesAnotherWord(text, pos + length, found->second)) continue;
    // km is a unit, kmart is not.
    if (IsLatin(text.at(pos)) && IsLatin(text.at(pos + length))) continue;
    return &*found;
  }
  return nullptr;
}

// 个多月, 个半小时: the word behind 个 with 多, 余 or 半 in between.
bool MatchSplitUnit(const ScanText& text, size_t pos, UnitMatch* match) {
  const char32_t inner = text.at(pos + 1);
  if (text.at(pos) != U'个' || (inner != U'多' && inner != U'余' && inner != U'半')) return false;
  for (const std::u32string_view word : {U"月", U"小时", U"百分点", U"工作日", U"学期"}) {
    if (!text.Has(pos + 2, word)) continue;
    match->length = 2 + word.size();
    match->name = ToUtf8(word == U"月" ? U"个月" : word);
    match->kind = word == U"百分点" ? UnitKind::kMeasure : UnitKind::kTime;
    match->half = inner == U'半';
    match->over = !match->half;
    return true;
  }
  return false;
}

// 两年多, 5年余, 三年半, 一倍多 behind a unit that is no count.
void TakeTail(const ScanText& text, size_t pos, UnitMatch* match) {
  const size_t end = pos + match->length;
  const char32_t c = text.at(end);
  const bool divisible = match->kind == UnitKind::kTime || match->tenths || match->name == "倍" ||
                         match->name == "公里" || match->name == "元" || match->name == "岁";
  if (!divisible) return;
  if (c == U'余' && !text.Has(end, U"余额") && !text.Has(end, U"余个")) {
    match->over = true;
  } else if (c == U'多' && Longest(text, end + 1) == nullptr && !text.Has(end, U"多元") &&
             !text.Has(end, U"多方")) {
    match->over = true;
  } else if (match->tenths && DigitValue(c) > 0 && !IsChineseDigit(text.at(end + 1)) &&
             Longest(text, end + 1) == nullptr) {
    match->digit = DigitValue(c);
  } else if (c == U'半' && match->name == "年" && text.at(end + 1) != U'数') {
    match->half = true;
  } else {
    return;
  }
  ++match->length;
}

}  // namespace

UnitMatch MatchUnit(const ScanText& text, size_t pos) {
  UnitMatch match;
  if (MatchSplitUnit(text, pos, &match)) return match;
  const Entry* entry = Longest(text, pos);
  if (entry == nullptr) return match;
  match.length = entry->first.size();
  match.name = NameOf(*entry);
  match.kind = entry->second.kind;
  match.shy = entry->second.shy;
  match.tenths = entry->first == U"成";
  if (text.at(pos + match.length) == '/') {
    if (const Entry* below = Longest(text, pos + match.length + 1); below != nullptr) {
      match.length += 1 + below->first.size();
      match.name += "/" + NameOf(*below);
      return match;
    }
  }
  TakeTail(text, pos, &match);
  return match;
}

bool StartsMetricUnit(const ScanText& text, size_t pos) {
  if (text.at(pos) != U'千') return false;
  const Entry* entry = Longest(text, pos);
  return entry != nullptr && entry->first.size() > 1;
}

}  // namespace zgc::figures::internal
