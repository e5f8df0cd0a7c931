// What every service promises on the wire, whatever it serves: shown on parks
// and regions, over real connections.
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/substitute.h"
#include "absl/time/clock.h"
#include "common/base/error.h"
#include "common/rpc/call/test_call.h"
#include "common/rpc/wire/page_token.h"
#include "common/rpc/wire/request_digest.h"
#include "common/rpc/wire/request_shape.h"
#include "gtest/gtest.h"
#include "services/park_region/formulas/formulas.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"
#include "tests/integration/node.h"
#include "zgc/ops/v1/operations.grpc.pb.h"
#include "zgc/parks/v1/park_service.grpc.pb.h"
#include "zgc/parks/v1/parks.pb.h"
#include "zgc/parks/v1/region_service.grpc.pb.h"

namespace zgc::testing {
namespace {

using ::testing::ElementsAre;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class ContractTest : public ::testing::Test {
 protected:
  ContractTest()
      : node_("park_region", parks::ParkRegionSchema(), parks::RegisterFormulas,
              Made(parks::MakeServices)) {
    node_.Start();
  }

  absl::StatusOr<parks::v1::Park> Create(const std::string& id, const std::string& kind) {
    return Call(node_.channel(), &parks::v1::ParkService::Stub::CreatePark,
                absl::StrCat("park_id: '", id, "' park { display_name: '园区' kind: PARK_KIND_",
                             kind, " }"));
  }
  absl::StatusOr<parks::v1::ListParksResponse> List(const std::string& fields,
                                                    const std::string& token = "") {
    return Call(node_.channel(), &parks::v1::ParkService::Stub::ListParks,
                absl::StrCat("page_size: 2 page_token: '", token, "' ", fields));
  }
  static std::vector<std::string> Names(const absl::StatusOr<parks::v1::ListParksResponse>& list) {
    std::vector<std::string> names;
    ZGC_EXPECT_OK(list);
    if (list.ok()) {
      for (const auto& park : list->parks()) names.push_back(park.name());
    }
    return names;
  }
  static std::vector<std::string> Violations(const absl::Status& status) {
    google::rpc::BadRequest bad_request;
    const auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
    EXPECT_TRUE(payload.has_value() && bad_request.ParseFromString(std::string(*payload)));
    std::vector<std::string> fields;
    for (const auto& violation : bad_request.field_violations())
      fields.push_back(violation.field());
    return fields;
  }

  ServiceNode node_;
};

TEST_F(ContractTest, EveryWrongFieldIsNamedAtOnce) {
  const auto refused = Call(node_.channel(), &parks::v1::ParkService::Stub::CreatePark,
                            "park_id: 'No Id' park { established_date: '2019-13-01' }");
  EXPECT_THAT(refused, HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Violations(refused.status()),
              ElementsAre("park_id", "park.display_name", "park.kind", "park.established_date"));
}

TEST_F(ContractTest, AStaleEtagIsRefusedAndTheRowStays) {
  const auto park = Create("a", "SUB_PARK");
  ZGC_ASSERT_OK(park);
  const std::string update =
      "update_mask { paths: 'status' } park { name: 'parks/a' status: '$0' etag: '$1' }";
  const auto write = [&](const std::string& status, const std::string& etag) {
    return Call(node_.channel(), &parks::v1::ParkService::Stub::UpdatePark,
                absl::Substitute(update, status, etag));
  };
  ZGC_ASSERT_OK(write("筹建", park->etag()));
  EXPECT_THAT(write("运营", park->etag()), HasReason(ERROR_REASON_ETAG_MISMATCH));
  EXPECT_EQ(
      Call(node_.channel(), &parks::v1::ParkService::Stub::GetPark, "name: 'parks/a'")->status(),
      "筹建");
}

TEST_F(ContractTest, AllPagesOfAListAreOfOneRevision) {
  for (const char* id : {"b", "d", "f"}) ZGC_ASSERT_OK(Create(id, "SUB_PARK"));
  const auto first = List("");
  EXPECT_THAT(Names(first), ElementsAre("parks/b", "parks/d"));
  ZGC_ASSERT_OK(Create("e", "SUB_PARK"));
  node_.Stop();
  node_.Start();
  const auto second = List("", first->next_page_token());
  EXPECT_THAT(Names(second), ElementsAre("parks/f"));
  EXPECT_EQ(second->revision(), first->revision());
}

TEST_F(ContractTest, APageTokenServesItsOwnQueryOnly) {
  for (const char* id : {"b", "d", "f"}) ZGC_ASSERT_OK(Create(id, "SUB_PARK"));
  const std::string token = List("kind: PARK_KIND_SUB_PARK")->next_page_token();
  EXPECT_THAT(List("", token), HasReason(ERROR_REASON_PAGE_TOKEN_INVALID));
  EXPECT_THAT(List("kind: PARK_KIND_COOPERATION", token),
              HasReason(ERROR_REASON_PAGE_TOKEN_INVALID));
  // Of another method, though both requests are the same bytes.
  EXPECT_THAT(Call(node_.channel(), &parks::v1::RegionService::Stub::ListRegions,
                   absl::StrCat("page_size: 2 page_token: '", List("")->next_page_token(), "'")),
              HasReason(ERROR_REASON_PAGE_TOKEN_INVALID));
  std::string forged = token;
  forged[0] = forged[0] == 'A' ? 'B' : 'A';
  EXPECT_THAT(List("kind: PARK_KIND_SUB_PARK", forged), HasReason(ERROR_REASON_PAGE_TOKEN_INVALID));
  EXPECT_THAT(Names(List("kind: PARK_KIND_SUB_PARK", token)), ElementsAre("parks/f"));
}

TEST_F(ContractTest, APageTokenExpires) {
  for (const char* id : {"b", "d", "f"}) ZGC_ASSERT_OK(Create(id, "SUB_PARK"));
  // The token of an earlier day, as this store signed it then.
  const parks::v1::ListParksRequest request;
  const rpc::RequestShape& shape = rpc::ShapeOf(*request.GetDescriptor());
  auto token = rpc::DecodePageToken(
      List("")->next_page_token(), node_.server().store().page_key(),
      absl::StrCat(shape.method, rpc::DigestWithout(request, {shape.page_token, shape.page_size})),
      absl::Now());
  ZGC_ASSERT_OK(token);
  token->set_issued_unix_seconds(
      absl::ToUnixSeconds(absl::Now() - rpc::kPageTokenLife - absl::Minutes(1)));
  EXPECT_THAT(List("", rpc::EncodePageToken(*token, node_.server().store().page_key())),
              HasReason(ERROR_REASON_PAGE_TOKEN_EXPIRED));
}

TEST_F(ContractTest, AMessageOverTheCapIsRefusedAndTheConnectionLives) {
  ZGC_ASSERT_OK(Create("a", "SUB_PARK"));
  parks::v1::CreateParkRequest huge;
  huge.mutable_park()->set_status(std::string(100 << 20, 'x'));
  grpc::ClientContext context;
  parks::v1::Park answer;
  const grpc::Status refused =
      parks::v1::ParkService::Stub(node_.channel()).CreatePark(&context, huge, &answer);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED) << refused.error_message();
  EXPECT_EQ(node_.channel()->GetState(false), GRPC_CHANNEL_READY);
  ZGC_EXPECT_OK(Call(node_.channel(), &parks::v1::ParkService::Stub::GetPark, "name: 'parks/a'"));
}

TEST_F(ContractTest, AReadWaitsForTheRevisionThatItNeeds) {
  ZGC_ASSERT_OK(Create("a", "SUB_PARK"));
  const int64_t next = node_.head() + 1;
  absl::StatusOr<parks::v1::Park> read;
  std::thread reader([&] {
    read = Call(node_.channel(), &parks::v1::ParkService::Stub::GetPark,
                absl::StrCat("name: 'parks/b' min_revision: ", next));
  });
  ZGC_EXPECT_OK(Create("b", "SUB_PARK"));
  reader.join();
  ZGC_EXPECT_OK(read);
  const auto late = Call(node_.channel(), &parks::v1::ParkService::Stub::GetPark,
                         absl::StrCat("name: 'parks/b' min_revision: ", next + 1000));
  EXPECT_EQ(late.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(late, HasReason(ERROR_REASON_REVISION_NOT_REACHED));
}

TEST_F(ContractTest, HistoryIsReadAtItsRevision) {
  ZGC_ASSERT_OK(Create("earlier", "SUB_PARK"));
  const auto park = Create("a", "SUB_PARK");
  ZGC_ASSERT_OK(park);
  const auto changed =
      Call(node_.channel(), &parks::v1::ParkService::Stub::UpdatePark,
           "update_mask { paths: 'status' } park { name: 'parks/a' status: '运营' }");
  ZGC_ASSERT_OK(changed);
  const auto at = [&](int64_t revision) {
    return Call(node_.channel(), &parks::v1::ParkService::Stub::GetPark,
                absl::StrCat("name: 'parks/a' revision: ", revision));
  };
  EXPECT_EQ(at(park->revision())->status(), "");
  EXPECT_EQ(at(changed->revision())->status(), "运营");
  EXPECT_THAT(at(park->revision() - 1), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(ContractTest, AMaskOfUnknownFieldsIsRefusedByName) {
  ZGC_ASSERT_OK(Create("a", "SUB_PARK"));
  const auto named = Call(node_.channel(), &parks::v1::ParkService::Stub::GetPark,
                          "name: 'parks/a' read_mask { paths: 'name' }");
  ZGC_ASSERT_OK(named);
  EXPECT_EQ(named->name(), "parks/a");
  EXPECT_EQ(named->display_name(), "");
  const auto refused = Call(node_.channel(), &parks::v1::ParkService::Stub::GetPark,
                            "name: 'parks/a' read_mask { paths: 'colour' }");
  EXPECT_THAT(refused, HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Violations(refused.status()), ElementsAre("read_mask"));
}

// A watch that resumes from the last revision it saw misses nothing and repeats
// nothing, over a restart of the service too.
TEST_F(ContractTest, AFeedResumesWithoutAGap) {
  for (const char* id : {"a", "b", "c"}) ZGC_ASSERT_OK(Create(id, "SUB_PARK"));
  std::vector<std::string> names;
  int64_t seen = 0;
  const auto follow = [&](size_t until) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    ops::v1::WatchChangesRequest request;
    *request.mutable_after() = node_.server().store().PositionAt(seen);
    request.add_resource_types("zgc.parks.v1.Park");
    const auto watch =
        ops::v1::OperationsService::Stub(node_.channel()).WatchChanges(&context, request);
    ops::v1::WatchChangesResponse batch;
    while (names.size() < until && watch->Read(&batch)) {
      EXPECT_GT(batch.position().revision(), seen);
      seen = batch.position().revision();
      for (const auto& change : batch.changes()) names.push_back(change.name());
    }
    context.TryCancel();
    watch->Finish();
  };
  follow(2);
  node_.Stop();
  node_.Start();
  ZGC_ASSERT_OK(Create("d", "SUB_PARK"));
  follow(4);
  EXPECT_THAT(names, ElementsAre("parks/a", "parks/b", "parks/c", "parks/d"));
}

}  // namespace
}  // namespace zgc::testing
