#include "services/funding_ledger/domain/accounts/lots.h"

#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/lots_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/lots.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

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

TEST_F(LotsTest, HoldingsAreKeptApartByOwnerOldestFirst) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(900)));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(200)));
  const std::string account = "accounts/2019-committed-ic";
  const auto of = [&](const std::string& owner) {
    std::vector<std::string> found;
    const auto held = HeldLots(store_->Read(), account, owner);
    EXPECT_TRUE(held.ok()) << held.status();
    for (const LotPart& part : *held) found.push_back(absl::StrCat(part.lot, " ", part.amount_fen));
    return found;
  };
  EXPECT_THAT(of("awards/a"), ElementsAre("appropriations/budget 900"));
  EXPECT_THAT(of("awards/b"), ElementsAre("appropriations/budget 100", "appropriations/more 100"));
  int64_t sum = 0;
  ZGC_ASSERT_OK(ForEachHolding(store_->Read(), account, [&](const v1::LotHolding& holding) {
    sum += holding.amount_fen();
    return true;
  }));
  EXPECT_EQ(sum, 1100);
}

TEST_F(LotsTest, AMoveTakesTheOldestAndAGivenLotOrNothing) {
  const LotSide available{"accounts/2019-available-fund", v1::ACCOUNT_KIND_AVAILABLE, ""};
  const LotSide committed{"accounts/2019-committed-ic", v1::ACCOUNT_KIND_COMMITTED, "awards/a"};
  const LotSide headroom{"accounts/2019-headroom-k", v1::ACCOUNT_KIND_HEADROOM, ""};
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    LotMover mover(txn);
    const auto oldest = mover.Move(LotMove{committed, available, 1200, ""});
    EXPECT_TRUE(oldest.ok()) << oldest.status();
    EXPECT_EQ(oldest->size(), 2u);
    EXPECT_EQ(oldest->front().amount_fen, 1000);
    EXPECT_EQ(oldest->back().lot, "appropriations/more");
    // Back, the very parts.
    ZGC_EXPECT_OK(mover.MoveParts(LotMove{available, committed, 1200, ""}, *oldest));
    EXPECT_THAT(mover.Move(LotMove{committed, available, 501, "appropriations/more"}).status(),
                HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
    const auto memorandum = mover.Move(LotMove{headroom, headroom, 7, ""});
    EXPECT_EQ(memorandum->front().lot, "");
    return "";
  }));
  const auto held = HeldLots(store_->Read(), available.account, "");
  ZGC_ASSERT_OK(held);
  EXPECT_EQ(held->front().amount_fen, 1000);
}

}  // namespace
}  // namespace zgc::funding
