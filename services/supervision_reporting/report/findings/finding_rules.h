#pragma once

#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/types/optional.h"
#include "common/decimal/decimal.h"
#include "common/decimal/interval.h"
#include "services/supervision_reporting/report/findings/findings.h"

// What the finding rules share. Internal to report.
namespace zgc::supervision::internal {

// A figure with a number, as an interval of its base unit (元 for 万元).
struct Quantity {
  const figures::v1::Figure* figure = nullptr;
  // Full name.
  std::string name;
  // What the quantity may be, with what rounding leaves open: what rules compare.
  figures::Interval interval = figures::Interval::Point(figures::Decimal());
  // What the number says, taken at its word.
  figures::Interval stated = figures::Interval::Point(figures::Decimal());
  std::string unit;
  // “四舍五入到100万元”; empty if it is exact, or a rate whose digits show it.
  std::string rounding;
};

// Amounts in 万元 and 亿元 become 元. nullopt without a number.
absl::optional<Quantity> ReadQuantity(const std::string& name, const figures::v1::Figure& figure);

// Figures and indicators of a report in the form that rules need, and the
// findings made so far. Not thread-safe.
class FindingRun {
 public:
  explicit FindingRun(const ReportModel& model);

  const ReportModel& model() const { return model_; }
  const ReportInput& input() const { return *model_.input; }
  // By full indicator name; each list by figure name.
  const absl::btree_map<std::string, std::vector<Quantity>>& quantities() const {
    return quantities_;
  }
  const std::vector<Quantity>& QuantitiesOf(const std::string& indicator) const;
  // Whether some figure of the indicator stands there without a number.
  bool HasUnknown(const std::string& indicator) const { return unknown_.contains(indicator); }
  const figures::v1::Indicator* Indicator(const std::string& full_name) const;

  // `figures` by full name. Dropped unless one of them is cited.
  void Report(const char* rule, v1::FindingSeverity severity,
              const std::vector<std::string>& figure_names, const std::string& explanation);
  // As Report, with `names` as they are.
  void ReportAbout(const char* rule, v1::FindingSeverity severity, std::vector<std::string> names,
                   const std::string& explanation);
  // “标签”16次（T22.1-lectures，等于16次）
  std::string Say(const Quantity& quantity) const;
  // The same for any figure, without an interval.
  std::string Say(const std::string& name, const figures::v1::Figure& figure) const;

  std::vector<v1::Finding> Take() { return std::move(found_); }

 private:
  const ReportModel& model_;
  absl::btree_map<std::string, std::vector<Quantity>> quantities_;
  absl::btree_map<std::string, bool> unknown_;
  std::vector<v1::Finding> found_;
};

// Figures that agree because they are rounded, and would not at their word: said, and never more
// than a note. `said` are the figures, with what they are to one another.
void NoteRounding(FindingRun& run, const std::vector<std::string>& figure_names,
                  const std::string& said);

// 等于22.55亿元, 大于400且小于500家.
std::string IntervalText(const figures::Interval& interval, const std::string& unit);

// Full name of the indicator that a relation of `indicator` names.
std::string OtherOf(const figures::v1::Indicator& indicator, const figures::v1::Relation& relation);

// Whether the figures speak of the same dimensions.
bool SameScopes(const figures::v1::Figure& a, const figures::v1::Figure& b);
// Whether both count the same things by the definitions of their days (口径): of one indicator.
bool SameSeries(const figures::v1::Figure& a, const figures::v1::Figure& b);
// Whether a figure has the scopes of its indicator.
bool HasOwnScopes(const FindingRun& run, const figures::v1::Figure& figure);
// Whether a relation of their indicators can bind them: each has the scopes of
// its indicator, or no dimension that both have differs.
bool RelatedScopes(const FindingRun& run, const figures::v1::Figure& a,
                   const figures::v1::Figure& b);
// Whether both speak of the same time.
bool SamePeriod(const figures::v1::Figure& a, const figures::v1::Figure& b);
// Whether what `part` counts is counted in the time of `whole` as well.
bool PeriodWithin(const figures::v1::Figure& part, const figures::v1::Figure& whole);

// What is stated contradicts; what an analyst infers only warns.
inline v1::FindingSeverity Gravity(bool stated) {
  return stated ? v1::FINDING_SEVERITY_CONTRADICTION : v1::FINDING_SEVERITY_WARNING;
}

// The rules.
void CheckSameIndicators(FindingRun& run);
void CheckSameTotals(FindingRun& run);
void CheckSubsetsAndFlows(FindingRun& run);
void CheckParts(FindingRun& run);
void CheckRates(FindingRun& run);
void CheckGrowth(FindingRun& run);
void CheckSingleFigures(FindingRun& run);
void CheckReferences(FindingRun& run);
void CheckWords(FindingRun& run);

}  // namespace zgc::supervision::internal
