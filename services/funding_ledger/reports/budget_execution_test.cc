#include "services/funding_ledger/testing/model/budget_execution.h"

#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

// What changes the budget of a year after it was voted: supplementary
// appropriations, reductions and virements.
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

using AdjustedExecutionTest = BudgetFixture;

using ExecutionTest = FundingFixture;

TEST_F(ExecutionTest, TheStagesOfTheBudgetAreBalances) {
  ZGC_ASSERT_OK(Allot("a", "talent", 600));
  ZGC_ASSERT_OK(Allot("b", "young", 250));
  ZGC_ASSERT_OK(Appropriate("derived", 500, "derived: true derivation: 'd'"));
  ZGC_ASSERT_OK(Do(CreateAppropriation,
                   "appropriation_id: 's' appropriation { fiscal_year: 'fiscalYears/2019' program: "
                   "'programs/fund' kind: APPROPRIATION_KIND_SUPPLEMENTARY document: 'd' "
                   "amount_fen: 100 }"));
  ZGC_ASSERT_OK(Do(ApproveAppropriation, "name: 'appropriations/s'", "head"));
  ZGC_ASSERT_OK(Summarise("s", 200));
  ZGC_ASSERT_OK(Grant("w", "young", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "w", 60));
  ZGC_ASSERT_OK(ClawBack("c", "p", 10));
  ZGC_ASSERT_OK(Grant("u", "ic", Unknown()));
  const auto execution = BudgetExecutionOf(store_->Read(), "fiscalYears/2019");
  ZGC_ASSERT_OK(execution);
  ASSERT_EQ(execution->size(), 4u);
  const auto expect = [&](size_t i, const std::string& fields) {
    EXPECT_EQ(ToString((*execution)[i]), fields);
  };
  expect(0,
         "program: 'programs/fund' original_fen: 1500 adjusted_fen: 1600 derived: true "
         "allotted_fen: 600 committed_fen: 40 disbursed_fen: 250 unitemised_fen: 200 "
         "receivable_fen: 10 rate_percent: '15.6' unknown_award_count: 1");
  expect(1, "program: 'programs/ic' unknown_award_count: 1");
  expect(2,
         "program: 'programs/talent' allotted_fen: 600 committed_fen: 40 disbursed_fen: 50 "
         "receivable_fen: 10 rate_percent: '8.3' adjusted_allotment_fen: 600");
  expect(3,
         "program: 'programs/young' allotted_fen: 250 committed_fen: 40 disbursed_fen: 50 "
         "receivable_fen: 10 rate_percent: '20' adjusted_allotment_fen: 250");
  EXPECT_THAT(BudgetExecutionOf(store_->Read(), "fiscalYears/1999"),
              FailsWith(absl::StatusCode::kNotFound, HasSubstr("1999")));
}

TEST_F(ExecutionTest, AnAllotmentPastAProgramCountsForItAsWell) {
  ZGC_ASSERT_OK(Allot("direct", "young", 100));
  ZGC_ASSERT_OK(Allot("later", "talent", 20));
  ZGC_ASSERT_OK(Allot("within", "young", 5));
  ZGC_ASSERT_OK(Grant("w", "young", Known(60)));
  ZGC_ASSERT_OK(Pay("p", "w", 60));
  const auto execution = BudgetExecutionOf(store_->Read(), "fiscalYears/2019");
  ZGC_ASSERT_OK(execution);
  ASSERT_EQ(execution->size(), 3u);
  EXPECT_EQ((*execution)[0].allotted_fen, 120);
  EXPECT_EQ((*execution)[1].allotted_fen, 120);
  EXPECT_EQ((*execution)[1].rate_percent, "50");
  EXPECT_EQ((*execution)[2].allotted_fen, 105);
}

TEST_F(AdjustedExecutionTest, TheExecutionKeepsTheOriginalAndTheAdjustedDenominator) {
  ZGC_ASSERT_OK(Allot("a", "ic", 400));
  ZGC_ASSERT_OK(Allot("b", "talent", 400));
  ZGC_ASSERT_OK(Allot("c", "young", 100));
  ZGC_ASSERT_OK(Vire("v", "young", "ic", 100));
  ZGC_ASSERT_OK(Vire("w", "talent", "young", 60));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/v'", "head"));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/w'", "head"));
  ZGC_ASSERT_OK(Grant("g", "ic", Known(250)));
  ZGC_ASSERT_OK(Pay("p", "g", 250));
  const ProgramExecution ic = LineOf("ic");
  EXPECT_EQ(ic.allotted_fen, 400);
  EXPECT_EQ(ic.virement_in_fen, 100);
  EXPECT_EQ(ic.adjusted_allotment_fen, 500);
  EXPECT_EQ(ic.rate_percent, "50");
  // Between it and its own part nothing came or went.
  const ProgramExecution talent = LineOf("talent");
  EXPECT_EQ(talent.allotted_fen, 400);
  EXPECT_EQ(talent.virement_in_fen, 0);
  EXPECT_EQ(talent.virement_out_fen, 100);
  EXPECT_EQ(talent.adjusted_allotment_fen, 300);
  const ProgramExecution young = LineOf("young");
  EXPECT_EQ(young.virement_in_fen, 60);
  EXPECT_EQ(young.adjusted_allotment_fen, 60);
  EXPECT_EQ(LineOf("fund").adjusted_fen, 1000);
  EXPECT_EQ(LineOf("fund").virement_in_fen, 0);
}

}  // namespace
}  // namespace zgc::funding
