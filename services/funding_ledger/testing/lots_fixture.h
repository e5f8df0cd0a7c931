#pragma once

#include "services/funding_ledger/domain/accounts/tracing.h"
#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/lots.pb.h"

namespace zgc::funding {

// The fund has 1,000 fen of the lot "budget", which has no day and so is the
// oldest, and 500 of "more".
class LotsFixture : public FundingFixture {
 protected:
  LotsFixture() { ZGC_EXPECT_OK(Appropriate("more", 500, "effective_date: '2019-07-01'")); }
  // "budget 40" of each lot that `name` rests on.
  std::vector<std::string> LotsOf(const std::string& name, int64_t revision = 0) {
    std::vector<std::string> lots;
    const auto trace = Ask(TraceFunds, "name: '" + name + "'", revision);
    EXPECT_TRUE(trace.ok()) << trace.status();
    if (!trace.ok()) return lots;
    for (const v1::LotShare& share : trace->lots()) {
      lots.push_back(
          absl::StrCat(share.lot().substr(share.lot().find('/') + 1), " ", share.amount_fen()));
    }
    return lots;
  }
  std::vector<std::string> LotsOn(const std::string& account) {
    return LotsOf("accounts/2019-" + account);
  }
};

}  // namespace zgc::funding
