#include "absl/strings/str_cat.h"
#include "common/figures/versions/version.h"
#include "services/supervision_reporting/report/findings/arithmetic.h"
#include "services/supervision_reporting/report/findings/finding_rules.h"

namespace zgc::supervision::internal {
namespace {

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

// A whole that follows from a rate and its numerator, and that no one states.
void NoteImplied(FindingRun& run, const Quantity& rate, const Basis& numerator,
                 const Basis& denominator) {
  const auto whole = Quotient(numerator.quantity->interval, rate.interval, ScaleOf(rate.unit));
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
  const Quantity& part = *numerator.quantity;
  const Quantity& whole = *denominator.quantity;
  const auto quotient = Quotient(part.interval, whole.interval, ScaleOf(rate.unit));
  if (!quotient.has_value()) return;
  const std::vector<std::string> names = {rate.name, part.name, whole.name};
  const std::string said = absl::StrCat(run.Say(rate), "与其分子", run.Say(part), "、分母",
                                        run.Say(whole), "不符：两者之比为");
  if (!rate.interval.Meets(*quotient)) {
    run.Report(kRateAndBases, Gravity(numerator.stated && denominator.stated), names,
               absl::StrCat(said, RangeText(*quotient, rate.unit), "。"));
    return;
  }
  // A rate is rounded by its nature; that its bases are is worth a word.
  const auto at_their_word = Quotient(part.stated, whole.stated, ScaleOf(rate.unit));
  if (!at_their_word.has_value() || rate.interval.Meets(*at_their_word)) return;
  NoteRounding(run, names, absl::StrCat(said, RangeText(*at_their_word, rate.unit)));
}

}  // namespace

void CheckRates(FindingRun& run) {
  for (const auto& [name, indicator] : run.input().indicators) {
    for (const Quantity& rate : run.QuantitiesOf(name)) {
      CheckRate(run, figures::VersionFor(indicator, rate.figure->period()), rate);
    }
  }
}

}  // namespace zgc::supervision::internal
