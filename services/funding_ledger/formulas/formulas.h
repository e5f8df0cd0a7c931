#pragma once

#include "common/figures/formula.h"

namespace zgc::funding {

// Registers the formulas of funding_ledger. Arguments in brackets may be left
// out; an argument that a formula does not know is INVALID_ARGUMENT.
//
//   sum_appropriations         [program] [unit]; approved, less reductions
//   count_recipients           [program] [round] [park]; enterprises (家) that awards name, once
//                              however many they have; AT_LEAST while others are not named
//   count_award_recipients     [program] [round] [park] [label]; once for each award
//   count_recipient_times      [program] [round] [park]
//   count_award_projects       [program] [round] [park]
//   sum_awards                 [program] [round] [park] [unit]
//   sum_matching               [program] [round] [park] [unit]
//   sum_program_disbursements  [program] [round] [park] [unit]; payments, before clawbacks,
//                              without those reversed in their year
//   count_subfunds             [program] [status]
//   sum_subfund_size           [program] [status] [unit]
//   count_loan_times           [program]; loans, and what is left of batches
//   count_loan_enterprises     [program]; distinct borrowers of the loans recorded
//   sum_loan_principal         [program] [unit]
//   weighted_loan_rate         [program]; per cent, two digits
//   sum_fund_committed         [program] [unit]; to its sub-funds
//   sum_fund_paid_in           [program] [unit]
//   count_talent_selected      [program] [year] [batch] [label]; by day of decision
//   ledger_budget              [program] [department] [unit]
//   ledger_committed           [program] [department] [park] [enterprise] [unit]
//   sum_spending               [program] [department] [park] [enterprise] [unit]; net of
//                              clawbacks, and of reversals of the same year
//   ledger_receivable          [program] [department] [park] [enterprise] [unit]
//   execution_rate             [program] [department]; spent of the budget as it was
//                              adjusted, per cent, one decimal
//   ledger_headroom            [program | park | enterprise] [unit]; a stock: what the
//                              closest ceiling of the period's year leaves as recorded
//   ledger_open_commitments    [program] [age] [unit]; a stock; age is 0-30, 31-90, 91-180,
//                              181-365 or over-365
//   ledger_decision_to_cash    [program] [stage] [percentile]; days, of the awards of the
//                              period's year; stage is first_payment (taken if left out),
//                              agreement, agreement_to_payment, full_payment or
//                              acceptance, percentile 50 (taken if left out), 90 or 100
//
// The formulas ledger_* see the journal as the reports do, and count what
// FundingReportService prints in the columns of the same names.
//
// `program` is a program or fund with all that belongs to it. A flow takes what
// falls within the period, a stock all up to its end. What is dated by its year
// only counts if the period holds the whole year; otherwise, like an amount or
// number that nobody has stated, it is never guessed: the figure counts what is
// certain and is AT_LEAST, or UNKNOWN if nothing is. Awards count once they are
// approved and unless they are cancelled. `unit` is 元 (taken if left out), 万元 or
// 亿元. execution_rate takes a period within one year, or a stock as of a day.
//
// Figures that are counted from records may be asked by program, which is the one that a record
// names without those above, by the department that answers for that program now, and by round,
// park, status, year and batch where these are left out. An award of several parks, and what is
// paid of it, counts in each of them and once in all. Of what the journal says budgets,
// commitments, spending, receivables and the execution rate may be asked by program and department;
// what nobody has itemised is of its fund.
void RegisterFormulas(figures::FormulaRegistry& registry);

}  // namespace zgc::funding
