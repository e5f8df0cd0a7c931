#include "services/funding_ledger/domain/accounts/lot_stages.h"
#include "services/funding_ledger/domain/accounts/tracing.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/lots.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// The fund has 1,000 fen of the lot "budget", which has no day and so is the
// oldest, and 500 of "more".
class LotsTest : public FundingFixture {
 protected:
  LotsTest() { ZGC_EXPECT_OK(Appropriate("more", 500, "effective_date: '2019-07-01'")); }

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

TEST_F(LotsTest, ATraceLeadsFromThePaymentToTheAppropriation) {
  ZGC_ASSERT_OK(Allot("x", "talent", 1100));
  ZGC_ASSERT_OK(Allot("y", "young", 1050));
  ZGC_ASSERT_OK(Grant("a", "young", Known(1020)));
  ZGC_ASSERT_OK(Pay("p", "a", 1010));
  ZGC_ASSERT_OK(Grant("other", "ic", Known(300)));
  const auto trace = Ask(TraceFunds, "name: 'payments/p'");
  ZGC_ASSERT_OK(trace);
  EXPECT_EQ(trace->total_fen(), 1010);
  EXPECT_EQ(trace->unnamed_fen(), 0);
  std::vector<std::string> chain;
  for (const v1::Transfer& row : trace->transfers()) {
    if (row.lot() == "appropriations/more") {
      chain.push_back(absl::StrCat(row.debit(), " ", row.amount_fen()));
    }
  }
  EXPECT_THAT(chain,
              ElementsAre("accounts/2019-available-fund 500", "accounts/2019-available-talent 100",
                          "accounts/2019-available-young 50", "accounts/2019-committed-young 20",
                          "accounts/2019-spent-young 10"));
}

TEST_F(LotsTest, TheStagesOfALotAddUpToIt) {
  ZGC_ASSERT_OK(Allot("x", "talent", 600));
  ZGC_ASSERT_OK(Grant("a", "talent", Known(250)));
  ZGC_ASSERT_OK(Pay("p", "a", 120));
  ZGC_ASSERT_OK(ClawBack("c", "p", 20));
  ZGC_ASSERT_OK(Summarise("s", 70));
  const auto lot = Ask(GetLot, "name: 'appropriations/budget'");
  ZGC_ASSERT_OK(lot);
  EXPECT_EQ(lot->amount_fen(), 1000);
  EXPECT_EQ(lot->available_fen(), 330);
  EXPECT_EQ(lot->allotted_fen(), 350);
  EXPECT_EQ(lot->committed_fen(), 130);
  EXPECT_EQ(lot->spent_fen(), 170);
  EXPECT_EQ(lot->receivable_fen(), 20);
  EXPECT_EQ(lot->other_fen(), 0);
  EXPECT_EQ(lot->carried_fen(), 0);
  EXPECT_THAT(Ask(GetLot, "name: 'appropriations/none'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
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

TEST_F(LotsTest, WhatWasRecordedBeforeLotsWereKeptIsOneUnnamedLot) {
  // As a store of the version before: balances and no holdings.
  ZGC_ASSERT_OK(store_->Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
    std::vector<HoldingKey> keys;
    ZGC_RETURN_IF_ERROR(
        kLotHoldings.ForEach(txn, [&](const HoldingKey& key, const v1::LotHolding&) {
          keys.push_back(key);
          return true;
        }));
    for (const HoldingKey& key : keys) kLotHoldings.Delete(txn, key);
    return "";
  }));
  ZGC_ASSERT_OK(Appropriate("new", 100));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(700)));
  EXPECT_THAT(LotsOf("awards/a"), ElementsAre("new 100"));
  const auto trace = Ask(TraceFunds, "name: 'awards/a'");
  ZGC_ASSERT_OK(trace);
  EXPECT_EQ(trace->unnamed_fen(), 600);
  EXPECT_EQ(Refusal(Grant("b", "ic", Known(901)).status()),
            "accounts/2019-available-fund of programs/fund: 900 left, 901 asked for");
  ZGC_ASSERT_OK(Do(CancelAward, "name: 'awards/a' reason: 'r'", "checker"));
  EXPECT_THAT(LotsOn("available-fund"), ElementsAre("new 100"));
}

TEST_F(LotsTest, ATraceNamesWhatItCanTrace) {
  EXPECT_THAT(Ask(TraceFunds, "name: 'clawbacks/c'"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Ask(TraceFunds, "name: 'payments/p'"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
