#pragma once

#include <map>
#include <string>

#include "absl/strings/substitute.h"
#include "gtest/gtest.h"
#include "tests/integration/suite.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/funding/v1/award_service.grpc.pb.h"
#include "zgc/funding/v1/budget_service.grpc.pb.h"
#include "zgc/funding/v1/fiscal_year_service.grpc.pb.h"
#include "zgc/parks/v1/park_service.grpc.pb.h"
#include "zgc/supervision/v1/information_service.grpc.pb.h"
#include "zgc/supervision/v1/publication_service.grpc.pb.h"
#include "zgc/supervision/v1/report_service.grpc.pb.h"
#include "zgc/tasks/v1/organisation_service.grpc.pb.h"
#include "zgc/tasks/v1/plan_service.grpc.pb.h"
#include "zgc/tasks/v1/task_service.grpc.pb.h"

namespace zgc::testing {

using FigureStub = figures::v1::FigureService::Stub;

inline constexpr char kYear[] = "start_date: '2021-01-01' end_date: '2021-12-31'";

// The suite with records in each service and a report that cites them.
class SuiteTest : public ::testing::Test {
 protected:
  SuiteTest() {
    ZGC_EXPECT_OK(Call(tasks(), &tasks::v1::OrganisationService::Stub::CreateOrganisation,
                       "organisation_id: 'office' organisation { display_name: '办公室' "
                       "kind: ORGANISATION_KIND_DEPARTMENT }"));
    ZGC_EXPECT_OK(Call(tasks(), &tasks::v1::PlanService::Stub::CreatePlan,
                       "plan_id: '2021' plan { title: '2021年绩效任务' year: 2021 "
                       "issuer: 'organisations/office' from_date: '2021-01-01' "
                       "to_date: '2021-12-31' }"));
    ZGC_EXPECT_OK(Call(tasks(), &tasks::v1::TaskService::Stub::CreateTask,
                       "task_id: '2021-01' task { plan: 'plans/2021' number: '1' "
                       "title: '政策宣传' statement: '做好政策宣讲。' "
                       "lead_department: 'organisations/office' deadline: '2021-12-31' }"));
  }

  using Channel = std::shared_ptr<grpc::Channel>;
  Channel tasks() { return suite_.tasks().channel(); }
  Channel funding() { return suite_.funding().channel(); }
  Channel parks() { return suite_.parks().channel(); }
  Channel supervision() { return suite_.supervision().channel(); }

  void CreatePark(const std::string& id) {
    ZGC_ASSERT_OK(Call(parks(), &parks::v1::ParkService::Stub::CreatePark,
                       absl::Substitute("park_id: '$0' park { display_name: '分园$0' "
                                        "kind: PARK_KIND_SUB_PARK }",
                                        id)));
  }
  // The number of parks at the end of the year, which the records give.
  void DeclareParks() {
    ZGC_ASSERT_OK(Call(suite_.parks().channel(), &FigureStub::CreateIndicator,
                       "indicator_id: 'parks' indicator { display_name: '分园数' unit: '个' "
                       "measure: MEASURE_KIND_STOCK computation { formula: 'count_parks' "
                       "reporting_periods { end_date: '2021-12-31' } } }"));
  }
  // An observation of lectures held, carried to the state that a report takes.
  void ObserveLectures(const std::string& id, const std::string& value) {
    const auto book = suite_.tasks().channel();
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
    ZGC_ASSERT_OK(Call(suite_.tasks().channel(), &FigureStub::CreateIndicator,
                       "indicator_id: 'lectures' indicator { display_name: '政策宣讲' unit: '次' "
                       "measure: MEASURE_KIND_FLOW }"));
  }

  // A grant of which only the number of recipients is known.
  void AwardGrants() {
    ZGC_ASSERT_OK(Call(funding(), &funding::v1::FiscalYearService::Stub::CreateFiscalYear,
                       "fiscal_year_id: '2021'"));
    ZGC_ASSERT_OK(Call(funding(), &funding::v1::BudgetService::Stub::CreateProgram,
                       "program_id: 'ic' program { display_name: '集成电路企业支持' }"));
    ZGC_ASSERT_OK(Call(funding(), &funding::v1::AwardService::Stub::CreateAward,
                       "award_id: 'ic-2021' award { display_name: '集成电路企业支持' program: "
                       "'programs/ic' fiscal_year: 'fiscalYears/2021' recipient_count: 49 "
                       "amount_state: AMOUNT_STATE_UNKNOWN document: '支持名单' }",
                       "role-reporter"));
    ZGC_ASSERT_OK(Call(funding(), &funding::v1::AwardService::Stub::ApproveAward,
                       "name: 'awards/ic-2021'", "role-approver"));
    ZGC_ASSERT_OK(
        Call(suite_.funding().channel(), &FigureStub::CreateIndicator,
             absl::Substitute(
                 "indicator_id: 'grantees' indicator { display_name: '获支持企业' unit: "
                 "'家' measure: MEASURE_KIND_FLOW computation { formula: "
                 "'count_award_recipients' arguments { key: 'program' value: 'programs/ic' } "
                 "reporting_periods { $0 } } }",
                 kYear)));
  }
  // Parks, grants, lectures and the office's own studies, and a report that cites them.
  void SetUpReport() {
    CreatePark("a");
    CreatePark("b");
    DeclareParks();
    AwardGrants();
    DeclareLectures();
    ObserveLectures("o1", "16");
    ZGC_ASSERT_OK(Call(supervision(),
                       &supervision::v1::InformationService::Stub::CreateWorkActivity,
                       "work_activity_id: 'study' work_activity { title: '会前学法' "
                       "session_count: 4 kind: WORK_ACTIVITY_KIND_LAW_STUDY held_date: '2021' "
                       "evidence: '会议纪要' }"));
    ZGC_ASSERT_OK(
        Call(suite_.supervision().channel(), &FigureStub::CreateIndicator,
             absl::Substitute("indicator_id: 'studies' indicator { display_name: '会前学法' unit: "
                              "'次' measure: MEASURE_KIND_FLOW computation { formula: "
                              "'count_work_activities' reporting_periods { $0 } } }",
                              kYear)));
    ZGC_ASSERT_OK(Call(supervision(), &supervision::v1::ReportService::Stub::CreateReportTemplate,
                       absl::Substitute("report_template_id: 'year' report_template { "
                                        "display_name: '2021年绩效任务进展情况' issuer: '办公室' "
                                        "plan: '//task_registry/plans/2021' period { $0 } }",
                                        kYear)));
    ZGC_ASSERT_OK(Call(supervision(), &supervision::v1::ReportService::Stub::CreateReportItem,
                       absl::StrCat("parent: 'reportTemplates/year' report_item_id: '01' ",
                                    Item("全年开展政策宣讲{{lectures}}，覆盖分园{{parks}}；会前学法"
                                         "{{studies}}；支持企业{{grantees}}。"))));
  }
  static std::string Item(const std::string& text) {
    return absl::Substitute(
        "report_item { name: 'reportTemplates/year/items/01' number: 1 display_name: '政策宣传' "
        "tasks: '//task_registry/tasks/2021-01' statement: '做好政策宣讲。' "
        "paragraphs { text: '$0' $1 $2 $3 $4 } }",
        text, Citation("lectures", "//task_registry/figures/o1"),
        Citation("parks", "//park_region/figures/parks@asof-20211231"),
        Citation("studies", "//supervision_reporting/figures/studies@2021"),
        Citation("grantees", "//funding_ledger/figures/grantees@2021"));
  }
  static std::string Citation(const std::string& id, const std::string& figure) {
    return absl::Substitute(
        "citations { id: '$0' figure: '$1' task: '//task_registry/tasks/2021-01' }", id, figure);
  }
  void AwaitSources() {
    suite_.AwaitCaughtUp(suite_.tasks());
    suite_.AwaitCaughtUp(suite_.funding());
    suite_.AwaitCaughtUp(suite_.parks());
  }
  // Publishes what every source holds now.
  absl::StatusOr<supervision::v1::Publication> Publish() {
    return Call(supervision(), &supervision::v1::PublicationService::Stub::PublishReport,
                absl::Substitute("report_template: 'reportTemplates/year' "
                                 "min_source_positions { key: 'task_registry' value $0 } "
                                 "min_source_positions { key: 'park_region' value $1 }",
                                 suite_.tasks().Position(), suite_.parks().Position()),
                "role-publisher");
  }
  // Every file of a publication by its name.
  std::map<std::string, std::string> Render(const supervision::v1::Publication& publication) {
    std::map<std::string, std::string> files;
    for (const auto& file : publication.files()) {
      const auto rendered =
          Call(supervision(), &supervision::v1::PublicationService::Stub::RenderPublication,
               absl::Substitute("name: '$0' file: '$1'", publication.name(), file.name()));
      ZGC_EXPECT_OK(rendered);
      if (rendered.ok()) files[file.name()] = rendered->content();
    }
    return files;
  }

  Suite suite_;
};

}  // namespace zgc::testing
