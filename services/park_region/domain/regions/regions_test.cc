#include "services/park_region/domain/regions/regions.h"

#include "common/testing/reads.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class RegionsTest : public ParkRegionFixture {
 protected:
  absl::StatusOr<v1::Region> County(const std::string& id, const std::string& code,
                                    const std::string& rest = "") {
    return Do(CreateRegion,
              absl::StrCat("region_id: '", id, "' region { display_name: '", id,
                           "' level: REGION_LEVEL_COUNTY gb2260_code: '", code, "' ", rest, "}"));
  }
};

TEST_F(RegionsTest, ACodeFitsItsLevelAndTheParentIsHigher) {
  ZGC_ASSERT_OK(County("haidian", "110108"));
  EXPECT_THAT(County("x", "110000"), FailsWith(kInvalid, HasSubstr("no code of this level")));
  EXPECT_THAT(County("x", "11010"), FailsWith(kInvalid, HasSubstr("gb2260_code")));
  EXPECT_THAT(County("x", "110109", "parent: 'regions/haidian' successors: 'regions/haidian'"),
              FailsWith(kInvalid, AllOf(HasSubstr("not of a higher level"),
                                        HasSubstr("required of a region with a successor"))));
  ZGC_EXPECT_OK(Do(CreateRegion,
                   "region_id: 'street' region { display_name: 's' level: REGION_LEVEL_TOWNSHIP "
                   "parent: 'regions/haidian' }"));
}

TEST_F(RegionsTest, ACodeBelongsToOneRegionADay) {
  ZGC_ASSERT_OK(County("old", "110103", "valid_to: '2010-06-30'"));
  EXPECT_THAT(County("new", "110103", "valid_from: '2010-06-30'"),
              FailsWith(kInvalid, HasSubstr("regions/old has this code")));
  ZGC_ASSERT_OK(County("new", "110103", "valid_from: '2010-07-01'"));
  const auto on = [&](const std::string& day) {
    v1::ListRegionsRequest request;
    request.set_gb2260_code("110103");
    request.set_on_date(day);
    v1::ListRegionsResponse response;
    ZGC_EXPECT_OK(ListRegions(store_->Read(), request, {}, response));
    return response.regions_size() == 1 ? response.regions(0).name() : "";
  };
  EXPECT_EQ(on("2010-06-30"), "regions/old");
  EXPECT_EQ(on("2010-07-01"), "regions/new");
}

TEST_F(RegionsTest, SuccessorsNeverLeadBack) {
  ZGC_ASSERT_OK(County("chongwen", "110103"));
  ZGC_ASSERT_OK(County("dongcheng", "110101"));
  const auto ended = Do(SupersedeRegion,
                        "name: 'regions/chongwen' successors: 'regions/dongcheng' "
                        "valid_to: '2010-06-30' change: REGION_CHANGE_MERGED reason: '批复'");
  ZGC_ASSERT_OK(ended);
  ASSERT_EQ(ended->steps_size(), 1);
  EXPECT_EQ(ended->steps(0).method(), "SupersedeRegion");
  EXPECT_EQ(ended->steps(0).date(), "2010-06-30");
  EXPECT_EQ(ended->steps(0).actor(), "clerk");
  EXPECT_EQ(ended->steps(0).note(), "批复");
  EXPECT_THAT(ended->successors(), ElementsAre("regions/dongcheng"));
  EXPECT_EQ(ended->change(), v1::REGION_CHANGE_MERGED);
  EXPECT_THAT(Do(SupersedeRegion,
                 "name: 'regions/dongcheng' successors: 'regions/chongwen' valid_to: '2012-01-01' "
                 "reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("leads back")));
  EXPECT_THAT(Do(SupersedeRegion,
                 "name: 'regions/chongwen' successors: 'regions/dongcheng' valid_to: '2012-01-01' "
                 "reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(RegionsTest, ARegionLiesInOneThatIsThereInItsTime) {
  ZGC_ASSERT_OK(Do(CreateRegion,
                   "region_id: 'gone' region { display_name: 'g' level: REGION_LEVEL_PREFECTURE "
                   "gb2260_code: '341400' valid_to: '2011-08-21' }"));
  const std::string parent = "parent: 'regions/gone' valid_from: ";
  EXPECT_THAT(County("x", "341402", parent + "'2011-08-22'"),
              FailsWith(kInvalid, HasSubstr("not in force on any day of the region")));
  ZGC_EXPECT_OK(County("x", "341402", parent + "'2011-08-21'"));
}

// 巢湖, 2011: the prefecture was shared out among three, one of its counties became a city.
TEST_F(RegionsTest, ARegionIsSharedOutAmongSeveral) {
  const auto prefecture = [&](const std::string& id, const std::string& code) {
    ZGC_ASSERT_OK(Do(CreateRegion, absl::StrCat("region_id: '", id, "' region { display_name: '",
                                                id, "' level: REGION_LEVEL_PREFECTURE ",
                                                "gb2260_code: '", code, "' }")));
  };
  prefecture("chaohu", "341400");
  prefecture("hefei", "340100");
  prefecture("wuhu", "340200");
  prefecture("maanshan", "340500");
  const auto supersede = [&](const std::string& rest) {
    return Do(SupersedeRegion,
              absl::StrCat("name: 'regions/chaohu' valid_to: '2011-08-21' reason: 'r' ", rest));
  };
  EXPECT_THAT(supersede(""), FailsWith(kInvalid, HasSubstr("successors")));
  EXPECT_THAT(supersede("successors: ['regions/hefei', 'regions/hefei']"),
              FailsWith(kInvalid, HasSubstr("successors[1]: repeats an earlier one")));
  EXPECT_THAT(supersede("successors: 'regions/hefei' change: REGION_CHANGE_SPLIT"),
              FailsWith(kInvalid, HasSubstr("two or more")));
  const std::string three = "successors: ['regions/hefei', 'regions/wuhu', 'regions/maanshan'] ";
  EXPECT_THAT(supersede(three + "change: REGION_CHANGE_MERGED"),
              FailsWith(kInvalid, HasSubstr("must be SPLIT")));
  const auto ended = supersede(three + "change: REGION_CHANGE_SPLIT");
  ZGC_ASSERT_OK(ended);
  EXPECT_THAT(ended->successors(),
              ElementsAre("regions/hefei", "regions/wuhu", "regions/maanshan"));
  // None of the three leads back, the last no more than the first.
  EXPECT_THAT(Do(SupersedeRegion,
                 "name: 'regions/maanshan' successors: 'regions/chaohu' valid_to: '2030-01-01' "
                 "reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("leads back")));
}

TEST_F(RegionsTest, WhatTakesThePlaceIsThereAfterwards) {
  ZGC_ASSERT_OK(County("early", "341401", "valid_to: '2005-12-31'"));
  ZGC_ASSERT_OK(County("late", "341402", "valid_from: '2011-08-22'"));
  // What ended before is written down with what took its place, which is there already.
  EXPECT_THAT(County("old", "341403", "valid_to: '2011-08-21' successors: 'regions/none'"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(County("old", "341403", "valid_to: '2011-08-21' successors: 'regions/early'"),
              FailsWith(kInvalid, HasSubstr("regions/early ended on 2005-12-31")));
  EXPECT_THAT(County("old", "341403", "change: REGION_CHANGE_RENAMED"),
              FailsWith(kInvalid, HasSubstr("valid_to")));
  ZGC_ASSERT_OK(County("old", "341403", "valid_to: '2011-08-21' successors: 'regions/late'"));
  ZGC_ASSERT_OK(County("now", "341404"));
  EXPECT_THAT(
      Do(SupersedeRegion,
         "name: 'regions/late' successors: 'regions/now' valid_to: '2011-08-21' reason: 'r'"),
      FailsWith(kInvalid, HasSubstr("valid_to")));
  ZGC_EXPECT_OK(
      Do(SupersedeRegion,
         "name: 'regions/late' successors: 'regions/now' valid_to: '2011-08-22' reason: 'r'"));
}

TEST_F(RegionsTest, ARegionIsReadByItsName) {
  ZGC_ASSERT_OK(County("haidian", "110108"));
  const auto found = Got(store_->Read(), GetRegion, "name: 'regions/haidian'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->gb2260_code(), "110108");
  EXPECT_THAT(Got(store_->Read(), GetRegion, "name: 'regions/none'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::parks
