#pragma once

#include "services/funding_ledger/domain/instruments/co_development_funds.h"
#include "services/funding_ledger/domain/instruments/insurance_subsidies.h"
#include "services/funding_ledger/domain/instruments/risk_subsidies.h"
#include "services/funding_ledger/domain/instruments/talent_rounds.h"
#include "services/funding_ledger/domain/portfolio/investments.h"
#include "services/funding_ledger/testing/instrument_fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/calculations.pb.h"
#include "zgc/funding/v1/investments.pb.h"
#include "zgc/funding/v1/subsidies.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {

class VenturesFixture : public InstrumentFixture {
 protected:
  VenturesFixture() {
    MakeRule("premium", "2019-01-01",
             "insurance { share_percent: '80' max_premium_rate_percent: '3' } "
             "caps { per_program_year_fen: 200 }");
    MakeRule("angel", "2019-01-01",
             "risk_subsidy { share_of_investment_percent: '10' share_of_loss_percent: '30' } "
             "caps { per_record_fen: 150 }");
    MakeRule("talent", "2019-01-01", "talent { amount_each_fen: 3 }");
    MakeRule("together", "2019-01-01", "co_development { max_share_percent: '50' }");
    ZGC_EXPECT_OK(Do(CreateSubFund,
                     "sub_fund_id: 'f' sub_fund { display_name: '子基金' fund: 'programs/ic' "
                     "size_state: AMOUNT_STATE_KNOWN size_fen: 1000 status: '过会' year: '2019' "
                     "document: 'd' }"));
  }
  absl::StatusOr<v1::InsuranceSubsidy> Insure(const std::string& id, const std::string& more) {
    const std::string fields = Fields({{"insured_fen", "4000"},
                                       {"premium_fen", "150"},
                                       {"policy_number", "'p'"},
                                       {"equipment_serial", absl::StrCat("'", id, "'")}},
                                      more);
    return Do(CreateInsuranceSubsidy,
              absl::StrCat("insurance_subsidy_id: '", id,
                           "' insurance_subsidy { enterprise: "
                           "'//park_region/enterprises/x' equipment: '机床' manufacturer: '厂' "
                           "insurer: '保险公司' ",
                           fields, " ", Decision("premium", "ic"), " }"),
              "maker");
  }
  absl::StatusOr<v1::RiskSubsidy> Venture(const std::string& id, const std::string& more,
                                          const std::string& decision = "") {
    const std::string fields = Fields({{"investor", "'创投'"},
                                       {"investee", "'//park_region/enterprises/x'"},
                                       {"invested_fen", "1005"},
                                       {"invested_date", "'2019-02-01'"},
                                       {"basis", "RISK_SUBSIDY_BASIS_INVESTMENT"}},
                                      more);
    return Do(CreateRiskSubsidy,
              absl::StrCat("risk_subsidy_id: '", id, "' risk_subsidy { agreement_number: '", id,
                           "' ", fields, " ", Decision("angel", "ic", decision), " }"),
              "maker");
  }
  absl::StatusOr<v1::TalentRound> Round(const std::string& id, const std::string& more,
                                        const std::string& decision = "") {
    const std::string fields = Fields({{"year", "'2019'"}, {"selected_count", "20"}}, more);
    return Do(CreateTalentRound,
              absl::StrCat("talent_round_id: '", id, "' talent_round { ", fields, " ",
                           Decision("talent", "young", decision), " }"),
              "maker");
  }
  absl::StatusOr<v1::CoDevelopmentFund> Together(const std::string& id, const std::string& more) {
    return Do(CreateCoDevelopmentFund,
              absl::StrCat("co_development_fund_id: '", id,
                           "' co_development_fund { total_fen: "
                           "100 ",
                           more, " ",
                           Decision("together", "ic", "parks: '//park_region/parks/binhai'"), " }"),
              "maker");
  }
};

}  // namespace zgc::funding
