#include "services/park_region/domain/platforms/assessments.h"

#include <random>

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
using ::zgc::testing::kPrecondition;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class AssessmentsTest : public PlatformsFixture {
 protected:
  // "rank platform points before change".
  std::vector<std::string> Ranks(int year) {
    std::vector<std::string> ranks;
    const auto response = Got(store_->Read(), RankPlatforms, absl::StrCat("year: ", year));
    EXPECT_TRUE(response.ok()) << response.status();
    for (const auto& one : response->platforms()) {
      ranks.push_back(absl::StrCat(one.rank(), " ", one.platform(), " ", one.points(), " ",
                                   one.points_before(), " ", one.change(),
                                   one.passed() ? " passed" : ""));
    }
    return ranks;
  }
};

TEST_F(AssessmentsTest, PointsAreTheMeansOfTheAssessorsByWeight) {
  ZGC_ASSERT_OK(Assess("a", "p"));
  ZGC_ASSERT_OK(Score("a", "access", "7", "one"));
  ZGC_ASSERT_OK(Score("a", "access", "8", "two"));
  ZGC_ASSERT_OK(Score("a", "access", "8", "three"));
  ZGC_ASSERT_OK(Score("a", "staff", "4.25", "one"));
  EXPECT_THAT(Conclude("a"),
              FailsWith(kPrecondition, HasSubstr("staff has scores of 1 assessors, not of 2")));
  ZGC_ASSERT_OK(Score("a", "staff", "1", "two"));
  ZGC_ASSERT_OK(Score("a", "staff", "3", "two")) << "in place of the one before";
  EXPECT_THAT(Conclude("a", "two"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto done = Conclude("a");
  ZGC_ASSERT_OK(done);
  ASSERT_EQ(done->results_size(), 2);
  EXPECT_EQ(done->results(0).mean(), "7.6667");
  EXPECT_EQ(done->results(0).points(), "46");
  EXPECT_EQ(done->results(0).assessor_count(), 3);
  EXPECT_EQ(done->results(1).mean(), "3.625");
  EXPECT_EQ(done->results(1).points(), "29");
  EXPECT_EQ(done->points(), "75");
  EXPECT_EQ(done->state(), v1::ASSESSMENT_STATE_CONCLUDED);
  EXPECT_THAT(Score("a", "access", "1", "one"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(AssessmentsTest, AScoreIsWithinTheCriterionAndNamesItsEvidence) {
  ZGC_ASSERT_OK(Assess("a", "p"));
  EXPECT_THAT(Score("a", "staff", "5.01", "one", ""),
              FailsWith(kInvalid, AllOf(HasSubstr("score: must be from 0 to 5"),
                                        HasSubstr("evidence: is required for staff"))));
  EXPECT_THAT(Score("a", "staff", "-1", "one"), FailsWith(kInvalid, HasSubstr("from 0 to 5")));
  EXPECT_THAT(Score("a", "staff", "1.001", "one"), FailsWith(kInvalid, HasSubstr("2 decimals")));
  EXPECT_THAT(Score("a", "other", "1", "one"),
              FailsWith(kInvalid, HasSubstr("is no criterion of assessmentRuleSets/set")));
  EXPECT_THAT(Score("a", "access", "1", "one", std::string(601, 'e')),
              FailsWith(kInvalid, HasSubstr("evidence: has more than 600 bytes")));
  EXPECT_THAT(Do(ScoreAssessment,
                 absl::StrCat("name: 'assessments/a' criterion_id: 'access' score: '1' note: '",
                              std::string(301, 'n'), "'")),
              FailsWith(kInvalid, HasSubstr("note: has more than 300 bytes")));
  ZGC_EXPECT_OK(Score("a", "access", "0", "one", ""));
}

TEST_F(AssessmentsTest, WhoScoresAgainAndAgainLeavesRoomForItsEnd) {
  ZGC_ASSERT_OK(Assess("a", "p"));
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    v1::Assessment assessment = Find(kAssessments, "assessments/a");
    for (int i = 0; i < 10'000; ++i) {
      assessment.add_steps()->set_note(std::string(100, 's'));
    }
    resource::Save(txn, kAssessments, assessment);
    return "";
  }));
  EXPECT_THAT(Score("a", "access", "1", "one"),
              FailsWith(kInvalid, HasSubstr("holds as many scores and steps as it may")));
  ZGC_EXPECT_OK(Do(WithdrawAssessment, "name: 'assessments/a' reason: 'r'"));
}

TEST_F(AssessmentsTest, APlatformHasOneOfAYearByRulesThatHoldInIt) {
  EXPECT_THAT(Assess("a", "p", 2018), FailsWith(kInvalid, HasSubstr("holds on no day of 2018")));
  EXPECT_THAT(Assess("a", "p", 1999), FailsWith(kInvalid, HasSubstr("between 2000 and 2100")));
  EXPECT_THAT(Assess("a", "none"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_ASSERT_OK(Propose("proposed"));
  EXPECT_THAT(Assess("a", "p", 2019, "proposed"),
              FailsWith(kInvalid, HasSubstr("is ASSESSMENT_RULE_SET_STATE_PROPOSED")));
  ZGC_ASSERT_OK(Assess("a", "p"));
  EXPECT_THAT(Assess("b", "p"), FailsWith(kInvalid, HasSubstr("assessments/a is of 2019 already")));
  ZGC_ASSERT_OK(Do(WithdrawAssessment, "name: 'assessments/a' reason: 'r'"));
  ZGC_EXPECT_OK(Assess("b", "p"));
  ZGC_EXPECT_OK(Assess("c", "p", 2020));
}

TEST_F(AssessmentsTest, PlatformsAreRankedBesideTheYearBefore) {
  AssessWhole("p19", "p", "5", "5");
  AssessWhole("q19", "q", "10", "2.5");
  AssessWhole("p20", "p", "8", "4", 2020);
  AssessWhole("q20", "q", "8", "4", 2020);
  EXPECT_THAT(Ranks(2019), ElementsAre("1 platforms/q 80   passed", "2 platforms/p 70   passed"));
  EXPECT_THAT(Ranks(2020),
              ElementsAre("1 platforms/p 80 70 10 passed", "1 platforms/q 80 80 0 passed"));
  EXPECT_THAT(Ranks(2021), ElementsAre());
  EXPECT_THAT(Got(store_->Read(), RankPlatforms, "year: 1900"),
              FailsWith(kInvalid, HasSubstr("year: must lie")));
}

TEST_F(AssessmentsTest, PointsByOtherCriteriaAreNotSubtracted) {
  AssessWhole("p19", "p", "5", "0");
  ZGC_ASSERT_OK(Propose("other"));
  ZGC_ASSERT_OK(Do(ApproveAssessmentRuleSet, "name: 'assessmentRuleSets/other'", "chief"));
  AssessWhole("p20", "p", "5", "5", 2020, "other");
  EXPECT_THAT(Ranks(2020), ElementsAre("1 platforms/p 70 30  passed"));
  const auto old = Got(store_->Read(), GetAssessment, "name: 'assessments/p19'");
  const auto rules = Got(store_->Read(), GetAssessmentRuleSet, "name: 'assessmentRuleSets/set'");
  EXPECT_FALSE(HasPassed(*old, *rules));
}

// Against binary arithmetic that is exact for these numbers.
TEST_F(AssessmentsTest, WhateverIsScoredThePointsAreWithinTheirWeights) {
  std::mt19937 random(7);
  for (int i = 0; i < 20; ++i) {
    const std::string id = absl::StrCat("a", i);
    ZGC_ASSERT_OK(Assess(id, "p", 2019 + i));
    double access = 0;
    double staff = 0;
    for (const char* assessor : {"one", "two", "three", "four"}) {
      const int half = static_cast<int>(random() % 21);
      const int quarter = static_cast<int>(random() % 21);
      access += half * 0.5;
      staff += quarter * 0.25;
      ZGC_ASSERT_OK(Score(id, "access", absl::StrCat(half * 0.5), assessor));
      ZGC_ASSERT_OK(Score(id, "staff", absl::StrCat(quarter * 0.25), assessor));
    }
    const auto done = Conclude(id);
    ZGC_ASSERT_OK(done);
    double points = 0;
    ASSERT_TRUE(absl::SimpleAtod(done->points(), &points));
    EXPECT_NEAR(points, access / 4 / 10 * 60 + staff / 4 / 5 * 40, 0.01);
  }
}

TEST_F(AssessmentsTest, AssessmentsAreListedAndReadByName) {
  ZGC_ASSERT_OK(Assess("a", "p"));
  EXPECT_THAT(Listed(store_->Read(), ListAssessments), ElementsAre("assessments/a"));
  ZGC_EXPECT_OK(Got(store_->Read(), GetAssessment, "name: 'assessments/a'"));
  EXPECT_EQ(AssessmentLifecycle().record().name(), "Assessment");
}

}  // namespace
}  // namespace zgc::parks
