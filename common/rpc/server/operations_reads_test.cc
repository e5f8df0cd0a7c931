#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/rpc/call/test_indicators.h"
#include "common/rpc/server/server.h"
#include "common/rpc/server/test_options.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/ops/v1/operations.grpc.pb.h"

namespace zgc::rpc {
namespace {

namespace opsv1 = ::zgc::ops::v1;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AuditListTest : public ::testing::Test {
 protected:
  AuditListTest() {
    auto server = Server::Create(TestOptions("test", dir_), IndicatorSchema());
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    ZGC_EXPECT_OK(server_->Start({}));
    stub_ = opsv1::OperationsService::NewStub(grpc::CreateChannel(
        absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
  }

  void Put(const std::string& id, const std::string& label) {
    storage::Origin origin;
    origin.person = "statistics-officer";
    origin.method = "/test/Put";
    ZGC_ASSERT_OK(
        server_->store().Apply(origin, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
          figures::v1::Indicator indicator;
          indicator.set_name("indicators/" + id);
          indicator.set_display_name(label);
          kIndicators.Put(txn, {indicator.name()}, indicator);
          return "";
        }));
  }

  testing::TempDir dir_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<opsv1::OperationsService::Stub> stub_;
};

TEST_F(AuditListTest, TheAuditIsNarrowedAndPaged) {
  Put("a", "1");
  Put("b", "1");
  Put("a", "2");
  const auto list = [this](const opsv1::ListAuditRecordsRequest& request,
                           opsv1::ListAuditRecordsResponse& page) {
    grpc::ClientContext context;
    return FromWire(stub_->ListAuditRecords(&context, request, &page));
  };
  opsv1::ListAuditRecordsRequest request;
  request.set_resource("indicators/a");
  request.set_person("statistics-officer");
  request.set_outcome(opsv1::AUDIT_OUTCOME_OK);
  request.set_newest_first(true);
  request.set_page_size(1);
  opsv1::ListAuditRecordsResponse page;
  ZGC_ASSERT_OK(list(request, page));
  ASSERT_EQ(page.records_size(), 1);
  EXPECT_EQ(page.records(0).revision(), 3);
  // What comes between the pages is in none of them, and in the next list.
  Put("a", "3");
  request.set_page_token(page.next_page_token());
  ZGC_ASSERT_OK(list(request, page));
  ASSERT_EQ(page.records_size(), 1);
  EXPECT_EQ(page.records(0).revision(), 1);
  EXPECT_EQ(page.revision(), 3);
  EXPECT_THAT(page.next_page_token(), IsEmpty());
  request.set_person("another");
  EXPECT_THAT(list(request, page),
              testing::HasReason(zgc::common::v1::ERROR_REASON_PAGE_TOKEN_INVALID));
  request.clear_page_token();
  ZGC_ASSERT_OK(list(request, page));
  EXPECT_THAT(page.records(), IsEmpty());
  request.mutable_since_time()->set_seconds(100);
  request.mutable_until_time()->set_nanos(-1);
  request.set_after_revision(-1);
  request.set_outcome(static_cast<opsv1::AuditOutcome>(9));
  EXPECT_THAT(
      list(request, page).message(),
      ::testing::AllOf(HasSubstr("after_revision"), HasSubstr("outcome"), HasSubstr("until_time")));
}

}  // namespace
}  // namespace zgc::rpc
