#include "common/resource/rows.h"
#include "services/funding_ledger/formulas/counts.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/investments.pb.h"

namespace zgc::funding {
namespace {

// Adds up sub-funds: how many or, if `size`, how large.
absl::StatusOr<Tally> TallySubFunds(const storage::Reader& reader, const Arguments& arguments,
                                    const Period& period, bool size) {
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  const std::string status = Argument(arguments, "status");
  Tally tally("funding_ledger");
  ZGC_RETURN_IF_ERROR(
      kSubFunds.ForEach(reader, [&](const storage::NameKey&, const v1::SubFund& row) {
        if (!programs.contains(row.fund()) || !Takes(status, row.status())) return true;
        std::string label = row.display_name();
        if (row.item_count() > 1) absl::StrAppend(&label, "，批量补录", row.item_count(), "支");
        const Certainty certainty = Within(SpanOf(row.year(), row.date()), period);
        const bool known = !size || row.size_state() == common::v1::AMOUNT_STATE_KNOWN;
        if (certainty == Certainty::kYes && known) {
          tally.Count(row.name(), label, row.revision(), size ? row.size_fen() : row.item_count());
        } else if (certainty != Certainty::kNo) {
          tally.Open(row.name(), label, row.revision());
        }
        return true;
      }));
  return tally;
}

}  // namespace

absl::StatusOr<FormulaValue> CountSubFunds(const storage::Reader& reader,
                                           const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "status"}));
  ZGC_ASSIGN_OR_RETURN(const Tally tally, TallySubFunds(reader, arguments, period, false));
  return tally.AsCount();
}

absl::StatusOr<FormulaValue> SumSubFundSize(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "status", "unit"}));
  ZGC_ASSIGN_OR_RETURN(const Tally tally, TallySubFunds(reader, arguments, period, true));
  return tally.AsAmount(Argument(arguments, "unit"));
}

}  // namespace zgc::funding
