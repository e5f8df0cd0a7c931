#include "common/figures/derived/derivation_checks.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/stable_bytes.h"
#include "common/base/status_macros.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/decimal/quotient.h"
#include "common/figures/derived/derived_value.h"
#include "common/figures/periods.h"

namespace zgc::figures {
namespace {

constexpr char kField[] = "indicator.computation.derivation";
constexpr int kMostOperands = 50;
constexpr int kMostDecimals = 12;
// A figure is computed as deep as this, on one thread.
constexpr int kMostDepth = 8;
// The depth of what is being declared: no other is as deep.
constexpr int kItself = 1'000;

// How many operands a kind takes at least and at most.
std::pair<int, int> CountsOf(v1::DerivationKind kind) {
  switch (kind) {
    case v1::DERIVATION_KIND_SUM:
      return {2, kMostOperands};
    case v1::DERIVATION_KIND_WEIGHTED_MEAN:
      return {1, kMostOperands};
    case v1::DERIVATION_KIND_GROWTH:
    case v1::DERIVATION_KIND_INCREASE:
      return {1, 1};
    default:
      return {2, 2};
  }
}

bool HasUnit(const v1::Indicator& indicator, const std::string& unit) {
  const auto& others = indicator.unit_synonyms();
  return indicator.unit() == unit || std::find(others.begin(), others.end(), unit) != others.end();
}

void CheckForm(const v1::Derivation& derivation, resource::Checks& checks) {
  const v1::DerivationKind kind = derivation.kind();
  const auto [least, most] = CountsOf(kind);
  checks.Expect(derivation.operands_size() >= least && derivation.operands_size() <= most,
                absl::StrCat(kField, ".operands"),
                least == most ? absl::StrCat("must be ", least)
                              : absl::StrCat("must be ", least, " to ", most));
  checks.Expect(ComparesPeriods(kind) == (derivation.against() != v1::COMPARISON_UNSPECIFIED),
                absl::StrCat(kField, ".against"),
                "belongs to a growth or an increase, which need it");
  const bool rounds = !IsAdded(kind);
  checks.Expect(derivation.decimals() >= 0 && derivation.decimals() <= (rounds ? kMostDecimals : 0),
                absl::StrCat(kField, ".decimals"),
                rounds ? absl::StrCat("must be 0 to ", kMostDecimals)
                       : "belongs to what is divided; a sum is not rounded");
  if (derivation.multiplier().empty()) return;
  const auto multiplier = Decimal::Parse(derivation.multiplier());
  // Text that is no number is refused by its form.
  checks.Expect(kind == v1::DERIVATION_KIND_RATIO && (!multiplier.ok() || *multiplier > Decimal()),
                absl::StrCat(kField, ".multiplier"), "is a number above zero, of a ratio");
}

// What is divided is a rate; what is added is what it is added from.
void CheckMeasure(const v1::Indicator& indicator, resource::Checks& checks) {
  const v1::DerivationKind kind = indicator.computation().derivation().kind();
  const v1::MeasureKind measure = indicator.measure();
  if (!IsAdded(kind)) {
    checks.Expect(measure == v1::MEASURE_KIND_RATE, "indicator.measure",
                  "must be a rate: it is divided");
  } else if (kind == v1::DERIVATION_KIND_SUM) {
    checks.Expect(measure == v1::MEASURE_KIND_FLOW || measure == v1::MEASURE_KIND_STOCK,
                  "indicator.measure", "must be a flow or a stock: it is a sum");
  } else if (kind == v1::DERIVATION_KIND_CARRIED_FORWARD) {
    checks.Expect(measure == v1::MEASURE_KIND_STOCK, "indicator.measure",
                  "must be a stock: it is carried forward");
  }
  checks.Expect(kind != v1::DERIVATION_KIND_GROWTH || ScaleOf(indicator.unit()) > 0,
                "indicator.unit", "must be % or ‰: it is a growth");
}

// Whether an operand has figures of the periods that it is asked for.
void CheckPeriods(const v1::Indicator& indicator, const v1::Indicator& operand,
                  const std::string& field, resource::Checks& checks) {
  if (!operand.has_computation()) return;
  const auto since = base::ParseDate(indicator.computation().since_date());
  if (!since.ok()) return;
  for (const int family : indicator.computation().period_families()) {
    common::v1::Period period = PeriodOf(static_cast<v1::PeriodFamily>(family), *since,
                                         indicator.financial_year_first_month());
    if (operand.measure() == v1::MEASURE_KIND_STOCK) period.clear_start_date();
    checks.Expect(
        IsAnswered(operand, period), field,
        absl::StrCat(operand.name(), " has figures of ", DescribePeriods(operand), " only"));
  }
}

// Whether what is added up may be.
void CheckAdded(const v1::Indicator& indicator, const v1::Indicator& operand, int place,
                const std::string& field, resource::Checks& checks) {
  const v1::DerivationKind kind = indicator.computation().derivation().kind();
  const v1::MeasureKind measure = operand.measure();
  if (kind == v1::DERIVATION_KIND_SUM || kind == v1::DERIVATION_KIND_CARRIED_FORWARD) {
    checks.Expect(measure == v1::MEASURE_KIND_FLOW || measure == v1::MEASURE_KIND_STOCK, field,
                  "is a rate or an attribute, which are not added up");
  }
  if (kind == v1::DERIVATION_KIND_CARRIED_FORWARD) {
    return checks.Expect(measure == (place == 0 ? v1::MEASURE_KIND_STOCK : v1::MEASURE_KIND_FLOW),
                         field, place == 0 ? "must be a stock" : "must be a flow");
  }
  // A stock increases within a time by what came to it.
  const bool comes = kind == v1::DERIVATION_KIND_INCREASE && measure == v1::MEASURE_KIND_STOCK &&
                     indicator.measure() == v1::MEASURE_KIND_FLOW;
  checks.Expect(comes || measure == indicator.measure(), field,
                "is of another measure than what it is added up to");
}

// Whether an operand is asked by all that the indicator is.
void CheckDimensions(const v1::Indicator& indicator, const v1::DerivationOperand& operand,
                     const v1::Indicator& row, const std::string& field, resource::Checks& checks) {
  const auto& declared = row.computation().dimensions();
  for (const std::string& dimension : indicator.computation().dimensions()) {
    checks.Expect(operand.service().empty() && row.basis() != v1::BASIS_STATED &&
                      std::find(declared.begin(), declared.end(), dimension) != declared.end(),
                  field, absl::StrCat("is not asked by ", dimension, " here"));
  }
}

void CheckOperand(const v1::Indicator& indicator, const v1::Indicator& operand, int place,
                  bool is_weight, const std::string& field, resource::Checks& checks) {
  const v1::DerivationKind kind = indicator.computation().derivation().kind();
  if (IsAdded(kind) || (kind == v1::DERIVATION_KIND_WEIGHTED_MEAN && !is_weight)) {
    checks.Expect(HasUnit(indicator, operand.unit()), field,
                  absl::StrCat("is in ", operand.unit(), ", not in ", indicator.unit()));
  }
  if (IsAdded(kind)) CheckAdded(indicator, operand, place, field, checks);
  if (kind == v1::DERIVATION_KIND_CARRIED_FORWARD) return;
  const bool as_of = indicator.measure() == v1::MEASURE_KIND_STOCK;
  checks.Expect(!as_of || operand.measure() != v1::MEASURE_KIND_FLOW, field,
                "is a flow, which has no figure as of a day");
  CheckPeriods(indicator, operand, field, checks);
}

// Whether a sum is one that its operands allow: those of several scopes are added up over them.
void CheckSummable(const v1::Derivation& derivation, const std::vector<v1::Indicator>& operands,
                   resource::Checks& checks) {
  const auto say = [](const v1::Indicator& operand) {
    v1::Indicator scopes;
    *scopes.mutable_scopes() = operand.scopes();
    return scopes;
  };
  const bool over_scopes =
      derivation.kind() == v1::DERIVATION_KIND_SUM &&
      std::any_of(operands.begin(), operands.end(), [&](const v1::Indicator& operand) {
        return !base::SameFields(say(operand), say(operands.front()));
      });
  for (const v1::Indicator& operand : operands) {
    checks.Expect(!over_scopes || operand.summable_over_scope(), absl::StrCat(kField, ".operands"),
                  absl::StrCat(operand.name(),
                               " forbids sums over scopes (summable_over_scope、不可跨范围相加)"));
  }
  if (derivation.kind() != v1::DERIVATION_KIND_CARRIED_FORWARD || operands.size() != 2) return;
  checks.Expect(operands[1].summable_over_time(), absl::StrCat(kField, ".operands"),
                absl::StrCat(operands[1].name(),
                             " forbids sums over time (summable_over_time、不可跨期相加)"));
}

// How many derivations lie below an operand, it included, in any of its versions. Those that exist
// have few, so that this ends; `known` are those by service and name.
absl::StatusOr<int> DepthOf(const std::string& service, const std::string& name, FindIndicator find,
                            std::map<std::string, int>& known) {
  const std::string key = absl::StrCat(service, "/", name);
  if (const auto seen = known.find(key); seen != known.end()) return seen->second;
  ZGC_ASSIGN_OR_RETURN(const auto found, find(service, name));
  int depth = 0;
  std::vector<const v1::Derivation*> derivations;
  // What another service derives is there to be read.
  if (service.empty() && found.has_value() && found->computation().has_derivation()) {
    depth = 1;
    derivations.push_back(&found->computation().derivation());
    for (const v1::Indicator& earlier : found->earlier()) {
      derivations.push_back(&earlier.computation().derivation());
    }
  }
  for (const v1::Derivation* derivation : derivations) {
    for (const auto& operand : derivation->operands()) {
      for (const std::string& part : {operand.indicator(), operand.weight()}) {
        if (part.empty()) continue;
        ZGC_ASSIGN_OR_RETURN(const int below, DepthOf(operand.service(), part, find, known));
        depth = std::max(depth, below + 1);
      }
    }
  }
  known[key] = depth;
  return depth;
}

}  // namespace

absl::Status CheckDerivation(const v1::Indicator* before, const v1::Indicator& indicator,
                             FindIndicator find, resource::Checks& checks) {
  const v1::Computation& computation = indicator.computation();
  const v1::Derivation& derivation = computation.derivation();
  checks.Expect(computation.formula().empty(), "indicator.computation.formula",
                "and derivation exclude one another");
  checks.Expect(computation.arguments().empty(), "indicator.computation.arguments",
                "belong to a formula");
  CheckMeasure(indicator, checks);
  CheckForm(derivation, checks);
  std::map<std::string, int> depths;
  int most = kMostDepth;
  if (before != nullptr) {
    // Others may be derived from it: it stays as deep as it was, or less.
    std::map<std::string, int> was;
    ZGC_ASSIGN_OR_RETURN(most, DepthOf("", before->name(), find, was));
    depths[absl::StrCat("/", before->name())] = kItself;
  }
  std::vector<v1::Indicator> operands;
  std::set<std::string> seen;
  for (int i = 0; i < derivation.operands_size(); ++i) {
    const v1::DerivationOperand& operand = derivation.operands(i);
    const std::string field = absl::StrCat(kField, ".operands[", i, "].");
    checks.Expect(seen.insert(absl::StrCat(operand.service(), "/", operand.indicator())).second ||
                      !IsAdded(derivation.kind()),
                  field + "indicator", "repeats an earlier operand");
    const bool weighted = derivation.kind() == v1::DERIVATION_KIND_WEIGHTED_MEAN;
    checks.Expect(weighted == !operand.weight().empty(), field + "weight",
                  "belongs to a weighted mean, which needs it");
    for (const auto& [name, part] :
         {std::pair(operand.indicator(), "indicator"), std::pair(operand.weight(), "weight")}) {
      if (name.empty()) continue;
      ZGC_ASSIGN_OR_RETURN(const auto found, find(operand.service(), name));
      checks.Expect(found.has_value(), field + part,
                    operand.service().empty()
                        ? absl::StrCat("\"", name, "\" does not exist")
                        : absl::StrCat("\"", name, "\" of ", operand.service(),
                                       " is not among what this service follows"));
      if (!found.has_value()) continue;
      checks.Expect(operand.service().empty() || found->has_computation(), field + part,
                    "is observed: of another service an operand is computed");
      CheckDimensions(indicator, operand, *found, field + part, checks);
      CheckOperand(indicator, *found, i, part == std::string("weight"), field + part, checks);
      ZGC_ASSIGN_OR_RETURN(const int depth, DepthOf(operand.service(), name, find, depths));
      checks.Expect(depth < kItself, field + part, "is derived from this one (循环派生)");
      checks.Expect(depth < most || depth >= kItself, field + part,
                    absl::StrCat("is derived ", depth, " deep; ", most,
                                 " derivations one upon the other are the most",
                                 before == nullptr ? "" : " here, as others may rest on it"));
      if (part == std::string("indicator")) operands.push_back(*found);
    }
  }
  CheckSummable(derivation, operands, checks);
  return absl::OkStatus();
}

}  // namespace zgc::figures
