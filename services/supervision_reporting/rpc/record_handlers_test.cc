#include <memory>
#include <string>

#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/rpc/wire_status.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/rpc/supervision_reporting_service.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/ops/v1/operations.grpc.pb.h"
#include "zgc/supervision/v1/supervision.grpc.pb.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons
using Stub = v1::SupervisionReportingService::Stub;

class RecordHandlersTest : public ::testing::Test {
 protected:
  RecordHandlersTest() {
    rpc::ServerOptions options;
    options.service = "supervision_reporting";
    options.listen = "127.0.0.1:0";
    options.admin_listen = "127.0.0.1:0";
    options.store_url = dir_.StoreUrl();
    options.create_store = true;
    options.insecure_loopback = true;
    auto server = rpc::Server::Create(options, SupervisionSchema());
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    handlers_ = MakeSupervisionReportingService(server_->calls(), book_, sources_);
    ZGC_EXPECT_OK(server_->Start({handlers_.get()}));
    client_.address = absl::StrCat("127.0.0.1:", server_->port());
    client_.insecure_loopback = true;
    const auto channel = rpc::MakeChannel(client_);
    EXPECT_TRUE(channel.ok()) << channel.status();
    channel_ = *channel;
    stub_ = v1::SupervisionReportingService::NewStub(channel_);
  }
  ~RecordHandlersTest() override { server_->Stop(); }

  // Calls a method for a person; `fields` is the request in text format.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const std::string& person, const std::string& fields) {
    grpc::ClientContext context;
    client_.on_behalf_of = person;
    rpc::SetCaller(client_, context);
    Request request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
    Response response;
    ZGC_RETURN_IF_ERROR(rpc::FromWire((stub_.get()->*method)(&context, request, &response)));
    return response;
  }

  testing::TempDir dir_;
  std::unique_ptr<rpc::Server> server_;
  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"supervision_reporting", formulas_};
  resource::SourceWatch sources_;
  std::unique_ptr<grpc::Service> handlers_;
  rpc::ClientOptions client_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Stub> stub_;
};

constexpr char kMatter[] =
    "matter_id: 'm' request_id: 'once' matter { title: '督办件' source: '市政府' kind: "
    "MATTER_KIND_SUPERVISED_FILE received_date: '2019-03-01' deadline: '2019-03-20' "
    "lead_handler: 'h' }";

TEST_F(RecordHandlersTest, AMatterIsHandledByThePersonsWhoMay) {
  ZGC_ASSERT_OK(Call(&Stub::CreateMatter, "role-reporter", kMatter));
  const auto again = Call(&Stub::CreateMatter, "role-reporter", kMatter);
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->revision(), 1);
  const std::string step = "name: 'matters/m' date: '2019-03-02' ";
  ZGC_ASSERT_OK(Call(&Stub::AssignMatter, "role-reporter", step));
  ZGC_ASSERT_OK(Call(&Stub::StartMatter, "role-reporter", step));
  ZGC_ASSERT_OK(Call(&Stub::ReportMatter, "role-reporter", step + "note: '已办' evidence: 'e'"));
  EXPECT_THAT(Call(&Stub::CloseMatter, "role-reporter", step),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Call(&Stub::CloseMatter, "role-approver", step));
  EXPECT_THAT(Call(&Stub::CloseMatter, "role-approver", step),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  const auto light = Call(&Stub::GetMatterLight, "", "name: 'matters/m' as_of_date: '2019-12-31'");
  ZGC_ASSERT_OK(light);
  EXPECT_EQ(light->light(), v1::LIGHT_GREEN);
  // As of the revision that created it, it was not reported.
  EXPECT_EQ(
      Call(&Stub::GetMatterLight, "", "name: 'matters/m' as_of_date: '2019-12-31' revision: 1")
          ->light(),
      v1::LIGHT_RED);
}

TEST_F(RecordHandlersTest, TheAuditNamesThePersonAndARefusalChangesNothing) {
  ZGC_ASSERT_OK(Call(&Stub::CreateMatter, "role-reporter", kMatter));
  EXPECT_THAT(Call(&Stub::StartMatter, "role-reporter", "name: 'matters/m'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Call(&Stub::SweepMatters, "role-supervisor", "as_of_date: '2019-03-21'"));
  const auto operations = ops::v1::OperationsService::NewStub(channel_);
  grpc::ClientContext context;
  ops::v1::ListAuditRecordsResponse audit;
  ASSERT_TRUE(operations->ListAuditRecords(&context, {}, &audit).ok());
  std::vector<std::string> lines;
  for (const auto& record : audit.records()) {
    lines.push_back(absl::StrCat(record.person(), " ", record.resources(0)));
  }
  EXPECT_THAT(lines,
              ElementsAre("role-reporter matters/m", "role-supervisor matters/m/escalations/1"));
}

}  // namespace
}  // namespace zgc::supervision
