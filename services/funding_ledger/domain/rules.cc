#include "services/funding_ledger/domain/rules.h"

#include "absl/container/btree_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/dates.h"
#include "common/base/error.h"
#include "common/figures/decimal.h"
#include "common/resource/duties.h"
#include "common/resource/rows.h"

namespace zgc::funding {

void CheckPositive(int64_t fen, absl::string_view field, Checks& checks) {
  checks.Expect(fen > 0, field, "must be above zero");
  checks.Expect(fen <= kMaxAmountFen, field, kAmountTooLarge);
}

void CheckCount(int64_t count, int64_t least, absl::string_view field, Checks& checks) {
  checks.Expect(count >= least && count <= kMaxCount, field,
                absl::StrCat("must be ", least, " to ", kMaxCount));
}

void CheckStatedAmount(int64_t fen, common::v1::AmountState state, absl::string_view field,
                       Checks& checks) {
  if (state == common::v1::AMOUNT_STATE_KNOWN) {
    CheckPositive(fen, field, checks);
  } else {
    checks.Amount(fen, state, field);
  }
}

std::string YearOf(const std::string& fiscal_year) {
  return fiscal_year.substr(fiscal_year.find('/') + 1);
}

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

absl::Status CheckFund(const storage::Reader& reader, const std::string& name,
                       absl::string_view field, Checks& checks) {
  ZGC_ASSIGN_OR_RETURN(const auto program, checks.Reference(reader, kPrograms, name, field));
  if (program.has_value()) {
    checks.Expect(program->parent().empty(), field,
                  absl::StrCat("is no fund; that of ", name, " is ", program->fund()));
  }
  return absl::OkStatus();
}

void CheckForeign(const google::protobuf::RepeatedPtrField<std::string>& names,
                  absl::string_view prefix, absl::string_view field, Checks& checks) {
  absl::btree_set<absl::string_view> seen;
  for (const std::string& name : names) {
    checks.Expect(seen.insert(name).second, field, absl::StrCat("lists \"", name, "\" twice"));
    absl::string_view id = name;
    if (absl::ConsumePrefix(&id, prefix)) {
      checks.Id(id, field);
    } else {
      checks.Add(field, absl::StrCat("\"", name, "\" is no ", prefix, "{id}"));
    }
  }
}

absl::Status RequireOther(const base::Actor& actor, const std::string& name,
                          absl::string_view method, const std::vector<std::string>& earlier) {
  for (const std::string& person : earlier) {
    ZGC_RETURN_IF_ERROR(resource::RequireAnother(
        actor, person, absl::StrCat("did a step before ", method, " of"), name));
  }
  return absl::OkStatus();
}

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
      kAllotmentsByProgram.ForEach(reader, LookupPrefix(program), [&](const LookupKey& key) {
        allotments.push_back(key.name);
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

std::string PercentOf(absl::int128 part, absl::int128 whole) {
  if (whole <= 0) return "";
  const auto hundredfold = figures::Decimal::FromParts(part, -2);
  const auto divisor = figures::Decimal::FromParts(whole, 0);
  if (!hundredfold.ok() || !divisor.ok()) return "";
  const auto percent = hundredfold->DividedBy(*divisor, 1);
  return percent.ok() ? percent->ToString() : "";
}

bool Stands(const v1::Award& award) {
  return award.state() != v1::AWARD_STATE_DRAFT && award.state() != v1::AWARD_STATE_CANCELLED;
}

bool Stands(const v1::Appropriation& row) {
  const bool posted =
      row.state() == v1::DECISION_STATE_APPROVED || row.state() == v1::DECISION_STATE_UNSPECIFIED;
  return posted && row.reversal().empty();
}

bool Stands(const v1::Virement& row) {
  return row.state() == v1::DECISION_STATE_APPROVED && row.reversal().empty();
}

bool Stands(const v1::CarryOver& row) {
  return row.state() == v1::DECISION_STATE_APPROVED && row.reversal().empty();
}

AccountRef Unitemised(const v1::SummaryDisbursement& summary) {
  return {v1::ACCOUNT_KIND_UNITEMISED, summary.name(), summary.program()};
}

absl::Status RefreshSummary(storage::Txn& txn, const std::string& name) {
  if (name.empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(v1::SummaryDisbursement row, GetRow(txn, kSummaryDisbursements, name));
  ZGC_ASSIGN_OR_RETURN(const int64_t left, Balance(txn, row.fiscal_year(), Unitemised(row)));
  if (left == row.unitemised_fen()) return absl::OkStatus();
  row.set_unitemised_fen(left);
  Save(txn, kSummaryDisbursements, std::move(row));
  return absl::OkStatus();
}

}  // namespace zgc::funding
