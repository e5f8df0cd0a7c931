#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/base/interrupt.h"
#include "common/rpc/call/method.h"
#include "common/rpc/call/read_pool.h"
#include "common/rpc/call/test_indicators.h"
#include "common/rpc/server/server.h"
#include "common/rpc/server/test_options.h"
#include "common/rpc/wire/reply_limits.h"
#include "common/storage/table.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "zgc/figures/v1/figure_service.grpc.pb.h"
#include "zgc/figures/v1/figures.pb.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/figures/v1/observations.pb.h"
#include "zgc/ops/v1/operations.grpc.pb.h"

// Reads that are dear, large, late or not wanted any more.
namespace zgc::rpc {
namespace {

namespace opsv1 = ::zgc::ops::v1;
namespace figuresv1 = ::zgc::figures::v1;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// GetFigure reads all rows again and again until it is ended; GetObservation answers with
// what is too large; ListIndicators lists, each row `repeat` times.
struct DearService {
  std::atomic<int> begun{0};
  std::atomic<int> ended{0};
  std::atomic<bool> late{false};
  std::atomic<int> repeat{1};
  // Whether lists take long, and how many of them were cut off for that.
  std::atomic<bool> slow{false};
  std::atomic<int> cut_off{0};

  std::unique_ptr<grpc::Service> Make(Calls& calls);
};

absl::StatusOr<figuresv1::Indicator> PutIndicator(
    storage::Txn& txn, const base::Actor&, const figuresv1::CreateIndicatorRequest& request) {
  figuresv1::Indicator row = request.indicator();
  row.set_name(absl::StrCat("indicators/", request.indicator_id()));
  kIndicators.Put(txn, {row.name()}, row);
  return row;
}

absl::StatusOr<figuresv1::Indicator> GetIndicator(const storage::Reader& reader,
                                                  const figuresv1::GetIndicatorRequest& request) {
  ZGC_ASSIGN_OR_RETURN(auto row, kIndicators.Get(reader, {request.name()}));
  if (!row.has_value()) return absl::NotFoundError(request.name());
  return *row;
}

absl::StatusOr<figuresv1::Observation> GetLarge(const storage::Reader&,
                                                const figuresv1::GetObservationRequest&) {
  figuresv1::Observation large;
  large.set_note(std::string(kMaxReplyBytes, 'n'));
  return large;
}

std::unique_ptr<grpc::Service> DearService::Make(Calls& calls) {
  return MakePartOfService(
      calls, "zgc.figures.v1.FigureService",
      {
          rpc::Write(PutIndicator),
          rpc::Read(GetIndicator),
          rpc::Read([this](const storage::Reader& reader, const figuresv1::GetFigureRequest&)
                        -> absl::StatusOr<figuresv1::Figure> {
            ++begun;
            while (true) {
              const absl::Status read =
                  kIndicators.ForEach(reader, [](const auto&, const auto&) { return true; });
              if (read.ok()) continue;
              ++ended;
              return read;
            }
          }),
          rpc::Read(GetLarge),
          rpc::List([this](const storage::Reader& reader, const figuresv1::ListIndicatorsRequest&,
                           const storage::Page& asked, figuresv1::ListIndicatorsResponse& response)
                        -> absl::StatusOr<std::string> {
            storage::Page page = asked;
            for (const absl::Time end = absl::Now() + absl::Milliseconds(20);
                 slow && absl::Now() < end;) {
              const absl::Status wanted = base::StillWanted();
              if (wanted.ok()) continue;
              ++cut_off;
              return wanted;
            }
            if (late) page.until = absl::InfinitePast();
            return storage::ListPage<storage::NameKey, figuresv1::Indicator>(
                kIndicators, reader, page, [&](const figuresv1::Indicator& row) {
                  for (int i = 0; i < repeat; ++i) *response.add_indicators() = row;
                  return true;
                });
          }),
      });
}

class CallsReadTest : public ::testing::Test {
 protected:
  CallsReadTest() {
    ServerOptions options = TestOptions("test", dir_);
    options.drain_timeout_seconds = 0;
    auto server = Server::Create(options, IndicatorSchema());
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    ZGC_EXPECT_OK(server_->Start(ServicesOf(service_.Make(server_->calls()))));
    // The message size of a client that sets nothing.
    channel_ = grpc::CreateChannel(absl::StrCat("127.0.0.1:", server_->port()),
                                   grpc::InsecureChannelCredentials());
    stub_ = figuresv1::FigureService::NewStub(channel_);
  }

  absl::Status Create(const std::string& id, size_t bytes) {
    grpc::ClientContext context;
    figuresv1::CreateIndicatorRequest request;
    request.set_indicator_id(id);
    *request.mutable_indicator() = Declared();
    request.mutable_indicator()->set_definition(std::string(bytes, 'd'));
    figuresv1::Indicator response;
    return FromWire(stub_->CreateIndicator(&context, request, &response));
  }
  absl::Status Get() {
    grpc::ClientContext context;
    figuresv1::GetIndicatorRequest request;
    request.set_name("indicators/a");
    figuresv1::Indicator response;
    return FromWire(stub_->GetIndicator(&context, request, &response));
  }
  // Sizes of the pages of a whole list.
  absl::StatusOr<std::vector<int>> Pages(int size) {
    std::vector<int> sizes;
    figuresv1::ListIndicatorsRequest request;
    request.set_page_size(size);
    do {
      grpc::ClientContext context;
      figuresv1::ListIndicatorsResponse response;
      ZGC_RETURN_IF_ERROR(FromWire(stub_->ListIndicators(&context, request, &response)));
      sizes.push_back(response.indicators_size());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return sizes;
  }

  testing::TempDir dir_;
  DearService service_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<figuresv1::FigureService::Stub> stub_;
};

// Calls of GetFigure that run until they are ended.
class DearCalls {
 public:
  DearCalls(figuresv1::FigureService::Stub& stub, int count) {
    for (int i = 0; i < count; ++i) {
      calls_.push_back(std::make_unique<Call>());
      calls_.back()->request.set_name("figures/a");
      auto* call = calls_.back().get();
      stub.async()->GetFigure(&call->context, &call->request, &call->response,
                              [call](const grpc::Status& status) {
                                call->status = FromWire(status);
                                call->done.Notify();
                              });
    }
  }
  ~DearCalls() { Cancel(); }
  void Cancel() {
    for (const auto& call : calls_) call->context.TryCancel();
    for (const auto& call : calls_) call->done.WaitForNotification();
  }

 private:
  struct Call {
    grpc::ClientContext context;
    figuresv1::GetFigureRequest request;
    figuresv1::Figure response;
    absl::Status status;
    absl::Notification done;
  };
  std::vector<std::unique_ptr<Call>> calls_;
};

// Spins, with a bound that only a fault reaches.
template <typename Condition>
bool Eventually(Condition condition) {
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  while (!condition()) {
    if (absl::Now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

// For 5 ms at most; then it is begun again in the pool, where none is cut off.
TEST_F(CallsReadTest, AListIsMadeAtOnceWhereSuchListsWereQuick) {
  ZGC_ASSERT_OK(Create("a", 10));
  service_.slow = true;
  ZGC_ASSERT_OK(Pages(10));
  ZGC_ASSERT_OK(Pages(10));
  EXPECT_EQ(service_.cut_off, 0) << "nothing was known of it, or that it is slow";
  ASSERT_TRUE(Eventually([this] {
    service_.slow = false;
    for (int i = 0; i < 50; ++i) ZGC_EXPECT_OK(Pages(10));
    service_.slow = true;
    ZGC_EXPECT_OK(Pages(10));
    return service_.cut_off > 0;
  }));
  const int before = service_.cut_off;
  ZGC_EXPECT_OK(Pages(10));
  EXPECT_EQ(service_.cut_off, before) << "it is known to be slow again";
}

TEST_F(CallsReadTest, DearReadsKeepNobodyWaitingAndACancelledOneEndsSoon) {
  ZGC_ASSERT_OK(Create("a", 10));
  DearCalls dear(*stub_, 20);
  ASSERT_TRUE(Eventually([this] { return service_.begun > 1; }));
  for (int i = 0; i < 10; ++i) ZGC_EXPECT_OK(Get());
  ZGC_EXPECT_OK(Create("b", 10));
  ZGC_EXPECT_OK(Pages(10).status());
  const absl::Time cancelled = absl::Now();
  dear.Cancel();
  EXPECT_TRUE(Eventually([this] { return service_.ended == service_.begun; }));
  EXPECT_LT(absl::Now() - cancelled, absl::Seconds(5));
}

TEST_F(CallsReadTest, ADeadlineEndsARead) {
  ZGC_ASSERT_OK(Create("a", 10));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
  figuresv1::GetFigureRequest request;
  request.set_name("figures/a");
  figuresv1::Figure response;
  EXPECT_EQ(stub_->GetFigure(&context, request, &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(
      Eventually([this] { return service_.ended > 0 && service_.ended == service_.begun; }));
}

TEST_F(CallsReadTest, StoppingEndsReadsThatWouldRunOn) {
  ZGC_ASSERT_OK(Create("a", 10));
  DearCalls dear(*stub_, 2);
  ASSERT_TRUE(Eventually([this] { return service_.begun > 0; }));
  server_->Stop();
  EXPECT_EQ(service_.ended, service_.begun) << "a read runs on in a server that has stopped";
}

// Whoever holds the services need not wait for calls that nobody waits for any more.
TEST_F(CallsReadTest, AServerEndsWithReadsThatTheirCallersGaveUp) {
  ZGC_ASSERT_OK(Create("a", 10));
  DearCalls dear(*stub_, 20);
  ASSERT_TRUE(Eventually([this] { return service_.begun > 1; }));
  dear.Cancel();
  server_.reset();
  EXPECT_EQ(service_.ended, service_.begun);
}

TEST_F(CallsReadTest, PagesEndBeforeTheyAreTooLargeForAClient) {
  constexpr int kRows = 130;
  for (int i = 0; i < kRows; ++i) ZGC_ASSERT_OK(Create(absl::StrCat(1000 + i), 46 << 10));
  const auto sizes = Pages(0);
  ZGC_ASSERT_OK(sizes);
  int rows = 0;
  for (const int size : *sizes) rows += size;
  EXPECT_EQ(rows, kRows);
  EXPECT_EQ(sizes->size(), 2u);
  // A list that makes more of its rows than they are.
  service_.repeat = 3;
  const auto repeated = Pages(0);
  ZGC_ASSERT_OK(repeated);
  EXPECT_EQ(repeated->front(), 12 * 3);
}

TEST_F(CallsReadTest, APageThatTakesTooLongEndsWithTheRowItIsAt) {
  for (int i = 0; i < 5; ++i) ZGC_ASSERT_OK(Create(absl::StrCat(i), 10));
  service_.late = true;
  const auto sizes = Pages(3);
  ZGC_ASSERT_OK(sizes);
  EXPECT_EQ(*sizes, (std::vector<int>{1, 1, 1, 1, 1}));
}

TEST_F(CallsReadTest, WritesUnderWayAreBoundedInBytesOfAllAndOfOne) {
  figuresv1::CreateIndicatorRequest request;
  request.mutable_indicator()->set_definition(std::string(4 << 20, 'd'));
  std::vector<ByteBudget::Taken> held(100);
  Call greedy;
  greedy.actor.caller = "greedy";
  size_t taken = 0;
  while (server_->calls().HoldWrite(greedy, request, held[taken]).ok()) ++taken;
  EXPECT_EQ(taken, 15u);
  Call other;
  other.actor.caller = "other";
  while (server_->calls().HoldWrite(other, request, held[taken]).ok()) ++taken;
  EXPECT_EQ(taken, 23u);
  // The caller of the test is a third, and told when to come back.
  const absl::Status refused = Create("a", 4'194'200);
  EXPECT_THAT(refused, HasReason(ERROR_REASON_OVERLOADED));
  EXPECT_TRUE(refused.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
  held.clear();
  ZGC_EXPECT_OK(Create("a", 1000));
}

// A hundred that are not read would else hold a hundred of the largest messages.
TEST_F(CallsReadTest, WhatWatchesSendIsBoundedInBytesOfOneCaller) {
  for (const char* id : {"a", "b", "c"}) ZGC_ASSERT_OK(Create(id, 1'000'000));
  const auto operations = opsv1::OperationsService::NewStub(channel_);
  const auto hold = [this](std::vector<ByteBudget::Taken>& held) {
    opsv1::WatchChangesResponse message;
    message.mutable_position()->set_incarnation(std::string(900'000, 'x'));
    Call call;
    call.actor.caller = kInsecureCaller;
    while (server_->calls().HoldMessage(call, message, held.emplace_back()).ok()) {
    }
    return held.size() - 1;
  };
  std::vector<ByteBudget::Taken> held;
  EXPECT_EQ(hold(held), 18u);
  grpc::ClientContext refused;
  const auto stream = operations->WatchChanges(&refused, {});
  opsv1::WatchChangesResponse commit;
  EXPECT_FALSE(stream->Read(&commit));
  const absl::Status status = FromWire(stream->Finish());
  EXPECT_THAT(status, HasReason(ERROR_REASON_OVERLOADED));
  EXPECT_TRUE(status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
  held.clear();
  // A message counts until it has gone, and no longer.
  grpc::ClientContext context;
  const auto watch = operations->WatchChanges(&context, {});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(watch->Read(&commit));
  ZGC_ASSERT_OK(Create("d", 1));
  ASSERT_TRUE(watch->Read(&commit));
  EXPECT_EQ(hold(held), 18u);
  context.TryCancel();
}

TEST_F(CallsReadTest, WhatIsTooLargeIsRefusedWithWhatToDo) {
  grpc::ClientContext context;
  figuresv1::Observation response;
  figuresv1::GetObservationRequest request;
  request.set_name("observations/a");
  EXPECT_THAT(FromWire(stub_->GetObservation(&context, request, &response)),
              FailsWith(absl::StatusCode::kResourceExhausted, HasSubstr("read_mask")));
  const absl::Status large = Create("a", kMaxResourceBytes);
  EXPECT_THAT(large, HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_EQ(server_->store().head(), 0);
  ZGC_EXPECT_OK(Create("a", kMaxResourceBytes - 100));
  ZGC_EXPECT_OK(Get());
}

}  // namespace
}  // namespace zgc::rpc
