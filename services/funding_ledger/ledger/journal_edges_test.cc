#include <limits>
#include <sstream>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/reports/reports.h"
#include "services/funding_ledger/reports/trial_balance.h"
#include "services/funding_ledger/testing/fixture/plain_accounts.h"
#include "services/funding_ledger/testing/fixture/test_ledger.h"
#include "zgc/common/v1/error_reason.pb.h"
#include "zgc/funding/v1/account_service.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/journal.pb.h"
#include "zgc/funding/v1/reports.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;

TEST(JournalEdgesTest, SumsStayWithin64Bits) {
  constexpr int64_t kFen = 1'000'000'000'000'000;
  TestLedger ledger;
  OpenPlainAccounts(ledger, {"accounts/a", "accounts/b"}, -kFen);
  // 9,223 × 10^15 fit into the debits of either, one more does not.
  int sent = 0;
  const auto next = [&](v1::PostTransfersRequest& request, bool there) -> v1::Transfer& {
    return AddPlainTransfer(absl::StrCat("t", ++sent), there ? "accounts/a" : "accounts/b",
                            there ? "accounts/b" : "accounts/a", kFen, request);
  };
  while (sent < 2 * 9223) {
    v1::PostTransfersRequest request;
    while (sent < 2 * 9223 && request.transfers_size() < 8190) next(request, sent % 2 == 0);
    const int size = request.transfers_size();
    const auto response = ledger.Post(std::move(request));
    ZGC_ASSERT_OK(response);
    ASSERT_EQ(response->posted_count(), size);
  }
  v1::PostTransfersRequest request;
  next(request, true);
  next(request, true).set_mode(v1::TRANSFER_MODE_PENDING);
  // Up to the very edge: 2^63 - 1 is 9,223 × 10^15 and so much.
  next(request, true).set_amount_fen(372'036'854'775'807);
  next(request, true).set_amount_fen(1);
  const auto response = ledger.Post(std::move(request));
  ZGC_ASSERT_OK(response);
  EXPECT_EQ(response->results(0), v1::TRANSFER_RESULT_OVERFLOW);
  EXPECT_EQ(response->results(1), v1::TRANSFER_RESULT_OVERFLOW);
  EXPECT_EQ(response->results(2), v1::TRANSFER_RESULT_OK);
  EXPECT_EQ(response->results(3), v1::TRANSFER_RESULT_OVERFLOW);
  EXPECT_EQ(RequireAccount(ledger.store().Read(), "accounts/a")->debits_fen(),
            std::numeric_limits<int64_t>::max());
  // What an account may hold, all of them may hold together.
  const auto balance = TrialBalanceOf(ledger.store().Read(), "fiscalYears/2019");
  ZGC_ASSERT_OK(balance);
  std::ostringstream sum;
  sum << absl::int128(std::numeric_limits<int64_t>::max()) + absl::int128(9223) * kFen +
             TestLedger::FirstTransfer().amount_fen();
  EXPECT_EQ(balance->debits_fen, sum.str());
  EXPECT_EQ(balance->credits_fen, sum.str());
  v1::GetTrialBalanceReportRequest asked;
  asked.set_fiscal_year("fiscalYears/2019");
  const auto report = GetTrialBalanceReport(ledger.store().Read(), asked);
  ZGC_ASSERT_OK(report);
  EXPECT_EQ(report->totals(0).cells(3), sum.str());
}

// More ids than a generation of the recent ones holds: then the first are found by the
// filter and the index, with and without a restart between.
TEST(JournalEdgesTest, IdsAreKnownForEver) {
  constexpr int kRequests = 10;
  constexpr int kSize = 8190;
  TestLedger ledger;
  for (const char* name : {"accounts/a", "accounts/b"}) {
    v1::Account account;
    account.set_name(name);
    account.set_fiscal_year("fiscalYears/2019");
    account.set_normal_side(v1::ACCOUNT_SIDE_DEBIT);
    ZGC_ASSERT_OK(ledger.OpenAccount(account));
  }
  const auto make = [&](int number, int64_t fen) {
    v1::PostTransfersRequest request;
    for (int i = 0; i < kSize; ++i) {
      v1::Transfer& transfer = *request.add_transfers();
      transfer.set_id(IdNamed(absl::StrCat(number, "-", i)));
      transfer.set_debit("accounts/a");
      // For want of money that one is refused, and its id stays free.
      transfer.set_credit(i == 7 ? "accounts/b" : "accounts/purse");
      transfer.set_amount_fen(fen);
      transfer.set_document("d");
    }
    return request;
  };
  v1::Account purse;
  purse.set_name("accounts/purse");
  purse.set_fiscal_year("fiscalYears/2019");
  purse.set_normal_side(v1::ACCOUNT_SIDE_DEBIT);
  purse.set_min_balance_fen(-1'000'000'000);
  ZGC_ASSERT_OK(ledger.OpenAccount(purse));
  const auto post = [&](int number, int64_t fen) {
    const auto response = ledger.Post(make(number, fen));
    ZGC_EXPECT_OK(response);
    return *response;
  };
  for (int number = 0; number < kRequests; ++number) {
    EXPECT_EQ(post(number, 1).posted_count(), kSize - 1);
  }
  for (int round = 0; round < 2; ++round) {
    for (const int number : {0, kRequests - 1}) {
      ledger.AwaitIndexed();
      const auto again = post(number, 1);
      const auto other = post(number, 2);
      EXPECT_EQ(again.posted_count(), 0);
      for (int i = 0; i < kSize; ++i) {
        ASSERT_EQ(again.results(i),
                  i == 7 ? v1::TRANSFER_RESULT_INSUFFICIENT_FUNDS : v1::TRANSFER_RESULT_EXISTS)
            << number << " " << i;
        ASSERT_EQ(other.results(i),
                  i == 7 ? v1::TRANSFER_RESULT_INSUFFICIENT_FUNDS : v1::TRANSFER_RESULT_ID_CONFLICT)
            << number << " " << i;
      }
    }
    if (round == 0) ledger.Open();
  }
}

TEST(JournalEdgesTest, ARequestHolds8190TransfersAndNoMore) {
  TestLedger ledger;
  for (const char* name : {"accounts/a", "accounts/b"}) {
    v1::Account account;
    account.set_name(name);
    account.set_fiscal_year("fiscalYears/2019");
    account.set_normal_side(name[9] == 'a' ? v1::ACCOUNT_SIDE_DEBIT : v1::ACCOUNT_SIDE_CREDIT);
    ZGC_ASSERT_OK(ledger.OpenAccount(account));
  }
  v1::PostTransfersRequest request;
  for (int i = 0; i < 8190; ++i) {
    v1::Transfer& transfer = *request.add_transfers();
    transfer.set_id(IdNamed(absl::StrCat(i)));
    transfer.set_debit("accounts/a");
    transfer.set_credit("accounts/b");
    transfer.set_amount_fen(1);
    transfer.set_document("d");
    transfer.set_linked(i < 8189);
  }
  const auto response = ledger.Post(request);
  ZGC_ASSERT_OK(response);
  EXPECT_EQ(response->posted_count(), 8190);
  *request.add_transfers() = request.transfers(0);
  EXPECT_THAT(ledger.Post(request), HasReason(common::v1::ERROR_REASON_BATCH_TOO_LARGE));
  EXPECT_THAT(ledger.Post({}), HasReason(common::v1::ERROR_REASON_INVALID_FIELD));
  request.mutable_transfers()->DeleteSubrange(1, request.transfers_size() - 1);
  request.set_max_amount_fen(-1);
  EXPECT_THAT(ledger.Post(request), HasReason(common::v1::ERROR_REASON_INVALID_FIELD));
}

}  // namespace
}  // namespace zgc::funding
