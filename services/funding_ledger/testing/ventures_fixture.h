#pragma once

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
};

}  // namespace zgc::funding
