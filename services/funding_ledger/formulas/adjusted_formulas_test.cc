#include "common/testing/formulas_fixture.h"
#include "services/funding_ledger/formulas/formulas.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"

namespace zgc::funding {
namespace {

// Figures of a budget that was adjusted, and of payments that were taken back. In
// yuan; the fund has ten.
class AdjustedFormulasTest : public testing::FormulasFixture<BudgetFixture> {
 protected:
  AdjustedFormulasTest() : FormulasFixture(RegisterFormulas) {}
};

TEST_F(AdjustedFormulasTest, OnlyWhatStandsIsAppropriated) {
  ZGC_ASSERT_OK(Supplement("s", 300));
  ZGC_ASSERT_OK(Supplement("r", 100, "budget"));
  EXPECT_EQ(Value("sum_appropriations"), "10");
  ZGC_ASSERT_OK(Do(ApproveAppropriation, "name: 'appropriations/s'", "head"));
  EXPECT_EQ(Value("sum_appropriations"), "13");
  ZGC_ASSERT_OK(Do(ApproveAppropriation, "name: 'appropriations/r'", "head"));
  EXPECT_EQ(Value("sum_appropriations"), "12");
  // Nobody knows whether the reduction was before July.
  EXPECT_EQ(Value("sum_appropriations", {}, "2019-01-01", "2019-06-30"), "unknown");
  ZGC_ASSERT_OK(Reverse("x", "appropriations/s"));
  EXPECT_EQ(Value("sum_appropriations"), "9");
}

TEST_F(AdjustedFormulasTest, APaymentTakenBackInItsYearWasNotMade) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(500)));
  ZGC_ASSERT_OK(Pay("p", "a", 200));
  ZGC_ASSERT_OK(Pay("q", "a", 300));
  ZGC_ASSERT_OK(Reverse("r", "payments/q"));
  EXPECT_EQ(Value("sum_spending"), "2");
  EXPECT_EQ(Value("sum_program_disbursements"), "2");
  EXPECT_EQ(Value("execution_rate"), "20");
}

TEST_F(AdjustedFormulasTest, AClosedYearKeepsItsFiguresWhenALaterOneTakesAPaymentBack) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(500)));
  ZGC_ASSERT_OK(Pay("p", "a", 500));
  ZGC_ASSERT_OK(Close());
  ZGC_ASSERT_OK(Reverse("r", "payments/p", "fiscal_year: 'fiscalYears/2020'"));
  ZGC_ASSERT_OK(Pay("again", "a", 300));
  EXPECT_EQ(Value("sum_spending"), "5");
  EXPECT_EQ(Value("sum_program_disbursements"), "5");
  EXPECT_EQ(Value("sum_spending", {}, "2020-01-01", "2020-12-31"), "3");
}

}  // namespace
}  // namespace zgc::funding
