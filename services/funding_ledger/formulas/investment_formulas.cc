#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/formulas/counts.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/investments.pb.h"

namespace zgc::funding {
namespace {

absl::Status ContributeSubFund(const storage::Reader&, const v1::SubFund& row,
                               Measure::Visit visit) {
  std::string label = row.display_name();
  if (row.item_count() > 1) absl::StrAppend(&label, "，批量补录", row.item_count(), "支");
  const auto add = [&](const char* quantity, absl::optional<absl::int128> amount) {
    visit({.days = SpanOf(row.year(), row.date()),
           .values = {quantity, row.fund(), row.status()},
           .amount = amount,
           .record = row.name(),
           .label = label,
           .revision = row.revision()});
  };
  add("count", row.item_count());
  const bool known = row.size_state() == common::v1::AMOUNT_STATE_KNOWN;
  add("size", known ? absl::make_optional<absl::int128>(row.size_fen()) : absl::nullopt);
  return absl::OkStatus();
}

// What was committed, and each amount that was paid in. The sub-fund is older than its
// commitments, and of one program for ever.
absl::Status ContributeCommitment(const storage::Reader& reader, const v1::FundCommitment& row,
                                  Measure::Visit visit) {
  ZGC_ASSIGN_OR_RETURN(const v1::SubFund sub_fund, GetRow(reader, kSubFunds, row.sub_fund()));
  const auto add = [&](const char* quantity, const std::string& day, int64_t fen) {
    visit({.days = {day, day},
           .values = {quantity, sub_fund.fund()},
           .amount = fen,
           .record = row.name(),
           .label = absl::StrCat(row.investor(), "认缴", sub_fund.display_name()),
           .revision = row.revision()});
  };
  add("committed", row.date(), row.committed_fen());
  for (const v1::CapitalCall& call : row.calls()) add("paid_in", call.date(), call.amount_fen());
  return absl::OkStatus();
}

void RegisterSubFundFormulas(figures::FormulaRegistry& registry) {
  Measure measure = MeasureOf<v1::SubFund>(
      kService, "sub_funds", kSubFunds,
      {kOfQuantity, ByProgram(), {"status", figures::TextValues()}}, ContributeSubFund);
  // Whatever there is of either quantity.
  measure.kept = {1, 3, 5, 7};
  const auto sub_funds = registry.Keep(std::move(measure));
  registry.RegisterCounted("count_subfunds", "统计到达指定状态的子基金支数。",
                           [=](const storage::Reader& reader, const Arguments& arguments,
                               const Period& /*period*/) -> absl::StatusOr<Asked> {
                             ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {kOfProgram, "status"}));
                             Asked asked;
                             ZGC_ASSIGN_OR_RETURN(asked.slices,
                                                  SlicesOf(reader, arguments, sub_funds, "count",
                                                           {Argument(arguments, "status")}));
                             return asked;
                           });
  registry.RegisterCounted(
      "sum_subfund_size", "汇总到达指定状态的子基金规模；规模未知的不计入，结果为下限。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {kOfProgram, "status", "unit"}));
        Asked asked{.is_amount = true, .unit = Argument(arguments, "unit")};
        ZGC_ASSIGN_OR_RETURN(asked.slices, SlicesOf(reader, arguments, sub_funds, "size",
                                                    {Argument(arguments, "status")}));
        return asked;
      });
}

void RegisterCommitmentFormulas(figures::FormulaRegistry& registry) {
  Measure measure = MeasureOf<v1::FundCommitment>(kService, "fund_commitments", kFundCommitments,
                                                  {kOfQuantity, ByProgram()}, ContributeCommitment);
  measure.kept = {1, 3};
  const auto commitments = registry.Keep(std::move(measure));
  const auto add = [&](const char* name, const char* description, const char* quantity) {
    registry.RegisterCounted(
        name, description,
        [=](const storage::Reader& reader, const Arguments& arguments,
            const Period& /*period*/) -> absl::StatusOr<Asked> {
          ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {kOfProgram, "unit"}));
          Asked asked{.is_amount = true, .unit = Argument(arguments, "unit")};
          ZGC_ASSIGN_OR_RETURN(asked.slices, SlicesOf(reader, arguments, commitments, quantity));
          return asked;
        });
  };
  add("sum_fund_committed", "汇总各出资人对子基金的认缴金额。", "committed");
  add("sum_fund_paid_in", "汇总各出资人对子基金的实缴金额。", "paid_in");
}

}  // namespace

void RegisterInvestmentFormulas(figures::FormulaRegistry& registry) {
  RegisterSubFundFormulas(registry);
  RegisterCommitmentFormulas(registry);
}

}  // namespace zgc::funding
