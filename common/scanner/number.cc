#include "common/scanner/number.h"

#include <algorithm>
#include <string>

#include "common/scanner/units.h"

namespace zgc::figures::internal {
namespace {

// Chinese digits and place words of one number. A longer run is no number, and is
// read in pieces so that the scanner stays linear.
constexpr size_t kLongestRun = 40;

absl::optional<Decimal> OrNone(absl::StatusOr<Decimal> value) {
  if (!value.ok()) return absl::nullopt;
  return *std::move(value);
}

// Past thousands groups (1,234,567 or 1 234 567) from the first digit, or `end` of the plain run.
size_t GroupedEnd(const ScanText& text, size_t pos, size_t end) {
  if (end - pos > 3 || text.at(pos) == '0') return end;
  const char32_t separator = text.at(end);
  if (separator != ',' && separator != ' ') return end;
  size_t next = end;
  while (text.at(next) == separator && IsDigit(text.at(next + 1)) && IsDigit(text.at(next + 2)) &&
         IsDigit(text.at(next + 3)) && !IsDigit(text.at(next + 4))) {
    next += 4;
  }
  // Two numbers may stand side by side; one with spaces in it has a unit.
  size_t behind = next;
  if (text.at(behind) == '.') ++behind;
  while (behind > next && IsDigit(text.at(behind))) ++behind;
  behind = text.SkipSpaces(behind);
  const bool counted = MatchUnit(text, behind).length > 0 || PlacePower(text.at(behind)) >= 4;
  return separator == ',' || counted ? next : end;
}

// 余, 多, 几, 来 right behind the digits.
size_t InnerWord(const ScanText& text, size_t pos, v1::Qualifier* inner) {
  const char32_t c = text.at(pos);
  if (c == U'余' || c == U'多' || c == U'几') {
    *inner = v1::QUALIFIER_OVER;
    return pos + 1;
  }
  if (c == U'来' && MatchUnit(text, pos + 1).length > 0) {
    *inner = v1::QUALIFIER_APPROX;
    return pos + 1;
  }
  return pos;
}

// 千克, 百分点 and their like are units, not magnitudes.
bool IsMagnitude(const ScanText& text, size_t pos) {
  if (PlacePower(text.at(pos)) < 2) return false;
  return !text.Has(pos, U"百分") && !StartsMetricUnit(text, pos);
}

// Takes 万, 亿, 千万 behind the digits, with 余 or 多 before or behind them.
void TakeMagnitude(const ScanText& text, Number* number) {
  number->end = InnerWord(text, number->end, &number->inner);
  // 500 万元
  const size_t gap = number->arabic ? text.SkipSpaces(number->end) : number->end;
  if (PlacePower(text.at(gap)) >= 4 && IsMagnitude(text, gap)) number->end = gap;
  int power = 0;
  while (IsMagnitude(text, number->end)) {
    power += PlacePower(text.at(number->end));
    ++number->end;
  }
  if (power == 0) return;
  number->grouped = true;
  number->magnitude += power;
  if (number->value) number->value = OrNone(number->value->TimesPowerOfTen(power));
  if (number->inner == v1::QUALIFIER_UNSPECIFIED) {
    number->end = InnerWord(text, number->end, &number->inner);
  }
}

Number ReadPlainArabic(const ScanText& text, size_t pos) {
  Number number;
  number.begin = pos;
  number.arabic = true;
  size_t end = pos;
  while (IsDigit(text.at(end))) ++end;
  number.whole_digits = end - pos;
  number.leading_zero = number.whole_digits > 1 && text.at(pos) == '0';
  const size_t grouped = GroupedEnd(text, pos, end);
  number.grouped = grouped != end;
  end = grouped;
  if (text.at(end) == '.' && IsDigit(text.at(end + 1))) {
    number.has_point = true;
    ++end;
    while (IsDigit(text.at(end))) ++end;
  }
  // More digits than a Decimal holds are no quantity; the run may be very long.
  if (end - pos <= 2 * Decimal::kMaxDigits) {
    std::string digits;
    for (size_t i = pos; i < end; ++i) {
      if (text.at(i) != ',' && text.at(i) != ' ') digits.push_back(static_cast<char>(text.at(i)));
    }
    number.value = OrNone(Decimal::Parse(digits));
  }
  number.end = end;
  TakeMagnitude(text, &number);
  return number;
}

// 3亿5000万: a smaller amount in 万 right behind one in 亿.
void TakeLowerPart(const ScanText& text, Number* number) {
  if (number->magnitude < 4 || number->inner != v1::QUALIFIER_UNSPECIFIED ||
      !IsDigit(text.at(number->end))) {
    return;
  }
  const Number lower = ReadPlainArabic(text, number->end);
  if (!number->value || !lower.value || lower.magnitude == 0 ||
      lower.magnitude >= number->magnitude) {
    return;
  }
  number->value = OrNone(number->value->Plus(*lower.value));
  number->end = lower.end;
  number->inner = lower.inner;
  number->magnitude = 0;
}

// Evaluates digits and place words one by one.
class ChineseReader {
 public:
  explicit ChineseReader(std::u32string_view run) : run_(run) {}

  // Whether the whole run is a number.
  bool Read() {
    for (index_ = 0; index_ < run_.size(); ++index_) {
      if (!Take(run_[index_])) return false;
    }
    // 一万二 is 12000, 二百五 is 250; 二百零五 has the zero in between.
    if (digit_ >= 0 && last_power_ >= 2 && !zero_) {
      return Add(digit_, last_power_ - 1) && Close();
    }
    return (digit_ < 0 || Add(digit_, 0)) && Close();
  }

  int64_t value() const { return total_; }
  bool bare() const { return bare_; }
  bool pair() const { return pair_; }

 private:
  bool Take(char32_t c) {
    if (c == U'零' || c == U'〇') {
      zero_ = true;
      return index_ > 0 && digit_ < 0;
    }
    const int power = PlacePower(c);
    if (power == 0) return TakeDigit(DigitValue(c));
    if (power >= 4) return TakeGroup(power);
    if (digit_ < 0) {
      // 十 alone is ten, also behind a hundred; 百 and 千 alone are no count.
      const bool first = index_ == 0;
      if (power > 1 && !first) return false;
      if (power == 1 && !first && section_power_ <= 1) return false;
      bare_ = bare_ || (power > 1);
      digit_ = 1;
    }
    if (power >= section_power_) return false;
    section_power_ = power;
    last_power_ = power;
    zero_ = false;
    return Add(digit_, power);
  }

  bool TakeDigit(int digit) {
    if (digit_ >= 0) {
      // 七八十, 三五家: two digits side by side are a vague number, once.
      const bool neighbours = digit == digit_ + 1 || (digit_ == 3 && digit == 5);
      if (pair_ || !neighbours) return false;
      pair_ = true;
      return true;
    }
    digit_ = digit;
    return true;
  }

  bool TakeGroup(int power) {
    if (digit_ >= 0 && !Add(digit_, 0)) return false;
    if (section_ == 0 && total_ == 0) {
      if (index_ != 0) return false;
      bare_ = true;
      section_ = 1;
    }
    const int64_t factor = power == 4 ? 10'000 : 100'000'000;
    if (total_ + section_ > kLargest / factor) return false;
    if (power >= group_power_ && !(power == 8 && group_power_ == 4)) return false;
    // 万亿 multiplies what stands before it.
    total_ = (power == 8 ? total_ + section_ : section_) * factor + (power == 8 ? 0 : total_);
    section_ = 0;
    section_power_ = 9;
    group_power_ = power;
    last_power_ = power;
    zero_ = false;
    return true;
  }

  bool Add(int digit, int power) {
    int64_t part = digit;
    for (int i = 0; i < power; ++i) part *= 10;
    section_ += part;
    digit_ = -1;
    return true;
  }

  bool Close() {
    total_ += section_;
    return true;
  }

  static constexpr int64_t kLargest = 100'000'000'000'000'000;

  std::u32string_view run_;
  size_t index_ = 0;
  int64_t total_ = 0;
  int64_t section_ = 0;
  int digit_ = -1;
  int section_power_ = 9;
  int group_power_ = 9;
  int last_power_ = 0;
  bool zero_ = false;
  bool bare_ = false;
  bool pair_ = false;
};

// 点五 behind a Chinese number.
void TakeChinesePoint(const ScanText& text, Number* number) {
  if (text.at(number->end) != U'点' || !number->value) return;
  size_t pos = number->end + 1;
  std::string digits;
  while (DigitValue(text.at(pos)) >= 0 && text.at(pos) != U'两') {
    digits.push_back(static_cast<char>('0' + DigitValue(text.at(pos))));
    ++pos;
  }
  // 三点五十分 is a time of day.
  if (digits.empty() || PlacePower(text.at(pos)) == 1 || text.at(pos) == U'分') return;
  number->value = OrNone(Decimal::Parse(number->value->ToString() + "." + digits));
  number->end = pos;
  number->has_point = true;
  number->single = -1;
}

// Power of the 万 or 亿 that closes [begin, end).
int ClosingMagnitude(const ScanText& text, size_t begin, size_t end) {
  int power = 0;
  while (end > begin + 1 && PlacePower(text.at(end - 1)) >= 4) {
    power += PlacePower(text.at(end - 1));
    --end;
  }
  return power;
}

}  // namespace

int PlacePower(char32_t c) {
  switch (c) {
    case U'十':
    case U'拾':
      return 1;
    case U'百':
    case U'佰':
      return 2;
    case U'千':
    case U'仟':
      return 3;
    case U'万':
    case U'萬':
      return 4;
    case U'亿':
    case U'億':
      return 8;
    default:
      return 0;
  }
}

int DigitValue(char32_t c) {
  constexpr std::u32string_view kPlain = U"〇一二三四五六七八九";
  constexpr std::u32string_view kFormal = U"零壹贰叁肆伍陆柒捌玖";
  for (const std::u32string_view digits : {kPlain, kFormal}) {
    if (const size_t at = digits.find(c); at != digits.npos) return static_cast<int>(at);
  }
  return c == U'两' ? 2 : -1;
}

bool IsChineseDigit(char32_t c) { return DigitValue(c) >= 0 || PlacePower(c) > 0; }

size_t ChineseRunEnd(const ScanText& text, size_t pos) {
  const size_t begin = pos;
  while (IsChineseDigit(text.at(pos)) && pos - begin <= kLongestRun && !text.Has(pos, U"百分") &&
         !(pos > begin && StartsMetricUnit(text, pos))) {
    ++pos;
  }
  return pos;
}

Number ReadArabicNumber(const ScanText& text, size_t pos) {
  Number number = ReadPlainArabic(text, pos);
  TakeLowerPart(text, &number);
  return number;
}

absl::optional<Number> ReadChineseNumber(const ScanText& text, size_t pos) {
  Number number;
  number.begin = pos;
  size_t first = pos;
  if ((text.at(pos) == U'数' || text.at(pos) == U'几') && PlacePower(text.at(pos + 1)) > 0) {
    number.inner = v1::QUALIFIER_AT_LEAST;
    first = pos + 1;
  }
  if (!IsChineseDigit(text.at(first))) return absl::nullopt;
  const size_t end = ChineseRunEnd(text, first);
  if (end == first || end - first > kLongestRun) return absl::nullopt;
  const std::u32string_view run = text.Between(first, end);
  const bool digits =
      std::all_of(run.begin(), run.end(), [](char32_t c) { return PlacePower(c) == 0; });
  number.end = end;
  if (run == U"零" && text.at(end) == U'点') {
    number.value = Decimal();
    TakeChinesePoint(text, &number);
    if (number.has_point) return number;
  }
  ChineseReader reader(run);
  if (!reader.Read() || (digits && run.size() > 1 && run[0] == U'〇')) {
    if (!digits || run.size() < 2) return absl::nullopt;
    number.digits_only = true;
    return number;
  }
  number.value = Decimal(reader.value());
  number.bare = reader.bare() && first == pos;
  number.magnitude = ClosingMagnitude(text, first, end);
  if (reader.pair()) number.inner = v1::QUALIFIER_AT_LEAST;
  if (digits && run.size() == 1) number.single = DigitValue(run[0]);
  TakeChinesePoint(text, &number);
  if (number.inner == v1::QUALIFIER_UNSPECIFIED && number.single < 0) {
    const int written = number.magnitude;
    number.magnitude = 0;
    TakeMagnitude(text, &number);
    number.magnitude += written;
  }
  return number;
}

}  // namespace zgc::figures::internal
