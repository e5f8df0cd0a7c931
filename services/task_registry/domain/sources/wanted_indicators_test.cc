#include "services/task_registry/domain/sources/wanted_indicators.h"

#include "services/task_registry/domain/tasks/suspensions.h"
#include "services/task_registry/testing/followed_fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class WantedIndicatorsTest : public FollowedFixture {
 protected:
  std::vector<std::string> Wanted(const std::string& service = "funding_ledger") {
    const auto wanted = WantedIndicators(store_->Read(), service);
    EXPECT_TRUE(wanted.ok()) << wanted.status();
    return wanted.value_or(std::vector<std::string>());
  }
  static std::string Of(const std::string& indicator) {
    return absl::StrCat("targets { indicator: '", indicator, "' ", kYear,
                        " comparison: TARGET_COMPARISON_AT_LEAST value: '1' } ");
  }
};

TEST_F(WantedIndicatorsTest, AFullNameHasTheServiceAndTheIndicator) {
  EXPECT_EQ(ParseIndicatorName(kRate).service, "funding_ledger");
  EXPECT_EQ(ParseIndicatorName(kRate).indicator, "indicators/rate");
  EXPECT_EQ(ParseIndicatorName("indicators/posts").service, "");
  EXPECT_EQ(ParseIndicatorName("indicators/posts").indicator, "indicators/posts");
  EXPECT_EQ(ParseIndicatorName("//parks").service, "parks");
}

TEST_F(WantedIndicatorsTest, WhatIsNoIndicatorOfAServiceThatCanBeFollowedIsRefused) {
  EXPECT_THAT(FigureServices(),
              ElementsAre("funding_ledger", "park_region", "supervision_reporting"));
  resource::Checks checks;
  for (const char* name :
       {"//funding_ledger/figures/a", "//ledger/indicators/a", "//task_registry/indicators/posts",
        "//funding_ledger/indicators/A", "//funding_ledger", "indicators/posts", kRate}) {
    ZGC_ASSERT_OK(CheckIndicatorName(store_->Read(), name, name, checks));
  }
  const absl::Status refused = checks.ToStatus();
  for (const char* words :
       {"//funding_ledger/figures/a: \"//funding_ledger/figures/a\" is no //funding_ledger/",
        "//ledger/indicators/a: \"ledger\" is none of funding_ledger, park_region, ",
        "//task_registry/indicators/posts: \"task_registry\" is none of",
        "an indicator of this service is named indicators/{id}",
        "//funding_ledger/indicators/A:", "//funding_ledger: "}) {
    EXPECT_THAT(refused, FailsWith(kInvalid, HasSubstr(words)));
  }
  EXPECT_THAT(refused, FailsWith(kInvalid, ::testing::Not(HasSubstr("rate"))));
  EXPECT_THAT(AddTask("1", Of("//ledger/indicators/a")),
              FailsWith(kInvalid, HasSubstr("task.targets[0].indicator: \"ledger\" is none of")));
}

TEST_F(WantedIndicatorsTest, TheTargetsOfApprovedTasksSayWhatIsFollowed) {
  EXPECT_THAT(Wanted(), IsEmpty());
  ZGC_ASSERT_OK(AddTask("0", Of("//funding_ledger/indicators/draft")));
  EXPECT_THAT(Wanted(), IsEmpty()) << "nobody has approved it";
  AddActive("1", Of(kRate) + Target("posts", "AT_LEAST", "1"));
  AddActive("2", Of(kRate) + Of("//park_region/indicators/a"));
  EXPECT_THAT(Wanted(), ElementsAre("indicators/rate"));
  EXPECT_THAT(Wanted("park_region"), ElementsAre("indicators/a"));
  ZGC_ASSERT_OK(Do(CancelTask, Named("2", kPaper), "chief"));
  EXPECT_THAT(Wanted("park_region"), IsEmpty());
  EXPECT_THAT(Wanted(), ElementsAre("indicators/rate"));
}

TEST_F(WantedIndicatorsTest, ADraftKeepsNoCompletionWaiting) {
  AddActive("1", RateTarget("99"));
  Turn();
  ZGC_ASSERT_OK(Send(7, {FigureOf("a", "99.2")}));
  ZGC_ASSERT_OK(AddTask("2", Of("//funding_ledger/indicators/other")));
  EXPECT_EQ(Standing().here(), 7);
}

TEST_F(WantedIndicatorsTest, WhatIsAddedDroppedAndEndedIsWantedAndNotWanted) {
  AddActive("1");
  EXPECT_THAT(Wanted(), IsEmpty());
  const std::string target = Of(kRate).substr(sizeof("targets") - 1);
  ZGC_ASSERT_OK(ProposeOf("c", "TARGET_ADDED target" + target));
  EXPECT_THAT(Wanted(), IsEmpty());
  ZGC_ASSERT_OK(ApproveChange("c"));
  EXPECT_THAT(Wanted(), ElementsAre("indicators/rate"));
  ZGC_ASSERT_OK(Change("d", absl::StrCat("TARGET_DROPPED indicator: '", kRate, "'")));
  EXPECT_THAT(Wanted(), IsEmpty());
  ZGC_ASSERT_OK(Change("e", "TARGET_ADDED target" + target));
  EXPECT_THAT(Wanted(), ElementsAre("indicators/rate"));
  ZGC_ASSERT_OK(Do(CancelTask, Named("1", kPaper), "chief"));
  EXPECT_THAT(Wanted(), IsEmpty());
}

TEST_F(WantedIndicatorsTest, WhatATaskWantsIsAddedAndForgotten) {
  v1::Task task;
  task.set_name("tasks/x");
  task.set_state(v1::TASK_STATE_COMPLETED);
  task.add_targets()->set_indicator(kRate);
  ZGC_ASSERT_OK(InCommit([&](storage::Txn& txn) {
    WantIndicatorsOf(txn, task);
    return absl::OkStatus();
  }));
  EXPECT_THAT(Wanted(), IsEmpty()) << "it has ended";
  task.set_state(v1::TASK_STATE_ACTIVE);
  ZGC_ASSERT_OK(InCommit([&](storage::Txn& txn) {
    WantIndicatorsOf(txn, task);
    return absl::OkStatus();
  }));
  EXPECT_THAT(Wanted(), ElementsAre("indicators/rate"));
  ZGC_ASSERT_OK(InCommit([&](storage::Txn& txn) { return ForgetIndicatorsOf(txn, task); }));
  EXPECT_THAT(Wanted(), IsEmpty());
}

TEST_F(WantedIndicatorsTest, OfAPartItsFiguresAreWanted) {
  const std::string park = "scopes { dimension: 'park' values: 'parks/b' values: 'parks/a' } ";
  AddActive("1", RateTarget("1", park + "baseline_period { start_date: '2018-01-01' end_date: "
                                        "'2018-12-31' }"));
  EXPECT_THAT(Wanted(), ElementsAre("figures/rate@2018+park=parks.a,parks.b",
                                    "figures/rate@2019+park=parks.a,parks.b"));
  AddActive("2", RateTarget("1", park));
  AddActive("3", RateTarget("1"));
  ZGC_ASSERT_OK(Do(CancelTask, Named("1", kPaper), "chief"));
  EXPECT_THAT(Wanted(), ElementsAre("figures/rate@2019+park=parks.a,parks.b", "indicators/rate"));
  const auto part = PartName(TaskOf("2").targets(0), TaskOf("2").targets(0).period());
  EXPECT_EQ(part.value_or(""), "figures/rate@2019+park=parks.a,parks.b");
}

// Tasks that want many, past what is checked of them.
class ManyWantedTest : public WantedIndicatorsTest {
 protected:
  static v1::Task Many(int count) {
    v1::Task many;
    many.set_name("tasks/many");
    many.set_state(v1::TASK_STATE_ACTIVE);
    for (int i = 0; i < count; ++i) {
      many.add_targets()->set_indicator(absl::StrCat("//funding_ledger/indicators/i", i));
    }
    return many;
  }
  void Want(const v1::Task& task) {
    ZGC_ASSERT_OK(InCommit([&](storage::Txn& txn) {
      WantIndicatorsOf(txn, task);
      return absl::OkStatus();
    }));
  }
  void Forget(const v1::Task& task) {
    ZGC_ASSERT_OK(InCommit([&](storage::Txn& txn) { return ForgetIndicatorsOf(txn, task); }));
  }
  static auto Full() {
    return FailsWith(kInvalid,
                     HasSubstr("with indicators/rate targets name more than 1000 indicators of "
                               "funding_ledger"));
  }
};

TEST_F(ManyWantedTest, NoMoreAreWantedThanAWatchTakes) {
  const v1::Task many = Many(1000);
  Want(many);
  EXPECT_EQ(Wanted().size(), 1000);
  EXPECT_THAT(AddTask("1", Of(kRate)), Full());
  ZGC_EXPECT_OK(AddTask("2", Of("//funding_ledger/indicators/i7")));
  ZGC_EXPECT_OK(AddTask("5", Of("//park_region/indicators/a")));
  // What was drafted while there was room is held to it when it is approved.
  Forget(many);
  ZGC_ASSERT_OK(AddTask("3", Of(kRate)));
  ZGC_ASSERT_OK(Do(SubmitTask, Named("3")));
  Want(many);
  EXPECT_THAT(Do(ApproveTask, Named("3"), "approver"), Full());
}

TEST_F(ManyWantedTest, ATaskIsOpenedAgainIfThereIsRoomToFollowItsTargets) {
  AddActive("1", RateTarget("99"));
  Follow(7, {FigureOf("a", "99.2")});
  ZGC_ASSERT_OK(Complete("1"));
  ZGC_ASSERT_OK(Do(AcceptCompletion, Named("1"), "checker"));
  const v1::Task many = Many(1000);
  Want(many);
  EXPECT_THAT(Do(ReopenTask, Named("1", "reason: 'r'"), "chief"),
              FailsWith(::zgc::testing::kPrecondition,
                        HasSubstr("with indicators/rate targets name more than 1000")));
  Forget(many);
  ZGC_EXPECT_OK(Do(ReopenTask, Named("1", "reason: 'r'"), "chief"));
}

TEST_F(ManyWantedTest, OneTaskHasNoMoreEither) {
  const auto room = [&](const v1::Task& task) {
    resource::Checks checks;
    ZGC_EXPECT_OK(CheckRoom(store_->Read(), task, checks));
    return checks.ToStatus();
  };
  ZGC_EXPECT_OK(room(Many(1000)));
  EXPECT_THAT(room(Many(1001)),
              FailsWith(kInvalid, HasSubstr("task.targets[1000]: with indicators/i1000 targets")));
  Want(Many(999));
  v1::Task one = Many(1);
  one.mutable_targets(0)->set_indicator(kRate);
  ZGC_EXPECT_OK(room(one));
  one.add_targets()->set_indicator("//funding_ledger/indicators/other");
  std::vector<int> without;
  ZGC_EXPECT_OK(ForEachWithoutRoom(
      store_->Read(), one, [&](int target, const std::string&) { without.push_back(target); }));
  EXPECT_THAT(without, ElementsAre(1));
}

TEST_F(ManyWantedTest, PartsAreCountedByThemselves) {
  v1::Task parts = Many(201);
  for (v1::TaskTarget& target : *parts.mutable_targets()) {
    auto& scope = *target.add_scopes();
    scope.set_dimension("park");
    scope.add_values("parks/a");
    target.mutable_period()->set_start_date("2019-01-01");
    target.mutable_period()->set_end_date("2019-12-31");
  }
  resource::Checks checks;
  ZGC_EXPECT_OK(CheckRoom(store_->Read(), parts, checks));
  EXPECT_THAT(
      checks.ToStatus(),
      FailsWith(kInvalid, HasSubstr("task.targets[200]: with figures/i200@2019+park=parks.a "
                                    "targets name more than 200 parts of indicators of")));
  parts.mutable_targets()->RemoveLast();
  Want(parts);
  ZGC_EXPECT_OK(AddTask("1", Of(kRate)));
}

}  // namespace
}  // namespace zgc::tasks
