#include "common/rpc/method.h"

#include <gtest/gtest.h>

#include <string>

#include "common/base/clock.h"
#include "common/rpc/server.h"
#include "common/rpc/test_options.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "zgc/figures/v1/figures.pb.h"

namespace zgc::rpc {
namespace {

namespace v1 = ::zgc::figures::v1;
constexpr char kFigures[] = "zgc.figures.v1.FigureService";

absl::StatusOr<v1::Indicator> GetIndicator(const storage::Reader&, const v1::GetIndicatorRequest&) {
  return v1::Indicator();
}
absl::StatusOr<v1::Figure> AnswersAnother(const storage::Reader&, const v1::GetIndicatorRequest&) {
  return v1::Figure();
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
  EXPECT_NE(MakePartOfService(calls(), kFigures, {Read(GetIndicator)}), nullptr);
}

// gRPC's threads do not live in the process that a death test forks.
class MethodDeathTest : public MethodTest {
 protected:
  MethodDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(MethodDeathTest, AMethodWithoutARowIsAMistake) {
  EXPECT_DEATH(MakeService(calls(), kFigures, {Read(GetIndicator)}), "has no row for ");
}

TEST_F(MethodDeathTest, AMethodWithTwoRowsIsAMistake) {
  EXPECT_DEATH(MakePartOfService(calls(), kFigures, {Read(GetIndicator), Read(GetIndicator)}),
               "GetIndicatorRequest has two rows");
}

TEST_F(MethodDeathTest, ARowOfAnotherServiceIsAMistake) {
  EXPECT_DEATH(MakePartOfService(calls(), "zgc.ops.v1.OperationsService", {Read(GetIndicator)}),
               "GetIndicatorRequest is not of zgc.ops.v1.OperationsService");
}

TEST_F(MethodDeathTest, AnAnswerOfAnotherTypeIsAMistake) {
  EXPECT_DEATH(MakePartOfService(calls(), kFigures, {Read(AnswersAnother)}),
               "GetIndicator answers another type");
}

TEST_F(MethodDeathTest, AServiceThatIsNotThereIsAMistake) {
  EXPECT_DEATH(MakePartOfService(calls(), "zgc.none.v1.None", {}), "there is no service");
}

}  // namespace
}  // namespace zgc::rpc
