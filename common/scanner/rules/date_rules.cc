#include "common/scanner/rules/date_rules.h"

#include <string_view>

#include "absl/time/civil_time.h"
#include "common/scanner/number.h"
#include "common/scanner/units.h"

namespace zgc::figures::internal {
namespace {

// A small whole number in either script.
struct Part {
  int value = -1;
  size_t end = 0;
  // Digits printed, without place words (二〇一九 has four).
  size_t digits = 0;
};

Part ReadPart(const ScanText& text, size_t pos) {
  Part part;
  part.end = pos;
  while (IsDigit(text.at(part.end)) && part.end - pos < 9) ++part.end;
  part.digits = part.end - pos;
  if (part.digits > 0) {
    part.value = 0;
    for (size_t i = pos; i < part.end; ++i) {
      part.value = part.value * 10 + static_cast<int>(text.at(i) - '0');
    }
    return part;
  }
  if (!IsChineseDigit(text.at(pos)) || text.at(pos) == U'两') return part;
  part.end = ChineseRunEnd(text, pos);
  if (part.end - pos > 4) return part;
  int positional = 0;
  bool place_words = false;
  for (size_t i = pos; i < part.end; ++i) {
    const int digit = DigitValue(text.at(i));
    place_words = place_words || digit < 0;
    positional = positional * 10 + digit;
  }
  if (!place_words) {
    part.value = positional;
    part.digits = part.end - pos;
    return part;
  }
  const absl::optional<Number> number = ReadChineseNumber(text, pos);
  if (number && number->value && number->end == part.end && *number->value <= Decimal(99)) {
    part.value = static_cast<int>(number->value->coefficient());
  }
  return part;
}

// Past `word` behind optional spaces, or 0.
size_t Past(const ScanText& text, size_t pos, std::u32string_view word) {
  const size_t at = text.SkipSpaces(pos);
  return text.Has(at, word) ? at + word.size() : 0;
}

bool RealDay(int year, int month, int day) {
  const absl::CivilDay civil(year, month, day);
  return IsYear(year) && civil.month() == month && civil.day() == day && month > 0 && day > 0;
}

// 2019-10-16, 2019/10, 2019.10.16, 20191016, with a time behind T.
size_t IsoDateEnd(const ScanText& text, size_t pos) {
  const Part year = ReadPart(text, pos);
  if (!IsDigit(text.at(pos))) return 0;
  if (year.digits == 8 && !IsDigit(text.at(year.end)) && MatchUnit(text, year.end).length == 0 &&
      RealDay(year.value / 10000, year.value / 100 % 100, year.value % 100)) {
    return year.end;
  }
  const char32_t separator = text.at(year.end);
  if (year.digits != 4 || !IsYear(year.value) || !OneOf(separator, U"-/.")) return 0;
  const Part month = ReadPart(text, year.end + 1);
  if (month.value < 1 || month.value > 12 || month.digits > 2 || !IsDigit(text.at(year.end + 1))) {
    return 0;
  }
  if (text.at(month.end) == separator && IsDigit(text.at(month.end + 1))) {
    const Part day = ReadPart(text, month.end + 1);
    if (day.digits > 2 || !RealDay(year.value, month.value, day.value)) return 0;
    size_t end = day.end;
    if (text.at(end) == 'T' && IsDigit(text.at(end + 1))) {
      ++end;
      while (IsDigit(text.at(end)) || OneOf(text.at(end), U":.+Z")) ++end;
    }
    return end;
  }
  const char32_t next = text.at(month.end);
  const bool closed = next == 0 || IsBoundary(next) || next == U'、' || next == ' ' || next == '(';
  const bool month_follows = separator == '.' ? closed : !OneOf(next, U"年-/.");
  return month.digits == 2 && month_follows ? month.end : 0;
}

// 9:30, 09:30:15; 1:3 and 比例为1:10 are ratios.
size_t ClockEnd(const ScanText& text, size_t pos) {
  const Part hour = ReadPart(text, pos);
  if (!IsDigit(text.at(pos)) || hour.digits > 2 || hour.value > 24 || text.at(hour.end) != ':') {
    return 0;
  }
  const Part minute = ReadPart(text, hour.end + 1);
  if (minute.digits != 2 || minute.value > 59 || !IsDigit(text.at(hour.end + 1)) ||
      text.HasAnyBefore(pos, {U"比", U"比为", U"比例为", U"比例", U"比例达", U"按"})) {
    return 0;
  }
  const Part second = ReadPart(text, minute.end + 1);
  const bool seconds = text.at(minute.end) == ':' && second.digits == 2;
  return seconds ? second.end : minute.end;
}

// 9时30分, 上午9点.
size_t HourEnd(const ScanText& text, size_t pos) {
  const Part hour = ReadPart(text, pos);
  if (hour.value < 0 || hour.value > 24) return 0;
  const size_t end = text.SkipSpaces(hour.end);
  const bool told =
      text.HasAnyBefore(pos, {U"上午", U"下午", U"早", U"晚", U"凌晨", U"中午", U"日"});
  if (text.at(end) == U'时' && !OneOf(text.at(end + 1), U"段间期代效长空刻")) {
    const Part minute = ReadPart(text, end + 1);
    if (minute.value >= 0 && text.at(minute.end) == U'分') return minute.end + 1;
    return end + 1;
  }
  if (text.at(end) != U'点') return 0;
  const Part minute = ReadPart(text, end + 1);
  if (minute.value >= 0 && minute.value < 60 && text.at(minute.end) == U'分') {
    return minute.end + 1;
  }
  if (OneOf(text.at(end + 1), U"半整钟") && !text.Has(end + 1, U"整体")) return end + 2;
  return told && !OneOf(text.at(end + 1), U"位评击") ? end + 1 : 0;
}

bool IsDuration(const ScanText& text, size_t pos, size_t end) {
  return text.at(end) == U'内' || text.Has(end, U"以内") || text.Has(end, U"之内") ||
         text.HasAnyBefore(pos, {U"为期", U"历时", U"连续", U"持续", U"提前", U"缩短", U"缩短至",
                                 U"延长", U"延期", U"压缩至", U"不超过", U"不少于"});
}

// Past 月 and what follows it, from its number; 0 if it is no month.
size_t MonthEnd(const ScanText& text, size_t pos) {
  const Part month = ReadPart(text, pos);
  if (month.value < 1 || month.value > 12) return 0;
  size_t end = Past(text, month.end, U"月");
  if (end == 0 || OneOf(text.at(end), U"龄子")) return 0;
  const size_t day_begin = text.SkipSpaces(end);
  const Part day = ReadPart(text, day_begin);
  if (day.value >= 1 && day.value <= 31) {
    for (const std::u32string_view word : {U"日", U"号"}) {
      if (const size_t day_end = Past(text, day.end, word); day_end != 0) return day_end;
    }
  }
  return text.at(end) == U'份' ? end + 1 : end;
}

// 21世纪90年代, 第三季度, 前11个月.
size_t EraEnd(const ScanText& text, size_t pos) {
  const Part part = ReadPart(text, pos);
  if (part.value < 1) return 0;
  if (size_t end = Past(text, part.end, U"世纪"); end != 0) {
    const Part decade = ReadPart(text, end);
    if (const size_t more = Past(text, decade.end, U"年代"); decade.value >= 0 && more != 0) {
      end = more;
    }
    return end;
  }
  if (const size_t end = Past(text, part.end, U"年代"); end != 0) return end;
  if (part.value <= 4) {
    if (const size_t end = Past(text, part.end, U"季度"); end != 0) return end;
  }
  if (text.before(pos) == U'前' &&
      !OneOf(pos < 2 ? 0 : text.at(pos - 2), U"目以之提当此日年月午")) {
    if (const size_t end = Past(text, part.end, U"个月"); end != 0) return end;
    if (const size_t end = Past(text, part.end, U"个季度"); end != 0) return end;
  }
  return 0;
}

// 周五, 星期一.
size_t WeekdayEnd(const ScanText& text, size_t pos) {
  if (!OneOf(text.at(pos), U"一二三四五六") || !text.HasAnyBefore(pos, {U"周", U"星期", U"礼拜"}) ||
      IsChineseDigit(text.at(pos + 1))) {
    return 0;
  }
  const char32_t counted = pos >= 2 ? text.at(pos - 2) : 0;
  if (text.before(pos) == U'周' && (IsDigit(counted) || IsChineseDigit(counted))) return 0;
  const UnitMatch unit = MatchUnit(text, pos + 1);
  return unit.length > 0 && unit.kind != UnitKind::kNoun ? 0 : pos + 1;
}

// 2019年3月4日, 二〇一九年, 19年3月, 5月6日, 31日.
size_t CalendarEnd(const ScanText& text, size_t pos) {
  const Part first = ReadPart(text, pos);
  if (first.value < 0) return 0;
  if (size_t end = Past(text, first.end, U"年"); end != 0) {
    const size_t month = MonthEnd(text, text.SkipSpaces(end));
    const bool full = first.digits == 4 && IsYear(first.value);
    // 一九年 is 2019; 七八年 and 三五年 are spans of years.
    const bool spoken = !IsDigit(text.at(pos)) && first.digits == 2 && first.value > 9 &&
                        first.value != 35 && first.value % 10 != first.value / 10 + 1;
    if (!full && !spoken && !(first.digits == 2 && month != 0)) return 0;
    if (month != 0) return month;
    return text.at(end) == U'度' && text.at(end + 1) != U'假' ? end + 1 : end;
  }
  if (const size_t end = MonthEnd(text, pos); end != 0) return end;
  if (first.value >= 1 && first.value <= 31 && first.digits <= 2) {
    const size_t end = Past(text, first.end, U"日");
    if (end != 0 && !OneOf(text.at(end), U"元均龄游常") && !IsDuration(text, pos, end) &&
        (IsDigit(text.at(pos)) || OneOf(text.before(pos), U"至到、和-—"))) {
      return end;
    }
  }
  return 0;
}

}  // namespace

bool IsYear(int year) { return year >= 1600 && year <= 2199; }

absl::optional<Token> ReadDate(const ScanText& text, size_t pos) {
  using Rule = size_t (*)(const ScanText&, size_t);
  constexpr Rule kRules[] = {IsoDateEnd, ClockEnd, CalendarEnd, EraEnd, HourEnd, WeekdayEnd};
  for (const Rule rule : kRules) {
    if (const size_t end = rule(text, pos); end != 0) {
      Token token = MakeToken(pos, end, NumeralClass::kDate);
      token.arabic = IsDigit(text.at(pos));
      return token;
    }
  }
  return absl::nullopt;
}

}  // namespace zgc::figures::internal
