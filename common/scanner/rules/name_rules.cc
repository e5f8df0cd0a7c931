#include "common/scanner/rules/name_rules.h"

#include <string_view>
#include <unordered_set>

#include "common/scanner/number.h"
#include "common/scanner/units.h"

namespace zgc::figures::internal {
namespace {

constexpr size_t kLongestName = 7;

// Names: programmes, places, organisations, days.
constexpr std::u32string_view kNames =
    U"一带一路 九年义务教育 八一 七一 六一 五一 五四 三八 九三学社 双十一 双十二 十一黄金周 一二九 "
    U"九一八 "
    U"985高校 985工程 211高校 211工程 863计划 973计划 12345热线 12345市民 12345企业 12345政务 "
    U"12345平台 12345服务 12315热线 12315平台 315晚会 110报警 119消防 120急救 122报警 三一重工 "
    U"三一集团 百家号 百度 百济神州 三六零 "
    U"四维图新 九号公司 万达 万科 七天连锁 三元食品 三元股份 三元桥 三元里 三元正极 三元材料 "
    U"三元锂 "
    U"三元催化 三里屯 三里河 五道口 四道口 六道口 五棵松 六里桥 八里庄 八里桥 十里河 十里堡 "
    U"十八里店 "
    U"三间房 三家店 七家庄 八家嘉园 六铺炕 八大处 八大关 四季青 六部口 东四十条 西四 五台山 三门峡 "
    U"三门县 七台河 九台区 三台县 五家渠 九门口 三座门 五座楼 四大名著 四大发明 三大战役 "
    U"三国演义 三国时期 八国联军 七国集团 二十国集团 20国集团 三城一区 三区三州 "
    U"四梁八柱 三山五园 两院院士 一府两院 两学一做 三会一课 三重一大 三严三实 四风 八项规定 "
    U"两个一百年 两个维护 两个确立 四个意识 四个自信 四个全面 四个中心 四个服务 四个伟大 三个代表 "
    U"五个一工程 三大攻坚战 三农 两弹一星 一国两制 四史 五四运动 二十四节气 二十四史 百人计划 "
    U"千人计划 万人计划 百千万人才 百校千企 百城千校 三军 三八妇女节 五一劳动节 十一假期 "
    U"三网融合 四个率先 四个最严 六稳 六保 两新 两重 双一流 三公经费 三公 五险一金 "
    U"两权 两法 三品一标 两高 两办 一窗通办 一网通办 五年规划 五年计划";

// Idioms and set phrases in which a unit would be seen.
constexpr std::u32string_view kIdioms =
    U"三位一体 四位一体 五位一体 六位一体 多位一体 千家万户 百家争鸣 百花齐放 成千上万 成百上千 "
    U"百上千 万计 "
    U"千方百计 千千万万 万事万物 千头万绪 百年大计 百日攻坚 一年一度 一年四季 一天到晚 "
    U"一家人 一家亲 一件事 一条龙 一条心 一张网 一张图 一盘棋 一把手 一股脑 一门式 一站式 一次性 "
    U"一揽子 一对一 一成不变 一层楼 一分为二 三天两头 三番五次 三步走 两步走 三级跳 三令五申 "
    U"一五一十 十足 万一 百折不挠 九牛一毛 一举两得 一石二鸟 两手抓 两面性 五湖四海 四面八方 "
    U"五花八门 七上八下 一日千里 一日游 一个样 一个个 一代人 一代代 一家家 三三两两 三言两语 "
    U"一心一意 三心二意 四通八达 九死一生 万无一失 百里挑一 说一不二 一次次 一步步 一遍遍 一座座 "
    U"一项项 一件件 一年来 一元化 一元复始 一年之计 一目了然 一方面 千篇一律 百货 百姓 千万别 "
    U"千万不要 万家灯火 一度 一刀切 一票否决 一时 一手 一线 三伏 二维码 一卡通 数一数二 三五成群 "
    U"一家独大 一家之言 两极 两岸 两地 两会 两委 一人一策 一起 一下 四舍五入 二十四小时制 百科 "
    U"百搭";

std::unordered_set<std::u32string_view> Split(std::u32string_view words) {
  std::unordered_set<std::u32string_view> all;
  while (!words.empty()) {
    const size_t space = words.find(U' ');
    all.insert(words.substr(0, space));
    words = space == words.npos ? std::u32string_view() : words.substr(space + 1);
  }
  return all;
}

std::unordered_set<char32_t> FirstOf(std::u32string_view names, std::u32string_view idioms) {
  std::unordered_set<char32_t> first;
  for (const std::u32string_view words : {names, idioms}) {
    for (const std::u32string_view word : Split(words)) first.insert(word[0]);
  }
  return first;
}

constexpr std::u32string_view kLoneDigits = U"一二两三四五六七八九十百千万多";

// 一处一园, 三通一平, 一区多园: numeral, noun, numeral, noun.
bool IsFormula(const ScanText& text, size_t pos) {
  const char32_t first = text.at(pos);
  const char32_t second = text.at(pos + 2);
  if (!OneOf(first, kLoneDigits) || !OneOf(second, kLoneDigits) || first == U'多') return false;
  if (!IsHan(text.at(pos + 1)) || !IsHan(text.at(pos + 3))) return false;
  for (size_t i = 0; i < 4; i += 2) {
    // A longer number, and 五类十项, are no formula.
    if (IsChineseDigit(text.at(pos + i + 1)) ||
        OneOf(text.at(pos + i + 1), U"个点成余多是要至到和与为以在的了有及等月日期、")) {
      return false;
    }
  }
  if (IsChineseDigit(text.before(pos)) || IsDigit(text.before(pos))) return false;
  const UnitMatch unit = MatchUnit(text, pos + 1);
  const bool measured = unit.length == 1 && unit.kind != UnitKind::kNoun;
  const bool second_measured = MatchUnit(text, pos + 3).length > 0;
  if (measured && second_measured && unit.kind == UnitKind::kTime) return false;
  if (second == U'一' || (second == U'多' && first == U'一')) return true;
  if (second == U'多') return !second_measured;
  // 两市四县 is a count of both.
  if (unit.kind == UnitKind::kNoun && first != U'一' && second_measured) return false;
  return !measured || (first != U'一' && !second_measured);
}

// 十三五, 十四五.
bool IsPlanName(const ScanText& text, size_t pos) {
  return text.at(pos) == U'十' && OneOf(text.at(pos + 1), U"一二三四五六") &&
         text.at(pos + 2) == U'五' && !OneOf(text.at(pos + 3), U"家个项人名万亿");
}

// 十大专利, 十佳案例.
bool IsTopTen(const ScanText& text, size_t pos) {
  return text.at(pos) == U'十' && OneOf(text.at(pos + 1), U"大佳强") &&
         !IsChineseDigit(text.before(pos));
}

// 十九大, 二十大; 十八届三中全会, 四中全会; 十三届全国人大.
size_t CongressLength(const ScanText& text, size_t pos) {
  if (!IsChineseDigit(text.at(pos)) || text.at(pos) == U'两') return 0;
  const size_t end = ChineseRunEnd(text, pos);
  if (end - pos > 4) return 0;
  if (text.Has(end, U"中全会")) return end + 3 - pos;
  const bool tens = OneOf(text.at(pos), U"十二三") && end - pos >= 2;
  if (tens && text.at(end) == U'大' && !OneOf(text.at(end + 1), U"类型项板行工") &&
      (text.before(pos) == U'的' || text.before(pos) == U'党' || IsBoundary(text.at(end + 1)) ||
       OneOf(text.at(end + 1), U"以精报会召胜提关和、"))) {
    return end + 1 - pos;
  }
  if (text.at(end) != U'届') return 0;
  const size_t next = end + 1;
  if (IsChineseDigit(text.at(next)) && text.Has(ChineseRunEnd(text, next), U"中全会")) {
    return ChineseRunEnd(text, next) + 3 - pos;
  }
  for (const std::u32string_view body : {U"全国", U"人大", U"政协", U"中央", U"市委", U"省委"}) {
    if (text.Has(next, body)) return next - pos;
  }
  return 0;
}

// 一区 in 一区十六园: a formula whose second number counts.
bool OpensLongFormula(const ScanText& text, size_t pos) {
  return text.at(pos) == U'一' && MatchUnit(text, pos + 1).length == 1 &&
         MatchUnit(text, pos + 1).kind == UnitKind::kNoun && text.at(pos + 2) != U'一' &&
         (IsChineseDigit(text.at(pos + 2)) || IsDigit(text.at(pos + 2)));
}

}  // namespace

bool IsLexicalOne(const ScanText& text, size_t pos) {
  constexpr std::u32string_view kBefore =
      U"统万唯专单同合归划进之每另某任这那逐不如下上前后新头此该哪独再又更惟";
  return text.at(pos) == U'一' && OneOf(text.before(pos), kBefore);
}

bool IsListedName(const ScanText& text, size_t pos) {
  constexpr size_t kLongest = 6;
  size_t begin = pos;
  while (pos - begin < kLongest && IsHan(text.before(begin))) --begin;
  size_t end = pos;
  while (end - pos < kLongest && IsHan(text.at(end)) && text.at(end) != U'等') ++end;
  if (end - begin < 3 || end - begin > kLongest) return false;
  const bool list_before = text.before(begin) == U'、';
  const bool list_after = text.at(end) == U'、' || text.at(end) == U'等';
  return list_before && list_after;
}

NameMatch MatchName(const ScanText& text, size_t pos) {
  static const auto* const names = new std::unordered_set<std::u32string_view>(Split(kNames));
  static const auto* const idioms = new std::unordered_set<std::u32string_view>(Split(kIdioms));
  if (IsDigit(text.before(pos)) && IsDigit(text.at(pos))) return {};
  static const auto* const openings = new std::unordered_set<char32_t>(FirstOf(kNames, kIdioms));
  const bool listed = openings->count(text.at(pos)) > 0;
  for (size_t length = listed ? kLongestName : 0; length >= 2; --length) {
    if (pos + length > text.size()) continue;
    const std::u32string_view word = text.Between(pos, pos + length);
    // 12345 alone, and not the beginning of 123456 or 12345家.
    if (IsDigit(text.at(pos + length - 1)) &&
        (OneOf(text.at(pos + length), U".,%") || IsDigit(text.at(pos + length)) ||
         IsChineseDigit(text.at(pos + length)) || MatchUnit(text, pos + length).length > 0)) {
      continue;
    }
    if (names->count(word) > 0) return {length, true};
    if (idioms->count(word) > 0) return {length, false};
  }
  if (IsPlanName(text, pos)) return {3, true};
  if (IsTopTen(text, pos)) return {2, true};
  if (const size_t length = CongressLength(text, pos); length > 0) return {length, true};
  if (OpensLongFormula(text, pos)) return {2, true};
  if (IsFormula(text, pos) && !IsLexicalOne(text, pos)) return {4, true};
  return {};
}

}  // namespace zgc::figures::internal
