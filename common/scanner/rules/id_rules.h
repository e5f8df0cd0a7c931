#pragma once

#include <cstddef>

#include "absl/types/optional.h"
#include "common/scanner/scan_text.h"
#include "common/scanner/token.h"

// Numerals that identify and do not count. Internal to common/scanner.
namespace zgc::figures::internal {

// 〔2019〕11号 from its bracket.
absl::optional<Token> ReadBracketedNumber(const ScanText& text, size_t pos);

// 1. 2、 3) （一） ① 一、 一是, from the numeral or its bracket.
absl::optional<Token> ReadItemNumber(const ScanText& text, size_t pos);

// What begins with a digit and is no quantity: telephone numbers, 1+3, 7×24,
// versions 1.2.3, 5G, codes, long digit strings.
absl::optional<Token> ReadDigitCode(const ScanText& text, size_t pos);

// A word that begins with a Latin letter: U30, PM2.5, GB/T 2260-2007. Sets
// `*end` past what was read; a word without a number is no token.
absl::optional<Token> ReadLatinWord(const ScanText& text, size_t pos, size_t* end);

// 11号文, 3号楼, 500强, 90后: what a label behind the number [pos, end) makes of it.
absl::optional<Token> ReadLabelled(const ScanText& text, size_t pos, size_t end);

}  // namespace zgc::figures::internal
