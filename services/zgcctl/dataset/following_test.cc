#include "services/zgcctl/dataset/following.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/matchers.h"
#include "common/testing/printed.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/zgcctl/dataset/importer.h"
#include "zgc/ops/v1/operations.grpc.pb.h"

namespace zgc::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using zgc::ops::v1::SourceState;
using zgc::testing::FailsWith;
using zgc::testing::Printed;

// Reads a revision of its source whenever it is asked, up to `end`; its source is at 3.
class FollowingService final : public zgc::ops::v1::OperationsService::Service {
 public:
  grpc::Status GetServiceStatus(grpc::ServerContext*, const zgc::ops::v1::GetServiceStatusRequest*,
                                zgc::ops::v1::ServiceStatus* status) override {
    status->mutable_position()->set_revision(3);
    if (state == zgc::ops::v1::SOURCE_STATE_UNSPECIFIED) return grpc::Status::OK;
    auto& source = *status->add_sources();
    source.set_service("funding_ledger");
    source.set_state(state);
    source.set_problem(problem);
    source.set_connected(true);
    source.mutable_applied()->set_revision(std::min(++asked - 2, end));
    return grpc::Status::OK;
  }

  SourceState state = zgc::ops::v1::SOURCE_STATE_CURRENT;
  std::string problem;
  int end = 3;
  // The source is asked once, before the follower.
  int asked = 0;
};

class FollowingTest : public ::testing::Test {
 protected:
  FollowingTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    options_.timeout_seconds = 30;
    for (const char* name : {"task_registry", "funding_ledger"}) {
      options_.addresses[name] = absl::StrCat("127.0.0.1:", port);
    }
  }

  absl::Status Await() {
    Client client(options_);
    const Printed printed(std::cout);
    const absl::Status status = AwaitFollowed(client, "task_registry", "funding_ledger");
    said_ = printed.text();
    return status;
  }
  // It waits as long as it may, in vain.
  void ExpectInVain(const std::string& message) {
    options_.timeout_seconds = 0.5;
    // It has come as far as it ever does.
    service_.asked = 10;
    EXPECT_THAT(Await(), FailsWith(absl::StatusCode::kDeadlineExceeded, HasSubstr(message)));
  }

  FollowingService service_;
  std::unique_ptr<grpc::Server> server_;
  Options options_;
  std::string said_;
};

TEST_F(FollowingTest, WaitsUntilAllIsRead) {
  ZGC_EXPECT_OK(Await());
  EXPECT_EQ(said_, "  task_registry waits: funding_ledger is applied to revision 0 of 3\n");
  EXPECT_EQ(service_.asked, 5) << "once for each revision that was missing";
  ZGC_EXPECT_OK(Await());
  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(FollowingTest, WhatIsNotAllOfItIsWaitedForInVain) {
  service_.end = 2;
  ExpectInVain(
      "task_registry waited in vain: funding_ledger is applied to revision 2 of 3; run the");
  service_.end = 3;
  service_.state = zgc::ops::v1::SOURCE_STATE_LATE;
  service_.problem = "is paused";
  ExpectInVain("(is paused); run the import again");
}

TEST_F(FollowingTest, WhatIsNotFollowedIsNotWaitedFor) {
  service_.state = zgc::ops::v1::SOURCE_STATE_NOT_FOLLOWED;
  service_.problem = "started without it";
  EXPECT_THAT(Await(), FailsWith(absl::StatusCode::kFailedPrecondition,
                                 HasSubstr("task_registry does not follow funding_ledger: started "
                                           "without it")));
  service_.state = zgc::ops::v1::SOURCE_STATE_REFUSED;
  service_.problem = "another store";
  EXPECT_THAT(Await(), FailsWith(absl::StatusCode::kFailedPrecondition,
                                 HasSubstr("refuses funding_ledger: another store")));
}

TEST_F(FollowingTest, OfWhatNothingIsWantedNothingIsWaitedFor) {
  service_.state = zgc::ops::v1::SOURCE_STATE_UNSPECIFIED;
  ZGC_EXPECT_OK(Await());
  EXPECT_THAT(said_, IsEmpty());
}

// An import sends nothing before that.
TEST_F(FollowingTest, AStepThatFollowsIsSentOnlyThen) {
  testing::TempDir data;
  std::ofstream(data.path() + "/dataset.json")
      << R"({"id": "t", "title": "试验", "steps": [{"method": "CreatePlan", "file": "p.jsonl",)"
      << R"( "follows": ["funding_ledger"]}]})";
  std::ofstream(data.path() + "/p.jsonl") << "";
  service_.end = 2;
  service_.asked = 10;
  options_.timeout_seconds = 0.5;
  Client client(options_);
  const Printed out(std::cout);
  const Printed err(std::cerr);
  EXPECT_EQ(ImportDataset(client, data.path(), false), kExitUnreachable);
  EXPECT_THAT(err.text(), HasSubstr("task_registry CreatePlan: DEADLINE_EXCEEDED: task_registry "
                                    "waited in vain: funding_ledger is applied to revision 2"));
  service_.end = 3;
  EXPECT_EQ(ImportDataset(client, data.path(), false), kExitOk) << err.text();
}

}  // namespace
}  // namespace zgc::ctl
