#include "common/scanner/figure_text.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/time/dates.h"
#include "common/scanner/number.h"
#include "common/scanner/scan_text.h"

namespace zgc::figures {
namespace {

constexpr int kMaxPrintedDecimals = 2;
// What OVER is where 余 cannot stand; 超过 would not end at the next step.
constexpr char kOver[] = "超";
constexpr const char* kDigits[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

// 1 to 99 in Chinese digits, larger ones in Arabic.
std::string ChineseNumber(int64_t n) {
  if (n < 1 || n > 99) return absl::StrCat(n);
  const int64_t tens = n / 10;
  return absl::StrCat(tens > 1 ? kDigits[tens] : "", tens > 0 ? "十" : "", kDigits[n % 10]);
}

// A number as far as 万 and 亿: 22.55 and 亿.
struct Scaled {
  Decimal number;
  const char* magnitude = "";
};

Scaled Scale(const Decimal& value, absl::string_view unit) {
  constexpr struct {
    int exponent;
    const char* name;
  } kMagnitudes[] = {{8, "亿"}, {4, "万"}};
  // 万元, 亿元: the unit has its magnitude.
  if (absl::StartsWith(unit, "万") || absl::StartsWith(unit, "亿")) return {value};
  for (const auto& magnitude : kMagnitudes) {
    const auto scaled = value.TimesPowerOfTen(-magnitude.exponent);
    if (scaled.ok() && *scaled >= Decimal(1) && scaled->scale() <= kMaxPrintedDecimals) {
      return {*scaled, magnitude.name};
    }
  }
  return {value};
}

// 400余家, 70余亿元, 1万余名, 超799条.
std::string PrintOver(const Scaled& scaled, const std::string& unit) {
  const std::string number = scaled.number.ToString();
  if (scaled.number.IsInteger() && !scaled.number.IsZero()) {
    if (scaled.number.coefficient() % 10 == 0) {
      return absl::StrCat(number, "余", scaled.magnitude, unit);
    }
    if (scaled.magnitude[0] != '\0' && scaled.number < Decimal(10)) {
      return absl::StrCat(number, scaled.magnitude, "余", unit);
    }
  }
  return absl::StrCat(kOver, number, scaled.magnitude, unit);
}

const char* WordBefore(v1::Qualifier qualifier, bool rate) {
  switch (qualifier) {
    case v1::QUALIFIER_AT_LEAST:
      return rate ? "不低于" : "不少于";
    case v1::QUALIFIER_APPROX:
      return "约";
    case v1::QUALIFIER_NEARLY:
      return "近";
    case v1::QUALIFIER_UP_TO:
      return "不超过";
    case v1::QUALIFIER_OVER:
      return kOver;
    case v1::QUALIFIER_ABOVE:
      return "超过";
    case v1::QUALIFIER_BELOW:
      return rate ? "低于" : "不足";
    default:
      return "";
  }
}

// 第5名, 首届, 第二批; empty if the figure is no ordinal.
std::string PrintOrdinal(const v1::Figure& figure, const Decimal& value) {
  if (!value.IsInteger() || value < Decimal(1) || value > Decimal(999'999)) return "";
  const auto number = static_cast<int64_t>(value.coefficient());
  if (figure.unit() == "名次") return absl::StrCat("第", number, "名");
  if (figure.unit() == "届") {
    return number == 1 ? "首届" : absl::StrCat("第", ChineseNumber(number), "届");
  }
  const bool counts =
      figure.measure() == v1::MEASURE_KIND_FLOW || figure.measure() == v1::MEASURE_KIND_STOCK;
  if (figure.unit() == "批" && !counts) return absl::StrCat("第", ChineseNumber(number), "批");
  return "";
}

bool IsAnyDigit(char32_t c) { return internal::IsDigit(c) || internal::DigitValue(c) >= 0; }

// Past the digits that begin at `pos`, with their point and separators. `decimals` are those
// behind the point.
size_t DigitsEnd(const internal::ScanText& text, size_t pos, int* decimals) {
  bool point = false;
  for (;; ++pos) {
    const char32_t c = text.at(pos);
    if (IsAnyDigit(c)) {
      *decimals += point ? 1 : 0;
    } else if (!IsAnyDigit(text.at(pos + 1)) || point) {
      return pos;
    } else if (c == '.' || c == U'点') {
      point = true;
    } else if (c != ',' && c != ' ') {
      return pos;
    }
  }
}

// Past the place words that begin at `pos`; nothing but 亿 follows 万. `power` is theirs.
size_t PlaceWordsEnd(const internal::ScanText& text, size_t pos, int* power) {
  constexpr int kMyriad = 4;
  while (const int place = internal::PlacePower(text.at(pos))) {
    *power += place;
    ++pos;
    if (place >= kMyriad && text.at(pos) != U'亿') break;
  }
  return pos;
}

}  // namespace

absl::optional<Decimal> ScaledStep(absl::string_view printed) {
  constexpr int kSmallest = 4;
  const internal::ScanText text(printed);
  absl::optional<int> exponent;
  size_t pos = 0;
  while (pos < text.size()) {
    if (!IsAnyDigit(text.at(pos))) {
      // The number is over.
      if (exponent.has_value()) break;
      ++pos;
      continue;
    }
    int decimals = 0;
    int power = 0;
    pos = text.SkipSpaces(DigitsEnd(text, pos, &decimals));
    if (internal::OneOf(text.at(pos), U"余多几")) ++pos;
    pos = PlaceWordsEnd(text, pos, &power);
    if (power >= kSmallest || exponent.has_value()) exponent = power - decimals;
  }
  if (!exponent.has_value()) return absl::nullopt;
  const auto step = Decimal(1).TimesPowerOfTen(*exponent);
  if (!step.ok()) return absl::nullopt;
  return *step;
}

std::string FormatFigure(const v1::Figure& figure) {
  switch (figure.value_state()) {
    case v1::VALUE_STATE_UNKNOWN:
      return "数额未公布";
    case v1::VALUE_STATE_INDEFINITE:
      return absl::StrCat("多", figure.unit());
    case v1::VALUE_STATE_NOT_APPLICABLE:
      return "不适用";
    case v1::VALUE_STATE_FAILED:
      return "计算失败";
    default:
      break;
  }
  const auto value = Decimal::Parse(figure.value());
  if (!value.ok()) return absl::StrCat(figure.value(), figure.unit());
  std::string ordinal = PrintOrdinal(figure, *value);
  if (!ordinal.empty()) return ordinal;
  const bool rate = figure.unit() == "%" || figure.unit() == "百分点";
  const std::string unit = figure.unit() == "百分点" ? "个百分点" : figure.unit();
  const Scaled scaled = rate ? Scaled{*value} : Scale(*value, unit);
  if (figure.qualifier() == v1::QUALIFIER_OVER && !rate) return PrintOver(scaled, unit);
  const char* word = WordBefore(figure.qualifier(), rate);
  // A rate keeps the zeros that say how precise it is.
  const std::string number = rate ? figure.value() : scaled.number.ToString();
  return absl::StrCat(word, number, scaled.magnitude, unit);
}

std::string FormatFigureRounded(const v1::Figure& figure) {
  constexpr int kSmallest = 10'000;
  const auto value = Decimal::Parse(figure.value());
  const bool rate = figure.unit() == "%" || figure.unit() == "百分点";
  if (figure.qualifier() != v1::QUALIFIER_EXACT || rate || !value.ok() ||
      *value < Decimal(kSmallest)) {
    return FormatFigure(figure);
  }
  const int exponent = *value < Decimal(100'000'000) ? 4 : 8;
  const auto scaled = value->TimesPowerOfTen(-exponent);
  const auto rounded = scaled.ok() ? scaled->Rounded(kMaxPrintedDecimals) : scaled;
  const auto whole = rounded.ok() ? rounded->TimesPowerOfTen(exponent) : rounded;
  if (!whole.ok() || *whole == *value) return FormatFigure(figure);
  v1::Figure shorter = figure;
  shorter.set_value(whole->ToString());
  shorter.set_qualifier(v1::QUALIFIER_APPROX);
  return FormatFigure(shorter);
}

std::string FormatDay(const std::string& day) {
  const auto parsed = base::ParseDate(day);
  if (!parsed.ok()) return day;
  return absl::StrCat(parsed->year(), "年", parsed->month(), "月", parsed->day(), "日");
}

std::string FormatPeriod(const common::v1::Period& period) {
  if (period.start_date().empty()) {
    return period.end_date().empty() ? "" : absl::StrCat("截至", FormatDay(period.end_date()));
  }
  const auto from = base::ParseDate(period.start_date());
  const auto to = base::ParseDate(period.end_date());
  if (!from.ok() || !to.ok()) {
    return absl::StrCat(period.start_date(), "至", period.end_date());
  }
  if (base::IsFullCalendarYear(*from, *to)) return absl::StrCat(from->year(), "年");
  const std::string year = absl::StrCat(from->year(), "年");
  const bool whole_months = from->day() == 1 && (*to + 1).day() == 1;
  if (from->year() != to->year()) {
    return absl::StrCat(FormatDay(period.start_date()), "至", FormatDay(period.end_date()));
  }
  if (whole_months) {
    return from->month() == to->month()
               ? absl::StrCat(year, from->month(), "月")
               : absl::StrCat(year, from->month(), "月至", to->month(), "月");
  }
  if (*from == *to) return FormatDay(period.start_date());
  const std::string month = from->month() == to->month() ? "" : absl::StrCat(to->month(), "月");
  return absl::StrCat(FormatDay(period.start_date()), "至", month, to->day(), "日");
}

}  // namespace zgc::figures
