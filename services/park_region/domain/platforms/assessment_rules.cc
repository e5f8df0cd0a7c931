#include "services/park_region/domain/platforms/assessment_rules.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/dated_rules.h"
#include "common/resource/rows.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {
namespace {

using figures::Decimal;

constexpr int kMostCriteria = 100;
constexpr int kMostAssessors = 50;
constexpr int kDecimals = 2;
// Of all weights together.
constexpr int64_t kAllPoints = 100;

const resource::DatedRules<v1::AssessmentRuleSet>& Rules() {
  static const auto* const rules =
      new resource::DatedRules<v1::AssessmentRuleSet>(kAssessmentRuleSets);
  return *rules;
}

// A number that is well formed, with few decimals and of few digits.
absl::optional<Decimal> Number(const std::string& text, const std::string& field, Checks& checks) {
  constexpr int64_t kMost = 1'000'000;
  const auto number = Decimal::Parse(text);
  // That it is none is said by the form of the field.
  if (!number.ok()) return absl::nullopt;
  checks.Expect(number->scale() <= kDecimals && *number <= Decimal(kMost), field,
                absl::StrCat("must be at most ", kMost, ", with ", kDecimals, " decimals at most"));
  return *number;
}

absl::Status CheckCriteria(const v1::AssessmentRuleSet& set, Checks& checks) {
  const std::string list = "assessment_rule_set.criteria";
  checks.Expect(set.criteria_size() <= kMostCriteria, list,
                absl::StrCat("are at most ", kMostCriteria));
  std::set<std::string> ids;
  Decimal sum;
  for (int i = 0; i < set.criteria_size() && i < kMostCriteria; ++i) {
    const v1::AssessmentCriterion& criterion = set.criteria(i);
    const std::string field = absl::StrCat(list, "[", i, "]");
    checks.Expect(criterion.criterion_id().empty() || ids.insert(criterion.criterion_id()).second,
                  field + ".criterion_id", "repeats an earlier one");
    Number(criterion.most(), field + ".most", checks);
    const auto weight = Number(criterion.weight(), field + ".weight", checks);
    if (weight.has_value()) {
      ZGC_ASSIGN_OR_RETURN(sum, sum.Plus(*weight));
    }
  }
  checks.Expect(set.criteria().empty() || sum == Decimal(kAllPoints), list,
                absl::StrCat("have weights of ", sum.ToString(), " together, not ", kAllPoints));
  return absl::OkStatus();
}

}  // namespace

const Lifecycle<v1::AssessmentRuleSet>& AssessmentRuleSetLifecycle() { return Rules().lifecycle(); }

absl::StatusOr<v1::AssessmentRuleSet> CreateAssessmentRuleSet(
    storage::Txn& txn, const base::Actor& actor,
    const v1::CreateAssessmentRuleSetRequest& request) {
  v1::AssessmentRuleSet set = request.assessment_rule_set();
  set.set_name(absl::StrCat("assessmentRuleSets/", request.assessment_rule_set_id()));
  if (set.least_assessors() == 0) set.set_least_assessors(1);
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(CheckCriteria(set, checks));
  checks.Expect(set.least_assessors() <= kMostAssessors, "assessment_rule_set.least_assessors",
                absl::StrCat("is over ", kMostAssessors));
  Number(set.pass_points(), "assessment_rule_set.pass_points", checks);
  resource::CheckDays(set, "assessment_rule_set.", checks);
  return Rules().Create(txn, actor, checks, std::move(set));
}

absl::StatusOr<v1::AssessmentRuleSet> GetAssessmentRuleSet(
    const storage::Reader& reader, const v1::GetAssessmentRuleSetRequest& request) {
  return GetRow(reader, kAssessmentRuleSets, request.name());
}

absl::StatusOr<std::string> ListAssessmentRuleSets(const storage::Reader& reader,
                                                   const v1::ListAssessmentRuleSetsRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListAssessmentRuleSetsResponse& response) {
  return query::List(reader, kAssessmentRuleSets.column(), request, page, response);
}

absl::StatusOr<v1::AssessmentRuleSet> ApproveAssessmentRuleSet(
    storage::Txn& txn, const base::Actor& actor,
    const v1::ApproveAssessmentRuleSetRequest& request) {
  return Rules().Approve(txn, actor, request);
}

absl::StatusOr<v1::AssessmentRuleSet> RejectAssessmentRuleSet(
    storage::Txn& txn, const base::Actor& actor,
    const v1::RejectAssessmentRuleSetRequest& request) {
  return Rules().Reject(txn, actor, request);
}

absl::StatusOr<v1::AssessmentRuleSet> EndAssessmentRuleSet(
    storage::Txn& txn, const base::Actor& actor, const v1::EndAssessmentRuleSetRequest& request) {
  return Rules().End(txn, actor, request);
}

}  // namespace zgc::parks
