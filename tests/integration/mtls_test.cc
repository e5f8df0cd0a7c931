// Mutual TLS and the policy file, with real certificates on a real server.
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/figures/book_schema.h"
#include "common/figures/figure_service.h"
#include "common/rpc/following/channel.h"
#include "common/rpc/identity/certificates.h"
#include "common/rpc/server/server.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/ops/v1/operations.grpc.pb.h"

namespace zgc::rpc {
namespace {

namespace opsv1 = ::zgc::ops::v1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::HasReason;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class MtlsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    certs_ = new testing::TempDir();
    Run(absl::StrCat(certs_->path(), " task-registry auditor intern stranger"));
    Run(absl::StrCat(certs_->path(), " late --expired"));
    Run(absl::StrCat(certs_->path(), "/foreign task-registry"));
  }
  static void TearDownTestSuite() { delete certs_; }

  static void Run(const std::string& arguments) {
    const std::string command = absl::StrCat(MAKE_DEV_CERTS, " ", arguments, " >/dev/null 2>&1");
    ASSERT_EQ(std::system(command.c_str()), 0) << command;  // NOLINT: arguments are constants
  }

  MtlsTest() {
    policy_ = dir_.path() + "/policy.json";
    std::ofstream(policy_) << R"({
      "identities": [
        {"spiffe_id": "spiffe://zgc/auditor", "roles": ["audit", "figures"],
          "scopes": {"all": true}},
        {"spiffe_id": "spiffe://zgc/intern", "scopes": {"all": true}}],
      "roles": [
        {"name": "audit", "methods": ["/zgc.ops.v1.OperationsService/ListAuditRecords"]},
        {"name": "figures", "methods": ["/zgc.figures.v1.FigureService/WatchFigures"]}]})";
    ServerOptions options;
    options.service = "test";
    options.listen = "127.0.0.1:0";
    options.admin_listen = "127.0.0.1:0";
    options.store_url = dir_.StoreUrl();
    options.create_store = true;
    options.tls_cert = certs_->path() + "/task-registry.pem";
    options.tls_key = certs_->path() + "/task-registry-key.pem";
    options.tls_ca = certs_->path() + "/ca.pem";
    options.policy = policy_;
    storage::Schema schema;
    schema.name = "test";
    schema.columns = figures::BookColumns();
    auto server = Server::Create(options, schema);
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    ZGC_EXPECT_OK(server_->Start(ServicesOf(figures::MakeFigureService(server_->calls(), book_))));
  }
  ~MtlsTest() override { server_->Stop(); }

  std::shared_ptr<grpc::Channel> ChannelOf(const std::string& name) const {
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = ReadFile(certs_->path() + "/ca.pem");
    if (!name.empty()) {
      tls.pem_cert_chain = ReadFile(absl::StrCat(certs_->path(), "/", name, ".pem"));
      tls.pem_private_key = ReadFile(absl::StrCat(certs_->path(), "/", name, "-key.pem"));
    }
    return grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()),
                               grpc::SslCredentials(tls));
  }

  // Lists the audit records as `name`, on behalf of `person` if not empty.
  absl::StatusOr<opsv1::ListAuditRecordsResponse> AuditAs(const std::string& name,
                                                          const std::string& person = "") {
    const auto stub = opsv1::OperationsService::NewStub(ChannelOf(name));
    grpc::ClientContext context;
    if (!person.empty()) context.AddMetadata(kOnBehalfOf, person);
    opsv1::ListAuditRecordsResponse response;
    const grpc::Status status = stub->ListAuditRecords(&context, {}, &response);
    if (!status.ok()) return FromWire(status);
    return response;
  }

  static testing::TempDir* certs_;
  testing::TempDir dir_;
  std::string policy_;
  figures::FormulaRegistry formulas_;
  figures::FigureBook book_{"test", formulas_};
  std::unique_ptr<Server> server_;
};

testing::TempDir* MtlsTest::certs_ = nullptr;

TEST_F(MtlsTest, RowsAreForThoseWhoMayReadTheChangeFeed) {
  const auto stub = figures::v1::FigureService::NewStub(ChannelOf("auditor"));
  const auto watch = [&](const std::string& type) {
    grpc::ClientContext context;
    figures::v1::WatchFiguresRequest request;
    if (!type.empty()) request.add_resource_types(type);
    const auto reader = stub->WatchFigures(&context, request);
    reader->WaitForInitialMetadata();
    // One that is allowed lasts.
    if (type.empty()) context.TryCancel();
    return FromWire(reader->Finish());
  };
  EXPECT_EQ(watch("").code(), absl::StatusCode::kCancelled);
  EXPECT_THAT(watch("zgc.figures.v1.Observation"),
              HasReason(zgc::common::v1::ERROR_REASON_PERMISSION_DENIED));
}

TEST_F(MtlsTest, RolesDecideAndDenialsAreAudited) {
  ZGC_EXPECT_OK(AuditAs("auditor"));
  EXPECT_THAT(AuditAs("intern"), HasReason(zgc::common::v1::ERROR_REASON_PERMISSION_DENIED));
  EXPECT_THAT(AuditAs("stranger"), HasReason(zgc::common::v1::ERROR_REASON_UNAUTHENTICATED));
  EXPECT_THAT(AuditAs("auditor", "finance-officer"),
              HasReason(zgc::common::v1::ERROR_REASON_DELEGATION_DENIED));
  // A denial is answered at once and committed behind the answer.
  absl::StatusOr<opsv1::ListAuditRecordsResponse> audit;
  for (int i = 0; i < 1000 && (i == 0 || (audit.ok() && audit->records_size() < 3)); ++i) {
    audit = AuditAs("auditor");
  }
  ZGC_ASSERT_OK(audit);
  std::vector<std::string> lines;
  for (const auto& record : audit->records()) {
    lines.push_back(absl::StrCat(record.caller(), " ", record.person(), " ", record.result()));
  }
  EXPECT_THAT(lines, ElementsAre("spiffe://zgc/intern  PERMISSION_DENIED",
                                 "spiffe://zgc/stranger  UNAUTHENTICATED",
                                 "spiffe://zgc/auditor finance-officer DELEGATION_DENIED"));
}

TEST_F(MtlsTest, WithoutAGoodCertificateThereIsNoConnection) {
  EXPECT_EQ(AuditAs("").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(AuditAs("late").status().code(), absl::StatusCode::kUnavailable);
  ZGC_EXPECT_OK(AuditAs("auditor")) << "others are not disturbed";
}

TEST_F(MtlsTest, PlaintextIsRefused) {
  const auto stub = opsv1::OperationsService::NewStub(grpc::CreateChannel(
      absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  opsv1::ListAuditRecordsResponse response;
  EXPECT_EQ(stub->ListAuditRecords(&context, {}, &response).error_code(),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(MtlsTest, MissingAndBrokenFilesAreNamed) {
  ServerOptions options = server_->options();
  options.store_url = dir_.StoreUrl("other");
  options.create_store = true;
  options.tls_key = dir_.path() + "/none.pem";
  storage::Schema schema;
  schema.name = "test";
  EXPECT_THAT(Server::Create(options, schema),
              testing::FailsWith(absl::StatusCode::kNotFound, HasSubstr("/none.pem")));
  options.tls_key = policy_;
  EXPECT_THAT(Server::Create(options, schema),
              testing::FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("not a PEM file")));
  options = server_->options();
  options.store_url = dir_.StoreUrl("other");
  options.create_store = true;
  std::ofstream(policy_) << "{ broken";
  EXPECT_THAT(Server::Create(options, schema),
              testing::FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("policy.json")));
}

TEST_F(MtlsTest, AServiceThatNobodyCouldReachDoesNotStart) {
  storage::Schema schema;
  schema.name = "test";
  const auto start = [&](const std::string& cert, const std::string& key) {
    ServerOptions options = server_->options();
    options.store_url = dir_.StoreUrl("other");
    options.create_store = true;
    options.tls_cert = absl::StrCat(certs_->path(), "/", cert, ".pem");
    options.tls_key = absl::StrCat(certs_->path(), "/", key, "-key.pem");
    return Server::Create(options, schema);
  };
  EXPECT_THAT(start("late", "late"),
              testing::FailsWith(absl::StatusCode::kFailedPrecondition,
                                 ::testing::AllOf(HasSubstr("/late.pem"), HasSubstr("expired"))));
  EXPECT_THAT(start("foreign/task-registry", "foreign/task-registry"),
              testing::FailsWith(
                  absl::StatusCode::kFailedPrecondition,
                  ::testing::AllOf(HasSubstr("/foreign/task-registry.pem"), HasSubstr("issuer"))));
  EXPECT_THAT(start("task-registry", "auditor"),
              testing::FailsWith(absl::StatusCode::kInvalidArgument,
                                 ::testing::AllOf(HasSubstr("/auditor-key.pem"),
                                                  HasSubstr("/task-registry.pem"))));
}

// The service would only close the connection.
TEST_F(MtlsTest, ACallerIsToldWhatIsWrongWithItsOwnCertificate) {
  const auto make = [](const std::string& certificate, const std::string& key) {
    ClientOptions options;
    options.address = "127.0.0.1:1";
    options.tls_ca = certs_->path() + "/ca.pem";
    options.tls_cert = absl::StrCat(certs_->path(), "/", certificate, ".pem");
    options.tls_key = absl::StrCat(certs_->path(), "/", key, "-key.pem");
    return MakeChannel(options).status();
  };
  ZGC_EXPECT_OK(make("auditor", "auditor"));
  EXPECT_THAT(make("late", "late"),
              testing::FailsWith(absl::StatusCode::kFailedPrecondition,
                                 ::testing::AllOf(HasSubstr("/late.pem"), HasSubstr("ended"))));
  EXPECT_THAT(make("auditor", "task-registry"),
              testing::FailsWith(absl::StatusCode::kInvalidArgument,
                                 HasSubstr("/task-registry-key.pem is not the key of")));
}

TEST_F(MtlsTest, ACertificateHasABeginAndAnEnd) {
  const auto file = [&](const std::string& flag, const std::string& path) {
    return PemFile{flag, path, ReadFile(path)};
  };
  const auto check = [&](absl::Time now) {
    return CheckOwnCertificate(file("--tls-cert", certs_->path() + "/task-registry.pem"),
                               file("--tls-key", certs_->path() + "/task-registry-key.pem"),
                               file("--tls-ca", certs_->path() + "/ca.pem"), now);
  };
  const auto end = check(absl::Now());
  ZGC_ASSERT_OK(end);
  EXPECT_GT(*end, absl::Now() + absl::Hours(24 * 29));
  ZGC_EXPECT_OK(check(*end - absl::Seconds(1)));
  EXPECT_THAT(check(*end + absl::Seconds(1)),
              testing::FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("expired")));
  // The CA of the test is as young as that.
  EXPECT_THAT(
      check(absl::Now() - absl::Hours(2)),
      testing::FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("not yet valid")));
}

}  // namespace
}  // namespace zgc::rpc
