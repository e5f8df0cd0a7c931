#include "services/supervision_reporting/domain/scorecards/score_rules.h"

#include <utility>

#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/dated_rules.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

// So that no sum of what a period holds leaves the range of exact numbers.
constexpr int64_t kMostPoints = 1'000'000;

void CheckScoreRule(const v1::ScoreRule& rule, Checks& checks) {
  const auto points = figures::Decimal::Parse(rule.points());
  if (points.ok()) {
    const figures::Decimal most(kMostPoints);
    checks.Expect(!points->IsZero(), "score_rule.points", "must not be 0");
    checks.Expect(*points <= most && *points >= most.Negated() && points->scale() <= 4,
                  "score_rule.points",
                  absl::StrCat("must be at most ", kMostPoints, ", with 4 decimals at most"));
  }
  const bool of_bodies = rule.kind() == v1::SCORE_EVENT_KIND_ADOPTION ||
                         rule.kind() == v1::SCORE_EVENT_KIND_INSTRUCTION;
  checks.Expect(of_bodies || rule.body().empty(), "score_rule.body",
                "is of adoptions and instructions alone");
  checks.Expect(of_bodies || rule.level() == v1::INFORMATION_LEVEL_UNSPECIFIED, "score_rule.level",
                "is of adoptions and instructions alone");
  CheckDays(rule, "score_rule.", checks);
}

const DatedRules<v1::ScoreRule>& ScoreRules() {
  static const auto* const rules = new DatedRules<v1::ScoreRule>(kScoreRules);
  return *rules;
}

}  // namespace

const Lifecycle<v1::ScoreRule>& ScoreRuleLifecycle() { return ScoreRules().lifecycle(); }

absl::StatusOr<v1::ScoreRule> CreateScoreRule(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateScoreRuleRequest& request) {
  Checks checks(txn, request);
  v1::ScoreRule rule = request.score_rule();
  rule.set_name(absl::StrCat("scoreRules/", request.score_rule_id()));
  CheckScoreRule(rule, checks);
  return ScoreRules().Create(txn, actor, checks, std::move(rule));
}

absl::StatusOr<v1::ScoreRule> GetScoreRule(const storage::Reader& reader,
                                           const v1::GetScoreRuleRequest& request) {
  return GetRow(reader, kScoreRules, request.name());
}

absl::StatusOr<std::string> ListScoreRules(const storage::Reader& reader,
                                           const v1::ListScoreRulesRequest& request,
                                           const storage::Page& page,
                                           v1::ListScoreRulesResponse& response) {
  return query::List(reader, kScoreRules.column(), request, page, response);
}

absl::StatusOr<v1::ScoreRule> ApproveScoreRule(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ApproveScoreRuleRequest& request) {
  return ScoreRules().Approve(txn, actor, request);
}

absl::StatusOr<v1::ScoreRule> RejectScoreRule(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectScoreRuleRequest& request) {
  return ScoreRules().Reject(txn, actor, request);
}

absl::StatusOr<v1::ScoreRule> EndScoreRule(storage::Txn& txn, const base::Actor& actor,
                                           const v1::EndScoreRuleRequest& request) {
  return ScoreRules().End(txn, actor, request);
}

}  // namespace zgc::supervision
