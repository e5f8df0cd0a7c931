#include "common/resource/rows.h"
#include "services/funding_ledger/domain/portfolio/loan_pool.h"
#include "services/funding_ledger/formulas/counts.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/funding/v1/investments.pb.h"
#include "zgc/funding/v1/loans.pb.h"
#include "zgc/funding/v1/subsidies.pb.h"

// Figures of loans, sub-fund commitments and talent rounds.
namespace zgc::funding {
namespace {

absl::StatusOr<LoanPool> PoolOf(const storage::Reader& reader, const Arguments& arguments,
                                const Period& period) {
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  return LoansIn(reader, programs, period);
}

std::string LabelOf(const BatchRest& rest) {
  return absl::StrCat(
      "贷款", rest.times(), "家次",
      rest.recorded.empty() ? "" : absl::StrCat("（另有", rest.recorded.size(), "笔已逐笔登记）"),
      rest.batch.weighted_rate_percent().empty()
          ? ""
          : absl::StrCat("，利率", rest.batch.weighted_rate_percent(), "%"));
}

std::string LabelOf(const v1::Loan& loan) {
  return absl::StrCat("贷款合同", loan.contract_number(), "，利率", loan.annual_rate_percent(),
                      "%");
}

void LeaveOpen(const std::vector<BatchRest>& rests, Tally& tally) {
  for (const BatchRest& rest : rests) {
    tally.Open(rest.batch.name(), LabelOf(rest), rest.batch.revision());
  }
}

// Adds up commitments to sub-funds: what was committed or, if `paid_in`, paid in.
absl::StatusOr<FormulaValue> SumCommitments(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period,
                                            bool paid_in) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "unit"}));
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  std::vector<v1::FundCommitment> rows;
  ZGC_RETURN_IF_ERROR(
      kFundCommitments.ForEach(reader, [&](const storage::NameKey&, const v1::FundCommitment& row) {
        rows.push_back(row);
        return true;
      }));
  const auto within = [&](const std::string& day) {
    return Within({day, day}, period) == Certainty::kYes;
  };
  Tally tally("funding_ledger");
  for (const v1::FundCommitment& row : rows) {
    ZGC_ASSIGN_OR_RETURN(const v1::SubFund sub_fund, GetRow(reader, kSubFunds, row.sub_fund()));
    if (!programs.contains(sub_fund.fund())) continue;
    const std::string label = absl::StrCat(row.investor(), "认缴", sub_fund.display_name());
    if (!paid_in) {
      if (within(row.date())) {
        tally.Count(row.name(), label, row.revision(), row.committed_fen());
      }
      continue;
    }
    int64_t paid = 0;
    for (const v1::CapitalCall& call : row.calls()) {
      if (within(call.date())) paid += call.amount_fen();
    }
    if (paid > 0) tally.Count(row.name(), label, row.revision(), paid);
  }
  return tally.AsAmount(Argument(arguments, "unit"));
}

}  // namespace

absl::StatusOr<FormulaValue> CountLoanTimes(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program"}));
  ZGC_ASSIGN_OR_RETURN(const LoanPool pool, PoolOf(reader, arguments, period));
  Tally tally("funding_ledger");
  for (const BatchRest& rest : pool.rests) {
    tally.Count(rest.batch.name(), LabelOf(rest), rest.batch.revision(), rest.times());
  }
  for (const v1::Loan& loan : pool.loans) tally.Count(loan.name(), LabelOf(loan), loan.revision());
  LeaveOpen(pool.open, tally);
  return tally.AsCount();
}

absl::StatusOr<FormulaValue> CountLoanEnterprises(const storage::Reader& reader,
                                                  const Arguments& arguments,
                                                  const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program"}));
  ZGC_ASSIGN_OR_RETURN(const LoanPool pool, PoolOf(reader, arguments, period));
  Tally tally("funding_ledger");
  absl::btree_set<std::string> borrowers;
  for (const v1::Loan& loan : pool.loans) {
    const bool is_new = borrowers.insert(loan.borrower()).second;
    tally.Count(loan.name(), absl::StrCat(LabelOf(loan), is_new ? "" : "（企业已计）"),
                loan.revision(), is_new ? 1 : 0);
  }
  // A batch does not say which enterprises borrowed.
  LeaveOpen(pool.rests, tally);
  LeaveOpen(pool.open, tally);
  return tally.AsCount();
}

absl::StatusOr<FormulaValue> SumLoanPrincipal(const storage::Reader& reader,
                                              const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "unit"}));
  ZGC_ASSIGN_OR_RETURN(const LoanPool pool, PoolOf(reader, arguments, period));
  Tally tally("funding_ledger");
  for (const BatchRest& rest : pool.rests) {
    if (rest.HasAmount()) {
      tally.Count(rest.batch.name(), LabelOf(rest), rest.batch.revision(), rest.amount_fen());
    } else {
      tally.Open(rest.batch.name(), LabelOf(rest), rest.batch.revision());
    }
  }
  for (const v1::Loan& loan : pool.loans) {
    tally.Count(loan.name(), LabelOf(loan), loan.revision(), loan.principal_fen());
  }
  LeaveOpen(pool.open, tally);
  return tally.AsAmount(Argument(arguments, "unit"));
}

absl::StatusOr<FormulaValue> WeightedLoanRate(const storage::Reader& reader,
                                              const Arguments& arguments, const Period& period) {
  constexpr int kScale = 2;
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program"}));
  ZGC_ASSIGN_OR_RETURN(const LoanPool pool, PoolOf(reader, arguments, period));
  ZGC_ASSIGN_OR_RETURN(const auto rate, WeightedRate(pool, kScale));
  Tally tally("funding_ledger");
  LeaveOpen(pool.rests, tally);
  for (const v1::Loan& loan : pool.loans) tally.Open(loan.name(), LabelOf(loan), loan.revision());
  LeaveOpen(pool.open, tally);
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, tally.AsCount());
  value.qualifier = figures::v1::QUALIFIER_EXACT;
  value.state =
      rate.has_value() ? figures::v1::VALUE_STATE_KNOWN : figures::v1::VALUE_STATE_UNKNOWN;
  value.value = rate.has_value() ? rate->ToString() : "";
  return value;
}

absl::StatusOr<FormulaValue> SumFundCommitted(const storage::Reader& reader,
                                              const Arguments& arguments, const Period& period) {
  return SumCommitments(reader, arguments, period, false);
}

absl::StatusOr<FormulaValue> SumFundPaidIn(const storage::Reader& reader,
                                           const Arguments& arguments, const Period& period) {
  return SumCommitments(reader, arguments, period, true);
}

absl::StatusOr<FormulaValue> CountTalentSelected(const storage::Reader& reader,
                                                 const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "year", "batch", "label"}));
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  const std::string year = Argument(arguments, "year");
  const std::string batch = Argument(arguments, "batch");
  const std::string label = Argument(arguments, "label");
  Tally tally("funding_ledger");
  ZGC_RETURN_IF_ERROR(
      kTalentRounds.ForEach(reader, [&](const storage::NameKey&, const v1::TalentRound& row) {
        const std::string& day = row.decision().date();
        if (!programs.contains(row.decision().program()) || !Takes(year, row.year()) ||
            !Takes(batch, row.batch()) || Within({day, day}, period) != Certainty::kYes) {
          return true;
        }
        const std::string text =
            absl::StrCat(row.decision().display_name(), "（", row.year(), "年", row.batch(), "）");
        const auto labelled = row.sub_counts().find(label);
        if (label.empty()) {
          tally.Count(row.name(), text, row.revision(), row.selected_count());
        } else if (labelled != row.sub_counts().end()) {
          tally.Count(row.name(), text, row.revision(), labelled->second);
        } else {
          tally.Open(row.name(), text, row.revision());
        }
        return true;
      }));
  return tally.AsCount();
}

}  // namespace zgc::funding
