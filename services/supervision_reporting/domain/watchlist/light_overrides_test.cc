#include "services/supervision_reporting/domain/watchlist/light_overrides.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/domain/matters/lights.h"
#include "services/supervision_reporting/domain/watchlist/watch_list.h"
#include "services/supervision_reporting/testing/watched_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class LightOverridesTest : public WatchedFixture {
 protected:
  absl::StatusOr<v1::LightOverride> Sign(const std::string& thing,
                                         const std::string& person = "chief") {
    return Do(SignLightOverride,
              absl::StrCat("thing: '//", thing,
                           "' light_override_id: 'o' light_override { light: LIGHT_GREEN reason: "
                           "'r' from_date: '2019-03-22' to_date: '2019-03-31' signer: 'forged' }"),
              person);
  }
  std::vector<std::string> ShownOn(const std::string& day) {
    v1::ListLightsRequest request;
    request.set_as_of_date(day);
    v1::ListLightsResponse response;
    ZGC_EXPECT_OK(ListLights(store_->Read(), request, storage::Page(), response));
    std::vector<std::string> shown;
    for (const v1::ThingLight& light : response.lights()) {
      for (const v1::LightOverride& one : light.overrides()) {
        shown.push_back(absl::StrCat(one.name(), " ", one.signer(), " beside ", light.label()));
      }
    }
    return shown;
  }
};

TEST_F(LightOverridesTest, EverythingThatIsWatchedMayHaveOneForItsDaysBesideTheDerivedLight) {
  StreamTask("t", "ACTIVE", "2019-03-18");
  Stream<tasks::v1::Duty>("duties/d",
                          "task: 'tasks/t' statement: '分工' organisation: 'organisations/b' "
                          "deadline: '2019-03-19' state: DUTY_STATE_OPEN");
  ZGC_ASSERT_OK(Sign("task_registry/tasks/t"));
  const auto duty = Sign("task_registry/duties/d");
  ZGC_ASSERT_OK(duty);
  EXPECT_EQ(duty->organisation(), "organisations/b");
  ZGC_ASSERT_OK(Sign("supervision_reporting/matters/m"));
  EXPECT_THAT(ShownOn("2019-03-22"), ElementsAre("lightOverrides/tasks.t.o chief beside 红灯",
                                                 "lightOverrides/duties.d.o chief beside 红灯",
                                                 "lightOverrides/matters.m.o chief beside 红灯"));
  EXPECT_THAT(ShownOn("2019-03-21"), ElementsAre());
  EXPECT_THAT(ShownOn("2019-04-01"), ElementsAre());
  const auto alone = Look(GetMatterLight, "name: 'matters/m' as_of_date: '2019-03-31'");
  ZGC_ASSERT_OK(alone);
  EXPECT_EQ(alone->light(), v1::LIGHT_RED);
  ASSERT_EQ(alone->overrides_size(), 1);
  EXPECT_EQ(alone->overrides(0).light(), v1::LIGHT_GREEN);
  EXPECT_THAT(Listed(store_->Read(), ListLightOverrides, "organisation: 'organisations/b'"),
              ElementsAre("lightOverrides/duties.d.o"));
  EXPECT_THAT(
      Listed(store_->Read(), ListLightOverrides, "thing: '//supervision_reporting/matters/m'"),
      ElementsAre("lightOverrides/matters.m.o"));
  const auto on = OverridesOn(store_->Read(), "//task_registry/tasks/t", "2019-03-25");
  ZGC_ASSERT_OK(on);
  EXPECT_EQ(on->size(), 1);
}

TEST_F(LightOverridesTest, WhoReportedDoesNotOverride) {
  Walk("m", "2019-03-21");
  EXPECT_THAT(Sign("supervision_reporting/matters/m", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Sign("supervision_reporting/matters/m", "chief"));
  StreamTask("t", "COMPLETION_SUBMITTED", "2019-03-18",
             "steps { method: 'SubmitCompletion' actor: 'lead' }");
  EXPECT_THAT(Sign("task_registry/tasks/t", "lead"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Sign("task_registry/tasks/t"));
}

TEST_F(LightOverridesTest, WhatIsNotWatchedOrIsGivenTwiceOrForEverIsRefused) {
  ZGC_ASSERT_OK(Sign("supervision_reporting/matters/m"));
  EXPECT_THAT(Sign("supervision_reporting/matters/m"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_THAT(Sign("task_registry/tasks/none"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(Do(SignLightOverride,
                 "thing: '//supervision_reporting/matters/m' light_override_id: 'p'", "chief"),
              FailsWith(kInvalid, HasSubstr("light_override.to_date")));
  EXPECT_THAT(Do(SignLightOverride, "light_override_id: 'p'", "chief"),
              FailsWith(kInvalid, HasSubstr("thing")));
}

}  // namespace
}  // namespace zgc::supervision
