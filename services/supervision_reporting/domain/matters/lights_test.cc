#include "services/supervision_reporting/domain/matters/lights.h"

#include "services/supervision_reporting/testing/fixture.h"
#include "services/supervision_reporting/testing/overdue_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class LightsTest : public OverdueFixture {
 protected:
  v1::MatterLight LightOn(const std::string& day, const std::string& id = "m") {
    const auto light =
        Look(GetMatterLight, absl::StrCat("name: 'matters/", id, "' as_of_date: '", day, "'"));
    EXPECT_TRUE(light.ok()) << light.status();
    return light.ok() ? *light : v1::MatterLight();
  }
};

TEST_F(LightsTest, ALightIsGreenThenYellowThenRed) {
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
  EXPECT_EQ(red.rule_version(), "lightRuleSets/cn-2019");
  EXPECT_EQ(red.inputs(0).value(), "MATTER_STATE_REGISTERED");
  EXPECT_EQ(red.inputs(1).value(), "2019-03-20");
  EXPECT_EQ(red.inputs(1).resource(), "//supervision_reporting/matters/m");
}

TEST_F(LightsTest, ALightSpeaksOfItsDayAndLatenessStaysVisible) {
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

TEST_F(LightsTest, ReworkAndAMissingDeadlineAreYellow) {
  Walk("m", "2019-03-03");
  ZGC_ASSERT_OK(Step("ReturnMatter", "m", "2019-03-04", "checker"));
  EXPECT_EQ(LightOn("2019-03-04").light(), v1::LIGHT_YELLOW);
  ZGC_ASSERT_OK(AddMatter("n", "received_date: '2019'"));
  EXPECT_EQ(LightOn("2019-03-04", "n").light(), v1::LIGHT_YELLOW);
}

}  // namespace
}  // namespace zgc::supervision
