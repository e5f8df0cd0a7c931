#pragma once

#include "absl/container/btree_set.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/figures/tally.h"
#include "services/funding_ledger/store/schema.h"

// One function for each formula; see formulas.h.
namespace zgc::funding {

// The words that formulas are written in.
using figures::Argument;
using figures::Arguments;
using figures::Certainty;
using figures::CheckArguments;
using figures::Decimal;
using figures::FormulaValue;
using figures::IsStock;
using figures::Period;
using figures::RequireStock;
using figures::ResourceArgument;
using figures::Tally;
using figures::Within;

// The programs that the argument "program" takes: it and all below; all if it
// was not given.
absl::StatusOr<absl::btree_set<std::string>> ProgramsArgument(const storage::Reader& reader,
                                                              const Arguments& arguments);

// The days that a record of `year` (four digits) may speak of.
base::DaySpan SpanOf(const std::string& year, const std::string& day);

// From 1 January of the year to the end of the period, which is all of one year.
absl::StatusOr<Period> YearToDate(const Period& period);

// `part` of `whole` in per cent with one decimal, and the inputs of both; UNKNOWN
// where either is, or unless the whole is above zero.
absl::StatusOr<FormulaValue> AsPercent(FormulaValue part, const FormulaValue& whole);

absl::StatusOr<FormulaValue> SumAppropriations(const storage::Reader& reader,
                                               const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> CountRecipients(const storage::Reader& reader,
                                             const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> CountRecipientTimes(const storage::Reader& reader,
                                                 const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> CountAwardProjects(const storage::Reader& reader,
                                                const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> SumAwards(const storage::Reader& reader, const Arguments& arguments,
                                       const Period& period);
absl::StatusOr<FormulaValue> SumMatching(const storage::Reader& reader, const Arguments& arguments,
                                         const Period& period);
absl::StatusOr<FormulaValue> SumProgramDisbursements(const storage::Reader& reader,
                                                     const Arguments& arguments,
                                                     const Period& period);
absl::StatusOr<FormulaValue> CountSubFunds(const storage::Reader& reader,
                                           const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> SumSubFundSize(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> CountLoanTimes(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> WeightedLoanRate(const storage::Reader& reader,
                                              const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> LedgerBudget(const storage::Reader& reader, const Arguments& arguments,
                                          const Period& period);
absl::StatusOr<FormulaValue> LedgerCommitted(const storage::Reader& reader,
                                             const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> LedgerDisbursed(const storage::Reader& reader,
                                             const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> LedgerReceivable(const storage::Reader& reader,
                                              const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> LedgerRate(const storage::Reader& reader, const Arguments& arguments,
                                        const Period& period);
absl::StatusOr<FormulaValue> LedgerHeadroom(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> LedgerOpenCommitments(const storage::Reader& reader,
                                                   const Arguments& arguments,
                                                   const Period& period);
absl::StatusOr<FormulaValue> LedgerDecisionToCash(const storage::Reader& reader,
                                                  const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> CountLoanEnterprises(const storage::Reader& reader,
                                                  const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> SumLoanPrincipal(const storage::Reader& reader,
                                              const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> SumFundCommitted(const storage::Reader& reader,
                                              const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> SumFundPaidIn(const storage::Reader& reader,
                                           const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> CountTalentSelected(const storage::Reader& reader,
                                                 const Arguments& arguments, const Period& period);

}  // namespace zgc::funding
