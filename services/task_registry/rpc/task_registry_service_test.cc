#include "services/task_registry/rpc/task_registry_service.h"

#include <memory>
#include <string>

#include "common/figures/book/figure_service.h"
#include "common/rpc/server.h"
#include "common/rpc/wire_status.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/task_registry/formulas/formulas.h"
#include "services/task_registry/store/schema.h"
#include "zgc/figures/v1/figures.grpc.pb.h"
#include "zgc/tasks/v1/tasks.grpc.pb.h"

namespace zgc::tasks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class TaskRegistryServiceTest : public ::testing::Test {
 protected:
  TaskRegistryServiceTest() : book_("task_registry", formulas_) {
    RegisterFormulas(formulas_);
    Open();
  }
  ~TaskRegistryServiceTest() override { Close(); }

  using Stub = v1::TaskRegistryService::Stub;

  void Open() {
    rpc::ServerOptions options;
    options.service = "task_registry";
    options.listen = "127.0.0.1:0";
    options.admin_listen = "127.0.0.1:0";
    options.store_url = dir_.StoreUrl();
    options.create_store = true;
    options.insecure_loopback = true;
    auto server = rpc::Server::Create(options, TaskRegistrySchema());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    service_ = MakeTaskRegistryService(server_->calls(), book_);
    figures_ = figures::MakeFigureService(server_->calls(), book_);
    ZGC_ASSERT_OK(server_->Start({service_.get(), figures_.get()}));
    const auto channel = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                             grpc::InsecureChannelCredentials());
    stub_ = v1::TaskRegistryService::NewStub(channel);
    figure_stub_ = figures::v1::FigureService::NewStub(channel);
  }
  void Close() {
    server_->Stop();
    server_.reset();
  }

  // One call on behalf of a person; `fields` is the request in text format.
  template <typename StubType, typename Request, typename Response>
  absl::StatusOr<Response> Call(StubType& stub,
                                grpc::Status (StubType::*method)(grpc::ClientContext*,
                                                                 const Request&, Response*),
                                const std::string& fields, const std::string& person = "clerk") {
    Request request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
    grpc::ClientContext context;
    context.AddMetadata(rpc::kOnBehalfOf, person);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromWire(status);
    return response;
  }
  template <typename Method>
  auto Do(Method method, const std::string& fields, const std::string& person = "clerk") {
    return Call(*stub_, method, fields, person);
  }

  void Prepare() {
    ZGC_ASSERT_OK(Do(&Stub::CreateOrganisation,
                     "organisation_id: 'a' organisation { display_name: '产业处' kind: "
                     "ORGANISATION_KIND_DEPARTMENT }"));
    ZGC_ASSERT_OK(Do(&Stub::CreatePlan,
                     "plan_id: '2019' plan { title: '2019年绩效任务' year: 2019 issuer: "
                     "'organisations/a' from_date: '2019-01-01' to_date: '2019-12-31' }"));
  }
  absl::StatusOr<v1::Task> Create(const std::string& id, const std::string& more = "") {
    return Do(&Stub::CreateTask,
              absl::StrCat("task_id: '", id, "' task { plan: 'plans/2019' number: '", id,
                           "' title: 't' statement: 's' lead_department: 'organisations/a' ",
                           "deadline: '2019-12-31' } ", more));
  }

  testing::TempDir dir_;
  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<grpc::Service> figures_;
  std::unique_ptr<Stub> stub_;
  std::unique_ptr<figures::v1::FigureService::Stub> figure_stub_;
};

TEST_F(TaskRegistryServiceTest, ARequestIsCarriedOutOnceAndPagesGoOnAfterARestart) {
  Prepare();
  ZGC_ASSERT_OK(Create("v", "validate_only: true"));
  const auto first = Create("1", "request_id: 'once'");
  ZGC_ASSERT_OK(first);
  const auto again = Create("1", "request_id: 'once'");
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(first->revision(), again->revision());
  EXPECT_THAT(Create("2", "request_id: 'once'"), HasReason(ERROR_REASON_REQUEST_ID_CONFLICT));
  ZGC_ASSERT_OK(Create("2"));
  ZGC_ASSERT_OK(Create("3"));
  const auto page = Do(&Stub::ListTasks, "page_size: 2");
  ZGC_ASSERT_OK(page);
  ASSERT_EQ(page->tasks_size(), 2);
  Close();
  Open();
  const auto rest =
      Do(&Stub::ListTasks, "page_size: 2 page_token: '" + page->next_page_token() + "'");
  ZGC_ASSERT_OK(rest);
  ASSERT_EQ(rest->tasks_size(), 1);
  EXPECT_EQ(rest->tasks(0).name(), "tasks/3");
  EXPECT_EQ(rest->next_page_token(), "");
}

TEST_F(TaskRegistryServiceTest, ATaskIsCarriedThroughItsLifeByTwoPersons) {
  Prepare();
  ZGC_ASSERT_OK(Create("1"));
  const std::string name = "name: 'tasks/1' ";
  ZGC_ASSERT_OK(Do(&Stub::SubmitTask, name));
  EXPECT_THAT(Do(&Stub::ApproveTask, name), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto approved = Do(&Stub::ApproveTask, name, "approver");
  ZGC_ASSERT_OK(approved);
  EXPECT_EQ(approved->transitions().rbegin()->person(), "approver");
  ZGC_ASSERT_OK(Do(&Stub::SuspendTask, name + "reason: 'r' document: 'd'"));
  ZGC_ASSERT_OK(Do(&Stub::ResumeTask, name + "reason: 'r' document: 'd'"));
  ZGC_ASSERT_OK(Do(&Stub::SubmitCompletion, name + "completion_date: '2019-12-20' evidence: 'e'"));
  ZGC_ASSERT_OK(Do(&Stub::ReturnCompletion, name + "reason: 'r'", "supervisor"));
  ZGC_ASSERT_OK(Do(&Stub::SubmitCompletion, name + "completion_date: '2019-12-21' evidence: 'e'"));
  ZGC_ASSERT_OK(Do(&Stub::AcceptCompletion, name + "score: '95'", "supervisor"));
  EXPECT_THAT(Do(&Stub::CancelTask, name + "reason: 'r' document: 'd'"),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("open: ReopenTask")));
  ZGC_ASSERT_OK(Do(&Stub::ReopenTask, name + "reason: 'r'"));
  const auto earlier = Do(&Stub::GetTask, absl::StrCat(name, "revision: ", approved->revision()));
  ZGC_ASSERT_OK(earlier);
  EXPECT_EQ(earlier->SerializeAsString(), approved->SerializeAsString());
}

// A target is met by a figure of the server's own book.
TEST_F(TaskRegistryServiceTest, ACompletionIsHeldAgainstTheFiguresOfTheService) {
  Prepare();
  ZGC_ASSERT_OK(Call(*figure_stub_, &figures::v1::FigureService::Stub::CreateIndicator, R"pb(
    indicator_id: "lectures"
    indicator {
      display_name: "政策宣讲"
      unit: "次"
      measure: MEASURE_KIND_FLOW
      computation {
        formula: "count_activities"
        reporting_periods { start_date: "2019-01-01" end_date: "2019-12-31" }
      }
    })pb"));
  ZGC_ASSERT_OK(Create("1"));
  const std::string name = "name: 'tasks/1' ";
  ZGC_ASSERT_OK(Do(&Stub::UpdateTask, R"pb(
    task {
      name: "tasks/1"
      targets {
        indicator: "indicators/lectures"
        period { start_date: "2019-01-01" end_date: "2019-12-31" }
        comparison: TARGET_COMPARISON_AT_LEAST
        value: "16"
      }
    })pb"));
  ZGC_ASSERT_OK(Do(&Stub::SubmitTask, name));
  ZGC_ASSERT_OK(Do(&Stub::ApproveTask, name, "approver"));
  const std::string complete = name + "completion_date: '2019-12-20' evidence: 'e'";
  EXPECT_THAT(Do(&Stub::SubmitCompletion, complete),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        AllOf(HasSubstr("figures/lectures@2019 is 0"), HasSubstr("16"))));
  ZGC_ASSERT_OK(Do(&Stub::CreateActivity,
                   "activity_id: 'x' activity { display_name: '宣讲' kind: ACTIVITY_KIND_LECTURE "
                   "from_date: '2019' session_count: 16 evidence: 'e' }"));
  ZGC_EXPECT_OK(Do(&Stub::SubmitCompletion, complete));
}

// A handler that calls the wrong function would not find the row.
TEST_F(TaskRegistryServiceTest, EveryResourceReachesItsRows) {
  Prepare();
  ZGC_ASSERT_OK(Create("1"));
  ZGC_ASSERT_OK(Do(&Stub::SubmitTask, "name: 'tasks/1'"));
  ZGC_ASSERT_OK(Do(&Stub::ApproveTask, "name: 'tasks/1'", "approver"));
  ZGC_ASSERT_OK(
      Do(&Stub::UpdateOrganisation, "organisation { name: 'organisations/a' level: '市' }"));
  EXPECT_EQ(Do(&Stub::GetOrganisation, "name: 'organisations/a'")->level(), "市");
  EXPECT_EQ(Do(&Stub::ListOrganisations, "")->organisations_size(), 1);
  EXPECT_EQ(Do(&Stub::GetPlan, "name: 'plans/2019'")->year(), 2019);
  EXPECT_EQ(Do(&Stub::ListPlans, "year: 2019")->plans_size(), 1);

  ZGC_ASSERT_OK(Do(&Stub::CreatePolicyDocument,
                   "policy_document_id: 'd' policy_document { title: 'd' kind: "
                   "POLICY_DOCUMENT_KIND_PLAN status: POLICY_DOCUMENT_STATUS_DRAFTING }"));
  ZGC_ASSERT_OK(Do(&Stub::UpdatePolicyDocument,
                   "policy_document { name: 'policyDocuments/d' article_count: 20 }"));
  EXPECT_EQ(Do(&Stub::GetPolicyDocument, "name: 'policyDocuments/d'")->article_count(), 20);
  EXPECT_EQ(Do(&Stub::ListPolicyDocuments, "")->policy_documents_size(), 1);

  ZGC_ASSERT_OK(Do(&Stub::CreateActivity,
                   "activity_id: 'x' activity { display_name: 'x' kind: ACTIVITY_KIND_EVENT "
                   "from_date: '2019' evidence: 'e' }"));
  ZGC_ASSERT_OK(Do(&Stub::UpdateActivity, "activity { name: 'activities/x' place: '北京' }"));
  EXPECT_EQ(Do(&Stub::GetActivity, "name: 'activities/x'")->place(), "北京");
  EXPECT_EQ(Do(&Stub::ListActivities, "")->activities_size(), 1);

  for (const char* id : {"m1", "m2"}) {
    ZGC_ASSERT_OK(Do(&Stub::CreateMilestone, absl::StrCat("milestone_id: '", id,
                                                          "' milestone { task: 'tasks/1' title: "
                                                          "'m' due_date: '2019-06-30' }")));
    ZGC_ASSERT_OK(Do(
        &Stub::ReportMilestone,
        absl::StrCat("name: 'milestones/", id, "' reached_date: '2019-06-01' ", "evidence: 'e'")));
  }
  ZGC_ASSERT_OK(
      Do(&Stub::AcceptMilestone, "name: 'milestones/m1' decided_date: '2019-06-02'", "approver"));
  ZGC_ASSERT_OK(Do(&Stub::RejectMilestone,
                   "name: 'milestones/m2' decided_date: '2019-06-02' reason: 'r'", "approver"));
  EXPECT_EQ(Do(&Stub::GetMilestone, "name: 'milestones/m1'")->decider(), "approver");
  EXPECT_EQ(Do(&Stub::ListMilestones, "state: MILESTONE_STATE_REJECTED")->milestones_size(), 1);

  for (const char* id : {"c1", "c2"}) {
    ZGC_ASSERT_OK(Do(&Stub::CreateChangeRequest,
                     absl::StrCat("change_request_id: '", id, "' change_request { task: ",
                                  "'tasks/1' field: CHANGE_FIELD_DEADLINE new_value: ",
                                  "'2020-06-30' reason: 'r' }")));
  }
  ZGC_ASSERT_OK(Do(&Stub::ApproveChangeRequest, "name: 'changeRequests/c1'", "approver"));
  ZGC_ASSERT_OK(
      Do(&Stub::RejectChangeRequest, "name: 'changeRequests/c2' reason: 'r'", "approver"));
  EXPECT_EQ(Do(&Stub::GetChangeRequest, "name: 'changeRequests/c1'")->old_value(), "2019-12-31");
  EXPECT_EQ(
      Do(&Stub::ListChangeRequests, "state: CHANGE_REQUEST_STATE_REJECTED")->change_requests_size(),
      1);

  ZGC_ASSERT_OK(Do(&Stub::CreateProgressReport,
                   "progress_report_id: 'p' progress_report { task: 'tasks/1' text: '进展' period "
                   "{ end_date: '2019-06-30' } }"));
  EXPECT_EQ(Do(&Stub::GetProgressReport, "name: 'progressReports/p'")->reporter(), "clerk");
  EXPECT_EQ(Do(&Stub::ListProgressReports, "task: 'tasks/1'")->progress_reports_size(), 1);

  ZGC_ASSERT_OK(Create("2"));
  ZGC_ASSERT_OK(Do(&Stub::WithdrawTask, "name: 'tasks/2' reason: 'r'"));
  EXPECT_EQ(Do(&Stub::GetTask, "name: 'tasks/2'")->state(), v1::TASK_STATE_WITHDRAWN);
}

}  // namespace
}  // namespace zgc::tasks
