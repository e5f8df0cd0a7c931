#include "services/funding_ledger/domain/accounts/lineage.h"

#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/refusal.h"

namespace zgc::funding {
namespace {

using LineageTest = FundingFixture;

TEST_F(LineageTest, AProgramDrawsOnItsAllotmentOrTheNearestAbove) {
  ZGC_ASSERT_OK(Allot("t", "talent", 50));
  EXPECT_EQ(Refusal(Grant("a", "young", Known(51)).status()),
            "accounts/2019-available-talent of programs/talent: 50 left, 51 asked for");
  ZGC_EXPECT_OK(Grant("b", "young", Known(50)));
  ZGC_EXPECT_OK(Grant("c", "ic", Known(950)));
}

}  // namespace
}  // namespace zgc::funding
