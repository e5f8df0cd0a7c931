#include "services/task_registry/domain/tasks/targets.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "services/task_registry/domain/activities/activities.h"
#include "services/task_registry/testing/followed_fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;

class TargetsTest : public FollowedFixture {
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
  ASSERT_EQ(task->completions(0).figures_size(), 1);
  const v1::HeldFigure& held = task->completions(0).figures(0);
  EXPECT_EQ(held.figure(), "figures/o");
  EXPECT_EQ(held.value(), "103");
  EXPECT_EQ(held.status(), figures::v1::FIGURE_STATUS_VERIFIED);
  EXPECT_EQ(held.position().revision(), task->revision());
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
  ASSERT_EQ(task->completions(0).figures_size(), 1);
  EXPECT_EQ(task->completions(0).figures(0).figure(), "figures/lectures@2019");
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

TEST_F(TargetsTest, ABaselineThatIsAValueHasItsPeriod) {
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
  ZGC_ASSERT_OK(CheckTargets(store_->Read(), task, checks));
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
  const auto review = ReviewTargets(store_->Read(), book_, {watch_, {}}, TaskOf("1"));
  ZGC_ASSERT_OK(review);
  const TargetReview& found = *review;
  ASSERT_EQ(found.figures.size(), 2);
  EXPECT_EQ(found.figures[0].figure(), "figures/o");
  EXPECT_EQ(found.figures[1].figure(), "figures/lectures@2019");
  EXPECT_THAT(found.missed, Contains(HasSubstr("99, not surely TARGET_COMPARISON_AT_LEAST 100")));
}

TEST_F(TargetsTest, ATargetOfAnotherServiceIsMetByWhatIsFollowedOfIt) {
  AddActive("1", RateTarget("99.2"));
  Follow(7, {FigureOf("a", "99.2"), FigureOf("b", "50", figures::v1::FIGURE_STATUS_REPORTED),
             FigureOf("c", "50", figures::v1::FIGURE_STATUS_VERIFIED, 2018)});
  const auto done = Complete("1");
  ZGC_ASSERT_OK(done);
  ASSERT_EQ(done->completions(0).figures_size(), 1);
  const v1::HeldFigure& held = done->completions(0).figures(0);
  EXPECT_EQ(held.figure(), "//funding_ledger/figures/a");
  EXPECT_EQ(held.value(), "99.2");
  EXPECT_EQ(held.unit(), "%");
  EXPECT_EQ(held.position().revision(), 7);
  EXPECT_TRUE(held.has_seen_time());
  // What came later does not change what counted.
  ZGC_ASSERT_OK(Send(8, {FigureOf("a", "10")}));
  EXPECT_EQ(TaskOf("1").completions(0).figures(0).value(), "99.2");
}

TEST_F(TargetsTest, AFigureOfAnotherServiceThatMissesIsLackingOrUnverifiedRefusesACompletion) {
  AddActive("1", RateTarget("99.2"));
  Follow(7, {});
  EXPECT_THAT(Complete("1"), FailsWith(kPrecondition, HasSubstr("rate has no verified or computed "
                                                                "figure for the period")));
  ZGC_ASSERT_OK(Send(8, {FigureOf("a", "99.9", figures::v1::FIGURE_STATUS_REPORTED)}));
  Hear(8);
  EXPECT_THAT(Complete("1"), FailsWith(kPrecondition, HasSubstr("no verified or computed")));
  ZGC_ASSERT_OK(Send(9, {FigureOf("a", "99.1")}));
  Hear(9);
  EXPECT_THAT(Complete("1"),
              FailsWith(kPrecondition, HasSubstr("//funding_ledger/figures/a is 99.1, "
                                                 "not surely")));
  // It may be missed, as one of this service may.
  ZGC_ASSERT_OK(Change("c", absl::StrCat("SHORTFALL indicator: '", kRate, "' document: '批复'")));
  const auto done = Complete("1");
  ZGC_ASSERT_OK(done);
  EXPECT_THAT(done->completions(0).shortfalls(), ElementsAre("changeRequests/c"));
  EXPECT_EQ(done->completions(0).figures(0).value(), "99.1");
}

TEST_F(TargetsTest, NothingIsCompletedByASourceThatIsNotInStep) {
  AddActive("1", RateTarget("99.2"));
  testing::HandClock clock;
  resource::SourceWatch watch(absl::Seconds(60), &clock);
  const auto review = [&](absl::Duration max_age = {}) {
    return ReviewTargets(store_->Read(), book_, {watch, max_age}, TaskOf("1")).status();
  };
  EXPECT_THAT(review(), HasReason(common::v1::ERROR_REASON_SOURCE_NOT_CURRENT));
  EXPECT_THAT(review(), FailsWith(kPrecondition, HasSubstr("without --source=funding_ledger=")));
  watch.Follow("funding_ledger");
  EXPECT_THAT(review(), FailsWith(kPrecondition, HasSubstr("has not answered yet")));
  Turn();
  ZGC_ASSERT_OK(Send(7, {FigureOf("a", "99.2")}));
  const auto heard = [&](int64_t head) {
    watch.Asked("funding_ledger", watch.Now(), resource::Heard(head));
  };
  heard(7);
  ZGC_EXPECT_OK(review());
  // It is ahead of what is here.
  clock.Pass(absl::Seconds(30));
  heard(8);
  ZGC_EXPECT_OK(review()) << "all was here half a minute ago";
  clock.Pass(absl::Seconds(31));
  EXPECT_THAT(review(), HasReason(common::v1::ERROR_REASON_SOURCE_NOT_CURRENT));
  EXPECT_THAT(review(),
              FailsWith(kPrecondition,
                        AllOf(HasSubstr("funding_ledger, is not known since 2020-09-13T12:26:40Z"),
                              HasSubstr("at revision 8, of which 7 is here; ask again once"),
                              HasSubstr("or say by max_source_age how old it may be"))));
  ZGC_EXPECT_OK(review(absl::Seconds(120)));
  ZGC_ASSERT_OK(Send(8, {}));
  heard(8);
  ZGC_EXPECT_OK(review());
  // Another target of it makes what is here less than what is wanted.
  AddActive("2", "targets { indicator: '//funding_ledger/indicators/other' " + std::string(kYear) +
                     " comparison: TARGET_COMPARISON_AT_LEAST value: '1' }");
  EXPECT_THAT(review(), FailsWith(kPrecondition, HasSubstr("it is being read")));
  watch.Asked("funding_ledger", watch.Now(), absl::FailedPreconditionError("it was restored"));
  EXPECT_THAT(review(), FailsWith(kPrecondition, HasSubstr("is refused since")));
  // A target that may be missed waits for nobody.
  ZGC_ASSERT_OK(Change("c", absl::StrCat("SHORTFALL indicator: '", kRate, "' document: '批复'")));
  ZGC_EXPECT_OK(review());
}

TEST_F(TargetsTest, AnOpenTaskSaysHowItStandsToItsTargets) {
  const std::string target =
      RateTarget("99.2", "baseline_period { start_date: '2018-01-01' end_date: '2018-12-31' }");
  ZGC_ASSERT_OK(AddTask("1", target + Target("posts", "AT_LEAST", "100")));
  const auto told = [&](int index) { return GotTask(Named("1"))->targets(index).attainment(); };
  EXPECT_THAT(told(0).problems(0), HasSubstr("followed once the task is approved"));
  EXPECT_EQ(told(0).standing(), v1::TARGET_STANDING_UNSPECIFIED) << "it is not approved";
  Approve("1");
  EXPECT_THAT(told(0).problems(0), HasSubstr("not all that is wanted of funding_ledger was read"));
  Follow(7,
         {FigureOf("a", "99.2"), FigureOf("b", "98.5", figures::v1::FIGURE_STATUS_VERIFIED, 2018)});
  EXPECT_EQ(told(0).figures(0).value(), "99.2");
  EXPECT_EQ(told(0).standing(), v1::TARGET_STANDING_MET);
  EXPECT_EQ(told(0).figures(0).position().revision(), 7);
  EXPECT_EQ(told(0).baseline_figures(0).value(), "98.5");
  EXPECT_EQ(told(1).standing(), v1::TARGET_STANDING_UNKNOWN);
  EXPECT_THAT(told(1).problems(0), HasSubstr("no verified or computed figure"));
  Observe("o", "99", "EXACT");
  Verify("o");
  EXPECT_EQ(told(1).standing(), v1::TARGET_STANDING_MISSED);
  EXPECT_THAT(told(1).problems(0), HasSubstr("figures/o is 99, not surely"));
  EXPECT_FALSE(TaskOf("1").targets(0).has_attainment()) << "it is not kept";
  ZGC_ASSERT_OK(Change("d", "SHORTFALL indicator: 'indicators/posts' document: '批复'"));
  ZGC_ASSERT_OK(Complete("1"));
  ZGC_ASSERT_OK(Do(AcceptCompletion, Named("1"), "checker"));
  EXPECT_FALSE(GotTask(Named("1"))->targets(0).has_attainment()) << "its completion says it";
}

TEST_F(TargetsTest, ATargetOfAPartIsHeldAgainstThatPart) {
  Indicate("sessions",
           absl::StrCat("computation { formula: 'count_activities' dimensions: 'kind' "
                        "reporting_periods { start_date: '2019-01-01' end_date: '2019-12-31' } }"));
  const auto of_kind = [](const std::string& kind) {
    return absl::StrReplaceAll(Target("sessions", "AT_LEAST", "2"),
                               {{"value: '2'", absl::StrCat("value: '2' scopes { dimension: 'kind' "
                                                            "values: '",
                                                            kind, "' }")}});
  };
  for (const char* id : {"LECTURE", "TRAINING"}) {
    ZGC_ASSERT_OK(Do(CreateActivity,
                     absl::StrCat("activity_id: '", absl::AsciiStrToLower(id),
                                  "' activity { display_name: '讲' kind: ACTIVITY_KIND_", id,
                                  " from_date: '2019-03-01' session_count: ", id[0] == 'L' ? 2 : 1,
                                  " evidence: 'e' }")));
  }
  AddActive("1", of_kind("lecture"));
  AddActive("2", of_kind("training"));
  const auto done = Complete("1");
  ZGC_ASSERT_OK(done);
  EXPECT_EQ(done->completions(0).figures(0).figure(), "figures/sessions@2019+kind=lecture");
  EXPECT_EQ(done->completions(0).figures(0).value(), "2");
  EXPECT_THAT(Complete("2"),
              FailsWith(kPrecondition, HasSubstr("figures/sessions@2019+kind=training is 1")));
  EXPECT_EQ(GotTask(Named("2"))->targets(0).attainment().standing(), v1::TARGET_STANDING_MISSED);
  EXPECT_THAT(AddTask("3", absl::StrReplaceAll(of_kind("x"), {{"'kind'", "'park'"}})),
              FailsWith(kInvalid, HasSubstr("task.targets[0].scopes[0].dimension: \"park\" is no "
                                            "dimension of indicators/sessions")));
}

TEST_F(TargetsTest, ATargetIsToldAsOfTheRevisionThatIsRead) {
  AddActive("1", RateTarget("99.2"));
  Follow(7, {FigureOf("a", "99.2")});
  const int64_t then = store_->head();
  ZGC_ASSERT_OK(Send(8, {FigureOf("a", "10")}));
  const auto standing = [&](int64_t revision) {
    v1::Task task = TaskOf("1");
    EXPECT_TRUE(TellAttainment(*store_->ReadAt(revision), book_, task).ok());
    return task.targets(0).attainment().standing();
  };
  EXPECT_EQ(standing(then), v1::TARGET_STANDING_MET);
  EXPECT_EQ(standing(0), v1::TARGET_STANDING_MISSED);
}

}  // namespace
}  // namespace zgc::tasks
