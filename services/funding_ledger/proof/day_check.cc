#include "services/funding_ledger/proof/day_check.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "services/funding_ledger/ledger/day_balances.h"

namespace zgc::funding {

void DayCheck::Add(const v1::Transfer& transfer) {
  if (transfer.kind() == v1::TRANSFER_KIND_SUBLEDGER || !failed_.ok()) return;
  for (const std::string& name : {transfer.debit(), transfer.credit()}) {
    if (accounts_.contains(name)) continue;
    auto account = kAccounts.Get(snapshot_, {name});
    failed_.Update(account.status());
    if (!account.ok() || !account->has_value()) return;
    accounts_.emplace(name, **std::move(account));
  }
  ForEachDayChange(
      transfer, [&](const std::string& name) { return &accounts_.at(name); },
      [&](const AccountDayKey& key, int64_t fen) { days_[key] += fen; });
}

absl::StatusOr<absl::optional<v1::JournalDamage>> DayCheck::Finish() {
  ZGC_RETURN_IF_ERROR(failed_);
  absl::optional<v1::JournalDamage> damage;
  const auto differs = [&](const AccountDayKey& key, int64_t kept, int64_t sum) {
    damage.emplace();
    damage->set_transfer_number(-1);
    damage->set_index("day");
    damage->set_key(key.account);
    damage->set_description(absl::StrCat("the row of ", key.account, " on \"", key.day, "\" says ",
                                         kept, " fen, the journal adds up to ", sum));
    return false;
  };
  const absl::Status read =
      kAccountDays.ForEach(snapshot_, [&](const AccountDayKey& key, const v1::AccountDay& row) {
        const auto found = days_.find(key);
        const int64_t sum = found == days_.end() ? 0 : found->second;
        if (sum != row.net_fen()) return differs(key, row.net_fen(), sum);
        days_.erase(key);
        return true;
      });
  if (!read.ok()) {
    damage.emplace();
    damage->set_transfer_number(-1);
    damage->set_index("day");
    damage->set_description(std::string(read.message()));
  }
  if (damage.has_value()) return damage;
  for (const auto& [key, sum] : days_) {
    if (sum == 0) continue;
    differs(key, 0, sum);
    break;
  }
  return damage;
}

}  // namespace zgc::funding
