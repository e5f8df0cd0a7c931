#include "services/task_registry/domain/tasks/task_rules.h"

#include <map>
#include <set>

#include "absl/strings/match.h"
#include "common/resource/checks.h"
#include "google/rpc/error_details.pb.h"
#include "services/task_registry/domain/milestones/milestones.h"
#include "services/task_registry/domain/sources/wanted_indicators.h"
#include "services/task_registry/domain/tasks/suspensions.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class TaskRulesTest : public TaskRegistryFixture {
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
    if (method == "Suspend") {
      ZGC_RETURN_IF_ERROR(Suspend(id));
      return TaskOf(id);
    }
    if (method == "ResumeTask") return Do(ResumeTask, Named(id, kPaper));
    if (method == "CancelTask") return Do(CancelTask, Named(id, kPaper), "checker");
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
    "ReturnCompletion", "ResumeTask",   "CancelTask",  "ReopenTask"};

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
        {"CancelTask", v1::TASK_STATE_CANCELLED}}},
      {v1::TASK_STATE_COMPLETION_SUBMITTED,
       {"SubmitTask", "ApproveTask", "SubmitCompletion"},
       {{"AcceptCompletion", v1::TASK_STATE_COMPLETED},
        {"ReturnCompletion", v1::TASK_STATE_ACTIVE}}},
      {v1::TASK_STATE_COMPLETED,
       {"SubmitTask", "ApproveTask", "SubmitCompletion", "AcceptCompletion"},
       {{"ReopenTask", v1::TASK_STATE_ACTIVE}}},
      {v1::TASK_STATE_SUSPENDED,
       {"SubmitTask", "ApproveTask", "Suspend"},
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

TEST_F(TaskRulesTest, EveryStateTakesItsTransitionsAndNamesThemToAllOthers) {
  int id = 0;
  for (const StateCase& given : StateCases()) {
    std::set<std::string> open;
    for (const auto& [method, to] : given.open) open.insert(method);
    if (given.state == v1::TASK_STATE_DRAFT) open.insert("UpdateTask");
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

TEST_F(TaskRulesTest, ATransitionRecordsWhoWhenAndWhyInItsOwnCommit) {
  AddActive("1");
  const auto cancelled =
      Do(CancelTask, Named("1", "reason: '政策调整' document: '会议纪要'"), "supervisor");
  ZGC_ASSERT_OK(cancelled);
  ASSERT_EQ(cancelled->steps_size(), 4);
  const common::v1::Step& created = cancelled->steps(0);
  EXPECT_EQ(created.method(), "CreateTask");
  EXPECT_EQ(created.from_state(), "");
  EXPECT_EQ(created.to_state(), "TASK_STATE_DRAFT");
  const common::v1::Step& step = cancelled->steps(3);
  EXPECT_EQ(step.from_state(), "TASK_STATE_ACTIVE");
  EXPECT_EQ(step.to_state(), "TASK_STATE_CANCELLED");
  EXPECT_EQ(step.method(), "CancelTask");
  EXPECT_EQ(step.actor(), "supervisor");
  EXPECT_EQ(step.note(), "政策调整");
  EXPECT_THAT(step.evidence(), ElementsAre("会议纪要"));
  EXPECT_EQ(step.revision(), cancelled->revision());
  EXPECT_GE(step.record_time().seconds(), created.record_time().seconds());
  EXPECT_GT(created.record_time().seconds(), 0);
}

TEST_F(TaskRulesTest, EveryRevisionReadsTheSameAfterARestart) {
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

TEST_F(TaskRulesTest, ATaskIsOpenUntilItHasEnded) {
  for (const v1::TaskState state :
       {v1::TASK_STATE_DRAFT, v1::TASK_STATE_PENDING, v1::TASK_STATE_ACTIVE,
        v1::TASK_STATE_SUSPENDED, v1::TASK_STATE_COMPLETION_SUBMITTED}) {
    EXPECT_TRUE(IsOpen(state)) << v1::TaskState_Name(state);
  }
  for (const v1::TaskState state :
       {v1::TASK_STATE_COMPLETED, v1::TASK_STATE_CANCELLED, v1::TASK_STATE_WITHDRAWN}) {
    EXPECT_FALSE(IsOpen(state)) << v1::TaskState_Name(state);
  }
}

TEST_F(TaskRulesTest, ADeadlineLiesBetweenThoseOfTheWholeAndOfWhatBelongsToTheTask) {
  AddActive("1", "deadline: '2019-12-01'");
  AddActive("2", "parent: 'tasks/1' deadline: '2019-11-01'");
  AddActive("3", "parent: 'tasks/2' deadline: '2019-06-30'");
  ZGC_ASSERT_OK(Do(CreateMilestone,
                   "milestone_id: 'm' milestone { task: 'tasks/2' title: 'm' due_date: "
                   "'2019-08-01' }"));
  const auto check = [&](const std::string& deadline) {
    Checks checks;
    ZGC_EXPECT_OK(CheckDeadline(store_->Read(), TaskOf("2"), deadline, "f", checks));
    return checks.ToStatus();
  };
  ZGC_EXPECT_OK(check("2019-12-01"));
  ZGC_EXPECT_OK(check("2019-08-01"));
  EXPECT_THAT(check("soon"), FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("soon")));
  EXPECT_THAT(check("2019-12-02"), FailsWith(absl::StatusCode::kInvalidArgument,
                                             HasSubstr("after the deadline of tasks/1")));
  EXPECT_THAT(check("2019-06-29"), FailsWith(absl::StatusCode::kInvalidArgument,
                                             AllOf(HasSubstr("before the deadline of tasks/3"),
                                                   HasSubstr("before milestones/m is due"))));
}

TEST_F(TaskRulesTest, ARefusalNamesTheObstaclesAndWhatElseIsOpen) {
  AddActive("1");
  AddActive("2", "parent: 'tasks/1' mandatory: true");
  const v1::Task whole = TaskOf("1");
  EXPECT_EQ(OpenIn(WrongState(store_->Read(), whole, "CreateMilestone")), std::set<std::string>());
  const absl::Status obstructed =
      TaskLifecycle().Check(store_->Read(), {"", "checker"}, "CancelTask", whole);
  EXPECT_EQ(OpenIn(obstructed), std::set<std::string>());
  EXPECT_THAT(obstructed, FailsWith(absl::StatusCode::kFailedPrecondition,
                                    HasSubstr("its part tasks/2 is TASK_STATE_ACTIVE")));
  EXPECT_THAT(*TaskLifecycle().Open(store_->Read(), TaskOf("2")),
              ElementsAre("SubmitCompletion", "CancelTask"));
}

TEST_F(TaskRulesTest, PartsAreAddedUntilTheWholeIsReported) {
  EXPECT_TRUE(TakesParts(v1::TASK_STATE_ACTIVE));
  EXPECT_FALSE(TakesParts(v1::TASK_STATE_COMPLETION_SUBMITTED));
  EXPECT_FALSE(TakesParts(v1::TASK_STATE_CANCELLED));
}

TEST_F(TaskRulesTest, EveryPartIsVisited) {
  AddActive("1");
  AddActive("2", "parent: 'tasks/1' mandatory: true");
  ZGC_ASSERT_OK(AddTask("3", "parent: 'tasks/1'"));
  std::vector<std::string> parts;
  ZGC_ASSERT_OK(ForEachPart(store_->Read(), "tasks/1",
                            [&](const v1::Task& part) { parts.push_back(part.name()); }));
  EXPECT_THAT(parts, ElementsAre("tasks/2", "tasks/3"));
}

TEST_F(TaskRulesTest, MilestonesAndDutiesOfATaskAreVisited) {
  AddActive("1", "cooperating_departments: 'organisations/b'");
  ZGC_ASSERT_OK(Do(CreateMilestone,
                   "milestone_id: 'm' milestone { task: 'tasks/1' title: 'm' due_date: "
                   "'2019-08-01' }"));
  ZGC_ASSERT_OK(AddDuty("x", "a"));
  std::vector<std::string> found;
  ZGC_ASSERT_OK(ForEachMilestone(store_->Read(), "tasks/1",
                                 [&](const v1::Milestone& row) { found.push_back(row.name()); }));
  ZGC_ASSERT_OK(ForEachDuty(store_->Read(), "tasks/1",
                            [&](const v1::Duty& row) { found.push_back(row.name()); }));
  EXPECT_THAT(found, ElementsAre("milestones/m", "duties/x"));
}

TEST_F(TaskRulesTest, AnUnsettledDutyIsOfAnOrganisationThatCarriesTheTaskOut) {
  AddActive("1", "cooperating_departments: 'organisations/b'");
  ZGC_ASSERT_OK(AddDuty("x", "b"));
  v1::Task task = TaskOf("1");
  EXPECT_TRUE(CarriesOut(task, "organisations/a"));
  EXPECT_TRUE(CarriesOut(task, "organisations/b"));
  EXPECT_FALSE(CarriesOut(task, "organisations/issuer"));
  task.clear_cooperating_departments();
  Checks checks;
  ZGC_ASSERT_OK(CheckDutyHolders(store_->Read(), task, "f", checks));
  EXPECT_THAT(checks.ToStatus(), FailsWith(absl::StatusCode::kInvalidArgument,
                                           HasSubstr("organisations/b still has duties/x")));
  EXPECT_TRUE(IsUnsettled(v1::DUTY_STATE_REPORTED));
  EXPECT_FALSE(IsUnsettled(v1::DUTY_STATE_NOT_APPLICABLE));
}

TEST_F(TaskRulesTest, ATaskIsWrittenWithWhatItWants) {
  AddActive("1");
  v1::Task task = TaskOf("1");
  task.add_targets()->set_indicator("//park_region/indicators/a");
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_RETURN_IF_ERROR(SaveTask(txn, task).status());
    return "";
  }));
  EXPECT_EQ(TaskOf("1").revision(), store_->head());
  EXPECT_THAT(*WantedIndicators(store_->Read(), "park_region"), ElementsAre("indicators/a"));
}

TEST_F(TaskRulesTest, LatenessCountsTheDaysAfterTheDeadline) {
  EXPECT_EQ(*DaysLate("2019-12-31", "2020-01-15"), 15);
  EXPECT_EQ(*DaysLate("2019-12-31", "2019-12-31"), 0);
  EXPECT_FALSE(DaysLate("", "2019-12-31").ok());
}

}  // namespace
}  // namespace zgc::tasks
