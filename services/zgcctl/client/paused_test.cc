#include <grpcpp/grpcpp.h>

#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/matchers.h"
#include "common/testing/printed.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/zgcctl/commands/report.h"
#include "zgc/ops/v1/operations.grpc.pb.h"

namespace zgc::ctl {
namespace {

using ::testing::HasSubstr;
using zgc::testing::FailsWith;
using zgc::testing::Printed;

// Follows task_registry, which is further than what is here, and is paused.
class PausedService final : public zgc::ops::v1::OperationsService::Service {
 public:
  grpc::Status GetServiceStatus(grpc::ServerContext*, const zgc::ops::v1::GetServiceStatusRequest*,
                                zgc::ops::v1::ServiceStatus* status) override {
    status->set_service("supervision_reporting");
    status->mutable_position()->set_revision(9);
    status->mutable_following_paused_until()->set_seconds(1577836800);
    auto& source = *status->add_sources();
    source.set_service("task_registry");
    source.set_state(zgc::ops::v1::SOURCE_STATE_LATE);
    source.set_connected(true);
    source.mutable_applied()->set_revision(3);
    return grpc::Status::OK;
  }
};

TEST(PausedTest, WhoWaitsForASourceIsToldAtOnceThatItIsNotFollowed) {
  PausedService service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  ASSERT_NE(server, nullptr);
  Options options;
  options.timeout_seconds = 0.3;
  for (const char* name : {"supervision_reporting", "task_registry"}) {
    options.addresses[name] = absl::StrCat("127.0.0.1:", port);
  }
  Client client(options);
  const Printed printed(std::cerr);
  EXPECT_THAT(AwaitSources(client).status(),
              FailsWith(absl::StatusCode::kDeadlineExceeded, HasSubstr("waited in vain")));
  EXPECT_THAT(printed.text(),
              HasSubstr("zgcctl: waiting: supervision_reporting takes over nothing of what it "
                        "follows until 2020-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace zgc::ctl
