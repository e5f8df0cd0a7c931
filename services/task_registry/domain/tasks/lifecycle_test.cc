#include <map>
#include <set>

#include "absl/strings/match.h"
#include "common/base/error.h"
#include "google/rpc/error_details.pb.h"
#include "services/task_registry/domain/tasks/suspensions.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ::zgc::testing::kInvalid;
constexpr char kPaper[] = "reason: 'why' document: '文件'";

class LifecycleTest : public TaskRegistryFixture {
 protected:
  // Takes a step with all that it asks for, by a person who may.
  absl::StatusOr<v1::Task> Take(const std::string& method, const std::string& id) {
    if (method == "SubmitTask") return Do(SubmitTask, Named(id));
    if (method == "WithdrawTask") return Do(WithdrawTask, Named(id, "reason: 'why'"));
    if (method == "ApproveTask") return Do(ApproveTask, Named(id), "checker");
    if (method == "SubmitCompletion") return Complete(id);
    if (method == "AcceptCompletion") return Do(AcceptCompletion, Named(id), "checker");
    if (method == "ReturnCompletion") {
      return Do(ReturnCompletion, Named(id, "reason: 'why'"), "checker");
    }
    if (method == "SuspendTask") return Do(SuspendTask, Named(id, kPaper));
    if (method == "ResumeTask") return Do(ResumeTask, Named(id, kPaper));
    if (method == "CancelTask") return Do(CancelTask, Named(id, kPaper));
    if (method == "ReopenTask") return Do(ReopenTask, Named(id, "reason: 'why'"));
    return absl::NotFoundError(method);
  }
  void Walk(const std::string& id, const std::vector<std::string>& methods) {
    ZGC_ASSERT_OK(AddTask(id));
    for (const std::string& method : methods) ZGC_ASSERT_OK(Take(method, id));
  }
};

const std::vector<std::string> kMethods = {
    "SubmitTask",       "WithdrawTask", "ApproveTask", "SubmitCompletion", "AcceptCompletion",
    "ReturnCompletion", "SuspendTask",  "ResumeTask",  "CancelTask",       "ReopenTask"};

struct StateCase {
  v1::TaskState state;
  std::vector<std::string> way;
  std::map<std::string, v1::TaskState> open;
};

const std::vector<StateCase>& StateCases() {
  static const auto* const cases = new std::vector<StateCase>{
      {v1::TASK_STATE_DRAFT,
       {},
       {{"SubmitTask", v1::TASK_STATE_PENDING}, {"WithdrawTask", v1::TASK_STATE_WITHDRAWN}}},
      {v1::TASK_STATE_PENDING,
       {"SubmitTask"},
       {{"ApproveTask", v1::TASK_STATE_ACTIVE}, {"CancelTask", v1::TASK_STATE_CANCELLED}}},
      {v1::TASK_STATE_ACTIVE,
       {"SubmitTask", "ApproveTask"},
       {{"SubmitCompletion", v1::TASK_STATE_COMPLETION_SUBMITTED},
        {"SuspendTask", v1::TASK_STATE_SUSPENDED},
        {"CancelTask", v1::TASK_STATE_CANCELLED}}},
      {v1::TASK_STATE_COMPLETION_SUBMITTED,
       {"SubmitTask", "ApproveTask", "SubmitCompletion"},
       {{"AcceptCompletion", v1::TASK_STATE_COMPLETED},
        {"ReturnCompletion", v1::TASK_STATE_ACTIVE}}},
      {v1::TASK_STATE_COMPLETED,
       {"SubmitTask", "ApproveTask", "SubmitCompletion", "AcceptCompletion"},
       {{"ReopenTask", v1::TASK_STATE_ACTIVE}}},
      {v1::TASK_STATE_SUSPENDED,
       {"SubmitTask", "ApproveTask", "SuspendTask"},
       {{"ResumeTask", v1::TASK_STATE_ACTIVE}, {"CancelTask", v1::TASK_STATE_CANCELLED}}},
      {v1::TASK_STATE_CANCELLED, {"SubmitTask", "CancelTask"}, {}},
      {v1::TASK_STATE_WITHDRAWN, {"WithdrawTask"}, {}},
  };
  return *cases;
}

std::set<std::string> OpenIn(const absl::Status& status) {
  google::rpc::PreconditionFailure failure;
  status.ForEachPayload([&](absl::string_view type, const absl::Cord& payload) {
    if (absl::StrContains(type, "PreconditionFailure")) {
      failure.ParseFromString(std::string(payload));
    }
  });
  std::set<std::string> open;
  for (const auto& violation : failure.violations()) {
    if (violation.type() == "OPEN_TRANSITION") open.insert(violation.description());
  }
  return open;
}

TEST_F(LifecycleTest, EveryStateTakesItsTransitionsAndNamesThemToAllOthers) {
  int id = 0;
  for (const StateCase& given : StateCases()) {
    std::set<std::string> open;
    for (const auto& [method, to] : given.open) open.insert(method);
    for (const std::string& method : kMethods) {
      SCOPED_TRACE(absl::StrCat(v1::TaskState_Name(given.state), " ", method));
      const std::string task = absl::StrCat(++id);
      Walk(task, given.way);
      ASSERT_EQ(TaskOf(task).state(), given.state);
      const auto taken = Take(method, task);
      const auto to = given.open.find(method);
      if (to != given.open.end()) {
        ZGC_ASSERT_OK(taken);
        EXPECT_EQ(taken->state(), to->second);
        continue;
      }
      EXPECT_THAT(taken, FailsWith(absl::StatusCode::kFailedPrecondition,
                                   HasSubstr(v1::TaskState_Name(given.state))));
      EXPECT_THAT(taken, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
      EXPECT_EQ(OpenIn(taken.status()), open);
      EXPECT_EQ(TaskOf(task).state(), given.state);
    }
  }
}

TEST_F(LifecycleTest, ATransitionRecordsWhoWhenAndWhyInItsOwnCommit) {
  AddActive("1");
  const auto suspended =
      Do(SuspendTask, Named("1", "reason: '政策调整' document: '会议纪要'"), "supervisor");
  ZGC_ASSERT_OK(suspended);
  ASSERT_EQ(suspended->transitions_size(), 4);
  const v1::TaskTransition& created = suspended->transitions(0);
  EXPECT_EQ(created.method(), "CreateTask");
  EXPECT_EQ(created.to_state(), v1::TASK_STATE_DRAFT);
  const v1::TaskTransition& step = suspended->transitions(3);
  EXPECT_EQ(step.from_state(), v1::TASK_STATE_ACTIVE);
  EXPECT_EQ(step.to_state(), v1::TASK_STATE_SUSPENDED);
  EXPECT_EQ(step.method(), "SuspendTask");
  EXPECT_EQ(step.person(), "supervisor");
  EXPECT_EQ(step.reason(), "政策调整");
  EXPECT_EQ(step.document(), "会议纪要");
  EXPECT_EQ(step.revision(), suspended->revision());
  EXPECT_GE(step.time().seconds(), created.time().seconds());
  EXPECT_GT(created.time().seconds(), 0);
}

TEST_F(LifecycleTest, ApprovalIsByAnotherThanAuthorAndSubmitter) {
  ZGC_ASSERT_OK(AddTask("1"));
  ZGC_ASSERT_OK(Do(SubmitTask, Named("1"), "second"));
  EXPECT_THAT(Do(ApproveTask, Named("1"), "clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Do(ApproveTask, Named("1"), "second"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Do(ApproveTask, Named("1"), "third"));
}

TEST_F(LifecycleTest, ACompletionIsAnsweredByAnotherThanItsSubmitter) {
  AddActive("1");
  ZGC_ASSERT_OK(Complete("1", "", "2019-12-20", "checker"));
  EXPECT_THAT(Do(AcceptCompletion, Named("1"), "checker"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Do(ReturnCompletion, Named("1", "reason: 'x'"), "checker"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Do(AcceptCompletion, Named("1"), "clerk"));
}

TEST_F(LifecycleTest, SuspendingResumingAndCancellingTakeAReasonAndADocument) {
  AddActive("1");
  const auto needs_both = FailsWith(kInvalid, AllOf(HasSubstr("reason"), HasSubstr("document")));
  EXPECT_THAT(Do(SuspendTask, Named("1")), needs_both);
  EXPECT_THAT(Do(CancelTask, Named("1")), needs_both);
  ZGC_ASSERT_OK(Do(SuspendTask, Named("1", kPaper)));
  EXPECT_THAT(Do(ResumeTask, Named("1")), needs_both);
}

TEST_F(LifecycleTest, WithdrawingReturningAndReopeningTakeAReason) {
  ZGC_ASSERT_OK(AddTask("1"));
  const auto needs_reason = FailsWith(kInvalid, HasSubstr("reason"));
  EXPECT_THAT(Do(WithdrawTask, Named("1")), needs_reason);
  Approve("1");
  ZGC_ASSERT_OK(Complete("1"));
  EXPECT_THAT(Do(ReturnCompletion, Named("1"), "checker"), needs_reason);
  ZGC_ASSERT_OK(Do(AcceptCompletion, Named("1"), "checker"));
  EXPECT_THAT(Do(ReopenTask, Named("1")), needs_reason);
}

TEST_F(LifecycleTest, ACompletionTakesADayAndEvidence) {
  AddActive("1");
  v1::SubmitCompletionRequest request;
  request.set_name("tasks/1");
  request.set_completion_date("2019-13-01");
  EXPECT_THAT(CompleteAs(request, "clerk"),
              FailsWith(kInvalid, AllOf(HasSubstr("2019-13-01"), HasSubstr("evidence"))));
  EXPECT_THAT(Complete("1", "evidence: ''"), FailsWith(kInvalid, HasSubstr("evidence[1]")));
}

TEST_F(LifecycleTest, ATaskThatDoesNotApplyNeedsNoEvidence) {
  AddActive("1", "not_applicable_reason: '没有政务大厅窗口'");
  v1::SubmitCompletionRequest request;
  request.set_name("tasks/1");
  request.set_completion_date("2019-12-31");
  ZGC_EXPECT_OK(CompleteAs(request, "clerk"));
}

TEST_F(LifecycleTest, LatenessStaysVisibleAfterCompletion) {
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

TEST_F(LifecycleTest, ALateCompletionThatIsReturnedDoesNotMakeTheTaskLate) {
  AddActive("1");
  ZGC_ASSERT_OK(Complete("1", "", "2020-01-15"));
  const auto returned = Do(ReturnCompletion, Named("1", "reason: 'x'"), "checker");
  ZGC_ASSERT_OK(returned);
  EXPECT_EQ(returned->late_days(), 0);
  EXPECT_EQ(returned->completions(0).late_days(), 15);
}

TEST_F(LifecycleTest, ReopeningKeepsTheEarlierScore) {
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
  EXPECT_EQ(again->completions(0).answerer(), "checker");
}

TEST_F(LifecycleTest, AWholeIsCompletedAfterItsMandatoryPartsHaveEnded) {
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
  ZGC_ASSERT_OK(Complete("1"));
  EXPECT_THAT(Do(ReopenTask, Named("2", "reason: 'x'")),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        HasSubstr("tasks/1 is TASK_STATE_COMPLETION_SUBMITTED")));
}

TEST_F(LifecycleTest, ATaskWithOpenPartsIsNeitherWithdrawnNorCancelled) {
  ZGC_ASSERT_OK(AddTask("1"));
  ZGC_ASSERT_OK(AddTask("2", "parent: 'tasks/1'"));
  EXPECT_THAT(Do(WithdrawTask, Named("1", "reason: 'x'")),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("tasks/2")));
  Approve("1");
  EXPECT_THAT(Do(CancelTask, Named("1", kPaper)), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Do(WithdrawTask, Named("2", "reason: 'x'")));
  ZGC_EXPECT_OK(Do(CancelTask, Named("1", kPaper)));
}

TEST_F(LifecycleTest, EveryRevisionReadsTheSameAfterARestart) {
  std::vector<v1::Task> versions;
  ZGC_ASSERT_OK(AddTask("1"));
  versions.push_back(TaskOf("1"));
  for (const char* method : {"SubmitTask", "ApproveTask", "SubmitCompletion", "AcceptCompletion",
                             "ReopenTask", "CancelTask"}) {
    ZGC_ASSERT_OK(Take(method, "1"));
    versions.push_back(TaskOf("1"));
  }
  Open();
  for (const v1::Task& version : versions) {
    EXPECT_EQ(Find(kTasks, "tasks/1", version.revision()).SerializeAsString(),
              version.SerializeAsString());
  }
  EXPECT_EQ(TaskOf("1").state(), v1::TASK_STATE_CANCELLED);
  std::vector<std::string> problems;
  ZGC_ASSERT_OK(store_->Verify(problems));
  EXPECT_THAT(problems, ElementsAre());
}

TEST_F(LifecycleTest, AnEtagThatWasNotReadIsRefused) {
  ZGC_ASSERT_OK(AddTask("1"));
  const std::string etag = TaskOf("1").etag();
  ZGC_ASSERT_OK(Do(SubmitTask, Named("1", "etag: '" + etag + "'")));
  EXPECT_THAT(Do(ApproveTask, Named("1", "etag: '" + etag + "'"), "checker"),
              HasReason(ERROR_REASON_ETAG_MISMATCH));
}

}  // namespace
}  // namespace zgc::tasks
