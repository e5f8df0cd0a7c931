#include "services/funding_ledger/domain/accounts/fiscal_days.h"

#include "absl/container/btree_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/names.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {

std::string YearOf(const std::string& fiscal_year) { return std::string(base::IdOf(fiscal_year)); }

bool IsYear(absl::string_view year) { return base::ValidDate(absl::StrCat(year, "-01-01")); }

void CheckDayInYear(const std::string& day, const std::string& year, absl::string_view field,
                    Checks& checks) {
  if (day.empty() || !checks.Day(day, field)) return;
  checks.Expect(absl::StartsWith(day, absl::StrCat(year, "-")), field,
                absl::StrCat(day, " is not in ", year));
}

std::string DayIfIn(const std::string& day, const std::string& fiscal_year) {
  return absl::StartsWith(day, absl::StrCat(YearOf(fiscal_year), "-")) ? day : "";
}

std::string CountsOn(const std::string& effective_date, const std::string& fiscal_year) {
  return effective_date.empty() ? YearOf(fiscal_year) + "-12-31" : effective_date;
}

absl::StatusOr<std::string> FirstOpenDay(const storage::Reader& reader,
                                         const std::string& fiscal_year) {
  ZGC_ASSIGN_OR_RETURN(const v1::FiscalYear year, GetRow(reader, kFiscalYears, fiscal_year));
  if (year.closed_through().empty()) return absl::StrCat(YearOf(fiscal_year), "-01-01");
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay closed, base::ParseDate(year.closed_through()));
  const absl::CivilDay next = closed + 1;
  if (next.year() != closed.year()) {
    return absl::InternalError(absl::StrCat("the last month of ", fiscal_year, " is closed"));
  }
  return base::FormatDate(next);
}

absl::Status CheckFiscalYear(const storage::Reader& reader, const std::string& name,
                             absl::string_view field, Checks& checks) {
  return checks.Reference(reader, kFiscalYears, name, field).status();
}

}  // namespace zgc::funding
