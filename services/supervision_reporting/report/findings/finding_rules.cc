#include "services/supervision_reporting/report/findings/finding_rules.h"

#include <algorithm>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/figures/precision.h"
#include "common/figures/versions/version.h"
#include "common/scanner/figure_text.h"

namespace zgc::supervision::internal {
namespace {

using figures::Decimal;
using figures::Endpoint;
using figures::Interval;

// Power of ten by which a unit of money is larger than 元.
int MoneyExponent(const std::string& unit) {
  if (unit == "万元") return 4;
  if (unit == "亿元") return 8;
  return 0;
}

// `interval` in units of 10^exponent, if that leaves at most two decimals.
absl::optional<Interval> Shorten(const Interval& interval, int exponent) {
  const auto shorten = [&](const Endpoint& end) -> absl::optional<Endpoint> {
    if (!end.value.has_value()) return end;
    const auto scaled = end.value->TimesPowerOfTen(-exponent);
    if (!scaled.ok() || scaled->scale() > 2 || *scaled < Decimal(1)) return absl::nullopt;
    return Endpoint{*scaled, end.closed};
  };
  const auto lower = shorten(interval.lower());
  const auto upper = shorten(interval.upper());
  if (!lower.has_value() || !upper.has_value()) return absl::nullopt;
  const auto made = Interval::Make(*lower, *upper);
  if (!made.ok()) return absl::nullopt;
  return *made;
}

using ScopeSet = absl::btree_set<std::pair<std::string, std::string>>;

// Of a figure or an indicator.
template <typename Scoped>
ScopeSet ScopesOf(const Scoped& scoped) {
  ScopeSet scopes;
  for (const auto& scope : scoped.scopes()) {
    scopes.emplace(scope.dimension(), scope.resource().empty() ? scope.label() : scope.resource());
  }
  return scopes;
}

// The labels of one dimension.
ScopeSet Dimension(const ScopeSet& scopes, const std::string& dimension) {
  ScopeSet found;
  for (const auto& scope : scopes) {
    if (scope.first == dimension) found.insert(scope);
  }
  return found;
}

}  // namespace

absl::optional<Quantity> ReadQuantity(const std::string& name, const figures::v1::Figure& figure) {
  if (figure.value_state() != figures::v1::VALUE_STATE_KNOWN &&
      figure.value_state() != figures::v1::VALUE_STATE_UNSPECIFIED) {
    return absl::nullopt;
  }
  const auto value = Decimal::Parse(figure.value());
  if (!value.ok()) return absl::nullopt;
  const int exponent = MoneyExponent(figure.unit());
  const auto base = value->TimesPowerOfTen(exponent);
  if (!base.ok()) return absl::nullopt;
  const auto stated = Interval::From(*base, figure.qualifier());
  if (!stated.ok()) return absl::nullopt;
  Quantity quantity{&figure, name, *stated, *stated, exponent == 0 ? figure.unit() : "元", ""};
  const absl::optional<figures::Precision> precision = figures::PrecisionOf(figure);
  if (!precision.has_value()) return quantity;
  const auto step = precision->step.TimesPowerOfTen(exponent);
  if (!step.ok()) return absl::nullopt;
  const auto interval =
      precision->truncated ? Interval::Truncated(*base, *step) : Interval::Rounded(*base, *step);
  if (!interval.ok()) return absl::nullopt;
  quantity.interval = *interval;
  if (precision->shown) {
    const std::string text = IntervalText(Interval::Point(*step), quantity.unit);
    quantity.rounding = absl::StrCat(precision->truncated ? "截尾到" : "四舍五入到",
                                     absl::StripPrefix(text, "等于"));
  }
  return quantity;
}

void NoteRounding(FindingRun& run, const std::vector<std::string>& figure_names,
                  const std::string& said) {
  run.Report(kRoundingDifference, v1::FINDING_SEVERITY_NOTE, figure_names,
             absl::StrCat(said, "；差异在数字取舍（四舍五入、截尾）的误差之内，不作矛盾。"));
}

FindingRun::FindingRun(const ReportModel& model) : model_(model) {
  for (const auto& [name, figure] : input().figures) {
    // Nothing is held against a correction until it takes the place of the figure.
    if (!figure.corrects().empty()) continue;
    const std::string indicator = FullName(figure.owner(), figure.indicator());
    if (auto quantity = ReadQuantity(name, figure)) {
      quantities_[indicator].push_back(*std::move(quantity));
    } else {
      unknown_[indicator] = true;
    }
  }
}

const std::vector<Quantity>& FindingRun::QuantitiesOf(const std::string& indicator) const {
  static const auto* const kNone = new std::vector<Quantity>();
  const auto found = quantities_.find(indicator);
  return found == quantities_.end() ? *kNone : found->second;
}

const figures::v1::Indicator* FindingRun::Indicator(const std::string& full_name) const {
  const auto found = input().indicators.find(full_name);
  return found == input().indicators.end() ? nullptr : &found->second;
}

void FindingRun::Report(const char* rule, v1::FindingSeverity severity,
                        const std::vector<std::string>& figure_names,
                        const std::string& explanation) {
  std::vector<std::string> names;
  bool cited = false;
  for (const std::string& figure : figure_names) {
    cited = cited || model_.ids_of.contains(figure);
    for (std::string& name : model_.NamesOf(figure)) names.push_back(std::move(name));
  }
  if (cited) ReportAbout(rule, severity, std::move(names), explanation);
}

void FindingRun::ReportAbout(const char* rule, v1::FindingSeverity severity,
                             std::vector<std::string> names, const std::string& explanation) {
  v1::Finding finding;
  finding.set_rule(rule);
  finding.set_severity(severity);
  for (std::string& name : names) finding.add_figures(std::move(name));
  finding.set_explanation(explanation);
  found_.push_back(std::move(finding));
}

std::string FindingRun::Say(const std::string& name, const figures::v1::Figure& figure) const {
  const bool derived = figure.status() == figures::v1::FIGURE_STATUS_DERIVED;
  const std::string text =
      derived ? figures::FormatFigureRounded(figure) : figures::FormatFigure(figure);
  std::string printed;
  if (!figure.printed().empty() && figure.printed() != text) {
    printed = absl::StrCat("，原文作“", figure.printed(), "”");
  }
  return absl::StrCat("“", figure.display_name(), "”", text, "（",
                      absl::StrJoin(model_.NamesOf(name), "、"), printed, "）");
}

std::string FindingRun::Say(const Quantity& quantity) const {
  std::string said = Say(quantity.name, *quantity.figure);
  said.resize(said.size() - std::string("）").size());
  return absl::StrCat(said, "，", IntervalText(quantity.stated, quantity.unit),
                      quantity.rounding.empty() ? "" : "，", quantity.rounding, "）");
}

std::string IntervalText(const Interval& interval, const std::string& unit) {
  constexpr std::pair<int, const char*> kMagnitudes[] = {{8, "亿"}, {4, "万"}};
  for (const auto& [exponent, name] : kMagnitudes) {
    if (const auto shorter = Shorten(interval, exponent)) {
      return absl::StrCat(shorter->ToChinese(), name, unit);
    }
  }
  return absl::StrCat(interval.ToChinese(), unit);
}

std::string OtherOf(const figures::v1::Indicator& indicator,
                    const figures::v1::Relation& relation) {
  return FullName(relation.other_service().empty() ? indicator.owner() : relation.other_service(),
                  relation.other());
}

bool SameScopes(const figures::v1::Figure& a, const figures::v1::Figure& b) {
  return ScopesOf(a) == ScopesOf(b);
}

bool SameSeries(const figures::v1::Figure& a, const figures::v1::Figure& b) {
  return a.series_break_date() == b.series_break_date();
}

bool HasOwnScopes(const FindingRun& run, const figures::v1::Figure& figure) {
  const auto* indicator = run.Indicator(FullName(figure.owner(), figure.indicator()));
  return indicator != nullptr &&
         ScopesOf(figures::VersionFor(*indicator, figure.period())) == ScopesOf(figure);
}

bool RelatedScopes(const FindingRun& run, const figures::v1::Figure& a,
                   const figures::v1::Figure& b) {
  if (HasOwnScopes(run, a) && HasOwnScopes(run, b)) return true;
  const ScopeSet left = ScopesOf(a);
  const ScopeSet right = ScopesOf(b);
  return std::all_of(left.begin(), left.end(), [&](const auto& scope) {
    const ScopeSet here = Dimension(right, scope.first);
    return here.empty() || here == Dimension(left, scope.first);
  });
}

bool SamePeriod(const figures::v1::Figure& a, const figures::v1::Figure& b) {
  return a.period().start_date() == b.period().start_date() &&
         a.period().end_date() == b.period().end_date();
}

bool PeriodWithin(const figures::v1::Figure& part, const figures::v1::Figure& whole) {
  const auto& inner = part.period();
  const auto& outer = whole.period();
  // A running total holds all that came before its day.
  if (outer.start_date().empty()) {
    return inner.start_date().empty() ? inner.end_date() == outer.end_date()
                                      : inner.end_date() <= outer.end_date();
  }
  if (inner.start_date().empty()) return inner.end_date() == outer.end_date();
  return outer.start_date() <= inner.start_date() && inner.end_date() <= outer.end_date();
}

}  // namespace zgc::supervision::internal
