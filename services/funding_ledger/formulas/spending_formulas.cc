#include <string>
#include <utility>
#include <vector>

#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/formulas/counts.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/payments.pb.h"

namespace zgc::funding {
namespace {

// What appropriations add to a budget and take from it, each also where it was derived.
struct BudgetQuantity {
  const char* name;
  bool lowers;
  bool derived;
};
constexpr BudgetQuantity kBudgetQuantities[] = {{"raised", false, false},
                                                {"raised_derived", false, true},
                                                {"lowered", true, false},
                                                {"lowered_derived", true, true}};

absl::Status ContributeAppropriation(const storage::Reader&, const v1::Appropriation& row,
                                     Measure::Visit visit) {
  if (!Stands(row)) return absl::OkStatus();
  const bool lowers = row.kind() == v1::APPROPRIATION_KIND_REDUCTION;
  for (const BudgetQuantity& quantity : kBudgetQuantities) {
    if (quantity.lowers != lowers || quantity.derived != row.derived()) continue;
    visit({.days = SpanOf(YearOf(row.fiscal_year()), row.effective_date()),
           .values = {quantity.name, row.program()},
           .amount = row.amount_fen(),
           .record = row.name(),
           .label = absl::StrCat(lowers ? "追减预算" : "批复预算", row.derived() ? "（推算）" : ""),
           .revision = row.revision()});
  }
  return absl::OkStatus();
}

absl::Status ContributePayment(const storage::Reader& reader, const v1::Payment& row,
                               Measure::Visit visit) {
  // One reversed in a later year was paid in its own.
  if (!row.reversal().empty() && row.reversed_in() == row.fiscal_year()) return absl::OkStatus();
  // What an award says of this does not change once it is paid.
  ZGC_ASSIGN_OR_RETURN(const auto award, kAwards.Get(reader, {row.award()}));
  if (!award.has_value()) return absl::DataLossError(absl::StrCat(row.award(), " is missing"));
  VisitParks(*award, [&](const std::string& park, bool again) {
    visit({.days = SpanOf(YearOf(row.fiscal_year()), row.effective_date()),
           .values = {"paid", row.program(), award->round(), park},
           .amount = row.amount_fen(),
           .again = again,
           .record = row.name(),
           .label = absl::StrCat("拨付 ", row.award(), "，凭证：", row.document()),
           .revision = row.revision()});
  });
  return absl::OkStatus();
}

}  // namespace

void RegisterSpendingFormulas(figures::FormulaRegistry& registry) {
  // Bits of quantity and program.
  const std::vector<size_t> kept = {1, 3};
  Measure appropriated =
      MeasureOf<v1::Appropriation>(kService, "appropriations", kAppropriations,
                                   {kOfQuantity, ByProgram()}, ContributeAppropriation);
  appropriated.kept = kept;
  const auto appropriations = registry.Keep(std::move(appropriated));
  registry.RegisterCounted(
      "sum_appropriations", "汇总批复的预算金额，含追加，扣减追减；含推算金额的结果为推算。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {kOfProgram, "unit"}));
        Asked asked{.is_amount = true, .unit = Argument(arguments, "unit")};
        for (const BudgetQuantity& quantity : kBudgetQuantities) {
          ZGC_ASSIGN_OR_RETURN(const auto slices,
                               SlicesOf(reader, arguments, appropriations, quantity.name));
          for (Slice slice : slices) {
            slice.lowers = quantity.lowers;
            slice.derived = quantity.derived;
            asked.slices.push_back(std::move(slice));
          }
        }
        return asked;
      });

  Measure paid = MeasureOf<v1::Payment>(
      kService, "payments", kPayments,
      {kOfQuantity, ByProgram(), {"round", figures::TextValues()}, ByPark()}, ContributePayment);
  paid.several = 3;
  // Bits of quantity, program, round and park, as of awards.
  paid.kept = {1, 3, 7, 9, 11};
  const auto payments = registry.Keep(std::move(paid));
  registry.RegisterCounted(
      "sum_program_disbursements", "汇总拨付的金额，不扣减追回；当年冲销的不计入。",
      [=](const storage::Reader& reader, const Arguments& arguments,
          const Period& /*period*/) -> absl::StatusOr<Asked> {
        ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {kOfProgram, "round", "park", "unit"}));
        Asked asked{.is_amount = true, .unit = Argument(arguments, "unit")};
        ZGC_ASSIGN_OR_RETURN(asked.slices,
                             SlicesOf(reader, arguments, payments, "paid",
                                      {Argument(arguments, "round"), Argument(arguments, "park")}));
        return asked;
      });
}

}  // namespace zgc::funding
