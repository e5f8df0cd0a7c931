#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/testing/matchers.h"
#include "services/funding_ledger/testing/test_ledger.h"

namespace zgc::funding {

// Opens sub-ledger accounts of 2019 that grow by debits and may fall to `min_fen`.
inline void OpenPlainAccounts(TestLedger& ledger, const std::vector<std::string>& names,
                              int64_t min_fen) {
  for (const std::string& name : names) {
    v1::Account account;
    account.set_name(name);
    account.set_fiscal_year("fiscalYears/2019");
    account.set_normal_side(v1::ACCOUNT_SIDE_DEBIT);
    account.set_min_balance_fen(min_fen);
    ZGC_EXPECT_OK(ledger.OpenAccount(account));
  }
}

// Adds a transfer to the request, with the id that IdNamed makes of `name`.
inline v1::Transfer& AddPlainTransfer(absl::string_view name, const std::string& debit,
                                      const std::string& credit, int64_t fen,
                                      v1::PostTransfersRequest& request) {
  v1::Transfer& transfer = *request.add_transfers();
  transfer.set_id(IdNamed(name));
  transfer.set_debit(debit);
  transfer.set_credit(credit);
  transfer.set_amount_fen(fen);
  transfer.set_document("d");
  return transfer;
}

}  // namespace zgc::funding
