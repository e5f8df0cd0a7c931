#include "common/figures/marks.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "common/figures/number.h"
#include "common/figures/units.h"

namespace zgc::figures::internal {
namespace {

bool In(std::u32string_view set, char32_t c) { return c != 0 && set.find(c) != set.npos; }

size_t DigitsEnd(const ScanText& text, size_t pos) {
  while (IsDigit(text.at(pos))) ++pos;
  return pos;
}

// The value of at most four digits, else -1.
int SmallValue(const ScanText& text, size_t begin, size_t end) {
  if (begin == end || end - begin > 4) return -1;
  int value = 0;
  for (size_t i = begin; i < end; ++i) value = value * 10 + static_cast<int>(text.at(i) - '0');
  return value;
}

bool IsYear(const ScanText& text, size_t begin, size_t end) {
  const int value = SmallValue(text, begin, end);
  return end - begin == 4 && value >= 1900 && value < 2100;
}

// Past a dash (any number of them) or 至, 到; `pos` if there is none.
size_t RangeEnd(const ScanText& text, size_t pos) {
  const size_t begin = pos;
  pos = text.SkipSpaces(pos);
  if (text.at(pos) == U'至' || text.at(pos) == U'到') return text.SkipSpaces(pos + 1);
  const size_t dash = pos;
  while (pos < dash + 2 && In(U"-—–~～", text.at(pos))) ++pos;
  return pos == dash ? begin : text.SkipSpaces(pos);
}

// Past a number in either kind of digits, with its value, or `pos`.
size_t SmallNumberEnd(const ScanText& text, size_t pos, int* value) {
  const size_t end = DigitsEnd(text, pos);
  if (end > pos) {
    *value = SmallValue(text, pos, end);
    return end;
  }
  const auto number = IsChineseDigit(text.at(pos)) ? ReadChineseNumber(text, pos) : absl::nullopt;
  if (!number || number->digits_only || number->bare || !number->value ||
      number->inner != v1::QUALIFIER_UNSPECIFIED || *number->value > Decimal(99)) {
    return pos;
  }
  *value = static_cast<int>(number->value->coefficient());
  return number->value->IsInteger() ? number->end : pos;
}

// Past "11月14日", "11月", "14日", or `pos`.
size_t MonthDayEnd(const ScanText& text, size_t pos) {
  int value = 0;
  size_t end = SmallNumberEnd(text, pos, &value);
  if (end == pos || value < 1 || value > 31) return pos;
  if (text.at(end) == U'日' && !In(U"均游元", text.at(end + 1))) return end + 1;
  if (text.at(end) != U'月' || value > 12) return pos;
  const size_t month = end + 1;
  end = SmallNumberEnd(text, month, &value);
  if (end > month && value >= 1 && value <= 31 && In(U"日号", text.at(end))) return end + 1;
  return month;
}

// Past 8时30分, 14:30, 90年代, 21世纪, or `pos`.
size_t TimeEnd(const ScanText& text, size_t pos) {
  int value = 0;
  const size_t end = SmallNumberEnd(text, pos, &value);
  if (end == pos) return pos;
  if (text.Has(end, U"年代") || text.Has(end, U"世纪")) return end + 2;
  if (value < 0 || value > 24) return pos;
  if (text.at(end) == ':' && IsDigit(text.at(end + 1)) && IsDigit(text.at(end + 2)) &&
      !IsDigit(text.at(end + 3))) {
    return end + 3;
  }
  if (text.at(end) != U'时' || In(U"代间期", text.at(end + 1))) return pos;
  const size_t minutes = SmallNumberEnd(text, end + 1, &value);
  return minutes > end + 1 && text.at(minutes) == U'分' ? minutes + 1 : end + 1;
}

// Past 2019-10-16, 2019/10/16 or 2019.10.16 whose year ends at `end`, or `end`.
size_t NumericDateEnd(const ScanText& text, size_t end) {
  const char32_t separator = text.at(end);
  if (!In(U"-/.", separator)) return end;
  const size_t month = DigitsEnd(text, end + 1);
  const int value = SmallValue(text, end + 1, month);
  if (value < 1 || value > 12 || text.at(month) != separator) return end;
  const size_t day = DigitsEnd(text, month + 1);
  const int number = SmallValue(text, month + 1, day);
  return number >= 1 && number <= 31 ? day : end;
}

size_t YearEnd(const ScanText& text, size_t pos) {
  const size_t end = DigitsEnd(text, pos);
  if (!IsYear(text, pos, end)) return pos;
  if (text.at(end) == U'年') {
    if (text.at(end + 1) == U'代') return end + 2;
    return MonthDayEnd(text, end + 1);
  }
  if (const size_t date = NumericDateEnd(text, end); date > end) return date;
  if (const size_t next = RangeEnd(text, end); next > end) {
    if (IsYear(text, next, DigitsEnd(text, next))) return end;
  }
  const char32_t c = text.at(end);
  const bool counted = In(U"余多万亿千百几来.,%+", c) && (c != ',' || IsDigit(text.at(end + 1)));
  if (counted || IsLatin(c) || MatchUnit(text, text.SkipSpaces(end)).length > 0) return pos;
  return end;
}

size_t ChineseYearEnd(const ScanText& text, size_t pos) {
  size_t end = pos;
  while (DigitValue(text.at(end)) >= 0 && text.at(end) != U'两') ++end;
  if (end - pos != 4 || text.at(end) != U'年') return pos;
  return MonthDayEnd(text, end + 1);
}

// A member of 3至5月, 6-8日: the end of the range bears the word.
size_t RangeMemberEnd(const ScanText& text, size_t pos) {
  int value = 0;
  const size_t end = SmallNumberEnd(text, pos, &value);
  size_t next = end == pos ? end : RangeEnd(text, end);
  if (end > pos && next == end && text.at(end) == U'、') next = end + 1;
  if (next == end || value < 1 || value > 31) return pos;
  return MonthDayEnd(text, next) > next ? end : pos;
}

bool BeginsWithAny(const ScanText& text, size_t pos,
                   std::initializer_list<std::u32string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::u32string_view word) { return text.Has(pos, word); });
}

bool IsNumeral(char32_t c) { return IsDigit(c) || IsChineseDigit(c); }

}  // namespace

size_t DateEnd(const ScanText& text, size_t pos) {
  if (IsDigit(text.at(pos))) {
    if (IsLatin(text.before(pos))) return pos;
    if (const size_t end = YearEnd(text, pos); end > pos) return end;
  } else if (const size_t end = ChineseYearEnd(text, pos); end > pos) {
    return end;
  }
  for (const auto rule : {MonthDayEnd, TimeEnd, RangeMemberEnd}) {
    if (const size_t end = rule(text, pos); end > pos) return end;
  }
  return pos;
}

size_t ItemEnd(const ScanText& text, size_t pos) {
  int value = 0;
  const size_t end = SmallNumberEnd(text, pos, &value);
  if (end == pos || value < 0 || value > 99) return pos;
  const char32_t behind = text.VisibleBefore(pos);
  const char32_t next = text.at(end);
  const bool arabic = IsDigit(text.at(pos));
  if (behind == '(' && next == ')') return end;
  if (!IsBoundary(behind)) return pos;
  if (!arabic && next == U'是') return end;
  if (arabic && next == '.' && !IsDigit(text.at(end + 1))) return end;
  const bool starts = behind == 0 || In(U"。;:\n", behind);
  if (starts && next == ')') return end;
  if (starts && next == U'、' && !IsNumeral(text.at(end + 1))) return end;
  return pos;
}

size_t DocNumberEnd(const ScanText& text, size_t pos) {
  const size_t end = DigitsEnd(text, pos);
  if (end == pos) return pos;
  const char32_t behind = text.before(pos);
  const bool year = IsYear(text, pos, end);
  const bool closes = In(U"〕]】)", text.at(end));
  if (year && In(U"〔[【(", behind) && closes) {
    size_t next = end + 1 + (text.at(end + 1) == U'第' ? 1 : 0);
    const size_t number = DigitsEnd(text, next);
    if (behind == U'〔' || (number > next && text.at(number) == U'号')) return end;
  }
  if (In(U"〕]】)", behind) && text.at(end) == U'号') return end + 1;
  if (text.at(end) == U'号' && BeginsWithAny(text, end + 1, {U"文", U"令", U"公告"}))
    return end + 1;
  // GB/T 32100-2015, ISO 9001: letters of a standard before the number.
  size_t letters = pos;
  while (text.before(letters) == ' ' || text.before(letters) == '-') --letters;
  for (const std::u32string_view word :
       {U"GB", U"GB/T", U"ISO", U"IEC", U"DB", U"DB11/T", U"YD/T"}) {
    if (!text.HasBefore(letters, word)) continue;
    size_t last = end;
    while (In(U"-—.", text.at(last)) && IsDigit(text.at(last + 1)))
      last = DigitsEnd(text, last + 1);
    return last;
  }
  const bool plain = MatchUnit(text, end).length == 0 && !In(U"余多万亿.,%", text.at(end));
  if (plain && (end - pos >= 7 || (end - pos > 2 && text.at(pos) == '0'))) return end;
  return pos;
}

size_t NameEnd(const ScanText& text, size_t pos) {
  const size_t end = DigitsEnd(text, pos);
  const char32_t behind = text.before(pos);
  if (end > pos) {
    const bool letter = IsLatin(behind) || (behind == '-' && pos > 1 && IsLatin(text.at(pos - 2)));
    const bool word = IsLatin(text.at(end)) && MatchUnit(text, end).length == 0;
    const bool sum = text.at(end) == '+' || behind == '+';
    const bool hotline = text.at(end) == U'号' || text.Has(end, U"热线") || text.Has(end, U"平台");
    return letter || word || sum || (hotline && MatchUnit(text, end).length == 0) ? end : pos;
  }
  const size_t run = ChineseRunEnd(text, pos);
  if (run == pos) return pos;
  for (const std::u32string_view name :
       {U"九天微", U"百家号", U"八一", U"三元", U"四川", U"三亚", U"三峡", U"九江", U"万科",
        U"万达", U"百度", U"三星", U"三一重", U"五道口", U"三里屯", U"五棵松", U"十三陵",
        U"一体两翼"}) {
    if (text.Has(pos, name)) return std::min(run, pos + name.size());
  }
  // 一带一路, 三城一区, 一区多园: a numeral and a noun, twice.
  const bool pair = run == pos + 1 && IsHan(text.at(run)) && IsHan(text.at(run + 2));
  const char32_t second = text.at(run + 1);
  const bool first_half = pair && DigitValue(text.at(pos)) > 0 &&
                          (DigitValue(second) > 0 || second == U'多') &&
                          !text.Has(pos, U"一年一") && !text.Has(pos, U"一步一");
  const bool second_half = run == pos + 1 && text.at(pos) == U'一' && pos >= 2 &&
                           DigitValue(text.at(pos - 2)) > 0 && IsHan(behind) &&
                           ChineseRunEnd(text, pos - 2) == pos - 1 && IsHan(text.at(run));
  return first_half || second_half ? run : pos;
}

bool IsLexical(const ScanText& text, size_t pos) {
  if (BeginsWithAny(text, pos,
                    {U"百姓", U"千方百计", U"百计", U"万众", U"万一", U"万物", U"亿万", U"千家万户",
                     U"万户", U"百花", U"两手", U"两难"})) {
    return true;
  }
  if (text.at(pos) != U'一' || ChineseRunEnd(text, pos) != pos + 1) return false;
  const char32_t behind = text.before(pos);
  if (In(U"进统唯同每某另这那任单逐专之如归不合划", behind)) return true;
  if (text.at(pos + 1) == U'半') return false;
  const UnitMatch unit = MatchUnit(text, pos + 1);
  if (unit.length == 0 || unit.shy) return true;
  if (unit.kind == UnitKind::kTime) return false;
  if (unit.name == "个") {
    for (const std::u32string_view verb : {U"新增", U"设立", U"建成", U"增设", U"了", U"共"}) {
      if (text.HasBefore(pos, verb)) return false;
    }
    return true;
  }
  constexpr std::u32string_view kWords =
      U"批种片块层步道把部系期段组起单本对只套团班门节集版封顶副位";
  return unit.kind == UnitKind::kNoun || In(kWords, text.at(pos + 1));
}

}  // namespace zgc::figures::internal
