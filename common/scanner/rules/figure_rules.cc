#include "common/scanner/rules/figure_rules.h"

#include <string_view>
#include <utility>

#include "common/scanner/rules/date_rules.h"
#include "common/scanner/rules/id_rules.h"
#include "common/scanner/rules/name_rules.h"
#include "common/scanner/rules/qualifiers.h"

namespace zgc::figures::internal {
namespace {

// A word right before a number that makes a count of it even without a unit.
bool CountedBefore(const ScanText& text, size_t pos) {
  return text.HasAnyBefore(
      pos, {U"共",   U"共计", U"合计", U"总计", U"累计", U"达",   U"达到", U"为",   U"至",
            U"到",   U"有",   U"约",   U"近",   U"超",   U"超过", U"突破", U"新增", U"增加",
            U"减少", U"完成", U"支持", U"等",   U"仅",   U"占",   U"余",   U"由",   U"从"});
}

// Whether a Chinese number of one character, with `unit`, is a count and no word.
bool LoneDigitCounts(const ScanText& text, const Number& number, const UnitMatch& unit,
                     size_t after) {
  if (unit.shy) return false;
  if (unit.kind == UnitKind::kNoun) return number.single != 1;
  // 九天微星: behind three days there is a word that days can have.
  if (unit.name == "天" && IsHan(text.at(after))) {
    return OneOf(text.at(after),
                 U"的内后前时以来里中间期左右及和与至到就即或共完不未便可已为开办培集会连");
  }
  return true;
}

// 一 counts with time, measures and persons; elsewhere (一个平台, 一项工作) it is
// an article unless a word before it counts.
bool OneCounts(const ScanText& text, size_t pos, const UnitMatch& unit, size_t after) {
  if (IsLexicalOne(text, pos) || unit.shy || unit.kind == UnitKind::kNoun) return false;
  if (text.at(after) == U'一' || text.HasAny(after, {U"来", U"性", U"之", U"期工程"})) return false;
  if (unit.kind == UnitKind::kTime) return true;
  // 翻一番: doubled.
  if (unit.name == "番") return text.HasAnyBefore(pos, {U"翻", U"翻了"});
  constexpr std::string_view kAlways =
      " 家 名 位 人次 家次 篇 亩 公顷 吨 公里 千米 平方米 平方公里 立方米 公斤 千克 美元 欧元 % "
      "百分点 倍 成 辆 栋 户 ";
  if (kAlways.find(" " + unit.name + " ") != kAlways.npos) return true;
  constexpr std::string_view kWithVerb =
      " 个 项 场 次 件 条 份 支 处 套 台 所 座 门 款 组 张 轮 届 部 本 人 例 起 宗 笔 ";
  return kWithVerb.find(" " + unit.name + " ") != kWithVerb.npos &&
         text.HasAnyBefore(pos,
                           {U"新增", U"新建", U"增设", U"新设", U"共",   U"共计", U"累计", U"各",
                            U"仅",   U"只有", U"其中", U"另有", U"获批", U"获授", U"办结", U"召开",
                            U"举办", U"荣获", U"落成", U"增加", U"减少", U"达"});
}

// 百家企业, 千万元, 亿元以上: a place word without a digit that still counts.
bool BareCounts(const ScanText& text, const Number& number, const UnitMatch& unit, size_t after,
                bool qualified) {
  if (qualified || number.inner != v1::QUALIFIER_UNSPECIFIED) {
    return unit.length > 0 || IsBoundary(text.at(after)) || IsHan(text.at(after));
  }
  if (unit.length == 0 || text.at(after) == U'级' || text.Has(after, U"量级")) return false;
  if (QualifierAfter(text, after, unit.kind) != v1::QUALIFIER_UNSPECIFIED) return true;
  // 每百户拥有35辆: a denominator is no figure of its own.
  if (text.before(number.begin) == U'每' || text.at(after) == U'会') return false;
  constexpr std::string_view kCounted = " 家 名 位 个 项 场 件 篇 户 人 人次 ";
  if (kCounted.find(" " + unit.name + " ") != kCounted.npos) return true;
  const bool money = unit.name.size() >= 3 && unit.name.substr(unit.name.size() - 3) == "元";
  return money && number.end - number.begin >= 2;
}

// 一期工程, 二期, 三期项目: the stage of a building, not a count.
bool IsStage(const ScanText& text, const Number& number, const UnitMatch& unit, size_t after) {
  if (number.single < 1 || text.at(number.begin) == U'两') return false;
  if (unit.name == "期") {
    return number.single == 2 ||
           text.HasAny(after, {U"工程", U"项目", U"建设", U"用地", U"基金", U"改造", U"厂房",
                               U"园区", U"规划", U"开发", U"地块"}) ||
           text.HasAnyBefore(number.begin, {U"项目", U"园", U"工程", U"基地", U"中心", U"基金",
                                            U"大厦", U"港", U"城", U"厂"});
  }
  return number.single == 2 && unit.name == "次";
}

absl::optional<Token> ReadStageOrPrize(const ScanText& text, const Number& number,
                                       const UnitMatch& unit) {
  if (number.single >= 1 && text.HasAny(number.end, {U"等奖", U"等功"})) {
    Token token = MakeToken(number.begin, number.end + 2, NumeralClass::kOrdinal);
    token.value = number.value;
    return token;
  }
  if (unit.length > 0 && IsStage(text, number, unit, number.end + unit.length)) {
    Token token = MakeToken(number.begin, number.end + unit.length, NumeralClass::kOrdinal);
    token.value = number.value;
    token.unit = unit.name;
    return token;
  }
  return absl::nullopt;
}

// 三大任务, 两大平台.
bool CountsAsGreat(const ScanText& text, const Number& number) {
  return number.single >= 2 && text.at(number.end) == U'大' && IsHan(text.at(number.end + 1)) &&
         !OneOf(text.at(number.end + 1), U"于约多会学厦街桥家幅量力");
}

// Whether Chinese `number` with `unit` behind it is a figure.
bool ChineseCounts(const ScanText& text, const Number& number, const UnitMatch& unit,
                   bool qualified) {
  const size_t after = number.end + unit.length;
  if (number.bare) return BareCounts(text, number, unit, after, qualified);
  if (unit.length == 0) return false;
  if (number.single == 1 && text.at(number.begin) == U'一') {
    return OneCounts(text, number.begin, unit, after);
  }
  const bool lone = number.end - number.begin == 1;
  if (number.single == 2 && text.at(number.begin) == U'二' &&
      (unit.kind == UnitKind::kNoun || unit.name == "类")) {
    return false;
  }
  return !lone || LoneDigitCounts(text, number, unit, after);
}

Token OpenToken(const ScanText& text, const Number& number) {
  Token token = MakeToken(number.begin, number.end, NumeralClass::kFigure);
  token.value = number.value;
  token.magnitude = number.magnitude;
  token.arabic = number.arabic;
  token.open = true;
  token.has_inner = number.inner != v1::QUALIFIER_UNSPECIFIED;
  token.prefix = QualifierBefore(text, number, UnitKind::kMeasure);
  token.suffix = QualifierAfter(text, number.end, UnitKind::kMeasure);
  token.qualifier = token.has_inner                             ? number.inner
                    : token.prefix != v1::QUALIFIER_UNSPECIFIED ? token.prefix
                    : token.suffix != v1::QUALIFIER_UNSPECIFIED ? token.suffix
                                                                : v1::QUALIFIER_EXACT;
  return token;
}

// What an Arabic number is that has no unit and no neighbour to lend it one.
void JudgeUnitless(const ScanText& text, const Number& number, Token* token) {
  const bool plain = !number.grouped && !number.has_point && !token->has_inner;
  const bool qualified = token->qualifier != v1::QUALIFIER_EXACT;
  token->year_like = plain && number.whole_digits == 4 && number.value &&
                     *number.value >= Decimal(1900) && *number.value <= Decimal(2099);
  const bool identity =
      plain &&
      text.HasAnyBefore(number.begin, {U"邮编", U"邮政编码", U"电话", U"传真", U"热线", U"账号",
                                       U"编号", U"代码", U"号码", U"证号", U"编号为"});
  if (!number.value || identity || (plain && (number.leading_zero || number.whole_digits > 7))) {
    token->class_if_open = NumeralClass::kDocNumber;
  } else if (number.has_point && text.HasBefore(number.begin, U"版")) {
    token->class_if_open = NumeralClass::kNamePart;
  } else if (token->year_like && !qualified) {
    token->class_if_open = NumeralClass::kDate;
  } else if (plain && IsHan(text.at(number.end)) && !qualified &&
             !CountedBefore(text, number.begin) &&
             !OneOf(text.at(number.end), U"的和与及以左等后至到或、，。")) {
    token->class_if_open = NumeralClass::kNamePart;
  }
}

// 港币300万元 is no amount of 元.
std::string MoneyUnit(const ScanText& text, size_t pos) {
  constexpr std::pair<std::u32string_view, std::string_view> kCurrencies[] = {
      {U"港币", "港元"}, {U"港元", "港元"}, {U"美金", "美元"}, {U"美元", "美元"},
      {U"欧元", "欧元"}, {U"日元", "日元"}, {U"英镑", "英镑"},
  };
  for (const auto& [word, unit] : kCurrencies) {
    if (text.HasBefore(pos, word)) return std::string(unit);
  }
  return "元";
}

}  // namespace

void Fill(const ScanText& text, const Number& number, const UnitMatch& unit, size_t unit_begin,
          Token* token) {
  token->end = unit_begin + unit.length;
  token->unit = unit.tenths ? "%" : unit.name;
  if (unit.name == "元") token->unit = MoneyUnit(text, number.begin);
  token->value = number.value;
  token->arabic = number.arabic;
  token->magnitude = unit.tenths ? 1 : number.magnitude;
  if (unit.tenths && token->value) {
    auto percent = token->value->TimesPowerOfTen(1);
    if (percent.ok()) percent = percent->Plus(Decimal(unit.digit));
    token->value = percent.ok() ? absl::make_optional(*percent) : absl::nullopt;
  }
  if (unit.half && token->value) {
    const auto more = token->value->Plus(Decimal::FromParts(5, 1).value());
    token->value = more.ok() ? absl::make_optional(*more) : absl::nullopt;
  }
  token->prefix = QualifierBefore(text, number, unit.kind);
  token->suffix = QualifierAfter(text, token->end, unit.kind);
  token->has_inner = unit.over || number.inner != v1::QUALIFIER_UNSPECIFIED;
  if (number.inner != v1::QUALIFIER_UNSPECIFIED) {
    token->qualifier = number.inner;
  } else if (unit.over) {
    token->qualifier = v1::QUALIFIER_OVER;
  } else if (token->prefix != v1::QUALIFIER_UNSPECIFIED) {
    token->qualifier = token->prefix;
  } else if (token->suffix != v1::QUALIFIER_UNSPECIFIED) {
    token->qualifier = token->suffix;
  }
}

bool IsSigned(const ScanText& text, size_t pos) {
  const char32_t behind = text.VisibleBefore(pos);
  if (IsBoundary(behind) || OneOf(behind, U"为是达至到在、(")) return true;
  if (IsDigit(behind) || !IsHan(behind)) return false;
  const Number number = ReadArabicNumber(text, pos + 1);
  const std::string unit = MatchUnit(text, text.SkipSpaces(number.end)).name;
  const bool money = unit.size() >= 3 && unit.substr(unit.size() - 3) == "元";
  return money || unit == "%" || unit == "℃" || unit == "‰" || unit == "百分点";
}

absl::optional<Token> ReadArabicFigure(const ScanText& text, size_t pos) {
  size_t begin = pos;
  const char32_t sign = text.at(pos);
  if (!IsDigit(sign)) ++pos;
  Number number = ReadArabicNumber(text, pos);
  if (sign == '-' && number.value) number.value = number.value->Negated();
  number.begin = begin;
  const bool plain = !number.grouped && number.inner == v1::QUALIFIER_UNSPECIFIED;
  if (plain && !number.has_point) {
    if (absl::optional<Token> label = ReadLabelled(text, pos, number.end)) return label;
  }
  if (plain && number.has_point && text.HasAny(number.end, {U"版", U"时代"})) {
    return MakeToken(begin, number.end + 1, NumeralClass::kNamePart);
  }
  // 100+家 is more than a hundred.
  if (text.at(number.end) == '+' && MatchUnit(text, number.end + 1).length > 0) {
    ++number.end;
    number.inner = v1::QUALIFIER_OVER;
  }
  const size_t unit_begin = text.SkipSpaces(number.end);
  UnitMatch unit = MatchUnit(text, unit_begin);
  Token token = MakeToken(begin, number.end, NumeralClass::kFigure);
  if (unit.length == 0 && OneOf(sign, U"¥￥$")) {
    Fill(text, number, unit, number.end, &token);
    token.unit = sign == '$' ? "美元" : "元";
    return token;
  }
  if (unit.length == 0 || (number.leading_zero && !number.has_point)) {
    token = OpenToken(text, number);
    JudgeUnitless(text, number, &token);
    return token;
  }
  Fill(text, number, unit, unit_begin, &token);
  if (!token.value) token.numeral_class = NumeralClass::kDocNumber;
  return token;
}

absl::optional<Token> ReadChineseFigure(const ScanText& text, size_t pos) {
  const absl::optional<Number> number = ReadChineseNumber(text, pos);
  if (!number) return absl::nullopt;
  if (number->digits_only) {
    // 八一学校, 三六零; but 一一对应.
    if (text.Has(pos, U"一一")) return absl::nullopt;
    return MakeToken(pos, number->end, NumeralClass::kNamePart);
  }
  UnitMatch unit = MatchUnit(text, number->end);
  if (absl::optional<Token> token = ReadStageOrPrize(text, *number, unit)) return token;
  if (text.at(number->end) == U'号') return ReadLabelled(text, pos, number->end);
  if (unit.length == 0 && CountsAsGreat(text, *number)) {
    unit.length = 1;
    unit.name = "大";
  }
  const bool qualified = QualifierBefore(text, *number, unit.kind) != v1::QUALIFIER_UNSPECIFIED;
  if (ChineseCounts(text, *number, unit, qualified)) {
    Token token = MakeToken(pos, number->end, NumeralClass::kFigure);
    Fill(text, *number, unit, number->end, &token);
    return token;
  }
  if (unit.name == "天" && number->single > 1) {
    return MakeToken(pos, number->end + unit.length, NumeralClass::kNamePart);
  }
  if (number->bare || IsLexicalOne(text, pos) || unit.length > 0) return absl::nullopt;
  Token token = OpenToken(text, *number);
  const bool counted = number->single < 0 && (qualified || token.has_inner ||
                                              (number->end - pos > 1 && CountedBefore(text, pos)));
  token.dropped_if_open = !counted;
  return token;
}

}  // namespace zgc::figures::internal
