#include "services/task_registry/domain/plans/plans.h"

#include "common/testing/reads.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using PlansTest = TaskRegistryFixture;

TEST_F(PlansTest, EveryViolationOfAPlanIsListed) {
  EXPECT_THAT(Do(CreatePlan,
                 "plan_id: 'p' plan { year: 19 from_date: '2019-12-31' to_date: '2019-01-01' }"),
              FailsWith(kInvalid, AllOf(HasSubstr("plan.title"), HasSubstr("plan.year"),
                                        HasSubstr("plan.issuer"),
                                        HasSubstr("2019-01-01 is before 2019-12-31"))));
}

TEST_F(PlansTest, APlanIsReadByItsNameAndListedByItsYear) {
  const auto found = Got(store_->Read(), GetPlan, "name: 'plans/2019'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->to_date(), "2019-12-31");
  EXPECT_THAT(Got(store_->Read(), GetPlan, "name: 'plans/2018'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(Listed(store_->Read(), ListPlans, "year: 2019"), ElementsAre("plans/2019"));
  EXPECT_THAT(Listed(store_->Read(), ListPlans, "year: 2018"), IsEmpty());
}

TEST_F(PlansTest, AYearIsFrom1900To2999) {
  const auto add = [&](int year) {
    return Do(CreatePlan,
              absl::StrCat("plan_id: 'p", year, "' plan { title: 't' issuer: 'organisations/a' ",
                           "from_date: '2019-01-01' to_date: '2019-01-01' year: ", year, " }"));
  };
  EXPECT_THAT(add(1899), FailsWith(kInvalid, HasSubstr("plan.year")));
  EXPECT_THAT(add(3000), FailsWith(kInvalid, HasSubstr("plan.year")));
  ZGC_EXPECT_OK(add(1900));
  ZGC_EXPECT_OK(add(2999));
  EXPECT_THAT(add(2999), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

}  // namespace
}  // namespace zgc::tasks
