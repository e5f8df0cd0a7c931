#include "services/funding_ledger/domain/accounts/lots.h"

#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/lots_fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/lots.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using LotsTest = LotsFixture;

TEST_F(LotsTest, TheOldestLotIsTakenFirst) {
  ZGC_ASSERT_OK(Appropriate("early", 100, "effective_date: '2019-03-01'"));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(1150)));
  EXPECT_THAT(LotsOf("awards/a"), ElementsAre("budget 1000", "early 100", "more 50"));
  EXPECT_THAT(LotsOn("available-fund"), ElementsAre("more 450"));
  EXPECT_THAT(LotsOn("committed-ic"), ElementsAre("budget 1000", "early 100", "more 50"));
}

TEST_F(LotsTest, EachLotIsATransferOfItsOwn) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(1200)));
  std::vector<std::string> transfers;
  ZGC_ASSERT_OK(ForEachTransferOf(
      store_->Read(), TransferIndex::kAward, "awards/a", [&](const v1::Transfer& row) {
        transfers.push_back(absl::StrCat(row.lot(), " ", row.amount_fen()));
        return true;
      }));
  EXPECT_THAT(transfers, ElementsAre("appropriations/budget 1000", "appropriations/more 200"));
}

TEST_F(LotsTest, AwardsThatShareAnAccountKeepTheirLotsApart) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(900)));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(300)));
  EXPECT_THAT(LotsOf("awards/b"), ElementsAre("budget 100", "more 200"));
  ZGC_ASSERT_OK(Pay("p", "b", 150));
  EXPECT_THAT(LotsOf("payments/p"), ElementsAre("budget 100", "more 50"));
  // The lots of an award are those of all that was paid of it and is still open.
  EXPECT_THAT(LotsOf("awards/b"), ElementsAre("budget 100", "more 200"));
  ZGC_ASSERT_OK(Pay("q", "a", 900));
  EXPECT_THAT(LotsOf("payments/q"), ElementsAre("budget 900"));
}

TEST_F(LotsTest, WhatIsReleasedGoesBackToTheLotsThatItCameFrom) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(1000)));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(400)));
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r'", "checker"));
  EXPECT_THAT(LotsOn("available-fund"), ElementsAre("budget 1000", "more 100"));
  EXPECT_THAT(LotsOf("awards/b"), ElementsAre("more 400"));
  EXPECT_THAT(LotsOf("awards/a"), IsEmpty());
}

TEST_F(LotsTest, AClawbackIsOfTheLotsOfItsPayment) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(1200)));
  ZGC_ASSERT_OK(Pay("p", "a", 1000));
  ZGC_ASSERT_OK(Pay("q", "a", 200));
  ZGC_ASSERT_OK(ClawBack("c", "q", 80));
  EXPECT_THAT(LotsOn("receivable-ic"), ElementsAre("more 80"));
  EXPECT_THAT(LotsOn("spent-ic"), ElementsAre("budget 1000", "more 120"));
  EXPECT_THAT(LotsOf("payments/q"), ElementsAre("more 200"));
}

TEST_F(LotsTest, APaymentWithinASummaryIsOfTheLotsOfTheSummary) {
  ZGC_ASSERT_OK(Summarise("s", 1000));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 60, "within_summary: 'summaryDisbursements/s'"));
  EXPECT_THAT(LotsOf("payments/p"), ElementsAre("budget 60"));
  EXPECT_THAT(LotsOn("unitemised-s"), ElementsAre("budget 940"));
  EXPECT_THAT(LotsOn("available-fund"), ElementsAre("more 460"));
  EXPECT_THAT(LotsOn("committed-ic"), ElementsAre("more 40"));
}

TEST_F(LotsTest, LotsAnswerAsOfARevisionAndAfterARestart) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(1200)));
  const int64_t granted = store_->head();
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r'", "checker"));
  Open();
  EXPECT_THAT(LotsOf("awards/a", granted), ElementsAre("budget 1000", "more 200"));
  EXPECT_THAT(LotsOf("awards/a"), IsEmpty());
  EXPECT_THAT(LotsOf("programs/fund"), ElementsAre("budget 1000", "more 500"));
}

}  // namespace
}  // namespace zgc::funding
