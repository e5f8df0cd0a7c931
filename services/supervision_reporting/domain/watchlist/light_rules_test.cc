#include "services/supervision_reporting/domain/watchlist/light_rules.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/testing/calendars_fixture.h"

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

constexpr char kThreeLevels[] =
    "levels { light: LIGHT_GREEN label: '绿灯' } "
    "levels { light: LIGHT_YELLOW label: '黄灯' days_left: 3 } "
    "levels { light: LIGHT_RED label: '红灯' days_left: -1 } late_level: '红灯' "
    "returned_level: '黄灯' undated_level: '黄灯' ";

class LightRulesTest : public CalendarsFixture {
 protected:
  absl::StatusOr<v1::LightRuleSet> ProposeSet(const std::string& id, const std::string& place,
                                              const std::string& from,
                                              const std::string& more = "") {
    return Do(CreateLightRuleSet,
              absl::StrCat("light_rule_set_id: '", id, "' light_rule_set { display_name: '", id,
                           "' document: 'd' jurisdiction: '", place, "' from_date: '", from, "' ",
                           kThreeLevels, more, " }"));
  }
  absl::StatusOr<v1::LightRuleSet> ApproveSet(const std::string& id) {
    return Do(ApproveLightRuleSet, absl::StrCat("name: 'lightRuleSets/", id, "'"), "chief");
  }
  void AddSet(const std::string& id, const std::string& place, const std::string& from,
              const std::string& more = "") {
    ZGC_ASSERT_OK(ProposeSet(id, place, from, more));
    // As one that was approved in its time.
    v1::LightRuleSet set = Find(kLightRuleSets, absl::StrCat("lightRuleSets/", id));
    set.set_state(v1::LIGHT_RULE_SET_STATE_APPROVED);
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      Save(txn, kLightRuleSets, set);
      return "";
    }));
  }
  LightRules RulesOn(const std::string& day) {
    auto rules = LightRules::Read(store_->Read(), day);
    ZGC_EXPECT_OK(rules);
    return *std::move(rules);
  }
  // The id of the set that counts, or "".
  std::string Counts(const std::string& day, const WatchedPlace& place) {
    const LightRules rules = RulesOn(day);
    const v1::LightRuleSet* set = rules.For(place);
    return set == nullptr ? "" : set->display_name();
  }
};

TEST_F(LightRulesTest, ASecondPersonApproves) {
  ZGC_ASSERT_OK(ProposeSet("a", "CN", "2019-01-01"));
  EXPECT_EQ(Counts("2019-06-01", {v1::WATCHED_KIND_MATTER, "", ""}), "") << "not approved";
  EXPECT_THAT(Do(ApproveLightRuleSet, "name: 'lightRuleSets/a'"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(ApproveSet("a"));
  EXPECT_EQ(Counts("2019-06-01", {v1::WATCHED_KIND_MATTER, "", ""}), "a");
  ZGC_ASSERT_OK(ProposeSet("b", "CN", "2019-01-01"));
  const auto rejected = Do(RejectLightRuleSet, "name: 'lightRuleSets/b' reason: '过严'", "chief");
  ZGC_ASSERT_OK(rejected);
  EXPECT_EQ(rejected->steps(1).note(), "过严");
  EXPECT_EQ(LightRuleSetLifecycle().moves().size(), 4U);
  EXPECT_THAT(Listed(store_->Read(), ListLightRuleSets, "state: LIGHT_RULE_SET_STATE_APPROVED"),
              ElementsAre("lightRuleSets/a"));
  EXPECT_EQ(Got(store_->Read(), GetLightRuleSet, "name: 'lightRuleSets/a'")->levels_size(), 3);
}

TEST_F(LightRulesTest, ASetIsInForceOnItsDays) {
  AddSet("a", "CN", "2019-03-01");
  EXPECT_THAT(Do(EndLightRuleSet, "name: 'lightRuleSets/a' until_date: '2019-02-28' reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("2019-02-28 is before 2019-03-01")));
  EXPECT_THAT(Do(EndLightRuleSet, "name: 'lightRuleSets/a' until_date: '2019-06-30' reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("were derived by it")))
      << "what a light was on an earlier day stays";
  ZGC_ASSERT_OK(
      Do(EndLightRuleSet, "name: 'lightRuleSets/a' until_date: '2999-06-30' reason: 'r'"));
  EXPECT_THAT(Do(EndLightRuleSet, "name: 'lightRuleSets/a' until_date: '2999-07-31' reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("it has ended on 2999-06-30")));
  const WatchedPlace matter{v1::WATCHED_KIND_MATTER, "", ""};
  EXPECT_EQ(Counts("2019-02-28", matter), "");
  EXPECT_EQ(Counts("2019-03-01", matter), "a");
  EXPECT_EQ(Counts("2999-06-30", matter), "a");
  EXPECT_EQ(Counts("2999-07-01", matter), "");
}

TEST_F(LightRulesTest, ASetThatBeginsBeforeTodayTakesNoLightFromAnother) {
  AddSet("country", "CN", "2019-01-01");
  AddSet("office", "CN", "2019-01-01", "body: '市政府督查室' kinds: WATCHED_KIND_MATTER");
  struct Case {
    const char* id;
    const char* place;
    const char* from;
    const char* more;
    const char* taken_from;
  };
  const std::vector<Case> cases = {
      {"later", "CN", "2019-06-01", "", "country"},
      {"over", "CN", "2018-06-01", "until_date: '2018-12-31'", ""},
      {"before", "CN", "2018-01-01", "", ""},
      {"city", "110000", "2018-01-01", "until_date: '2019-01-01'", "country"},
      {"tasks", "CN", "2018-01-01", "kinds: WATCHED_KIND_TASK", "country"},
      {"body", "CN", "2019-02-01", "body: '省政府督查室'", "country"},
      {"same", "CN", "2019-02-01", "body: '市政府督查室' kinds: WATCHED_KIND_MATTER", "office"},
      {"ahead", "CN", "2999-01-01", "", ""},
  };
  for (const Case& one : cases) {
    ZGC_ASSERT_OK(ProposeSet(one.id, one.place, one.from, one.more)) << one.id;
    const auto approved = ApproveSet(one.id);
    if (*one.taken_from == '\0') {
      ZGC_EXPECT_OK(approved) << one.id;
    } else {
      EXPECT_THAT(
          approved,
          FailsWith(kInvalid, HasSubstr(absl::StrCat("derived by lightRuleSets/", one.taken_from))))
          << one.id;
    }
  }
}

TEST_F(LightRulesTest, TheNearestSetCounts) {
  AddSet("country", "CN", "2019-01-01");
  AddSet("later", "CN", "2019-06-01");
  AddSet("tasks", "CN", "2019-01-01", "kinds: WATCHED_KIND_TASK");
  AddSet("city", "110000", "2019-01-01");
  AddSet("office", "CN", "2019-01-01", "body: '市政府督查室'");
  EXPECT_EQ(Counts("2019-05-31", {v1::WATCHED_KIND_MATTER, "", ""}), "country");
  EXPECT_EQ(Counts("2019-06-01", {v1::WATCHED_KIND_MATTER, "", ""}), "later");
  EXPECT_EQ(Counts("2019-06-01", {v1::WATCHED_KIND_TASK, "", ""}), "tasks");
  EXPECT_EQ(Counts("2019-06-01", {v1::WATCHED_KIND_TASK, "110108", ""}), "city");
  EXPECT_EQ(Counts("2019-06-01", {v1::WATCHED_KIND_MATTER, "310000", ""}), "later");
  EXPECT_EQ(Counts("2019-06-01", {v1::WATCHED_KIND_MATTER, "110108", "市政府督查室"}), "office");
  EXPECT_EQ(RulesOn("2019-06-01").all().size(), 5U);
}

TEST_F(LightRulesTest, DaysAreCalendarDaysOrWorkingDays) {
  AddSet("calendar", "CN", "2019-01-01");
  AddSet("working", "CN", "2019-01-01", "kinds: WATCHED_KIND_TASK working_days: true");
  const LightRules rules = RulesOn("2020-01-23");
  EXPECT_EQ(rules.day(), absl::CivilDay(2020, 1, 23));
  const v1::LightRuleSet& calendar = *rules.For({v1::WATCHED_KIND_MATTER, "", ""});
  const v1::LightRuleSet& working = *rules.For({v1::WATCHED_KIND_TASK, "", ""});
  EXPECT_EQ(*rules.DaysLeft(calendar, "2020-02-03"), 11);
  EXPECT_EQ(*rules.DaysLeft(calendar, "2020-01-22"), -1);
  // 31 January, the Saturday that is worked, and 3 February.
  EXPECT_EQ(*rules.DaysLeft(working, "2020-02-03"), 3);
  EXPECT_EQ(*rules.DaysLeft(working, "2020-01-20"), -3);
  const LightRules free = RulesOn("2020-01-26");
  EXPECT_EQ(*free.DaysLeft(*free.For({v1::WATCHED_KIND_TASK, "", ""}), "2020-01-23"), -1)
      << "it has passed, though no working day has since";
}

TEST_F(LightRulesTest, TheLastDeadlineOfWhichASetWarnsIsKnown) {
  EXPECT_EQ(*RulesOn("2020-01-23").LastWarned(), "2020-01-23");
  AddSet("calendar", "CN", "2019-01-01");
  EXPECT_EQ(*RulesOn("2020-01-23").LastWarned(), "2020-01-26");
  AddSet("working", "CN", "2019-01-01", "kinds: WATCHED_KIND_TASK working_days: true");
  // 31 January, 1 and 3 February; on the fourth four are left.
  EXPECT_EQ(*RulesOn("2020-01-23").LastWarned(), "2020-02-03");
}

TEST_F(LightRulesTest, LevelsAreFoundByLabelAndByDaysLeft) {
  AddSet("a", "CN", "2019-01-01");
  const LightRules rules = RulesOn("2019-06-01");
  const v1::LightRuleSet& set = rules.all()[0];
  EXPECT_EQ(LevelNamed(set, "红灯").light(), v1::LIGHT_RED);
  EXPECT_EQ(LevelNamed(set, "蓝灯").light(), v1::LIGHT_GREEN);
  EXPECT_EQ(LevelWith(set, 4).light(), v1::LIGHT_GREEN);
  EXPECT_EQ(LevelWith(set, 3).light(), v1::LIGHT_YELLOW);
  EXPECT_EQ(LevelWith(set, 0).light(), v1::LIGHT_YELLOW);
  EXPECT_EQ(LevelWith(set, -1).light(), v1::LIGHT_RED);
}

TEST_F(LightRulesTest, EveryWrongFieldIsNamed) {
  EXPECT_THAT(
      Do(CreateLightRuleSet,
         "light_rule_set_id: 'a' light_rule_set { display_name: 'a' document: 'd' jurisdiction: "
         "'x' from_date: '2019-01-01' until_date: '2018-12-31' levels { light: LIGHT_YELLOW label: "
         "'黄灯' days_left: 3 } levels { light: LIGHT_RED label: '黄灯' days_left: 5 } late_level: "
         "'红灯' returned_level: '黄灯' undated_level: '黄灯' starts { urgency: URGENCY_URGENT "
         "level: "
         "'橙灯' } slip_levels { level: 2 recipient: 'a' days_overdue: 5 } slip_levels { level: 1 "
         "recipient: 'b' days_overdue: 0 } }"),
      FailsWith(
          kInvalid,
          AllOf(HasSubstr("light_rule_set.jurisdiction"), HasSubstr("light_rule_set.levels"),
                HasSubstr("light_rule_set.late_level"), HasSubstr("light_rule_set.starts"),
                HasSubstr("light_rule_set.slip_levels"), HasSubstr("light_rule_set.until_date"))));
}

}  // namespace
}  // namespace zgc::supervision
