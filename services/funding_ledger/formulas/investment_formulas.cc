#include "common/figures/decimal.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/rules.h"
#include "services/funding_ledger/formulas/counts.h"

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

// The loan batches of the period by name; `open` if one may lie in it.
absl::StatusOr<std::vector<v1::LoanBatch>> LoansOf(const storage::Reader& reader,
                                                   const Arguments& arguments, const Period& period,
                                                   std::vector<v1::LoanBatch>& open) {
  ZGC_ASSIGN_OR_RETURN(const auto programs, ProgramsArgument(reader, arguments));
  std::vector<v1::LoanBatch> found;
  ZGC_RETURN_IF_ERROR(
      kLoanBatches.ForEach(reader, [&](const storage::NameKey&, const v1::LoanBatch& row) {
        if (!programs.contains(row.program())) return true;
        const Certainty certainty = Within(SpanOf(row.year(), row.date()), period);
        if (certainty == Certainty::kYes) found.push_back(row);
        if (certainty == Certainty::kMaybe) open.push_back(row);
        return true;
      }));
  return found;
}

// The rate of one batch, or that of several weighted by amount; nullopt where
// that is not known.
absl::StatusOr<absl::optional<Decimal>> RateOf(const std::vector<v1::LoanBatch>& batches) {
  Decimal amount;
  Decimal interest;
  for (const v1::LoanBatch& batch : batches) {
    if (batch.weighted_rate_percent().empty()) return absl::nullopt;
    ZGC_ASSIGN_OR_RETURN(const Decimal rate, Decimal::Parse(batch.weighted_rate_percent()));
    if (batches.size() == 1) return absl::optional<Decimal>(rate);
    if (batch.amount_state() != common::v1::AMOUNT_STATE_KNOWN) return absl::nullopt;
    ZGC_ASSIGN_OR_RETURN(const Decimal weighted, rate.Times(Decimal(batch.amount_fen())));
    ZGC_ASSIGN_OR_RETURN(interest, interest.Plus(weighted));
    ZGC_ASSIGN_OR_RETURN(amount, amount.Plus(Decimal(batch.amount_fen())));
  }
  if (amount.IsZero()) return absl::nullopt;
  ZGC_ASSIGN_OR_RETURN(const Decimal rate, interest.DividedBy(amount, 2));
  return absl::optional<Decimal>(rate);
}

std::string LabelOf(const v1::LoanBatch& batch) {
  return absl::StrCat("贷款", batch.loan_times(), "家次",
                      batch.weighted_rate_percent().empty()
                          ? ""
                          : absl::StrCat("，利率", batch.weighted_rate_percent(), "%"));
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

absl::StatusOr<FormulaValue> CountLoanTimes(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program"}));
  std::vector<v1::LoanBatch> open;
  ZGC_ASSIGN_OR_RETURN(const auto batches, LoansOf(reader, arguments, period, open));
  Tally tally("funding_ledger");
  for (const v1::LoanBatch& batch : batches) {
    tally.Count(batch.name(), LabelOf(batch), batch.revision(), batch.loan_times());
  }
  for (const v1::LoanBatch& batch : open) {
    tally.Open(batch.name(), LabelOf(batch), batch.revision());
  }
  return tally.AsCount();
}

absl::StatusOr<FormulaValue> WeightedLoanRate(const storage::Reader& reader,
                                              const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program"}));
  std::vector<v1::LoanBatch> open;
  ZGC_ASSIGN_OR_RETURN(std::vector<v1::LoanBatch> batches,
                       LoansOf(reader, arguments, period, open));
  absl::optional<Decimal> rate;
  if (open.empty()) {
    ZGC_ASSIGN_OR_RETURN(rate, RateOf(batches));
  }
  FormulaValue value;
  batches.insert(batches.end(), open.begin(), open.end());
  Tally tally("funding_ledger");
  for (const v1::LoanBatch& batch : batches) {
    tally.Open(batch.name(), LabelOf(batch), batch.revision());
  }
  ZGC_ASSIGN_OR_RETURN(value, tally.AsCount());
  value.qualifier = figures::v1::QUALIFIER_EXACT;
  value.state =
      rate.has_value() ? figures::v1::VALUE_STATE_KNOWN : figures::v1::VALUE_STATE_UNKNOWN;
  value.value = rate.has_value() ? rate->ToString() : "";
  return value;
}

}  // namespace zgc::funding
