#include "common/rpc/call/method.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/resource/checks.h"
#include "common/rpc/server/server.h"
#include "common/rpc/server/test_options.h"
#include "common/rpc/wire/wire_status.h"
#include "common/testing/any_call.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/parks/v1/park_service.pb.h"
#include "zgc/parks/v1/parks.pb.h"

namespace zgc::rpc {
namespace {

namespace figuresv1 = ::zgc::figures::v1;
namespace parksv1 = ::zgc::parks::v1;
using ::testing::ElementsAre;
constexpr char kFigures[] = "zgc.figures.v1.FigureService";

absl::StatusOr<figuresv1::Indicator> AnswersNothing(const storage::Reader&,
                                                    const figuresv1::GetIndicatorRequest&) {
  return figuresv1::Indicator();
}
absl::StatusOr<figuresv1::Figure> AnswersAnother(const storage::Reader&,
                                                 const figuresv1::GetIndicatorRequest&) {
  return figuresv1::Figure();
}

class MethodTest : public ::testing::Test {
 protected:
  MethodTest() {
    auto server = Server::Create(TestOptions("test", dir_), {.name = "test"});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  Calls& calls() { return server_->calls(); }

  zgc::testing::TempDir dir_;
  std::unique_ptr<Server> server_;
};

TEST_F(MethodTest, APartOfTheMethodsIsServed) {
  EXPECT_NE(MakePartOfService(calls(), kFigures, {Read(AnswersNothing)}), nullptr);
}

TEST_F(MethodTest, BytesThatAreNoRequestAreRefusedAsSuch) {
  ZGC_ASSERT_OK(
      server_->Start(ServicesOf(MakePartOfService(calls(), kFigures, {Read(AnswersNothing)}))));
  grpc::GenericStub stub(grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                             grpc::InsecureChannelCredentials()));
  const std::vector<std::string> no_requests = {"\xff",
                                                "\x0a\x05"
                                                "abc",
                                                std::string(100, '\xff')};
  for (const std::string& bytes : no_requests) {
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer response;
    grpc::ClientContext context;
    grpc::Status answer;
    absl::Notification done;
    stub.UnaryCall(&context, "/zgc.figures.v1.FigureService/GetIndicator", {}, &request, &response,
                   [&](grpc::Status status) {
                     answer = std::move(status);
                     done.Notify();
                   });
    done.WaitForNotification();
    const absl::Status refusal = FromWire(answer);
    EXPECT_THAT(refusal, testing::HasReason(common::v1::ERROR_REASON_INVALID_FIELD));
    EXPECT_THAT(std::string(refusal.message()),
                ::testing::HasSubstr("no zgc.figures.v1.GetIndicatorRequest"));
  }
}

// What the use cases of the tests below do with the contract of their request, as its etag says.
absl::StatusOr<parksv1::Park> JoinsZone(storage::Txn& txn, const base::Actor&,
                                        const parksv1::JoinZoneRequest& request) {
  if (request.etag() == "asks") {
    ZGC_RETURN_IF_ERROR(resource::Checks(txn, request).ToStatus());
  } else if (request.etag() == "passes over") {
    const resource::Checks checks(txn, request);
    EXPECT_FALSE(checks.empty());
  } else if (request.etag() == "asks of another") {
    parksv1::JoinZoneRequest another = request;
    another.set_from_date("2019-01-01");
    ZGC_RETURN_IF_ERROR(resource::Checks(txn, another).ToStatus());
  }
  return parksv1::Park();
}

TEST_F(MethodTest, TheContractIsHeldAndSaidOnceWhateverTheUseCaseDoes) {
  ZGC_ASSERT_OK(server_->Start(
      ServicesOf(MakePartOfService(calls(), "zgc.parks.v1.ParkService", {Write(JoinsZone)}))));
  const auto channel = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                           grpc::InsecureChannelCredentials());
  const auto& method = *google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
      "zgc.parks.v1.ParkService.JoinZone");
  parksv1::JoinZoneRequest request;
  const auto violations = [&](const std::string& use_case) {
    request.set_etag(use_case);
    parksv1::Park park;
    const absl::Status answer = testing::CallAny(channel, method, request, park, "clerk");
    std::vector<std::string> fields;
    google::rpc::BadRequest bad;
    const auto detail = answer.GetPayload("type.googleapis.com/google.rpc.BadRequest");
    if (detail.has_value()) bad.ParseFromString(std::string(*detail));
    for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
    return fields;
  };
  // Of a request that names no row nothing is looked up.
  EXPECT_THAT(violations("forgets"), ElementsAre("name", "zone", "from_date"));
  request.set_name("parks/p");
  request.set_zone("//park_region/parks/z");
  request.set_from_date("soon");
  for (const char* use_case : {"forgets", "asks", "passes over", "asks of another"}) {
    EXPECT_THAT(violations(use_case), ElementsAre("from_date")) << use_case;
  }
  request.set_from_date("2019-01-01");
  for (const char* use_case : {"forgets", "asks", "asks of another"}) {
    EXPECT_THAT(violations(use_case), ::testing::IsEmpty()) << use_case;
  }
}

// gRPC's threads do not live in the process that a death test forks.
class MethodDeathTest : public MethodTest {
 protected:
  MethodDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(MethodDeathTest, AMethodWithoutARowIsAMistake) {
  EXPECT_DEATH(MakeService(calls(), kFigures, {Read(AnswersNothing)}), "has no row for ");
}

TEST_F(MethodDeathTest, AMethodWithTwoRowsIsAMistake) {
  EXPECT_DEATH(MakePartOfService(calls(), kFigures, {Read(AnswersNothing), Read(AnswersNothing)}),
               "GetIndicatorRequest has two rows");
}

TEST_F(MethodDeathTest, ARowOfAnotherServiceIsAMistake) {
  EXPECT_DEATH(MakePartOfService(calls(), "zgc.ops.v1.OperationsService", {Read(AnswersNothing)}),
               "GetIndicatorRequest is not of zgc.ops.v1.OperationsService");
}

TEST_F(MethodDeathTest, AnAnswerOfAnotherTypeIsAMistake) {
  EXPECT_DEATH(MakePartOfService(calls(), kFigures, {Read(AnswersAnother)}),
               "GetIndicator answers another type");
}

absl::StatusOr<figuresv1::Indicator> WritesForGet(storage::Txn&, const base::Actor&,
                                                  const figuresv1::GetIndicatorRequest&) {
  return figuresv1::Indicator();
}

TEST_F(MethodDeathTest, AWriteThatCannotBeCheckedOnlyIsAMistake) {
  EXPECT_DEATH(MakePartOfService(calls(), kFigures, {Write(WritesForGet)}),
               "GetIndicator takes no validate_only");
}

TEST_F(MethodDeathTest, AServiceThatIsNotThereIsAMistake) {
  EXPECT_DEATH(MakePartOfService(calls(), "zgc.none.v1.None", {}), "there is no service");
}

}  // namespace
}  // namespace zgc::rpc
