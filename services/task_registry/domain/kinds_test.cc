#include "services/task_registry/domain/kinds.h"

#include "common/records/evidence.h"
#include "common/testing/records_matrix.h"
#include "services/task_registry/domain/activities/activities.h"
#include "services/task_registry/domain/changes/change_requests.h"
#include "services/task_registry/domain/documents/policy_documents.h"
#include "services/task_registry/domain/instructions/instructions.h"
#include "services/task_registry/domain/milestones/milestones.h"
#include "services/task_registry/domain/plans/plan_kinds.h"
#include "services/task_registry/domain/progress/progress_reports.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class KindsTest : public TaskRegistryFixture {
 protected:
  absl::StatusOr<v1::PolicyDocument> AddDocument(const std::string& id, const std::string& number) {
    return Do(CreatePolicyDocument,
              absl::StrCat("policy_document_id: '", id, "' policy_document { title: '", id,
                           "' kind: POLICY_DOCUMENT_KIND_MEASURE status: "
                           "POLICY_DOCUMENT_STATUS_ISSUED doc_number: '",
                           number, "' }"));
  }
  absl::StatusOr<v1::ProgressReport> Report(const std::string& id, const std::string& more = "") {
    return Do(CreateProgressReport,
              absl::StrCat("progress_report_id: '", id, "' progress_report { task: 'tasks/1' ",
                           "period { start_date: '2019-01-01' end_date: '2019-03-31' } done: 't' ",
                           more, " }"));
  }
  std::vector<std::string> MilestonesOf(const std::string& task) {
    std::vector<std::string> names;
    ZGC_EXPECT_OK(kMilestonesByTask.ForEach(store_->Read(), {task}, [&](const std::string& name) {
      names.push_back(name);
      return true;
    }));
    return names;
  }

  testing::Records records_{store_, TaskRegistryKinds()};
};

TEST_F(KindsTest, WhatIsNoKindSaysWhatMendsIt) {
  records_.ExpectEveryTypeToBeListed(TaskRegistrySchema());
}

TEST_F(KindsTest, ARecordOfEveryKindIsCorrectedAndVoided) {
  ZGC_ASSERT_OK(Do(CreateOrganisation,
                   "organisation_id: 'o' organisation { display_name: 'o' kind: "
                   "ORGANISATION_KIND_DEPARTMENT }"));
  ZGC_ASSERT_OK(Do(CreatePlan,
                   "plan_id: 'p' plan { title: 'p' year: 2019 issuer: 'organisations/o' "
                   "from_date: '2019-01-01' to_date: '2019-12-31' }"));
  ZGC_ASSERT_OK(Do(CreatePlanKind,
                   "plan_kind_id: 'k' plan_kind { display_name: 'k' basis: 'b' from_date: "
                   "'2019-01-01' }"));
  ZGC_ASSERT_OK(AddDocument("d", "京政发〔2019〕1号"));
  ZGC_ASSERT_OK(Do(CreateActivity,
                   "activity_id: 'v' activity { display_name: 'v' evidence: 'e' kind: "
                   "ACTIVITY_KIND_EVENT from_date: "
                   "'2019-05-01' to_date: '2019-05-01' organisers: 'organisations/o' }"));
  AddActive("1");
  ZGC_ASSERT_OK(Do(CreateMilestone,
                   "milestone_id: 'm' milestone { task: 'tasks/1' title: 'm' due_date: "
                   "'2019-06-30' }"));
  ZGC_ASSERT_OK(AddDuty("u", "a"));
  ZGC_ASSERT_OK(Do(records::CreateEvidence,
                   "evidence_id: 'e' evidence { title: '通知' issuer: 'organisations/o' }"));
  ZGC_ASSERT_OK(Report("r"));
  ZGC_ASSERT_OK(Do(CreateInstruction,
                   "instruction_id: 'i' instruction { title: 'i' level: '市领导' date: '2019' "
                   "about: '//supervision_reporting/informationItems/i' }"));
  records_.CorrectAndVoidEveryKind({
      {"evidence/e", "number", "number: '1号'"},
      {"instructions/i", "level", "level: '国家'"},
      {"progressReports/r", "", ""},
      {"duties/u", "", ""},
      {"milestones/m", "due_date", "due_date: '2019-07-31'"},
      {"tasks/1", "title", "title: '重点任务'"},
      {"activities/v", "display_name", "display_name: '会议'"},
      {"policyDocuments/d", "doc_number", "doc_number: '京政发〔2019〕2号'"},
      {"planKinds/k", "basis", "basis: '管理办法'"},
      {"plans/p", "to_date", "to_date: '2019-11-30'"},
      {"organisations/o", "display_name", "display_name: '单位'"},
  });
  EXPECT_THAT(MilestonesOf("tasks/1"), IsEmpty());
  // Its number is free again.
  ZGC_EXPECT_OK(AddTask("1a", "number: '1'"));
  ZGC_EXPECT_OK(AddDocument("d2", "京政发〔2019〕2号"));
  EXPECT_THAT(AddDocument("d", "京政发〔2019〕3号"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(KindsTest, ACorrectedRowIsHeldToWhatCreatingItIsHeldTo) {
  AddActive("1");
  AddActive("2", "deadline: '2019-06-30'");
  ZGC_ASSERT_OK(Do(CreateMilestone,
                   "milestone_id: 'm' milestone { task: 'tasks/1' title: 'm' due_date: "
                   "'2019-09-30' }"));
  EXPECT_THAT(records_.Correct("milestones/m", {"due_date"}, "due_date: '2020-01-01'"),
              FailsWith(kInvalid, HasSubstr("is after the deadline of tasks/1")));
  EXPECT_THAT(records_.Correct("milestones/m", {"task"}, "task: 'tasks/2'"),
              FailsWith(kInvalid, HasSubstr("is after the deadline of tasks/2")));
  ZGC_ASSERT_OK(records_.Correct("milestones/m", {"task", "due_date"},
                                 "task: 'tasks/2' due_date: '2019-06-01'"));
  EXPECT_THAT(MilestonesOf("tasks/1"), IsEmpty());
  EXPECT_THAT(MilestonesOf("tasks/2"), ElementsAre("milestones/m"));
  EXPECT_THAT(records_.Correct("plans/2019", {"year"}, "year: 1800"),
              FailsWith(kInvalid, HasSubstr("plan.year")));
  EXPECT_THAT(records_.Correct("organisations/a", {"parent"}, "parent: 'organisations/a'"),
              FailsWith(kInvalid, HasSubstr("a part of itself")));
  ZGC_ASSERT_OK(AddDocument("d", "京政发〔2019〕1号"));
  ZGC_ASSERT_OK(AddDocument("e", "京政发〔2019〕2号"));
  EXPECT_THAT(
      records_.Correct("policyDocuments/e", {"doc_number"}, "doc_number: '京政发〔2019〕1号'"),
      FailsWith(kInvalid, HasSubstr("policyDocuments/d has this number")));
  EXPECT_THAT(records_.Void("organisations/a"), HasReason(ERROR_REASON_RECORD_CITED));
  EXPECT_THAT(records_.Void("plans/2019"), HasReason(ERROR_REASON_RECORD_CITED));
}

TEST_F(KindsTest, WhatATaskHasPromisedChangesByRequestsAlone) {
  AddActive("1");
  AddActive("2", "parent: 'tasks/1' deadline: '2019-06-30'");
  EXPECT_THAT(records_.Correct("tasks/1", {"deadline"}, "deadline: '2020-12-31'"),
              FailsWith(kInvalid, HasSubstr("\"deadline\" is changed by CreateChangeRequest")));
  EXPECT_THAT(records_.Correct("tasks/1", {"parent"}, "parent: 'tasks/2'"),
              FailsWith(kInvalid, HasSubstr("a part of itself")));
  EXPECT_THAT(records_.Void("tasks/1"), HasReason(ERROR_REASON_RECORD_CITED));
  const auto proposed = records_.Correct("tasks/2", {"parent"}, "");
  ZGC_ASSERT_OK(proposed);
  EXPECT_EQ(proposed->state(), records::v1::CORRECTION_STATE_PROPOSED);
  ZGC_ASSERT_OK(records_.Approve(proposed->name(), "second"));
  std::vector<std::string> parts;
  ZGC_ASSERT_OK(kTasksByParent.ForEach(store_->Read(), {"tasks/1"}, [&](const std::string& name) {
    parts.push_back(name);
    return true;
  }));
  EXPECT_THAT(parts, IsEmpty());
  const auto voided = records_.Void("tasks/1");
  ZGC_ASSERT_OK(voided);
  ZGC_EXPECT_OK(records_.Approve(voided->name(), "second"));
}

TEST_F(KindsTest, AReportIsCorrectedByWhoReportsAndAConfirmedOneIsVoidedByTwo) {
  AddActive("1");
  ZGC_ASSERT_OK(Report("r"));
  EXPECT_THAT(records_.Correct("progressReports/r", {"done"}, "done: 't'"),
              FailsWith(kInvalid, HasSubstr("\"done\" is changed by UpdateProgressReport")));
  EXPECT_THAT(records_.Correct("progressReports/r", {"*"}, "done: 't'"),
              FailsWith(kInvalid, HasSubstr("no field of it is corrected")));
  EXPECT_THAT(Report("s"), FailsWith(kInvalid, HasSubstr("progressReports/r is of this period")));
  ZGC_ASSERT_OK(records_.Void("progressReports/r"));
  ZGC_ASSERT_OK(Report("s"));
  v1::SubmitProgressReportRequest request;
  request.set_name("progressReports/s");
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_RETURN_IF_ERROR(SubmitProgressReport(txn, {"", "clerk"}, request, book_).status());
    return "";
  }));
  ZGC_ASSERT_OK(Do(ConfirmProgressReport, "name: 'progressReports/s'", "checker"));
  const auto voided = records_.Void("progressReports/s");
  ZGC_ASSERT_OK(voided);
  EXPECT_EQ(Find(kProgressReports, "progressReports/s").done(), "t") << "one alone voids nothing";
  ZGC_ASSERT_OK(records_.Approve(voided->name(), "second"));
  ZGC_EXPECT_OK(Report("t"));
}

TEST_F(KindsTest, TheRuleOfAnApprovedPlanIsChangedByTwo) {
  ApproveYear();
  const auto proposed = records_.Correct("plans/2019", {"progress_cycle", "progress_due_day"},
                                         "progress_cycle: PROGRESS_CYCLE_QUARTER "
                                         "progress_due_day: 8");
  ZGC_ASSERT_OK(proposed);
  EXPECT_EQ(Find(kPlans, "plans/2019").progress_due_day(), 0);
  ZGC_ASSERT_OK(records_.Approve(proposed->name(), "second"));
  EXPECT_EQ(Find(kPlans, "plans/2019").progress_due_day(), 8);
}

TEST_F(KindsTest, VersionsAreOfEveryRecordOfTheService) {
  AddActive("1");
  ZGC_ASSERT_OK(Do(CreateChangeRequest,
                   "change_request_id: 'c' change_request { task: 'tasks/1' field: "
                   "CHANGE_FIELD_DEADLINE new_value: '2019-11-30' reason: 'r' }"));
  ZGC_ASSERT_OK(Do(RejectChangeRequest, "name: 'changeRequests/c' reason: 'r'", "second"));
  const auto versions = records_.Versions("changeRequests/c");
  ZGC_ASSERT_OK(versions);
  ASSERT_EQ(versions->size(), 2u);
  EXPECT_EQ(versions->back().changes(0).path(), "state");
  EXPECT_THAT(records_.Versions("voids/c"),
              FailsWith(kInvalid, HasSubstr("of no kind of records")));
}

TEST_F(KindsTest, AnAcceptedMilestoneIsCorrectedByTwo) {
  AddActive("1");
  ZGC_ASSERT_OK(Do(CreateMilestone,
                   "milestone_id: 'm' milestone { task: 'tasks/1' title: 'm' due_date: "
                   "'2019-06-30' }"));
  ZGC_ASSERT_OK(
      Do(ReportMilestone, "name: 'milestones/m' reached_date: '2019-06-01' evidence: 'e'"));
  ZGC_ASSERT_OK(Do(AcceptMilestone, "name: 'milestones/m' decided_date: '2019-06-02'", "checker"));
  const auto proposed = records_.Correct("milestones/m", {"title"}, "title: '里程碑'");
  ZGC_ASSERT_OK(proposed);
  EXPECT_EQ(proposed->state(), records::v1::CORRECTION_STATE_PROPOSED);
  EXPECT_EQ(Find(kMilestones, "milestones/m").title(), "m");
  ZGC_ASSERT_OK(records_.Approve(proposed->name(), "second"));
  EXPECT_EQ(Find(kMilestones, "milestones/m").title(), "里程碑");
}

}  // namespace
}  // namespace zgc::tasks
