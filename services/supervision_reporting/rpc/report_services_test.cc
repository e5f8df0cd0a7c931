#include <memory>
#include <string>

#include "common/rpc/server/test_server.h"
#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/rpc/services.h"
#include "services/supervision_reporting/store/schema.h"
#include "services/supervision_reporting/testing/report_builder.h"
#include "zgc/supervision/v1/publication_service.grpc.pb.h"
#include "zgc/supervision/v1/report_service.grpc.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using zgc::testing::HasReason;
using namespace common::v1;  // NOLINT: the reasons

// Reports through a real server. The plan is there, without tasks.
class ReportServicesTest : public ::testing::Test {
 protected:
  ReportServicesTest() {
    const auto plan = [](storage::Txn& txn) -> absl::StatusOr<std::string> {
      kSourcePlans.Put(txn, {"task_registry", "plans/2019"},
                       FromText<tasks::v1::Plan>("name: 'plans/2019'"));
      return "";
    };
    ZGC_EXPECT_OK(server_.server().store().Apply({}, plan));
  }

  template <typename Method>
  auto Call(Method method, const std::string& fields) {
    return server_.Call(method, fields, "role-supervisor");
  }

  void CreateTemplate() {
    ZGC_ASSERT_OK(Call(&v1::ReportService::Stub::CreateReportTemplate, R"pb(
      report_template_id: "r"
      report_template {
        display_name: "年度报告"
        issuer: "管委会"
        plan: "//task_registry/plans/2019"
        period { start_date: "2019-01-01" end_date: "2019-12-31" }
      })pb"));
  }

  const figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"supervision_reporting", formulas_};
  resource::SourceWatch sources_;
  rpc::TestServer server_{
      "supervision_reporting", SupervisionSchema(),
      [this](rpc::Server& server) { return MakeServices(server.calls(), book_, sources_); }};
};

TEST_F(ReportServicesTest, APublishedFileComesOutAgainAfterARestart) {
  CreateTemplate();
  const auto published = Call(&v1::PublicationService::Stub::PublishReport,
                              "report_template: 'reportTemplates/r' request_id: 'once'");
  ZGC_ASSERT_OK(published);
  EXPECT_EQ(published->publisher(), "role-supervisor");
  const std::string file = "name: 'publications/r' file: 'report.html'";
  const auto before = Call(&v1::PublicationService::Stub::RenderPublication, file);
  ZGC_ASSERT_OK(before);
  server_.Restart();
  const auto after = Call(&v1::PublicationService::Stub::RenderPublication, file);
  ZGC_ASSERT_OK(after);
  EXPECT_EQ(before->content(), after->content());
  const auto verified =
      Call(&v1::PublicationService::Stub::VerifyPublication, "name: 'publications/r'");
  ZGC_ASSERT_OK(verified);
  EXPECT_TRUE(verified->intact());
  // The request id is as permanent as the publication.
  const auto again = Call(&v1::PublicationService::Stub::PublishReport,
                          "report_template: 'reportTemplates/r' request_id: 'once'");
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->revision(), published->revision());
}

// Blockers of any number arrive with their details: the answer fits into the
// metadata that clients take.
TEST_F(ReportServicesTest, ABlockedPublicationArrivesWithItsBlockers) {
  CreateTemplate();
  std::string preface;
  for (int i = 0; i < 300; ++i) preface += " preface: '全年支持12家企业。'";
  ZGC_ASSERT_OK(Call(&v1::ReportService::Stub::UpdateReportTemplate,
                     absl::StrCat("report_template { name: 'reportTemplates/r'", preface, " }")));
  const auto refused =
      Call(&v1::PublicationService::Stub::PublishReport, "report_template: 'reportTemplates/r'");
  EXPECT_THAT(refused, HasReason(ERROR_REASON_PUBLICATION_BLOCKED));
  EXPECT_THAT(refused.status().message(), HasSubstr("300 blockers"));
  const auto checked =
      Call(&v1::ReportService::Stub::CheckReport, "report_template: 'reportTemplates/r'");
  ZGC_ASSERT_OK(checked);
  EXPECT_EQ(checked->blockers_size(), 300);
  EXPECT_EQ(checked->blockers(0).field(), "preface[0]");
}

// A handler that calls the wrong function would not find its row.
TEST_F(ReportServicesTest, EveryMethodReachesItsRows) {
  CreateTemplate();
  ZGC_ASSERT_OK(Call(&v1::ReportService::Stub::CreateReportItem, R"pb(
    parent: "reportTemplates/r"
    report_item_id: "1"
    report_item {
      number: 1
      display_name: "事项"
      tasks: "//task_registry/tasks/none"
      paragraphs { citations { id: "a" figure: "//park_region/figures/none" } }
    })pb"));
  const std::string item = "name: 'reportTemplates/r/items/1'";
  ZGC_EXPECT_OK(Call(&v1::ReportService::Stub::GetReportItem, item));
  ZGC_EXPECT_OK(Call(&v1::ReportService::Stub::UpdateReportItem,
                     "report_item { " + item + " display_name: '新' }"));
  const auto items = Call(&v1::ReportService::Stub::ListReportItems, "parent: 'reportTemplates/r'");
  ZGC_ASSERT_OK(items);
  EXPECT_EQ(items->report_items(0).display_name(), "新");
  ZGC_EXPECT_OK(Call(&v1::ReportService::Stub::GetReportTemplate, "name: 'reportTemplates/r'"));
  EXPECT_EQ(Call(&v1::ReportService::Stub::ListReportTemplates, "")->report_templates_size(), 1);
  const auto findings =
      Call(&v1::ReportService::Stub::ListFindings, "report_template: 'reportTemplates/r'");
  ZGC_ASSERT_OK(findings);
  ASSERT_EQ(findings->findings_size(), 1);
  const auto signature = Call(&v1::ReportService::Stub::SignFinding,
                              absl::StrCat("report_template: 'reportTemplates/r' finding: '",
                                           findings->findings(0).id(), "' text: '已知'"));
  ZGC_ASSERT_OK(signature);
  ZGC_EXPECT_OK(Call(&v1::ReportService::Stub::GetFindingExplanation,
                     absl::StrCat("name: '", signature->name(), "'")));
  EXPECT_EQ(
      Call(&v1::ReportService::Stub::ListFindingExplanations, "")->finding_explanations_size(), 1);
  const auto preview = Call(&v1::ReportService::Stub::RenderReport,
                            "report_template: 'reportTemplates/r' file: 'report.md'");
  ZGC_ASSERT_OK(preview);
  EXPECT_THAT(preview->content(), HasSubstr("年度报告"));
  EXPECT_THAT(Call(&v1::ReportService::Stub::RenderReport,
                   "report_template: 'reportTemplates/r' file: 'x'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Call(&v1::PublicationService::Stub::GetPublication, "name: 'publications/r'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_EQ(Call(&v1::PublicationService::Stub::ListPublications, "")->publications_size(), 0);
}

}  // namespace
}  // namespace zgc::supervision
