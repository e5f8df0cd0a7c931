#include "services/funding_ledger/testing/model/budget_execution.h"

#include <algorithm>

#include "absl/container/btree_map.h"
#include "absl/strings/str_cat.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

using Lines = absl::btree_map<std::string, ProgramExecution>;
// The program and those above it, by program.
using Lineages = absl::btree_map<std::string, std::vector<std::string>>;

// What one account adds to the line of its program and of those above.
void AddAccount(const v1::Account& account, ProgramExecution& line) {
  const int64_t fen = account.balance_fen();
  switch (account.kind()) {
    case v1::ACCOUNT_KIND_COMMITTED:
      line.committed_fen += fen;
      return;
    case v1::ACCOUNT_KIND_SPENT:
      line.disbursed_fen += fen;
      return;
    case v1::ACCOUNT_KIND_RECEIVABLE:
      line.receivable_fen += fen;
      return;
    case v1::ACCOUNT_KIND_CARRIED_IN:
      line.carried_in_fen += fen;
      return;
    case v1::ACCOUNT_KIND_CARRIED_OUT:
      line.carried_out_fen += fen;
      return;
    case v1::ACCOUNT_KIND_PRIOR_YEAR:
      line.prior_year_fen += fen;
      return;
    default:
      return;
  }
}

// What was stated as spent and is not yet paid under a program: only the fund
// knows it as spent.
bool IsUnitemised(const v1::Account& account) {
  return account.kind() == v1::ACCOUNT_KIND_UNITEMISED ||
         account.kind() == v1::ACCOUNT_KIND_CLAIMED;
}

absl::Status AddAccounts(const storage::Reader& reader, const std::string& year,
                         const Lineages& lineages, Lines& lines) {
  return ForEachAccount(reader, [&](const v1::Account& account) {
    const auto lineage = lineages.find(account.program());
    if (account.fiscal_year() != year || lineage == lineages.end()) return true;
    for (const std::string& program : lineage->second) AddAccount(account, lines[program]);
    if (IsUnitemised(account)) {
      ProgramExecution& fund = lines[lineage->second.back()];
      fund.unitemised_fen += (account.balance_fen());
      fund.disbursed_fen += (account.balance_fen());
    }
    return true;
  });
}

absl::Status AddAppropriations(const storage::Reader& reader, const std::string& year,
                               Lines& lines) {
  return kAppropriations.ForEach(
      reader, [&](const storage::NameKey&, const v1::Appropriation& row) {
        if (row.fiscal_year() != year || !Stands(row)) return true;
        ProgramExecution& fund = lines[row.program()];
        if (row.kind() == v1::APPROPRIATION_KIND_ORIGINAL) {
          fund.original_fen += (row.amount_fen());
        }
        const bool lowers = row.kind() == v1::APPROPRIATION_KIND_REDUCTION;
        fund.adjusted_fen += ((lowers ? -row.amount_fen() : row.amount_fen()));
        fund.derived = fund.derived || row.derived();
        return true;
      });
}

// A virement counts for each program that it brings money to from outside, and for
// each that it takes money from to outside.
absl::Status AddVirements(const storage::Reader& reader, const std::string& year,
                          const Lineages& lineages, Lines& lines) {
  const auto within = [](const std::vector<std::string>& lineage, const std::string& program) {
    return std::find(lineage.begin(), lineage.end(), program) != lineage.end();
  };
  return kVirements.ForEach(reader, [&](const storage::NameKey&, const v1::Virement& row) {
    if (row.fiscal_year() != year || !Stands(row)) return true;
    const auto& from = lineages.at(row.from_program());
    const auto& to = lineages.at(row.to_program());
    for (const std::string& program : to) {
      if (within(from, program)) continue;
      ProgramExecution& line = lines[program];
      line.virement_in_fen += (row.amount_fen());
    }
    for (const std::string& program : from) {
      if (within(to, program)) continue;
      ProgramExecution& line = lines[program];
      line.virement_out_fen += (row.amount_fen());
    }
    return true;
  });
}

// The denominators as they were adjusted within the year.
void Adjust(bool is_fund, ProgramExecution& line) {
  const int64_t net_fen = line.virement_in_fen - line.virement_out_fen + line.carried_in_fen;
  if (is_fund) {
    line.adjusted_fen += (net_fen);
  } else {
    line.adjusted_allotment_fen = line.allotted_fen + net_fen;
  }
}

// The account that an allotment was taken from. Old records do not say it
// themselves, and have never changed since.
absl::StatusOr<std::string> DrawnFrom(const storage::Reader& reader, const v1::Allotment& row) {
  if (!row.drawn_from().empty()) return row.drawn_from();
  const std::string name = TransferName(row.revision(), 0);
  ZGC_ASSIGN_OR_RETURN(const auto transfer, FindTransfer(reader, name));
  if (!transfer.has_value() || transfer->source() != row.name()) {
    return absl::DataLossError(absl::StrCat(name, " is not the posting of ", row.name()));
  }
  return transfer->credit();
}

// An allotment counts for each program that it brings money to from outside:
// from the receiver up to below the one that it was taken from. Of a fund it is
// what the fund itself gave.
absl::Status AddAllotment(const storage::Reader& reader, const v1::Allotment& row,
                          const std::vector<std::string>& lineage, Lines& lines) {
  ZGC_ASSIGN_OR_RETURN(const std::string drawn_from, DrawnFrom(reader, row));
  for (const std::string& program : lineage) {
    const bool giver = drawn_from == AccountName(row.fiscal_year(),
                                                 OfProgram(v1::ACCOUNT_KIND_AVAILABLE, program));
    if (giver && program != lineage.back()) break;
    ProgramExecution& line = lines[program];
    line.allotted_fen += (row.amount_fen());
  }
  return absl::OkStatus();
}

absl::Status AddAllotments(const storage::Reader& reader, const std::string& year,
                           const Lineages& lineages, Lines& lines) {
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(
      kAllotments.ForEach(reader, [&](const storage::NameKey&, const v1::Allotment& row) {
        if (row.fiscal_year() != year || !row.reversal().empty()) return true;
        failed = AddAllotment(reader, row, lineages.at(row.program()), lines);
        return failed.ok();
      }));
  return failed;
}

absl::Status AddUnknownAwards(const storage::Reader& reader, const std::string& year,
                              const Lineages& lineages, Lines& lines) {
  return kAwards.ForEach(reader, [&](const storage::NameKey&, const v1::Award& award) {
    const bool stands =
        award.state() != v1::AWARD_STATE_DRAFT && award.state() != v1::AWARD_STATE_CANCELLED;
    if (award.fiscal_year() != year || !stands ||
        award.amount_state() != common::v1::AMOUNT_STATE_UNKNOWN) {
      return true;
    }
    for (const std::string& program : lineages.at(award.program())) {
      lines[program].unknown_award_count += (1);
    }
    return true;
  });
}

std::string RateOf(const ProgramExecution& line) {
  return PercentOf(line.disbursed_fen,
                   line.adjusted_fen > 0 ? line.adjusted_fen : line.adjusted_allotment_fen);
}

}  // namespace

std::string ToString(const ProgramExecution& line) {
  std::string text;
  const auto add = [&](const char* name, const std::string& value) {
    absl::StrAppend(&text, text.empty() ? "" : " ", name, ": ", value);
  };
  if (!line.program.empty()) add("program", absl::StrCat("'", line.program, "'"));
  if (line.original_fen != 0) add("original_fen", absl::StrCat(line.original_fen));
  if (line.adjusted_fen != 0) add("adjusted_fen", absl::StrCat(line.adjusted_fen));
  if (line.derived) add("derived", "true");
  if (line.allotted_fen != 0) add("allotted_fen", absl::StrCat(line.allotted_fen));
  if (line.committed_fen != 0) add("committed_fen", absl::StrCat(line.committed_fen));
  if (line.disbursed_fen != 0) add("disbursed_fen", absl::StrCat(line.disbursed_fen));
  if (line.unitemised_fen != 0) add("unitemised_fen", absl::StrCat(line.unitemised_fen));
  if (line.receivable_fen != 0) add("receivable_fen", absl::StrCat(line.receivable_fen));
  if (!line.rate_percent.empty()) add("rate_percent", absl::StrCat("'", line.rate_percent, "'"));
  if (line.unknown_award_count != 0)
    add("unknown_award_count", absl::StrCat(line.unknown_award_count));
  if (line.virement_in_fen != 0) add("virement_in_fen", absl::StrCat(line.virement_in_fen));
  if (line.virement_out_fen != 0) add("virement_out_fen", absl::StrCat(line.virement_out_fen));
  if (line.adjusted_allotment_fen != 0)
    add("adjusted_allotment_fen", absl::StrCat(line.adjusted_allotment_fen));
  if (line.carried_in_fen != 0) add("carried_in_fen", absl::StrCat(line.carried_in_fen));
  if (line.carried_out_fen != 0) add("carried_out_fen", absl::StrCat(line.carried_out_fen));
  if (line.prior_year_fen != 0) add("prior_year_fen", absl::StrCat(line.prior_year_fen));
  return text;
}

absl::StatusOr<std::vector<ProgramExecution>> BudgetExecutionOf(const storage::Reader& reader,
                                                                const std::string& fiscal_year) {
  ZGC_RETURN_IF_ERROR(GetRow(reader, kFiscalYears, fiscal_year).status());
  absl::btree_map<std::string, std::string> parents;
  ZGC_RETURN_IF_ERROR(
      kPrograms.ForEach(reader, [&](const storage::NameKey&, const v1::Program& program) {
        parents[program.name()] = program.parent();
        return true;
      }));
  Lineages lineages;
  for (const auto& [name, parent] : parents) {
    for (std::string above = name; !above.empty(); above = parents[above]) {
      lineages[name].push_back(above);
    }
  }
  Lines lines;
  ZGC_RETURN_IF_ERROR(AddAccounts(reader, fiscal_year, lineages, lines));
  ZGC_RETURN_IF_ERROR(AddAppropriations(reader, fiscal_year, lines));
  ZGC_RETURN_IF_ERROR(AddAllotments(reader, fiscal_year, lineages, lines));
  ZGC_RETURN_IF_ERROR(AddVirements(reader, fiscal_year, lineages, lines));
  ZGC_RETURN_IF_ERROR(AddUnknownAwards(reader, fiscal_year, lineages, lines));
  std::vector<ProgramExecution> execution;
  for (auto& [name, line] : lines) {
    line.program = name;
    Adjust(parents[name].empty(), line);
    line.rate_percent = RateOf(line);
    execution.push_back(line);
  }
  return execution;
}

}  // namespace zgc::funding
