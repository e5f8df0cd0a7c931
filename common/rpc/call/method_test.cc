#include "common/rpc/call/method.h"

#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/rpc/server/server.h"
#include "common/rpc/server/test_options.h"
#include "common/rpc/wire/wire_status.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "zgc/figures/v1/figure_service.pb.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"

namespace zgc::rpc {
namespace {

namespace figuresv1 = ::zgc::figures::v1;
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
  const auto service = MakePartOfService(calls(), kFigures, {Read(AnswersNothing)});
  ZGC_ASSERT_OK(server_->Start({service.get()}));
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
    stub.UnaryCall(&context, "/zgc.figures.v1.FigureService/AnswersNothing", {}, &request,
                   &response, [&](grpc::Status status) {
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
               "AnswersNothing answers another type");
}

absl::StatusOr<figuresv1::Indicator> WritesForGet(storage::Txn&, const base::Actor&,
                                                  const figuresv1::GetIndicatorRequest&) {
  return figuresv1::Indicator();
}

TEST_F(MethodDeathTest, AWriteThatCannotBeCheckedOnlyIsAMistake) {
  EXPECT_DEATH(MakePartOfService(calls(), kFigures, {Write(WritesForGet)}),
               "AnswersNothing takes no validate_only");
}

TEST_F(MethodDeathTest, AServiceThatIsNotThereIsAMistake) {
  EXPECT_DEATH(MakePartOfService(calls(), "zgc.none.v1.None", {}), "there is no service");
}

}  // namespace
}  // namespace zgc::rpc
