#include "services/funding_ledger/domain/accounts/lineage.h"

#include "absl/container/btree_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"

namespace zgc::funding {

absl::StatusOr<std::vector<v1::Program>> WithParents(const storage::Reader& reader,
                                                     const std::string& program) {
  std::vector<v1::Program> lineage;
  for (std::string next = program; !next.empty(); next = lineage.back().parent()) {
    ZGC_ASSIGN_OR_RETURN(v1::Program row, GetRow(reader, kPrograms, next));
    lineage.push_back(std::move(row));
  }
  return lineage;
}

namespace {

// Whether a program has a budget of its own in the year. That its account is open does
// not say so: money came there by what was reversed since.
absl::StatusOr<bool> HasBeenGiven(const storage::Reader& reader, const std::string& fiscal_year,
                                  const std::string& program) {
  std::vector<std::string> allotments;
  ZGC_RETURN_IF_ERROR(
      kAllotmentsByProgram.ForEach(reader, {program}, [&](const std::string& found) {
        allotments.push_back(found);
        return true;
      }));
  for (const std::string& name : allotments) {
    ZGC_ASSIGN_OR_RETURN(const v1::Allotment row, GetRow(reader, kAllotments, name));
    if (row.fiscal_year() == fiscal_year && row.reversal().empty()) return true;
  }
  bool given = false;
  ZGC_RETURN_IF_ERROR(
      kVirements.ForEach(reader, [&](const storage::NameKey&, const v1::Virement& row) {
        given = row.fiscal_year() == fiscal_year && row.to_program() == program && Stands(row);
        return !given;
      }));
  if (given) return true;
  ZGC_RETURN_IF_ERROR(
      kCarryOvers.ForEach(reader, [&](const storage::NameKey&, const v1::CarryOver& row) {
        given = row.to_year() == fiscal_year && row.program() == program &&
                row.available_fen() > 0 && Stands(row);
        return !given;
      }));
  return given;
}

}  // namespace

absl::StatusOr<AccountRef> DrawsOn(const storage::Reader& reader, const std::string& fiscal_year,
                                   const std::vector<v1::Program>& lineage) {
  for (const v1::Program& program : lineage) {
    const AccountRef account = OfProgram(v1::ACCOUNT_KIND_AVAILABLE, program.name());
    if (program.parent().empty()) return account;
    ZGC_ASSIGN_OR_RETURN(bool given, IsOpened(reader, fiscal_year, account));
    if (given) {
      ZGC_ASSIGN_OR_RETURN(given, HasBeenGiven(reader, fiscal_year, program.name()));
    }
    if (given) return account;
  }
  return absl::InternalError("a program without a fund");
}

}  // namespace zgc::funding
