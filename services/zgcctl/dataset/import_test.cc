#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/figures/book_schema.h"
#include "common/figures/figure_service.h"
#include "common/rpc/server/server.h"
#include "common/testing/matchers.h"
#include "common/testing/printed.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/zgcctl/client/lister.h"
#include "services/zgcctl/dataset/importer.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/figures/v1/observations.pb.h"

namespace zgc::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using zgc::testing::IsOk;
using zgc::testing::Printed;

// A service with figures alone, and a data set for it.
class ImportTest : public ::testing::Test {
 protected:
  ImportTest() {
    Start();
    Options options;
    options.addresses["park_region"] = absl::StrCat("127.0.0.1:", server_->port());
    options.timeout_seconds = 10;
    client_ = std::make_unique<Client>(options);
    Write("dataset.json",
          R"({"id": "t", "title": "试验", "steps": [)"
          R"({"method": "CreateIndicator", "service": "park_region", "file": "i.jsonl"},)"
          R"({"method": "ReportObservation", "service": "park_region", "file": "o.jsonl",)"
          R"( "as": "role-reporter"},)"
          R"({"method": "VerifyObservation", "service": "park_region", "file": "o.jsonl",)"
          R"( "as": "role-verifier", "request": {"name": "observations/{observation_id}"}}]})");
    Write("i.jsonl", R"({"indicator_id": "a", "indicator": {"display_name": "新设企业",)"
                     R"( "unit": "家", "measure": "MEASURE_KIND_STOCK"}})");
    Write("o.jsonl", Observation("T1", "7") + Observation("T2", "8"));
  }
  ~ImportTest() override { server_->Stop(); }

  void Start() {
    rpc::ServerOptions options;
    options.service = "park_region";
    options.listen = "127.0.0.1:0";
    options.admin_listen = "127.0.0.1:0";
    options.store_url = dir_.StoreUrl();
    options.create_store = true;
    options.insecure_loopback = true;
    storage::Schema schema;
    schema.name = "park_region";
    schema.columns = figures::BookColumns();
    server_ = *rpc::Server::Create(options, schema);
    const absl::Status started =
        server_->Start(rpc::ServicesOf(figures::MakeFigureService(server_->calls(), book_)));
    EXPECT_TRUE(started.ok()) << started;
  }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(absl::StrCat(data_.path(), "/", name), std::ios::binary) << text;
  }
  static std::string Observation(const std::string& id, const std::string& value,
                                 const std::string& unit = "家") {
    return absl::StrCat(R"({"observation_id": ")", id, R"(", "observation": {"indicator": )",
                        R"("indicators/a", "period": {"end_date": "2019-12-31"}, "value": ")",
                        value, R"(", "unit": ")", unit,
                        R"(", "qualifier": "QUALIFIER_EXACT", "evidence": ["年报"]}})", "\n");
  }

  ExitCode Import(bool check_only = false) {
    Printed out(std::cout);
    Printed err(std::cerr);
    const ExitCode code = ImportDataset(*client_, data_.path(), check_only);
    out_ = out.text();
    err_ = err.text();
    return code;
  }
  std::vector<Json> Figures() {
    const auto rows = ListAll(*client_, "park_region", FindCollection("figures")->list, {}, 0);
    EXPECT_THAT(rows, IsOk());
    return rows.ok() ? *rows : std::vector<Json>();
  }

  testing::TempDir dir_;
  testing::TempDir data_;
  figures::FormulaRegistry formulas_;
  figures::FigureBook book_{"park_region", formulas_};
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<Client> client_;
  std::string out_;
  std::string err_;
};

TEST_F(ImportTest, RunningAgainDoublesNothing) {
  ASSERT_EQ(Import(), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("5 requests new, 0 already there"));
  const int64_t head = server_->store().head();
  ASSERT_EQ(Import(), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("0 requests new, 5 already there"));
  EXPECT_THAT(out_, HasSubstr("park_region: 0 new commits"));
  EXPECT_EQ(server_->store().head(), head);
  const auto figures = Figures();
  ASSERT_EQ(figures.size(), 2u);
  EXPECT_EQ(figures[0]["status"], "FIGURE_STATUS_VERIFIED");
}

TEST_F(ImportTest, CheckingWritesNothing) {
  EXPECT_EQ(Import(true), kExitOk) << err_;
  EXPECT_EQ(server_->store().head(), 0);
}

TEST_F(ImportTest, BadDataWritesNothing) {
  Write("o.jsonl", Observation("T1", "7") + "{\n");
  EXPECT_EQ(Import(), kExitBadData);
  EXPECT_THAT(err_, HasSubstr("o.jsonl:2: "));
  EXPECT_THAT(err_, HasSubstr("nothing was written"));
  EXPECT_EQ(server_->store().head(), 0);
}

TEST_F(ImportTest, ARefusedLineIsNamedAndMendedByRunningAgain) {
  Write("o.jsonl", Observation("T1", "7", "元") + Observation("T2", "8"));
  EXPECT_EQ(Import(), kExitFailed);
  EXPECT_THAT(err_, HasSubstr("o.jsonl:1: park_region ReportObservation: UNIT_MISMATCH"));
  EXPECT_THAT(out_, HasSubstr("1 new, 0 already there  (o.jsonl)")) << "the others of the step end";
  EXPECT_THAT(out_, Not(HasSubstr("VerifyObservation")));
  Write("o.jsonl", Observation("T1", "7") + Observation("T2", "8"));
  EXPECT_EQ(Import(), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr("3 requests new, 2 already there"));
}

// The refusal of a state is the answer to its id; another run asks under a new one.
TEST_F(ImportTest, WhatTheStateRefusedIsAskedAgainUnderANewId) {
  const auto correction = [](const std::string& id) {
    return absl::StrReplaceAll(
        Observation(id, "9"),
        {{R"("value")", R"("corrects": "observations/T1", "reason": "漏报", "value")"}});
  };
  Write("dataset.json",
        R"({"id": "t", "title": "试验", "steps": [)"
        R"({"method": "CreateIndicator", "service": "park_region", "file": "i.jsonl"},)"
        R"({"method": "ReportObservation", "service": "park_region", "file": "o.jsonl"},)"
        R"({"method": "ReportObservation", "service": "park_region", "file": "p.jsonl"}]})");
  Write("o.jsonl", Observation("T1", "7") + correction("T2"));
  // One correction at a time.
  Write("p.jsonl", correction("T3"));
  EXPECT_EQ(Import(), kExitFailed);
  EXPECT_THAT(err_, HasSubstr("ILLEGAL_TRANSITION"));
  EXPECT_THAT(err_, Not(HasSubstr("asked again")));
  // Unmended it is refused again, and each time that is a new answer.
  EXPECT_EQ(Import(), kExitFailed);
  EXPECT_THAT(err_, HasSubstr("refused before as t/park_region/ReportObservation/observations/T3; "
                              "asked again as t/park_region/ReportObservation/observations/T3!2"));
  const auto stub = figures::v1::FigureService::NewStub(grpc::CreateChannel(
      absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.AddMetadata("zgc-on-behalf-of", "checker");
  figures::v1::RejectObservationRequest reject;
  reject.set_name("observations/T2");
  reject.set_reason("依据不足");
  figures::v1::Observation rejected;
  ASSERT_TRUE(stub->RejectObservation(&context, reject, &rejected).ok());
  ASSERT_EQ(Import(), kExitOk) << err_;
  EXPECT_THAT(err_, HasSubstr("asked again as t/park_region/ReportObservation/observations/T3!3"));
  // A line that is mended has other content under the id that was refused.
  Write("p.jsonl", correction("T3") + correction("T4"));
  EXPECT_EQ(Import(), kExitFailed);
  Write("p.jsonl", correction("T3") + Observation("T4", "9"));
  ASSERT_EQ(Import(), kExitOk) << err_;
  EXPECT_THAT(err_, HasSubstr("T4!2"));
}

TEST_F(ImportTest, AChangedLineIsExplained) {
  ASSERT_EQ(Import(), kExitOk) << err_;
  Write("o.jsonl", Observation("T1", "9") + Observation("T2", "8"));
  EXPECT_EQ(Import(), kExitFailed);
  EXPECT_THAT(err_, HasSubstr("o.jsonl:1: park_region ReportObservation: REQUEST_ID_CONFLICT"));
  EXPECT_THAT(err_, HasSubstr("imported before with other content"));
  EXPECT_EQ(Figures()[0]["value"], "7");
}

TEST_F(ImportTest, AServiceThatIsNotThereIsNamed) {
  server_->Stop();
  EXPECT_EQ(Import(), kExitUnreachable);
  EXPECT_THAT(err_, HasSubstr("park_region: UNAVAILABLE: 127.0.0.1:"));
}

TEST_F(ImportTest, ListsFollowThePages) {
  std::string lines;
  for (int i = 0; i < 1005; ++i) lines += Observation(absl::StrCat("N", i), "1");
  Write("o.jsonl", lines);
  ASSERT_EQ(Import(), kExitOk) << err_;
  EXPECT_EQ(Figures().size(), 1005u);
  const auto some = ListAll(*client_, "park_region", FindCollection("figures")->list, {}, 3);
  ASSERT_THAT(some, IsOk());
  EXPECT_EQ(some->size(), 3u);
}

}  // namespace
}  // namespace zgc::ctl
