#include "services/task_registry/domain/tasks/suspensions.h"

#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using SuspensionsTest = TaskRegistryFixture;

TEST_F(SuspensionsTest, ResumingAndCancellingTakeAReasonAndADocument) {
  AddActive("1");
  const auto needs_both = FailsWith(kInvalid, AllOf(HasSubstr("reason"), HasSubstr("document")));
  EXPECT_THAT(Do(CancelTask, Named("1")), needs_both);
  ZGC_ASSERT_OK(Suspend("1"));
  EXPECT_THAT(Do(ResumeTask, Named("1")), needs_both);
  ZGC_ASSERT_OK(Do(ResumeTask, Named("1", kPaper)));
  EXPECT_EQ(TaskOf("1").state(), v1::TASK_STATE_ACTIVE);
}

TEST_F(SuspensionsTest, WhoWroteOrSubmittedATaskDoesNotCancelIt) {
  ZGC_ASSERT_OK(AddTask("1"));
  Submit("1");
  EXPECT_THAT(Do(CancelTask, Named("1", kPaper)), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Do(ApproveTask, Named("1"), "checker"));
  EXPECT_THAT(Do(CancelTask, Named("1", kPaper)), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Do(CancelTask, Named("1", kPaper), "checker"));
  EXPECT_EQ(TaskOf("1").steps().rbegin()->evidence(0), "文件");
}

TEST_F(SuspensionsTest, ATaskWithOpenPartsIsNeitherWithdrawnNorCancelled) {
  ZGC_ASSERT_OK(AddTask("1"));
  ZGC_ASSERT_OK(AddTask("2", "parent: 'tasks/1'"));
  EXPECT_THAT(Do(WithdrawTask, Named("1", "reason: 'x'")),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("tasks/2")));
  Approve("1");
  EXPECT_THAT(Do(CancelTask, Named("1", kPaper), "checker"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Do(WithdrawTask, Named("2", "reason: 'x'")));
  ZGC_EXPECT_OK(Do(CancelTask, Named("1", kPaper), "checker"));
}

}  // namespace
}  // namespace zgc::tasks
