#include "services/supervision_reporting/domain/scorecards/score_rules.h"

#include <utility>

#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
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
  if (base::ValidDate(rule.from_date()) && base::ValidDate(rule.until_date())) {
    checks.Ordered(rule.from_date(), rule.until_date(), "score_rule.until_date");
  }
}

template <typename Request>
absl::StatusOr<v1::ScoreRule> MoveScoreRule(storage::Txn& txn, const base::Actor& actor,
                                            absl::string_view method, const std::string& note,
                                            const Request& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::ScoreRule rule,
      resource::GetToMove(txn, actor, kScoreRules, ScoreRuleLifecycle(), method, request));
  ScoreRuleLifecycle().Take(txn, actor, method, {DayOfCommit(txn), note, {}}, rule);
  return Save(txn, kScoreRules, std::move(rule));
}

}  // namespace

const Lifecycle<v1::ScoreRule>& ScoreRuleLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::ScoreRule>({
      {.method = "CreateScoreRule", .to = {v1::SCORE_RULE_STATE_PROPOSED}},
      {.method = "ApproveScoreRule",
       .from = {v1::SCORE_RULE_STATE_PROPOSED},
       .to = {v1::SCORE_RULE_STATE_APPROVED},
       .not_by = {"CreateScoreRule"}},
      {.method = "RejectScoreRule",
       .from = {v1::SCORE_RULE_STATE_PROPOSED},
       .to = {v1::SCORE_RULE_STATE_REJECTED}},
      {.method = "EndScoreRule", .from = {v1::SCORE_RULE_STATE_APPROVED}},
  });
  return *lifecycle;
}

absl::StatusOr<v1::ScoreRule> CreateScoreRule(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateScoreRuleRequest& request) {
  Checks checks(txn, request);
  v1::ScoreRule rule = request.score_rule();
  rule.set_name(absl::StrCat("scoreRules/", request.score_rule_id()));
  CheckScoreRule(rule, checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ScoreRuleLifecycle().Take(txn, actor, "CreateScoreRule", {DayOfCommit(txn), "", {}}, rule);
  return Insert(txn, kScoreRules, std::move(rule));
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
  return MoveScoreRule(txn, actor, "ApproveScoreRule", "", request);
}

absl::StatusOr<v1::ScoreRule> RejectScoreRule(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectScoreRuleRequest& request) {
  return MoveScoreRule(txn, actor, "RejectScoreRule", request.reason(), request);
}

absl::StatusOr<v1::ScoreRule> EndScoreRule(storage::Txn& txn, const base::Actor& actor,
                                           const v1::EndScoreRuleRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::ScoreRule rule,
      resource::Begin(txn, actor, kScoreRules, ScoreRuleLifecycle(), "EndScoreRule", request));
  Checks checks(txn, request);
  if (base::ValidDate(request.until_date())) {
    checks.Ordered(rule.from_date(), request.until_date(), "until_date");
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  rule.set_until_date(request.until_date());
  ScoreRuleLifecycle().Take(txn, actor, "EndScoreRule", {DayOfCommit(txn), request.reason(), {}},
                            rule);
  return Save(txn, kScoreRules, std::move(rule));
}

}  // namespace zgc::supervision
