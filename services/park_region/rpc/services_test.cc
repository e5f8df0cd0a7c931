#include "services/park_region/rpc/services.h"

#include <memory>
#include <string>

#include "common/rpc/server/test_server.h"
#include "common/rpc/wire/wire_status.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/enterprise_service.grpc.pb.h"
#include "zgc/parks/v1/enterprises.pb.h"
#include "zgc/parks/v1/park_service.grpc.pb.h"
#include "zgc/parks/v1/parks.pb.h"
#include "zgc/parks/v1/space_service.grpc.pb.h"
#include "zgc/parks/v1/spaces.pb.h"

namespace zgc::parks {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class ParkServicesTest : public ::testing::Test {
 protected:
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
    const auto status =
        v1::ParkService::Stub(server_.channel()).CreatePark(&context, request, &response);
    if (!status.ok()) return rpc::FromWire(status);
    return response;
  }
  v1::ListParksResponse List(const std::string& token) {
    grpc::ClientContext context;
    v1::ListParksRequest request;
    request.set_page_size(2);
    request.set_page_token(token);
    v1::ListParksResponse response;
    const auto status =
        v1::ParkService::Stub(server_.channel()).ListParks(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  rpc::TestServer server_{"park_region", ParkRegionSchema(),
                          [](rpc::Server& server) { return MakeServices(server.calls()); }};
};

TEST_F(ParkServicesTest, ARequestIsCarriedOutOnceAndPagesGoOnAfterARestart) {
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
  server_.Restart();
  const auto rest = List(page.next_page_token());
  ASSERT_EQ(rest.parks_size(), 1);
  EXPECT_EQ(rest.parks(0).name(), "parks/c");
  EXPECT_EQ(rest.next_page_token(), "");
}

// A handler that calls the wrong function would not find the row.
TEST_F(ParkServicesTest, TransitionsReachTheirRows) {
  ZGC_ASSERT_OK(Create("a", ""));
  {
    grpc::ClientContext context;
    v1::CreateEnterpriseRequest request;
    request.set_enterprise_id("e");
    request.mutable_enterprise()->set_display_name("企业");
    v1::Enterprise response;
    ASSERT_TRUE(v1::EnterpriseService::Stub(server_.channel())
                    .CreateEnterprise(&context, request, &response)
                    .ok());
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
    ASSERT_TRUE(
        v1::SpaceService::Stub(server_.channel()).CreateSpace(&context, request, &response).ok());
  }
  const auto let = [&] {
    grpc::ClientContext context;
    v1::LetSpaceRequest request;
    request.set_name("spaces/s");
    request.set_enterprise("enterprises/e");
    request.set_from_date("2019-02-01");
    v1::Space response;
    return rpc::FromWire(
        v1::SpaceService::Stub(server_.channel()).LetSpace(&context, request, &response));
  };
  ZGC_EXPECT_OK(let());
  EXPECT_THAT(let(), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

}  // namespace
}  // namespace zgc::parks
