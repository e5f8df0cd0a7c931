// The services together: records in one are figures in another, nothing is lost
// when one is away.
#include "tests/integration/suite.h"

#include <string>

#include "absl/strings/substitute.h"
#include "common/base/error.h"
#include "gtest/gtest.h"

namespace zgc::testing {
namespace {

using namespace ::zgc::common::v1;  // NOLINT: the reasons
using FigureStub = figures::v1::FigureService::Stub;
using TaskStub = tasks::v1::TaskRegistryService::Stub;
using ParkStub = parks::v1::ParkRegionService::Stub;
using Supervision = SupervisionNode::Service::Stub;

constexpr char kYear[] = "start_date: '2021-01-01' end_date: '2021-12-31'";

class SuiteTest : public ::testing::Test {
 protected:
  SuiteTest() {
    ZGC_EXPECT_OK(Call(tasks(), &TaskStub::CreateOrganisation,
                       "organisation_id: 'office' organisation { display_name: '办公室' "
                       "kind: ORGANISATION_KIND_DEPARTMENT }"));
    ZGC_EXPECT_OK(Call(tasks(), &TaskStub::CreatePlan,
                       "plan_id: '2021' plan { title: '2021年绩效任务' year: 2021 "
                       "issuer: 'organisations/office' from_date: '2021-01-01' "
                       "to_date: '2021-12-31' }"));
    ZGC_EXPECT_OK(Call(tasks(), &TaskStub::CreateTask,
                       "task_id: '2021-01' task { plan: 'plans/2021' number: '1' "
                       "title: '政策宣传' statement: '做好政策宣讲。' "
                       "lead_department: 'organisations/office' deadline: '2021-12-31' }"));
  }

  TaskStub& tasks() { return suite_.tasks().stub(); }
  ParkStub& parks() { return suite_.parks().stub(); }
  Supervision& supervision() { return suite_.supervision().stub(); }

  void CreatePark(const std::string& id) {
    ZGC_ASSERT_OK(Call(parks(), &ParkStub::CreatePark,
                       absl::Substitute("park_id: '$0' park { display_name: '分园$0' "
                                        "kind: PARK_KIND_SUB_PARK }",
                                        id)));
  }
  // The number of parks at the end of the year, which the records give.
  void DeclareParks() {
    ZGC_ASSERT_OK(Call(suite_.parks().figures(), &FigureStub::CreateIndicator,
                       "indicator_id: 'parks' indicator { display_name: '分园数' unit: '个' "
                       "measure: MEASURE_KIND_STOCK computation { formula: 'count_parks' "
                       "reporting_periods { end_date: '2021-12-31' } } }"));
  }
  // An observation of lectures held, carried to the state that a report takes.
  void ObserveLectures(const std::string& id, const std::string& value) {
    auto& book = suite_.tasks().figures();
    ZGC_ASSERT_OK(Call(book, &FigureStub::ReportObservation,
                       absl::Substitute("observation_id: '$0' observation { indicator: "
                                        "'indicators/lectures' value: '$1' unit: '次' qualifier: "
                                        "QUALIFIER_EXACT value_state: VALUE_STATE_KNOWN "
                                        "evidence: '宣讲台账' period { $2 } }",
                                        id, value, kYear),
                       "role-reporter"));
    const std::string name = absl::StrCat("name: 'observations/", id, "'");
    ZGC_ASSERT_OK(Call(book, &FigureStub::VerifyObservation, name, "role-verifier"));
    ZGC_ASSERT_OK(Call(book, &FigureStub::PublishObservation, name, "role-approver"));
  }
  void DeclareLectures() {
    ZGC_ASSERT_OK(Call(suite_.tasks().figures(), &FigureStub::CreateIndicator,
                       "indicator_id: 'lectures' indicator { display_name: '政策宣讲' unit: '次' "
                       "measure: MEASURE_KIND_FLOW }"));
  }

  Suite suite_;
};

TEST_F(SuiteTest, SupervisionCatchesUpWithEverySource) {
  CreatePark("a");
  DeclareParks();
  suite_.AwaitCaughtUp(suite_.parks());
  suite_.AwaitCaughtUp(suite_.tasks());
  // A commit that changes no figure moves the position as well.
  ZGC_ASSERT_OK(Call(parks(), &ParkStub::UpdatePark,
                     "update_mask { paths: 'status' } park { name: 'parks/a' status: '运营' }"));
  suite_.AwaitCaughtUp(suite_.parks());
}

TEST_F(SuiteTest, WithASourceDownTheOthersWorkAndItIsMadeUpForLater) {
  suite_.AwaitCaughtUp(suite_.parks());
  suite_.parks().Stop();
  DeclareLectures();
  ObserveLectures("o1", "16");
  suite_.AwaitCaughtUp(suite_.tasks());
  ZGC_EXPECT_OK(
      Call(supervision(), &Supervision::CreateWorkActivity,
           "work_activity_id: 'study' work_activity { title: '会前学法' session_count: 4 "
           "kind: WORK_ACTIVITY_KIND_LAW_STUDY held_date: '2021' evidence: '会议纪要' }"));
  suite_.parks().Start();
  CreatePark("late");
  suite_.AwaitCaughtUp(suite_.parks());
}

TEST_F(SuiteTest, SupervisionWasAwayAndMissesNothing) {
  suite_.AwaitCaughtUp(suite_.tasks());
  suite_.supervision().Stop();
  CreatePark("a");
  DeclareParks();
  DeclareLectures();
  ObserveLectures("o1", "16");
  suite_.supervision().Start();
  suite_.AwaitCaughtUp(suite_.parks());
  suite_.AwaitCaughtUp(suite_.tasks());
}

}  // namespace
}  // namespace zgc::testing
