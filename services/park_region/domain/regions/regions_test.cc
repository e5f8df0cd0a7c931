#include "services/park_region/domain/regions/regions.h"

#include "common/testing/reads.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
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
  EXPECT_THAT(County("x", "110109", "parent: 'regions/haidian' successor: 'regions/haidian'"),
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
                        "name: 'regions/chongwen' successor: 'regions/dongcheng' "
                        "valid_to: '2010-06-30' reason: '批复'");
  ZGC_ASSERT_OK(ended);
  ASSERT_EQ(ended->steps_size(), 1);
  EXPECT_EQ(ended->steps(0).method(), "SupersedeRegion");
  EXPECT_EQ(ended->steps(0).date(), "2010-06-30");
  EXPECT_EQ(ended->steps(0).actor(), "clerk");
  EXPECT_EQ(ended->steps(0).note(), "批复");
  EXPECT_EQ(ended->successor(), "regions/dongcheng");
  EXPECT_THAT(Do(SupersedeRegion,
                 "name: 'regions/dongcheng' successor: 'regions/chongwen' valid_to: '2012-01-01' "
                 "reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("leads back")));
  EXPECT_THAT(Do(SupersedeRegion,
                 "name: 'regions/chongwen' successor: 'regions/dongcheng' valid_to: '2012-01-01' "
                 "reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
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
