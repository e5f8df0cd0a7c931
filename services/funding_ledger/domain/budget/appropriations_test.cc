#include "services/funding_ledger/domain/budget/appropriations.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/domain/accounts/lot_stages.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// What changes the budget of a year after it was voted: supplementary
// appropriations, reductions and virements.

using AdjustmentsTest = BudgetFixture;

using AppropriationsTest = FundingFixture;

TEST_F(AppropriationsTest, AnAppropriationIsPostedToItsFund) {
  EXPECT_EQ(BalanceOf("available-fund"), 1000);
  EXPECT_EQ(BalanceOf("source-fund"), 1000);
  ZGC_ASSERT_OK(Appropriate("more", 500, "effective_date: '2019-07-01'"));
  EXPECT_EQ(BalanceOf("available-fund"), 1500);
  EXPECT_THAT(Appropriate("more", 500), HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_EQ(BalanceOf("available-fund"), 1500);
}

TEST_F(AppropriationsTest, AnAppropriationNamesAllThatIsWrong) {
  const auto wrong = Do(CreateAppropriation,
                        "appropriation_id: 'x' appropriation { fiscal_year: 'fiscalYears/2019' "
                        "program: 'programs/ic' effective_date: '2020-01-01' derived: true }");
  ASSERT_THAT(wrong, HasReason(ERROR_REASON_INVALID_FIELD));
  for (const char* part :
       {"programs/ic is programs/fund", "amount_fen: must be above zero", "kind: is required",
        "derivation: is required", "2020-01-01 is not in 2019", "document: is required"}) {
    EXPECT_THAT(std::string(wrong.status().message()), HasSubstr(part));
  }
  EXPECT_THAT(Appropriate("x", -1), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Appropriate("x", 1'000'000'000'000'001), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Appropriate("x", 1, "derivation: 'd'"), HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_EXPECT_OK(Appropriate("x", 1, "derived: true derivation: '由支出额和执行率推算'"));
}

TEST_F(AdjustmentsTest, ASupplementIsPostedWhenAnotherPersonApprovesIt) {
  const auto draft = Supplement("s", 300);
  ZGC_ASSERT_OK(draft);
  EXPECT_EQ(draft->state(), v1::DECISION_STATE_DRAFT);
  EXPECT_EQ(BalanceOf("available-fund"), 1000);
  EXPECT_EQ(LineOf("fund").adjusted_fen, 1000);
  EXPECT_THAT(Do(ApproveAppropriation, "name: 'appropriations/s'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto approved = Do(ApproveAppropriation, "name: 'appropriations/s'", "head");
  ZGC_ASSERT_OK(approved);
  EXPECT_EQ(approved->steps(1).actor(), "head");
  EXPECT_EQ(BalanceOf("available-fund"), 1300);
  EXPECT_EQ(LineOf("fund").original_fen, 1000);
  EXPECT_EQ(LineOf("fund").adjusted_fen, 1300);
  EXPECT_THAT(Do(ApproveAppropriation, "name: 'appropriations/s'", "head"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  // An original one needs no decision.
  EXPECT_THAT(Do(ApproveAppropriation, "name: 'appropriations/budget'", "head"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(AdjustmentsTest, WhatIsRejectedIsNeverPosted) {
  ZGC_ASSERT_OK(Supplement("s", 300));
  EXPECT_THAT(Do(RejectAppropriation, "name: 'appropriations/s'", "head"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  const auto rejected =
      Do(RejectAppropriation, "name: 'appropriations/s' reason: 'no money'", "head");
  ZGC_ASSERT_OK(rejected);
  EXPECT_EQ(rejected->steps(1).note(), "no money");
  EXPECT_THAT(Do(ApproveAppropriation, "name: 'appropriations/s'", "head"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  EXPECT_EQ(BalanceOf("available-fund"), 1000);
}

TEST_F(AdjustmentsTest, AReductionTakesFromWhatIsAvailableOfItsLotAndNeverBelowZero) {
  ZGC_ASSERT_OK(Appropriate("more", 500, "effective_date: '2019-07-01'"));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(900)));
  ZGC_ASSERT_OK(Supplement("r", 101, "budget"));
  EXPECT_EQ(Refusal(Do(ApproveAppropriation, "name: 'appropriations/r'", "head").status()),
            "accounts/2019-available-fund of appropriations/budget: 100 left, 101 asked for");
  ZGC_ASSERT_OK(Supplement("s", 100, "budget"));
  ZGC_ASSERT_OK(Do(ApproveAppropriation, "name: 'appropriations/s'", "head"));
  EXPECT_THAT(LotsOf("accounts/2019-available-fund"), ElementsAre("more 500"));
  EXPECT_EQ(BalanceOf("source-fund"), 1400);
  EXPECT_EQ(LineOf("fund").original_fen, 1500);
  EXPECT_EQ(LineOf("fund").adjusted_fen, 1400);
  const auto lot = Ask(GetLot, "name: 'appropriations/budget'");
  ZGC_ASSERT_OK(lot);
  EXPECT_EQ(lot->amount_fen(), 900);
  EXPECT_EQ(lot->committed_fen(), 900);
  EXPECT_THAT(Supplement("t", 1, "s"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Supplement("t", 1, "none"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(AppropriationsTest, AppropriationsAreListedByYearAndProgram) {
  EXPECT_THAT(Listed(store_->Read(), ListAppropriations,
                     "fiscal_year: 'fiscalYears/2019' program: 'programs/fund'"),
              ElementsAre("appropriations/budget"));
  EXPECT_THAT(Listed(store_->Read(), ListAppropriations, "fiscal_year: 'fiscalYears/2020'"),
              IsEmpty());
  const auto found = Got(store_->Read(), GetAppropriation, "name: 'appropriations/budget'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->amount_fen(), 1000);
  EXPECT_THAT(Got(store_->Read(), GetAppropriation, "name: 'appropriations/more'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::funding
