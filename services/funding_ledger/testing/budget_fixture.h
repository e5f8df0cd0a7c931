#pragma once

#include <string>
#include <vector>

#include "services/funding_ledger/domain/accounts/accounts.h"
#include "services/funding_ledger/domain/accounts/tracing.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/domain/years/carry_overs.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/domain/years/reversals.h"
#include "services/funding_ledger/reports/trial_balance.h"
#include "services/funding_ledger/testing/budget_execution.h"
#include "services/funding_ledger/testing/fixture.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"
#include "zgc/funding/v1/lots.pb.h"

namespace zgc::funding {

// What changes a budget after it was voted. "clerk" makes, "head" approves.
class BudgetFixture : public FundingFixture {
 protected:
  absl::StatusOr<v1::Appropriation> Supplement(const std::string& id, int64_t fen,
                                               const std::string& lowers = "") {
    const std::string kind = lowers.empty()
                                 ? "SUPPLEMENTARY"
                                 : absl::StrCat("REDUCTION lowers: 'appropriations/", lowers, "'");
    return Do(CreateAppropriation,
              absl::StrCat("appropriation_id: '", id,
                           "' appropriation { fiscal_year: 'fiscalYears/2019' document: 'd' "
                           "program: 'programs/fund' amount_fen: ",
                           fen, " kind: APPROPRIATION_KIND_", kind, " }"));
  }
  absl::StatusOr<v1::Virement> Vire(const std::string& id, const std::string& from,
                                    const std::string& to, int64_t fen,
                                    const std::string& more = "") {
    return Do(CreateVirement,
              absl::StrCat("virement_id: '", id, "' virement { fiscal_year: 'fiscalYears/2019' ",
                           "from_program: 'programs/", from, "' to_program: 'programs/", to,
                           "' reason: 'r' document: 'd' amount_fen: ", fen, " ", more, " }"));
  }
  absl::StatusOr<v1::CarryOver> CarryOver(const std::string& id, const std::string& program,
                                          int64_t available_fen, const std::string& more = "") {
    return Do(CreateCarryOver,
              absl::StrCat("carry_over_id: '", id, "' carry_over { from_year: 'fiscalYears/2019' ",
                           "to_year: 'fiscalYears/2020' program: 'programs/", program,
                           "' reason: 'r' document: 'd' available_fen: ", available_fen, " ", more,
                           " }"));
  }
  // Carries over and approves.
  absl::Status Carried(const std::string& id, const std::string& program, int64_t available_fen,
                       const std::string& more = "") {
    ZGC_RETURN_IF_ERROR(CarryOver(id, program, available_fen, more).status());
    return Do(ApproveCarryOver, absl::StrCat("name: 'carryOvers/", id, "'"), "head").status();
  }
  absl::StatusOr<v1::Reversal> Reverse(const std::string& id, const std::string& source,
                                       const std::string& more = "",
                                       const std::string& person = "auditor") {
    return Do(CreateReversal,
              absl::StrCat("reversal_id: '", id, "' reversal { source: '", source,
                           "' reason: 'r' document: 'd' ", more, " }"),
              person);
  }
  absl::StatusOr<v1::FiscalYear> Close(const std::string& more = "") {
    return Do(CloseFiscalYear, absl::StrCat("name: 'fiscalYears/2019' reason: 'r' ", more), "head");
  }

  // "budget 40" of each lot that `name` rests on.
  std::vector<std::string> LotsOf(const std::string& name, int64_t revision = 0) {
    std::vector<std::string> lots;
    const auto trace = Ask(TraceFunds, absl::StrCat("name: '", name, "'"), revision);
    EXPECT_TRUE(trace.ok()) << trace.status();
    if (!trace.ok()) return lots;
    for (const v1::LotShare& share : trace->lots()) {
      lots.push_back(
          absl::StrCat(share.lot().substr(share.lot().find('/') + 1), " ", share.amount_fen()));
    }
    return lots;
  }
  // The line of a program in the execution of a year.
  ProgramExecution LineOf(const std::string& program, const std::string& year = "2019") {
    const auto execution = BudgetExecutionOf(store_->Read(), "fiscalYears/" + year);
    EXPECT_TRUE(execution.ok()) << execution.status();
    for (const ProgramExecution& line : *execution) {
      if (line.program == "programs/" + program) return line;
    }
    return {};
  }
  // Debits and credits of the year are equal, from the journal too.
  void ExpectYearBalances(const std::string& year) {
    ZGC_EXPECT_OK(TrialBalanceOf(store_->Read(), "fiscalYears/" + year));
  }
  // Balance of "accounts/{account}" of any year.
  int64_t On(const std::string& account) {
    const auto row = FindAccount(store_->Read(), "accounts/" + account);
    EXPECT_TRUE(row.ok()) << row.status();
    return row.ok() && row->has_value() ? (*row)->balance_fen() : 0;
  }
};

}  // namespace zgc::funding
