#include "common/base/dates.h"
#include "common/figures/decimal.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/rules.h"
#include "services/funding_ledger/formulas/counts.h"

namespace zgc::funding {
namespace {

bool IsSpending(const v1::Account& account, bool whole_fund) {
  if (account.kind() == v1::ACCOUNT_KIND_SPENT) return true;
  // What was stated as spent without saying on what is spending of the fund.
  return whole_fund && (account.kind() == v1::ACCOUNT_KIND_UNITEMISED ||
                        account.kind() == v1::ACCOUNT_KIND_CLAIMED);
}

// The spending accounts that the argument "program" takes, by name.
absl::StatusOr<absl::btree_set<std::string>> SpendingAccounts(const storage::Reader& reader,
                                                              const Arguments& arguments) {
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  bool whole_fund = true;
  const std::string given = Argument(arguments, "program");
  if (!given.empty()) {
    ZGC_ASSIGN_OR_RETURN(const v1::Program program, GetRow(reader, kPrograms, given));
    whole_fund = program.parent().empty();
  }
  absl::btree_set<std::string> accounts;
  ZGC_RETURN_IF_ERROR(ForEachAccount(reader, [&](const v1::Account& account) {
    if (programs.contains(account.program()) && IsSpending(account, whole_fund)) {
      accounts.insert(account.name());
    }
    return true;
  }));
  return accounts;
}

std::string CauseOf(const v1::Transfer& transfer) {
  switch (transfer.kind()) {
    case v1::TRANSFER_KIND_SUMMARY:
      return absl::StrCat("汇总支出 ", transfer.source());
    case v1::TRANSFER_KIND_RECLASSIFICATION:
      return absl::StrCat("汇总支出内的拨付 ", transfer.source());
    case v1::TRANSFER_KIND_REVERSAL:
      return absl::StrCat("冲销 ", transfer.source());
    case v1::TRANSFER_KIND_CLAWBACK:
      return absl::StrCat("追回 ", transfer.source());
    default:
      return absl::StrCat("拨付 ", transfer.source());
  }
}

std::string LabelOf(const v1::Transfer& transfer) {
  return absl::StrCat(CauseOf(transfer), transfer.document().empty() ? "" : "，凭证：",
                      transfer.document());
}

struct Spending {
  Tally tally{"funding_ledger"};
  // Something that may lower the sum has no certain day.
  bool may_be_less = false;
};

// What the transfers of the period bring to the accounts from outside of them.
absl::StatusOr<Spending> TallySpending(const storage::Reader& reader, const Arguments& arguments,
                                       const Period& period) {
  ZGC_ASSIGN_OR_RETURN(const auto accounts, SpendingAccounts(reader, arguments));
  absl::btree_map<std::string, v1::Transfer> transfers;
  for (const std::string& account : accounts) {
    ZGC_RETURN_IF_ERROR(ForEachTransferOf(reader, TransferIndex::kAccount, account,
                                          [&](const v1::Transfer& transfer) {
                                            transfers[transfer.name()] = transfer;
                                            return true;
                                          }));
  }
  Spending spending;
  for (const auto& [name, transfer] : transfers) {
    const bool in = accounts.contains(transfer.debit());
    if (in && accounts.contains(transfer.credit())) continue;
    const Certainty certainty =
        Within(SpanOf(YearOf(transfer.fiscal_year()), transfer.effective_date()), period);
    if (certainty == Certainty::kYes) {
      spending.tally.Count(name, LabelOf(transfer), transfer.revision(),
                           in ? transfer.amount_fen() : -transfer.amount_fen());
    } else if (certainty == Certainty::kMaybe) {
      spending.tally.Open(name, LabelOf(transfer), transfer.revision());
      if (!in) spending.may_be_less = true;
    }
  }
  return spending;
}

void MakeUnknown(FormulaValue& value) {
  value.state = figures::v1::VALUE_STATE_UNKNOWN;
  value.value.clear();
  value.qualifier = figures::v1::QUALIFIER_EXACT;
}

absl::StatusOr<FormulaValue> Spent(const storage::Reader& reader, const Arguments& arguments,
                                   const Period& period, const std::string& unit) {
  ZGC_ASSIGN_OR_RETURN(const Spending spending, TallySpending(reader, arguments, period));
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, spending.tally.AsAmount(unit));
  if (spending.may_be_less) MakeUnknown(value);
  return value;
}

struct Appropriated {
  Tally tally{"funding_ledger"};
  bool derived = false;
  // A reduction has no certain day.
  bool may_be_less = false;
};

absl::StatusOr<Appropriated> TallyAppropriations(const storage::Reader& reader,
                                                 const Arguments& arguments, const Period& period) {
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  Appropriated sum;
  ZGC_RETURN_IF_ERROR(
      kAppropriations.ForEach(reader, [&](const storage::NameKey&, const v1::Appropriation& row) {
        if (!programs.contains(row.program()) || !Stands(row)) return true;
        const bool lowers = row.kind() == v1::APPROPRIATION_KIND_REDUCTION;
        const std::string label =
            absl::StrCat(lowers ? "追减预算" : "批复预算", row.derived() ? "（推算）" : "");
        const Certainty certainty =
            Within(SpanOf(YearOf(row.fiscal_year()), row.effective_date()), period);
        if (certainty == Certainty::kYes) {
          sum.tally.Count(row.name(), label, row.revision(),
                          lowers ? -row.amount_fen() : row.amount_fen());
        } else if (certainty == Certainty::kMaybe) {
          sum.tally.Open(row.name(), label, row.revision());
          sum.may_be_less = sum.may_be_less || lowers;
        }
        if (certainty != Certainty::kNo) sum.derived = sum.derived || row.derived();
        return true;
      }));
  return sum;
}

}  // namespace

absl::StatusOr<FormulaValue> SumSpending(const storage::Reader& reader, const Arguments& arguments,
                                         const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "unit"}));
  return Spent(reader, arguments, period, Argument(arguments, "unit"));
}

absl::StatusOr<FormulaValue> SumAppropriations(const storage::Reader& reader,
                                               const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "unit"}));
  ZGC_ASSIGN_OR_RETURN(const Appropriated sum, TallyAppropriations(reader, arguments, period));
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, sum.tally.AsAmount(Argument(arguments, "unit")));
  value.derived = sum.derived;
  if (sum.may_be_less) MakeUnknown(value);
  return value;
}

absl::StatusOr<FormulaValue> ExecutionRate(const storage::Reader& reader,
                                           const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program"}));
  ZGC_ASSIGN_OR_RETURN(const Period to_date, YearToDate(period));
  // The budget of a year stands from its first day, whenever it was voted.
  Period year = to_date;
  year.set_end_date(to_date.end_date().substr(0, 4) + "-12-31");
  ZGC_ASSIGN_OR_RETURN(const Appropriated budget, TallyAppropriations(reader, arguments, year));
  ZGC_ASSIGN_OR_RETURN(const FormulaValue whole, budget.tally.AsAmount(""));
  ZGC_ASSIGN_OR_RETURN(FormulaValue rate, Spent(reader, arguments, to_date, ""));
  rate.derived = budget.derived;
  return AsPercent(std::move(rate), whole);
}

absl::StatusOr<FormulaValue> SumProgramDisbursements(const storage::Reader& reader,
                                                     const Arguments& arguments,
                                                     const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "unit"}));
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  Tally tally("funding_ledger");
  ZGC_RETURN_IF_ERROR(
      kPayments.ForEach(reader, [&](const storage::NameKey&, const v1::Payment& row) {
        // One reversed in a later year was paid in its own.
        const bool undone = !row.reversal().empty() && row.reversed_in() == row.fiscal_year();
        if (!programs.contains(row.program()) || undone) return true;
        const std::string label = absl::StrCat("拨付 ", row.award(), "，凭证：", row.document());
        const Certainty certainty =
            Within(SpanOf(YearOf(row.fiscal_year()), row.effective_date()), period);
        if (certainty == Certainty::kYes) {
          tally.Count(row.name(), label, row.revision(), row.amount_fen());
        } else if (certainty == Certainty::kMaybe) {
          tally.Open(row.name(), label, row.revision());
        }
        return true;
      }));
  return tally.AsAmount(Argument(arguments, "unit"));
}

}  // namespace zgc::funding
