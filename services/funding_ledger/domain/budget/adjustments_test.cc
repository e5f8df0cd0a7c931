#include "services/funding_ledger/domain/accounts/lot_stages.h"
#include "services/funding_ledger/testing/budget_fixture.h"
#include "services/funding_ledger/testing/refusal.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// What changes the budget of a year after it was voted: supplementary
// appropriations, reductions and virements.
using AdjustmentsTest = BudgetFixture;

TEST_F(AdjustmentsTest, ASupplementIsPostedWhenAnotherPersonApprovesIt) {
  const auto draft = Supplement("s", 300);
  ZGC_ASSERT_OK(draft);
  EXPECT_EQ(draft->state(), v1::DECISION_STATE_DRAFT);
  EXPECT_EQ(BalanceOf("available-fund"), 1000);
  EXPECT_EQ(LineOf("fund").adjusted_fen(), 1000);
  EXPECT_THAT(Do(ApproveAppropriation, "name: 'appropriations/s'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto approved = Do(ApproveAppropriation, "name: 'appropriations/s'", "head");
  ZGC_ASSERT_OK(approved);
  EXPECT_EQ(approved->checker(), "head");
  EXPECT_EQ(BalanceOf("available-fund"), 1300);
  EXPECT_EQ(LineOf("fund").original_fen(), 1000);
  EXPECT_EQ(LineOf("fund").adjusted_fen(), 1300);
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
  EXPECT_EQ(rejected->decision_reason(), "no money");
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
  EXPECT_EQ(LineOf("fund").original_fen(), 1500);
  EXPECT_EQ(LineOf("fund").adjusted_fen(), 1400);
  const auto lot = Ask(GetLot, "name: 'appropriations/budget'");
  ZGC_ASSERT_OK(lot);
  EXPECT_EQ(lot->amount_fen(), 900);
  EXPECT_EQ(lot->committed_fen(), 900);
  EXPECT_THAT(Supplement("t", 1, "s"), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Supplement("t", 1, "none"), HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
}

TEST_F(AdjustmentsTest, AVirementMovesMoneyAndItsLotsOnceApproved) {
  ZGC_ASSERT_OK(Appropriate("more", 500, "effective_date: '2019-07-01'"));
  ZGC_ASSERT_OK(Allot("a", "ic", 800));
  ZGC_ASSERT_OK(Allot("b", "talent", 500));
  ZGC_ASSERT_OK(Vire("v", "talent", "ic", 350));
  EXPECT_EQ(BalanceOf("available-ic"), 800);
  EXPECT_THAT(Do(ApproveVirement, "name: 'virements/v'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/v'", "head"));
  EXPECT_EQ(BalanceOf("available-ic"), 1150);
  EXPECT_EQ(BalanceOf("available-talent"), 150);
  EXPECT_THAT(LotsOf("accounts/2019-available-ic"), ElementsAre("budget 1000", "more 150"));
  EXPECT_THAT(LotsOf("accounts/2019-available-talent"), ElementsAre("more 150"));
  EXPECT_THAT(Do(RejectVirement, "name: 'virements/v' reason: 'r'", "head"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(AdjustmentsTest, TheExecutionKeepsTheOriginalAndTheAdjustedDenominator) {
  ZGC_ASSERT_OK(Allot("a", "ic", 400));
  ZGC_ASSERT_OK(Allot("b", "talent", 400));
  ZGC_ASSERT_OK(Allot("c", "young", 100));
  ZGC_ASSERT_OK(Vire("v", "young", "ic", 100));
  ZGC_ASSERT_OK(Vire("w", "talent", "young", 60));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/v'", "head"));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/w'", "head"));
  ZGC_ASSERT_OK(Grant("g", "ic", Known(250)));
  ZGC_ASSERT_OK(Pay("p", "g", 250));
  const v1::ProgramExecution ic = LineOf("ic");
  EXPECT_EQ(ic.allotted_fen(), 400);
  EXPECT_EQ(ic.virement_in_fen(), 100);
  EXPECT_EQ(ic.adjusted_allotment_fen(), 500);
  EXPECT_EQ(ic.rate_percent(), "50");
  // Between it and its own part nothing came or went.
  const v1::ProgramExecution talent = LineOf("talent");
  EXPECT_EQ(talent.allotted_fen(), 400);
  EXPECT_EQ(talent.virement_in_fen(), 0);
  EXPECT_EQ(talent.virement_out_fen(), 100);
  EXPECT_EQ(talent.adjusted_allotment_fen(), 300);
  const v1::ProgramExecution young = LineOf("young");
  EXPECT_EQ(young.virement_in_fen(), 60);
  EXPECT_EQ(young.adjusted_allotment_fen(), 60);
  EXPECT_EQ(LineOf("fund").adjusted_fen(), 1000);
  EXPECT_EQ(LineOf("fund").virement_in_fen(), 0);
}

TEST_F(AdjustmentsTest, AVirementStaysWithinWhatIsAvailableAndTheCeilingOfTheReceiver) {
  ZGC_ASSERT_OK(AddProgram("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 100"));
  ZGC_ASSERT_OK(Allot("a", "talent", 300));
  ZGC_ASSERT_OK(Allot("b", "capped", 60));
  ZGC_ASSERT_OK(Vire("v", "talent", "ic", 301));
  EXPECT_EQ(Refusal(Do(ApproveVirement, "name: 'virements/v'", "head").status()),
            "accounts/2019-available-talent of programs/talent: 300 left, 301 asked for");
  ZGC_ASSERT_OK(Vire("w", "talent", "capped", 41));
  EXPECT_EQ(Refusal(Do(ApproveVirement, "name: 'virements/w'", "head").status()),
            "programs/capped of programs/capped: 40 left, 41 asked for");
  // What was given away may be allotted again.
  ZGC_ASSERT_OK(Vire("x", "capped", "talent", 20));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/x'", "head"));
  ZGC_EXPECT_OK(Allot("c", "capped", 60));
  EXPECT_THAT(Allot("d", "capped", 1), HasReason(ERROR_REASON_INSUFFICIENT_FUNDS));
}

TEST_F(AdjustmentsTest, AVirementAcrossFundsMustSaySo) {
  ZGC_ASSERT_OK(AddProgram("other", ""));
  EXPECT_THAT(Vire("v", "fund", "other", 10), HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(Vire("v", "fund", "ic", 10, "across_funds: true"),
              HasReason(ERROR_REASON_INVALID_FIELD));
  ZGC_ASSERT_OK(Vire("v", "fund", "other", 10, "across_funds: true"));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/v'", "head"));
  EXPECT_EQ(LineOf("fund").adjusted_fen(), 990);
  EXPECT_EQ(LineOf("other").adjusted_fen(), 10);
  EXPECT_THAT(LotsOf("accounts/2019-available-other"), ElementsAre("budget 10"));
}

TEST_F(AdjustmentsTest, AVirementNamesAllThatIsWrong) {
  const auto wrong = Do(CreateVirement,
                        "virement_id: 'V' virement { fiscal_year: 'fiscalYears/2019' "
                        "from_program: 'programs/ic' to_program: 'programs/ic' "
                        "effective_date: '2020-01-01' }");
  ASSERT_THAT(wrong, HasReason(ERROR_REASON_INVALID_FIELD));
  for (const char* part :
       {"virement_id", "is the giver itself", "amount_fen: must be above zero",
        "2020-01-01 is not in 2019", "reason: is required", "document: is required"}) {
    EXPECT_THAT(std::string(wrong.status().message()), HasSubstr(part));
  }
}

}  // namespace
}  // namespace zgc::funding
