#include "services/supervision_reporting/domain/scorecards/score_rules.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/testing/scores_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ScoreRulesTest = ScoresFixture;

TEST_F(ScoreRulesTest, ASecondPersonApproves) {
  ZGC_ASSERT_OK(Propose("a", "ADOPTION", "3"));
  EXPECT_THAT(Do(ApproveScoreRule, "name: 'scoreRules/a'"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Do(EndScoreRule, "name: 'scoreRules/a' until_date: '2019-12-31' reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  const auto approved = Do(ApproveScoreRule, "name: 'scoreRules/a'", "chief");
  ZGC_ASSERT_OK(approved);
  EXPECT_EQ(approved->state(), v1::SCORE_RULE_STATE_APPROVED);
  EXPECT_EQ(approved->steps(1).actor(), "chief");
  EXPECT_THAT(Do(RejectScoreRule, "name: 'scoreRules/a' reason: 'r'", "chief"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Propose("b", "ADOPTION", "3"));
  const auto rejected = Do(RejectScoreRule, "name: 'scoreRules/b' reason: '过高'", "chief");
  ZGC_ASSERT_OK(rejected);
  EXPECT_EQ(rejected->steps(1).note(), "过高");
  EXPECT_EQ(ScoreRuleLifecycle().moves().size(), 4U);
}

TEST_F(ScoreRulesTest, ARuleIsEndedOnADay) {
  ZGC_ASSERT_OK(Propose("a", "ADOPTION", "3"));
  ZGC_ASSERT_OK(Do(ApproveScoreRule, "name: 'scoreRules/a'", "chief"));
  EXPECT_THAT(Do(EndScoreRule, "name: 'scoreRules/a' until_date: '2018-12-31' reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("2018-12-31 is before 2019-01-01")));
  EXPECT_THAT(Do(EndScoreRule, "name: 'scoreRules/a'"),
              FailsWith(kInvalid, AllOf(HasSubstr("until_date"), HasSubstr("reason"))));
  const auto ended = Do(EndScoreRule, "name: 'scoreRules/a' until_date: '2019-06-30' reason: 'r'");
  ZGC_ASSERT_OK(ended);
  EXPECT_EQ(ended->until_date(), "2019-06-30");
}

TEST_F(ScoreRulesTest, EveryWrongFieldIsNamed) {
  EXPECT_THAT(
      Propose("a", "ESCALATION", "0",
              "body: 'informationBodies/city' level: INFORMATION_LEVEL_NATIONAL cap: '-1' "
              "until_date: '2018-12-31'"),
      FailsWith(kInvalid, AllOf(HasSubstr("score_rule.points"), HasSubstr("score_rule.body"),
                                HasSubstr("score_rule.level"), HasSubstr("score_rule.cap"),
                                HasSubstr("score_rule.until_date"))));
  EXPECT_THAT(Propose("a", "ESCALATION", "-1000001"), FailsWith(kInvalid, HasSubstr("at most")));
  EXPECT_THAT(Propose("a", "ESCALATION", "0.00001"), FailsWith(kInvalid, HasSubstr("at most")));
  EXPECT_THAT(Propose("a", "ADOPTION", "1", "body: 'informationBodies/none'"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(ScoreRulesTest, RulesAreListedByStateAndKindAndReadByName) {
  ZGC_ASSERT_OK(Rule("a", "ADOPTION", "3"));
  ZGC_ASSERT_OK(Propose("b", "ESCALATION", "-1"));
  EXPECT_THAT(Listed(store_->Read(), ListScoreRules, "state: SCORE_RULE_STATE_APPROVED"),
              ElementsAre("scoreRules/a"));
  EXPECT_THAT(Listed(store_->Read(), ListScoreRules, "kind: SCORE_EVENT_KIND_ESCALATION"),
              ElementsAre("scoreRules/b"));
  EXPECT_EQ(Got(store_->Read(), GetScoreRule, "name: 'scoreRules/b'")->points(), "-1");
}

}  // namespace
}  // namespace zgc::supervision
