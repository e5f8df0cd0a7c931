#include "services/supervision_reporting/domain/matters/deadlines.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/domain/matters/extensions.h"
#include "services/supervision_reporting/domain/matters/lights.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/watchlist/watch_list.h"
#include "services/supervision_reporting/testing/calendars_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr char kReason[] =
    "calendars/2020 version 2 (延长): deadline from 2020-02-04 to 2020-02-06";

class DeadlinesTest : public CalendarsFixture {
 protected:
  DeadlinesTest() { AddLightRules(); }
  std::vector<std::string> SlipsOn(const std::string& day) {
    const auto response = Sweep(day);
    ZGC_EXPECT_OK(response);
    std::vector<std::string> slips;
    for (const auto& slip : response->escalations()) slips.push_back(slip.name());
    return slips;
  }
  v1::MatterLight LightOn(const std::string& day, const std::string& id) {
    const auto light =
        Look(GetMatterLight, absl::StrCat("name: 'matters/", id, "' as_of_date: '", day, "'"));
    ZGC_EXPECT_OK(light);
    return light.value_or(v1::MatterLight());
  }
  v1::ListLightsResponse ListedOn(const std::string& day, const std::string& more) {
    v1::ListLightsRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        absl::StrCat("as_of_date: '", day, "' lights: LIGHT_YELLOW lights: LIGHT_RED ", more),
        &request));
    v1::ListLightsResponse response;
    ZGC_EXPECT_OK(ListLights(store_->Read(), request, storage::Page(), response));
    return response;
  }
  absl::StatusOr<v1::RecomputeDeadlinesResponse> RecomputeSome(int limit) {
    v1::RecomputeDeadlinesResponse response;
    const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_ASSIGN_OR_RETURN(response, RecomputeNext(txn, {"", "sweeper"}, limit));
      return "";
    });
    if (!done.ok()) return done.status();
    return response;
  }
  void WalkToReport(const std::string& id, const std::string& day) {
    ZGC_ASSERT_OK(Step("AssignMatter", id, "2020-01-20"));
    ZGC_ASSERT_OK(Step("StartMatter", id, "2020-01-20"));
    ZGC_ASSERT_OK(Step("ReportMatter", id, day));
  }
};

TEST_F(DeadlinesTest, AnExtendedHolidayMovesWhatIsOpenAndSaysWhoWhenAndWhy) {
  ZGC_ASSERT_OK(AddSevenDays("m"));
  EXPECT_EQ(Kept("m").deadline(), "2020-02-04");
  EXPECT_THAT(SlipsOn("2020-02-05"), ElementsAre("escalations/matters.m.1"));
  const auto extended = Extend();
  ZGC_ASSERT_OK(extended);
  EXPECT_EQ(extended->version(), 2);
  EXPECT_EQ(extended->effect().examined(), 1);
  EXPECT_EQ(extended->effect().moved(), 1);
  EXPECT_FALSE(extended->effect().unfinished());
  const v1::Matter matter = Kept("m");
  EXPECT_EQ(matter.deadline(), "2020-02-06");
  EXPECT_EQ(matter.original_deadline(), "2020-02-06");
  ASSERT_EQ(matter.deadline_basis_size(), 1);
  EXPECT_EQ(matter.deadline_basis(0).version(), 2);
  ASSERT_EQ(matter.steps_size(), 2);
  EXPECT_EQ(matter.steps(1).method(), "RecomputeDeadlines");
  EXPECT_EQ(matter.steps(1).actor(), "editor");
  EXPECT_EQ(matter.steps(1).note(), kReason);
  EXPECT_EQ(matter.steps(1).revision(), extended->revision());
  // The slip for the old deadline stands no more, and the new one has its own.
  EXPECT_EQ(Find(kEscalations, "escalations/matters.m.1").steps(1).note(), kReason);
  EXPECT_EQ(Find(kEscalations, "escalations/matters.m.1").state(), v1::ESCALATION_STATE_WITHDRAWN);
  EXPECT_EQ(LightOn("2020-02-05", "m").light(), v1::LIGHT_YELLOW);
  EXPECT_THAT(SlipsOn("2020-02-06"), IsEmpty());
  EXPECT_THAT(SlipsOn("2020-02-07"), ElementsAre("escalations/matters.m.1.2"));
  EXPECT_EQ(Find(kEscalations, "escalations/matters.m.1.2").deadline(), "2020-02-06");
  EXPECT_THAT(SlipsOn("2020-02-07"), IsEmpty());
}

TEST_F(DeadlinesTest, ADayThatIsTakenBackMovesADeadlineForwardAndItsSlipsWithIt) {
  ZGC_ASSERT_OK(Extend());
  ZGC_ASSERT_OK(AddSevenDays("m"));
  EXPECT_THAT(SlipsOn("2020-02-06"), IsEmpty());
  const auto shorter =
      Do(UpdateCalendar,
         "name: 'calendars/2020' calendar { display_name: '2020年' document: '更正' "
         "document_date: '2020-01-26' holidays: '2020-01-24' holidays: "
         "'2020-01-27' holidays: '2020-01-28' holidays: '2020-01-29' holidays: "
         "'2020-01-30' }");
  ZGC_ASSERT_OK(shorter);
  EXPECT_EQ(shorter->effect().moved(), 1);
  EXPECT_EQ(Kept("m").deadline(), "2020-02-05");
  EXPECT_THAT(SlipsOn("2020-02-06"), ElementsAre("escalations/matters.m.1"));
}

TEST_F(DeadlinesTest, WhereTheLastCalendarOfAPlaceIsGoneTheRuleOfTheWeekCounts) {
  ZGC_ASSERT_OK(AddSevenDays("m"));
  ZGC_ASSERT_OK(store_
                    ->Apply({},
                            [](storage::Txn& txn) -> absl::StatusOr<std::string> {
                              kCalendars.Delete(txn, {"calendars/2020"});
                              return "";
                            })
                    .status());
  EXPECT_EQ(LightOn("2020-01-29", "m").light(), v1::LIGHT_YELLOW) << "it is the last day";
  EXPECT_EQ(LightOn("2020-01-30", "m").light(), v1::LIGHT_RED);
  ZGC_EXPECT_OK(Do(RecomputeDeadlines, ""));
}

TEST_F(DeadlinesTest, WhatRestsOnACalendarIsListed) {
  ZGC_ASSERT_OK(AddSevenDays("m"));
  ZGC_ASSERT_OK(AddMatter("other", "received_date: '2020-01-20' deadline: '2020-02-04'"));
  EXPECT_THAT(
      Listed(store_->Read(), ListMatters, "filter: 'deadline_basis.calendar:\"calendars/2020\"'"),
      ElementsAre("matters/m"));
  EXPECT_THAT(
      Listed(store_->Read(), ListMatters, "filter: 'deadline_basis.calendar:\"calendars/2019\"'"),
      IsEmpty());
}

TEST_F(DeadlinesTest, AReportIsNoEndButAClosedMatterKeepsItsDeadlineAndItsLateness) {
  ZGC_ASSERT_OK(AddSevenDays("reported"));
  ZGC_ASSERT_OK(AddSevenDays("closed"));
  WalkToReport("reported", "2020-02-05");
  WalkToReport("closed", "2020-02-05");
  ZGC_ASSERT_OK(Step("CloseMatter", "closed", "2020-02-05", "chief"));
  EXPECT_EQ(LightOn("2020-02-05", "reported").light(), v1::LIGHT_RED);
  ZGC_ASSERT_OK(Extend());
  EXPECT_EQ(Kept("reported").deadline(), "2020-02-06");
  EXPECT_EQ(LightOn("2020-02-05", "reported").light(), v1::LIGHT_GREEN);
  EXPECT_EQ(Kept("closed").deadline(), "2020-02-04");
  EXPECT_EQ(Kept("closed").deadline_basis(0).version(), 1);
  const v1::MatterLight late = LightOn("2020-02-05", "closed");
  EXPECT_EQ(late.light(), v1::LIGHT_RED);
  EXPECT_THAT(late.explanation(), HasSubstr("其后日历有变动"));
}

TEST_F(DeadlinesTest, ManyAreComputedInPartsThatGoOnAfterARestart) {
  for (const char* id : {"a", "b", "c", "d", "e"}) ZGC_ASSERT_OK(AddSevenDays(id));
  ExtendOnly();
  EXPECT_TRUE(Find(kCalendars, "calendars/2020").effect().unfinished());
  auto part = RecomputeSome(2);
  ZGC_ASSERT_OK(part);
  EXPECT_TRUE(part->unfinished());
  ASSERT_EQ(part->moved_size(), 2);
  EXPECT_EQ(part->moved(1).matter(), "matters/b");
  EXPECT_EQ(part->moved(1).old_deadline(), "2020-02-04");
  EXPECT_EQ(part->moved(1).deadline(), "2020-02-06");
  EXPECT_EQ(Kept("b").deadline(), "2020-02-06");
  EXPECT_EQ(Kept("c").deadline(), "2020-02-04");
  Open();
  EXPECT_EQ(Find(kCalendars, "calendars/2020").effect().last_matter(), "matters/b");
  ZGC_ASSERT_OK(RecomputeSome(2));
  part = Do(RecomputeDeadlines, "");
  ZGC_ASSERT_OK(part);
  EXPECT_EQ(part->examined(), 1);
  EXPECT_FALSE(part->unfinished());
  for (const char* id : {"a", "b", "c", "d", "e"}) {
    EXPECT_EQ(Kept(id).deadline(), "2020-02-06");
    EXPECT_EQ(Kept(id).steps_size(), 2);
  }
  const v1::CalendarEffect effect = Find(kCalendars, "calendars/2020").effect();
  EXPECT_EQ(effect.examined(), 5);
  EXPECT_EQ(effect.moved(), 5);
  EXPECT_FALSE(effect.unfinished());
  EXPECT_EQ(Do(RecomputeDeadlines, "")->examined(), 0);
}

TEST_F(DeadlinesTest, AChangeComputesAThousandInItsCommit) {
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    v1::CreateMatterRequest request;
    v1::Matter& matter = *request.mutable_matter();
    matter.set_title("督办件");
    matter.set_kind(v1::MATTER_KIND_SUPERVISED_FILE);
    matter.set_source("市政府");
    matter.set_received_date("2020-01-20");
    matter.set_working_days(7);
    for (int i = 1; i <= 1001; ++i) {
      request.set_matter_id(absl::StrCat("m", 10000 + i));
      ZGC_RETURN_IF_ERROR(CreateMatter(txn, {"", "clerk"}, request).status());
    }
    return "";
  }));
  const auto extended = Extend();
  ZGC_ASSERT_OK(extended);
  EXPECT_EQ(extended->effect().moved(), 1000);
  EXPECT_TRUE(extended->effect().unfinished());
  EXPECT_EQ(Kept("m11001").deadline(), "2020-02-04");
  EXPECT_EQ(Do(RecomputeDeadlines, "")->examined(), 1);
  EXPECT_EQ(Kept("m11001").deadline(), "2020-02-06");
}

TEST_F(DeadlinesTest, WhileSomeWaitNoSlipGoesOutAndNoLightTurnsRedForThem) {
  ZGC_ASSERT_OK(AddSevenDays("m"));
  ExtendOnly();
  const v1::MatterLight light = LightOn("2020-02-05", "m");
  EXPECT_EQ(light.light(), v1::LIGHT_YELLOW);
  EXPECT_THAT(light.explanation(), HasSubstr("原登记的期限为2020-02-04"));
  EXPECT_EQ(Kept("m").deadline(), "2020-02-04");
  const auto calendars = Calendars::Read(store_->Read());
  ZGC_ASSERT_OK(calendars);
  EXPECT_TRUE(DeadlinesWait(*calendars));
  EXPECT_EQ(AboutDeadline(*calendars, Kept("m"), Kept("m")), "");
  // Nor has the list another deadline than the light of the matter alone.
  for (const char* days : {"", "from_date: '2020-02-06'", "until_date: '2020-02-06'"}) {
    const auto listed = ListedOn("2020-02-05", days);
    ASSERT_EQ(listed.lights_size(), 1) << days;
    EXPECT_EQ(listed.lights(0).deadline(), "2020-02-06");
    EXPECT_EQ(listed.lights(0).light(), v1::LIGHT_YELLOW);
    EXPECT_EQ(listed.lights(0).explanation(), light.explanation());
  }
  EXPECT_EQ(ListedOn("2020-02-05", "until_date: '2020-02-05'").lights_size(), 0);
  // A sweep computes them first.
  EXPECT_THAT(SlipsOn("2020-02-05"), IsEmpty());
  EXPECT_EQ(Kept("m").deadline(), "2020-02-06");
}

TEST_F(DeadlinesTest, AMatterIsClosedByTheCalendarOfThatTime) {
  ZGC_ASSERT_OK(AddSevenDays("m"));
  WalkToReport("m", "2020-02-05");
  ExtendOnly();
  ZGC_ASSERT_OK(Step("CloseMatter", "m", "2020-02-05", "chief"));
  EXPECT_EQ(Kept("m").deadline(), "2020-02-06");
  EXPECT_EQ(LightOn("2020-02-07", "m").light(), v1::LIGHT_GREEN);
}

TEST_F(DeadlinesTest, SixtyDaysIntoAYearThatIsNotAnnouncedAreProvisionalUntilItIs) {
  ZGC_ASSERT_OK(AddMatter("m", "received_date: '2020-12-01' working_days: 60"));
  v1::Matter matter = Kept("m");
  EXPECT_TRUE(matter.provisional());
  EXPECT_EQ(matter.announced_until(), "2020-12-31");
  EXPECT_EQ(matter.deadline(), "2021-02-23");
  EXPECT_THAT(LightOn("2020-12-02", "m").explanation(), HasSubstr("工作日历公布至2020-12-31"));
  EXPECT_THAT(Listed(store_->Read(), ListMatters, "filter: 'provisional = true'"),
              ElementsAre("matters/m"));
  const auto announced =
      Do(CreateCalendar,
         "calendar_id: '2021' calendar { display_name: '2021年' year: 2021 jurisdiction: 'CN' "
         "document: '2021年安排' holidays: '2021-01-01' holidays: '2021-02-11' holidays: "
         "'2021-02-12' holidays: '2021-02-15' holidays: '2021-02-16' holidays: '2021-02-17' "
         "working_weekends: '2021-02-07' working_weekends: '2021-02-20' }",
         "editor");
  ZGC_ASSERT_OK(announced);
  EXPECT_EQ(announced->effect().moved(), 1);
  matter = Kept("m");
  EXPECT_FALSE(matter.provisional());
  EXPECT_EQ(matter.announced_until(), "");
  EXPECT_EQ(matter.deadline(), "2021-03-01");
  EXPECT_EQ(matter.deadline_basis_size(), 2);
  EXPECT_EQ(matter.steps(1).note(),
            "calendars/2021 version 1 (2021年安排): deadline from 2021-02-23 (provisional) to "
            "2021-03-01");
}

TEST_F(DeadlinesTest, AVersionThatMovesNothingIsNotedWithoutAStep) {
  ZGC_ASSERT_OK(AddMatter("m", "received_date: '2020-01-02' working_days: 3"));
  const auto extended = Extend();
  ZGC_ASSERT_OK(extended);
  EXPECT_EQ(extended->effect().examined(), 1);
  EXPECT_EQ(extended->effect().moved(), 0);
  EXPECT_EQ(Kept("m").deadline_basis(0).version(), 2);
  EXPECT_EQ(Kept("m").steps_size(), 1);
}

TEST_F(DeadlinesTest, WhatAnExtensionHasMovedFollowsNoCalendarAndOneThatIsOvertakenIsRefused) {
  const auto ask = [&](const std::string& id, const std::string& day) {
    return Do(RequestExtension, absl::StrCat("matter: 'matters/", id,
                                             "' extension_id: 'e' "
                                             "new_deadline: '",
                                             day, "' reason: '协调'"));
  };
  const auto approve = [&](const std::string& id) {
    return Do(ApproveExtension, absl::StrCat("name: 'matters/", id, "/extensions/e'"), "chief");
  };
  ZGC_ASSERT_OK(AddSevenDays("moved"));
  ZGC_ASSERT_OK(ask("moved", "2020-02-05"));
  ZGC_ASSERT_OK(approve("moved"));
  ZGC_ASSERT_OK(AddSevenDays("overtaken"));
  ZGC_ASSERT_OK(ask("overtaken", "2020-02-05"));
  ZGC_ASSERT_OK(AddSevenDays("late"));
  ExtendOnly();
  EXPECT_THAT(approve("overtaken"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(std::string(approve("overtaken").status().message()), HasSubstr("2020-02-06"));
  EXPECT_THAT(ask("late", "2020-02-06").status().message(), HasSubstr("2020-02-06"));
  ZGC_ASSERT_OK(ask("late", "2020-02-07"));
  EXPECT_EQ(Find(kExtensions, "matters/late/extensions/e").old_deadline(), "2020-02-06");
  ZGC_ASSERT_OK(Do(RecomputeDeadlines, ""));
  EXPECT_EQ(Kept("moved").deadline(), "2020-02-05");
  EXPECT_EQ(Kept("moved").original_deadline(), "2020-02-04");
}

TEST_F(DeadlinesTest, TheNearestDefaultCountsAndANewOneIsFollowed) {
  ZGC_ASSERT_OK(AddMatter("m",
                          "received_date: '2020-01-20' working_days: 3 "
                          "jurisdiction: '540100'"));
  EXPECT_EQ(Kept("m").deadline(), "2020-01-23");
  ZGC_ASSERT_OK(Do(CreateCalendar,
                   "calendar_id: 'xz' calendar { year: 2020 jurisdiction: '540000' "
                   "display_name: 'x' document: 'd' holidays: '2020-01-22' }"));
  EXPECT_EQ(Kept("m").deadline(), "2020-01-24");
  EXPECT_EQ(Kept("m").deadline_basis(0).calendar(), "calendars/xz");
}

TEST_F(DeadlinesTest, TheRulesAreOfTheMatterAsItStands) {
  ZGC_ASSERT_OK(AddSevenDays("m"));
  const auto before = Calendars::Read(store_->Read());
  ZGC_ASSERT_OK(before);
  EXPECT_TRUE(FollowsCalendars(Kept("m")));
  EXPECT_FALSE(RestsOnOldCalendars(*before, Kept("m")));
  ExtendOnly();
  const auto after = Calendars::Read(store_->Read());
  ZGC_ASSERT_OK(after);
  EXPECT_TRUE(RestsOnOldCalendars(*after, Kept("m")));
  EXPECT_EQ(WithCurrentDeadline(*after, Kept("m"))->deadline(), "2020-02-06");
  EXPECT_EQ(WithCurrentDeadline(*before, Kept("m"))->deadline(), "2020-02-04");
  const auto effect = EffectOf(store_->Read(), *before->Find("calendars/2020"));
  ZGC_ASSERT_OK(effect);
  EXPECT_EQ(effect->examined(), 1);
  EXPECT_EQ(effect->moved(), 0);
  v1::Matter computed = Kept("m");
  computed.set_working_days(-3);
  resource::Checks checks;
  SetComputedDeadline(*after, computed, checks);
  EXPECT_EQ(computed.deadline(), "");
  EXPECT_THAT(std::string(checks.ToStatus().message()), HasSubstr("matter.working_days"));
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_ASSIGN_OR_RETURN(const v1::Matter matter, GetRow(txn, kMatters, "matters/m"));
    ZGC_ASSIGN_OR_RETURN(const v1::Matter moved, FollowCalendars(txn, {"", "p"}, *after, matter));
    EXPECT_EQ(moved.deadline(), "2020-02-06");
    return "";
  }));
  EXPECT_EQ(Kept("m").deadline(), "2020-02-06");
}

}  // namespace
}  // namespace zgc::supervision
