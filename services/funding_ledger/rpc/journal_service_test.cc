#include "services/funding_ledger/rpc/journal_service.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/rpc/server/server.h"
#include "common/rpc/server/test_options.h"
#include "common/rpc/wire/wire_status.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/subledger.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/store/schema.h"
#include "services/funding_ledger/testing/fixture/test_ledger.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/fiscal_year_service.pb.h"
#include "zgc/funding/v1/journal.grpc.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class JournalServiceTest : public ::testing::Test {
 protected:
  JournalServiceTest() {
    auto server =
        rpc::Server::Create(rpc::TestOptions("funding_ledger", dir_), FundingLedgerSchema());
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    ZGC_EXPECT_OK(server_->Start(rpc::ServicesOf(MakeJournalService(server_->calls()))));
    stub_ = v1::JournalService::NewStub(grpc::CreateChannel(
        absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
    ZGC_EXPECT_OK(
        server_->calls().store().Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
          v1::CreateFiscalYearRequest request;
          request.set_fiscal_year_id("2019");
          return CreateFiscalYear(txn, {"", "clerk"}, request).status().ok()
                     ? absl::StatusOr<std::string>("")
                     : absl::InternalError("no year");
        }));
    v1::BatchCreateAccountsRequest accounts;
    for (const char* name : {"cash", "grant", "other"}) {
      v1::Account& account = *accounts.add_accounts();
      account.set_name(absl::StrCat("accounts/", name));
      account.set_fiscal_year("fiscalYears/2019");
      account.set_normal_side(name[0] == 'c' ? v1::ACCOUNT_SIDE_DEBIT : v1::ACCOUNT_SIDE_CREDIT);
    }
    // What may be claimed of it in all.
    accounts.mutable_accounts(1)->set_max_balance_fen(2500);
    v1::BatchCreateAccountsResponse response;
    const auto context = Context();
    const auto status = stub_->BatchCreateAccounts(context.get(), accounts, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(response.created_count(), 3);
  }
  ~JournalServiceTest() override { server_->Stop(); }

  static std::unique_ptr<grpc::ClientContext> Context() {
    auto context = std::make_unique<grpc::ClientContext>();
    context->AddMetadata(rpc::kOnBehalfOf, "clerk");
    return context;
  }
  static v1::PostTransfersRequest Claim(const std::string& id, int64_t fen,
                                        const std::string& from = "grant") {
    v1::PostTransfersRequest request;
    v1::Transfer& transfer = *request.add_transfers();
    transfer.set_id(IdNamed(id));
    transfer.set_debit("accounts/cash");
    transfer.set_credit("accounts/" + from);
    transfer.set_amount_fen(fen);
    transfer.set_document("voucher");
    return request;
  }
  absl::StatusOr<v1::PostTransfersResponse> Post(const v1::PostTransfersRequest& request) {
    v1::PostTransfersResponse response;
    const auto context = Context();
    const auto status = stub_->PostTransfers(context.get(), request, &response);
    if (!status.ok()) return rpc::FromWire(status);
    return response;
  }
  int64_t Balance(const std::string& account) {
    return RequireAccount(server_->calls().store().Read(), "accounts/" + account)->balance_fen();
  }

  testing::TempDir dir_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::JournalService::Stub> stub_;
};

// 1,000 claims of 10 fen on 2,500, each sent twice by other threads, as by callers
// who have lost an answer.
TEST_F(JournalServiceTest, AThousandClaimsAtATimeNeverOverdraw) {
  constexpr int kClaims = 1000;
  constexpr int kThreads = 16;
  std::atomic<int> posted{0};
  std::atomic<int> exists{0};
  std::atomic<int> refused{0};
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = thread; i < 2 * kClaims; i += kThreads) {
        const auto response = Post(Claim(absl::StrCat("claim-", i % kClaims), 10));
        if (!response.ok()) {
          ADD_FAILURE() << response.status();
          return;
        }
        switch (response->results(0)) {
          case v1::TRANSFER_RESULT_OK:
            ++posted;
            break;
          case v1::TRANSFER_RESULT_EXISTS:
            ++exists;
            break;
          case v1::TRANSFER_RESULT_MAX_BALANCE_EXCEEDED:
            ++refused;
            break;
          default:
            ADD_FAILURE() << response->DebugString();
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(posted, 250);
  EXPECT_EQ(exists, 250);
  EXPECT_EQ(refused, 2 * kClaims - 500);
  EXPECT_EQ(Balance("cash"), 2500);
  EXPECT_EQ(Balance("grant"), 2500);
}

TEST_F(JournalServiceTest, ACheckWritesNothing) {
  v1::PostTransfersRequest request = Claim("t1", 2500);
  request.set_validate_only(true);
  const int64_t head = server_->calls().store().head();
  const auto checked = Post(request);
  ZGC_ASSERT_OK(checked);
  EXPECT_EQ(checked->results(0), v1::TRANSFER_RESULT_OK);
  EXPECT_EQ(checked->revision(), head);
  EXPECT_EQ(server_->calls().store().head(), head);
  EXPECT_EQ(Balance("cash"), 0);
}

// Each answer is that of the message in the same place, though many are under way.
TEST_F(JournalServiceTest, AStreamAnswersInOrderAndEndsWithTheFirstThatIsMalformed) {
  constexpr int kGood = 300;
  const auto context = Context();
  auto stream = stub_->StreamTransfers(context.get());
  std::thread writer([&] {
    v1::StreamTransfersRequest message;
    for (int i = 0; i < kGood; ++i) {
      *message.mutable_request() = Claim(absl::StrCat("t", i), i % 3 == 2 ? 0 : 1, "other");
      if (!stream->Write(message)) return;
    }
    message.mutable_request()->clear_transfers();
    if (!stream->Write(message)) return;
    *message.mutable_request() = Claim("late", 1, "other");
    stream->Write(message);
    stream->WritesDone();
  });
  int answers = 0;
  int64_t revision = 0;
  v1::StreamTransfersResponse response;
  while (stream->Read(&response)) {
    const bool good = answers % 3 != 2;
    EXPECT_EQ(response.response().results(0),
              good ? v1::TRANSFER_RESULT_OK : v1::TRANSFER_RESULT_INVALID_AMOUNT);
    EXPECT_TRUE(good ? response.response().revision() > revision
                     : response.response().revision() >= revision);
    revision = response.response().revision();
    ++answers;
  }
  writer.join();
  EXPECT_THAT(rpc::FromWire(stream->Finish()), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_EQ(answers, kGood);
  EXPECT_EQ(Balance("cash"), kGood * 2 / 3);
}

TEST_F(JournalServiceTest, AStreamPostsAndChecksNothingOnly) {
  const auto context = Context();
  auto stream = stub_->StreamTransfers(context.get());
  v1::StreamTransfersRequest message;
  *message.mutable_request() = Claim("t1", 1, "other");
  message.mutable_request()->set_validate_only(true);
  ASSERT_TRUE(stream->Write(message));
  v1::StreamTransfersResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(rpc::FromWire(stream->Finish()), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_EQ(Balance("cash"), 0);
}

TEST_F(JournalServiceTest, AReadOfARevisionToComeWaitsAndIsThenUnavailable) {
  v1::GetAccountsRequest request;
  request.add_names("accounts/cash");
  v1::GetAccountsResponse response;
  const auto refusal = [&] {
    const absl::Status status =
        rpc::FromWire(stub_->GetAccounts(Context().get(), request, &response));
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
    return status;
  };
  request.set_revision(1'000'000);
  EXPECT_THAT(refusal(), HasReason(ERROR_REASON_REVISION_NOT_REACHED));
  request.clear_revision();
  request.set_min_revision(1'000'000);
  EXPECT_THAT(refusal(), HasReason(ERROR_REASON_REVISION_NOT_REACHED));
}

TEST_F(JournalServiceTest, AStreamThatIsCancelledLeavesWholeTransfersOnly) {
  const auto context = Context();
  auto stream = stub_->StreamTransfers(context.get());
  v1::StreamTransfersRequest message;
  v1::StreamTransfersResponse response;
  for (int i = 0; i < 20; ++i) {
    *message.mutable_request() = Claim(absl::StrCat("t", i), 1, "other");
    ASSERT_TRUE(stream->Write(message));
  }
  ASSERT_TRUE(stream->Read(&response));
  context->TryCancel();
  while (stream->Read(&response)) {
  }
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  // Sent again, each is there once, whether it was posted before or not.
  for (int i = 0; i < 20; ++i) ZGC_ASSERT_OK(Post(Claim(absl::StrCat("t", i), 1, "other")));
  EXPECT_EQ(Balance("cash"), 20);
}

TEST_F(JournalServiceTest, AStreamEndsWhenTheServerDrains) {
  const auto context = Context();
  auto stream = stub_->StreamTransfers(context.get());
  v1::StreamTransfersRequest message;
  v1::StreamTransfersResponse response;
  *message.mutable_request() = Claim("t1", 1, "other");
  ASSERT_TRUE(stream->Write(message));
  ASSERT_TRUE(stream->Read(&response));
  server_->Stop();
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(JournalServiceTest, AWatchResumesWithoutAGapAndSendsWhatIsAskedFor) {
  for (int i = 0; i < 10; ++i) {
    ZGC_ASSERT_OK(Post(Claim(absl::StrCat("t", i), 1, i % 2 == 0 ? "grant" : "other")));
  }
  const auto watch = [&](int64_t after, const std::string& account, int count, int64_t& last) {
    v1::WatchTransfersRequest request;
    *request.mutable_after() = server_->store().PositionAt(after);
    request.set_account(account);
    const auto context = Context();
    auto stream = stub_->WatchTransfers(context.get(), request);
    std::string ids;
    v1::WatchTransfersResponse response;
    for (int i = 0; i < count && stream->Read(&response); ++i) {
      last = response.position().revision();
      for (const auto& row : response.transfers()) ids += row.id().substr(0, 2);
    }
    context->TryCancel();
    while (stream->Read(&response)) {
    }
    (void)stream->Finish();
    return ids;
  };
  int64_t last = 0;
  EXPECT_EQ(watch(0, "", 4, last), "t0t1t2t3");
  EXPECT_EQ(watch(last, "", 6, last), "t4t5t6t7t8t9");
  EXPECT_EQ(watch(0, "accounts/grant", 3, last), "t0t2t4");
  EXPECT_EQ(watch(last, "accounts/grant", 2, last), "t6t8");
  v1::WatchTransfersRequest request;
  *request.mutable_after() = server_->store().PositionAt(1'000'000);
  const auto context = Context();
  auto stream = stub_->WatchTransfers(context.get(), request);
  v1::WatchTransfersResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(rpc::FromWire(stream->Finish()), HasReason(ERROR_REASON_REVISION_OUT_OF_RANGE));
}

// The largest commit that there is, with what a caller may write into it.
TEST_F(JournalServiceTest, ACommitThatIsTooLargeForAMessageComesInParts) {
  constexpr int kTransfers = 8190;
  constexpr size_t kClientTakes = 4 << 20;
  v1::PostTransfersRequest request;
  for (int i = 0; i < kTransfers; ++i) {
    v1::Transfer& transfer = *request.add_transfers();
    transfer = Claim(absl::StrCat("p", i), 1, "other").transfers(0);
    transfer.set_document(std::string(200, 'x'));
    transfer.set_source(std::string(150, 's'));
  }
  ASSERT_LT(request.ByteSizeLong(), kClientTakes);
  const auto posted = Post(request);
  ZGC_ASSERT_OK(posted);
  ZGC_ASSERT_OK(Post(Claim("next", 1)));
  // A watch that ends after `parts` parts: how many transfers it got, where to resume.
  const auto watch = [&](int64_t& position, int parts) {
    v1::WatchTransfersRequest after;
    *after.mutable_after() = server_->store().PositionAt(position);
    const auto context = Context();
    const auto stream = stub_->WatchTransfers(context.get(), after);
    v1::WatchTransfersResponse part;
    int got = 0;
    for (int i = 0; i < parts && stream->Read(&part); ++i) {
      EXPECT_LT(part.ByteSizeLong(), kClientTakes - (512 << 10));
      EXPECT_EQ(part.position().revision(), posted->revision() + (got < kTransfers ? 0 : 1));
      EXPECT_EQ(part.more(), got + part.transfers_size() < kTransfers);
      for (const v1::Transfer& transfer : part.transfers()) {
        EXPECT_EQ(transfer.id(), got < kTransfers ? request.transfers(got).id() : IdNamed("next"));
        ++got;
      }
      if (!part.more()) position = part.position().revision();
    }
    context->TryCancel();
    while (stream->Read(&part)) {
    }
    (void)stream->Finish();
    return got;
  };
  int64_t position = posted->revision() - 1;
  EXPECT_LT(watch(position, 1), kTransfers);
  EXPECT_EQ(position, posted->revision() - 1);
  EXPECT_EQ(watch(position, 3), kTransfers + 1);
  EXPECT_EQ(position, posted->revision() + 1);
}

}  // namespace
}  // namespace zgc::funding
