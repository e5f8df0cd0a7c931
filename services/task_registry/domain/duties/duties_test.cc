#include "services/task_registry/domain/duties/duties.h"

#include "common/testing/reads.h"
#include "services/task_registry/domain/tasks/suspensions.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class DutiesTest : public TaskRegistryFixture {
 protected:
  // Of "tasks/1", which a leads and b cooperates in.
  void AddShared() {
    ZGC_ASSERT_OK(AddTask("1", "cooperating_departments: 'organisations/b'"));
    ZGC_ASSERT_OK(AddDuty("x", "a"));
    ZGC_ASSERT_OK(AddDuty("y", "b"));
  }
  absl::StatusOr<v1::Duty> Accept(const std::string& id) {
    return Do(AcceptDuty, absl::StrCat("name: 'duties/", id, "'"), "checker");
  }
  v1::DutyState StateOf(const std::string& id) {
    return Find(kDuties, absl::StrCat("duties/", id)).state();
  }
};

TEST_F(DutiesTest, ADutyIsOfAnOrganisationThatCarriesTheTaskOutAndDueWithinIt) {
  ZGC_ASSERT_OK(AddTask("1"));
  EXPECT_THAT(AddDuty("x", "b", "2020-01-01"),
              FailsWith(kInvalid, AllOf(HasSubstr("is after the deadline of tasks/1"),
                                        HasSubstr("organisations/b neither leads nor"))));
  ZGC_ASSERT_OK(AddDuty("x", "a"));
  EXPECT_THAT(Do(UpdateDuty, "duty { name: 'duties/x' deadline: '2020-01-01' }"),
              FailsWith(kInvalid, HasSubstr("is after the deadline")));
  ZGC_ASSERT_OK(Do(UpdateDuty, "duty { name: 'duties/x' statement: '编制清单' }"));
  EXPECT_EQ(Find(kDuties, "duties/x").statement(), "编制清单");
  EXPECT_THAT(Do(UpdateTask, "task { name: 'tasks/1' lead_department: 'organisations/b' }"),
              FailsWith(kInvalid, HasSubstr("organisations/a still has duties/x")));
  EXPECT_THAT(Do(UpdateTask, "task { name: 'tasks/1' deadline: '2019-01-31' }"),
              FailsWith(kInvalid, HasSubstr("is before the deadline of duties/x")));
}

TEST_F(DutiesTest, DutiesAreOpenOnceTheirTaskIsApprovedAndNoLongerUpdated) {
  AddShared();
  EXPECT_THAT(ReportDone("x"), FailsWith(kPrecondition, HasSubstr("is DUTY_STATE_DRAFT")));
  Approve("1");
  const v1::Duty duty = Find(kDuties, "duties/y");
  EXPECT_EQ(duty.state(), v1::DUTY_STATE_OPEN);
  EXPECT_EQ(duty.steps().rbegin()->method(), "ApproveTask");
  EXPECT_EQ(duty.steps().rbegin()->actor(), "checker");
  EXPECT_THAT(Do(UpdateDuty, "duty { name: 'duties/x' statement: 's' }"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  // What comes later binds nobody before it is approved.
  ZGC_ASSERT_OK(AddDuty("z", "b"));
  EXPECT_EQ(StateOf("z"), v1::DUTY_STATE_DRAFT);
}

TEST_F(DutiesTest, WhoWroteADutyDoesNotOpenIt) {
  ZGC_ASSERT_OK(AddTask("1"));
  ZGC_ASSERT_OK(AddDuty("x", "a"));
  for (const char* editor : {"first", "second"}) {
    ZGC_ASSERT_OK(Do(UpdateDuty, "duty { name: 'duties/x' statement: 's' }", editor));
  }
  ZGC_ASSERT_OK(Do(SubmitTask, "name: 'tasks/1'", "submitter"));
  const std::string writer = Find(kDuties, "duties/x").steps(0).actor();
  for (const std::string& who : {writer, std::string("first"), std::string("second")}) {
    EXPECT_THAT(Do(ApproveTask, "name: 'tasks/1'", who),
                HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  }
  ZGC_EXPECT_OK(Do(ApproveTask, "name: 'tasks/1'", "checker"));
  ZGC_ASSERT_OK(Do(CreateDuty,
                   "duty_id: 'later' duty { task: 'tasks/1' statement: 's' organisation: "
                   "'organisations/a' deadline: '2019-06-30' }",
                   "late"));
  ZGC_ASSERT_OK(Do(CreateChangeRequest,
                   "change_request_id: 'c' change_request { task: 'tasks/1' field: "
                   "CHANGE_FIELD_DUTY_ADDED duty: 'duties/later' reason: 'r' }",
                   "proposer"));
  EXPECT_THAT(Do(ApproveChangeRequest, "name: 'changeRequests/c'", "late"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Do(ApproveChangeRequest, "name: 'changeRequests/c'", "checker"));
}

TEST_F(DutiesTest, WhatIsNotSettledIsDroppedWithItsTask) {
  AddShared();
  Submit("1");
  ZGC_ASSERT_OK(Do(ApproveTask, "name: 'tasks/1'", "checker"));
  ZGC_ASSERT_OK(ReportDone("x"));
  ZGC_ASSERT_OK(Accept("x"));
  ZGC_ASSERT_OK(AddDuty("z", "b"));
  ZGC_ASSERT_OK(Do(CancelTask, "name: 'tasks/1' reason: 'r' document: 'd'", "checker"));
  EXPECT_EQ(StateOf("x"), v1::DUTY_STATE_DONE);
  EXPECT_EQ(StateOf("y"), v1::DUTY_STATE_DROPPED);
  EXPECT_EQ(StateOf("z"), v1::DUTY_STATE_DROPPED);
  EXPECT_EQ(Find(kDuties, "duties/y").steps().rbegin()->method(), "CancelTask");
}

TEST_F(DutiesTest, ADraftIsDroppedWithATaskThatIsWithdrawn) {
  ZGC_ASSERT_OK(AddTask("1"));
  ZGC_ASSERT_OK(AddDuty("x", "a"));
  ZGC_ASSERT_OK(Do(WithdrawTask, "name: 'tasks/1' reason: 'r'"));
  EXPECT_EQ(StateOf("x"), v1::DUTY_STATE_DROPPED);
}

TEST_F(DutiesTest, OpeningTouchesTheDraftsOfTheTaskAlone) {
  ZGC_ASSERT_OK(AddTask("1"));
  ZGC_ASSERT_OK(AddDuty("x", "a"));
  ZGC_ASSERT_OK(AddTask("2"));
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_RETURN_IF_ERROR(OpenDutiesOf(txn, {"", "checker"}, "tasks/2"));
    return "";
  }));
  EXPECT_EQ(StateOf("x"), v1::DUTY_STATE_DRAFT);
}

TEST_F(DutiesTest, ADutyIsReportedDoneOrNotApplicableAndAcceptedByAnother) {
  AddShared();
  Approve("1");
  EXPECT_THAT(Do(ReportDuty, "name: 'duties/x'"),
              FailsWith(kInvalid, AllOf(HasSubstr("done_date"), HasSubstr("evidence"))));
  EXPECT_THAT(Do(ReportDuty,
                 "name: 'duties/x' done_date: '2019-05-01' not_applicable_reason: '机构已撤销'"),
              FailsWith(kInvalid, HasSubstr("there is none")));
  ZGC_ASSERT_OK(ReportDone("x", "2019-07-10"));
  ZGC_ASSERT_OK(Do(ReportDuty, "name: 'duties/y' not_applicable_reason: '机构已撤销'"));
  EXPECT_THAT(Do(AcceptDuty, "name: 'duties/x'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Accept("x"));
  ZGC_ASSERT_OK(Accept("y"));
  EXPECT_EQ(StateOf("x"), v1::DUTY_STATE_DONE);
  EXPECT_EQ(Find(kDuties, "duties/x").days_late(), 10);
  EXPECT_EQ(StateOf("y"), v1::DUTY_STATE_NOT_APPLICABLE);
  EXPECT_EQ(Find(kDuties, "duties/y").not_applicable_reason(), "机构已撤销");
  EXPECT_THAT(Do(ReturnDuty, "name: 'duties/y'", "checker"),
              FailsWith(kInvalid, HasSubstr("reason")));
  ZGC_ASSERT_OK(Do(ReturnDuty, "name: 'duties/y' reason: '职能已移交'", "checker"));
  ZGC_ASSERT_OK(ReportDone("y", "2019-06-01"));
  EXPECT_EQ(Find(kDuties, "duties/y").not_applicable_reason(), "");
}

TEST_F(DutiesTest, ATaskIsCompletedOnceItsDutiesAreAcceptedAndNotBeforeTheyWereDone) {
  AddShared();
  Approve("1");
  ZGC_ASSERT_OK(AddDuty("draft", "b"));
  ZGC_ASSERT_OK(ReportDone("x", "2019-12-21"));
  EXPECT_THAT(Complete("1"),
              FailsWith(kPrecondition, AllOf(HasSubstr("its duty duties/x is DUTY_STATE_REPORTED"),
                                             HasSubstr("its duty duties/y is DUTY_STATE_OPEN"),
                                             Not(HasSubstr("duties/draft")))));
  ZGC_ASSERT_OK(Accept("x"));
  ZGC_ASSERT_OK(Do(ReportDuty, "name: 'duties/y' not_applicable_reason: '机构已撤销'"));
  ZGC_ASSERT_OK(Accept("y"));
  EXPECT_THAT(Complete("1", "", "2019-12-20"),
              FailsWith(kInvalid, HasSubstr("2019-12-20 is before duties/x was complete")));
  ZGC_EXPECT_OK(Complete("1", "", "2019-12-21"));
}

TEST_F(DutiesTest, DutiesMoveWhileTheirTaskIsActive) {
  AddShared();
  Approve("1");
  ZGC_ASSERT_OK(ReportDone("x"));
  ZGC_ASSERT_OK(Suspend("1"));
  EXPECT_THAT(ReportDone("y"),
              FailsWith(kPrecondition, HasSubstr("its task tasks/1 is TASK_STATE_SUSPENDED")));
  ZGC_ASSERT_OK(Do(CancelTask, Named("1", kPaper), "checker"));
  EXPECT_THAT(ReportDone("y"),
              FailsWith(kPrecondition, HasSubstr("is DUTY_STATE_DROPPED, which is final")));
  EXPECT_THAT(Accept("x"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(AddDuty("z", "a"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(*DutyLifecycle().Open(store_->Read(), Find(kDuties, "duties/y")), ElementsAre());
}

TEST_F(DutiesTest, DutiesAreListedByTaskStateAndOrganisationAndReadByName) {
  AddShared();
  const storage::Snapshot reader = store_->Read();
  EXPECT_THAT(Listed(reader, ListDuties, "task: 'tasks/1'"), ElementsAre("duties/x", "duties/y"));
  EXPECT_THAT(Listed(reader, ListDuties, "organisation: 'organisations/b'"),
              ElementsAre("duties/y"));
  EXPECT_THAT(Listed(reader, ListDuties, "state: DUTY_STATE_OPEN"), ElementsAre());
  ZGC_EXPECT_OK(Got(reader, GetDuty, "name: 'duties/y'"));
  EXPECT_THAT(Got(reader, GetDuty, "name: 'duties/z'"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(DutiesTest, ARowThatIsToBeWrittenIsHeldToItsTask) {
  ZGC_ASSERT_OK(AddTask("1"));
  v1::Duty duty;
  duty.set_task("tasks/1");
  duty.set_organisation("organisations/b");
  duty.set_deadline("2019-12-31");
  Checks checks;
  ZGC_ASSERT_OK(CheckDuty(store_->Read(), nullptr, duty, checks));
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, HasSubstr("neither leads nor")));
  duty.set_state(v1::DUTY_STATE_DRAFT);
  EXPECT_FALSE(DutyKind().Confirmed(duty));
  duty.set_state(v1::DUTY_STATE_OPEN);
  EXPECT_TRUE(DutyKind().Confirmed(duty)) << "its task was approved by another";
}

}  // namespace
}  // namespace zgc::tasks
