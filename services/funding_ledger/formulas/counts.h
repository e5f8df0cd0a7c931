#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/container/btree_set.h"
#include "common/base/time/dates.h"
#include "common/decimal/decimal.h"
#include "common/figures/tally.h"
#include "common/resource/foreign.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {

// The words that formulas are written in.
using figures::Argument;
using figures::Arguments;
using figures::Asked;
using figures::Certainty;
using figures::CheckArguments;
using figures::Contribution;
using figures::Decimal;
using figures::FormulaValue;
using figures::IsStock;
using figures::Measure;
using figures::MeasureOf;
using figures::Period;
using figures::RequireStock;
using figures::ResourceArgument;
using figures::Slice;
using figures::Tally;
using figures::Within;

using MeasurePtr = std::shared_ptr<const Measure>;

inline constexpr char kService[] = "funding_ledger";

// The programs that the argument "program" takes: it and all below; all if it
// was not given.
absl::StatusOr<absl::btree_set<std::string>> ProgramsArgument(const storage::Reader& reader,
                                                              const Arguments& arguments);

// The first dimensions of every measure here: what is counted of a record, and its program.
inline constexpr char kOfQuantity[] = "quantity";
inline constexpr char kOfProgram[] = "program";
// Also asked by the department that answers for the program.
figures::Dimension ByProgram();
inline figures::Dimension ByPark() {
  return {"park", figures::ForeignValues(resource::kParkPrefix)};
}
// A slice for each program that the argument takes, by name; one of all if it was not given. Cells
// are of each program by itself: which are below another is asked when they are read.
absl::StatusOr<std::vector<Slice>> SlicesOf(const storage::Reader& reader,
                                            const Arguments& arguments, const MeasurePtr& measure,
                                            const std::string& quantity,
                                            const std::vector<std::string>& others = {});

// Each park of an award, and whether it is another one; an empty one of an award that has none.
void VisitParks(const v1::Award& award,
                absl::FunctionRef<void(const std::string& park, bool again)> visit);

// The days that a record of `year` (four digits) may speak of.
base::DaySpan SpanOf(const std::string& year, const std::string& day);

// From 1 January of the year to the end of the period, which is all of one year.
absl::StatusOr<Period> YearToDate(const Period& period);

// `part` of `whole` in per cent with one decimal, and the inputs of both; UNKNOWN
// where either is, or unless the whole is above zero.
absl::StatusOr<FormulaValue> AsPercent(FormulaValue part, const FormulaValue& whole);

// Each registers the formulas of its file that ask measures, with these.
void RegisterAwardFormulas(figures::FormulaRegistry& registry);
void RegisterInstrumentFormulas(figures::FormulaRegistry& registry);
void RegisterInvestmentFormulas(figures::FormulaRegistry& registry);
void RegisterSpendingFormulas(figures::FormulaRegistry& registry);

// What the journal says of accounts that are of a program.
void RegisterBalanceFormulas(figures::FormulaRegistry& registry);

// Those that read the records or the journal; see formulas.h.
absl::StatusOr<FormulaValue> CountLoanEnterprises(const storage::Reader& reader,
                                                  const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> WeightedLoanRate(const storage::Reader& reader,
                                              const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> LedgerHeadroom(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period);
absl::StatusOr<FormulaValue> LedgerOpenCommitments(const storage::Reader& reader,
                                                   const Arguments& arguments,
                                                   const Period& period);
absl::StatusOr<FormulaValue> LedgerDecisionToCash(const storage::Reader& reader,
                                                  const Arguments& arguments, const Period& period);

}  // namespace zgc::funding
