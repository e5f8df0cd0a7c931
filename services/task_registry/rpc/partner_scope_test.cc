// What a department does in tasks and instructions that it shares with others.
#include <string>

#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/task_registry/rpc/test_departments.h"
#include "zgc/records/v1/record_service.grpc.pb.h"
#include "zgc/tasks/v1/activity_service.grpc.pb.h"
#include "zgc/tasks/v1/change_request_service.grpc.pb.h"
#include "zgc/tasks/v1/duty_service.grpc.pb.h"
#include "zgc/tasks/v1/instruction_service.grpc.pb.h"
#include "zgc/tasks/v1/progress_service.grpc.pb.h"

namespace zgc::tasks {
namespace {

using common::v1::ERROR_REASON_OUT_OF_SCOPE;
using ::testing::HasSubstr;
using ::zgc::testing::HasReason;

using PartnerScopeTest = DepartmentScopeTest;

TEST_F(PartnerScopeTest, ItReportsOnItsDutiesWithinATaskThatAnotherLeads) {
  Zone(&v1::DutyService::Stub::CreateDuty,
       "duty_id: 'd' duty { task: 'tasks/helped' statement: 's' organisation: "
       "'organisations/ours' deadline: '2019-06-30' }");
  Zone(&v1::TaskService::Stub::SubmitTask, "name: 'tasks/helped'");
  ZGC_ASSERT_OK(
      server_.Call(&v1::TaskService::Stub::ApproveTask, "name: 'tasks/helped'", "approver"));
  const auto report = [](const std::string& id, const std::string& more) {
    return absl::StrCat(
        "progress_report_id: '", id, "' progress_report { task: 'tasks/helped' ", more,
        " done: 'd' period { start_date: '2019-01-01' end_date: ", "'2019-01-31' } }");
  };
  ZGC_ASSERT_OK(
      Ours(&v1::ProgressService::Stub::CreateProgressReport, report("d", "duty: 'duties/d'")));
  ZGC_ASSERT_OK(
      Ours(&v1::ProgressService::Stub::SubmitProgressReport, "name: 'progressReports/d'"));
  EXPECT_THAT(Ours(&v1::ProgressService::Stub::CreateProgressReport, report("t", "")),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  ZGC_EXPECT_OK(server_.Call(&v1::ProgressService::Stub::GetProgressReport,
                             "name: 'progressReports/d'", "clerk", "organisations/theirs"))
      << "the lead sees it";
  const auto confirm = [this](const std::string& organisation) {
    return server_.Call(&v1::ProgressService::Stub::ConfirmProgressReport,
                        "name: 'progressReports/d'", "v", organisation);
  };
  EXPECT_THAT(confirm(kOurs), HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "not even another person of who reported";
  ZGC_EXPECT_OK(confirm("organisations/theirs"));
  const auto back = [this](const std::string& organisation) {
    return server_.Call(&v1::ProgressService::Stub::ReturnProgressReport,
                        "name: 'progressReports/d' reason: 'r'", "v", organisation);
  };
  EXPECT_THAT(back(kOurs), HasReason(ERROR_REASON_OUT_OF_SCOPE));
  ZGC_EXPECT_OK(back("organisations/theirs"));
  EXPECT_THAT(server_.Call(&v1::ProgressService::Stub::UpdateProgressReport,
                           "progress_report { name: 'progressReports/d' done: 'else' }", "v",
                           "organisations/theirs"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "the lead returns it and does not write it";
}

TEST_F(PartnerScopeTest, TheLeadConfirmsItsOwnReportByAnotherPerson) {
  Zone(&v1::TaskService::Stub::SubmitTask, "name: 'tasks/ours'");
  ZGC_ASSERT_OK(
      server_.Call(&v1::TaskService::Stub::ApproveTask, "name: 'tasks/ours'", "approver"));
  using Progress = v1::ProgressService::Stub;
  ZGC_ASSERT_OK(Ours(&Progress::CreateProgressReport,
                     "progress_report_id: 'o' progress_report { task: 'tasks/ours' done: 'd' "
                     "period { start_date: '2019-01-01' end_date: '2019-01-31' } }"));
  ZGC_ASSERT_OK(Ours(&Progress::SubmitProgressReport, "name: 'progressReports/o'"));
  ZGC_EXPECT_OK(
      server_.Call(&Progress::ConfirmProgressReport, "name: 'progressReports/o'", "v", kOurs));
}

// With rights to all methods, which a client may have that acts for many.
TEST_F(PartnerScopeTest, TheStepsOfTheOfficeAreNotTheLeads) {
  using Tasks = v1::TaskService::Stub;
  Zone(&Tasks::SubmitTask, "name: 'tasks/ours'");
  const auto second = [this](auto method, const std::string& fields) {
    return server_.Call(method, fields, "second", kOurs);
  };
  EXPECT_THAT(second(&Tasks::ApproveTask, "name: 'tasks/ours'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  ZGC_ASSERT_OK(server_.Call(&Tasks::ApproveTask, "name: 'tasks/ours'", "approver"));
  using Changes = v1::ChangeRequestService::Stub;
  ZGC_ASSERT_OK(Ours(&Changes::CreateChangeRequest,
                     "change_request_id: 's' change_request { task: 'tasks/ours' field: "
                     "CHANGE_FIELD_DEADLINE new_value: '2019-11-30' reason: 'r' }"));
  EXPECT_THAT(second(&Changes::ApproveChangeRequest, "name: 'changeRequests/s'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  ZGC_ASSERT_OK(Ours(&Tasks::SubmitCompletion,
                     "name: 'tasks/ours' evidence: 'e' completion_date: '2019-06-30'"));
  EXPECT_THAT(second(&Tasks::AcceptCompletion, "name: 'tasks/ours' score: '100'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  ZGC_EXPECT_OK(
      server_.Call(&Tasks::AcceptCompletion, "name: 'tasks/ours' score: '100'", "office"));
}

TEST_F(PartnerScopeTest, WhoLedATaskReportsOfThenAndWhoLeadsItNowDoesNot) {
  Zone(&v1::TaskService::Stub::SubmitTask, "name: 'tasks/ours'");
  ZGC_ASSERT_OK(
      server_.Call(&v1::TaskService::Stub::ApproveTask, "name: 'tasks/ours'", "approver"));
  using Changes = v1::ChangeRequestService::Stub;
  Zone(&Changes::CreateChangeRequest,
       "change_request_id: 'c' change_request { task: 'tasks/ours' field: CHANGE_FIELD_LEAD "
       "new_value: 'organisations/theirs' reason: 'r' }");
  ZGC_ASSERT_OK(server_.Call(&Changes::ApproveChangeRequest, "name: 'changeRequests/c'", "chief"));
  const auto report = [](const std::string& id) {
    return absl::StrCat("progress_report_id: '", id,
                        "' progress_report { task: 'tasks/ours' done: 'd' period { start_date: "
                        "'2019-01-01' end_date: '2019-01-31' } }");
  };
  using Progress = v1::ProgressService::Stub;
  EXPECT_THAT(
      server_.Call(&Progress::CreateProgressReport, report("new"), "clerk", "organisations/theirs"),
      HasReason(ERROR_REASON_OUT_OF_SCOPE));
  const auto made = Ours(&Progress::CreateProgressReport, report("old"));
  ZGC_ASSERT_OK(made);
  EXPECT_EQ(made->organisation(), kOurs);
  ZGC_EXPECT_OK(Ours(&Progress::SubmitProgressReport, "name: 'progressReports/old'"));
  ZGC_EXPECT_OK(Ours(&v1::TaskService::Stub::GetTask, "name: 'tasks/ours'"));
  EXPECT_THAT(Ours(&v1::TaskService::Stub::SubmitCompletion,
                   "name: 'tasks/ours' evidence: 'e' completion_date: '2019-06-30'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "it sees the task and does no more";
}

TEST_F(PartnerScopeTest, TheLeadGivesItsPartnersDutiesAndWithdrawsTheTaskWithThem) {
  Task("joint", "ours", "organisations/theirs");
  const std::string duty =
      "duty { task: 'tasks/joint' statement: 's' deadline: '2019-06-30' organisation: ";
  using Duties = v1::DutyService::Stub;
  ZGC_ASSERT_OK(Ours(&Duties::CreateDuty, "duty_id: 'n' " + duty + "'organisations/theirs' }"));
  const auto theirs = [&](auto method, const std::string& fields) {
    return server_.Call(method, fields, "clerk", "organisations/theirs");
  };
  EXPECT_THAT(theirs(&Duties::CreateDuty, "duty_id: 'm' " + duty + "'organisations/theirs' }"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "the lead gives them";
  EXPECT_THAT(theirs(&Duties::UpdateDuty, "duty { name: 'duties/n' statement: 'less' }"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  ZGC_EXPECT_OK(Ours(&Duties::UpdateDuty, "duty { name: 'duties/n' statement: 'more' }"));
  ZGC_EXPECT_OK(Ours(&v1::TaskService::Stub::WithdrawTask, "name: 'tasks/joint' reason: 'r'"));
  const auto dropped = theirs(&Duties::GetDuty, "name: 'duties/n'");
  ZGC_ASSERT_OK(dropped);
  EXPECT_EQ(dropped->state(), v1::DUTY_STATE_DROPPED);
}

TEST_F(PartnerScopeTest, WhoIsGivenADutyReportsItAndTheLeadAcceptsIt) {
  Zone(&v1::DutyService::Stub::CreateDuty,
       "duty_id: 'd' duty { task: 'tasks/helped' statement: 's' organisation: "
       "'organisations/ours' deadline: '2019-06-30' }");
  Zone(&v1::TaskService::Stub::SubmitTask, "name: 'tasks/helped'");
  ZGC_ASSERT_OK(
      server_.Call(&v1::TaskService::Stub::ApproveTask, "name: 'tasks/helped'", "approver"));
  ZGC_EXPECT_OK(Ours(&v1::DutyService::Stub::ReportDuty,
                     "name: 'duties/d' done_date: '2019-06-01' evidence: 'e'"));
  EXPECT_THAT(server_.Call(&v1::DutyService::Stub::AcceptDuty, "name: 'duties/d'", "v", kOurs),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  ZGC_EXPECT_OK(server_.Call(&v1::DutyService::Stub::AcceptDuty, "name: 'duties/d'", "v",
                             "organisations/theirs"));
}

TEST_F(PartnerScopeTest, EachReportsWhatItDidOnAnInstructionToSeveral) {
  Zone(&v1::InstructionService::Stub::CreateInstruction,
       "instruction_id: 'i' instruction { title: 't' level: '市领导' date: '2019-03-01' about: "
       "'plans/p' demand: 'd' organisations: ['organisations/ours', 'organisations/theirs'] }");
  const auto report = [](const std::string& who) {
    return "name: 'instructions/i' action { date: '2019-03-02' text: 't' organisation: "
           "'organisations/" +
           who + "' }";
  };
  using Instructions = v1::InstructionService::Stub;
  ZGC_EXPECT_OK(Ours(&Instructions::ReportInstructionAction, report("ours")));
  EXPECT_THAT(Ours(&Instructions::ReportInstructionAction, report("theirs")),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  ZGC_EXPECT_OK(server_.Call(&Instructions::ReportInstructionAction, report("theirs"), "clerk",
                             "organisations/theirs"));
  EXPECT_THAT(Ours(&Instructions::CloseInstruction, "name: 'instructions/i'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

}  // namespace
}  // namespace zgc::tasks
