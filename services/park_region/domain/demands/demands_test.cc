#include "services/park_region/domain/demands/demands.h"

#include "common/testing/reads.h"
#include "services/park_region/domain/spaces/spaces.h"
#include "services/park_region/testing/fixture.h"
#include "services/park_region/testing/spaces_fixture.h"

namespace zgc::parks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using DemandsTest = SpacesFixture;

TEST_F(DemandsTest, ADemandIsMatchedToASpaceThatIsReservedAndLargeEnough) {
  const auto demand = [&](const std::string& id, const std::string& rest) {
    return Do(CreateDemand, absl::StrCat("demand_id: '", id,
                                         "' demand { enterprise: 'enterprises/e1' ", rest, "}"));
  };
  EXPECT_THAT(demand("d", "area_m2: '0' park: 'parks/none' "),
              FailsWith(kInvalid, AllOf(HasSubstr("area_m2"), HasSubstr("parks/none"))));
  ZGC_ASSERT_OK(demand("d", "area_m2: '400.5' "));
  ZGC_ASSERT_OK(demand("big", "area_m2: '400.6' park: 'parks/b' "));
  const std::string match_big = "name: 'demands/big' space: 'spaces/f1'";
  EXPECT_THAT(Do(MatchDemand, match_big),
              FailsWith(kPrecondition, AllOf(HasSubstr("is not reserved"), HasSubstr("parks/b"),
                                             HasSubstr("has 400.5 of 400.6 m2"))));
  ZGC_ASSERT_OK(Reserve("f1", "e1"));
  const std::string match = "name: 'demands/d' space: 'spaces/f1'";
  const auto matched = Do(MatchDemand, match);
  ZGC_ASSERT_OK(matched);
  EXPECT_EQ(matched->state(), v1::DEMAND_STATE_MATCHED);
  EXPECT_THAT(Do(MatchDemand, match_big), FailsWith(kPrecondition, HasSubstr("is matched to")));
  EXPECT_THAT(Do(MatchDemand, match), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  // Released, the space leaves the demand open; closed, it stays closed.
  ZGC_ASSERT_OK(Release("f1", "2019-02-02"));
  EXPECT_EQ(Find(kDemands, "demands/d").state(), v1::DEMAND_STATE_OPEN);
  ZGC_ASSERT_OK(Reserve("f1", "e1"));
  ZGC_ASSERT_OK(Do(MatchDemand, match));
  ZGC_ASSERT_OK(Do(CloseDemand, "name: 'demands/d' reason: 'r'"));
  ZGC_ASSERT_OK(Release("f1", "2019-02-02"));
  EXPECT_EQ(Find(kDemands, "demands/d").state(), v1::DEMAND_STATE_CLOSED);
}

TEST_F(DemandsTest, ADemandIsClosedOnceWithAReason) {
  const auto made = Do(CreateDemand,
                       "demand_id: 'd' demand { enterprise: 'enterprises/e1' area_m2: '1' state: "
                       "DEMAND_STATE_CLOSED space: 'spaces/f1' }");
  ZGC_ASSERT_OK(made);
  EXPECT_EQ(made->state(), v1::DEMAND_STATE_OPEN);
  EXPECT_EQ(made->space(), "");
  EXPECT_THAT(Do(CloseDemand, "name: 'demands/d'"), FailsWith(kInvalid, HasSubstr("reason")));
  const auto closed = Do(CloseDemand, "name: 'demands/d' reason: 'r'");
  ZGC_ASSERT_OK(closed);
  EXPECT_EQ(closed->steps(1).note(), "r");
  EXPECT_THAT(Do(CloseDemand, "name: 'demands/d' reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Do(MatchDemand, "name: 'demands/d' space: 'spaces/f1'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(DemandsTest, DemandsAreListedByStateAndReadByName) {
  for (const char* id : {"d1", "d2"}) {
    ZGC_ASSERT_OK(Do(CreateDemand, absl::StrCat("demand_id: '", id,
                                                "' demand { enterprise: 'enterprises/e1' "
                                                "area_m2: '12.5' }")));
  }
  ZGC_ASSERT_OK(Do(CloseDemand, "name: 'demands/d1' reason: 'r'"));
  EXPECT_THAT(Listed(store_->Read(), ListDemands, "state: DEMAND_STATE_OPEN"),
              ElementsAre("demands/d2"));
  EXPECT_THAT(Listed(store_->Read(), ListDemands), ElementsAre("demands/d1", "demands/d2"));
  const auto found = Got(store_->Read(), GetDemand, "name: 'demands/d2'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->area_m2(), "12.5");
  EXPECT_THAT(Got(store_->Read(), GetDemand, "name: 'demands/d3'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::parks
