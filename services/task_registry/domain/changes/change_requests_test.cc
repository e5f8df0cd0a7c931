#include "services/task_registry/domain/changes/change_requests.h"

#include "absl/strings/str_replace.h"
#include "common/testing/reads.h"
#include "services/task_registry/domain/milestones/milestones.h"
#include "services/task_registry/testing/fixture.h"
#include "services/task_registry/testing/targets_fixture.h"

namespace zgc::tasks {
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

class ChangeRequestsTest : public TaskRegistryFixture {
 protected:
  ChangeRequestsTest() { EndPlan("2020-12-31"); }

  void EndPlan(const std::string& day) {
    ZGC_EXPECT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      v1::Plan plan = *GetRow(txn, kPlans, "plans/2019");
      plan.set_to_date(day);
      Save(txn, kPlans, std::move(plan));
      return "";
    }));
  }
  absl::StatusOr<v1::ChangeRequest> Propose(const std::string& id, const std::string& field,
                                            const std::string& new_value,
                                            const std::string& task = "1") {
    return ProposeOf(id, absl::StrCat(field, " new_value: '", new_value, "'"), task);
  }
};

using TargetChangesTest = TargetsFixture;

TEST_F(ChangeRequestsTest, EveryViolationOfAChangeIsListed) {
  AddActive("1");
  EXPECT_THAT(Do(CreateChangeRequest, "change_request_id: 'C' change_request { }"),
              FailsWith(kInvalid, AllOf(HasSubstr("change_request_id"), HasSubstr("reason"),
                                        HasSubstr("change_request.task"))));
  EXPECT_THAT(Do(CreateChangeRequest,
                 "change_request_id: 'c' change_request { task: 'tasks/1' reason: 'r' }"),
              FailsWith(kInvalid, HasSubstr("change_request.field")));
  EXPECT_THAT(Do(CreateChangeRequest,
                 "change_request_id: 'c' change_request { task: 'tasks/1' reason: 'r' field: "
                 "CHANGE_FIELD_DEADLINE indicator: 'indicators/x' new_value: 'soon' }"),
              FailsWith(kInvalid, HasSubstr("indicator: is not for CHANGE_FIELD_DEADLINE")));
}

TEST_F(ChangeRequestsTest, TheDeadlineAndTheLeadChangeAndTheOriginalsStayReadable) {
  AddActive("1");
  EXPECT_THAT(Propose("c1", "DEADLINE", "2019-12-31"), FailsWith(kInvalid, HasSubstr("it has")));
  ZGC_ASSERT_OK(Propose("c1", "DEADLINE", "2020-06-30"));
  ZGC_ASSERT_OK(Propose("c2", "LEAD", "organisations/b"));
  ZGC_ASSERT_OK(ApproveChange("c1"));
  ZGC_ASSERT_OK(ApproveChange("c2"));
  const v1::Task task = TaskOf("1");
  EXPECT_EQ(task.deadline(), "2020-06-30");
  EXPECT_EQ(task.original_deadline(), "2019-12-31");
  EXPECT_EQ(task.lead_department(), "organisations/b");
  EXPECT_EQ(task.original_lead_department(), "organisations/a");
  EXPECT_THAT(task.former_departments(), ElementsAre("organisations/a"));
  // Lateness goes by the deadline that holds.
  const auto late = Complete("1", "", "2020-07-01");
  ZGC_ASSERT_OK(late);
  EXPECT_EQ(late->late_days(), 1);
}

TEST_F(ChangeRequestsTest, ALeadIsAnOrganisationThatDoesNotCooperate) {
  AddActive("1", "cooperating_departments: 'organisations/b'");
  EXPECT_THAT(Propose("c", "LEAD", "organisations/b"),
              FailsWith(kInvalid, HasSubstr("organisations/b leads the task")));
  EXPECT_THAT(Propose("c", "LEAD", "organisations/none"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(ChangeRequestsTest, ADeadlineStaysWithinThePlanAndTheWhole) {
  AddActive("1");
  AddActive("2", "parent: 'tasks/1'");
  ZGC_ASSERT_OK(Propose("whole", "DEADLINE", "2020-06-30"));
  EXPECT_THAT(Propose("past", "DEADLINE", "2021-01-01"),
              FailsWith(kInvalid, HasSubstr("2021-01-01 is after the last day of plans/2019")));
  EXPECT_THAT(Propose("part", "DEADLINE", "2020-06-30", "2"),
              FailsWith(kInvalid, HasSubstr("after the deadline of tasks/1")));
  EndPlan("2020-03-31");
  EXPECT_THAT(ApproveChange("whole"), FailsWith(kInvalid, HasSubstr("the last day of plans/2019")))
      << "as of when it is approved";
}

TEST_F(ChangeRequestsTest, AChangeIsCheckedAgainWhenItIsApproved) {
  AddActive("1");
  ZGC_ASSERT_OK(Propose("c", "DEADLINE", "2019-06-30"));
  ZGC_ASSERT_OK(AddTask("2", "parent: 'tasks/1' deadline: '2019-09-30'"));
  EXPECT_THAT(ApproveChange("c"),
              FailsWith(kInvalid, HasSubstr("is before the deadline of tasks/2")));
  ZGC_ASSERT_OK(Do(WithdrawTask, Named("2", "reason: 'x'")));
  ZGC_ASSERT_OK(Do(CreateMilestone,
                   "milestone_id: 'm' milestone { task: 'tasks/1' title: 'm' due_date: "
                   "'2019-07-31' }"));
  EXPECT_THAT(ApproveChange("c"), FailsWith(kInvalid, HasSubstr("is before milestones/m is due")));
  EXPECT_EQ(TaskOf("1").deadline(), "2019-12-31");
}

TEST_F(ChangeRequestsTest, OfTwoChangesOfOneValueTheSecondIsStale) {
  AddActive("1");
  ZGC_ASSERT_OK(Propose("c1", "DEADLINE", "2020-06-30"));
  ZGC_ASSERT_OK(Propose("c2", "DEADLINE", "2020-09-30"));
  ZGC_ASSERT_OK(ApproveChange("c1"));
  EXPECT_THAT(ApproveChange("c2"),
              FailsWith(kPrecondition, AllOf(HasSubstr("no longer holds 2019-12-31"),
                                             HasSubstr("open: RejectChangeRequest"))));
  EXPECT_THAT(Do(RejectChangeRequest, "name: 'changeRequests/c2'", "checker"),
              FailsWith(kInvalid, HasSubstr("reason")));
  EXPECT_THAT(Do(RejectChangeRequest, "name: 'changeRequests/c2' reason: 'x'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto rejected =
      Do(RejectChangeRequest, "name: 'changeRequests/c2' reason: '已另行调整'", "checker");
  ZGC_ASSERT_OK(rejected);
  EXPECT_EQ(rejected->steps().rbegin()->note(), "已另行调整");
  EXPECT_THAT(ApproveChange("c2"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(ApproveChange("c1"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_EQ(TaskOf("1").deadline(), "2020-06-30");
}

TEST_F(ChangeRequestsTest, ASuspensionIsProposedAndApprovedByAnotherWithADocument) {
  AddActive("1");
  EXPECT_THAT(ProposeOf("c", "SUSPENSION"),
              FailsWith(kInvalid, HasSubstr("document: is required of CHANGE_FIELD_SUSPENSION")));
  ZGC_ASSERT_OK(ProposeOf("c", "SUSPENSION document: '会议纪要'"));
  EXPECT_EQ(TaskOf("1").state(), v1::TASK_STATE_ACTIVE);
  EXPECT_THAT(Do(ApproveChangeRequest, "name: 'changeRequests/c'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(ApproveChange("c"));
  const v1::Task task = TaskOf("1");
  EXPECT_EQ(task.state(), v1::TASK_STATE_SUSPENDED);
  EXPECT_EQ(task.steps().rbegin()->from_state(), "TASK_STATE_ACTIVE");
  EXPECT_EQ(task.steps().rbegin()->to_state(), "TASK_STATE_SUSPENDED");
  EXPECT_THAT(task.steps().rbegin()->evidence(), ElementsAre("会议纪要"));
  EXPECT_THAT(ProposeOf("d", "SUSPENSION document: '会议纪要'"),
              FailsWith(kInvalid, HasSubstr("tasks/1 is not active")));
}

TEST_F(ChangeRequestsTest, TheStatementAndPartnersChange) {
  AddActive("1");
  ZGC_ASSERT_OK(Change("c1", "STATEMENT new_value: '扩大宣传'"));
  EXPECT_EQ(TaskOf("1").statement(), "扩大宣传");
  EXPECT_THAT(ProposeOf("c2", "PARTNER_ADDED organisation: 'organisations/a'"),
              FailsWith(kInvalid, HasSubstr("organisations/a leads the task")));
  EXPECT_THAT(ProposeOf("c2", "PARTNER_DROPPED organisation: 'organisations/b'"),
              FailsWith(kInvalid, HasSubstr("tasks/1 has no partner organisations/b")));
  EXPECT_THAT(ProposeOf("c2", "PARTNER_ADDED organisation: 'organisations/none'"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_ASSERT_OK(Change("c3", "PARTNER_ADDED organisation: 'organisations/b'"));
  EXPECT_THAT(TaskOf("1").cooperating_departments(), ElementsAre("organisations/b"));
  EXPECT_THAT(ProposeOf("c4", "PARTNER_ADDED organisation: 'organisations/b'"),
              FailsWith(kInvalid, HasSubstr("repeats an earlier one")));
  ZGC_ASSERT_OK(Change("c5", "PARTNER_DROPPED organisation: 'organisations/b'"));
  EXPECT_THAT(TaskOf("1").cooperating_departments(), ElementsAre());
}

TEST_F(ChangeRequestsTest, DutiesAreAddedChangedAndDropped) {
  AddActive("1", "cooperating_departments: 'organisations/b'");
  AddActive("2");
  ZGC_ASSERT_OK(AddDuty("x", "b"));
  EXPECT_THAT(ProposeOf("c", "DUTY_DROPPED duty: 'duties/x'"),
              FailsWith(kInvalid, HasSubstr("tasks/1 has no open duty duties/x")));
  EXPECT_THAT(ProposeOf("c", "DUTY_ADDED duty: 'duties/x'", "2"),
              FailsWith(kInvalid, HasSubstr("tasks/2 has no draft of a duty duties/x")));
  ZGC_ASSERT_OK(Change("c1", "DUTY_ADDED duty: 'duties/x'"));
  EXPECT_EQ(Find(kDuties, "duties/x").state(), v1::DUTY_STATE_OPEN);
  EXPECT_THAT(ProposeOf("c2", "PARTNER_DROPPED organisation: 'organisations/b'"),
              FailsWith(kInvalid, HasSubstr("organisations/b still has duties/x")));
  EXPECT_THAT(ProposeOf("c2", "DUTY_DEADLINE duty: 'duties/x' new_value: '2020-01-01'"),
              FailsWith(kInvalid, HasSubstr("duty.deadline: 2020-01-01 is after the deadline")));
  ZGC_ASSERT_OK(Change("c3", "DUTY_DEADLINE duty: 'duties/x' new_value: '2019-09-30'"));
  ZGC_ASSERT_OK(Change("c4", "DUTY_STATEMENT duty: 'duties/x' new_value: '报送清单'"));
  ZGC_ASSERT_OK(Change("c5", "DUTY_ORGANISATION duty: 'duties/x' new_value: 'organisations/a'"));
  const v1::Duty duty = Find(kDuties, "duties/x");
  EXPECT_EQ(duty.deadline(), "2019-09-30");
  EXPECT_EQ(duty.statement(), "报送清单");
  EXPECT_EQ(duty.organisation(), "organisations/a");
  EXPECT_EQ(duty.steps().rbegin()->method(), "ApproveChangeRequest");
  ZGC_ASSERT_OK(Change("c6", "DUTY_DROPPED duty: 'duties/x'"));
  EXPECT_EQ(Find(kDuties, "duties/x").state(), v1::DUTY_STATE_DROPPED);
  ZGC_EXPECT_OK(Complete("1")) << "what was dropped holds nothing up";
}

TEST_F(TargetChangesTest, TargetsAreAddedAndDropped) {
  AddActive("1");
  const std::string added = Target("posts", "AT_LEAST", "100");
  ZGC_ASSERT_OK(
      ProposeOf("c1", absl::StrReplaceAll("TARGET_ADDED " + added, {{"targets", "target"}})));
  ZGC_ASSERT_OK(
      ProposeOf("c2", absl::StrReplaceAll("TARGET_ADDED " + added, {{"targets", "target"}})));
  ZGC_ASSERT_OK(ApproveChange("c1"));
  EXPECT_EQ(TaskOf("1").targets(0).original_value(), "100");
  EXPECT_THAT(ApproveChange("c2"), FailsWith(kPrecondition, HasSubstr("no longer holds")));
  EXPECT_THAT(ProposeOf("c3", "TARGET_ADDED target { indicator: 'indicators/lectures' }"),
              FailsWith(kInvalid, HasSubstr("period")));
  EXPECT_THAT(ProposeOf("c3", "TARGET_DROPPED indicator: 'indicators/lectures'"),
              FailsWith(kInvalid, HasSubstr("has no target for indicators/lectures")));
  ZGC_ASSERT_OK(Change("c4", "TARGET_DROPPED indicator: 'indicators/posts'"));
  EXPECT_EQ(TaskOf("1").targets_size(), 0);
}

TEST_F(ChangeRequestsTest, OnlyAnActiveOrSuspendedTaskChanges) {
  ZGC_ASSERT_OK(AddTask("1"));
  EXPECT_THAT(Propose("c", "DEADLINE", "2020-06-30"),
              FailsWith(kPrecondition, HasSubstr("open: SubmitTask")));
  Approve("1");
  ZGC_ASSERT_OK(Propose("c", "DEADLINE", "2020-06-30"));
  ZGC_ASSERT_OK(Complete("1"));
  EXPECT_THAT(ApproveChange("c"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Do(ReturnCompletion, Named("1", "reason: 'x'"), "checker"));
  ZGC_ASSERT_OK(Suspend("1"));
  ZGC_EXPECT_OK(ApproveChange("c"));
}

TEST_F(TargetChangesTest, ATargetChangesByAnApprovedRequestAndTheOriginalStaysReadable) {
  AddActive("1", Target("posts", "AT_LEAST", "100") + Target("lectures", "AT_LEAST", "16"));
  const auto change = Do(CreateChangeRequest,
                         "change_request_id: 'c' change_request { task: 'tasks/1' field: "
                         "CHANGE_FIELD_TARGET indicator: 'indicators/posts' new_value: '90' "
                         "reason: '机构调整' }");
  ZGC_ASSERT_OK(change);
  EXPECT_EQ(change->old_value(), "100");
  EXPECT_EQ(change->state(), v1::CHANGE_REQUEST_STATE_PROPOSED);
  EXPECT_EQ(TaskOf("1").targets(0).value(), "100");
  EXPECT_THAT(Do(ApproveChangeRequest, "name: 'changeRequests/c'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto approved = Do(ApproveChangeRequest, "name: 'changeRequests/c'", "checker");
  ZGC_ASSERT_OK(approved);
  const v1::Task task = TaskOf("1");
  EXPECT_EQ(task.revision(), approved->revision());
  EXPECT_EQ(task.targets(0).value(), "90");
  EXPECT_EQ(task.targets(0).original_value(), "100");
  EXPECT_EQ(task.targets(1).value(), "16");
  const common::v1::Step& step = *task.steps().rbegin();
  EXPECT_EQ(step.method(), "ApproveChangeRequest");
  EXPECT_EQ(step.actor(), "checker");
  EXPECT_EQ(step.note(),
            "changeRequests/c: CHANGE_FIELD_TARGET indicators/posts from 100 to 90: 机构调整");
  EXPECT_EQ(step.from_state(), "TASK_STATE_ACTIVE");
  EXPECT_EQ(step.to_state(), "TASK_STATE_ACTIVE");
  EXPECT_EQ(step.revision(), task.revision());
}

TEST_F(TargetChangesTest, ATargetChangeNamesOneOfTheTargetsAndAnotherNumber) {
  AddActive("1", Target("posts", "AT_LEAST", "100"));
  const auto change = [&](const std::string& rest) {
    return Do(CreateChangeRequest,
              "change_request_id: 'c' change_request { task: 'tasks/1' reason: 'r' field: "
              "CHANGE_FIELD_TARGET " +
                  rest + " }");
  };
  EXPECT_THAT(change("indicator: 'indicators/lectures' new_value: '1'"),
              FailsWith(kInvalid, HasSubstr("tasks/1 has no target")));
  EXPECT_THAT(change("indicator: 'indicators/posts' new_value: '100.0'"),
              FailsWith(kInvalid, HasSubstr("is the value it has")));
  EXPECT_THAT(change("indicator: 'indicators/posts' new_value: '一百'"),
              FailsWith(kInvalid, HasSubstr("task.targets[0].value")));
}

TEST_F(ChangeRequestsTest, ChangesAreListedByTaskAndStateAndReadByName) {
  AddActive("1");
  AddActive("2");
  ZGC_ASSERT_OK(Propose("c1", "DEADLINE", "2020-06-30"));
  ZGC_ASSERT_OK(Propose("c2", "DEADLINE", "2020-06-30", "2"));
  ZGC_ASSERT_OK(ApproveChange("c1"));
  EXPECT_THAT(Listed(store_->Read(), ListChangeRequests, "task: 'tasks/2'"),
              ElementsAre("changeRequests/c2"));
  EXPECT_THAT(Listed(store_->Read(), ListChangeRequests, "state: CHANGE_REQUEST_STATE_APPROVED"),
              ElementsAre("changeRequests/c1"));
  const auto found = Got(store_->Read(), GetChangeRequest, "name: 'changeRequests/c1'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->new_value(), "2020-06-30");
  EXPECT_EQ(found->old_value(), "2019-12-31");
  EXPECT_THAT(Got(store_->Read(), GetChangeRequest, "name: 'changeRequests/c3'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::tasks
