#include "services/funding_ledger/domain/budget/allotments.h"

#include "services/funding_ledger/testing/fixture.h"
#include "services/funding_ledger/testing/refusal.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using AllotmentsTest = FundingFixture;

TEST_F(AllotmentsTest, AnAllotmentTakesFromTheNearestAllotmentAbove) {
  ZGC_ASSERT_OK(Allot("a", "talent", 600));
  EXPECT_EQ(BalanceOf("available-fund"), 400);
  EXPECT_EQ(BalanceOf("available-talent"), 600);
  ZGC_ASSERT_OK(Allot("b", "young", 250));
  EXPECT_EQ(BalanceOf("available-fund"), 400);
  EXPECT_EQ(BalanceOf("available-talent"), 350);
  EXPECT_EQ(Refusal(Allot("c", "young", 351).status()),
            "accounts/2019-available-talent of programs/talent: 350 left, 351 asked for");
  EXPECT_THAT(Allot("d", "fund", 1), HasReason(ERROR_REASON_INVALID_FIELD));
}

TEST_F(AllotmentsTest, AllotmentsStayWithinTheCeilingOfTheProgram) {
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 100"));
  ZGC_ASSERT_OK(Allot("a", "capped", 70));
  EXPECT_EQ(Refusal(Allot("b", "capped", 31).status()),
            "programs/capped of programs/capped: 30 left, 31 asked for");
  ZGC_EXPECT_OK(Allot("b", "capped", 30));
}

}  // namespace
}  // namespace zgc::funding
