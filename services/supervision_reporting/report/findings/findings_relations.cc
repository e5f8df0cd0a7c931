#include <utility>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/figures/versions/version.h"
#include "common/scanner/figure_text.h"
#include "services/supervision_reporting/report/findings/finding_rules.h"

namespace zgc::supervision::internal {
namespace {

using figures::Decimal;
using figures::Interval;

bool Comparable(const FindingRun& run, const Quantity& part, const Quantity& whole) {
  return (part.unit == "元") == (whole.unit == "元") &&
         RelatedScopes(run, *part.figure, *whole.figure) &&
         PeriodWithin(*part.figure, *whole.figure);
}

void CheckAtMost(FindingRun& run, const figures::v1::Indicator& indicator,
                 const figures::DatedRelation& bond, const std::string& name) {
  const figures::v1::Relation& relation = bond.relation;
  const bool flow = relation.kind() == figures::v1::RELATION_KIND_FLOW_OF;
  for (const Quantity& part : run.QuantitiesOf(name)) {
    if (!bond.HoldsFor(*part.figure)) continue;
    for (const Quantity& whole : run.QuantitiesOf(OtherOf(indicator, relation))) {
      if (!Comparable(run, part, whole) || part.stated.CanBeAtMost(whole.stated)) continue;
      const std::string said = absl::StrCat(flow ? "当期流量" : "部分", run.Say(part), "大于",
                                            flow ? "其累计存量" : "其所属整体", run.Say(whole));
      if (part.interval.CanBeAtMost(whole.interval)) {
        NoteRounding(run, {part.name, whole.name}, said);
        continue;
      }
      run.Report(
          flow ? kFlowExceedsStock : kSubsetExceedsWhole, Gravity(relation.stated()),
          {part.name, whole.name},
          absl::StrCat(said, relation.stated() ? "。" : "；两者的从属关系系推断，来源未载明。"));
    }
  }
}

// The parts of one total.
struct Parts {
  std::vector<Quantity> known;
  // Labels of those without a number.
  std::vector<std::string> unknown;
  bool stated = true;
};

// The figure of a part that belongs to the total: of repeats the strictest.
const Quantity* PartOf(const FindingRun& run, const std::vector<Quantity>& candidates,
                       const Quantity& total) {
  const Quantity* best = nullptr;
  for (const Quantity& candidate : candidates) {
    if (!Comparable(run, candidate, total)) continue;
    if (best == nullptr || best->interval.Contains(candidate.interval)) best = &candidate;
  }
  return best;
}

// An indicator that declares itself a part.
struct PartRelation {
  std::string indicator;
  std::string label;
  figures::DatedRelation bond;
};

// The part relations by full name of the total.
absl::btree_map<std::string, std::vector<PartRelation>> PartsByTotal(const ReportInput& input) {
  absl::btree_map<std::string, std::vector<PartRelation>> parts;
  for (const auto& [name, indicator] : input.indicators) {
    for (figures::DatedRelation& bond : figures::DatedRelations(indicator)) {
      if (bond.relation.kind() != figures::v1::RELATION_KIND_PART_OF) continue;
      parts[OtherOf(indicator, bond.relation)].push_back(
          {name, indicator.display_name(), std::move(bond)});
    }
  }
  return parts;
}

Parts CollectParts(const FindingRun& run, const std::vector<PartRelation>& relations,
                   const Quantity& total) {
  Parts parts;
  for (const PartRelation& relation : relations) {
    if (!relation.bond.HoldsFor(*total.figure)) continue;
    parts.stated = parts.stated && relation.bond.relation.stated();
    if (const Quantity* part = PartOf(run, run.QuantitiesOf(relation.indicator), total)) {
      parts.known.push_back(*part);
    } else {
      parts.unknown.push_back(relation.label);
    }
  }
  return parts;
}

// "（占23.5%）" if both are numbers.
std::string ShareText(const Interval& sum, const Interval& total) {
  if (!sum.IsPoint() || !total.IsPoint()) return "";
  const auto hundredfold = sum.lower().value->TimesPowerOfTen(2);
  if (!hundredfold.ok()) return "";
  const auto share = hundredfold->DividedBy(*total.lower().value, 1);
  return share.ok() ? absl::StrCat("，占", share->ToString(), "%") : "";
}

// All of the parts at their word, or with what the rounding of each leaves open.
absl::optional<Interval> SumOf(const Parts& parts, Interval Quantity::*side) {
  Interval sum = Interval::Point(Decimal());
  for (const Quantity& part : parts.known) {
    const auto more = sum.Plus(part.*side);
    if (!more.ok()) return absl::nullopt;
    sum = *more;
  }
  return sum;
}

// Whether the parts can be those of the total: no more if some are not known, else as much.
bool Fits(const Parts& parts, const Interval& sum, const Interval& total) {
  return parts.unknown.empty() ? sum.Meets(total) : sum.CanBeAtMost(total);
}

void CheckTotal(FindingRun& run, const Quantity& total, const Parts& parts) {
  const auto possible = SumOf(parts, &Quantity::interval);
  const auto stated = SumOf(parts, &Quantity::stated);
  if (!possible.has_value() || !stated.has_value()) return;
  const Interval& sum = *possible;
  std::vector<std::string> names = {total.name};
  std::vector<std::string> said;
  for (const Quantity& part : parts.known) {
    names.push_back(part.name);
    said.push_back(run.Say(part));
  }
  const std::string sums =
      absl::StrCat("各组成部分", absl::StrJoin(said, "、"), "合计",
                   IntervalText(*stated, total.unit), ShareText(*stated, total.stated));
  if (Fits(parts, sum, total.interval) && !Fits(parts, *stated, total.stated)) {
    return NoteRounding(run, names, absl::StrCat(sums, "，总数为", run.Say(total)));
  }
  if (!sum.CanBeAtMost(total.interval)) {
    run.Report(kPartsAndTotal, Gravity(parts.stated), names,
               absl::StrCat(sums, "，大于总数", run.Say(total), "。"));
    return;
  }
  if (parts.unknown.empty() && sum.Meets(total.interval)) return;
  if (parts.unknown.empty() && parts.stated) {
    run.Report(kPartsAndTotal, v1::FINDING_SEVERITY_CONTRADICTION, names,
               absl::StrCat(sums, "，与总数", run.Say(total), "不符。"));
    return;
  }
  if (sum.Meets(total.interval)) return;
  const std::string open =
      parts.unknown.empty()
          ? "其余部分来源未载明"
          : absl::StrCat("另有", absl::StrJoin(parts.unknown, "、"), "数额未公布");
  run.Report(kPartialCoverage, v1::FINDING_SEVERITY_NOTE, names,
             absl::StrCat("已知", sums, "，只是总数", run.Say(total), "的一部分；", open, "。"));
}

}  // namespace

void CheckSubsetsAndFlows(FindingRun& run) {
  for (const auto& [name, indicator] : run.input().indicators) {
    for (const figures::DatedRelation& bond : figures::DatedRelations(indicator)) {
      if (bond.relation.kind() == figures::v1::RELATION_KIND_SUBSET_OF ||
          bond.relation.kind() == figures::v1::RELATION_KIND_FLOW_OF) {
        CheckAtMost(run, indicator, bond, name);
      }
    }
  }
}

void CheckParts(FindingRun& run) {
  for (const auto& [name, relations] : PartsByTotal(run.input())) {
    for (const Quantity& total : run.QuantitiesOf(name)) {
      const Parts parts = CollectParts(run, relations, total);
      if (!parts.known.empty()) CheckTotal(run, total, parts);
    }
  }
}

}  // namespace zgc::supervision::internal
