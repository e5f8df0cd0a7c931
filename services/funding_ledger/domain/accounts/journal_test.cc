#include "services/funding_ledger/domain/accounts/journal.h"

#include <limits>

#include "absl/strings/str_format.h"
#include "common/resource/rows.h"
#include "common/storage/page.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/journal_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/account_service.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/journal.pb.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class JournalTest : public JournalFixture {
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

TEST_F(JournalTest, AnAccountIsNamedByItsYearKindAndHolder) {
  const AccountRef ref = OfProgram(v1::ACCOUNT_KIND_AVAILABLE, "programs/ic");
  EXPECT_EQ(ref.holder, "programs/ic");
  EXPECT_EQ(ref.program, "programs/ic");
  EXPECT_EQ(AccountName("fiscalYears/2019", ref), "accounts/2019-available-ic");
  v1::Account account;
  account.set_kind(v1::ACCOUNT_KIND_UNITEMISED);
  account.set_holder("summaryDisbursements/s");
  account.set_program("programs/fund");
  EXPECT_EQ(AccountName("fiscalYears/2019", RefOf(account)), "accounts/2019-unitemised-s");
  EXPECT_EQ(RefOf(account).program, "programs/fund");
}

TEST_F(JournalTest, MoneyComesFromTheCreditSideAndMemorandaHoldNone) {
  EXPECT_EQ(NormalSide(v1::ACCOUNT_KIND_SOURCE), v1::ACCOUNT_SIDE_CREDIT);
  EXPECT_EQ(NormalSide(v1::ACCOUNT_KIND_LIMIT), v1::ACCOUNT_SIDE_CREDIT);
  EXPECT_EQ(NormalSide(v1::ACCOUNT_KIND_AVAILABLE), v1::ACCOUNT_SIDE_DEBIT);
  EXPECT_TRUE(IsMemorandum(v1::ACCOUNT_KIND_HEADROOM));
  EXPECT_FALSE(IsMemorandum(v1::ACCOUNT_KIND_COMMITTED));
}

TEST_F(JournalTest, AnAccountIsOpenedByItsFirstTransfer) {
  const AccountRef ref = OfProgram(v1::ACCOUNT_KIND_COMMITTED, "programs/ic");
  const auto opened = IsOpened(store_->Read(), "fiscalYears/2019", ref);
  ZGC_ASSERT_OK(opened);
  EXPECT_FALSE(*opened);
  EXPECT_EQ(*Balance(store_->Read(), "fiscalYears/2019", ref), 0);
  ZGC_ASSERT_OK(Grant("a", "ic", Known(300)));
  EXPECT_TRUE(*IsOpened(store_->Read(), "fiscalYears/2019", ref));
  EXPECT_EQ(*Balance(store_->Read(), "fiscalYears/2019", ref), 300);
  EXPECT_EQ(*Balance(store_->Read(), "fiscalYears/2020", ref), 0);
  const auto fold = FoldJournal(store_->Read(), "fiscalYears/2019");
  ZGC_ASSERT_OK(fold);
  const Fold& folded = *fold;
  EXPECT_EQ(folded.at("accounts/2019-committed-ic").balance_fen(), 300);
  EXPECT_EQ(folded.at("accounts/2019-available-fund").balance_fen(), 700);
}

TEST_F(JournalTest, AClosedYearOrMonthIsNotOpen) {
  ZGC_EXPECT_OK(RequireOpen(store_->Read(), "fiscalYears/2019", "2019-01-15"));
  ZGC_ASSERT_OK(
      Do(ClosePeriod, "name: 'fiscalYears/2019' reason: 'r' closed_through: '2019-01-31'", "head"));
  EXPECT_THAT(RequireOpen(store_->Read(), "fiscalYears/2019", "2019-01-31"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
  ZGC_EXPECT_OK(RequireOpen(store_->Read(), "fiscalYears/2019", "2019-02-01"));
  ZGC_EXPECT_OK(RequireOpen(store_->Read(), "fiscalYears/2019", ""));
  ZGC_ASSERT_OK(Do(CloseFiscalYear, "name: 'fiscalYears/2020' reason: 'r'", "head"));
  EXPECT_THAT(RequireOpen(store_->Read(), "fiscalYears/2020"),
              HasReason(ERROR_REASON_PERIOD_CLOSED));
}

}  // namespace
}  // namespace zgc::funding
