#include "services/funding_ledger/domain/accounts/lineage.h"

#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using LineageTest = FundingFixture;

TEST_F(LineageTest, AProgramDrawsOnItsAllotmentOrTheNearestAbove) {
  ZGC_ASSERT_OK(Allot("t", "talent", 50));
  EXPECT_EQ(Refusal(Grant("a", "young", Known(51)).status()),
            "accounts/2019-available-talent of programs/talent: 50 left, 51 asked for");
  ZGC_EXPECT_OK(Grant("b", "young", Known(50)));
  ZGC_EXPECT_OK(Grant("c", "ic", Known(950)));
}

TEST_F(LineageTest, ALineageLeadsUpToTheFund) {
  const auto lineage = WithParents(store_->Read(), "programs/young");
  ZGC_ASSERT_OK(lineage);
  ASSERT_EQ(lineage->size(), 3u);
  EXPECT_EQ((*lineage)[0].name(), "programs/young");
  EXPECT_EQ((*lineage)[1].name(), "programs/talent");
  EXPECT_EQ((*lineage)[2].name(), "programs/fund");
  EXPECT_THAT(WithParents(store_->Read(), "programs/none").status(),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(LineageTest, AProgramDrawsOnTheNearestThatWasGivenMoney) {
  const auto draws_on = [&](const std::string& year) {
    const auto lineage = WithParents(store_->Read(), "programs/young");
    const auto account = DrawsOn(store_->Read(), "fiscalYears/" + year, *lineage);
    EXPECT_TRUE(account.ok()) << account.status();
    return account.ok() ? account->holder : "";
  };
  EXPECT_EQ(draws_on("2019"), "programs/fund");
  ZGC_ASSERT_OK(Allot("a", "talent", 100));
  EXPECT_EQ(draws_on("2019"), "programs/talent");
  EXPECT_EQ(draws_on("2020"), "programs/fund");
  ZGC_ASSERT_OK(Allot("b", "young", 10));
  EXPECT_EQ(draws_on("2019"), "programs/young");
}

}  // namespace
}  // namespace zgc::funding
