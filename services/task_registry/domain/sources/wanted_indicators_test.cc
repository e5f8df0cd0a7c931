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
  ZGC_ASSERT_OK(InCommit([&](storage::Txn& txn) {
    ForgetIndicatorsOf(txn, task);
    return absl::OkStatus();
  }));
  EXPECT_THAT(Wanted(), IsEmpty());
}

TEST_F(WantedIndicatorsTest, NoMoreAreWantedThanAWatchTakes) {
  v1::Task many;
  many.set_name("tasks/many");
  many.set_state(v1::TASK_STATE_ACTIVE);
  for (int i = 0; i < 1001; ++i) {
    many.add_targets()->set_indicator(absl::StrCat("//funding_ledger/indicators/i", i));
  }
  ZGC_ASSERT_OK(InCommit([&](storage::Txn& txn) {
    WantIndicatorsOf(txn, many);
    return absl::OkStatus();
  }));
  EXPECT_EQ(Wanted().size(), 1000) << "a watch of more is refused, for all of them";
  EXPECT_THAT(AddTask("1", Of(kRate)),
              FailsWith(kInvalid, HasSubstr("name 1000 indicators of funding_ledger already")));
  ZGC_EXPECT_OK(AddTask("2", Of("//funding_ledger/indicators/i7")));
  // What was drafted while there was room is held to it when it is approved.
  ZGC_ASSERT_OK(InCommit([&](storage::Txn& txn) {
    ForgetIndicatorsOf(txn, many);
    return absl::OkStatus();
  }));
  ZGC_ASSERT_OK(AddTask("3", Of(kRate)));
  ZGC_ASSERT_OK(Do(SubmitTask, Named("3")));
  ZGC_ASSERT_OK(InCommit([&](storage::Txn& txn) {
    WantIndicatorsOf(txn, many);
    return absl::OkStatus();
  }));
  EXPECT_THAT(Do(ApproveTask, Named("3"), "approver"),
              FailsWith(kInvalid, HasSubstr("name 1000 indicators of funding_ledger already")));
}

}  // namespace
}  // namespace zgc::tasks
