#include <malloc.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/matchers.h"
#include "common/testing/rounds.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/ledger/posting.h"
#include "services/funding_ledger/testing/fixture/plain_accounts.h"
#include "services/funding_ledger/testing/fixture/test_ledger.h"

namespace zgc::funding {
namespace {

v1::Account Named(const std::string& id) {
  v1::Account account;
  account.set_name(absl::StrCat("accounts/", id));
  account.set_fiscal_year("fiscalYears/2019");
  account.set_normal_side(v1::ACCOUNT_SIDE_DEBIT);
  account.set_min_balance_fen(-1000);
  return account;
}

// What validate_only and a refusal do: a transaction that opens an account and posts to
// it, and then leaves with an error.
absl::Status TryAndLeave(TestLedger& ledger, int number) {
  v1::PostTransfersRequest request;
  AddPlainTransfer(absl::StrCat("t", number), "accounts/a", "accounts/b", 1, request);
  PreparedTransfers prepared(ledger.books(), request);
  return ledger.store()
      .Apply({},
             [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
               ZGC_RETURN_IF_ERROR(
                   Books::Of(txn).OpenAccount(txn, Named(absl::StrCat("n", number))).status());
               ZGC_RETURN_IF_ERROR(prepared.Post(txn).status());
               return absl::CancelledError("checked");
             })
      .status();
}

TEST(BooksMemoryTest, WhatIsRefusedOrOnlyCheckedLeavesNothing) {
  TestLedger ledger;
  OpenPlainAccounts(ledger, {"accounts/a", "accounts/b"}, -1000);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(TryAndLeave(ledger, i).message(), "checked");
  const size_t before = mallinfo2().uordblks;
  for (int i = 0; i < testing::Rounds(30'000); ++i) {
    ASSERT_EQ(TryAndLeave(ledger, i).message(), "checked");
  }
  const size_t after = mallinfo2().uordblks;
  // An account in memory takes some 700 bytes. That there is no such row the store remembers of the
  // newest that were looked for, in 8 MiB.
  EXPECT_LT(after, before + (12 << 20));
  ZGC_EXPECT_OK(ledger.OpenAccount(Named("n1")));
}

}  // namespace
}  // namespace zgc::funding
