#include "services/park_region/domain/platforms/assessment_rules.h"

#include "common/testing/reads.h"
#include "services/park_region/testing/platforms_fixture.h"

namespace zgc::parks {
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

using AssessmentRulesTest = PlatformsFixture;

TEST_F(AssessmentRulesTest, WeightsAreAHundredAndIdsDiffer) {
  const auto refused =
      Propose("bad",
              "criteria { criterion_id: 'access' title: 't' weight: '0.001' most: '1' } "
              "until_date: '2018-12-31'");
  EXPECT_THAT(refused, FailsWith(kInvalid, AllOf(HasSubstr("criteria[2].criterion_id: repeats"),
                                                 HasSubstr("criteria[2].weight: must be at most"),
                                                 HasSubstr("weights of 100.001 together, not 100"),
                                                 HasSubstr("until_date"))));
  EXPECT_THAT(Do(CreateAssessmentRuleSet,
                 "assessment_rule_set_id: 's' assessment_rule_set { display_name: 's' from_date: "
                 "'2019-01-01' document: 'd' pass_points: '101' least_assessors: 51 criteria { "
                 "criterion_id: 'c' title: 't' weight: '100' most: '1' } }"),
              FailsWith(kInvalid,
                        AllOf(HasSubstr("least_assessors: is over 50"), HasSubstr("pass_points"))));
  EXPECT_THAT(Do(CreateAssessmentRuleSet,
                 "assessment_rule_set_id: 's' assessment_rule_set { display_name: 's' from_date: "
                 "'2019-01-01' document: 'd' pass_points: '60' }"),
              FailsWith(kInvalid, HasSubstr("assessment_rule_set.criteria")));
}

TEST_F(AssessmentRulesTest, AnotherPersonApprovesAndWhatIsApprovedOnlyEnds) {
  ZGC_ASSERT_OK(Propose("next"));
  EXPECT_THAT(Do(ApproveAssessmentRuleSet, "name: 'assessmentRuleSets/next'"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto rejected =
      Do(RejectAssessmentRuleSet, "name: 'assessmentRuleSets/next' reason: 'r'", "chief");
  ZGC_ASSERT_OK(rejected);
  EXPECT_EQ(rejected->state(), v1::ASSESSMENT_RULE_SET_STATE_REJECTED);
  const auto ended = Do(EndAssessmentRuleSet,
                        "name: 'assessmentRuleSets/set' until_date: '2019-12-31' reason: 'r'");
  ZGC_ASSERT_OK(ended);
  EXPECT_EQ(ended->until_date(), "2019-12-31");
  EXPECT_EQ(ended->steps_size(), 3);
}

TEST_F(AssessmentRulesTest, SetsAreListedAndReadByName) {
  EXPECT_THAT(Listed(store_->Read(), ListAssessmentRuleSets),
              ElementsAre("assessmentRuleSets/set"));
  const auto set = Got(store_->Read(), GetAssessmentRuleSet, "name: 'assessmentRuleSets/set'");
  ZGC_ASSERT_OK(set);
  EXPECT_EQ(set->criteria_size(), 2);
  EXPECT_EQ(AssessmentRuleSetLifecycle().record().name(), "AssessmentRuleSet");
}

}  // namespace
}  // namespace zgc::parks
