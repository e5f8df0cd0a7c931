#pragma once

#include <cstddef>

#include "common/figures/scan_text.h"

// Numerals that are no quantities. Internal to common/figures.
namespace zgc::figures::internal {

// End of the date, year, end of a year range or time of day at `pos`, or `pos`.
size_t DateEnd(const ScanText& text, size_t pos);

// End of the item number (1., （一）, 一是) whose numeral begins at `pos`, without
// its punctuation, or `pos`.
size_t ItemEnd(const ScanText& text, size_t pos);

// End of the document or identity number at `pos` (〔2019〕11号, GB 32100-2015), or
// `pos`.
size_t DocNumberEnd(const ScanText& text, size_t pos);

// End of the numeral at `pos` if it is part of a name or a fixed formula (U30,
// 一区多园, 九天微星), or `pos`.
size_t NameEnd(const ScanText& text, size_t pos);

// Whether the 一 at `pos`, or a place word there, only forms a word: 进一步, 一批, 百姓.
bool IsLexical(const ScanText& text, size_t pos);

}  // namespace zgc::figures::internal
