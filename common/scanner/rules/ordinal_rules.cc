#include "common/scanner/rules/ordinal_rules.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/scanner/number.h"
#include "common/scanner/units.h"

namespace zgc::figures::internal {
namespace {

absl::optional<Number> ReadWhole(const ScanText& text, size_t pos) {
  absl::optional<Number> number;
  if (IsDigit(text.at(pos))) {
    number = ReadArabicNumber(text, pos);
  } else {
    number = ReadChineseNumber(text, pos);
  }
  if (!number || !number->value || number->bare || number->has_point || number->digits_only) {
    return absl::nullopt;
  }
  return number;
}

// Whether a word of ranking (排名, 位居) stands in the clause before `pos`.
bool RanksBefore(const ScanText& text, size_t pos) {
  for (const std::u32string_view field :
       {U"全国", U"全市", U"全省", U"全区", U"全球", U"世界", U"亚洲"}) {
    if (!text.HasBefore(pos, field)) continue;
    pos -= field.size();
    break;
  }
  constexpr size_t kNear = 8;
  constexpr std::u32string_view kRanking[] = {U"排名", U"位列", U"位居", U"名列", U"排在",
                                              U"排位", U"跃居", U"升至", U"居",   U"列"};
  for (size_t i = pos; i > 0 && pos - i <= kNear; --i) {
    const char32_t c = text.before(i);
    if (IsBoundary(c) || c == U'、' || c == U'第') return false;
    for (const std::u32string_view word : kRanking) {
      // 居 and 列 alone are too common further away.
      if (text.HasBefore(i, word) && (word.size() > 1 || i == pos)) return true;
    }
  }
  return false;
}

absl::optional<Token> ReadNumbered(const ScanText& text, size_t pos) {
  const size_t digits = text.SkipSpaces(pos + 1);
  const absl::optional<Number> number = ReadWhole(text, digits);
  if (!number) return absl::nullopt;
  const size_t unit_begin = text.SkipSpaces(number->end);
  if (text.HasAny(unit_begin, {U"季度"})) {
    return MakeToken(pos, unit_begin + 2, NumeralClass::kDate);
  }
  // 第5名 is a rank by itself, 第5位 and 第一 only where something ranks.
  const bool place = OneOf(text.at(unit_begin), U"名位");
  const bool ends = IsBoundary(text.at(number->end)) || text.at(number->end) == U'、';
  if (text.at(unit_begin) == U'名' || (RanksBefore(text, pos) && (place || ends))) {
    Token token = MakeToken(digits, place ? unit_begin + 1 : number->end, NumeralClass::kFigure);
    token.value = number->value;
    token.unit = "名次";
    return token;
  }
  Token token = MakeToken(pos, number->end, NumeralClass::kOrdinal);
  token.value = number->value;
  token.arabic = number->arabic;
  if (text.at(unit_begin) == U'号') {
    const bool document = text.HasAny(unit_begin + 1, {U"令", U"公告", U"文", U"通告", U"决定"}) ||
                          OneOf(text.before(pos), U"令告发文");
    token.end = unit_begin + 1;
    token.unit = "号";
    if (document) token.numeral_class = NumeralClass::kDocNumber;
    return token;
  }
  const UnitMatch unit = MatchUnit(text, unit_begin);
  if (unit.length > 0 && unit.kind != UnitKind::kNoun && !unit.over && !unit.half) {
    token.end = unit_begin + unit.length;
    token.unit = unit.name;
  } else if (OneOf(text.at(number->end), U"代章编方")) {
    token.end = number->end + 1;
    token.unit = base::EncodeUtf8(text.at(number->end));
  }
  return token;
}

// 首届, 首台(套); 首都, 首席 and 首先 are words.
absl::optional<Token> ReadFirst(const ScanText& text, size_t pos) {
  if (!OneOf(text.at(pos + 1), U"届台批次个家例条期只单座款支场项名套轮年日季月件篇架艘颗枚部间") ||
      OneOf(text.before(pos), U"为岁榜元部自")) {
    return absl::nullopt;
  }
  const UnitMatch unit = MatchUnit(text, pos + 1);
  Token token = MakeToken(pos, pos + 2, NumeralClass::kOrdinal);
  token.unit = base::EncodeUtf8(text.at(pos + 1));
  if (unit.length > 0 && unit.kind == UnitKind::kMeasure) {
    token.end = pos + 1 + unit.length;
    token.unit = unit.name;
  }
  token.value = Decimal(1);
  return token;
}

// 附件3, 表1, 前10名.
absl::optional<Token> ReadReference(const ScanText& text, size_t pos) {
  const absl::optional<Number> number = ReadWhole(text, pos);
  if (!number || number->inner != v1::QUALIFIER_UNSPECIFIED) return absl::nullopt;
  const UnitMatch unit = MatchUnit(text, number->end);
  Token token = MakeToken(pos, number->end, NumeralClass::kOrdinal);
  token.value = number->value;
  if (text.before(pos) == U'前' && OneOf(text.at(number->end), U"名位强") &&
      !OneOf(pos < 2 ? 0 : text.at(pos - 2), U"目以之提当此日年月午会")) {
    token.end = number->end + 1;
    token.unit = base::EncodeUtf8(text.at(number->end));
    return token;
  }
  if (unit.length > 0 || !number->arabic || number->grouped) return absl::nullopt;
  for (const std::u32string_view word :
       {U"附件", U"附表", U"附录", U"附图", U"专栏", U"图", U"表", U"式", U"注"}) {
    const size_t begin = pos < word.size() ? 0 : pos - word.size();
    if (text.HasBefore(pos, word) && !OneOf(text.before(begin), U"代报地企意版方形模备关")) {
      // 表2-3
      if (text.at(token.end) == '-' && IsDigit(text.at(token.end + 1))) {
        ++token.end;
        while (IsDigit(text.at(token.end))) ++token.end;
        token.value = absl::nullopt;
      }
      return token;
    }
  }
  return absl::nullopt;
}

}  // namespace

absl::optional<Token> ReadOrdinal(const ScanText& text, size_t pos) {
  if (text.at(pos) == U'第') return ReadNumbered(text, pos);
  if (text.at(pos) == U'首') return ReadFirst(text, pos);
  const char32_t before = text.before(pos);
  if (OneOf(before, U"前件表录图栏式注")) return ReadReference(text, pos);
  return absl::nullopt;
}

}  // namespace zgc::figures::internal
