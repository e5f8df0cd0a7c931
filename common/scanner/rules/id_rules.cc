#include "common/scanner/rules/id_rules.h"

#include <string_view>

#include "common/scanner/number.h"
#include "common/scanner/rules/date_rules.h"
#include "common/scanner/units.h"

namespace zgc::figures::internal {
namespace {

size_t DigitsEnd(const ScanText& text, size_t pos) {
  while (IsDigit(text.at(pos))) ++pos;
  return pos;
}

int SmallInt(const ScanText& text, size_t begin, size_t end) {
  int value = 0;
  for (size_t i = begin; i < end && i < begin + 9; ++i) {
    value = value * 10 + static_cast<int>(text.at(i) - '0');
  }
  return value;
}

bool IsAlnum(char32_t c) { return IsDigit(c) || IsLatin(c); }

// Past a word of letters and digits that -, _, ., / or & may join.
size_t WordEnd(const ScanText& text, size_t pos) {
  while (IsAlnum(text.at(pos)) || (OneOf(text.at(pos), U"-_./&") && IsAlnum(text.at(pos + 1)))) {
    ++pos;
  }
  return pos;
}

bool HasDigit(const ScanText& text, size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i) {
    if (IsDigit(text.at(i))) return true;
  }
  return false;
}

// 010-12345678, 400-123-4567, 13812345678.
size_t PhoneEnd(const ScanText& text, size_t pos) {
  const size_t area = DigitsEnd(text, pos);
  const size_t digits = area - pos;
  if (digits == 11 && text.at(pos) == '1' && OneOf(text.at(pos + 1), U"3456789")) return area;
  if (text.at(area) != '-') return 0;
  const size_t local = DigitsEnd(text, area + 1);
  const size_t length = local - area - 1;
  if (text.at(pos) == '0' && (digits == 3 || digits == 4) && (length == 7 || length == 8)) {
    return local;
  }
  const bool service = digits == 3 && OneOf(text.at(pos), U"48") && text.Has(pos + 1, U"00");
  if (service && length == 3 && text.at(local) == '-') {
    const size_t end = DigitsEnd(text, local + 1);
    return end - local - 1 == 4 ? end : 0;
  }
  return service && length == 7 ? local : 0;
}

// 1+3, 3+1+N, 7×24, 2+26.
size_t FormulaEnd(const ScanText& text, size_t pos) {
  size_t end = DigitsEnd(text, pos);
  const size_t first = end;
  while (OneOf(text.at(end), U"+×*") &&
         (IsAlnum(text.at(end + 1)) || IsChineseDigit(text.at(end + 1)))) {
    end += 2;
    while (IsAlnum(text.at(end))) ++end;
  }
  return end == first ? 0 : end;
}

// 1.2.3, 3-5-2, 4:3:3: more than two groups.
size_t GroupsEnd(const ScanText& text, size_t pos) {
  size_t end = DigitsEnd(text, pos);
  const char32_t separator = text.at(end);
  if (!OneOf(separator, U".-:")) return 0;
  int groups = 1;
  while (text.at(end) == separator && IsDigit(text.at(end + 1))) {
    end = DigitsEnd(text, end + 1);
    ++groups;
  }
  return groups > 2 ? end : 0;
}

// Standards whose number may stand behind a space.
bool IsStandard(std::u32string_view word) {
  for (const std::u32string_view prefix :
       {U"GB",   U"GB/T", U"GB/Z", U"GBZ", U"ISO", U"ISO/IEC", U"IEC",
        U"IEEE", U"ITU",  U"DB",   U"JJF", U"JJG", U"YY",      U"YY/T",
        U"HJ",   U"JGJ",  U"GJB",  U"RFC", U"EN",  U"ASTM",    U"T/CAS"}) {
    if (word == prefix) return true;
  }
  return false;
}

bool OpensItem(char32_t before) { return IsBoundary(before) || before == U'、'; }

absl::optional<Token> Item(size_t begin, size_t end, int64_t value) {
  Token token = MakeToken(begin, end, NumeralClass::kItemNumber);
  token.value = Decimal(value);
  return token;
}

absl::optional<Token> ReadCircled(const ScanText& text, size_t pos) {
  const char32_t c = text.at(pos);
  if (c >= 0x2460 && c <= 0x249B) {
    return Item(pos, pos + 1, (static_cast<int>(c) - 0x2460) % 20 + 1);
  }
  if (c >= 0x2776 && c <= 0x2793) {
    return Item(pos, pos + 1, (static_cast<int>(c) - 0x2776) % 10 + 1);
  }
  return absl::nullopt;
}

// （一）, (1), [1]. Arabic digits in brackets behind a word may be a count.
absl::optional<Token> ReadBracketedItem(const ScanText& text, size_t pos) {
  const bool square = text.at(pos) == '[';
  const size_t inside = text.SkipSpaces(pos + 1);
  size_t end = DigitsEnd(text, inside);
  int64_t value = SmallInt(text, inside, end);
  if (end == inside) {
    if (square || !IsChineseDigit(text.at(inside))) return absl::nullopt;
    const absl::optional<Number> number = ReadChineseNumber(text, inside);
    if (!number || !number->value || number->bare || *number->value > Decimal(99) ||
        number->inner != v1::QUALIFIER_UNSPECIFIED) {
      return absl::nullopt;
    }
    end = number->end;
    value = static_cast<int64_t>(number->value->coefficient());
  } else if (end - inside > 2) {
    return absl::nullopt;
  }
  const bool arabic = IsDigit(text.at(inside));
  end = text.SkipSpaces(end);
  if (text.at(end) != (square ? U']' : U')')) return absl::nullopt;
  // 企业数(35) counts; (2)加强 in the middle of a line does not.
  const bool goes_on = IsHan(text.at(end + 1)) && MatchUnit(text, end + 1).length == 0;
  if (arabic && !square && !goes_on && !OpensItem(text.VisibleBefore(pos)) &&
      !OneOf(text.before(pos), U"第条款")) {
    return absl::nullopt;
  }
  return Item(pos, end + 1, value);
}

absl::optional<Token> ReadArabicItem(const ScanText& text, size_t pos) {
  const size_t end = DigitsEnd(text, pos);
  const char32_t before = text.VisibleBefore(pos);
  const bool spaced = text.before(pos) == ' ' && text.at(end) == '.' && !IsDigit(text.at(end + 1));
  if (end - pos > 2 || !(OpensItem(before) || spaced)) return absl::nullopt;
  const int64_t value = SmallInt(text, pos, end);
  const char32_t mark = text.at(end);
  const char32_t next = text.at(text.SkipSpaces(end + 1));
  if (mark == '.') {
    // 1.2019年: an item that begins with a year.
    const size_t year_end = DigitsEnd(text, end + 1);
    const bool year = year_end - end - 1 == 4 && text.at(year_end) == U'年';
    if (!IsDigit(text.at(end + 1)) || year) return Item(pos, end + 1, value);
    // 1.1 or 2.3 at the start of a line.
    size_t deep = year_end;
    while (text.at(deep) == '.' && IsDigit(text.at(deep + 1))) deep = DigitsEnd(text, deep + 1);
    const bool line_start = before == 0 || before == '\n';
    if (line_start && deep - pos <= 8 && (text.at(deep) == ' ' || IsHan(text.at(deep))) &&
        MatchUnit(text, text.SkipSpaces(deep)).length == 0 &&
        !OneOf(text.at(deep), U"万亿千余多")) {
      return MakeToken(pos, deep, NumeralClass::kItemNumber);
    }
    return absl::nullopt;
  }
  const bool worded = IsHan(next) || next == U'“' || next == U'《' || IsLatin(next);
  if (mark == U'、' && worded && before != ',' && before != U'、') return Item(pos, end + 1, value);
  if (mark == ')' && worded && before != ',' && before != U'、') return Item(pos, end + 1, value);
  return absl::nullopt;
}

absl::optional<Token> ReadChineseItem(const ScanText& text, size_t pos) {
  const absl::optional<Number> number = ReadChineseNumber(text, pos);
  if (!number || !number->value || number->bare || number->inner != v1::QUALIFIER_UNSPECIFIED ||
      *number->value > Decimal(99) || text.at(pos) == U'两') {
    return absl::nullopt;
  }
  const auto value = static_cast<int64_t>(number->value->coefficient());
  const char32_t mark = text.at(number->end);
  const char32_t before = text.VisibleBefore(pos);
  const bool spoken = OpensItem(before) || before == U'其' || before == U'“' || before == U'—';
  if ((mark == U'是' || mark == U'要') && spoken) return Item(pos, number->end + 1, value);
  if (before == U'其' && value <= 9 && (mark == ',' || mark == U'是')) {
    return Item(pos, number->end, value);
  }
  const char32_t next = text.at(text.SkipSpaces(number->end + 1));
  const bool heading =
      before == 0 || before == '\n' || before == U'。' || before == ':' || before == ';';
  if ((mark == U'、' || mark == '.') && heading && !IsChineseDigit(next)) {
    return Item(pos, number->end + 1, value);
  }
  return absl::nullopt;
}

}  // namespace

absl::optional<Token> ReadBracketedNumber(const ScanText& text, size_t pos) {
  constexpr std::u32string_view kOpen = U"〔[(【﹝〖";
  constexpr std::u32string_view kClose = U"〕])】﹞〗";
  if (!OneOf(text.at(pos), kOpen)) return absl::nullopt;
  const size_t year = text.SkipSpaces(pos + 1);
  size_t end = DigitsEnd(text, year);
  if (end - year != 4 || !IsYear(SmallInt(text, year, end))) return absl::nullopt;
  end = text.SkipSpaces(end);
  if (!OneOf(text.at(end), kClose)) return absl::nullopt;
  size_t number = text.SkipSpaces(end + 1);
  if (text.at(number) == U'第') number = text.SkipSpaces(number + 1);
  end = DigitsEnd(text, number);
  if (end == number || text.at(text.SkipSpaces(end)) != U'号') return absl::nullopt;
  return MakeToken(pos, text.SkipSpaces(end) + 1, NumeralClass::kDocNumber);
}

absl::optional<Token> ReadItemNumber(const ScanText& text, size_t pos) {
  const char32_t c = text.at(pos);
  if (c == '(' || c == '[') return ReadBracketedItem(text, pos);
  if (IsDigit(c)) return ReadArabicItem(text, pos);
  if (IsChineseDigit(c)) return ReadChineseItem(text, pos);
  return ReadCircled(text, pos);
}

absl::optional<Token> ReadDigitCode(const ScanText& text, size_t pos) {
  if (const size_t end = PhoneEnd(text, pos); end != 0) {
    return MakeToken(pos, end, NumeralClass::kDocNumber);
  }
  for (const auto rule : {FormulaEnd, GroupsEnd}) {
    if (const size_t end = rule(text, pos); end != 0) {
      return MakeToken(pos, end, NumeralClass::kNamePart);
    }
  }
  const size_t digits = DigitsEnd(text, pos);
  if (IsLatin(text.at(digits)) && MatchUnit(text, digits).length == 0) {
    const size_t end = WordEnd(text, pos);
    constexpr size_t kShortestCode = 8;
    const bool code = end - pos >= kShortestCode;
    return MakeToken(pos, end, code ? NumeralClass::kDocNumber : NumeralClass::kNamePart);
  }
  // 2019-ZX-0012
  if (text.at(digits) == '-' && IsLatin(text.at(digits + 1)) && digits - pos >= 4) {
    return MakeToken(pos, WordEnd(text, pos), NumeralClass::kDocNumber);
  }
  constexpr size_t kShortestId = 8;
  const char32_t next = text.at(text.SkipSpaces(digits));
  if (digits - pos >= kShortestId && next != '.' && next != ',' && !OneOf(next, U"百千万亿余多") &&
      MatchUnit(text, text.SkipSpaces(digits)).length == 0) {
    return MakeToken(pos, digits, NumeralClass::kDocNumber);
  }
  return absl::nullopt;
}

absl::optional<Token> ReadLatinWord(const ScanText& text, size_t pos, size_t* end) {
  size_t letters = pos;
  while (IsLatin(text.at(letters)) || (text.at(letters) == '/' && IsLatin(text.at(letters + 1)))) {
    ++letters;
  }
  *end = WordEnd(text, pos);
  if (IsStandard(text.Between(pos, letters))) {
    const size_t number = text.SkipSpaces(letters);
    if (IsDigit(text.at(number))) {
      *end = WordEnd(text, number);
      if (text.at(*end) == U'—' && IsDigit(text.at(*end + 1))) *end = DigitsEnd(text, *end + 1);
      return MakeToken(pos, *end, NumeralClass::kDocNumber);
    }
  }
  if (!HasDigit(text, pos, *end)) return absl::nullopt;
  // PCT专利 may read PCT120件: letters, then a count of its own.
  if (letters - pos >= 2 && IsDigit(text.at(letters)) && DigitsEnd(text, letters) == *end) {
    const UnitMatch unit = MatchUnit(text, *end);
    if (unit.length > 0 && unit.kind == UnitKind::kMeasure) {
      *end = letters;
      return absl::nullopt;
    }
  }
  constexpr size_t kShortestCode = 12;
  const bool code = *end - pos >= kShortestCode;
  return MakeToken(pos, *end, code ? NumeralClass::kDocNumber : NumeralClass::kNamePart);
}

absl::optional<Token> ReadLabelled(const ScanText& text, size_t pos, size_t end) {
  const char32_t label = text.at(end);
  const bool arabic = IsDigit(text.at(pos));
  Token token = MakeToken(pos, end + 1, NumeralClass::kNamePart);
  token.arabic = arabic;
  if (label == U'号') {
    for (const std::u32string_view word :
         {U"文", U"令", U"公告", U"通告", U"决定", U"提案", U"议案", U"建议", U"通知"}) {
      if (text.Has(end + 1, word)) {
        token.numeral_class = NumeralClass::kDocNumber;
      }
    }
    return token;
  }
  const bool decade = arabic && end - pos == 2 && label == U'后' &&
                      OneOf(text.at(pos + 1), U"05") && !OneOf(text.at(end + 1), U"续来期");
  if (decade || label == U'强' || text.Has(end, U"年级") || text.Has(end, U"星级") ||
      (arabic && OneOf(label, U"楼室路级型") && text.at(end + 1) != U'由')) {
    return token;
  }
  return absl::nullopt;
}

}  // namespace zgc::figures::internal
