#include "services/funding_ledger/reports/trial_balance.h"

#include "services/funding_ledger/domain/accounts/subledger.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/journal_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/journal.pb.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::funding {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

using TrialBalanceTest = JournalFixture;

TEST_F(TrialBalanceTest, BalancesAndTransfersAnswerAsOfARevision) {
  const int64_t before = store_->head();
  ZGC_ASSERT_OK(Grant("a", "ic", Known(40)));
  const int64_t approved = store_->head();
  ZGC_ASSERT_OK(Pay("p", "a", 40));
  Open();
  EXPECT_EQ(BalanceOf("available-fund", before), 1000);
  EXPECT_EQ(BalanceOf("committed-ic", approved), 40);
  EXPECT_EQ(BalanceOf("committed-ic"), 0);
  const auto snapshot = store_->ReadAt(approved);
  ZGC_ASSERT_OK(snapshot);
  const auto then = TrialBalanceOf(*snapshot, "fiscalYears/2019");
  ZGC_ASSERT_OK(then);
  EXPECT_EQ(then->debits_fen, "1040");
  EXPECT_EQ(then->credits_fen, "1040");
  ASSERT_EQ(then->accounts.size(), 3u);
  EXPECT_EQ(then->accounts[1].name(), "accounts/2019-committed-ic");
}

TEST_F(TrialBalanceTest, ATrialBalanceRefusesABalanceThatTheJournalDoesNotBearOut) {
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
  EXPECT_THAT(TrialBalanceOf(store_->Read(), "fiscalYears/2019"),
              FailsWith(absl::StatusCode::kDataLoss, HasSubstr("accounts/2019-available-fund")));
}

TEST_F(TrialBalanceTest, AnAccountToWhichNothingWasPostedIsNoDamage) {
  ZGC_ASSERT_OK(store_->Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
    v1::BatchCreateAccountsRequest request;
    v1::Account& account = *request.add_accounts();
    account.set_name("accounts/unused");
    account.set_fiscal_year("fiscalYears/2019");
    account.set_normal_side(v1::ACCOUNT_SIDE_DEBIT);
    ZGC_RETURN_IF_ERROR(BatchCreateAccounts(txn, {"", "clerk"}, request).status());
    return "";
  }));
  const auto balance = TrialBalanceOf(store_->Read(), "fiscalYears/2019");
  ZGC_ASSERT_OK(balance);
  EXPECT_EQ(balance->accounts.back().name(), "accounts/unused");
}

TEST_F(TrialBalanceTest, DebitsAndCreditsAreEqual) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300)));
  const auto balance = TrialBalanceOf(store_->Read(), "fiscalYears/2019");
  ZGC_ASSERT_OK(balance);
  int64_t net_fen = 0;
  for (const v1::Account& account : balance->accounts) {
    net_fen += account.debits_fen() - account.credits_fen();
  }
  EXPECT_EQ(net_fen, 0);
}

}  // namespace
}  // namespace zgc::funding
