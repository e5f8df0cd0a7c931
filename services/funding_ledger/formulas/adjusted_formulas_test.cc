#include "services/funding_ledger/formulas/counts.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"

namespace zgc::funding {
namespace {

// Figures of a budget that was adjusted, and of payments that were taken back. In
// yuan; the fund has ten.
class AdjustedFormulasTest : public BudgetFixture {
 protected:
  using Formula = absl::StatusOr<FormulaValue> (*)(const storage::Reader&, const Arguments&,
                                                   const Period&);
  std::string Value(Formula formula, const std::string& year = "2019",
                    const std::string& end = "-12-31") {
    Period period;
    period.set_start_date(year + "-01-01");
    period.set_end_date(year + end);
    const auto value = formula(store_->Read(), {}, period);
    if (!value.ok()) return value.status().ToString();
    return value->state == figures::v1::VALUE_STATE_UNKNOWN ? "unknown" : value->value;
  }
};

TEST_F(AdjustedFormulasTest, OnlyWhatStandsIsAppropriated) {
  ZGC_ASSERT_OK(Supplement("s", 300));
  ZGC_ASSERT_OK(Supplement("r", 100, "budget"));
  EXPECT_EQ(Value(SumAppropriations), "10");
  ZGC_ASSERT_OK(Do(ApproveAppropriation, "name: 'appropriations/s'", "head"));
  EXPECT_EQ(Value(SumAppropriations), "13");
  ZGC_ASSERT_OK(Do(ApproveAppropriation, "name: 'appropriations/r'", "head"));
  EXPECT_EQ(Value(SumAppropriations), "12");
  // Nobody knows whether the reduction was before July.
  EXPECT_EQ(Value(SumAppropriations, "2019", "-06-30"), "unknown");
  ZGC_ASSERT_OK(Reverse("x", "appropriations/s"));
  EXPECT_EQ(Value(SumAppropriations), "9");
}

TEST_F(AdjustedFormulasTest, APaymentTakenBackInItsYearWasNotMade) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(500)));
  ZGC_ASSERT_OK(Pay("p", "a", 200));
  ZGC_ASSERT_OK(Pay("q", "a", 300));
  ZGC_ASSERT_OK(Reverse("r", "payments/q"));
  EXPECT_EQ(Value(LedgerDisbursed), "2");
  EXPECT_EQ(Value(SumProgramDisbursements), "2");
  EXPECT_EQ(Value(LedgerRate), "20");
}

TEST_F(AdjustedFormulasTest, AClosedYearKeepsItsFiguresWhenALaterOneTakesAPaymentBack) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(500)));
  ZGC_ASSERT_OK(Pay("p", "a", 500));
  ZGC_ASSERT_OK(Close());
  ZGC_ASSERT_OK(Reverse("r", "payments/p", "fiscal_year: 'fiscalYears/2020'"));
  ZGC_ASSERT_OK(Pay("again", "a", 300));
  EXPECT_EQ(Value(LedgerDisbursed), "5");
  EXPECT_EQ(Value(SumProgramDisbursements), "5");
  EXPECT_EQ(Value(LedgerDisbursed, "2020"), "3");
}

}  // namespace
}  // namespace zgc::funding
