// kill -9 of the funding ledger while transfers are posted, and again while it starts and
// rebuilds its indexes: what was acknowledged is there once, and everything that is
// derived of the journal adds up to it.
//
// The ledger is the real program; what is checked is what a caller can see.
// ZGC_CRASH_ROUNDS sets the number of rounds (default 4).
#include <grpcpp/grpcpp.h>

#include <array>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/call/test_call.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/crash/ledger_clients.h"
#include "tests/crash/ledger_process.h"
#include "zgc/funding/v1/account_service.grpc.pb.h"
#include "zgc/funding/v1/fiscal_year_service.grpc.pb.h"
#include "zgc/funding/v1/proof.grpc.pb.h"
#include "zgc/ops/v1/operations.grpc.pb.h"

namespace zgc::testing {
namespace {

using namespace zgc::funding::v1;  // NOLINT: the messages

constexpr int kUnaryClients = 3;
constexpr int kStreamClients = 2;
constexpr int kKillsWhileStarting = 4;

// Debits, credits, pending debits, pending credits.
using Totals = std::array<int64_t, 4>;

class LedgerCrashTest : public ::testing::Test {
 protected:
  LedgerCrashTest() : process_(FUNDING_LEDGER, dir_.StoreUrl()) {}

  void Start() {
    const absl::Time begin = absl::Now();
    process_.Spawn();
    ASSERT_TRUE(process_.AwaitServing()) << process_.said();
    start_took_ = absl::Now() - begin;
    channel_ = grpc::CreateChannel(process_.address(), grpc::InsecureChannelCredentials());
    journal_ = JournalService::NewStub(channel_);
    proof_ = ProofService::NewStub(channel_);
  }

  void OpenAccounts() {
    ZGC_ASSERT_OK(Call(channel_, &FiscalYearService::Stub::CreateFiscalYear,
                       "fiscal_year_id: '2019' request_id: 'year'", "clerk"));
    std::string accounts = "request_id: 'accounts'";
    for (int i = 0; i < Requests::kAccounts; ++i) {
      absl::StrAppend(&accounts, " accounts { name: 'accounts/crash-", i,
                      "' fiscal_year: 'fiscalYears/2019' normal_side: ACCOUNT_SIDE_DEBIT ",
                      "min_balance_fen: -1000000000000 }");
    }
    ZGC_ASSERT_OK(Call(channel_, &JournalService::Stub::BatchCreateAccounts, accounts, "clerk"));
  }

  // All clients post until the kill.
  void PostAndKill(absl::Duration after) {
    std::vector<std::vector<Sent>> sent(requests_.size());
    std::vector<std::thread> clients;
    for (size_t i = 0; i < requests_.size(); ++i) {
      clients.emplace_back([&, i] {
        sent[i] = i < kUnaryClients ? PostUnary(*journal_, requests_[i])
                                    : PostStream(*journal_, requests_[i]);
      });
    }
    absl::SleepFor(after);
    EXPECT_TRUE(process_.Kill()) << process_.said();
    for (auto& client : clients) client.join();
    for (auto& of_one : sent) {
      for (Sent& one : of_one) sent_.push_back(std::move(one));
    }
  }

  // Kills it again and again, at ever later points of its start.
  void KillWhileStarting() {
    for (int i = 0; i < kKillsWhileStarting; ++i) {
      process_.Spawn();
      absl::SleepFor(start_took_ * (i + 1) / (kKillsWhileStarting + 1));
      if (process_.address().empty()) ++killed_while_starting_;
      EXPECT_TRUE(process_.Kill()) << process_.said();
    }
  }

  // Sends what was sent from `begin` on again, as callers do that have lost an answer. What
  // was acknowledged EXISTS; of the rest each request was posted whole or not at all.
  void SendAgain(size_t begin) {
    for (size_t at = begin; at < sent_.size(); ++at) {
      Sent& sent = sent_[at];
      grpc::ClientContext context;
      PostTransfersResponse response;
      const grpc::Status status = journal_->PostTransfers(&context, sent.request, &response);
      ASSERT_TRUE(status.ok()) << status.error_message();
      const int first = response.results(0);
      for (int i = 0; i < response.results_size(); ++i) {
        ASSERT_EQ(response.results(i), first) << "half a request";
        ASSERT_TRUE(first == TRANSFER_RESULT_EXISTS ||
                    (first == TRANSFER_RESULT_OK && !sent.acknowledged))
            << TransferResult_Name(first) << " of " << sent.request.transfers(i).id();
      }
      if (!sent.acknowledged && first == TRANSFER_RESULT_EXISTS) ++posted_unheard_;
      sent.acknowledged = true;
    }
  }

  // Every transfer of the journal is one that was sent, and each is there once.
  void CheckJournal() {
    std::map<std::string, const Transfer*> expected;
    for (const Sent& sent : sent_) {
      for (const Transfer& transfer : sent.request.transfers()) {
        expected[transfer.id()] = &transfer;
      }
    }
    std::map<std::string, Totals> totals;
    std::string token;
    int64_t revision = 0;
    do {
      const auto page = Call(channel_, &AccountService::Stub::ListTransfers,
                             absl::StrCat("page_size: 1000 page_token: '", token, "'"));
      ZGC_ASSERT_OK(page);
      revision = page->revision();
      for (Transfer row : page->transfers()) {
        const auto found = expected.find(row.id());
        ASSERT_NE(found, expected.end()) << row.name() << " was not sent, or is there twice";
        for (const bool debit : {true, false}) {
          const bool posts = row.mode() != TRANSFER_MODE_PENDING;
          Totals& of_one = totals[debit ? row.debit() : row.credit()];
          if (posts) of_one[debit ? 0 : 1] += row.amount_fen();
          if (row.mode() != TRANSFER_MODE_UNSPECIFIED) {
            of_one[debit ? 2 : 3] += posts ? -row.amount_fen() : row.amount_fen();
          }
        }
        row.clear_name();
        row.clear_kind();
        row.clear_fiscal_year();
        row.clear_revision();
        row.clear_sequence();
        ASSERT_EQ(row.SerializeAsString(), found->second->SerializeAsString());
        expected.erase(found);
      }
      token = page->next_page_token();
    } while (!token.empty());
    EXPECT_TRUE(expected.empty()) << expected.size() << " are missing, such as "
                                  << expected.begin()->first;
    CheckBalances(totals, revision);
  }

  void CheckBalances(const std::map<std::string, Totals>& totals, int64_t revision) {
    std::string asked = absl::StrCat("revision: ", revision);
    for (const auto& [name, ignored] : totals) absl::StrAppend(&asked, " names: '", name, "'");
    const auto accounts = Call(channel_, &JournalService::Stub::GetAccounts, asked);
    ZGC_ASSERT_OK(accounts);
    for (const Account& account : accounts->accounts()) {
      const Totals stated = {account.debits_fen(), account.credits_fen(),
                             account.pending_debits_fen(), account.pending_credits_fen()};
      EXPECT_EQ(stated, totals.at(account.name())) << account.name();
    }
  }

  // How many transfers the journal has.
  int64_t CheckProof() {
    grpc::ClientContext context;
    const auto stream = proof_->VerifyJournal(&context, VerifyJournalRequest());
    VerifyJournalResponse last;
    while (stream->Read(&last)) {
    }
    EXPECT_TRUE(stream->Finish().ok());
    EXPECT_TRUE(last.done());
    EXPECT_FALSE(last.has_damage()) << last.damage().description();
    const auto store = Call(channel_, &ops::v1::OperationsService::Stub::VerifyStore, "");
    ZGC_EXPECT_OK(store);
    EXPECT_TRUE(store.ok() && store->problems().empty());
    return last.transfers();
  }
  int64_t SentTransfers() const {
    int64_t count = 0;
    for (const Sent& sent : sent_) count += sent.request.transfers_size();
    return count;
  }

  const TempDir dir_;
  LedgerProcess process_;
  absl::Duration start_took_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<JournalService::Stub> journal_;
  std::unique_ptr<ProofService::Stub> proof_;
  std::vector<Requests> requests_;
  std::vector<Sent> sent_;
  int killed_while_starting_ = 0;
  // Requests that were posted though no answer said so.
  int posted_unheard_ = 0;
};

TEST_F(LedgerCrashTest, KillsLoseAndDoubleNothing) {
  int rounds = 4;
  if (const char* const text = std::getenv("ZGC_CRASH_ROUNDS")) {
    ASSERT_TRUE(absl::SimpleAtoi(text, &rounds));
  }
  for (int client = 0; client < kUnaryClients + kStreamClients; ++client) {
    requests_.emplace_back(client);
  }
  std::mt19937 random(20191231);
  process_.CreateStore();
  Start();
  OpenAccounts();
  for (int round = 0; round < rounds && !HasFatalFailure(); ++round) {
    const size_t before = sent_.size();
    // On both sides of the 200 ms after which the indexes are written.
    PostAndKill(absl::Milliseconds(20 + random() % 400));
    EXPECT_GT(sent_.size(), before);
    KillWhileStarting();
    Start();
    const int64_t found = CheckProof();
    EXPECT_LE(found, SentTransfers());
    SendAgain(before);
    EXPECT_EQ(CheckProof(), SentTransfers());
  }
  CheckJournal();
  EXPECT_GT(killed_while_starting_, 0);
  std::printf("%d rounds, %lld transfers, %d requests posted unheard, %d kills of a start\n",
              rounds, static_cast<long long>(SentTransfers()), posted_unheard_,
              killed_while_starting_);
}

}  // namespace
}  // namespace zgc::testing
