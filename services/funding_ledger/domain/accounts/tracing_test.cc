#include "services/funding_ledger/domain/accounts/tracing.h"

#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/lots_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/lots.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using TracingTest = LotsFixture;

TEST_F(TracingTest, ATraceLeadsFromThePaymentToTheAppropriation) {
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

TEST_F(TracingTest, WhatWasRecordedBeforeLotsWereKeptIsOneUnnamedLot) {
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

TEST_F(TracingTest, ATraceNamesWhatItCanTrace) {
  EXPECT_THAT(Ask(TraceFunds, "name: 'clawbacks/c'"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Ask(TraceFunds, "name: 'payments/p'"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
