#include "services/funding_ledger/domain/accounts/money_days.h"

#include "absl/strings/str_cat.h"
#include "common/resource/steps.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"

namespace zgc::funding {

void CheckNotAfterToday(const storage::Txn& txn, const std::string& day, absl::string_view field,
                        resource::Checks& checks) {
  const std::string today = resource::DayOfCommit(txn);
  checks.Expect(day <= today, field, absl::StrCat(day, " is after today, ", today));
}

void CheckBegun(const storage::Txn& txn, const std::string& fiscal_year, absl::string_view field,
                resource::Checks& checks) {
  if (!IsYear(YearOf(fiscal_year))) return;
  const std::string today = resource::DayOfCommit(txn);
  checks.Expect(YearOf(fiscal_year) <= today.substr(0, 4), field,
                absl::StrCat(fiscal_year, " has not begun on ", today));
}

void CheckMoneyDay(const storage::Txn& txn, const std::string& day, const std::string& fiscal_year,
                   absl::string_view field, resource::Checks& checks) {
  if (day.empty()) return CheckBegun(txn, fiscal_year, field, checks);
  if (!checks.Day(day, field)) return;
  CheckDayInYear(day, YearOf(fiscal_year), field, checks);
  CheckNotAfterToday(txn, day, field, checks);
}

}  // namespace zgc::funding
