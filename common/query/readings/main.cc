#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <cstdint>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

// Prints the table that pinyin.cc includes: how ICU reads each Chinese character of the first
// block. Made when the program is built, as to load ICU's rules takes half a second and to apply
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

}  // namespace

int main() {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> to_latin(
      icu::Transliterator::createInstance("Han-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, error));
  if (U_FAILURE(error)) {
    std::cerr << "ICU does not know how Chinese is read: " << u_errorName(error) << "\n";
    return 1;
  }
  std::vector<std::string> readings;
  std::map<std::string, int> known;
  for (char32_t c = kFirst; c <= kLast; ++c) {
    icu::UnicodeString text(static_cast<UChar32>(c));
    to_latin->transliterate(text);
    std::string reading;
    text.toUTF8String(reading);
    if (IsReading(reading)) known.emplace(reading, 0);
    readings.push_back(reading);
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
  for (const std::string& reading : readings) {
    const auto found = known.find(reading);
    std::cout << (found == known.end() ? 0 : found->second) << ",";
  }
  std::cout << "};\n";
  return 0;
}
