// A tranche of an award waits for a milestone of the task registry, which the
// ledger knows through the feed.
#include <thread>

#include "common/base/error.h"
#include "gtest/gtest.h"
#include "tests/integration/suite.h"
#include "zgc/funding/v1/award_service.grpc.pb.h"
#include "zgc/funding/v1/budget_service.grpc.pb.h"
#include "zgc/funding/v1/fiscal_year_service.grpc.pb.h"
#include "zgc/funding/v1/payment_service.grpc.pb.h"
#include "zgc/tasks/v1/milestone_service.grpc.pb.h"
#include "zgc/tasks/v1/organisation_service.grpc.pb.h"
#include "zgc/tasks/v1/plan_service.grpc.pb.h"
#include "zgc/tasks/v1/task_service.grpc.pb.h"

namespace zgc::testing {
namespace {

using ::testing::HasSubstr;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class TranchesTest : public ::testing::Test {
 protected:
  TranchesTest() {
    for (Node* node : nodes()) node->Start();
    ZGC_EXPECT_OK(Call(tasks_.channel(), &tasks::v1::OrganisationService::Stub::CreateOrganisation,
                       "organisation_id: 'office' organisation { display_name: '办公室' "
                       "kind: ORGANISATION_KIND_DEPARTMENT }"));
    ZGC_EXPECT_OK(Call(tasks_.channel(), &tasks::v1::PlanService::Stub::CreatePlan,
                       "plan_id: '2021' plan { title: '2021年绩效任务' year: 2021 "
                       "issuer: 'organisations/office' from_date: '2021-01-01' "
                       "to_date: '2021-12-31' }"));
    ZGC_EXPECT_OK(Call(tasks_.channel(), &tasks::v1::TaskService::Stub::CreateTask,
                       "task_id: 't' task { plan: 'plans/2021' number: '1' title: '平台建设' "
                       "statement: '建成平台。' lead_department: 'organisations/office' "
                       "deadline: '2021-12-31' }"));
    ZGC_EXPECT_OK(Call(tasks_.channel(), &tasks::v1::MilestoneService::Stub::CreateMilestone,
                       "milestone_id: 'm' milestone { task: 'tasks/t' title: '平台上线' "
                       "due_date: '2021-09-30' }"));
    SetUpAward();
  }
  ~TranchesTest() override {
    funding_.Stop();
    tasks_.Stop();
  }

  std::vector<Node*> nodes() { return {&tasks_, &funding_}; }

  // 100 fen, half of them once the milestone is accepted.
  void SetUpAward() {
    const auto stub = funding_.channel();
    ZGC_EXPECT_OK(Call(stub, &funding::v1::FiscalYearService::Stub::CreateFiscalYear,
                       "fiscal_year_id: '2021'"));
    ZGC_EXPECT_OK(Call(stub, &funding::v1::BudgetService::Stub::CreateProgram,
                       "program_id: 'f' program { display_name: 'f' }"));
    ZGC_EXPECT_OK(
        Call(stub, &funding::v1::BudgetService::Stub::CreateAppropriation,
             "appropriation_id: 'a' appropriation { fiscal_year: 'fiscalYears/2021' program: "
             "'programs/f' amount_fen: 500 kind: APPROPRIATION_KIND_ORIGINAL document: 'd' }"));
    ZGC_EXPECT_OK(Call(stub, &funding::v1::AwardService::Stub::CreateAward,
                       "award_id: 'w' award { display_name: 'w' program: 'programs/f' fiscal_year: "
                       "'fiscalYears/2021' recipient_count: 1 amount_state: AMOUNT_STATE_KNOWN "
                       "amount_fen: 100 document: 'd' }",
                       "maker"));
    ZGC_EXPECT_OK(
        Call(stub, &funding::v1::AwardService::Stub::ApproveAward, "name: 'awards/w'", "checker"));
    ZGC_EXPECT_OK(Call(stub, &funding::v1::AwardService::Stub::SignAgreement,
                       "name: 'awards/w' date: '2021-03-01' document: '协议' "
                       "tranches { amount_fen: 50 condition: TRANCHE_CONDITION_NONE } "
                       "tranches { amount_fen: 50 condition: TRANCHE_CONDITION_MILESTONE "
                       "milestone: '//task_registry/milestones/m' }",
                       "signer"));
  }
  absl::StatusOr<funding::v1::Payment> Pay(const std::string& id, int tranche, int fen,
                                           const std::string& fields = "") {
    return Call(funding_.channel(), &funding::v1::PaymentService::Stub::CreatePayment,
                absl::StrCat("payment_id: '", id, "' payment { award: 'awards/w' document: 'd' ",
                             "amount_fen: ", fen, " tranche: ", tranche, " } ", fields),
                "payer");
  }
  void AcceptMilestone() {
    ZGC_ASSERT_OK(Call(tasks_.channel(), &tasks::v1::MilestoneService::Stub::ReportMilestone,
                       "name: 'milestones/m' reached_date: '2021-09-20' evidence: '上线公告'",
                       "reporter"));
    ZGC_ASSERT_OK(Call(tasks_.channel(), &tasks::v1::MilestoneService::Stub::AcceptMilestone,
                       "name: 'milestones/m' decided_date: '2021-09-25'", "verifier"));
  }
  // Waits until the ledger has read the milestone in that state.
  void AwaitMilestone(const std::string& state) {
    int64_t seen = 0;
    while (true) {
      const auto list =
          Call(funding_.channel(), &funding::v1::AwardService::Stub::ListTaskMilestones,
               absl::StrCat("min_revision: ", seen));
      if (!list.ok()) {
        ASSERT_EQ(list.status().code(), absl::StatusCode::kUnavailable) << list.status();
        continue;
      }
      if (list->task_milestones_size() == 1 && list->task_milestones(0).state() == state) return;
      seen = list->revision() + 1;
    }
  }
  bool AwaitConnected(bool connected) {
    return funding_.followers().Await(
        "task_registry",
        [=](const rpc::Follower::State& state) { return state.connected == connected; },
        absl::Seconds(60));
  }
  ops::v1::FollowedSource Source() {
    const auto status =
        Call(funding_.channel(), &ops::v1::OperationsService::Stub::GetServiceStatus, "");
    EXPECT_TRUE(status.ok() && status->sources_size() == 1) << status.status();
    return status.ok() && status->sources_size() == 1 ? status->sources(0)
                                                      : ops::v1::FollowedSource();
  }

  void AwaitAccepted() {
    const auto accepted = [this] {
      const auto milestone =
          Call(funding_.channel(), &funding::v1::AwardService::Stub::GetTaskMilestone,
               "name: '//task_registry/milestones/m'");
      return milestone.ok() && milestone->accepted();
    };
    while (!accepted()) std::this_thread::yield();
  }
  // Asks until the source stands so; the time limit of tests ends what never does.
  void AwaitState(ops::v1::SourceState state) {
    while (Source().state() != state) std::this_thread::yield();
  }

  ServiceNode tasks_{"task_registry", tasks::TaskRegistrySchema(), tasks::RegisterFormulas,
                     Made(tasks::MakeServices)};
  FollowingNode funding_{"funding_ledger",          funding::FundingLedgerSchema(),
                         funding::RegisterFormulas, Made(funding::MakeServices),
                         funding::StartFollowers,   {&tasks_}};
};

TEST_F(TranchesTest, AMilestoneAcceptedInTheTaskRegistryOpensItsTranche) {
  AwaitMilestone("MILESTONE_STATE_PLANNED");
  const auto refused = Pay("p", 2, 50);
  EXPECT_THAT(refused, HasReason(ERROR_REASON_TRANCHE_WAITING));
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("waits for //task_registry/milestones/m since 2021-03-01: "
                        "MILESTONE_STATE_PLANNED, due 2021-09-30"));
  AcceptMilestone();
  AwaitMilestone("MILESTONE_STATE_ACCEPTED");
  const auto milestone =
      Call(funding_.channel(), &funding::v1::AwardService::Stub::GetTaskMilestone,
           "name: '//task_registry/milestones/m'");
  ZGC_ASSERT_OK(milestone);
  EXPECT_EQ(milestone->decided_date(), "2021-09-25");
  EXPECT_EQ(milestone->source_revision(), tasks_.head());
  EXPECT_EQ(Source().applied().revision(), tasks_.head());
  ZGC_EXPECT_OK(Pay("p", 2, 50));
}

TEST_F(TranchesTest, ASourceThatIsDownStopsOnlyWhatWaits) {
  AwaitMilestone("MILESTONE_STATE_PLANNED");
  funding_.Stop();
  AcceptMilestone();
  tasks_.Stop();
  funding_.Start();
  ASSERT_TRUE(AwaitConnected(false));
  EXPECT_FALSE(Source().connected());
  EXPECT_THAT(Pay("p", 2, 50), HasReason(ERROR_REASON_TRANCHE_WAITING));
  ZGC_EXPECT_OK(Pay("q", 1, 50));
  tasks_.Start();
  AwaitMilestone("MILESTONE_STATE_ACCEPTED");
  ZGC_EXPECT_OK(Pay("p", 2, 50));
  EXPECT_EQ(Source().problem(), "");
}

TEST_F(TranchesTest, NoTrancheIsPaidByAMilestoneWhoseSourceHasFallenSilent) {
  constexpr char kPay[] = "/zgc.funding.v1.PaymentService/CreatePayment";
  funding_.Stop();
  funding_.SetMaxSourceAge(absl::Seconds(2));
  funding_.Start();
  AcceptMilestone();
  AwaitMilestone("MILESTONE_STATE_ACCEPTED");
  AwaitState(ops::v1::SOURCE_STATE_CURRENT);
  tasks_.Stop();
  AwaitState(ops::v1::SOURCE_STATE_LATE);
  const auto refused = Pay("p", 2, 50);
  EXPECT_THAT(refused, HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("task_registry, is not known since 20"));
  // What waits for nothing is paid.
  ZGC_EXPECT_OK(Pay("q", 1, 50));
  EXPECT_THAT(Pay("p", 2, 50), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  // So is what its payer answers for; the audit says so.
  ZGC_EXPECT_OK(Pay("p", 2, 30, "max_source_age { seconds: 3600 }"));
  EXPECT_EQ(funding_.ReasonOf(kPay), "max_source_age 3600 s");
  EXPECT_THAT(Pay("r", 2, 20, "max_source_age { seconds: 5 }"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  tasks_.Start();
  AwaitState(ops::v1::SOURCE_STATE_CURRENT);
  ZGC_EXPECT_OK(Pay("r", 2, 20));
  EXPECT_EQ(funding_.ReasonOf(kPay), "");
}

// The acceptance that the ledger has read is in no store any more.
TEST_F(TranchesTest, NoTrancheIsPaidByARegistryThatWentBack) {
  AwaitMilestone("MILESTONE_STATE_PLANNED");
  tasks_.Stop();
  tasks_.Keep();
  tasks_.Start();
  AcceptMilestone();
  AwaitMilestone("MILESTONE_STATE_ACCEPTED");
  for (const bool ledger_down : {false, true}) {
    SCOPED_TRACE(ledger_down);
    if (ledger_down) funding_.Stop();
    tasks_.Stop();
    tasks_.GoBack();
    tasks_.Start();
    for (const char* id : {"x", "y", "z"}) {
      ZGC_ASSERT_OK(
          Call(tasks_.channel(), &tasks::v1::MilestoneService::Stub::CreateMilestone,
               absl::StrCat("milestone_id: '", id, "' milestone { task: 'tasks/t' title: '", id,
                            "' due_date: '2021-09-30' }")));
    }
    if (ledger_down) funding_.Start();
    AwaitState(ops::v1::SOURCE_STATE_REFUSED);
    EXPECT_THAT(Pay("p", 2, 50), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  }
  ZGC_ASSERT_OK(Call(funding_.channel(), &ops::v1::OperationsService::Stub::ResyncSource,
                     "source: 'task_registry' reason: '恢复'", "operator"));
  AwaitState(ops::v1::SOURCE_STATE_CURRENT);
  EXPECT_THAT(Pay("p", 2, 50), HasReason(ERROR_REASON_TRANCHE_WAITING));
  AcceptMilestone();
  AwaitAccepted();
  ZGC_EXPECT_OK(Pay("p", 2, 50));
}

}  // namespace
}  // namespace zgc::testing
