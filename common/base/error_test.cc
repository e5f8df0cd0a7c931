#include "common/base/error.h"

#include "absl/strings/cord.h"
#include "gtest/gtest.h"

namespace zgc::base {
namespace {

TEST(ErrorTest, CarriesReasonAndMetadata) {
  const absl::Status status = MakeError(absl::StatusCode::kFailedPrecondition,
                                        zgc::common::v1::ERROR_REASON_INSUFFICIENT_FUNDS,
                                        "too little", {{"headroom_fen", "100"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), zgc::common::v1::ERROR_REASON_INSUFFICIENT_FUNDS);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(
      std::string(*status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo"))));
  EXPECT_EQ(info.reason(), "INSUFFICIENT_FUNDS");
  EXPECT_EQ(info.domain(), "zgc");
  EXPECT_EQ(info.metadata().at("headroom_fen"), "100");
}

TEST(ErrorTest, PlainStatusHasNoReason) {
  EXPECT_EQ(ReasonOf(absl::InternalError("x")), zgc::common::v1::ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(absl::OkStatus()), zgc::common::v1::ERROR_REASON_UNSPECIFIED);
}

TEST(ErrorTest, RetryDelayKeepsFractions) {
  const absl::Status status =
      RetryLater(absl::StatusCode::kResourceExhausted, zgc::common::v1::ERROR_REASON_OVERLOADED,
                 "busy", absl::Milliseconds(1500));
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(retry.ParseFromString(
      std::string(*status.GetPayload("type.googleapis.com/google.rpc.RetryInfo"))));
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 500000000);
}

TEST(ErrorTest, ABatchHoldsNoMoreThanItsLimit) {
  EXPECT_TRUE(CheckBatchSize("items", 3, 3).ok());
  const absl::Status status = CheckBatchSize("items", 4, 3);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), zgc::common::v1::ERROR_REASON_BATCH_TOO_LARGE);
  EXPECT_EQ(status.message(), "items: must be 1 to 3, not 4");
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(
      std::string(*status.GetPayload("type.googleapis.com/google.rpc.ErrorInfo"))));
  EXPECT_EQ(info.metadata().at("field"), "items");
  EXPECT_EQ(info.metadata().at("count"), "4");
  EXPECT_EQ(info.metadata().at("limit"), "3");
}

TEST(FieldErrorsTest, ListsEveryViolation) {
  FieldErrors errors;
  EXPECT_TRUE(errors.ToStatus().ok());
  errors.Add("task.title", "is required");
  errors.Add("task.deadline", "is not a date");
  const absl::Status status = errors.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  google::rpc::BadRequest bad;
  ASSERT_TRUE(bad.ParseFromString(
      std::string(*status.GetPayload("type.googleapis.com/google.rpc.BadRequest"))));
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_EQ(bad.field_violations(1).field(), "task.deadline");
  EXPECT_NE(status.message().find("task.title: is required"), std::string::npos);
}

}  // namespace
}  // namespace zgc::base
