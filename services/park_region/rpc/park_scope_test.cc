// What a park's operator and a district see and do of the parks, enterprises and spaces of all.
#include <string>

#include "common/base/credit_code.h"
#include "common/rpc/server/test_scope_matrix.h"
#include "common/rpc/server/test_server.h"
#include "common/rpc/wire/wire_status.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"
#include "zgc/ops/v1/operations.grpc.pb.h"
#include "zgc/parks/v1/enterprise_service.grpc.pb.h"
#include "zgc/parks/v1/park_service.grpc.pb.h"
#include "zgc/parks/v1/region_service.grpc.pb.h"
#include "zgc/parks/v1/space_service.grpc.pb.h"
#include "zgc/records/v1/record_service.grpc.pb.h"

namespace zgc::parks {
namespace {

using common::v1::ERROR_REASON_OUT_OF_SCOPE;
using ::zgc::testing::HasReason;

class ParkScopeTest : public ::testing::Test {
 protected:
  ParkScopeTest() {
    Do(&v1::RegionService::Stub::CreateRegion,
       "region_id: 'city' region { display_name: 'c' level: REGION_LEVEL_PREFECTURE gb2260_code: "
       "'110100' }");
    Do(&v1::RegionService::Stub::CreateRegion,
       "region_id: 'district' region { display_name: 'd' level: REGION_LEVEL_COUNTY gb2260_code: "
       "'110108' parent: 'regions/city' }");
    for (const char* park : {"a", "b"}) {
      Do(&v1::ParkService::Stub::CreatePark,
         absl::StrCat("park_id: '", park, "' park { display_name: '", park,
                      "' kind: PARK_KIND_SUB_PARK ",
                      park[0] == 'a' ? "region: 'regions/district'" : "", " }"));
      for (const char* number : {"1", "2"}) {
        const std::string id = absl::StrCat(park, number);
        Do(&v1::EnterpriseService::Stub::CreateEnterprise,
           absl::StrCat("enterprise_id: '", id, "' enterprise { display_name: '", id,
                        "' registration_park: 'parks/", park, "' ",
                        id == "b2" ? "registration_region: 'regions/district'" : "", " }"));
      }
      Do(&v1::SpaceService::Stub::CreateSpace, SpaceIn(park, absl::StrCat("s", park)));
    }
  }

  static std::string SpaceIn(const std::string& park, const std::string& id) {
    return absl::StrCat("space_id: '", id, "' space { display_name: 's' park: 'parks/", park,
                        "' kind: SPACE_KIND_PLOT area_m2: '100' vacant_from: '2019-01-01' }");
  }
  // Binds the caller from here on.
  void Bind(const std::string& scopes) {
    testing::PolicyOfScopes(dir_, scopes);
    server_.Restart();
  }
  template <typename Method>
  auto Call(Method method, const std::string& fields) {
    return server_.Call(method, fields, "clerk");
  }
  template <typename Method>
  void Do(Method method, const std::string& fields) {
    ZGC_EXPECT_OK(Call(method, fields));
  }
  std::vector<std::string> Enterprises(const std::string& request) {
    const auto found = Call(&v1::EnterpriseService::Stub::ListEnterprises, request);
    ZGC_EXPECT_OK(found);
    std::vector<std::string> names;
    if (!found.ok()) return names;
    for (const auto& one : found->enterprises()) names.push_back(one.name());
    EXPECT_EQ(found->total_size(), found->enterprises_size());
    EXPECT_EQ(found->next_page_token(), "");
    return names;
  }

  testing::TempDir dir_;
  rpc::TestServer server_{"park_region", ParkRegionSchema(),
                          [](rpc::Server& server) { return MakeServices(server.calls()); },
                          testing::PolicyOfScopes(dir_, R"({"all": true})")};
};

TEST_F(ParkScopeTest, AParkSeesItsOwn) {
  Bind(R"({"parks": ["parks/a"]})");
  EXPECT_THAT(Enterprises(""), ::testing::ElementsAre("enterprises/a1", "enterprises/a2"));
  EXPECT_THAT(Enterprises("filter: 'display_name != \"a1\"'"),
              ::testing::ElementsAre("enterprises/a2"))
      << "no index need help, as the scope does";
  const auto parks = Call(&v1::ParkService::Stub::ListParks, "");
  ZGC_ASSERT_OK(parks);
  ASSERT_EQ(parks->parks_size(), 1);
  EXPECT_EQ(parks->parks(0).name(), "parks/a");
  ZGC_EXPECT_OK(Call(&v1::SpaceService::Stub::GetSpace, "name: 'spaces/sa'"));
  EXPECT_THAT(Call(&v1::SpaceService::Stub::GetSpace, "name: 'spaces/sb'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Enterprises("filter: 'registration_park = \"parks/b\"'"), ::testing::IsEmpty());
  ZGC_EXPECT_OK(Call(&v1::RegionService::Stub::ListRegions, "")) << "divisions are common";
}

TEST_F(ParkScopeTest, AParkWritesItsOwn) {
  Bind(R"({"parks": ["parks/a"]})");
  ZGC_EXPECT_OK(Call(&v1::SpaceService::Stub::CreateSpace, SpaceIn("a", "new")));
  ZGC_EXPECT_OK(Call(&v1::EnterpriseService::Stub::UpdateEnterprise,
                     "enterprise { name: 'enterprises/a1' display_name: 'renamed' } update_mask { "
                     "paths: 'display_name' }"));
  EXPECT_THAT(Call(&v1::SpaceService::Stub::CreateSpace, SpaceIn("b", "other")),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Call(&v1::EnterpriseService::Stub::UpdateEnterprise,
                   "enterprise { name: 'enterprises/a1' registration_park: 'parks/b' } "
                   "update_mask { paths: 'registration_park' }"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Call(&v1::EnterpriseService::Stub::UpdateEnterprise,
                   "enterprise { name: 'enterprises/a1' } update_mask { paths: "
                   "'registration_park' }"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "out of all scopes";
  EXPECT_THAT(Call(&v1::EnterpriseService::Stub::UpdateEnterprise,
                   "enterprise { name: 'enterprises/b1' registration_park: 'parks/a' } "
                   "update_mask { paths: 'registration_park' }"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Call(&v1::EnterpriseService::Stub::CreateEnterprise,
                   "enterprise_id: 'n' enterprise { display_name: 'n' }"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "of nobody";
}

TEST_F(ParkScopeTest, ADistrictHasWhatLiesInItsParks) {
  Bind(R"({"regions": ["regions/city"]})");
  EXPECT_THAT(Enterprises(""),
              ::testing::ElementsAre("enterprises/a1", "enterprises/a2", "enterprises/b2"));
  ZGC_EXPECT_OK(Call(&v1::SpaceService::Stub::GetSpace, "name: 'spaces/sa'"));
  EXPECT_THAT(Call(&v1::SpaceService::Stub::GetSpace, "name: 'spaces/sb'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  const auto spaces = Call(&v1::SpaceService::Stub::ListSpaces, "");
  ZGC_ASSERT_OK(spaces);
  ASSERT_EQ(spaces->spaces_size(), 1);
  EXPECT_EQ(spaces->spaces(0).name(), "spaces/sa");
  EXPECT_EQ(spaces->total_size(), 1);
  ZGC_EXPECT_OK(Call(&v1::SpaceService::Stub::CreateSpace, SpaceIn("a", "more")));
  EXPECT_THAT(Call(&v1::SpaceService::Stub::CreateSpace, SpaceIn("b", "other")),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(ParkScopeTest, AVoidThatIsRepeatedIsAnsweredAsTheFirstTime) {
  Bind(R"({"parks": ["parks/a"]})");
  const std::string request = "name: 'enterprises/a2' reason: 'r' request_id: 'once'";
  const auto first = Call(&records::v1::RecordService::Stub::VoidRecord, request);
  ZGC_ASSERT_OK(first);
  const auto again = Call(&records::v1::RecordService::Stub::VoidRecord, request);
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->name(), first->name());
  ZGC_EXPECT_OK(
      Call(&records::v1::RecordService::Stub::GetCorrection, "name: '" + first->name() + "'"));
  EXPECT_EQ(Call(&records::v1::RecordService::Stub::ListCorrections, "")->corrections_size(), 1);
  Bind(R"({"parks": ["parks/b"]})");
  EXPECT_THAT(Call(&records::v1::RecordService::Stub::VoidRecord, request),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_EQ(Call(&records::v1::RecordService::Stub::ListCorrections, "")->corrections_size(), 0);
}

TEST_F(ParkScopeTest, ARefusalDoesNotSayWhoElseHasACode) {
  const std::string body = "91110108600014532";
  const std::string code = "uscc: '" + body + *base::UsccCheckCharacter(body) + "'";
  Do(&v1::EnterpriseService::Stub::CreateEnterprise,
     "enterprise_id: 'coded' enterprise { display_name: 'c' registration_park: 'parks/b' " + code +
         " }");
  Bind(R"({"parks": ["parks/a"]})");
  const auto refused =
      Call(&v1::EnterpriseService::Stub::CreateEnterprise,
           "enterprise_id: 'n' enterprise { display_name: 'n' registration_park: 'parks/a' " +
               code + " }");
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.status().ToString(), ::testing::Not(::testing::HasSubstr("coded")));
  EXPECT_THAT(refused.status().ToString(), ::testing::Not(::testing::HasSubstr("parks/b")));
}

TEST_F(ParkScopeTest, AParkCorrectsItsOwnAndReadsHowItCameAbout) {
  using Records = records::v1::RecordService::Stub;
  Bind(R"({"parks": ["parks/a"]})");
  const auto voided = [](const char* name) {
    return absl::StrCat("name: '", name, "' reason: '重复登记' evidence: '核查记录'");
  };
  EXPECT_THAT(Call(&Records::VoidRecord, voided("enterprises/b1")),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Call(&Records::ListRecordVersions, "name: 'enterprises/b1'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  const auto versions = Call(&Records::ListRecordVersions, "name: 'enterprises/a1'");
  ZGC_ASSERT_OK(versions);
  EXPECT_EQ(versions->versions_size(), 1);
  ZGC_EXPECT_OK(Call(&Records::VoidRecord, voided("enterprises/a1")));
  EXPECT_THAT(Enterprises(""), ::testing::ElementsAre("enterprises/a2"));
}

TEST_F(ParkScopeTest, ADistrictSeesWhatLiesInIt) {
  Bind(R"({"regions": ["regions/city"]})");
  EXPECT_THAT(Enterprises(""),
              ::testing::ElementsAre("enterprises/a1", "enterprises/a2", "enterprises/b2"));
  const auto parks = Call(&v1::ParkService::Stub::ListParks, "");
  ZGC_ASSERT_OK(parks);
  ASSERT_EQ(parks->parks_size(), 1);
  EXPECT_EQ(parks->parks(0).name(), "parks/a");
  Bind(R"({"regions": ["regions/district"], "parks": ["parks/a"]})");
  EXPECT_THAT(Enterprises(""),
              ::testing::ElementsAre("enterprises/a1", "enterprises/a2", "enterprises/b2"));
  EXPECT_THAT(Call(&v1::EnterpriseService::Stub::UpdateEnterprise,
                   "enterprise { name: 'enterprises/b2' display_name: 'x' } update_mask { paths: "
                   "'display_name' }"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "it lies in another's park";
}

TEST_F(ParkScopeTest, FeedsAreOfTheZone) {
  Bind(R"({"parks": ["parks/a"]})");
  grpc::ClientContext context;
  ops::v1::WatchChangesResponse part;
  const auto changes =
      ops::v1::OperationsService::Stub(server_.channel()).WatchChanges(&context, {});
  EXPECT_FALSE(changes->Read(&part));
  EXPECT_THAT(rpc::FromWire(changes->Finish()), HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(ParkScopeTest, WhoIsBoundToNothingOfTheKindSeesNothing) {
  Bind(R"({"organisations": ["organisations/o"]})");
  EXPECT_THAT(Enterprises(""), ::testing::IsEmpty());
}

}  // namespace
}  // namespace zgc::parks
