#include "services/funding_ledger/reports/trial_balance.h"

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "common/decimal/decimal.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

// DATA_LOSS unless the balances kept beside the journal are what it adds up to.
absl::Status Compare(const v1::Account& kept, const Fold& fold) {
  const auto found = fold.find(kept.name());
  // Nothing was posted to one that is not there.
  const v1::Account& sum = found == fold.end() ? v1::Account::default_instance() : found->second;
  if (sum.debits_fen() == kept.debits_fen() && sum.credits_fen() == kept.credits_fen() &&
      sum.balance_fen() == kept.balance_fen()) {
    return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat(kept.name(), " is not what the journal adds up to"));
}

}  // namespace

absl::StatusOr<TrialBalance> TrialBalanceOf(const storage::Reader& reader,
                                            const std::string& fiscal_year) {
  ZGC_RETURN_IF_ERROR(GetRow(reader, kFiscalYears, fiscal_year).status());
  ZGC_ASSIGN_OR_RETURN(const Fold fold, FoldJournal(reader, fiscal_year));
  TrialBalance balance;
  absl::int128 debits = 0;
  absl::int128 credits = 0;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(ForEachAccount(reader, [&](const v1::Account& account) {
    if (account.fiscal_year() != fiscal_year) return true;
    failed = Compare(account, fold);
    balance.accounts.push_back(account);
    debits += account.debits_fen();
    credits += account.credits_fen();
    return failed.ok();
  }));
  ZGC_RETURN_IF_ERROR(failed);
  if (fold.size() > balance.accounts.size()) {
    return absl::DataLossError("the journal has an account without a balance");
  }
  if (debits != credits) {
    return absl::DataLossError(absl::StrCat("debits and credits of ", fiscal_year, " differ"));
  }
  ZGC_ASSIGN_OR_RETURN(const auto sum, figures::Decimal::FromParts(debits, 0));
  balance.debits_fen = sum.ToString();
  balance.credits_fen = sum.ToString();
  return balance;
}

}  // namespace zgc::funding
