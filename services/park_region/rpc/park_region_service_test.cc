#include "services/park_region/rpc/park_region_service.h"

#include <memory>
#include <string>

#include "common/rpc/server.h"
#include "common/rpc/wire_status.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gtest/gtest.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/parks.grpc.pb.h"

namespace zgc::parks {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class ParkRegionServiceTest : public ::testing::Test {
 protected:
  ParkRegionServiceTest() { Open(); }
  ~ParkRegionServiceTest() override { Close(); }

  void Open() {
    rpc::ServerOptions options;
    options.service = "park_region";
    options.listen = "127.0.0.1:0";
    options.admin_listen = "127.0.0.1:0";
    options.store_url = dir_.StoreUrl();
    options.create_store = true;
    options.insecure_loopback = true;
    auto server = rpc::Server::Create(options, ParkRegionSchema());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    service_ = MakeParkRegionService(server_->calls());
    ZGC_ASSERT_OK(server_->Start({service_.get()}));
    stub_ = v1::ParkRegionService::NewStub(grpc::CreateChannel(
        absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
  }
  void Close() {
    server_->Stop();
    server_.reset();
  }

  absl::StatusOr<v1::Park> Create(const std::string& id, const std::string& request_id,
                                  bool validate_only = false) {
    grpc::ClientContext context;
    v1::CreateParkRequest request;
    request.set_park_id(id);
    request.mutable_park()->set_display_name("丰台园");
    request.mutable_park()->set_kind(v1::PARK_KIND_SUB_PARK);
    request.set_request_id(request_id);
    request.set_validate_only(validate_only);
    v1::Park response;
    const auto status = stub_->CreatePark(&context, request, &response);
    if (!status.ok()) return rpc::FromWire(status);
    return response;
  }
  v1::ListParksResponse List(const std::string& token) {
    grpc::ClientContext context;
    v1::ListParksRequest request;
    request.set_page_size(2);
    request.set_page_token(token);
    v1::ListParksResponse response;
    const auto status = stub_->ListParks(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  testing::TempDir dir_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<v1::ParkRegionService::Stub> stub_;
};

TEST_F(ParkRegionServiceTest, ARequestIsCarriedOutOnceAndPagesGoOnAfterARestart) {
  ZGC_ASSERT_OK(Create("v", "", true));
  EXPECT_EQ(List("").parks_size(), 0);
  const auto first = Create("a", "once");
  ZGC_ASSERT_OK(first);
  const auto again = Create("a", "once");
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(first->revision(), again->revision());
  EXPECT_THAT(Create("b", "once"), HasReason(ERROR_REASON_REQUEST_ID_CONFLICT));
  EXPECT_THAT(Create("a", "twice"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_THAT(Create("Not An Id", ""), HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(Create("b", ""));
  ZGC_ASSERT_OK(Create("c", ""));
  const auto page = List("");
  ASSERT_EQ(page.parks_size(), 2);
  Close();
  Open();
  const auto rest = List(page.next_page_token());
  ASSERT_EQ(rest.parks_size(), 1);
  EXPECT_EQ(rest.parks(0).name(), "parks/c");
  EXPECT_EQ(rest.next_page_token(), "");
}

// A handler that calls the wrong function would not find the row.
TEST_F(ParkRegionServiceTest, TransitionsReachTheirRows) {
  ZGC_ASSERT_OK(Create("a", ""));
  {
    grpc::ClientContext context;
    v1::CreateEnterpriseRequest request;
    request.set_enterprise_id("e");
    request.mutable_enterprise()->set_display_name("企业");
    v1::Enterprise response;
    ASSERT_TRUE(stub_->CreateEnterprise(&context, request, &response).ok());
  }
  {
    grpc::ClientContext context;
    v1::CreateSpaceRequest request;
    request.set_space_id("s");
    request.mutable_space()->set_display_name("一号楼");
    request.mutable_space()->set_park("parks/a");
    request.mutable_space()->set_kind(v1::SPACE_KIND_BUILDING);
    request.mutable_space()->set_area_m2("100");
    request.mutable_space()->set_vacant_from("2019-01-01");
    v1::Space response;
    ASSERT_TRUE(stub_->CreateSpace(&context, request, &response).ok());
  }
  const auto let = [&] {
    grpc::ClientContext context;
    v1::LetSpaceRequest request;
    request.set_name("spaces/s");
    request.set_enterprise("enterprises/e");
    request.set_from_date("2019-02-01");
    v1::Space response;
    return rpc::FromWire(stub_->LetSpace(&context, request, &response));
  };
  ZGC_EXPECT_OK(let());
  EXPECT_THAT(let(), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

}  // namespace
}  // namespace zgc::parks
