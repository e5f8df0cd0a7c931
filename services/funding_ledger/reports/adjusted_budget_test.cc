#include "common/decimal/decimal.h"
#include "common/testing/formulas_fixture.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/formulas/formulas.h"
#include "services/funding_ledger/reports/reports.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "services/funding_ledger/testing/model/budget_execution.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/reports.pb.h"

namespace zgc::funding {
namespace {

class AdjustedBudgetTest : public testing::FormulasFixture<BudgetFixture> {
 protected:
  AdjustedBudgetTest() : FormulasFixture(RegisterFormulas) {}

  // Each line of the budget execution of a year, which adds up the records, is the
  // row of the report, which adds up the journal.
  void ExpectReportIsBudgetExecution(const std::string& year) {
    const auto execution = BudgetExecutionOf(store_->Read(), "fiscalYears/" + year);
    const auto table = Ask(GetExecutionReport, absl::StrCat("fiscal_year: 'fiscalYears/", year,
                                                            "' group_by: "
                                                            "EXECUTION_DIMENSION_PROGRAM"));
    ZGC_ASSERT_OK(execution);
    ZGC_ASSERT_OK(table);
    int found = 0;
    for (const ProgramExecution& line : *execution) {
      for (const v1::ReportRow& row : table->rows()) {
        if (row.key() != line.program) continue;
        ++found;
        const bool fund = row.level() == 0;
        EXPECT_EQ(row.cells(5),
                  absl::StrCat(fund ? line.adjusted_fen : line.adjusted_allotment_fen))
            << row.key() << " in " << year;
        EXPECT_EQ(row.cells(6), absl::StrCat(line.committed_fen)) << row.key();
        EXPECT_EQ(row.cells(7), absl::StrCat(line.disbursed_fen)) << row.key();
        EXPECT_EQ(row.cells(4), absl::StrCat(line.carried_in_fen)) << row.key();
        EXPECT_EQ(row.cells(9), absl::StrCat(line.receivable_fen)) << row.key();
        EXPECT_EQ(row.cells(10), absl::StrCat(line.prior_year_fen)) << row.key();
        EXPECT_EQ(row.cells(11), absl::StrCat(line.carried_out_fen)) << row.key();
        EXPECT_EQ(row.cells(12), line.rate_percent) << row.key();
        EXPECT_EQ(Figure("ledger_budget", row.key(), year), InYuan(row.cells(5))) << row.key();
        EXPECT_EQ(Figure("sum_spending", row.key(), year), InYuan(row.cells(7))) << row.key();
        EXPECT_EQ(Figure("execution_rate", row.key(), year), row.cells(12)) << row.key();
        EXPECT_EQ(Figure("ledger_headroom", row.key(), year), InYuan(row.cells(14))) << row.key();
      }
    }
    EXPECT_EQ(found, table->rows_size());
  }
  // What FigureService says of a program, "" where it says nothing.
  std::string Figure(const std::string& name, const std::string& program, const std::string& year) {
    const std::string start = name == "ledger_headroom" ? "" : year + "-01-01";
    const auto value = Run(name, {{"program", program}}, start, year + "-12-31");
    EXPECT_TRUE(value.ok()) << name << ": " << value.status();
    return value.ok() ? value->value : "";
  }
  static std::string InYuan(const std::string& fen) {
    return fen.empty() ? "" : figures::Decimal::Parse(fen)->TimesPowerOfTen(-2)->ToString();
  }
};

TEST_F(AdjustedBudgetTest, TheBudgetIsTheDenominatorAsItWasAdjusted) {
  // Two ceilings over one program, which the first award of a year opens: the closer one
  // counts, opened or not.
  ZGC_ASSERT_OK(AddProgram("narrow", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 20"));
  ZGC_ASSERT_OK(Limit("l", "PROGRAM", "programs/narrow", 150));
  ZGC_ASSERT_OK(Limit("m", "PROGRAM", "programs/ic", 140));
  ZGC_ASSERT_OK(Allot("n", "narrow", 20));
  ZGC_ASSERT_OK(Allot("x", "ic", 300));
  ZGC_ASSERT_OK(Vire("v", "ic", "talent", 50));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/v'", "head"));
  ZGC_ASSERT_OK(Supplement("s", 70));
  ZGC_ASSERT_OK(Do(ApproveAppropriation, "name: 'appropriations/s'", "head"));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Pay("p", "a", 40));
  ExpectReportIsBudgetExecution("2019");
  ZGC_ASSERT_OK(Carried("c", "fund", 200));
  ZGC_ASSERT_OK(Carried("d", "ic", 30, "awards: 'awards/a'"));
  EXPECT_EQ(LineOf("fund").carried_out_fen, 290);
  ExpectReportIsBudgetExecution("2019");
  ExpectReportIsBudgetExecution("2020");
  // What is claimed back goes on in the next year too; a carry-over comes back.
  ZGC_ASSERT_OK(ClawBack("owed", "p", 15));
  ZGC_ASSERT_OK(Do(CarryOverClawback,
                   "name: 'clawbacks/owed' fiscal_year: 'fiscalYears/2020' reason: 'r' "
                   "document: 'd'",
                   "officer"));
  ZGC_ASSERT_OK(Reverse("r", "carryOvers/c"));
  EXPECT_EQ(LineOf("fund").carried_out_fen, 105);
  ExpectReportIsBudgetExecution("2019");
  ExpectReportIsBudgetExecution("2020");
}

}  // namespace
}  // namespace zgc::funding
