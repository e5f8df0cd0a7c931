#include "common/base/time/dates.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/formulas/counts.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
absl::StatusOr<FormulaValue> SumAppropriations(const storage::Reader& reader,
                                               const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "unit"}));
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  Tally tally("funding_ledger");
  bool derived = false;
  // A reduction has no certain day.
  bool may_be_less = false;
  ZGC_RETURN_IF_ERROR(
      kAppropriations.ForEach(reader, [&](const storage::NameKey&, const v1::Appropriation& row) {
        if (!programs.contains(row.program()) || !Stands(row)) return true;
        const bool lowers = row.kind() == v1::APPROPRIATION_KIND_REDUCTION;
        const std::string label =
            absl::StrCat(lowers ? "追减预算" : "批复预算", row.derived() ? "（推算）" : "");
        const Certainty certainty =
            Within(SpanOf(YearOf(row.fiscal_year()), row.effective_date()), period);
        tally.Add(certainty, row.name(), label, row.revision(),
                  lowers ? -row.amount_fen() : row.amount_fen());
        may_be_less = may_be_less || (lowers && certainty == Certainty::kMaybe);
        if (certainty != Certainty::kNo) derived = derived || row.derived();
        return true;
      }));
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, tally.AsAmount(Argument(arguments, "unit")));
  value.derived = derived;
  if (may_be_less) {
    value.state = figures::v1::VALUE_STATE_UNKNOWN;
    value.value.clear();
    value.qualifier = figures::v1::QUALIFIER_EXACT;
  }
  return value;
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
        tally.Add(Within(SpanOf(YearOf(row.fiscal_year()), row.effective_date()), period),
                  row.name(), label, row.revision(), row.amount_fen());
        return true;
      }));
  return tally.AsAmount(Argument(arguments, "unit"));
}

}  // namespace zgc::funding
