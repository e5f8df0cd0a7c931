#include "absl/strings/str_cat.h"
#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/findings/finding_rules.h"

namespace zgc::supervision::internal {
namespace {

using figures::Decimal;
using figures::Endpoint;
using figures::Interval;

// Digits after the point of a quotient; far more than any rate prints.
constexpr int kQuotientScale = 12;

// Power of ten by which a rate is multiplied: 2 for %, 3 for ‰.
int ScaleOf(const std::string& unit) { return unit == "%" ? 2 : unit == "‰" ? 3 : 0; }

// What a printed rate allows: 99.2 stands for all from 99.15 to 99.25.
absl::optional<Interval> Precision(const Quantity& rate) {
  if (!rate.interval.IsPoint()) return rate.interval;
  const std::string& printed = rate.figure->value();
  const size_t point = printed.find('.');
  const int digits = point == std::string::npos ? 0 : static_cast<int>(printed.size() - point) - 1;
  const auto half = Decimal::FromParts(5, digits + 1);
  if (!half.ok()) return absl::nullopt;
  const auto low = rate.interval.lower().value->Minus(*half);
  const auto high = rate.interval.lower().value->Plus(*half);
  if (!low.ok() || !high.ok()) return absl::nullopt;
  const auto made = Interval::Make({*low, true}, {*high, true});
  if (!made.ok()) return absl::nullopt;
  return *made;
}

// All quotients a / b × 10^exponent; only of values above zero.
absl::optional<Interval> Quotient(const Interval& a, const Interval& b, int exponent) {
  if (!b.lower().value.has_value() || *b.lower().value <= Decimal(0)) return absl::nullopt;
  const auto divide = [&](const Endpoint& x, const Endpoint& y) -> Endpoint {
    if (!x.value.has_value() || !y.value.has_value()) return {};
    const auto scaled = x.value->TimesPowerOfTen(exponent);
    if (!scaled.ok()) return {};
    const auto quotient = scaled->DividedBy(*y.value, kQuotientScale);
    if (!quotient.ok()) return {};
    return {*quotient, x.closed && y.closed};
  };
  const auto made = Interval::Make(divide(a.lower(), b.upper()), divide(a.upper(), b.lower()));
  if (!made.ok()) return absl::nullopt;
  return *made;
}

struct Basis {
  std::string indicator;
  bool declared = false;
  bool stated = true;
  const Quantity* quantity = nullptr;
};

Basis FindBasis(const FindingRun& run, const figures::v1::Indicator& indicator,
                figures::v1::RelationKind kind, const Quantity& rate) {
  Basis basis;
  for (const auto& relation : indicator.relations()) {
    if (relation.kind() != kind) continue;
    basis.declared = true;
    basis.stated = relation.stated();
    basis.indicator = OtherOf(indicator, relation);
    for (const Quantity& candidate : run.QuantitiesOf(basis.indicator)) {
      const auto& a = candidate.figure->period();
      const auto& b = rate.figure->period();
      if (a.end_date() != b.end_date() || !RelatedScopes(run, *candidate.figure, *rate.figure)) {
        continue;
      }
      if (basis.quantity == nullptr || SamePeriod(*candidate.figure, *rate.figure)) {
        basis.quantity = &candidate;
      }
    }
  }
  return basis;
}

// An amount rounded to two decimals of 亿 or 万.
std::string Rounded(const Decimal& value, const std::string& unit) {
  constexpr std::pair<int, const char*> kMagnitudes[] = {{8, "亿"}, {4, "万"}, {0, ""}};
  for (const auto& [exponent, name] : kMagnitudes) {
    const auto scaled = value.TimesPowerOfTen(-exponent);
    if (!scaled.ok() || (*scaled < Decimal(1) && exponent != 0)) continue;
    const auto rounded = scaled->Rounded(2);
    if (rounded.ok()) return absl::StrCat(rounded->ToString(), name, unit);
  }
  return absl::StrCat(value.ToString(), unit);
}

// “22.72亿元至22.74亿元”; empty if it has no bounds.
std::string RangeText(const Interval& interval, const std::string& unit) {
  if (!interval.lower().value.has_value() || !interval.upper().value.has_value()) return "";
  const std::string low = Rounded(*interval.lower().value, unit);
  const std::string high = Rounded(*interval.upper().value, unit);
  return low == high ? low : absl::StrCat(low, "至", high);
}

// A whole that follows from a rate and its numerator, and that no one states.
void NoteImplied(FindingRun& run, const Quantity& rate, const Basis& numerator,
                 const Basis& denominator) {
  const auto allowed = Precision(rate);
  if (!allowed.has_value()) return;
  const auto whole = Quotient(numerator.quantity->interval, *allowed, ScaleOf(rate.unit));
  if (!whole.has_value()) return;
  const std::string range = RangeText(*whole, numerator.quantity->unit);
  if (range.empty()) return;
  const figures::v1::Indicator* other =
      denominator.declared ? run.Indicator(denominator.indicator) : nullptr;
  std::vector<std::string> names = {rate.name, numerator.quantity->name};
  std::string stands;
  if (denominator.quantity != nullptr) {
    names.push_back(denominator.quantity->name);
    stands = absl::StrCat("；账上的", run.Say(*denominator.quantity), "即由此推算");
  }
  run.Report(
      kImpliedTotal, v1::FINDING_SEVERITY_NOTE, names,
      absl::StrCat("由", run.Say(rate), "与", run.Say(*numerator.quantity), "可推得",
                   other == nullptr ? "其总数" : absl::StrCat("“", other->display_name(), "”"),
                   "为", range, "，来源未载明这一总数", stands, "。"));
}

void CheckRate(FindingRun& run, const figures::v1::Indicator& indicator, const Quantity& rate) {
  const Basis numerator = FindBasis(run, indicator, figures::v1::RELATION_KIND_NUMERATOR, rate);
  const Basis denominator = FindBasis(run, indicator, figures::v1::RELATION_KIND_DENOMINATOR, rate);
  if (numerator.quantity == nullptr) return;
  const bool stated_total =
      denominator.quantity != nullptr &&
      denominator.quantity->figure->status() != figures::v1::FIGURE_STATUS_DERIVED;
  if (!stated_total) NoteImplied(run, rate, numerator, denominator);
  if (denominator.quantity == nullptr) return;
  const auto allowed = Precision(rate);
  const auto quotient =
      Quotient(numerator.quantity->interval, denominator.quantity->interval, ScaleOf(rate.unit));
  if (!allowed.has_value() || !quotient.has_value() || allowed->Meets(*quotient)) return;
  run.Report(kRateAndBases, Gravity(numerator.stated && denominator.stated),
             {rate.name, numerator.quantity->name, denominator.quantity->name},
             absl::StrCat(run.Say(rate), "与其分子", run.Say(*numerator.quantity), "、分母",
                          run.Say(*denominator.quantity), "不符：两者之比为",
                          RangeText(*quotient, rate.unit), "。"));
}

}  // namespace

void CheckRates(FindingRun& run) {
  for (const auto& [name, indicator] : run.input().indicators) {
    for (const Quantity& rate : run.QuantitiesOf(name)) CheckRate(run, indicator, rate);
  }
}

}  // namespace zgc::supervision::internal
