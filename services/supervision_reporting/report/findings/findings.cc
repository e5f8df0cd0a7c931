#include "services/supervision_reporting/report/findings/findings.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "absl/container/btree_set.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"
#include "common/base/digest.h"
#include "services/supervision_reporting/report/findings/finding_rules.h"

namespace zgc::supervision {
namespace {

// Findings of one severity come in this order.
constexpr const char* kOrder[] = {kSameIndicator,   kSameTotal,         kSubsetExceedsWhole,
                                  kPartsAndTotal,   kFlowExceedsStock,  kRateAndBases,
                                  kGrowthAndBase,   kDuplicateOwner,    kUnresolvedReference,
                                  kMalformedFigure, kPendingCorrection, kStaleFigure,
                                  kImpliedTotal,    kPartialCoverage,   kRoundingDifference,
                                  kDerivedFigure,   kTaskWithoutFigure, kUnboundNumeral};

constexpr size_t kIdDigits = 12;

std::string IdOf(const ReportInput& input, const v1::Finding& finding) {
  const std::string content = absl::StrJoin(finding.figures(), "\n");
  const std::string digest = absl::BytesToHexString(base::Sha256(
      absl::StrCat(input.report_template.name(), "\n", finding.rule(), "\n", content)));
  return absl::StrCat(finding.rule(), "-", digest.substr(0, kIdDigits));
}

size_t RankOf(const v1::Finding& finding) {
  const auto* found = std::find_if(std::begin(kOrder), std::end(kOrder),
                                   [&](const char* rule) { return finding.rule() == rule; });
  return static_cast<size_t>(found - std::begin(kOrder));
}

// What stops publication comes first.
int GravityOf(const v1::Finding& finding) {
  return finding.severity() == v1::FINDING_SEVERITY_UNBOUND
             ? 2 * v1::FINDING_SEVERITY_CONTRADICTION + 1
             : 2 * finding.severity();
}

}  // namespace

std::vector<v1::Finding> FindAll(const ReportModel& model) {
  internal::FindingRun run(model);
  internal::CheckSameIndicators(run);
  internal::CheckSameTotals(run);
  internal::CheckSubsetsAndFlows(run);
  internal::CheckParts(run);
  internal::CheckRates(run);
  internal::CheckGrowth(run);
  internal::CheckSingleFigures(run);
  internal::CheckReferences(run);
  internal::CheckWords(run);
  std::vector<v1::Finding> findings = run.Take();
  for (v1::Finding& finding : findings) {
    finding.set_id(IdOf(*model.input, finding));
    const auto signature = model.input->explanations.find(finding.id());
    if (signature != model.input->explanations.end() &&
        signature->second.statement() == finding.explanation()) {
      *finding.mutable_signed_explanation() = signature->second;
    }
  }
  const auto place = [&](const v1::Finding& finding) {
    const auto found = model.by_id.find(finding.figures(0));
    return found == model.by_id.end() ? model.cited.size() : found->second;
  };
  std::stable_sort(findings.begin(), findings.end(), [&](const auto& a, const auto& b) {
    return std::make_tuple(GravityOf(a), RankOf(a), place(a)) <
           std::make_tuple(GravityOf(b), RankOf(b), place(b));
  });
  // Two relations of one kind between the same two say the same thing twice.
  absl::btree_set<std::string> ids;
  findings.erase(std::remove_if(findings.begin(), findings.end(),
                                [&](const auto& one) { return !ids.insert(one.id()).second; }),
                 findings.end());
  return findings;
}

}  // namespace zgc::supervision
