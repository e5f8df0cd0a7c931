#include "services/supervision_reporting/domain/watchlist/watched_lights.h"

#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

class WatchedLightsTest : public SupervisionFixture {
 protected:
  WatchedLightsTest() {
    ZGC_EXPECT_OK(Do(
        CreateLightRuleSet,
        "light_rule_set_id: 'a' light_rule_set { display_name: 'a' document: 'd' jurisdiction: "
        "'CN' from_date: '2019-01-01' levels { light: LIGHT_GREEN label: '绿灯' } levels { light: "
        "LIGHT_YELLOW label: '蓝灯' days_left: 10 } levels { light: LIGHT_YELLOW label: '黄灯' "
        "colour: '#e6a700' days_left: 3 } levels { light: LIGHT_RED label: '红灯' days_left: -1 } "
        "starts { urgency: URGENCY_VERY_URGENT level: '黄灯' } late_level: '蓝灯' returned_level: "
        "'黄灯' undated_level: '绿灯' }"));
    ZGC_EXPECT_OK(Do(ApproveLightRuleSet, "name: 'lightRuleSets/a'", "chief"));
  }
  DerivedLight LightOn(const std::string& day, const WatchedState& thing) {
    const auto rules = LightRules::Read(store_->Read(), day);
    ZGC_EXPECT_OK(rules);
    const auto light = DeriveLight(*rules, thing);
    ZGC_EXPECT_OK(light);
    DerivedLight derived = *light;
    rule_ = derived.rules == nullptr ? "" : derived.rules->name();
    derived.rules = nullptr;
    return derived;
  }
  static WatchedState Due(const std::string& deadline) {
    WatchedState thing;
    thing.place.kind = v1::WATCHED_KIND_TASK;
    thing.deadline = deadline;
    return thing;
  }

  // What the last light was derived by.
  std::string rule_;
};

TEST_F(WatchedLightsTest, LevelsAndLabelsAreThoseOfTheRules) {
  const WatchedState thing = Due("2019-06-20");
  EXPECT_EQ(LightOn("2019-06-09", thing).label, "绿灯");
  EXPECT_EQ(LightOn("2019-06-10", thing).label, "蓝灯");
  const DerivedLight yellow = LightOn("2019-06-17", thing);
  EXPECT_EQ(yellow.label, "黄灯");
  EXPECT_EQ(yellow.colour, "#e6a700");
  EXPECT_EQ(yellow.explanation, "距完成期限3天，尚未报告完成。");
  EXPECT_EQ(yellow.turns_green_if, "在完成期限内报告完成，或变更申请获批准。");
  EXPECT_EQ(LightOn("2019-06-21", thing).light, v1::LIGHT_RED);
  EXPECT_EQ(rule_, "lightRuleSets/a");
}

TEST_F(WatchedLightsTest, UrgencyReturnAndLatenessHaveTheirLevels) {
  WatchedState thing = Due("2019-06-20");
  thing.urgency = v1::URGENCY_VERY_URGENT;
  EXPECT_EQ(LightOn("2019-06-01", thing).label, "黄灯");
  thing.urgency = v1::URGENCY_URGENT;
  EXPECT_EQ(LightOn("2019-06-01", thing).label, "绿灯");
  thing.returned = true;
  EXPECT_EQ(LightOn("2019-06-01", thing).label, "黄灯");
  thing.open = false;
  thing.done_date = "2019-06-20";
  EXPECT_EQ(LightOn("2019-07-01", thing).label, "绿灯");
  thing.done_date = "2019-06-21";
  EXPECT_EQ(LightOn("2019-07-01", thing).label, "蓝灯") << "made up";
  EXPECT_EQ(LightOn("2019-07-01", Due("")).label, "绿灯");
}

TEST_F(WatchedLightsTest, WhatDoesNotApplyOrWasDoneOnNoKnownDayWasNotDoneInTime) {
  WatchedState thing = Due("2019-06-20");
  thing.open = false;
  const DerivedLight unknown = LightOn("2019-07-01", thing);
  EXPECT_EQ(unknown.light, v1::LIGHT_UNSPECIFIED);
  EXPECT_EQ(unknown.explanation, "已报告完成，日期不详，不能判断是否在完成期限内。");
  thing.applies = false;
  const DerivedLight none = LightOn("2019-07-01", thing);
  EXPECT_EQ(none.label, "绿灯");
  EXPECT_EQ(none.explanation, "已报告不适用。");
}

TEST_F(WatchedLightsTest, WithoutRulesNothingIsClaimed) {
  const DerivedLight none = LightOn("2018-12-31", Due("2019-06-20"));
  EXPECT_EQ(none.light, v1::LIGHT_UNSPECIFIED);
  EXPECT_EQ(none.explanation, "当日没有适用的亮灯规则。");
  EXPECT_EQ(rule_, "");
}

TEST_F(WatchedLightsTest, EachKindHasItsWords) {
  EXPECT_STREQ(WordsOf(v1::WATCHED_KIND_MATTER).act, "反馈办理情况");
  EXPECT_STREQ(WordsOf(v1::WATCHED_KIND_PROPOSAL).deadline, "答复期限");
  EXPECT_STREQ(WordsOf(v1::WATCHED_KIND_DUTY).deadline, "完成期限");
  EXPECT_STREQ(WordsOf(v1::WATCHED_KIND_MILESTONE).deadline, "节点日期");
  EXPECT_STREQ(WordsOf(v1::WATCHED_KIND_POLICY_DOCUMENT).deadline, "试行截止日期");
  EXPECT_STREQ(WordsOf(v1::WATCHED_KIND_DOCUMENT_STEP).deadline, "计划日期");
  EXPECT_STREQ(WordsOf(v1::WATCHED_KIND_AGREEMENT_DUTY).deadline, "约定期限");
}

}  // namespace
}  // namespace zgc::supervision
