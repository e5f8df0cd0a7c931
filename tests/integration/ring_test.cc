// Two services that follow each other.
#include <string>
#include <thread>
#include <utility>

#include "gtest/gtest.h"
#include "services/task_registry/clients/followers.h"
#include "tests/integration/suite.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/tasks/v1/organisation_service.grpc.pb.h"
#include "zgc/tasks/v1/plan_service.grpc.pb.h"
#include "zgc/tasks/v1/task_service.grpc.pb.h"

namespace zgc::testing {
namespace {

using FiguresStub = figures::v1::FigureService::Stub;
using TasksStub = tasks::v1::TaskService::Stub;

class RingTest : public ::testing::Test {
 protected:
  RingTest() {
    funding_.Start();
    tasks_.Start();
    ZGC_EXPECT_OK(Call(tasks_.channel(), &tasks::v1::OrganisationService::Stub::CreateOrganisation,
                       "organisation_id: 'office' organisation { display_name: '办公室' "
                       "kind: ORGANISATION_KIND_DEPARTMENT }"));
    ZGC_EXPECT_OK(Call(tasks_.channel(), &tasks::v1::PlanService::Stub::CreatePlan,
                       "plan_id: '2021' plan { title: '2021年绩效任务' year: 2021 "
                       "issuer: 'organisations/office' from_date: '2021-01-01' "
                       "to_date: '2021-12-31' }"));
    ZGC_EXPECT_OK(Call(funding_.channel(), &FiguresStub::CreateIndicator,
                       "indicator_id: 'rate' indicator { display_name: 'rate' unit: '%' "
                       "measure: MEASURE_KIND_FLOW }"));
    ZGC_EXPECT_OK(Call(tasks_.channel(), &TasksStub::CreateTask,
                       "task_id: '1' task { plan: 'plans/2021' number: '1' title: 't' "
                       "statement: 's' deadline: '2021-12-31' "
                       "lead_department: 'organisations/office' targets { "
                       "indicator: '//funding_ledger/indicators/rate' period { "
                       "start_date: '2021-01-01' end_date: '2021-12-31' } "
                       "comparison: TARGET_COMPARISON_AT_LEAST value: '99' } }",
                       "maker"));
    ZGC_EXPECT_OK(Call(tasks_.channel(), &TasksStub::SubmitTask, "name: 'tasks/1'", "maker"));
    ZGC_EXPECT_OK(Call(tasks_.channel(), &TasksStub::ApproveTask, "name: 'tasks/1'", "checker"));
  }
  ~RingTest() override {
    tasks_.Stop();
    funding_.Stop();
  }

  void Observe(const std::string& id) {
    ZGC_EXPECT_OK(Call(funding_.channel(), &FiguresStub::ReportObservation,
                       "observation_id: '" + id +
                           "' observation { indicator: 'indicators/rate' period { "
                           "start_date: '2021-01-01' end_date: '2021-12-31' } value: '99.2' "
                           "unit: '%' qualifier: QUALIFIER_EXACT evidence: 'e' }",
                       "reporter"));
    ZGC_EXPECT_OK(Call(funding_.channel(), &FiguresStub::VerifyObservation,
                       "name: 'observations/" + id + "'", "verifier"));
  }
  // Whether `node` is current with all of `source` up to a revision.
  static bool Has(Node& node, const Node& source, int64_t revision) {
    const auto status =
        Call(node.channel(), &ops::v1::OperationsService::Stub::GetServiceStatus, "");
    EXPECT_TRUE(status.ok()) << status.status();
    if (!status.ok() || status->sources().empty()) return false;
    const ops::v1::FollowedSource& followed = status->sources(0);
    return followed.service() == source.name() && !followed.reading() &&
           followed.state() == ops::v1::SOURCE_STATE_CURRENT &&
           followed.applied().revision() >= revision;
  }
  std::pair<int64_t, int64_t> Heads() { return {tasks_.head(), funding_.head()}; }
  // Until each has all of the other at one and the same time, so that none has anything to note.
  void AwaitRest() {
    const auto begin = Heads();
    while (true) {
      const auto heads = Heads();
      const bool both = Has(tasks_, funding_, heads.second) && Has(funding_, tasks_, heads.first);
      if (both && Heads() == heads) return;
      ASSERT_LT(heads.first + heads.second, begin.first + begin.second + 100)
          << "each commit is answered by one";
      std::this_thread::yield();
    }
  }

  FollowingNode funding_{"funding_ledger",          funding::FundingLedgerSchema(),
                         funding::RegisterFormulas, Made(funding::MakeServices),
                         funding::StartFollowers,   {&tasks_}};
  FollowingNode tasks_{"task_registry",         tasks::TaskRegistrySchema(),
                       tasks::RegisterFormulas, Made(tasks::MakeServices),
                       tasks::StartFollowers,   {&funding_}};
};

TEST_F(RingTest, ComesToRestAndIsInStep) {
  AwaitRest();
  Observe("a");
  AwaitRest();
  for (Node* node : {static_cast<Node*>(&tasks_), static_cast<Node*>(&funding_)}) {
    node->Stop();
    node->Start();
    AwaitRest();
  }
  Observe("b");
  AwaitRest();
  ZGC_EXPECT_OK(Call(tasks_.channel(), &TasksStub::SubmitCompletion,
                     "name: 'tasks/1' completion_date: '2021-12-20' evidence: 'e'", "maker"));
}

}  // namespace
}  // namespace zgc::testing
