#include <memory>
#include <string>

#include "common/rpc/server.h"
#include "common/rpc/wire_status.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/rpc/supervision_reporting_service.h"
#include "services/supervision_reporting/store/schema.h"
#include "services/supervision_reporting/testing/report_builder.h"
#include "zgc/supervision/v1/supervision.grpc.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using zgc::testing::HasReason;
using namespace common::v1;  // NOLINT: the reasons
using Stub = v1::SupervisionReportingService::Stub;

// Reports through a real server. The plan is there, without tasks.
class ReportsRpcTest : public ::testing::Test {
 protected:
  ReportsRpcTest() { Open(); }
  ~ReportsRpcTest() override { server_->Stop(); }

  void Open() {
    if (server_ != nullptr) server_->Stop();
    server_.reset();
    rpc::ServerOptions options;
    options.service = "supervision_reporting";
    options.listen = "127.0.0.1:0";
    options.admin_listen = "127.0.0.1:0";
    options.store_url = dir_.StoreUrl();
    options.create_store = true;
    options.insecure_loopback = true;
    auto server = rpc::Server::Create(options, SupervisionSchema());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    ZGC_ASSERT_OK(server_->store().Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
      kSourcePlans.Put(txn, {"task_registry", "plans/2019"},
                       FromText<tasks::v1::Plan>("name: 'plans/2019'"));
      return "";
    }));
    service_ = MakeSupervisionReportingService(server_->calls(), book_, sources_);
    ZGC_ASSERT_OK(server_->Start({service_.get()}));
    stub_ = v1::SupervisionReportingService::NewStub(grpc::CreateChannel(
        absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const std::string& fields) {
    grpc::ClientContext context;
    context.AddMetadata(rpc::kOnBehalfOf, "role-supervisor");
    Response response;
    const grpc::Status status =
        (stub_.get()->*method)(&context, FromText<Request>(fields), &response);
    if (!status.ok()) return rpc::FromWire(status);
    return response;
  }

  void CreateTemplate() {
    ZGC_ASSERT_OK(Call(&Stub::CreateReportTemplate, R"pb(
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
  testing::TempDir dir_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(ReportsRpcTest, APublishedFileComesOutAgainAfterARestart) {
  CreateTemplate();
  const auto published =
      Call(&Stub::PublishReport, "report_template: 'reportTemplates/r' request_id: 'once'");
  ZGC_ASSERT_OK(published);
  EXPECT_EQ(published->publisher(), "role-supervisor");
  const std::string file = "name: 'publications/r' file: 'report.html'";
  const auto before = Call(&Stub::RenderPublication, file);
  ZGC_ASSERT_OK(before);
  Open();
  const auto after = Call(&Stub::RenderPublication, file);
  ZGC_ASSERT_OK(after);
  EXPECT_EQ(before->content(), after->content());
  const auto verified = Call(&Stub::VerifyPublication, "name: 'publications/r'");
  ZGC_ASSERT_OK(verified);
  EXPECT_TRUE(verified->intact());
  // The request id is as permanent as the publication.
  const auto again =
      Call(&Stub::PublishReport, "report_template: 'reportTemplates/r' request_id: 'once'");
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->revision(), published->revision());
}

// Blockers of any number arrive with their details: the answer fits into the
// metadata that clients take.
TEST_F(ReportsRpcTest, ABlockedPublicationArrivesWithItsBlockers) {
  CreateTemplate();
  std::string preface;
  for (int i = 0; i < 300; ++i) preface += " preface: '全年支持12家企业。'";
  ZGC_ASSERT_OK(Call(&Stub::UpdateReportTemplate,
                     absl::StrCat("report_template { name: 'reportTemplates/r'", preface, " }")));
  const auto refused = Call(&Stub::PublishReport, "report_template: 'reportTemplates/r'");
  EXPECT_THAT(refused, HasReason(ERROR_REASON_PUBLICATION_BLOCKED));
  EXPECT_THAT(refused.status().message(), HasSubstr("300 blockers"));
  const auto checked = Call(&Stub::CheckReport, "report_template: 'reportTemplates/r'");
  ZGC_ASSERT_OK(checked);
  EXPECT_EQ(checked->blockers_size(), 300);
  EXPECT_EQ(checked->blockers(0).field(), "preface[0]");
}

// A handler that calls the wrong function would not find its row.
TEST_F(ReportsRpcTest, EveryMethodReachesItsRows) {
  CreateTemplate();
  ZGC_ASSERT_OK(Call(&Stub::CreateReportItem, R"pb(
    parent: "reportTemplates/r"
    report_item_id: "1"
    report_item {
      number: 1
      display_name: "事项"
      tasks: "//task_registry/tasks/none"
      paragraphs { citations { id: "a" figure: "//park_region/figures/none" } }
    })pb"));
  const std::string item = "name: 'reportTemplates/r/items/1'";
  ZGC_EXPECT_OK(Call(&Stub::GetReportItem, item));
  ZGC_EXPECT_OK(Call(&Stub::UpdateReportItem, "report_item { " + item + " display_name: '新' }"));
  const auto items = Call(&Stub::ListReportItems, "parent: 'reportTemplates/r'");
  ZGC_ASSERT_OK(items);
  EXPECT_EQ(items->report_items(0).display_name(), "新");
  ZGC_EXPECT_OK(Call(&Stub::GetReportTemplate, "name: 'reportTemplates/r'"));
  EXPECT_EQ(Call(&Stub::ListReportTemplates, "")->report_templates_size(), 1);
  const auto findings = Call(&Stub::ListFindings, "report_template: 'reportTemplates/r'");
  ZGC_ASSERT_OK(findings);
  ASSERT_EQ(findings->findings_size(), 1);
  const auto signature =
      Call(&Stub::SignFinding, absl::StrCat("report_template: 'reportTemplates/r' finding: '",
                                            findings->findings(0).id(), "' text: '已知'"));
  ZGC_ASSERT_OK(signature);
  ZGC_EXPECT_OK(
      Call(&Stub::GetFindingExplanation, absl::StrCat("name: '", signature->name(), "'")));
  EXPECT_EQ(Call(&Stub::ListFindingExplanations, "")->finding_explanations_size(), 1);
  const auto preview =
      Call(&Stub::RenderReport, "report_template: 'reportTemplates/r' file: 'report.md'");
  ZGC_ASSERT_OK(preview);
  EXPECT_THAT(preview->content(), HasSubstr("年度报告"));
  EXPECT_THAT(Call(&Stub::RenderReport, "report_template: 'reportTemplates/r' file: 'x'"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Call(&Stub::GetPublication, "name: 'publications/r'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_EQ(Call(&Stub::ListPublications, "")->publications_size(), 0);
}

}  // namespace
}  // namespace zgc::supervision
