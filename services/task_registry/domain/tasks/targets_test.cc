#include "services/task_registry/domain/tasks/targets.h"

#include "services/task_registry/domain/activities/activities.h"
#include "services/task_registry/testing/fixture.h"
#include "services/task_registry/testing/targets_fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;

class TargetsTest : public TargetsFixture {
 protected:
  void Observe(const std::string& id, const std::string& value, const std::string& qualifier) {
    ZGC_ASSERT_OK(
        Do(figures::ReportObservation,
           absl::StrCat("observation_id: '", id, "' observation { indicator: 'indicators/posts' ",
                        kYear, " value: '", value, "' unit: '件' qualifier: QUALIFIER_", qualifier,
                        " evidence: 'e' }")));
  }
  void Verify(const std::string& id) {
    ZGC_ASSERT_OK(
        Do(figures::VerifyObservation, absl::StrCat("name: 'observations/", id, "'"), "checker"));
  }
};

TEST_F(TargetsTest, AnIndicatorHasOneTargetInATask) {
  EXPECT_THAT(AddTask("1", Target("posts", "AT_LEAST", "1") + Target("posts", "AT_MOST", "9")),
              FailsWith(kInvalid, HasSubstr("has a target already")));
}

TEST_F(TargetsTest, OnlyAVerifiedFigureMeetsATarget) {
  AddActive("1", Target("posts", "AT_LEAST", "100"));
  EXPECT_THAT(Complete("1"), FailsWith(kPrecondition, HasSubstr("no verified or computed figure")));
  Observe("o", "103", "EXACT");
  EXPECT_THAT(Complete("1"), FailsWith(kPrecondition, HasSubstr("no verified or computed figure")));
  Verify("o");
  const auto task = Complete("1");
  ZGC_ASSERT_OK(task);
  EXPECT_THAT(task->completions(0).figures(), ElementsAre("figures/o"));
}

TEST_F(TargetsTest, AQualifiedFigureMeetsATargetWithAllThatItLeavesPossible) {
  struct Case {
    const char* value;
    const char* qualifier;
    const char* comparison;
    const char* target;
    bool met;
  };
  // 100余 is above 100 and below 200; 近100 at least 90 and below 100.
  const Case cases[] = {
      {"100", "OVER", "AT_LEAST", "100", true},     {"100", "OVER", "AT_LEAST", "101", false},
      {"100", "OVER", "AT_MOST", "200", true},      {"100", "OVER", "AT_MOST", "150", false},
      {"100", "OVER", "EQUAL", "100", false},       {"100", "EXACT", "EQUAL", "100.0", true},
      {"100", "NEARLY", "AT_LEAST", "90", true},    {"100", "NEARLY", "AT_LEAST", "95", false},
      {"100", "AT_LEAST", "AT_MOST", "999", false}, {"100", "UP_TO", "AT_MOST", "100", true},
      {"99", "EXACT", "AT_LEAST", "100", false},
  };
  int id = 0;
  for (const Case& given : cases) {
    const std::string name = absl::StrCat("i", ++id);
    SCOPED_TRACE(
        absl::StrCat(given.value, " ", given.qualifier, " ", given.comparison, " ", given.target));
    Indicate(name, "");
    ZGC_ASSERT_OK(
        Do(figures::ReportObservation,
           absl::StrCat("observation_id: '", name, "' observation { indicator: 'indicators/", name,
                        "' ", kYear, " value: '", given.value, "' unit: '件' qualifier: QUALIFIER_",
                        given.qualifier, " evidence: 'e' }")));
    Verify(name);
    AddActive(name, Target(name, given.comparison, given.target));
    EXPECT_EQ(Complete(name).ok(), given.met);
  }
}

TEST_F(TargetsTest, EveryVerifiedFigureMustMeetTheTarget) {
  Observe("o1", "16", "EXACT");
  Observe("o2", "15", "EXACT");
  Verify("o1");
  Verify("o2");
  AddActive("1", Target("posts", "AT_LEAST", "16"));
  EXPECT_THAT(Complete("1"), FailsWith(kPrecondition, AllOf(HasSubstr("figures/o2 is 15"),
                                                            Not(HasSubstr("figures/o1 is")))));
}

TEST_F(TargetsTest, AComputedFigureIsReadInTheCommitItself) {
  AddActive("1", Target("lectures", "AT_LEAST", "16"));
  EXPECT_THAT(Complete("1"), FailsWith(kPrecondition, HasSubstr("figures/lectures@2019 is 0")));
  ZGC_ASSERT_OK(Do(CreateActivity,
                   "activity_id: 'x' activity { display_name: '政策宣讲' kind: "
                   "ACTIVITY_KIND_LECTURE from_date: '2019' session_count: 16 evidence: 'e' }"));
  const auto task = Complete("1");
  ZGC_ASSERT_OK(task);
  EXPECT_THAT(task->completions(0).figures(), ElementsAre("figures/lectures@2019"));
}

TEST_F(TargetsTest, AFigureOfAnotherPeriodDoesNotCount) {
  Observe("o", "103", "EXACT");
  Verify("o");
  AddActive("1",
            "targets { indicator: 'indicators/posts' period { start_date: '2020-01-01' end_date: "
            "'2020-12-31' } comparison: TARGET_COMPARISON_AT_LEAST value: '1' }");
  EXPECT_THAT(Complete("1"), FailsWith(kPrecondition, HasSubstr("no verified or computed figure")));
}

TEST_F(TargetsTest, AShortfallIsProposedAndApprovedByAnotherBeforeTheTaskIsCompletedWithIt) {
  Observe("o", "99", "EXACT");
  Verify("o");
  AddActive("1", Target("posts", "AT_LEAST", "100") + Target("lectures", "AT_LEAST", "1"));
  EXPECT_THAT(ProposeOf("c", "SHORTFALL indicator: 'indicators/posts'"),
              FailsWith(kInvalid, HasSubstr("document: is required")));
  ZGC_ASSERT_OK(ProposeOf("c", "SHORTFALL indicator: 'indicators/posts' document: '调整批复'"));
  EXPECT_THAT(Complete("1"), FailsWith(kPrecondition, HasSubstr("figures/o is 99")));
  ZGC_ASSERT_OK(ApproveChange("c"));
  EXPECT_EQ(TaskOf("1").targets(0).shortfall(), "changeRequests/c");
  // It excuses the one target and no other.
  EXPECT_THAT(Complete("1"), FailsWith(kPrecondition, AllOf(HasSubstr("lectures@2019 is 0"),
                                                            Not(HasSubstr("figures/o is")))));
  ZGC_ASSERT_OK(Change("d", "SHORTFALL indicator: 'indicators/lectures' document: '调整批复'"));
  const auto task = Complete("1");
  ZGC_ASSERT_OK(task);
  EXPECT_THAT(task->completions(0).shortfalls(),
              ElementsAre("changeRequests/c", "changeRequests/d"));
}

TEST_F(TargetsTest, AShortfallExcusesNoOpenPartAndIsNotCitedByWhatIsMet) {
  AddActive("2", Target("posts", "AT_LEAST", "100"));
  AddActive("3", "parent: 'tasks/2' mandatory: true");
  ZGC_ASSERT_OK(Change("c", "SHORTFALL indicator: 'indicators/posts' document: '调整批复'", "2"));
  EXPECT_THAT(Complete("2"), FailsWith(kPrecondition, HasSubstr("its part tasks/3")));
  ZGC_ASSERT_OK(Complete("3"));
  ZGC_ASSERT_OK(Do(AcceptCompletion, Named("3"), "checker"));
  Observe("o", "100", "EXACT");
  Verify("o");
  const auto task = Complete("2");
  ZGC_ASSERT_OK(task);
  EXPECT_THAT(task->completions(0).shortfalls(), ElementsAre());
}

TEST_F(TargetsTest, ABaselineHasItsPeriod) {
  const std::string target =
      "targets { indicator: 'indicators/posts' comparison: TARGET_COMPARISON_AT_LEAST value: '9' " +
      std::string(kYear);
  EXPECT_THAT(AddTask("1", target + " baseline: '5' }"),
              FailsWith(kInvalid, HasSubstr("task.targets[0].baseline_period")));
  ZGC_EXPECT_OK(AddTask("1", target + " baseline: '5' baseline_period { start_date: '2018-01-01' "
                                      "end_date: '2018-12-31' } }"));
}

TEST_F(TargetsTest, EveryViolationOfATargetIsListed) {
  const auto refused =
      AddTask("9", "not_applicable_reason: 'x' targets { indicator: 'indicators/none' }");
  EXPECT_THAT(
      refused,
      FailsWith(kInvalid,
                AllOf(HasSubstr("task.targets[0].indicator"), HasSubstr("task.targets[0].period"),
                      HasSubstr("task.targets[0].comparison"), HasSubstr("task.targets[0].value"),
                      HasSubstr("a task that does not apply has none"))));
  EXPECT_THAT(AddTask("9",
                      "targets { indicator: 'indicators/posts' period { start_date: '2019-12-31' "
                      "end_date: '2019-01-01' } }"),
              FailsWith(kInvalid, HasSubstr("task.targets[0].period.end_date: 2019-01-01 is "
                                            "before 2019-12-31")));
}

TEST_F(TargetsTest, ATaskThatDoesNotApplyHasNoTargets) {
  v1::Task task;
  task.add_targets()->set_indicator("indicators/a");
  resource::Checks checks;
  task.set_not_applicable_reason("x");
  CheckTargets(task, checks);
  EXPECT_THAT(checks.ToStatus(),
              FailsWith(kInvalid, HasSubstr("a task that does not apply has none")));
}

TEST_F(TargetsTest, ATargetIsFoundByItsIndicator) {
  v1::Task task;
  task.add_targets()->set_indicator("indicators/posts");
  task.add_targets()->set_indicator("indicators/lectures");
  EXPECT_EQ(FindTarget(task, "indicators/lectures"), &task.targets(1));
  EXPECT_EQ(FindTarget(task, "indicators/none"), nullptr);
}

TEST_F(TargetsTest, AReviewNamesTheFiguresThatCountedAndWhatIsMissed) {
  Observe("o", "99", "EXACT");
  Verify("o");
  AddActive("1", Target("posts", "AT_LEAST", "100") + Target("lectures", "AT_LEAST", "1"));
  const auto review = ReviewTargets(store_->Read(), book_, TaskOf("1"));
  ZGC_ASSERT_OK(review);
  const TargetReview& found = *review;
  EXPECT_THAT(found.figures, ElementsAre("figures/o", "figures/lectures@2019"));
  EXPECT_THAT(found.missed, Contains(HasSubstr("99, not surely TARGET_COMPARISON_AT_LEAST 100")));
}

}  // namespace
}  // namespace zgc::tasks
