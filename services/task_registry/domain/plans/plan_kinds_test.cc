#include "services/task_registry/domain/plans/plan_kinds.h"

#include "common/testing/reads.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;

using PlanKindsTest = TaskRegistryFixture;

constexpr char kWork[] =
    "plan_kind_id: 'k' plan_kind { display_name: '折子工程' basis: '督查办法' from_date: "
    "'2019-02-01' ";

TEST_F(PlanKindsTest, AKindIsInForceOnTheFirstDayOfItsPlans) {
  EXPECT_THAT(Do(CreatePlanKind, absl::StrCat(kWork, "to_date: '2019-01-31' }")),
              FailsWith(kInvalid, HasSubstr("plan_kind.to_date")));
  ZGC_ASSERT_OK(Do(CreatePlanKind, absl::StrCat(kWork, "}")));
  EXPECT_EQ(KindOfPlanKinds().collection(), "planKinds/");
  const auto add = [&](const std::string& from) {
    return Do(CreatePlan,
              absl::StrCat("plan_id: 'p", from,
                           "' plan { title: 't' issuer: 'organisations/a' year: 2019 ",
                           "kind: 'planKinds/k' from_date: '", from, "' to_date: '2020-12-31' }"));
  };
  EXPECT_THAT(add("2019-01-31"),
              FailsWith(kInvalid, HasSubstr("planKinds/k is not in force on 2019-01-31")));
  ZGC_EXPECT_OK(add("2019-02-01"));
  ZGC_ASSERT_OK(Do(UpdatePlanKind, "plan_kind { name: 'planKinds/k' to_date: '2019-12-31' }"));
  ZGC_EXPECT_OK(add("2019-12-31"));
  EXPECT_THAT(add("2020-01-01"), FailsWith(kInvalid, HasSubstr("is not in force")));
}

TEST_F(PlanKindsTest, KindsAreReadAndListed) {
  ZGC_ASSERT_OK(Do(CreatePlanKind, absl::StrCat(kWork, "}")));
  EXPECT_EQ(Got(store_->Read(), GetPlanKind, "name: 'planKinds/k'")->basis(), "督查办法");
  EXPECT_THAT(Listed(store_->Read(), ListPlanKinds, "filter: 'display_name = \"折子工程\"'"),
              ElementsAre("planKinds/k"));
}

}  // namespace
}  // namespace zgc::tasks
