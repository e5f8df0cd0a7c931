#include "services/task_registry/domain/tasks/completions.h"

#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using CompletionsTest = TaskRegistryFixture;

TEST_F(CompletionsTest, ACompletionIsAnsweredByAnotherThanItsSubmitter) {
  AddActive("1");
  ZGC_ASSERT_OK(Complete("1", "", "2019-12-20", "checker"));
  EXPECT_THAT(Do(AcceptCompletion, Named("1"), "checker"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Do(ReturnCompletion, Named("1", "reason: 'x'"), "checker"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Do(AcceptCompletion, Named("1"), "clerk"));
}

TEST_F(CompletionsTest, ACompletionTakesADayAndEvidence) {
  AddActive("1");
  v1::SubmitCompletionRequest request;
  request.set_name("tasks/1");
  request.set_completion_date("2019-13-01");
  EXPECT_THAT(CompleteAs(request, "clerk"),
              FailsWith(kInvalid, AllOf(HasSubstr("2019-13-01"), HasSubstr("evidence"))));
  EXPECT_THAT(Complete("1", "evidence: ''"), FailsWith(kInvalid, HasSubstr("evidence[1]")));
}

TEST_F(CompletionsTest, ATaskThatDoesNotApplyNeedsNoEvidence) {
  AddActive("1", "not_applicable_reason: '没有政务大厅窗口'");
  v1::SubmitCompletionRequest request;
  request.set_name("tasks/1");
  request.set_completion_date("2019-12-31");
  ZGC_EXPECT_OK(CompleteAs(request, "clerk"));
}

TEST_F(CompletionsTest, LatenessStaysVisibleAfterCompletion) {
  AddActive("1");
  const auto in_time = Complete("1", "", "2019-12-31");
  ZGC_ASSERT_OK(in_time);
  EXPECT_EQ(in_time->late_days(), 0);
  ZGC_ASSERT_OK(Do(ReturnCompletion, Named("1", "reason: 'x'"), "checker"));
  const auto late = Complete("1", "", "2020-01-15");
  ZGC_ASSERT_OK(late);
  EXPECT_EQ(late->late_days(), 15);
  ZGC_ASSERT_OK(Do(AcceptCompletion, Named("1"), "checker"));
  EXPECT_EQ(TaskOf("1").late_days(), 15);
  ZGC_ASSERT_OK(Do(ReopenTask, Named("1", "reason: 'x'")));
  EXPECT_EQ(TaskOf("1").late_days(), 15);
}

TEST_F(CompletionsTest, ALateCompletionThatIsReturnedDoesNotMakeTheTaskLate) {
  AddActive("1");
  ZGC_ASSERT_OK(Complete("1", "", "2020-01-15"));
  const auto returned = Do(ReturnCompletion, Named("1", "reason: 'x'"), "checker");
  ZGC_ASSERT_OK(returned);
  EXPECT_EQ(returned->late_days(), 0);
  EXPECT_EQ(returned->completions(0).late_days(), 15);
}

TEST_F(CompletionsTest, ReopeningKeepsTheEarlierScore) {
  AddActive("1");
  ZGC_ASSERT_OK(Complete("1"));
  EXPECT_THAT(Do(AcceptCompletion, Named("1", "score: '100.5'"), "checker"),
              FailsWith(kInvalid, HasSubstr("score")));
  ZGC_ASSERT_OK(Do(AcceptCompletion, Named("1", "score: '92.5'"), "checker"));
  const auto reopened = Do(ReopenTask, Named("1", "reason: '核查'"));
  ZGC_ASSERT_OK(reopened);
  EXPECT_EQ(reopened->score(), "92.5");
  ZGC_ASSERT_OK(Complete("1"));
  EXPECT_EQ(TaskOf("1").score(), "92.5");
  const auto again = Do(AcceptCompletion, Named("1", "score: '88'"), "checker");
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->score(), "88");
  ASSERT_EQ(again->completions_size(), 2);
  EXPECT_EQ(again->completions(0).score(), "92.5");
  EXPECT_EQ(resource::LastStepBy(again->steps(), "AcceptCompletion")->actor(), "checker");
}

TEST_F(CompletionsTest, AWholeIsCompletedAfterItsMandatoryPartsHaveEnded) {
  AddActive("1");
  AddActive("2", "parent: 'tasks/1' mandatory: true");
  AddActive("3", "parent: 'tasks/1'");
  EXPECT_THAT(Complete("1"),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        AllOf(HasSubstr("its part tasks/2"), Not(HasSubstr("tasks/3")))));
  // Reported is not ended.
  ZGC_ASSERT_OK(Complete("2"));
  EXPECT_THAT(Complete("1"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Do(AcceptCompletion, Named("2"), "checker"));
  EXPECT_THAT(Complete("1", "", "2019-12-19"),
              FailsWith(kInvalid, HasSubstr("2019-12-19 is before tasks/2 was complete")));
  ZGC_ASSERT_OK(Complete("1"));
  EXPECT_THAT(Do(ReopenTask, Named("2", "reason: 'x'")),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        HasSubstr("tasks/1 is TASK_STATE_COMPLETION_SUBMITTED")));
}

TEST_F(CompletionsTest, AScoreIsFrom0To100AndACompletionThatWasReturnedIsMadeAnew) {
  AddActive("1");
  v1::SubmitCompletionRequest request;
  request.set_name("tasks/1");
  EXPECT_THAT(
      store_
          ->Apply({},
                  [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                    return SubmitCompletion(txn, {"", "clerk"}, request, book_, watch_).status();
                  })
          .status(),
      FailsWith(kInvalid, HasSubstr("completion_date")));
  ZGC_ASSERT_OK(Complete("1"));
  EXPECT_THAT(Do(AcceptCompletion, Named("1", "score: '100.5'"), "checker"),
              FailsWith(kInvalid, HasSubstr("score")));
  ZGC_ASSERT_OK(Do(ReturnCompletion, Named("1", "reason: 'r'"), "checker"));
  ZGC_ASSERT_OK(Complete("1"));
  const auto task = Do(AcceptCompletion, Named("1", "score: '92.5'"), "checker");
  ZGC_ASSERT_OK(task);
  ASSERT_EQ(task->completions_size(), 2);
  EXPECT_EQ(task->completions(0).state(), v1::COMPLETION_STATE_RETURNED);
  EXPECT_EQ(task->completions(0).score(), "");
  EXPECT_EQ(task->completions(1).state(), v1::COMPLETION_STATE_ACCEPTED);
  EXPECT_EQ(resource::LastStepBy(task->steps(), "AcceptCompletion")->actor(), "checker");
  EXPECT_EQ(task->score(), "92.5");
}

}  // namespace
}  // namespace zgc::tasks
