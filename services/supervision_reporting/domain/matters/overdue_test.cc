// Extensions, slips and lights: what happens around a deadline.
#include "services/supervision_reporting/domain/matters/extensions.h"
#include "services/supervision_reporting/domain/matters/lights.h"
#include "services/supervision_reporting/domain/matters/sweeps.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;

class OverdueTest : public SupervisionFixture {
 protected:
  OverdueTest() {
    ZGC_EXPECT_OK(AddMatter("m", "received_date: '2019-03-01' deadline: '2019-03-20'"));
  }
  absl::StatusOr<v1::Extension> Ask(const std::string& id, const std::string& day,
                                    const std::string& matter = "m") {
    return Do(RequestExtension, absl::StrCat("matter: 'matters/", matter, "' extension_id: '", id,
                                             "' new_deadline: '", day, "' reason: '协调'"));
  }
  absl::StatusOr<v1::Extension> Approve(const std::string& id, const std::string& person) {
    return Do(ApproveExtension, absl::StrCat("name: 'matters/m/extensions/", id, "'"), person);
  }
  void Walk(const std::string& id, const std::string& reported) {
    ZGC_ASSERT_OK(Step("AssignMatter", id, "2019-03-02"));
    ZGC_ASSERT_OK(Step("StartMatter", id, "2019-03-02"));
    ZGC_ASSERT_OK(Step("ReportMatter", id, reported));
  }
  // The slips that a sweep makes: "matter level".
  std::vector<std::string> Sweep(const std::string& day) {
    const auto response = Do(SweepMatters, absl::StrCat("as_of_date: '", day, "'"));
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> slips;
    for (const auto& slip : response->escalations()) {
      slips.push_back(absl::StrCat(slip.matter(), " ", slip.level()));
    }
    return slips;
  }
  v1::MatterLight LightOn(const std::string& day, const std::string& id = "m") {
    const auto light =
        Look(GetMatterLight, absl::StrCat("name: 'matters/", id, "' as_of_date: '", day, "'"));
    EXPECT_TRUE(light.ok()) << light.status();
    return light.ok() ? *light : v1::MatterLight();
  }
};

TEST_F(OverdueTest, AnApprovedExtensionMovesTheDeadlineAndKeepsTheOriginal) {
  ZGC_ASSERT_OK(Ask("e1", "2019-03-25"));
  EXPECT_EQ(Find(kMatters, "matters/m").deadline(), "2019-03-20");
  EXPECT_THAT(Approve("e1", "clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Approve("e1", "chief"));
  EXPECT_THAT(Approve("e1", "chief"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_EQ(Find(kMatters, "matters/m").deadline(), "2019-03-25");
  EXPECT_EQ(Find(kMatters, "matters/m").original_deadline(), "2019-03-20");
  EXPECT_EQ(Find(kExtensions, "matters/m/extensions/e1").old_deadline(), "2019-03-20");
}

TEST_F(OverdueTest, OneExtensionIsOpenAtATime) {
  ZGC_ASSERT_OK(Ask("e1", "2019-03-25"));
  EXPECT_THAT(Ask("e2", "2019-03-26"),
              FailsWith(kPrecondition, HasSubstr("matters/m/extensions/e1 is not decided")));
  EXPECT_THAT(Do(RejectExtension, "name: 'matters/m/extensions/e1'", "chief"),
              FailsWith(kInvalid, HasSubstr("reason")));
  ZGC_ASSERT_OK(Do(RejectExtension, "name: 'matters/m/extensions/e1' reason: 'r'", "chief"));
  EXPECT_EQ(Find(kMatters, "matters/m").deadline(), "2019-03-20");
  ZGC_EXPECT_OK(Ask("e2", "2019-03-26"));
}

TEST_F(OverdueTest, MoreTimeNeedsADeadlineAndALaterDay) {
  EXPECT_THAT(Ask("e", "2019-03-20"), FailsWith(kInvalid, HasSubstr("not after the deadline")));
  ZGC_ASSERT_OK(AddMatter("n", "received_date: '2019'"));
  EXPECT_THAT(Ask("e", "2020-01-01", "n"), FailsWith(kPrecondition, HasSubstr("no deadline")));
  ZGC_ASSERT_OK(Ask("e", "2019-03-21"));
  Walk("m", "2019-03-03");
  ZGC_ASSERT_OK(Step("CloseMatter", "m", "2019-03-04", "checker"));
  EXPECT_THAT(Approve("e", "chief"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Ask("e2", "2019-03-22"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(OverdueTest, EachLevelGetsOneSlipHoweverOftenItIsSwept) {
  EXPECT_THAT(Sweep("2019-03-20"), IsEmpty());
  EXPECT_THAT(Sweep("2019-03-21"), ElementsAre("matters/m 1"));
  EXPECT_THAT(Sweep("2019-03-21"), IsEmpty());
  EXPECT_THAT(Sweep("2019-03-25"), IsEmpty());
  EXPECT_THAT(Sweep("2019-03-26"), ElementsAre("matters/m 2"));
  EXPECT_THAT(Sweep("2019-04-05"), ElementsAre("matters/m 3"));
  EXPECT_THAT(Sweep("2019-12-31"), IsEmpty());
  EXPECT_EQ(Find(kEscalations, "matters/m/escalations/2").days_overdue(), 6);
}

TEST_F(OverdueTest, ALateSweepMakesTheSlipsOfAllLevelsByDeadline) {
  ZGC_ASSERT_OK(AddMatter("a", "received_date: '2019-03-01' deadline: '2019-04-03'"));
  EXPECT_THAT(Sweep("2019-04-05"),
              ElementsAre("matters/m 1", "matters/m 2", "matters/m 3", "matters/a 1"));
}

TEST_F(OverdueTest, WhatIsReportedClosedOrExtendedIsNotSwept) {
  ZGC_ASSERT_OK(Ask("e", "2019-06-30"));
  ZGC_ASSERT_OK(Approve("e", "chief"));
  EXPECT_THAT(Sweep("2019-05-01"), IsEmpty());
  ZGC_ASSERT_OK(AddMatter("r", "received_date: '2019-03-01' deadline: '2019-03-20'"));
  Walk("r", "2019-03-10");
  EXPECT_THAT(Sweep("2019-05-01"), IsEmpty());
  ZGC_ASSERT_OK(Step("ReturnMatter", "r", "2019-03-11", "checker"));
  EXPECT_THAT(Sweep("2019-03-21"), ElementsAre("matters/r 1"));
  ZGC_ASSERT_OK(Step("StartMatter", "r", "2019-03-22"));
  ZGC_ASSERT_OK(Step("ReportMatter", "r", "2019-03-23"));
  ZGC_ASSERT_OK(Step("CloseMatter", "r", "2019-03-24", "checker"));
  EXPECT_THAT(Sweep("2019-05-01"), IsEmpty());
}

TEST_F(OverdueTest, ALightIsGreenThenYellowThenRed) {
  EXPECT_EQ(LightOn("2019-03-14").light(), v1::LIGHT_GREEN);
  EXPECT_EQ(LightOn("2019-03-14").turns_green_if(), "");
  const v1::MatterLight yellow = LightOn("2019-03-15");
  EXPECT_EQ(yellow.light(), v1::LIGHT_YELLOW);
  EXPECT_EQ(yellow.explanation(), "距办理期限5天，尚未反馈。");
  EXPECT_THAT(yellow.turns_green_if(), HasSubstr("反馈办理情况"));
  EXPECT_EQ(LightOn("2019-03-20").light(), v1::LIGHT_YELLOW);
  const v1::MatterLight red = LightOn("2019-03-22");
  EXPECT_EQ(red.light(), v1::LIGHT_RED);
  EXPECT_EQ(red.explanation(), "超过办理期限2天，尚未反馈。");
  EXPECT_EQ(red.rule_version(), "light-1");
  EXPECT_EQ(red.inputs(0).value(), "MATTER_STATE_REGISTERED");
  EXPECT_EQ(red.inputs(1).value(), "2019-03-20");
  EXPECT_EQ(red.inputs(1).resource(), "//supervision_reporting/matters/m");
}

TEST_F(OverdueTest, ALightSpeaksOfItsDayAndLatenessStaysVisible) {
  Walk("m", "2019-03-21");
  ZGC_ASSERT_OK(Step("CloseMatter", "m", "2019-03-25", "checker"));
  EXPECT_EQ(LightOn("2019-03-14").light(), v1::LIGHT_GREEN);
  const v1::MatterLight late = LightOn("2019-12-31");
  EXPECT_EQ(late.light(), v1::LIGHT_RED);
  EXPECT_EQ(late.turns_green_if(), "");
  EXPECT_EQ(late.inputs(2).value(), "2019-03-21");
  ZGC_ASSERT_OK(AddMatter("n", "received_date: '2019-03-01' deadline: '2019-03-20'"));
  Walk("n", "2019-03-20");
  EXPECT_EQ(LightOn("2019-12-31", "n").light(), v1::LIGHT_GREEN);
  EXPECT_THAT(Look(GetMatterLight, "name: 'matters/n' as_of_date: '2019-02-28'"),
              FailsWith(kInvalid, HasSubstr("was not registered by then")));
}

TEST_F(OverdueTest, ReworkAndAMissingDeadlineAreYellow) {
  Walk("m", "2019-03-03");
  ZGC_ASSERT_OK(Step("ReturnMatter", "m", "2019-03-04", "checker"));
  EXPECT_EQ(LightOn("2019-03-04").light(), v1::LIGHT_YELLOW);
  ZGC_ASSERT_OK(AddMatter("n", "received_date: '2019'"));
  EXPECT_EQ(LightOn("2019-03-04", "n").light(), v1::LIGHT_YELLOW);
}

TEST_F(OverdueTest, ASignedOverrideStandsBesideTheDerivedLightForItsDays) {
  const std::string fields =
      "matter: 'matters/m' light_override_id: 'o' light_override { light: LIGHT_GREEN reason: 'r' "
      "from_date: '2019-03-22' to_date: '2019-03-31' signer: 'forged' }";
  ZGC_ASSERT_OK(Do(SignLightOverride, fields, "chief"));
  const v1::MatterLight light = LightOn("2019-03-22");
  EXPECT_EQ(light.light(), v1::LIGHT_RED);
  ASSERT_EQ(light.overrides_size(), 1);
  EXPECT_EQ(light.overrides(0).light(), v1::LIGHT_GREEN);
  EXPECT_EQ(light.overrides(0).signer(), "chief");
  EXPECT_EQ(LightOn("2019-03-21").overrides_size(), 0);
  EXPECT_EQ(LightOn("2019-04-01").overrides_size(), 0);
  EXPECT_THAT(Do(SignLightOverride, fields, "chief"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(OverdueTest, WhoReportedDoesNotOverride) {
  Walk("m", "2019-03-21");
  EXPECT_THAT(Do(SignLightOverride,
                 "matter: 'matters/m' light_override_id: 'o' light_override { light: LIGHT_GREEN "
                 "reason: 'r' from_date: '2019-03-22' to_date: '2019-03-31' }",
                 "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Do(SignLightOverride, "matter: 'matters/m' light_override_id: 'o'", "chief"),
              FailsWith(kInvalid, HasSubstr("light_override.to_date")));
}

}  // namespace
}  // namespace zgc::supervision
