#include "services/funding_ledger/domain/accounts/journal.h"

#include <limits>

#include "absl/strings/str_format.h"
#include "common/resource/rows.h"
#include "common/storage/page.h"
#include "services/funding_ledger/domain/accounts/accounts.h"
#include "services/funding_ledger/domain/accounts/subledger.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/account_service.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/journal.pb.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class JournalTest : public FundingFixture {
 protected:
  absl::Status Post(Posting posting) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  ZGC_RETURN_IF_ERROR(posting.Post(txn));
                  return "";
                })
        .status();
  }
  v1::ListTransfersResponse Transfers(const std::string& filter, int size = 100,
                                      const std::string& start = "") {
    v1::ListTransfersRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(filter, &request));
    v1::ListTransfersResponse response;
    const auto next = ListTransfers(store_->Read(), request, {size, start}, response);
    EXPECT_TRUE(next.ok()) << next.status();
    if (next.ok()) response.set_next_page_token(*next);
    return response;
  }

  const AccountRef available_ = OfProgram(v1::ACCOUNT_KIND_AVAILABLE, "programs/fund");
  const AccountRef committed_ = OfProgram(v1::ACCOUNT_KIND_COMMITTED, "programs/ic");
  const AccountRef spent_ = OfProgram(v1::ACCOUNT_KIND_SPENT, "programs/ic");
  const AccountRef source_ = OfProgram(v1::ACCOUNT_KIND_SOURCE, "programs/fund");
  const PostingContext context_ = {"fiscalYears/2019", "2019-03-01", "programs/ic", "awards/a",
                                   "payments/p"};
};

TEST_F(JournalTest, ATransferSaysWhereFromWhereToWhenAndWhy) {
  Posting posting(context_);
  posting.Move(v1::TRANSFER_KIND_COMMITMENT, committed_, available_, 40);
  posting.Move(v1::TRANSFER_KIND_PAYMENT, spent_, committed_, 30);
  ZGC_ASSERT_OK(Post(std::move(posting)));
  const auto list = Transfers("award: 'awards/a'");
  ASSERT_EQ(list.transfers_size(), 2);
  const v1::Transfer& second = list.transfers(1);
  EXPECT_EQ(second.name(), absl::StrFormat("transfers/%012d-0001", store_->head()));
  EXPECT_EQ(second.debit(), "accounts/2019-spent-ic");
  EXPECT_EQ(second.credit(), "accounts/2019-committed-ic");
  EXPECT_EQ(second.amount_fen(), 30);
  EXPECT_EQ(second.effective_date(), "2019-03-01");
  EXPECT_EQ(second.revision(), store_->head());
  EXPECT_EQ(second.source(), "payments/p");
  EXPECT_EQ(BalanceOf("committed-ic"), 10);
}

TEST_F(JournalTest, AllTransfersOfAPostingAreRecordedOrNone) {
  const int64_t head = store_->head();
  Posting posting(context_);
  posting.Move(v1::TRANSFER_KIND_COMMITMENT, committed_, available_, 40);
  posting.Move(v1::TRANSFER_KIND_PAYMENT, spent_, committed_, 41);
  const absl::Status refused = Post(std::move(posting));
  EXPECT_EQ(Refusal(refused), "accounts/2019-committed-ic of programs/ic: 40 left, 41 asked for");
  EXPECT_EQ(store_->head(), head);
  EXPECT_EQ(BalanceOf("available-fund"), 1000);
  EXPECT_EQ(Transfers("").transfers_size(), 1);
}

TEST_F(JournalTest, ARefusalListsEveryAccountThatIsShort) {
  Posting posting(context_);
  posting.Move(v1::TRANSFER_KIND_COMMITMENT, committed_, available_, 1001);
  posting.Move(v1::TRANSFER_KIND_CLAWBACK, available_, spent_, 7);
  const absl::Status refused = Post(std::move(posting));
  google::rpc::PreconditionFailure failure;
  const auto payload = refused.GetPayload("type.googleapis.com/google.rpc.PreconditionFailure");
  ASSERT_TRUE(payload.has_value());
  ASSERT_TRUE(failure.ParseFromString(std::string(*payload)));
  ASSERT_EQ(failure.violations_size(), 2);
  EXPECT_EQ(failure.violations(0).subject(), "accounts/2019-available-fund");
  EXPECT_EQ(failure.violations(1).subject(), "accounts/2019-spent-ic");
}

TEST_F(JournalTest, ASumThatDoesNotFitIsRefused) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  Posting posting(context_);
  posting.Move(v1::TRANSFER_KIND_APPROPRIATION, available_, source_, kMost - 1000);
  ZGC_ASSERT_OK(Post(std::move(posting)));
  Posting more(context_);
  more.Move(v1::TRANSFER_KIND_APPROPRIATION, available_, source_, 1);
  EXPECT_THAT(Post(std::move(more)), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_EQ(BalanceOf("available-fund"), kMost);
}

TEST_F(JournalTest, BalancesAndTransfersAnswerAsOfARevision) {
  const int64_t before = store_->head();
  ZGC_ASSERT_OK(Grant("a", "ic", Known(40)));
  const int64_t approved = store_->head();
  ZGC_ASSERT_OK(Pay("p", "a", 40));
  Open();
  EXPECT_EQ(BalanceOf("available-fund", before), 1000);
  EXPECT_EQ(BalanceOf("committed-ic", approved), 40);
  EXPECT_EQ(BalanceOf("committed-ic"), 0);
  const auto then =
      Ask(GetTrialBalance, "fiscal_year: 'fiscalYears/2019' from_journal: true", approved);
  ZGC_ASSERT_OK(then);
  EXPECT_EQ(then->debits_fen(), "1040");
  EXPECT_EQ(then->credits_fen(), "1040");
  EXPECT_EQ(then->revision(), approved);
  ASSERT_EQ(then->accounts_size(), 3);
  EXPECT_EQ(then->accounts(1).name(), "accounts/2019-committed-ic");
}

TEST_F(JournalTest, ATrialBalanceRefusesABalanceThatTheJournalDoesNotBearOut) {
  Books::Of(store_->Read()).AwaitIndexed();
  ZGC_ASSERT_OK(store_->Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
    absl::optional<std::pair<ChunkKey, v1::IndexChunk>> last;
    ZGC_RETURN_IF_ERROR(kChunks.ForEach(txn, [&](const ChunkKey& key, const v1::IndexChunk& row) {
      if (key.value == "accounts/2019-available-fund") last.emplace(key, row);
      return true;
    }));
    last->second.mutable_closing()->set_debits_fen(999);
    kChunks.Put(txn, last->first, last->second);
    return "";
  }));
  Open();
  EXPECT_THAT(Ask(GetTrialBalance, "fiscal_year: 'fiscalYears/2019' from_journal: true"),
              FailsWith(absl::StatusCode::kDataLoss, HasSubstr("accounts/2019-available-fund")));
}

TEST_F(JournalTest, AnAccountToWhichNothingWasPostedIsNoDamage) {
  ZGC_ASSERT_OK(store_->Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
    v1::BatchCreateAccountsRequest request;
    v1::Account& account = *request.add_accounts();
    account.set_name("accounts/unused");
    account.set_fiscal_year("fiscalYears/2019");
    account.set_normal_side(v1::ACCOUNT_SIDE_DEBIT);
    ZGC_RETURN_IF_ERROR(BatchCreateAccounts(txn, {"", "clerk"}, request).status());
    return "";
  }));
  const auto balance = Ask(GetTrialBalance, "fiscal_year: 'fiscalYears/2019' from_journal: true");
  ZGC_ASSERT_OK(balance);
  EXPECT_EQ(balance->accounts(balance->accounts_size() - 1).name(), "accounts/unused");
}

TEST_F(JournalTest, TransfersAreFoundByAccountProgramAndAwardPageByPage) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(40)));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(50)));
  ZGC_ASSERT_OK(Grant("c", "young", Known(60)));
  ZGC_ASSERT_OK(Pay("p", "b", 5));
  const auto amounts = [&](const std::string& filter) {
    std::vector<int64_t> found;
    std::string start;
    do {
      const auto page = Transfers(filter, 1, start);
      for (const v1::Transfer& row : page.transfers()) found.push_back(row.amount_fen());
      start = page.next_page_token();
    } while (!start.empty());
    return found;
  };
  EXPECT_THAT(amounts("account: 'accounts/2019-available-fund'"), ElementsAre(1000, 40, 50, 60));
  EXPECT_THAT(amounts("account: 'accounts/2019-available-fund' program: 'programs/ic'"),
              ElementsAre(40, 50));
  EXPECT_THAT(amounts("program: 'programs/ic'"), ElementsAre(40, 50, 5));
  EXPECT_THAT(amounts("award: 'awards/b'"), ElementsAre(50, 5));
  EXPECT_THAT(amounts(""), ElementsAre(1000, 40, 50, 60, 5));
}

}  // namespace
}  // namespace zgc::funding
