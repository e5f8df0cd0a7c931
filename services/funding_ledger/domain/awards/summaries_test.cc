#include "services/funding_ledger/domain/awards/summaries.h"

#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

using SummariesTest = FundingFixture;

TEST_F(SummariesTest, ASummaryIsSpentWithoutSayingOnWhat) {
  const auto summary = Summarise("s", 992);
  ZGC_ASSERT_OK(summary);
  EXPECT_EQ(summary->unitemised_fen(), 992);
  EXPECT_EQ(BalanceOf("unitemised-s"), 992);
  EXPECT_EQ(BalanceOf("available-fund"), 8);
  EXPECT_EQ(Refusal(Summarise("t", 9).status()),
            "accounts/2019-available-fund of programs/fund: 8 left, 9 asked for");
}

TEST_F(SummariesTest, ACancelledClaimGoesBackToTheSummary) {
  ZGC_ASSERT_OK(Summarise("s", 50));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(30) + kWithin));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r'"));
  EXPECT_EQ(BalanceOf("unitemised-s"), 50);
  EXPECT_EQ(Find(kSummaryDisbursements, "summaryDisbursements/s").unitemised_fen(), 50);
}

}  // namespace
}  // namespace zgc::funding
