#pragma once

#include <cstddef>
#include <string>

#include "common/scanner/scan_text.h"

// The lexicon of units and measure words. Internal to common/scanner.
namespace zgc::figures::internal {

enum class UnitKind {
  // Measure words and units of measure: 家, 项, 元, %, 公里.
  kMeasure,
  // Nouns that are counted without a measure word: 十六园, 两省市, 35企业.
  kNoun,
  // 年, 天, 个月, 小时: 近三年 and 三年内 read differently with them.
  kTime,
  // Latin letters: km, MW.
  kLatin,
};

struct UnitMatch {
  // Characters of the text that it takes; 0 without a unit.
  size_t length = 0;
  // As figures carry it: 百分点 for 个百分点, % for ％ and 成.
  std::string name;
  UnitKind kind = UnitKind::kMeasure;
  // After a lone Chinese digit it is more often part of a word: 三元, 四方.
  bool shy = false;
  // Tens, as a percentage: 三成 is 30 %.
  bool tenths = false;
  // 九成五: a digit behind the tens, else 0.
  int digit = 0;
  // 3个多月: the unit itself says that there is more.
  bool over = false;
  // 两年半, 一个半小时: half a unit more.
  bool half = false;
};

// The longest unit that begins at `pos`, with its denominator (元/平方米).
UnitMatch MatchUnit(const ScanText& text, size_t pos);

// Whether a unit begins at `pos` that opens like a magnitude: 千克, 千瓦.
bool StartsMetricUnit(const ScanText& text, size_t pos);

}  // namespace zgc::figures::internal
