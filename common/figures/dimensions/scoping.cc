#include "common/figures/dimensions/scoping.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/text.h"

namespace zgc::figures {
namespace {

std::string Encoded(absl::string_view word) {
  std::string out;
  for (const char c : word) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_') {
      out.push_back(c);
    } else if (c == '/') {
      out.push_back('.');
    } else {
      absl::StrAppend(&out, "%",
                      absl::AsciiStrToUpper(absl::BytesToHexString(absl::string_view(&c, 1))));
    }
  }
  return out;
}

// What Encoded made, or something that it does not make.
std::string Decoded(absl::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const absl::string_view digits = text.substr(i).substr(0, 3);
    if (text[i] == '.') {
      out.push_back('/');
    } else if (text[i] == '%' && digits.size() == 3 &&
               absl::ascii_isxdigit(static_cast<unsigned char>(digits[1])) &&
               absl::ascii_isxdigit(static_cast<unsigned char>(digits[2]))) {
      out += absl::HexStringToBytes(digits.substr(1));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

}  // namespace

std::string ScopingSuffix(const Scoping& scoping) {
  std::string suffix;
  for (const auto& [dimension, words] : scoping) {
    absl::StrAppend(&suffix, "+", dimension);
    const char* before = "=";
    for (const std::string& word : words) {
      absl::StrAppend(&suffix, before, Encoded(word));
      before = ",";
    }
  }
  return suffix;
}

absl::optional<Scoping> ParseScopingSuffix(absl::string_view suffix) {
  Scoping scoping;
  for (const absl::string_view part : absl::StrSplit(suffix, '+', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> sides = absl::StrSplit(part, absl::MaxSplits('=', 1));
    for (const absl::string_view text : absl::StrSplit(sides.second, ',')) {
      std::string word = Decoded(text);
      if (word.empty() || base::FirstBadByte(word).has_value()) return absl::nullopt;
      auto& words = scoping[sides.first];
      if (!words.empty() && words.back() >= word) return absl::nullopt;
      words.push_back(std::move(word));
    }
  }
  if (ScopingSuffix(scoping) != suffix) return absl::nullopt;
  return scoping;
}

}  // namespace zgc::figures
