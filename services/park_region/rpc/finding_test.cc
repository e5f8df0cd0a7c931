#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/matchers.h"
#include "services/park_region/rpc/services.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/enterprise_service.grpc.pb.h"
#include "zgc/records/v1/record_service.grpc.pb.h"

// Finding records as callers do: filters, orders and searches over gRPC.
namespace zgc::parks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using Stub = v1::EnterpriseService::Stub;

class FindingTest : public ::testing::Test {
 protected:
  FindingTest()
      : server_("park_region", ParkRegionSchema(),
                [](rpc::Server& server) { return MakeServices(server.calls()); }) {
    for (const char* id : {"a", "b", "c"}) Create(id, absl::StrCat("滨海中关村", id, "公司"));
  }
  void Create(const std::string& id, const std::string& title) {
    ZGC_ASSERT_OK(
        server_.Call(&Stub::CreateEnterprise,
                     absl::StrCat("enterprise_id: '", id, "' enterprise { display_name: '", title,
                                  "' } request_id: 'create-", id, "'"),
                     "clerk"));
  }
  auto List(const std::string& fields) { return server_.Call(&Stub::ListEnterprises, fields, ""); }
  auto Search(const std::string& fields) {
    return server_.Call(&records::v1::RecordService::Stub::SearchRecords, fields, "");
  }

  rpc::TestServer server_;
};

TEST_F(FindingTest, ThePagesOfAFilterAreOfOneRevisionAndOfThatFilter) {
  const std::string asked = "filter: 'display_name > \"滨海\"' order_by: 'display_name desc' ";
  const auto first = List(absl::StrCat(asked, "page_size: 2"));
  ZGC_ASSERT_OK(first);
  ASSERT_EQ(first->enterprises_size(), 2);
  EXPECT_EQ(first->enterprises(0).name(), "enterprises/c");
  Create("0", "滨海中关村");
  const std::string token = absl::StrCat("page_token: '", first->next_page_token(), "' ");
  const auto rest = List(absl::StrCat(asked, token));
  ZGC_ASSERT_OK(rest);
  ASSERT_EQ(rest->enterprises_size(), 1);
  EXPECT_EQ(rest->enterprises(0).name(), "enterprises/a");
  EXPECT_EQ(rest->revision(), first->revision());
  EXPECT_THAT(List(absl::StrCat("filter: 'display_name > \"滨\"' ", token)),
              HasReason(common::v1::ERROR_REASON_PAGE_TOKEN_INVALID));
}

TEST_F(FindingTest, AMistakeInAFilterIsAWrongField) {
  EXPECT_THAT(List("filter: 'display_name = '"),
              FailsWith(absl::StatusCode::kInvalidArgument,
                        HasSubstr("filter: at character 16: a value is missing")));
  EXPECT_THAT(List("filter: 'etag = x'"),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("indexed fields")));
}

TEST_F(FindingTest, RecordsAreFoundByWordsOfTheirTitles) {
  const auto found = Search("query: '中关村 公司' page_size: 2");
  ZGC_ASSERT_OK(found);
  ASSERT_EQ(found->records_size(), 2);
  EXPECT_EQ(found->records(0).name(), "enterprises/a");
  EXPECT_EQ(found->records(0).type(), "park_region/Enterprise");
  EXPECT_EQ(found->records(0).title(), "滨海中关村a公司");
  EXPECT_TRUE(found->records(0).in_title());
  const auto rest =
      Search(absl::StrCat("query: '中关村 公司' page_token: '", found->next_page_token(), "'"));
  ZGC_ASSERT_OK(rest);
  ASSERT_EQ(rest->records_size(), 1);
  EXPECT_EQ(rest->records(0).name(), "enterprises/c");
  EXPECT_THAT(rest->next_page_token(), IsEmpty());
  EXPECT_THAT(Search("query: '村'"), FailsWith(absl::StatusCode::kInvalidArgument,
                                               HasSubstr("one Chinese character alone")));
}

}  // namespace
}  // namespace zgc::parks
