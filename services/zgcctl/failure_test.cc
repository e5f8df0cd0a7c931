#include "services/zgcctl/failure.h"

#include "common/base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "zgc/common/v1/error_reason.pb.h"

namespace zgc::ctl {
namespace {

using ::testing::ElementsAre;
using namespace zgc::common::v1;  // NOLINT: the reasons

TEST(FailureTest, EveryWrongFieldHasALine) {
  base::FieldErrors errors;
  errors.Add("park.region", "is required");
  errors.Add("park.kind", "is required");
  EXPECT_THAT(Describe(errors.ToStatus()), ElementsAre("INVALID_FIELD: park.region: is required",
                                                       "INVALID_FIELD: park.kind: is required"));
}

TEST(FailureTest, EveryBlockerHasALineAfterTheMessage) {
  absl::Status status = base::MakeError(absl::StatusCode::kFailedPrecondition,
                                        ERROR_REASON_PUBLICATION_BLOCKED, "2 things in the way");
  google::rpc::PreconditionFailure failure;
  auto* first = failure.add_violations();
  first->set_subject("items/1");
  first->set_description("numeral 49家 is bound to nothing");
  failure.add_violations()->set_description("task 3 is in no item");
  base::AttachDetail(status, failure);
  EXPECT_THAT(Describe(status),
              ElementsAre("PUBLICATION_BLOCKED: 2 things in the way",
                          "PUBLICATION_BLOCKED: items/1: numeral 49家 is bound to nothing",
                          "PUBLICATION_BLOCKED: task 3 is in no item"));
}

TEST(FailureTest, WhatTheMessageSaysIsNotRepeated) {
  absl::Status status =
      base::MakeError(absl::StatusCode::kFailedPrecondition, ERROR_REASON_ILLEGAL_TRANSITION,
                      "tasks/1 cannot be closed: milestone 2 is open; no report");
  google::rpc::PreconditionFailure failure;
  for (const char* violation : {"milestone 2 is open", "no report"}) {
    failure.add_violations()->set_subject("tasks/1");
    failure.mutable_violations()->rbegin()->set_description(violation);
  }
  base::AttachDetail(status, failure);
  EXPECT_THAT(Describe(status),
              ElementsAre("ILLEGAL_TRANSITION: tasks/1 cannot be closed: milestone 2 is open; no "
                          "report"));
}

TEST(FailureTest, ScriptsCanTellWhatHappened) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), kExitOk);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("Connection refused")), kExitUnreachable);
  EXPECT_EQ(ExitCodeOf(absl::DeadlineExceededError("")), kExitUnreachable);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("--tls-ca")), kExitUsage);
  // A service that answers is there, whatever it says.
  for (const auto code : {absl::StatusCode::kUnavailable, absl::StatusCode::kNotFound,
                          absl::StatusCode::kInvalidArgument}) {
    EXPECT_EQ(ExitCodeOf(base::MakeError(code, ERROR_REASON_OVERLOADED, "")), kExitFailed);
  }
}

}  // namespace
}  // namespace zgc::ctl
