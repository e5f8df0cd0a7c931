#include "common/scanner/rules/qualifiers.h"

#include <string_view>

namespace zgc::figures::internal {
namespace {

struct Word {
  std::u32string_view text;
  v1::Qualifier qualifier;
  // Characters that, right before it, make another word: 节约, 最近, 签约.
  std::u32string_view not_behind = {};
  // Only before a place word without a digit: 上百, 过亿.
  bool bare_only = false;
};

constexpr Word kBefore[] = {
    {U"不得低于", v1::QUALIFIER_AT_LEAST},
    {U"不得少于", v1::QUALIFIER_AT_LEAST},
    {U"不能低于", v1::QUALIFIER_AT_LEAST},
    {U"不能少于", v1::QUALIFIER_AT_LEAST},
    {U"不得超过", v1::QUALIFIER_UP_TO},
    {U"不得高于", v1::QUALIFIER_UP_TO},
    {U"不得多于", v1::QUALIFIER_UP_TO},
    {U"不能超过", v1::QUALIFIER_UP_TO},
    {U"不低于", v1::QUALIFIER_AT_LEAST},
    {U"不少于", v1::QUALIFIER_AT_LEAST},
    {U"不小于", v1::QUALIFIER_AT_LEAST},
    {U"不下于", v1::QUALIFIER_AT_LEAST},
    {U"大于等于", v1::QUALIFIER_AT_LEAST},
    {U"不超过", v1::QUALIFIER_UP_TO},
    {U"未超过", v1::QUALIFIER_UP_TO},
    {U"不高于", v1::QUALIFIER_UP_TO},
    {U"不多于", v1::QUALIFIER_UP_TO},
    {U"不大于", v1::QUALIFIER_UP_TO},
    {U"小于等于", v1::QUALIFIER_UP_TO},
    {U"不下", v1::QUALIFIER_AT_LEAST},
    {U"至少", v1::QUALIFIER_AT_LEAST},
    {U"最少", v1::QUALIFIER_AT_LEAST},
    {U"最低", v1::QUALIFIER_AT_LEAST},
    {U"起码", v1::QUALIFIER_AT_LEAST},
    {U"最高", v1::QUALIFIER_UP_TO},
    {U"最多", v1::QUALIFIER_UP_TO},
    {U"至多", v1::QUALIFIER_UP_TO},
    {U"上限", v1::QUALIFIER_UP_TO},
    {U"低于", v1::QUALIFIER_BELOW},
    {U"少于", v1::QUALIFIER_BELOW},
    {U"小于", v1::QUALIFIER_BELOW},
    {U"不足", v1::QUALIFIER_BELOW},
    {U"不到", v1::QUALIFIER_BELOW},
    {U"未满", v1::QUALIFIER_BELOW},
    {U"不满", v1::QUALIFIER_BELOW},
    {U"未达", v1::QUALIFIER_BELOW},
    {U"超过", v1::QUALIFIER_ABOVE},
    {U"超出", v1::QUALIFIER_ABOVE},
    {U"突破", v1::QUALIFIER_ABOVE},
    {U"多于", v1::QUALIFIER_ABOVE},
    {U"高于", v1::QUALIFIER_ABOVE},
    {U"大于", v1::QUALIFIER_ABOVE},
    {U"接近", v1::QUALIFIER_NEARLY},
    {U"将近", v1::QUALIFIER_NEARLY},
    {U"逼近", v1::QUALIFIER_NEARLY},
    {U"大概", v1::QUALIFIER_APPROX},
    {U"大致", v1::QUALIFIER_APPROX},
    {U"超", v1::QUALIFIER_OVER, U"赶反高出入"},
    {U"逾", v1::QUALIFIER_ABOVE},
    {U"过", v1::QUALIFIER_ABOVE, U"通经超不", true},
    {U"破", v1::QUALIFIER_ABOVE, U"打侦攻爆", true},
    {U"上", v1::QUALIFIER_AT_LEAST, {}, true},
    {U"近", v1::QUALIFIER_NEARLY, U"最附就临邻靠走贴亲相远新"},
    {U"约", v1::QUALIFIER_APPROX, U"节签合契集预公条履制续邀相解违租协缔守特婉誓纽"},
    {U"≥", v1::QUALIFIER_AT_LEAST},
    {U"≤", v1::QUALIFIER_UP_TO},
    {U">", v1::QUALIFIER_ABOVE},
    {U"<", v1::QUALIFIER_BELOW},
};

// What may stand between such a word and the number: 最高可达, 约为, 超过了.
constexpr std::u32string_view kBetween[] = {
    U"人民币", U"达到", U"可达", U"给予", U"支持", U"资助", U"补贴", U"补助", U"奖励", U"获得",
    U"了",     U"到",   U"为",   U"有",   U"占",   U"合",   U"计",   U"达",   U"可",   U"需",
};

constexpr Word kAfter[] = {
    {U"及以上", v1::QUALIFIER_AT_LEAST},   {U"(含)以上", v1::QUALIFIER_AT_LEAST},
    {U"及其以上", v1::QUALIFIER_AT_LEAST}, {U"或以上", v1::QUALIFIER_AT_LEAST},
    {U"以上(含", v1::QUALIFIER_AT_LEAST},  {U"起步", v1::QUALIFIER_AT_LEAST},
    {U"以上", v1::QUALIFIER_AT_LEAST},     {U"有余", v1::QUALIFIER_OVER},
    {U"开外", v1::QUALIFIER_OVER},         {U"出头", v1::QUALIFIER_OVER},
    {U"及以下", v1::QUALIFIER_UP_TO},      {U"(含)以下", v1::QUALIFIER_UP_TO},
    {U"(含)以内", v1::QUALIFIER_UP_TO},    {U"以内", v1::QUALIFIER_UP_TO},
    {U"之内", v1::QUALIFIER_UP_TO},        {U"以下", v1::QUALIFIER_UP_TO},
    {U"封顶", v1::QUALIFIER_UP_TO},        {U"为限", v1::QUALIFIER_UP_TO},
    {U"为上限", v1::QUALIFIER_UP_TO},      {U"左右", v1::QUALIFIER_APPROX},
    {U"上下", v1::QUALIFIER_APPROX},       {U"以外", v1::QUALIFIER_ABOVE},
};

// 除这3家以外: besides them, and not more than three.
bool IsBesides(const ScanText& text, size_t pos) {
  constexpr size_t kLongestClause = 20;
  for (size_t back = 0; back < kLongestClause && pos > 0; ++back, --pos) {
    const char32_t c = text.before(pos);
    if (c == U'除') return true;
    if (IsBoundary(c)) return false;
  }
  return false;
}

bool Applies(const ScanText& text, size_t pos, const Number& number, UnitKind unit,
             const Word& word) {
  if (!text.HasBefore(pos, word.text)) return false;
  if (word.bare_only && !number.bare) return false;
  const size_t begin = pos - word.text.size();
  const char32_t behind = text.before(begin);
  if (behind != 0 && word.not_behind.find(behind) != std::u32string_view::npos) return false;
  if (word.text != U"近" || unit != UnitKind::kTime) return true;
  for (const std::u32string_view lasting : {U"为期", U"历时", U"耗时", U"长达", U"用时"}) {
    if (text.HasBefore(begin, lasting)) return true;
  }
  return false;
}

}  // namespace

v1::Qualifier QualifierBefore(const ScanText& text, const Number& number, UnitKind unit) {
  size_t pos = number.begin;
  constexpr int kMostWordsBetween = 3;
  for (int i = 0; i <= kMostWordsBetween; ++i) {
    while (text.before(pos) == ' ') --pos;
    for (const Word& word : kBefore) {
      if (Applies(text, pos, number, unit, word)) return word.qualifier;
    }
    const size_t unmoved = pos;
    for (const std::u32string_view between : kBetween) {
      if (text.HasBefore(pos, between)) {
        pos -= between.size();
        break;
      }
    }
    if (pos == unmoved) break;
  }
  return v1::QUALIFIER_UNSPECIFIED;
}

v1::Qualifier QualifierAfter(const ScanText& text, size_t end, UnitKind unit) {
  const size_t pos = text.SkipSpaces(end);
  for (const Word& word : kAfter) {
    if (!text.Has(pos, word.text)) continue;
    if (word.text == U"以外" && IsBesides(text, pos)) break;
    return word.qualifier;
  }
  if (text.at(pos) == U'起' && (IsBoundary(text.at(pos + 1)) || text.at(pos + 1) == U'、')) {
    return v1::QUALIFIER_AT_LEAST;
  }
  // 三年内 is within three years; 内部 and 内容 begin another word.
  constexpr std::u32string_view kInner = U"部容涵外需蒙地阁存核科";
  if (text.at(pos) == U'内' && unit == UnitKind::kTime &&
      (text.at(pos + 1) == 0 || kInner.find(text.at(pos + 1)) == kInner.npos)) {
    return v1::QUALIFIER_UP_TO;
  }
  return v1::QUALIFIER_UNSPECIFIED;
}

}  // namespace zgc::figures::internal
