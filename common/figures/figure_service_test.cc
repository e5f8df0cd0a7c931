#include "common/figures/figure_service.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/figures/book_schema.h"
#include "common/rpc/server/server.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/figures/v1/observations.pb.h"

namespace zgc::figures {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class FigureServiceTest : public ::testing::Test {
 protected:
  FigureServiceTest() {
    rpc::ServerOptions options;
    options.service = "test";
    options.listen = "127.0.0.1:0";
    options.admin_listen = "127.0.0.1:0";
    options.store_url = dir_.StoreUrl();
    options.create_store = true;
    options.insecure_loopback = true;
    options.drain_timeout_seconds = 5;
    storage::Schema schema;
    schema.name = "test";
    schema.columns = BookColumns();
    server_ = *rpc::Server::Create(options, schema);
    service_ = MakeFigureService(server_->calls(), book_);
    const absl::Status started = server_->Start({service_.get()});
    EXPECT_TRUE(started.ok()) << started;
    stub_ = v1::FigureService::NewStub(grpc::CreateChannel(
        absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
  }
  ~FigureServiceTest() override {
    server_->Stop();
    server_.reset();
  }

  void Declare() {
    grpc::ClientContext context;
    v1::CreateIndicatorRequest request;
    request.set_indicator_id("a");
    request.mutable_indicator()->set_display_name("新设企业");
    request.mutable_indicator()->set_unit("家");
    request.mutable_indicator()->set_measure(v1::MEASURE_KIND_STOCK);
    v1::Indicator response;
    const auto status = stub_->CreateIndicator(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  void Report(const std::string& id) {
    grpc::ClientContext context;
    v1::ReportObservationRequest request;
    request.set_observation_id(id);
    auto& observation = *request.mutable_observation();
    observation.set_indicator("indicators/a");
    observation.mutable_period()->set_end_date("2019-12-31");
    observation.set_value("7");
    observation.set_unit("家");
    observation.set_qualifier(v1::QUALIFIER_EXACT);
    observation.add_evidence("年报");
    v1::Observation response;
    const auto status = stub_->ReportObservation(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  std::unique_ptr<grpc::ClientReader<v1::WatchFiguresResponse>> Watch(grpc::ClientContext& context,
                                                                      int64_t after) {
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    v1::WatchFiguresRequest request;
    *request.mutable_after() = server_->store().PositionAt(after);
    return stub_->WatchFigures(&context, request);
  }

  testing::TempDir dir_;
  FormulaRegistry formulas_;
  FigureBook book_{"task_registry", formulas_};
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<v1::FigureService::Stub> stub_;
};

TEST_F(FigureServiceTest, AWatchSendsAllThenChangesAndEndsOnShutdown) {
  Declare();
  Report("o1");
  grpc::ClientContext context;
  const auto reader = Watch(context, 0);
  v1::WatchFiguresResponse batch;
  ASSERT_TRUE(reader->Read(&batch));
  EXPECT_EQ(batch.position().revision(), 2);
  EXPECT_EQ(batch.changed_size(), 1);
  EXPECT_EQ(batch.changed_indicators_size(), 1);
  for (int i = 2; i < 12; ++i) {
    Report(absl::StrCat("o", i));
    ASSERT_TRUE(reader->Read(&batch));
    EXPECT_EQ(batch.position().revision(), i + 1);
    ASSERT_EQ(batch.changed_size(), 1);
    EXPECT_EQ(batch.changed(0).name(), absl::StrCat("figures/o", i));
  }
  server_->Stop();
  EXPECT_FALSE(reader->Read(&batch));
  const grpc::Status status = reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(rpc::FromWire(status), HasReason(ERROR_REASON_SHUTTING_DOWN));
}

TEST_F(FigureServiceTest, AWatchResumesWithoutAGapAndRefusesTheFuture) {
  Declare();
  Report("o1");
  Report("o2");
  grpc::ClientContext context;
  const auto reader = Watch(context, 2);
  v1::WatchFiguresResponse batch;
  ASSERT_TRUE(reader->Read(&batch));
  EXPECT_EQ(batch.position().revision(), 3);
  ASSERT_EQ(batch.changed_size(), 1);
  EXPECT_EQ(batch.changed(0).name(), "figures/o2");
  context.TryCancel();
  EXPECT_FALSE(reader->Read(&batch));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);

  grpc::ClientContext future;
  const auto refused = Watch(future, 99);
  EXPECT_FALSE(refused->Read(&batch));
  EXPECT_THAT(rpc::FromWire(refused->Finish()), HasReason(ERROR_REASON_REVISION_OUT_OF_RANGE));
}

TEST_F(FigureServiceTest, CancelledWatchesLeaveTheServerWorking) {
  Declare();
  for (int i = 0; i < 50; ++i) {
    grpc::ClientContext context;
    const auto reader = Watch(context, i % 2);
    if (i % 3 == 0) {
      v1::WatchFiguresResponse batch;
      if (i % 2 == 0) {
        ASSERT_TRUE(reader->Read(&batch));
      }
    }
    context.TryCancel();
    reader->Finish();
  }
  Report("o1");
  EXPECT_EQ(server_->store().head(), 2);
}

}  // namespace
}  // namespace zgc::figures
