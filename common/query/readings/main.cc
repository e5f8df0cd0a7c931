#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "common/query/readings/several.h"

// Prints the tables that pinyin.cc includes: how ICU reads each Chinese character of the first
// block, and how else some are read: those of several.h, and what has ü, which is typed as u or as
// v. Made when the program is built, as to load ICU's rules takes half a second and to apply
// them 40 us a character.
namespace {

constexpr char32_t kFirst = 0x4E00;
constexpr char32_t kLast = 0x9FFF;

bool IsReading(const std::string& text) {
  if (text.empty() || text.size() > 6) return false;
  for (const char c : text) {
    if (c < 'a' || c > 'z') return false;
  }
  return true;
}

// "lu" and "lv" for "lü".
std::set<std::string> Typed(const icu::UnicodeString& latin, const icu::Transliterator& to_ascii) {
  constexpr char16_t kDiaeresis = 0x0308;
  std::set<std::string> typed;
  for (const bool with_v : {false, true}) {
    icu::UnicodeString text(latin);
    if (with_v) text.findAndReplace(icu::UnicodeString(u"u").append(kDiaeresis), u"v");
    to_ascii.transliterate(text);
    std::string reading;
    text.toUTF8String(reading);
    if (IsReading(reading)) typed.insert(reading);
  }
  return typed;
}

// By character.
std::map<char32_t, std::set<std::string>> Several() {
  std::map<char32_t, std::set<std::string>> several;
  std::istringstream lines(kReadInSeveralWays);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word;
    if (!(words >> word)) continue;
    auto& readings = several[static_cast<char32_t>(icu::UnicodeString::fromUTF8(word).char32At(0))];
    while (words >> word) readings.insert(word);
  }
  return several;
}

}  // namespace

int main() {
  UErrorCode error = U_ZERO_ERROR;
  const auto made = [&](const char* rules) {
    return std::unique_ptr<icu::Transliterator>(
        icu::Transliterator::createInstance(rules, UTRANS_FORWARD, error));
  };
  const auto to_latin = made("Han-Latin; NFD");
  const auto to_ascii = made("Latin-ASCII; Lower");
  if (U_FAILURE(error)) {
    std::cerr << "ICU does not know how Chinese is read: " << u_errorName(error) << "\n";
    return 1;
  }
  const auto several = Several();
  // Of each character, that of ICU first.
  std::vector<std::vector<std::string>> readings;
  std::map<std::string, int> known;
  for (char32_t c = kFirst; c <= kLast; ++c) {
    icu::UnicodeString text(static_cast<UChar32>(c));
    to_latin->transliterate(text);
    std::set<std::string> all = Typed(text, *to_ascii);
    std::vector<std::string>& in_order = readings.emplace_back(all.begin(), all.end());
    const auto found = several.find(c);
    if (found != several.end() && !all.empty()) {
      for (const std::string& reading : found->second) {
        if (all.insert(reading).second) in_order.push_back(reading);
      }
    }
    for (const std::string& reading : all) known.emplace(reading, 0);
  }
  // Each with its number, from 1 on; 0 is none.
  std::cout << "constexpr char32_t kFirstRead = " << static_cast<uint32_t>(kFirst) << ";\n"
            << "constexpr absl::string_view kReadings[] = {\"\"";
  int number = 0;
  for (auto& [reading, its] : known) {
    its = ++number;
    std::cout << ", \"" << reading << "\"";
  }
  std::cout << "};\nconstexpr uint16_t kReadingOf[] = {";
  for (const auto& of_one : readings) {
    std::cout << (of_one.empty() ? 0 : known[of_one.front()]) << ",";
  }
  // The others, by character.
  std::cout << "};\nconstexpr std::pair<char32_t, uint16_t> kMoreReadings[] = {";
  for (size_t at = 0; at < readings.size(); ++at) {
    for (size_t i = 1; i < readings[at].size(); ++i) {
      std::cout << "{" << static_cast<uint32_t>(kFirst + at) << "," << known[readings[at][i]]
                << "},";
    }
  }
  std::cout << "};\n";
  return 0;
}
