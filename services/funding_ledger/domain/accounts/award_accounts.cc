#include "services/funding_ledger/domain/accounts/award_accounts.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/lineage.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {

std::string CountsFrom(const v1::Award& award, const std::string& date,
                       const std::string& fiscal_year) {
  const std::string day = DayIfIn(date, fiscal_year);
  return day.empty() ? "" : std::max(day, DayIfIn(award.effective_date(), fiscal_year));
}

const std::string& PayingYear(const v1::Award& award) {
  return award.paying_year().empty() ? award.fiscal_year() : award.paying_year();
}

AccountRef ReservedOn(const v1::Award& award) {
  return OfProgram(
      award.within_summary().empty() ? v1::ACCOUNT_KIND_COMMITTED : v1::ACCOUNT_KIND_CLAIMED,
      award.program());
}

absl::StatusOr<AccountRef> GoesBackTo(const storage::Reader& reader, const v1::Award& award,
                                      const std::string& fiscal_year) {
  ZGC_ASSIGN_OR_RETURN(const v1::Account from, RequireAccount(reader, award.reserved_from()));
  if (from.fiscal_year() == fiscal_year) return RefOf(from);
  ZGC_ASSIGN_OR_RETURN(const auto lineage, WithParents(reader, award.program()));
  return DrawsOn(reader, fiscal_year, lineage);
}

absl::StatusOr<std::string> GoesBackOn(const storage::Reader& reader, const v1::Award& award,
                                       const std::string& date) {
  const std::string& year = PayingYear(award);
  std::string day = CountsFrom(award, date, year);
  if (year == award.fiscal_year()) return award.effective_date().empty() ? "" : day;
  if (day.empty()) return day;
  ZGC_RETURN_IF_ERROR(
      kCarryOvers.ForEach(reader, [&](const storage::NameKey&, const v1::CarryOver& row) {
        if (row.to_year() != year || !Stands(row)) return true;
        for (const v1::CarriedCommitment& carried : row.commitments()) {
          if (carried.award() == award.name()) day = std::max(day, row.effective_date());
        }
        return true;
      }));
  return day;
}

PostingContext ContextOf(const v1::Award& award, const std::string& effective_date,
                         const std::string& source, const std::string& document) {
  return {PayingYear(award),
          effective_date,
          award.program(),
          award.name(),
          source,
          EnterprisesOf(award) == Recipients::kOne ? award.enterprises(0) : "",
          ParksOf(award) == Recipients::kOne ? award.parks(0) : "",
          document};
}

Recipients EnterprisesOf(const v1::Award& award) {
  // A record may stand for more recipients than it names.
  if (award.enterprises_size() > 1 || award.recipient_count() > 1) return Recipients::kSeveral;
  return award.enterprises_size() == 1 ? Recipients::kOne : Recipients::kUnstated;
}

Recipients ParksOf(const v1::Award& award) {
  if (award.parks_size() > 1) return Recipients::kSeveral;
  return award.parks_size() == 1 ? Recipients::kOne : Recipients::kUnstated;
}

}  // namespace zgc::funding
