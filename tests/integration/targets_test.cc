// A target of a task names an indicator of the ledger, whose figures the registry follows.
#include <string>
#include <thread>
#include <vector>

#include "common/base/error.h"
#include "gtest/gtest.h"
#include "services/task_registry/clients/followers.h"
#include "services/task_registry/domain/sources/followed_figures.h"
#include "tests/integration/suite.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/funding/v1/budget_service.grpc.pb.h"
#include "zgc/funding/v1/fiscal_year_service.grpc.pb.h"
#include "zgc/tasks/v1/change_request_service.grpc.pb.h"
#include "zgc/tasks/v1/organisation_service.grpc.pb.h"
#include "zgc/tasks/v1/plan_service.grpc.pb.h"
#include "zgc/tasks/v1/task_service.grpc.pb.h"

namespace zgc::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace ::zgc::common::v1;  // NOLINT: the reasons
using FiguresStub = figures::v1::FigureService::Stub;
using TasksStub = tasks::v1::TaskService::Stub;

constexpr char kOfYear[] = "period { start_date: '2021-01-01' end_date: '2021-12-31' }";

class FigureTargetsTest : public ::testing::Test {
 protected:
  FigureTargetsTest() {
    funding_.Start();
    tasks_.Start();
    ZGC_EXPECT_OK(Call(tasks_.channel(), &tasks::v1::OrganisationService::Stub::CreateOrganisation,
                       "organisation_id: 'office' organisation { display_name: '办公室' "
                       "kind: ORGANISATION_KIND_DEPARTMENT }"));
    ZGC_EXPECT_OK(Call(tasks_.channel(), &tasks::v1::PlanService::Stub::CreatePlan,
                       "plan_id: '2021' plan { title: '2021年绩效任务' year: 2021 "
                       "issuer: 'organisations/office' from_date: '2021-01-01' "
                       "to_date: '2021-12-31' }"));
    for (const char* id : {"rate", "other", "third"}) Declare(id);
    Observe("rate", "r", "99.2");
    Observe("other", "o", "1");
    Observe("third", "t", "1");
  }
  ~FigureTargetsTest() override {
    tasks_.Stop();
    funding_.Stop();
  }

  void Declare(const std::string& id) {
    ZGC_EXPECT_OK(Call(funding_.channel(), &FiguresStub::CreateIndicator,
                       absl::StrCat("indicator_id: '", id, "' indicator { display_name: '", id,
                                    "' unit: '%' measure: MEASURE_KIND_FLOW }")));
  }
  void Observe(const std::string& indicator, const std::string& id, const std::string& value,
               const std::string& more = "") {
    ZGC_EXPECT_OK(
        Call(funding_.channel(), &FiguresStub::ReportObservation,
             absl::StrCat("observation_id: '", id, "' observation { indicator: 'indicators/",
                          indicator, "' ", kOfYear, " value: '", value,
                          "' unit: '%' qualifier: QUALIFIER_EXACT evidence: 'e' ", more, " }"),
             "reporter"));
    ZGC_EXPECT_OK(Call(funding_.channel(), &FiguresStub::VerifyObservation,
                       absl::StrCat("name: 'observations/", id, "'"), "verifier"));
  }
  static std::string TargetOf(const std::string& indicator, const std::string& value,
                              const std::string& more = "") {
    return absl::StrCat(" { indicator: '//funding_ledger/indicators/", indicator, "' ", kOfYear,
                        " comparison: TARGET_COMPARISON_AT_LEAST value: '", value, "' ", more,
                        " } ");
  }
  // An ACTIVE one.
  void AddTask(const std::string& id, const std::string& targets) {
    ZGC_ASSERT_OK(Call(tasks_.channel(), &TasksStub::CreateTask,
                       absl::StrCat("task_id: '", id, "' task { plan: 'plans/2021' number: '", id,
                                    "' title: 't' statement: 's' deadline: '2021-12-31' "
                                    "lead_department: 'organisations/office' ",
                                    targets, " }"),
                       "maker"));
    const std::string name = absl::StrCat("name: 'tasks/", id, "'");
    ZGC_ASSERT_OK(Call(tasks_.channel(), &TasksStub::SubmitTask, name, "maker"));
    ZGC_ASSERT_OK(Call(tasks_.channel(), &TasksStub::ApproveTask, name, "checker"));
  }
  void Change(const std::string& id, const std::string& fields) {
    using Changes = tasks::v1::ChangeRequestService::Stub;
    ZGC_ASSERT_OK(
        Call(tasks_.channel(), &Changes::CreateChangeRequest,
             absl::StrCat("change_request_id: '", id,
                          "' change_request { task: 'tasks/1' reason: 'r' ", fields, " }"),
             "maker"));
    ZGC_ASSERT_OK(Call(tasks_.channel(), &Changes::ApproveChangeRequest,
                       absl::StrCat("name: 'changeRequests/", id, "'"), "checker"));
  }
  absl::StatusOr<tasks::v1::Task> Complete(const std::string& more = "") {
    return Call(tasks_.channel(), &TasksStub::SubmitCompletion,
                absl::StrCat("name: 'tasks/1' completion_date: '2021-12-20' evidence: 'e' ", more),
                "maker");
  }
  resource::Standing Standing() {
    const auto standing = tasks::StandingOf(tasks_.server().store().Read(), "funding_ledger");
    EXPECT_TRUE(standing.ok()) << standing.status();
    return standing.value_or(resource::Standing());
  }
  // Waits until all that is wanted is here; the time limit of tests ends what never comes.
  void AwaitFollowed() {
    while (Standing().here().value_or(0) < funding_.head()) std::this_thread::yield();
  }
  std::vector<std::string> Followed() {
    std::vector<std::string> names;
    ZGC_EXPECT_OK(tasks::kFollowedFigures.ForEach(
        tasks_.server().store().Read(),
        [&](const storage::NameKey&, const tasks::v1::FollowedFigure& figure) {
          names.push_back(figure.held().figure());
          return true;
        }));
    return names;
  }
  std::vector<ops::v1::FollowedSource> Sources() {
    const auto status =
        Call(tasks_.channel(), &ops::v1::OperationsService::Stub::GetServiceStatus, "");
    EXPECT_TRUE(status.ok()) << status.status();
    if (!status.ok()) return {};
    return {status->sources().begin(), status->sources().end()};
  }
  void AwaitState(ops::v1::SourceState state) {
    while (true) {
      const auto sources = Sources();
      if (sources.size() == 1 && sources[0].state() == state) return;
      std::this_thread::yield();
    }
  }

  ServiceNode funding_{"funding_ledger", funding::FundingLedgerSchema(), funding::RegisterFormulas,
                       Made(funding::MakeServices)};
  FollowingNode tasks_{"task_registry",         tasks::TaskRegistrySchema(),
                       tasks::RegisterFormulas, Made(tasks::MakeServices),
                       tasks::StartFollowers,   {&funding_}};
};

TEST_F(FigureTargetsTest, ATaskIsCompletedByAFigureOfTheLedger) {
  EXPECT_THAT(Sources(), IsEmpty()) << "nothing is wanted of anybody";
  AddTask("1", "targets" + TargetOf("rate", "99"));
  AwaitFollowed();
  EXPECT_THAT(Followed(), ElementsAre("//funding_ledger/figures/r"));
  const auto task = Call(tasks_.channel(), &TasksStub::GetTask, "name: 'tasks/1'");
  ZGC_ASSERT_OK(task);
  EXPECT_EQ(task->targets(0).attainment().standing(), tasks::v1::TARGET_STANDING_MET);
  const auto done = Complete();
  ZGC_ASSERT_OK(done);
  ASSERT_EQ(done->completions(0).figures_size(), 1);
  const tasks::v1::HeldFigure& held = done->completions(0).figures(0);
  EXPECT_EQ(held.figure(), "//funding_ledger/figures/r");
  EXPECT_EQ(held.value(), "99.2");
  EXPECT_EQ(held.position().revision(), funding_.head());
  EXPECT_EQ(held.position().incarnation(), funding_.server().store().lineage().current());
  ZGC_ASSERT_OK(Call(tasks_.channel(), &TasksStub::AcceptCompletion, "name: 'tasks/1'", "checker"));
  // No open task wants it any more.
  while (!Sources().empty() || !Followed().empty()) std::this_thread::yield();
  const auto ended = Call(tasks_.channel(), &TasksStub::GetTask, "name: 'tasks/1'");
  EXPECT_EQ(ended->completions(0).figures(0).value(), "99.2");
}

TEST_F(FigureTargetsTest, WhatIsFollowedFollowsTheTargets) {
  AddTask("1", "targets" + TargetOf("rate", "99"));
  AwaitFollowed();
  Change("a", "field: CHANGE_FIELD_TARGET_ADDED target" + TargetOf("other", "1"));
  AwaitFollowed();
  EXPECT_THAT(Followed(), ElementsAre("//funding_ledger/figures/o", "//funding_ledger/figures/r"));
  ZGC_EXPECT_OK(Complete("validate_only: true"));
  Observe("other", "o2", "2");
  AwaitFollowed();
  EXPECT_EQ(Followed().size(), 3);
  Change("b", "field: CHANGE_FIELD_TARGET_DROPPED indicator: '//funding_ledger/indicators/rate'");
  AwaitFollowed();
  EXPECT_THAT(Followed(), ElementsAre("//funding_ledger/figures/o", "//funding_ledger/figures/o2"));
  // What was wanted is followed on from its position after a restart.
  tasks_.Stop();
  Observe("other", "o3", "3");
  tasks_.Start();
  AwaitFollowed();
  EXPECT_EQ(Followed().size(), 3);
}

TEST_F(FigureTargetsTest, APartOfAnIndicatorIsFollowedBesideTheWholeOfIt) {
  using funding::v1::BudgetService;
  ZGC_ASSERT_OK(Call(funding_.channel(), &funding::v1::FiscalYearService::Stub::CreateFiscalYear,
                     "fiscal_year_id: '2021'"));
  for (const char* id : {"f", "g"}) {
    ZGC_ASSERT_OK(
        Call(funding_.channel(), &BudgetService::Stub::CreateProgram,
             absl::StrCat("program_id: '", id, "' program { display_name: '", id, "' }")));
    ZGC_ASSERT_OK(Call(funding_.channel(), &BudgetService::Stub::CreateAppropriation,
                       absl::StrCat("appropriation_id: '", id,
                                    "' appropriation { fiscal_year: 'fiscalYears/2021' "
                                    "program: 'programs/",
                                    id, "' amount_fen: ", id[0] == 'f' ? 300 : 500,
                                    " kind: APPROPRIATION_KIND_ORIGINAL document: 'd' }")));
  }
  ZGC_ASSERT_OK(Call(funding_.channel(), &FiguresStub::CreateIndicator,
                     "indicator_id: 'budget' indicator { display_name: '预算' unit: '元' measure: "
                     "MEASURE_KIND_FLOW computation { formula: 'ledger_budget' arguments { key: "
                     "'unit' value: '元' } dimensions: 'program' reporting_periods { start_date: "
                     "'2021-01-01' end_date: '2021-12-31' } } }"));
  const std::string scopes = "scopes { dimension: 'program' values: 'programs/f' }";
  AddTask("1", "targets" + TargetOf("budget", "3", scopes));
  AwaitFollowed();
  EXPECT_THAT(Followed(), ElementsAre("//funding_ledger/figures/budget@2021+program=programs.f"));
  AddTask("2", "targets" + TargetOf("rate", "99"));
  AddTask("3", "targets" + TargetOf("budget", "8"));
  AwaitFollowed();
  EXPECT_THAT(Followed(), ElementsAre("//funding_ledger/figures/budget@2021",
                                      "//funding_ledger/figures/budget@2021+program=programs.f",
                                      "//funding_ledger/figures/r"));
  const auto done = Complete();
  ZGC_ASSERT_OK(done);
  EXPECT_EQ(done->completions(0).figures(0).value(), "3");
}

TEST_F(FigureTargetsTest, WhatIsMuchComesInPartsAndIsWholeAtTheEnd) {
  const std::string note(900'000, 'n');
  for (int i = 0; i < 5; ++i) {
    Observe("rate", absl::StrCat("big-", i), "100", "note: '" + note + "'");
  }
  AddTask("1", "targets" + TargetOf("rate", "99"));
  AwaitFollowed();
  EXPECT_EQ(Followed().size(), 6);
  ZGC_EXPECT_OK(Complete());
}

TEST_F(FigureTargetsTest, ASourceThatHasFallenSilentCompletesNothing) {
  tasks_.Stop();
  tasks_.SetMaxSourceAge(absl::Seconds(2));
  tasks_.Start();
  AddTask("1", "targets" + TargetOf("rate", "99"));
  AwaitFollowed();
  AwaitState(ops::v1::SOURCE_STATE_CURRENT);
  funding_.Stop();
  AwaitState(ops::v1::SOURCE_STATE_LATE);
  const auto refused = Complete();
  EXPECT_THAT(refused, HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("what this rests on, funding_ledger, is not known since 20"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("ask again once zgcctl status"));
  // A task without such a target is completed all the same.
  AddTask("2", "");
  ZGC_EXPECT_OK(Call(tasks_.channel(), &TasksStub::SubmitCompletion,
                     "name: 'tasks/2' completion_date: '2021-12-20' evidence: 'e'", "maker"));
  ZGC_EXPECT_OK(Complete("max_source_age { seconds: 3600 } validate_only: true"));
  funding_.Start();
  AwaitState(ops::v1::SOURCE_STATE_CURRENT);
  ZGC_EXPECT_OK(Complete());
}

TEST_F(FigureTargetsTest, ALedgerThatWentBackCompletesNothingUntilItIsReadAfresh) {
  AddTask("1", "targets" + TargetOf("rate", "99"));
  AwaitFollowed();
  funding_.Stop();
  funding_.Keep();
  funding_.Start();
  Observe("rate", "lost", "99.9");
  AwaitFollowed();
  funding_.Stop();
  funding_.GoBack();
  funding_.Start();
  for (const char* id : {"x", "y", "z"}) Declare(id);
  AwaitState(ops::v1::SOURCE_STATE_REFUSED);
  EXPECT_THAT(Complete(), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  // Nor because something else is wanted of it.
  Change("a", "field: CHANGE_FIELD_TARGET_ADDED target" + TargetOf("other", "1"));
  AwaitState(ops::v1::SOURCE_STATE_REFUSED);
  EXPECT_THAT(Complete(), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  ZGC_ASSERT_OK(Call(tasks_.channel(), &ops::v1::OperationsService::Stub::ResyncSource,
                     "source: 'funding_ledger' reason: '恢复'", "operator"));
  AwaitFollowed();
  AwaitState(ops::v1::SOURCE_STATE_CURRENT);
  EXPECT_THAT(Followed(), ElementsAre("//funding_ledger/figures/o", "//funding_ledger/figures/r"));
  ZGC_EXPECT_OK(Complete());
}

}  // namespace
}  // namespace zgc::testing
