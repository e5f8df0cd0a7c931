#include "absl/strings/strip.h"
#include "common/resource/dated_rules.h"
#include "services/supervision_reporting/domain/scorecards/score_rules.h"
#include "services/supervision_reporting/domain/watchlist/light_rules.h"
#include "services/supervision_reporting/testing/scores_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

using DatedRulesTest = ScoresFixture;

TEST_F(DatedRulesTest, BothDaysCountAndEitherMayBeOpen) {
  v1::ScoreRule rule;
  EXPECT_TRUE(IsInForce(rule, "2019-01-01"));
  rule.set_from_date("2019-01-01");
  EXPECT_FALSE(IsInForce(rule, "2018-12-31"));
  EXPECT_TRUE(IsInForce(rule, "2019-01-01"));
  EXPECT_TRUE(IsInForce(rule, "2999-01-01"));
  rule.set_until_date("2019-06-30");
  EXPECT_TRUE(IsInForce(rule, "2019-06-30"));
  EXPECT_FALSE(IsInForce(rule, "2019-07-01"));
  resource::Checks fine;
  CheckDays(rule, "score_rule.", fine);
  ZGC_EXPECT_OK(fine.ToStatus());
  rule.set_until_date("2018-12-31");
  resource::Checks checks;
  CheckDays(rule, "score_rule.", checks);
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, HasSubstr("score_rule.until_date")));
}

// The states and methods of a table, without the noun that they begin or end with.
template <typename Row>
std::string LifeOf(const DatedRules<Row>& rules, const std::string& noun,
                   const std::string& prefix) {
  std::string text;
  for (const resource::Move& move : rules.lifecycle().moves()) {
    absl::StrAppend(&text, absl::StripSuffix(move.method, noun), ":");
    for (const int from : move.from) {
      absl::StrAppend(&text, " ", absl::StripPrefix(rules.lifecycle().NameOf(from), prefix));
    }
    absl::StrAppend(&text, " >");
    for (const int to : move.to) {
      absl::StrAppend(&text, " ", absl::StripPrefix(rules.lifecycle().NameOf(to), prefix));
    }
    absl::StrAppend(&text, move.not_by.empty() ? "; " : " by another; ");
  }
  return text;
}

TEST_F(DatedRulesTest, OneLifeServesEveryKindOfRules) {
  const std::string life =
      "Create: > PROPOSED; Approve: PROPOSED > APPROVED by another; Reject: PROPOSED > REJECTED; "
      "End: APPROVED >; ";
  EXPECT_EQ(LifeOf(DatedRules<v1::ScoreRule>(kScoreRules), "ScoreRule", "SCORE_RULE_STATE_"), life);
  EXPECT_EQ(
      LifeOf(DatedRules<v1::LightRuleSet>(kLightRuleSets), "LightRuleSet", "LIGHT_RULE_SET_STATE_"),
      life);
}

// Whoever may end a rule cannot let it go on: that takes another rule, and its approval.
TEST_F(DatedRulesTest, ARuleThatHasEndedDoesNotGoOn) {
  ZGC_ASSERT_OK(Propose("a", "ADOPTION", "3"));
  ZGC_ASSERT_OK(Do(ApproveScoreRule, "name: 'scoreRules/a'", "chief"));
  const auto end = [&](const std::string& day) {
    return Do(EndScoreRule, "name: 'scoreRules/a' reason: 'r' until_date: '" + day + "'");
  };
  ZGC_ASSERT_OK(end("2019-06-30"));
  EXPECT_THAT(end("2019-07-31"), FailsWith(kInvalid, HasSubstr("it has ended on 2019-06-30")));
  ZGC_EXPECT_OK(end("2019-03-31"));
}

}  // namespace
}  // namespace zgc::supervision
