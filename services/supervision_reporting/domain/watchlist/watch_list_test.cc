#include "services/supervision_reporting/domain/watchlist/watch_list.h"

#include "services/supervision_reporting/testing/watched_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class WatchListTest : public WatchedFixture {
 protected:
  absl::StatusOr<v1::ListLightsResponse> All(const std::string& fields, int size = 100) {
    v1::ListLightsRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
    v1::ListLightsResponse all;
    storage::Page page;
    page.size = size;
    do {
      v1::ListLightsResponse part;
      ZGC_ASSIGN_OR_RETURN(page.start, ListLights(store_->Read(), request, page, part));
      EXPECT_LE(part.lights_size(), size);
      all.MergeFrom(part);
    } while (!page.start.empty());
    return all;
  }
  // "matters/m 黄灯" on a day.
  std::vector<std::string> LightsOn(const std::string& day, const std::string& more = "",
                                    int size = 100) {
    const auto all = All(absl::StrCat("as_of_date: '", day, "' ", more), size);
    ZGC_EXPECT_OK(all);
    std::vector<std::string> lights;
    for (const auto& light : all->lights()) {
      lights.push_back(
          absl::StrCat(light.thing().substr(light.thing().find('/', 2) + 1), " ", light.label()));
    }
    return lights;
  }
  void AddSome() {
    ZGC_ASSERT_OK(
        Do(CreateProposal,
           "proposal_id: 'p' proposal { title: '提案' received_date: '2019-03-01' "
           "deadline: '2019-03-25' led_by: PROPOSAL_LEADER_DEPARTMENT lead_handler: 'h' }"));
    StreamTask("t", "ACTIVE", "2019-12-31");
    Stream<tasks::v1::Milestone>("milestones/m",
                                 "task: 'tasks/t' title: '节点' due_date: '2019-03-15' state: "
                                 "MILESTONE_STATE_PLANNED");
  }
};

constexpr char kNotGreen[] = "lights: LIGHT_YELLOW lights: LIGHT_RED";

TEST_F(WatchListTest, AllThatIsWatchedHasOneLightEach) {
  AddSome();
  EXPECT_THAT(LightsOn("2019-03-18"), ElementsAre("milestones/m 红灯", "matters/m 黄灯",
                                                  "proposals/p 绿灯", "tasks/t 绿灯"));
  EXPECT_THAT(LightsOn("2019-03-18", "", 1), ElementsAre("milestones/m 红灯", "matters/m 黄灯",
                                                         "proposals/p 绿灯", "tasks/t 绿灯"));
  EXPECT_THAT(LightsOn("2019-03-18", kNotGreen),
              ElementsAre("milestones/m 红灯", "matters/m 黄灯"));
  EXPECT_THAT(LightsOn("2019-03-20", kNotGreen),
              ElementsAre("milestones/m 红灯", "matters/m 黄灯", "proposals/p 黄灯"));
  EXPECT_THAT(LightsOn("2019-03-18", "kinds: WATCHED_KIND_TASK"), ElementsAre("tasks/t 绿灯"));
  EXPECT_THAT(LightsOn("2019-03-18", "organisation: 'organisations/a'"),
              ElementsAre("milestones/m 红灯", "tasks/t 绿灯"));
  EXPECT_THAT(LightsOn("2019-03-18", "from_date: '2019-03-20' until_date: '2019-03-25'"),
              ElementsAre("matters/m 黄灯", "proposals/p 绿灯"));
  EXPECT_THAT(All("as_of_date: '2019-03-18' from_date: '2019-03-20' until_date: '2019-03-19'"),
              FailsWith(kInvalid, HasSubstr("until_date")));
}

TEST_F(WatchListTest, ALightHasItsInputsItsRuleAndWhatTurnsItGreen) {
  AddSome();
  const auto all = All("as_of_date: '2019-03-16' kinds: WATCHED_KIND_MILESTONE");
  ZGC_ASSERT_OK(all);
  ASSERT_EQ(all->lights_size(), 1);
  const v1::ThingLight& light = all->lights(0);
  EXPECT_EQ(light.light(), v1::LIGHT_RED);
  EXPECT_EQ(light.explanation(), "超过节点日期1天，尚未报告达到。");
  EXPECT_EQ(light.turns_green_if(), "节点日期变更，且新的期限未过。");
  EXPECT_EQ(light.rule_version(), "lightRuleSets/cn-2019");
  EXPECT_GT(light.rule_revision(), 0);
  EXPECT_EQ(light.inputs(0).value(), "MILESTONE_STATE_PLANNED");
  EXPECT_EQ(light.inputs(1).value(), "2019-03-15");
  EXPECT_EQ(light.inputs(1).resource(), "//task_registry/milestones/m");
}

TEST_F(WatchListTest, WhatWasReturnedIsShownHoweverFarItsDeadlineIs) {
  ZGC_ASSERT_OK(AddMatter("far", "received_date: '2019-03-01' deadline: '2019-12-20'"));
  EXPECT_THAT(LightsOn("2019-03-12", kNotGreen), IsEmpty());
  Walk("far", "2019-03-10");
  ZGC_ASSERT_OK(Step("ReturnMatter", "far", "2019-03-11", "checker"));
  EXPECT_THAT(LightsOn("2019-03-12", kNotGreen), ElementsAre("matters/far 黄灯"));
  EXPECT_THAT(LightsOn("2019-12-18", kNotGreen), ElementsAre("matters/m 红灯", "matters/far 黄灯"))
      << "once each";
}

TEST_F(WatchListTest, WhatWasDoneIsListedWithItsLateness) {
  Walk("m", "2019-03-21");
  EXPECT_THAT(LightsOn("2019-03-25"), IsEmpty());
  EXPECT_THAT(LightsOn("2019-03-25", "done: true"), ElementsAre("matters/m 红灯"));
}

}  // namespace
}  // namespace zgc::supervision
