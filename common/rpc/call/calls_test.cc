#include "common/rpc/call/calls.h"

#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/rpc/call/method.h"
#include "common/rpc/call/test_indicators.h"
#include "common/rpc/server/server.h"
#include "common/rpc/server/test_options.h"
#include "common/rpc/wire/page_token.h"
#include "common/rpc/wire/request_digest.h"
#include "common/rpc/wire/request_shape.h"
#include "common/storage/table.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/figures/v1/indicators.pb.h"

namespace zgc::rpc {
namespace {

namespace figuresv1 = ::zgc::figures::v1;
using ::testing::HasSubstr;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

absl::StatusOr<figuresv1::Indicator> Create(storage::Txn& txn, const base::Actor& actor,
                                            const figuresv1::CreateIndicatorRequest& request) {
  if (request.indicator_id() == "another") {
    return base::MakeError(absl::StatusCode::kPermissionDenied, ERROR_REASON_SEPARATION_OF_DUTIES,
                           "another person must do it");
  }
  if (request.indicator_id() == "late") {
    return base::MakeError(absl::StatusCode::kFailedPrecondition, ERROR_REASON_SOURCE_NOT_CURRENT,
                           "nothing has been heard of a source");
  }
  if (request.indicator_id() == "twice") {
    return base::MakeError(absl::StatusCode::kAborted, ERROR_REASON_ETAG_MISMATCH, "read again");
  }
  figuresv1::Indicator indicator = request.indicator();
  indicator.set_name(absl::StrCat("indicators/", request.indicator_id()));
  indicator.set_definition(actor.responsible());
  indicator.set_revision(txn.revision());
  ZGC_ASSIGN_OR_RETURN(const auto existing, kIndicators.Get(txn, {indicator.name()}));
  if (existing.has_value()) {
    return base::MakeError(absl::StatusCode::kAlreadyExists, ERROR_REASON_RESOURCE_EXISTS,
                           absl::StrCat(indicator.name(), " exists"));
  }
  kIndicators.Put(txn, {indicator.name()}, indicator);
  return indicator;
}

absl::StatusOr<figuresv1::Indicator> Get(const storage::Reader& reader,
                                         const figuresv1::GetIndicatorRequest& request) {
  ZGC_ASSIGN_OR_RETURN(const auto found, kIndicators.Get(reader, {request.name()}));
  if (!found.has_value()) return absl::NotFoundError(absl::StrCat(request.name(), " not found"));
  return *found;
}

absl::StatusOr<std::string> List(const storage::Reader& reader,
                                 const figuresv1::ListIndicatorsRequest& request,
                                 const storage::Page& page,
                                 figuresv1::ListIndicatorsResponse& response) {
  return storage::ListPage<storage::NameKey, figuresv1::Indicator>(
      kIndicators, reader, page, [&](const figuresv1::Indicator& indicator) {
        *response.add_indicators() = indicator;
        return true;
      });
}

class CallsTest : public ::testing::Test {
 protected:
  CallsTest() { Open(); }

  void Open() {
    auto server = Server::Create(TestOptions("test", dir_), IndicatorSchema());
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    ZGC_ASSERT_OK(server_->Start(
        ServicesOf(MakePartOfService(server_->calls(), "zgc.figures.v1.FigureService",
                                     {rpc::Write(Create), rpc::Read(Get), rpc::List(List)}))));
    stub_ = figuresv1::FigureService::NewStub(grpc::CreateChannel(
        absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
  }

  void Restart() {
    server_.reset();
    Open();
  }

  absl::StatusOr<figuresv1::Indicator> CreateOne(const std::string& id,
                                                 const std::string& request_id = "",
                                                 const std::string& person = "",
                                                 bool validate_only = false) {
    grpc::ClientContext context;
    if (!person.empty()) context.AddMetadata(kOnBehalfOf, person);
    figuresv1::CreateIndicatorRequest request;
    request.set_indicator_id(id);
    *request.mutable_indicator() = Declared();
    request.set_request_id(request_id);
    request.set_validate_only(validate_only);
    figuresv1::Indicator response;
    const grpc::Status status = stub_->CreateIndicator(&context, request, &response);
    const auto& trailers = context.GetServerTrailingMetadata();
    const auto revision = trailers.find(kRevisionMetadata);
    revision_ = revision == trailers.end()
                    ? ""
                    : std::string(revision->second.data(), revision->second.size());
    if (!status.ok()) return FromWire(status);
    return response;
  }

  absl::StatusOr<figuresv1::Indicator> GetOne(const std::string& name, int64_t revision = 0,
                                              int64_t min_revision = 0) {
    grpc::ClientContext context;
    figuresv1::GetIndicatorRequest request;
    request.set_name(name);
    request.set_revision(revision);
    request.set_min_revision(min_revision);
    figuresv1::Indicator response;
    const grpc::Status status = stub_->GetIndicator(&context, request, &response);
    if (!status.ok()) return FromWire(status);
    return response;
  }

  absl::StatusOr<figuresv1::ListIndicatorsResponse> ListPageOf(int size, const std::string& token) {
    grpc::ClientContext context;
    figuresv1::ListIndicatorsRequest request;
    request.set_page_size(size);
    request.set_page_token(token);
    figuresv1::ListIndicatorsResponse response;
    const grpc::Status status = stub_->ListIndicators(&context, request, &response);
    if (!status.ok()) return FromWire(status);
    return response;
  }

  testing::TempDir dir_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<figuresv1::FigureService::Stub> stub_;
  std::string revision_;
};

TEST_F(CallsTest, AnAcknowledgedWriteSurvivesARestart) {
  ZGC_ASSERT_OK(CreateOne("a", "", "statistics-officer"));
  EXPECT_EQ(revision_, "1");
  Restart();
  const auto found = GetOne("indicators/a");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->definition(), "statistics-officer");
}

TEST_F(CallsTest, ARequestIdAnswersTheSameTwice) {
  const auto first = CreateOne("a", "id-1");
  ZGC_ASSERT_OK(first);
  const auto again = CreateOne("a", "id-1");
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(first->SerializeAsString(), again->SerializeAsString());
  EXPECT_EQ(revision_, "1");
  EXPECT_THAT(CreateOne("b", "id-1"), HasReason(ERROR_REASON_REQUEST_ID_CONFLICT));
  EXPECT_THAT(CreateOne("a", "id-2"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
}

TEST_F(CallsTest, WhatTheStateRefusesIsAnswered) {
  ZGC_ASSERT_OK(CreateOne("a"));
  const auto refused = CreateOne("a", "id-1");
  EXPECT_THAT(refused, HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_EQ(server_->store().head(), 2) << "the answer is a commit";
  Restart();
  const auto again = CreateOne("a", "id-1");
  EXPECT_EQ(again.status().code(), refused.status().code());
  EXPECT_EQ(again.status().message(), refused.status().message());
  EXPECT_THAT(again, HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_THAT(again.status().ToString(), HasSubstr("irst_answer"));
  EXPECT_EQ(server_->store().head(), 2);
  EXPECT_THAT(CreateOne("b", "id-1"), HasReason(ERROR_REASON_REQUEST_ID_CONFLICT));
  // Without an id there is nothing to keep.
  EXPECT_THAT(CreateOne("a"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_EQ(server_->store().head(), 2);
}

TEST_F(CallsTest, WhatIsNoAnswerMayBeAskedAgain) {
  EXPECT_THAT(CreateOne("another", "id-1", "maker"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(CreateOne("late", "id-2"), HasReason(ERROR_REASON_SOURCE_NOT_CURRENT));
  EXPECT_THAT(CreateOne("twice", "id-3"), HasReason(ERROR_REASON_ETAG_MISMATCH));
  for (const char* id : {"id-1", "id-2", "id-3"}) ZGC_EXPECT_OK(CreateOne(id, id));
}

TEST_F(CallsTest, ValidateOnlyWritesNothing) {
  const auto checked = CreateOne("a", "id-1", "", /*validate_only=*/true);
  ZGC_ASSERT_OK(checked);
  EXPECT_EQ(checked->name(), "indicators/a");
  EXPECT_EQ(server_->store().head(), 0);
  ZGC_EXPECT_OK(CreateOne("a", "id-1"));
}

TEST_F(CallsTest, ErrorsCarryReasonsAndDomain) {
  const auto missing = GetOne("indicators/none");
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(missing, HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(CreateOne("a", std::string(129, 'x')), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(CreateOne("a", "id\n1"), HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(CallsTest, ThePersonIsOneAccountId) {
  for (const char* person : {"two words", "a,b"}) {
    EXPECT_THAT(CreateOne("a", "", person), HasReason(ERROR_REASON_INVALID_FIELD)) << person;
  }
  grpc::ClientContext twice;
  twice.AddMetadata(kOnBehalfOf, "maker");
  twice.AddMetadata(kOnBehalfOf, "checker");
  figuresv1::CreateIndicatorRequest request;
  request.set_indicator_id("a");
  *request.mutable_indicator() = Declared();
  figuresv1::Indicator response;
  EXPECT_THAT(FromWire(stub_->CreateIndicator(&twice, request, &response)),
              HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_EQ(server_->store().head(), 0);
}

TEST_F(CallsTest, ThePersonIsKeptInOneForm) {
  EXPECT_EQ(CreateOne("a", "", "Zhang.San")->definition(), "zhang.san");
  EXPECT_EQ(CreateOne("b", "", "zhang.SAN")->definition(), "zhang.san");
}

TEST_F(CallsTest, ADutyRefusedIsOnDiskBeforeItIsAnswered) {
  EXPECT_THAT(CreateOne("another", "id-1", "Maker"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ASSERT_EQ(server_->store().head(), 1);
  ZGC_ASSERT_OK(
      server_->store().ForEachCommit(1, [](int64_t, const storage::v1::CommitRecord& record) {
        EXPECT_EQ(record.result(), "SEPARATION_OF_DUTIES");
        EXPECT_EQ(record.person(), "maker");
        EXPECT_EQ(record.method(), "/zgc.figures.v1.FigureService/CreateIndicator");
        EXPECT_EQ(record.denials(), 1);
        return true;
      }));
}

TEST_F(CallsTest, ReadsAsOfARevision) {
  ZGC_ASSERT_OK(CreateOne("a"));
  ZGC_ASSERT_OK(CreateOne("b"));
  ZGC_EXPECT_OK(GetOne("indicators/b", 2));
  EXPECT_THAT(GetOne("indicators/b", 1), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(CallsTest, MinRevisionWaitsForTheCommitAndThenGivesUp) {
  ZGC_ASSERT_OK(CreateOne("a"));
  absl::StatusOr<figuresv1::Indicator> later;
  std::thread reader([&] { later = GetOne("indicators/b", 0, 2); });
  ZGC_ASSERT_OK(CreateOne("b"));
  reader.join();
  ZGC_EXPECT_OK(later);
  EXPECT_THAT(GetOne("indicators/a", 0, 99), HasReason(ERROR_REASON_REVISION_NOT_REACHED));
}

TEST_F(CallsTest, PagesShowOneRevisionAndTokensAreBoundToTheirQuery) {
  for (const char* id : {"a", "b", "c"}) ZGC_ASSERT_OK(CreateOne(id));
  const auto first = ListPageOf(2, "");
  ZGC_ASSERT_OK(first);
  ASSERT_EQ(first->indicators_size(), 2);
  ZGC_ASSERT_OK(CreateOne("d"));
  Restart();
  const auto second = ListPageOf(2, first->next_page_token());
  ZGC_ASSERT_OK(second);
  ASSERT_EQ(second->indicators_size(), 1) << "a row newer than the first page";
  EXPECT_EQ(second->indicators(0).name(), "indicators/c");
  EXPECT_EQ(second->revision(), 3);
  EXPECT_EQ(second->next_page_token(), "");

  std::string damaged = first->next_page_token();
  damaged[5] = damaged[5] == 'A' ? 'B' : 'A';
  EXPECT_THAT(ListPageOf(2, damaged), HasReason(ERROR_REASON_PAGE_TOKEN_INVALID));
  EXPECT_THAT(ListPageOf(2, "nonsense"), HasReason(ERROR_REASON_PAGE_TOKEN_INVALID));
  EXPECT_THAT(ListPageOf(-1, ""), HasReason(ERROR_REASON_INVALID_FIELD));
}

// A revision means something together with its incarnation only.
TEST_F(CallsTest, APositionOfAnotherHistoryIsRefused) {
  ZGC_ASSERT_OK(CreateOne("a"));
  const auto read = [this](const std::string& incarnation, int64_t revision) {
    grpc::ClientContext context;
    context.AddMetadata(kIncarnationMetadata, incarnation);
    figuresv1::GetIndicatorRequest request;
    request.set_name("indicators/a");
    request.set_min_revision(revision);
    figuresv1::Indicator response;
    const absl::Status status = FromWire(stub_->GetIndicator(&context, request, &response));
    const auto& trailers = context.GetServerTrailingMetadata();
    const auto found = trailers.find(kIncarnationMetadata);
    const std::string answered =
        found == trailers.end() ? "" : std::string(found->second.data(), found->second.size());
    EXPECT_EQ(answered, status.ok() ? server_->store().store_id() : "");
    return status;
  };
  ZGC_EXPECT_OK(read(server_->store().store_id(), 1));
  EXPECT_THAT(read(std::string(32, 'f'), 1), HasReason(ERROR_REASON_POSITION_FORKED));
}

TEST_F(CallsTest, APageTokenOfAnotherHistoryIsRefused) {
  for (const char* id : {"a", "b"}) ZGC_ASSERT_OK(CreateOne(id));
  const auto first = ListPageOf(1, "");
  ZGC_ASSERT_OK(first);
  const figuresv1::ListIndicatorsRequest request;
  const RequestShape& shape = ShapeOf(*request.GetDescriptor());
  auto token = DecodePageToken(
      first->next_page_token(), server_->store().page_key(),
      absl::StrCat(shape.method, DigestWithout(request, {shape.page_token, shape.page_size})),
      absl::Now());
  ZGC_ASSERT_OK(token);
  EXPECT_EQ(token->incarnation(), server_->store().store_id());
  // What the store had signed before it was restored from an older backup.
  token->set_incarnation(std::string(32, 'f'));
  EXPECT_THAT(ListPageOf(1, EncodePageToken(*token, server_->store().page_key())),
              HasReason(ERROR_REASON_POSITION_FORKED));
}

TEST_F(CallsTest, AnOversizedRequestIsRefusedAndTheServerGoesOn) {
  grpc::ClientContext context;
  figuresv1::CreateIndicatorRequest request;
  request.set_indicator_id(std::string(100 << 20, 'x'));
  figuresv1::Indicator response;
  EXPECT_EQ(stub_->CreateIndicator(&context, request, &response).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  ZGC_EXPECT_OK(CreateOne("a"));
}

TEST_F(CallsTest, APassedDeadlineWritesNothing) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() - std::chrono::seconds(1));
  figuresv1::CreateIndicatorRequest request;
  request.set_indicator_id("a");
  *request.mutable_indicator() = Declared();
  figuresv1::Indicator response;
  EXPECT_EQ(stub_->CreateIndicator(&context, request, &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(server_->store().head(), 0);
}

TEST_F(CallsTest, APortInUseIsSaidPlainly) {
  ServerOptions options = server_->options();
  options.listen = absl::StrCat("127.0.0.1:", server_->port());
  options.store_url = dir_.StoreUrl("other");
  options.create_store = true;
  auto second = Server::Create(options, IndicatorSchema());
  ZGC_ASSERT_OK(second);
  EXPECT_THAT((*second)->Start({}),
              testing::FailsWith(absl::StatusCode::kUnavailable, HasSubstr("port in use")));
}

TEST(ServerOptionsTest, PlaintextIsForLoopbackOnly) {
  testing::TempDir dir;
  ServerOptions options;
  options.listen = "0.0.0.0:0";
  options.store_url = dir.StoreUrl();
  options.create_store = true;
  options.insecure_loopback = true;
  EXPECT_THAT(Server::Create(options, IndicatorSchema()),
              testing::FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("loopback")));
  options.insecure_loopback = false;
  EXPECT_THAT(Server::Create(options, IndicatorSchema()),
              testing::FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("--tls-cert")));
}

}  // namespace
}  // namespace zgc::rpc
