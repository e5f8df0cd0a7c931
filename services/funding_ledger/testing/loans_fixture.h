#pragma once

#include "services/funding_ledger/domain/instruments/loan_subsidies.h"
#include "services/funding_ledger/domain/instruments/risk_compensations.h"
#include "services/funding_ledger/domain/portfolio/loans.h"
#include "services/funding_ledger/testing/instrument_fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/loans.pb.h"

namespace zgc::funding {

class LoansFixture : public InstrumentFixture {
 protected:
  LoansFixture() {
    // 50 % of the interest by 365 days, 100 fen a year for each borrower at most.
    MakeRule("interest", "2019-01-01",
             "interest { share_percent: '50' day_count: DAY_COUNT_ACTUAL_365 } "
             "caps { per_recipient_year_fen: 100 }");
    MakeRule("risk", "2019-01-01", "risk_compensation { share_percent: '30' }");
  }
  // 7,300 fen at 4 % for two years from 2019-01-01.
  absl::StatusOr<v1::Loan> Lend(const std::string& id, const std::string& borrower = "x",
                                const std::string& more = "") {
    const std::string fields = Fields({{"contract_number", absl::StrCat("'No.", id, "'")},
                                       {"principal_fen", "7300"},
                                       {"annual_rate_percent", "'4'"},
                                       {"start_date", "'2019-01-01'"},
                                       {"program", "'programs/ic'"}},
                                      more);
    return Do(
        CreateLoan,
        absl::StrCat("loan_id: '", id, "' loan { borrower: '//park_region/enterprises/", borrower,
                     "' lender: '甲银行' end_date: '2021-01-01' document: 'd' ", fields, " }"));
  }
  absl::StatusOr<v1::LoanSubsidy> Subsidise(const std::string& id, const std::string& loan,
                                            const std::string& from, const std::string& to,
                                            const std::string& more = "",
                                            const std::string& program = "ic") {
    return Do(CreateLoanSubsidy,
              absl::StrCat("loan_subsidy_id: '", id, "' loan_subsidy { loan: 'loans/", loan,
                           "' from_date: '", from, "' to_date: '", to, "' ",
                           Decision("interest", program, more), " }"),
              "maker");
  }
  absl::StatusOr<v1::RiskCompensation> Compensate(const std::string& id, const std::string& loan,
                                                  int64_t loss) {
    return Do(CreateRiskCompensation,
              absl::StrCat("risk_compensation_id: '", id, "' risk_compensation { loan: 'loans/",
                           loan, "' loss_fen: ", loss, " ", Decision("risk", "ic"), " }"),
              "maker");
  }
};

}  // namespace zgc::funding
