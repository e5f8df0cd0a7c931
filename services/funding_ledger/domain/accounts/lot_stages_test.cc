#include "services/funding_ledger/domain/accounts/lot_stages.h"

#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/lots_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/lots.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using LotStagesTest = LotsFixture;

TEST_F(LotStagesTest, TheStagesOfALotAddUpToIt) {
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

}  // namespace
}  // namespace zgc::funding
