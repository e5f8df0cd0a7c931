#include <grpcpp/grpcpp.h>

#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/printed.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/zgcctl/client/catalog.h"
#include "services/zgcctl/commands/commands.h"
#include "zgc/records/v1/evidence_service.grpc.pb.h"
#include "zgc/records/v1/record_service.grpc.pb.h"
#include "zgc/supervision/v1/watch_service.grpc.pb.h"

// What is asked of every service, of which some do not answer.
namespace zgc::ctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using zgc::testing::Printed;

class FakeEvidence final : public records::v1::EvidenceService::Service {
 public:
  grpc::Status ListEvidence(grpc::ServerContext*, const records::v1::ListEvidenceRequest*,
                            records::v1::ListEvidenceResponse* response) override {
    response->add_evidence()->set_name("evidence/a");
    return grpc::Status::OK;
  }
  grpc::Status CheckEvidenceFile(grpc::ServerContext*, const records::v1::CheckEvidenceFileRequest*,
                                 records::v1::CheckEvidenceFileResponse* response) override {
    if (has_file) response->add_evidence()->set_name("evidence/a");
    return grpc::Status::OK;
  }
  bool has_file = true;
};

class FakeRecords final : public records::v1::RecordService::Service {
 public:
  grpc::Status SearchRecords(grpc::ServerContext*, const records::v1::SearchRecordsRequest* request,
                             records::v1::SearchRecordsResponse* response) override {
    for (int i = 0; i < 3 && i < request->page_size(); ++i) {
      response->add_records()->set_name(absl::StrCat("parks/", i));
    }
    if (request->page_size() < 3) response->set_next_page_token("more");
    return grpc::Status::OK;
  }
};

// In three parts, of which the first is refused once.
class FakeWatch final : public supervision::v1::WatchService::Service {
 public:
  grpc::Status SweepDeadlines(grpc::ServerContext*, const supervision::v1::SweepDeadlinesRequest*,
                              supervision::v1::SweepDeadlinesResponse* response) override {
    if (++calls == 1) return {grpc::StatusCode::UNAVAILABLE, "restarting"};
    response->add_escalations();
    response->set_unfinished(calls < 4);
    if (!left_out.empty()) response->add_left_out(left_out);
    return grpc::Status::OK;
  }
  grpc::Status ListQueue(grpc::ServerContext*, const supervision::v1::ListQueueRequest* request,
                         supervision::v1::ListQueueResponse* response) override {
    supervision::v1::QueueItem& item = *response->add_items();
    item.set_reason(supervision::v1::QUEUE_REASON_OWED);
    item.set_resource(absl::StrCat("//task_registry/tasks/", request->as_of_date()));
    item.set_organisation(request->organisation());
    return grpc::Status::OK;
  }
  int calls = 0;
  std::string left_out;
};

class AllServicesTest : public ::testing::Test {
 protected:
  AllServicesTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&evidence_);
    builder.RegisterService(&records_);
    builder.RegisterService(&watch_);
    server_ = builder.BuildAndStart();
    options_.timeout_seconds = 10;
    options_.format = Format::kTsv;
    for (const std::string& name : ServiceNames()) {
      options_.addresses[name] = absl::StrCat("127.0.0.1:", port);
    }
    std::ofstream(file_) << "notice";
  }

  // The exit code; what was printed is in out_ and err_.
  int Run(std::vector<std::string> words) {
    CLI::App app;
    int code = -1;
    AddCalls(app, options_, code);
    AddSearch(app, options_, code);
    AddEvidence(app, options_, code);
    AddSweep(app, options_, code);
    AddQueue(app, options_, code);
    std::reverse(words.begin(), words.end());
    const Printed out(std::cout);
    const Printed err(std::cerr);
    app.parse(words);
    out_ = out.text();
    err_ = err.text();
    return code;
  }
  // Nobody listens there.
  void Down(const std::string& service) { options_.addresses[service] = "127.0.0.1:1"; }

  zgc::testing::TempDir dir_;
  const std::string file_ = dir_.path() + "/notice.txt";
  FakeEvidence evidence_;
  FakeRecords records_;
  FakeWatch watch_;
  std::unique_ptr<grpc::Server> server_;
  Options options_;
  std::string out_;
  std::string err_;
};

TEST_F(AllServicesTest, ASearchSaysThatThereIsMore) {
  EXPECT_EQ(Run({"search", "中关村", "--service", "park_region", "--limit", "2"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("parks/1"), Not(HasSubstr("parks/2"))));
  EXPECT_THAT(err_, HasSubstr("there are more than these 2; --limit 0 lists all"));
  EXPECT_EQ(Run({"search", "中关村", "--service", "park_region", "--limit", "3"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("parks/2"));
  EXPECT_EQ(err_, "");
}

TEST_F(AllServicesTest, TheQueueOfAnOrganisationOnADayIsShown) {
  EXPECT_EQ(Run({"queue", "--organisation", "organisations/a", "--date", "2019-06-30"}), kExitOk);
  EXPECT_THAT(out_,
              AllOf(HasSubstr("//task_registry/tasks/2019-06-30"), HasSubstr("organisations/a")));
  EXPECT_EQ(Run({"queue"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("//task_registry/tasks/20"));
}

TEST_F(AllServicesTest, ASweepGoesOnUntilAllIsSwept) {
  EXPECT_EQ(Run({"sweep"}), kExitOk);
  EXPECT_EQ(watch_.calls, 4);
  EXPECT_THAT(out_, HasSubstr("3 slips"));
  watch_.left_out = "task_registry";
  EXPECT_EQ(Run({"sweep"}), kExitUnreachable);
  EXPECT_THAT(err_, HasSubstr("task_registry is not current"));
}

TEST_F(AllServicesTest, AFileIsCheckedWithTheServicesThatAnswer) {
  Down("task_registry");
  Down("supervision_reporting");
  options_.timeout_seconds = 1;
  EXPECT_EQ(Run({"evidence", "check", file_}), kExitUnreachable);
  EXPECT_THAT(out_, AllOf(HasSubstr("//funding_ledger/evidence/a"),
                          HasSubstr("//park_region/evidence/a"), Not(HasSubstr("task_registry"))));
  EXPECT_THAT(err_, HasSubstr("not checked with task_registry, supervision_reporting"));
  evidence_.has_file = false;
  EXPECT_EQ(Run({"evidence", "check", file_}), kExitUnreachable);
  EXPECT_THAT(err_, HasSubstr("is no evidence that the others have recorded"));
}

TEST_F(AllServicesTest, WhatEveryServiceHasSaysWhoseItIs) {
  EXPECT_EQ(Run({"list", "evidence"}), kExitOk);
  for (const std::string& service : ServiceNames()) {
    EXPECT_THAT(out_, HasSubstr(absl::StrCat("//", service, "/evidence/a")));
  }
  EXPECT_EQ(Run({"list", "evidence", "--service", "park_region"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("evidence/a"), Not(HasSubstr("//"))));
}

}  // namespace
}  // namespace zgc::ctl
