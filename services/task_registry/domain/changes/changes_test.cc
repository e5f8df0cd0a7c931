#include "services/task_registry/domain/changes/change_requests.h"
#include "services/task_registry/domain/milestones/milestones.h"
#include "services/task_registry/domain/progress/progress_reports.h"
#include "services/task_registry/domain/tasks/suspensions.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;

// Change requests, milestones and progress reports of one task.
class ChangesTest : public TaskRegistryFixture {
 protected:
  absl::StatusOr<v1::ChangeRequest> Propose(const std::string& id, const std::string& field,
                                            const std::string& new_value,
                                            const std::string& task = "1") {
    return Do(CreateChangeRequest,
              absl::StrCat("change_request_id: '", id, "' change_request { task: 'tasks/", task,
                           "' field: CHANGE_FIELD_", field, " new_value: '", new_value,
                           "' reason: 'r' }"));
  }
  absl::StatusOr<v1::ChangeRequest> Approved(const std::string& id) {
    return Do(ApproveChangeRequest, absl::StrCat("name: 'changeRequests/", id, "'"), "checker");
  }
  absl::StatusOr<v1::Milestone> Plan(const std::string& id, const std::string& due) {
    return Do(CreateMilestone,
              absl::StrCat("milestone_id: '", id, "' milestone { task: 'tasks/1' title: 'm' ",
                           "due_date: '", due, "' }"));
  }
  absl::StatusOr<v1::ProgressReport> Report(const std::string& id, const std::string& more) {
    return Do(CreateProgressReport,
              absl::StrCat("progress_report_id: '", id, "' progress_report { task: 'tasks/1' ",
                           "period { start_date: '2019-01-01' end_date: '2019-06-30' } ",
                           "text: '进展' ", more, " }"));
  }
};

TEST_F(ChangesTest, EveryViolationOfAChangeIsListed) {
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
              FailsWith(kInvalid, AllOf(HasSubstr("is for TARGET only"), HasSubstr("soon"))));
}

TEST_F(ChangesTest, TheDeadlineAndTheLeadChangeAndTheOriginalsStayReadable) {
  AddActive("1");
  EXPECT_THAT(Propose("c1", "DEADLINE", "2019-12-31"), FailsWith(kInvalid, HasSubstr("it has")));
  ZGC_ASSERT_OK(Propose("c1", "DEADLINE", "2020-06-30"));
  ZGC_ASSERT_OK(Propose("c2", "LEAD", "organisations/b"));
  ZGC_ASSERT_OK(Approved("c1"));
  ZGC_ASSERT_OK(Approved("c2"));
  const v1::Task task = TaskOf("1");
  EXPECT_EQ(task.deadline(), "2020-06-30");
  EXPECT_EQ(task.original_deadline(), "2019-12-31");
  EXPECT_EQ(task.lead_department(), "organisations/b");
  EXPECT_EQ(task.original_lead_department(), "organisations/a");
  // Lateness goes by the deadline that holds.
  const auto late = Complete("1", "", "2020-07-01");
  ZGC_ASSERT_OK(late);
  EXPECT_EQ(late->late_days(), 1);
}

TEST_F(ChangesTest, ALeadIsAnOrganisationThatDoesNotCooperate) {
  AddActive("1", "cooperating_departments: 'organisations/b'");
  EXPECT_THAT(Propose("c", "LEAD", "organisations/b"),
              FailsWith(kInvalid, HasSubstr("organisations/b cooperates in the task")));
  EXPECT_THAT(Propose("c", "LEAD", "organisations/none"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(ChangesTest, AChangeIsCheckedAgainWhenItIsApproved) {
  AddActive("1");
  ZGC_ASSERT_OK(Propose("c", "DEADLINE", "2019-06-30"));
  ZGC_ASSERT_OK(AddTask("2", "parent: 'tasks/1' deadline: '2019-09-30'"));
  EXPECT_THAT(Approved("c"), FailsWith(kInvalid, HasSubstr("is before the deadline of tasks/2")));
  ZGC_ASSERT_OK(Do(WithdrawTask, Named("2", "reason: 'x'")));
  ZGC_ASSERT_OK(Plan("m", "2019-07-31"));
  EXPECT_THAT(Approved("c"), FailsWith(kInvalid, HasSubstr("is before milestones/m is due")));
  EXPECT_EQ(TaskOf("1").deadline(), "2019-12-31");
}

TEST_F(ChangesTest, OfTwoChangesOfOneValueTheSecondIsStale) {
  AddActive("1");
  ZGC_ASSERT_OK(Propose("c1", "DEADLINE", "2020-06-30"));
  ZGC_ASSERT_OK(Propose("c2", "DEADLINE", "2020-09-30"));
  ZGC_ASSERT_OK(Approved("c1"));
  EXPECT_THAT(Approved("c2"),
              FailsWith(kPrecondition, AllOf(HasSubstr("no longer holds 2019-12-31"),
                                             HasSubstr("open: RejectChangeRequest"))));
  EXPECT_THAT(Do(RejectChangeRequest, "name: 'changeRequests/c2'", "checker"),
              FailsWith(kInvalid, HasSubstr("reason")));
  EXPECT_THAT(Do(RejectChangeRequest, "name: 'changeRequests/c2' reason: 'x'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto rejected =
      Do(RejectChangeRequest, "name: 'changeRequests/c2' reason: '已另行调整'", "checker");
  ZGC_ASSERT_OK(rejected);
  EXPECT_EQ(rejected->decision_reason(), "已另行调整");
  EXPECT_THAT(Approved("c2"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_THAT(Approved("c1"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_EQ(TaskOf("1").deadline(), "2020-06-30");
}

TEST_F(ChangesTest, OnlyAnActiveOrSuspendedTaskChanges) {
  ZGC_ASSERT_OK(AddTask("1"));
  EXPECT_THAT(Propose("c", "DEADLINE", "2020-06-30"),
              FailsWith(kPrecondition, HasSubstr("open: SubmitTask")));
  Approve("1");
  ZGC_ASSERT_OK(Propose("c", "DEADLINE", "2020-06-30"));
  ZGC_ASSERT_OK(Complete("1"));
  EXPECT_THAT(Approved("c"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Do(ReturnCompletion, Named("1", "reason: 'x'"), "checker"));
  ZGC_ASSERT_OK(Do(SuspendTask, Named("1", "reason: 'x' document: 'd'")));
  ZGC_EXPECT_OK(Approved("c"));
}

TEST_F(ChangesTest, AMilestoneIsDueWithinItsTask) {
  AddActive("1");
  EXPECT_THAT(Plan("m", "2020-01-01"),
              FailsWith(kInvalid, HasSubstr("is after the deadline of tasks/1")));
  const auto milestone = Plan("m", "2019-12-31");
  ZGC_ASSERT_OK(milestone);
  EXPECT_EQ(milestone->state(), v1::MILESTONE_STATE_PLANNED);
  ZGC_ASSERT_OK(Do(CancelTask, Named("1", "reason: 'x' document: 'd'")));
  EXPECT_THAT(Plan("m2", "2019-12-31"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(ChangesTest, AMilestoneIsReportedThenAcceptedByAnother) {
  AddActive("1");
  ZGC_ASSERT_OK(Plan("m", "2019-06-30"));
  const auto report = [&] {
    return Do(ReportMilestone,
              "name: 'milestones/m' reached_date: '2019-06-15' evidence: '验收单'");
  };
  const auto accept = [&](const std::string& day, const std::string& person) {
    return Do(AcceptMilestone, "name: 'milestones/m' decided_date: '" + day + "'", person);
  };
  EXPECT_THAT(accept("2019-07-01", "checker"),
              FailsWith(kPrecondition, HasSubstr("open: ReportMilestone")));
  EXPECT_THAT(Do(ReportMilestone, "name: 'milestones/m'"),
              FailsWith(kInvalid, AllOf(HasSubstr("reached_date"), HasSubstr("evidence"))));
  ZGC_ASSERT_OK(report());
  EXPECT_THAT(report(), FailsWith(kPrecondition, HasSubstr("AcceptMilestone, RejectMilestone")));
  EXPECT_THAT(accept("2019-07-01", "clerk"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(accept("2019-06-14", "checker"), FailsWith(kInvalid, HasSubstr("2019-06-15")));
  const auto accepted = accept("2019-07-01", "checker");
  ZGC_ASSERT_OK(accepted);
  EXPECT_EQ(accepted->state(), v1::MILESTONE_STATE_ACCEPTED);
  EXPECT_EQ(accepted->decider(), "checker");
  EXPECT_THAT(report(), FailsWith(kPrecondition, HasSubstr("open: none")));
}

TEST_F(ChangesTest, AMilestoneThatWasRefusedIsReportedAgain) {
  AddActive("1");
  ZGC_ASSERT_OK(Plan("m", "2019-06-30"));
  const std::string report = "name: 'milestones/m' reached_date: '2019-06-15' evidence: 'e'";
  ZGC_ASSERT_OK(Do(ReportMilestone, report));
  const std::string reject = "name: 'milestones/m' decided_date: '2019-06-20' ";
  EXPECT_THAT(Do(RejectMilestone, reject, "checker"), FailsWith(kInvalid, HasSubstr("reason")));
  const auto rejected = Do(RejectMilestone, reject + "reason: '缺少发票'", "checker");
  ZGC_ASSERT_OK(rejected);
  EXPECT_EQ(rejected->reason(), "缺少发票");
  const auto again = Do(ReportMilestone, report);
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->state(), v1::MILESTONE_STATE_REPORTED);
  EXPECT_EQ(again->reason() + again->decider() + again->decided_date(), "");
  EXPECT_EQ(Find(kMilestones, "milestones/m", rejected->revision()).reason(), "缺少发票");
}

TEST_F(ChangesTest, EveryViolationOfAProgressReportIsListed) {
  AddActive("1");
  EXPECT_THAT(
      Do(CreateProgressReport,
         "progress_report_id: 'P' progress_report { task: 'tasks/1' percent: '101' "
         "figures: 'figures/x' evidence: '' correction_reason: 'r' }"),
      FailsWith(kInvalid, AllOf(HasSubstr("progress_report_id"), HasSubstr("period"),
                                HasSubstr("text"), HasSubstr("percent"), HasSubstr("figures[0]"),
                                HasSubstr("evidence[0]"), HasSubstr("nothing to correct"))));
}

TEST_F(ChangesTest, ProgressIsReportedOnceATaskIsApproved) {
  ZGC_ASSERT_OK(AddTask("1"));
  EXPECT_THAT(Report("p", ""), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  Approve("1");
  const auto report = Report("p", "percent: '62.5' figures: '//funding_ledger/figures/x'");
  ZGC_ASSERT_OK(report);
  EXPECT_EQ(report->reporter(), "clerk");
}

TEST_F(ChangesTest, ACorrectionNamesItsPredecessorWhichStaysAsItWas) {
  AddActive("1");
  AddActive("2");
  ZGC_ASSERT_OK(Report("p1", ""));
  const v1::ProgressReport before = Find(kProgressReports, "progressReports/p1");
  EXPECT_THAT(Report("p2", "corrects: 'progressReports/p1'"),
              FailsWith(kInvalid, HasSubstr("correction_reason")));
  EXPECT_THAT(Report("p2", "corrects: 'progressReports/none' correction_reason: 'r'"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  ZGC_ASSERT_OK(Report("p2", "corrects: 'progressReports/p1' correction_reason: 'r'"));
  EXPECT_EQ(Find(kProgressReports, "progressReports/p1").SerializeAsString(),
            before.SerializeAsString());
  EXPECT_THAT(Report("p3", "corrects: 'progressReports/p1' correction_reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("progressReports/p2 corrects progressReports/p1")));
  ZGC_EXPECT_OK(Report("p3", "corrects: 'progressReports/p2' correction_reason: 'r'"));
  EXPECT_THAT(Do(CreateProgressReport,
                 "progress_report_id: 'p4' progress_report { task: 'tasks/2' text: 't' period { "
                 "end_date: '2019-06-30' } corrects: 'progressReports/p3' correction_reason: 'r' "
                 "}"),
              FailsWith(kInvalid, HasSubstr("progressReports/p3 is of another task")));
}

}  // namespace
}  // namespace zgc::tasks
