#include "services/supervision_reporting/domain/information/information_bodies.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/testing/information_fixture.h"

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

using InformationBodiesTest = InformationFixture;

TEST_F(InformationBodiesTest, BodiesAreListedByLevelAndEndOnADay) {
  EXPECT_THAT(Listed(store_->Read(), ListInformationBodies, "level: INFORMATION_LEVEL_NATIONAL"),
              ElementsAre("informationBodies/state"));
  EXPECT_THAT(Do(CreateInformationBody,
                 "information_body_id: 'x' information_body { from_date: '2019-02-01' until_date: "
                 "'2019-01-31' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("information_body.display_name"),
                                        HasSubstr("information_body.level"),
                                        HasSubstr("information_body.until_date"))));
  AddBody("county", "COUNTY", "from_date: '2019-01-01'");
  EXPECT_THAT(Do(EndInformationBody,
                 "name: 'informationBodies/county' until_date: '2018-12-31' reason: '停刊'"),
              FailsWith(kInvalid, HasSubstr("until_date")));
  ZGC_ASSERT_OK(Do(EndInformationBody,
                   "name: 'informationBodies/county' until_date: '2019-06-30' reason: '停刊'"));
  const auto found = Got(store_->Read(), GetInformationBody, "name: 'informationBodies/county'");
  ZGC_ASSERT_OK(found);
  ASSERT_EQ(found->steps_size(), 1);
  EXPECT_EQ(found->steps(0).method(), "EndInformationBody");
  EXPECT_EQ(found->steps(0).date(), "2019-06-30");
  EXPECT_EQ(found->steps(0).actor(), "clerk");
  EXPECT_EQ(found->steps(0).note(), "停刊");
  EXPECT_TRUE(MayBeThere(*found, {"2019-06-30", "2019-07-31"}));
  EXPECT_FALSE(MayBeThere(*found, {"2019-07-01", "2019-07-31"}));
  EXPECT_FALSE(MayBeThere(*found, {"2018-01-01", "2018-12-31"}));
  EXPECT_THAT(Do(EndInformationBody,
                 "name: 'informationBodies/none' until_date: '2019-06-30' reason: '停刊'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_EQ(InformationBodyKind().field(), "information_body");
}

TEST_F(InformationBodiesTest, PeriodicalsAreOfABodyAndEndOnADay) {
  EXPECT_THAT(AddPeriodical("p", "none"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_THAT(AddPeriodical("p", "city", "from_date: '2019-02-01' until_date: '2019-01-31'"),
              FailsWith(kInvalid, HasSubstr("information_periodical.until_date")));
  ZGC_ASSERT_OK(AddPeriodical("p", "city"));
  ZGC_ASSERT_OK(AddPeriodical("q", "state"));
  EXPECT_THAT(Listed(store_->Read(), ListInformationPeriodicals, "body: 'informationBodies/city'"),
              ElementsAre("informationPeriodicals/p"));
  const auto ended = Do(EndInformationPeriodical,
                        "name: 'informationPeriodicals/p' until_date: '2019-06-30' reason: '停刊'");
  ZGC_ASSERT_OK(ended);
  EXPECT_EQ(ended->steps(0).method(), "EndInformationPeriodical");
  EXPECT_EQ(Got(store_->Read(), GetInformationPeriodical, "name: 'informationPeriodicals/p'")
                ->until_date(),
            "2019-06-30");
  EXPECT_EQ(InformationPeriodicalKind().field(), "information_periodical");
}

}  // namespace
}  // namespace zgc::supervision
