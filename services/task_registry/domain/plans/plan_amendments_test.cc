#include "services/task_registry/domain/plans/plan_amendments.h"

#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class PlanAmendmentsTest : public TaskRegistryFixture {
 protected:
  absl::StatusOr<v1::Plan> Amended(const std::string& fields) {
    return Do(AmendPlan, absl::StrCat("name: 'plans/2019' reason: 'r' ", fields));
  }
};

constexpr char kApproved[] = "name: 'plans/2019' document: '调整批复'";

TEST_F(PlanAmendmentsTest, AnAmendmentIsApprovedByAnotherAndWhatItChangedStaysReadable) {
  EXPECT_THAT(Amended("title: '新'"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ApproveYear();
  ZGC_ASSERT_OK(Amended("title: '新' to_date: '2020-03-31'"));
  EXPECT_EQ(Find(kPlans, "plans/2019").title(), "2019年绩效任务") << "until it is approved";
  EXPECT_THAT(Do(ApprovePlanAmendment, kApproved, "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Do(ApprovePlanAmendment, "name: 'plans/2019'", "checker"),
              FailsWith(kInvalid, HasSubstr("document")));
  const auto plan = Do(ApprovePlanAmendment, kApproved, "checker");
  ZGC_ASSERT_OK(plan);
  EXPECT_EQ(plan->title(), "新");
  EXPECT_EQ(plan->to_date(), "2020-03-31");
  EXPECT_EQ(plan->state(), v1::PLAN_STATE_APPROVED);
  ASSERT_EQ(plan->amendments_size(), 1);
  EXPECT_EQ(plan->amendments(0).old_title(), "2019年绩效任务");
  EXPECT_EQ(plan->amendments(0).old_to_date(), "2019-12-31");
  EXPECT_TRUE(plan->amendments(0).approved());
}

TEST_F(PlanAmendmentsTest, AnAmendmentChangesSomethingAndKeepsTheRules) {
  ApproveYear();
  EXPECT_THAT(Amended(""), FailsWith(kInvalid, HasSubstr("a title or a last day is required")));
  EXPECT_THAT(Amended("title: '2019年绩效任务'"),
              FailsWith(kInvalid, HasSubstr("is the title it has")));
  EXPECT_THAT(Amended("to_date: '2018-12-31'"),
              FailsWith(kInvalid, HasSubstr("2018-12-31 is before 2019-01-01")));
}

TEST_F(PlanAmendmentsTest, AnAmendmentThatIsRejectedLeavesThePlan) {
  ApproveYear();
  ZGC_ASSERT_OK(Amended("title: '新'"));
  EXPECT_THAT(Amended("title: '更新'"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Do(RejectPlanAmendment, "name: 'plans/2019'", "checker"),
              FailsWith(kInvalid, HasSubstr("reason")));
  const auto plan = Do(RejectPlanAmendment, "name: 'plans/2019' reason: '不同意'", "checker");
  ZGC_ASSERT_OK(plan);
  EXPECT_EQ(plan->title(), "2019年绩效任务");
  EXPECT_FALSE(plan->amendments(0).approved());
  ZGC_EXPECT_OK(Amended("title: '更新'"));
}

}  // namespace
}  // namespace zgc::tasks
