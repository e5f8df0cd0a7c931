#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/decimal/interval.h"
#include "zgc/figures/v1/indicators.pb.h"

namespace zgc::figures {

// What a numeral in prose is.
enum class NumeralClass {
  kFigure,      // 数: a count, an amount, a rate, a duration, a rank
  kDate,        // 日期: dates, years, either end of a year range, times of day
  kDocNumber,   // 文号: document, standard, telephone and identity numbers
  kOrdinal,     // 序数: 第N, 首届, 二期
  kItemNumber,  // 条目号: 1., （一）, 一是
  kNamePart,    // 名称: inside 《》 or “”, in a name or a fixed formula
};

// "figure", "date", "doc_number", "ordinal", "item_number", "name_part".
const char* ClassName(NumeralClass numeral_class);

// One numeral of a text. Offsets count from 0.
struct Numeral {
  // In code points; a byte that is no UTF-8 counts as one.
  size_t offset = 0;
  size_t length = 0;
  size_t byte_offset = 0;
  size_t byte_length = 0;
  // The text itself: the numeral with inner 余/多 and its unit. Words that only
  // qualify it (超, 近, 约, 以上) lie outside.
  std::string printed;
  NumeralClass numeral_class = NumeralClass::kFigure;
  // Plain decimal. 万, 亿, 成 are multiplied out; a fraction is a percentage,
  // to two places. Empty where a number makes no sense
  // (dates, document numbers) or does not fit a Decimal.
  std::string value;
  // As printed, or the unit that a list shares; 个百分点 is 百分点, 成 and 一半
  // are %, a rank has 名次. Empty if there is none.
  std::string unit;
  v1::Qualifier qualifier = v1::QUALIFIER_EXACT;
};

// How a text is read:
//
//   bytes ─▶ ScanText     code points, widths folded, titles and quotations marked
//         ─▶ one walk     at each numeral the first rule that knows it makes a token:
//                           name_rules      一带一路, 十三五, 千方百计
//                           id_rules        〔2019〕11号, 1., （一）, U30, GB/T 2260
//                           date_rules      2019年3月, 9:30, 前三季度
//                           ordinal_rules   第二批, 首届, 排名第5名
//                           fraction_rules  三分之一, 百分之十二, 一半
//                           figure_rules    1.01亿元, 十六园, 近百位
//                             number        the digits, 万 and 亿, 余 and 多
//                             units         家, 元/平方米, 个百分点
//                             qualifiers    超过, 近, 约, 以上
//         ─▶ carry        lists and ranges share what one member prints
//         ─▶ Numerals
//
// Every numeral of official Chinese prose, in order, without overlaps. Lexical
// 一 (一批, 进一步, 统一), idioms and indefinite words (多名, 数家) are no numerals.
// Works on any bytes, in linear time; pure and thread-safe.
std::vector<Numeral> Scan(absl::string_view utf8_text);

}  // namespace zgc::figures
