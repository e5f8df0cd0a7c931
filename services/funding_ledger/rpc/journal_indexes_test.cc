#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/observability/metrics.h"
#include "common/rpc/call/calls.h"
#include "common/rpc/identity/policy.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/accounts/subledger.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/rpc/journal_service.h"
#include "services/funding_ledger/store/schema.h"
#include "services/funding_ledger/testing/fixture/test_ledger.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/fiscal_year_service.pb.h"
#include "zgc/funding/v1/journal.grpc.pb.h"

// Requests to post while the indexes of the journal are far behind it: they wait for them,
// or are refused if those get nowhere, and never in the committer's way.
namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;

// The time of day, which the indexer asks for with what it is to index in its hands: there
// it can be held.
class HoldingClock final : public base::Clock {
 public:
  absl::Time Now() const override {
    if (holds_ && std::this_thread::get_id() != committer_) gate_.WaitForNotification();
    return base::Clock::Now();
  }
  void HoldAllBut(std::thread::id committer) {
    committer_ = committer;
    holds_ = true;
  }
  void LetGo() {
    if (!gate_.HasBeenNotified()) gate_.Notify();
  }

 private:
  std::thread::id committer_;
  std::atomic<bool> holds_{false};
  mutable absl::Notification gate_;
};

class JournalIndexesTest : public ::testing::Test {
 protected:
  JournalIndexesTest() : policy_(rpc::Policy::InsecureLoopback()) {
    storage::StoreOptions options;
    options.url = dir_.StoreUrl();
    options.create = true;
    options.clock = &clock_;
    auto store = storage::Store::Open(FundingLedgerSchema(), options);
    if (!store.ok()) std::abort();
    store_ = *std::move(store);
    calls_ = std::make_unique<rpc::Calls>(*store_, policy_, metrics_, /*insecure=*/true);
    service_ = MakeJournalService(*calls_);
    grpc::ServerBuilder builder;
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    stub_ = v1::JournalService::NewStub(server_->InProcessChannel({}));
    Commit([](storage::Txn& txn) {
      v1::CreateFiscalYearRequest request;
      request.set_fiscal_year_id("2019");
      return CreateFiscalYear(txn, {"", "clerk"}, request).status();
    });
    ZGC_EXPECT_OK(OpenAccounts({"cash", "grant"}));
  }
  ~JournalIndexesTest() override {
    clock_.LetGo();
    server_->Shutdown();
  }

  void Commit(const std::function<absl::Status(storage::Txn&)>& body) {
    ZGC_EXPECT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      ZGC_RETURN_IF_ERROR(body(txn));
      return "";
    }));
  }
  // A commit of so many transfers that no more may wait to be indexed.
  void CommitTransfers(const std::string& record) {
    Commit([&](storage::Txn& txn) {
      std::string records;
      for (int64_t i = 0; i < Books::kMaxUnindexed; ++i) AppendRecord(record, records);
      const std::vector<Hash> leaves(Books::kMaxUnindexed, LeafHash(record));
      return Books::Of(txn).AppendSegment(txn, std::move(records), leaves);
    });
  }
  absl::Status OpenAccounts(const std::vector<std::string>& ids) {
    v1::BatchCreateAccountsRequest request;
    for (const std::string& id : ids) {
      v1::Account& account = *request.add_accounts();
      account.set_name(absl::StrCat("accounts/", id));
      account.set_fiscal_year("fiscalYears/2019");
      account.set_normal_side(v1::ACCOUNT_SIDE_DEBIT);
      account.set_min_balance_fen(-1000);
    }
    grpc::ClientContext context;
    context.AddMetadata(rpc::kOnBehalfOf, "clerk");
    v1::BatchCreateAccountsResponse response;
    return rpc::FromWire(stub_->BatchCreateAccounts(&context, request, &response));
  }
  static v1::Transfer Claim() {
    v1::Transfer transfer;
    transfer.set_id(IdNamed("claim"));
    transfer.set_debit("accounts/cash");
    transfer.set_credit("accounts/grant");
    transfer.set_amount_fen(1);
    transfer.set_document("voucher");
    return transfer;
  }

  // A request to post that is under way.
  struct Post {
    explicit Post(v1::JournalService::Stub& stub) {
      context.AddMetadata(rpc::kOnBehalfOf, "clerk");
      *request.add_transfers() = Claim();
      stub.async()->PostTransfers(&context, &request, &response, [this](const grpc::Status& ended) {
        status = rpc::FromWire(ended);
        done.Notify();
      });
    }
    ~Post() { done.WaitForNotification(); }
    grpc::ClientContext context;
    v1::PostTransfersRequest request;
    v1::PostTransfersResponse response;
    absl::Status status;
    absl::Notification done;
  };

  testing::TempDir dir_;
  HoldingClock clock_;
  rpc::PolicySource policy_;
  observability::Metrics metrics_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<rpc::Calls> calls_;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<v1::JournalService::Stub> stub_;
};

TEST_F(JournalIndexesTest, APostWaitsForThemWhileOthersWrite) {
  std::thread::id committer;
  Commit([&](storage::Txn&) {
    committer = std::this_thread::get_id();
    return absl::OkStatus();
  });
  clock_.HoldAllBut(committer);
  v1::Transfer transfer = Claim();
  transfer.clear_id();
  transfer.set_fiscal_year("fiscalYears/2019");
  CommitTransfers(RecordOf(transfer));
  Post post(*stub_);
  auto stream_context = std::make_unique<grpc::ClientContext>();
  stream_context->AddMetadata(rpc::kOnBehalfOf, "clerk");
  const auto stream = stub_->StreamTransfers(stream_context.get());
  v1::StreamTransfersRequest message;
  *message.mutable_request()->add_transfers() = Claim();
  message.mutable_request()->mutable_transfers(0)->set_id(IdNamed("streamed"));
  ASSERT_TRUE(stream->Write(message));
  for (int i = 0; i < 50; ++i) ZGC_EXPECT_OK(OpenAccounts({absl::StrCat("other", i)}));
  EXPECT_FALSE(post.done.HasBeenNotified());
  clock_.LetGo();
  post.done.WaitForNotification();
  ZGC_EXPECT_OK(post.status);
  EXPECT_EQ(post.response.posted_count(), 1);
  v1::StreamTransfersResponse answer;
  ASSERT_TRUE(stream->Read(&answer));
  EXPECT_EQ(answer.response().posted_count(), 1);
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(JournalIndexesTest, APostIsRefusedAtOnceIfTheyGetNowhere) {
  CommitTransfers("\xff\xff");
  const auto ended = [this] { return !Books::Of(store_->Read()).IsBehind(); };
  while (!ended()) std::this_thread::yield();
  for (int i = 0; i < 3; ++i) {
    Post post(*stub_);
    post.done.WaitForNotification();
    EXPECT_THAT(post.status, HasReason(common::v1::ERROR_REASON_OVERLOADED));
    EXPECT_TRUE(post.status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
    ZGC_EXPECT_OK(OpenAccounts({absl::StrCat("other", i)}));
  }
}

}  // namespace
}  // namespace zgc::funding
