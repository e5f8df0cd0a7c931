#pragma once

#include <cstddef>

#include "common/scanner/scan_text.h"

// Numerals that are part of a name, a formula or an idiom. Internal to
// common/scanner.
namespace zgc::figures::internal {

struct NameMatch {
  // Characters to pass over; 0 if there is no name.
  size_t length = 0;
  // Whether it is worth reporting as a name. An idiom (一心一意) is not.
  bool reported = false;
};

// The fixed expression that begins at `pos`: 一带一路, 十三五, 十九大, 985高校,
// 三位一体, 五台山, 一处一园.
NameMatch MatchName(const ScanText& text, size_t pos);

// Whether the 一 at `pos` is a piece of a word: 统一, 进一步, 每一家.
bool IsLexicalOne(const ScanText& text, size_t pos);

// Whether the numeral at `pos` stands in a short member of a 、 list that is a
// name: 国承万通 in 宣介了某某、国承万通等30余家企业.
bool IsListedName(const ScanText& text, size_t pos);

}  // namespace zgc::figures::internal
