#include "absl/strings/str_split.h"
#include "common/decimal/decimal.h"
#include "common/testing/formulas_fixture.h"
#include "services/funding_ledger/formulas/formulas.h"
#include "services/funding_ledger/testing/fixture/random_history.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

using ::zgc::testing::kInvalid;

class LedgerFormulasTest : public testing::FormulasFixture<RandomHistory> {
 protected:
  LedgerFormulasTest() : FormulasFixture(RegisterFormulas) {}

  // What the figure says in fen; "" where it says nothing.
  std::string Fen(const std::string& name, const Given& given, const std::string& start,
                  int64_t revision) {
    const auto value = Run(name, given, start, "2019-12-31", revision);
    EXPECT_TRUE(value.ok()) << name << ": " << value.status();
    if (!value.ok() || value->value.empty()) return "";
    EXPECT_EQ(value->qualifier, figures::v1::QUALIFIER_EXACT);
    // The inputs explain all of it.
    figures::Decimal sum;
    for (const auto& input : value->inputs) {
      sum = *sum.Plus(*figures::Decimal::Parse(input.contribution()));
    }
    EXPECT_EQ(sum.ToString(), value->value) << name;
    return sum.TimesPowerOfTen(2)->ToString();
  }

  v1::ReportTable Execution(const std::string& dimension, int64_t revision) {
    const auto table = Ask(
        GetExecutionReport,
        absl::StrCat("fiscal_year: 'fiscalYears/2019' group_by: EXECUTION_DIMENSION_", dimension),
        revision);
    EXPECT_TRUE(table.ok()) << table.status();
    return table.ok() ? *table : v1::ReportTable();
  }

  // The figures of a row of an execution report are its cells.
  void ExpectFigures(const v1::ReportTable& table, const v1::ReportRow& row, const Given& given,
                     bool has_budget, bool has_headroom, int64_t revision) {
    const Cells cells(table);
    const std::string of = table.title() + " " + row.key();
    const auto year = [&](const std::string& name) {
      return Fen(name, given, "2019-01-01", revision);
    };
    EXPECT_EQ(year("ledger_committed"), cells.Cell(row, "committed_fen")) << of;
    EXPECT_EQ(year("sum_spending"), cells.Cell(row, "disbursed_fen")) << of;
    EXPECT_EQ(year("ledger_receivable"), cells.Cell(row, "receivable_fen")) << of;
    if (has_budget) {
      EXPECT_EQ(year("ledger_budget"), cells.Cell(row, "budget_fen")) << of;
      const auto rate = Run("execution_rate", given, "2019-01-01", "2019-12-31", revision);
      EXPECT_EQ(rate->value, cells.Cell(row, "rate_percent")) << of;
    }
    if (has_headroom) {
      EXPECT_EQ(Fen("ledger_headroom", given, "", revision), cells.Cell(row, "headroom_fen")) << of;
    }
  }
};

TEST_F(LedgerFormulasTest, FiguresAreTheCellsOfTheReports) {
  for (const int64_t revision : Make(200)) {
    struct Dimension {
      const char* name;
      const char* argument;
      bool has_budget;
      bool has_headroom;
    };
    for (const auto& [dimension, argument, has_budget, has_headroom] :
         {Dimension{"PROGRAM", "program", true, true},
          Dimension{"DEPARTMENT", "department", true, false},
          Dimension{"PARK", "park", false, true},
          Dimension{"ENTERPRISE", "enterprise", false, true}}) {
      const v1::ReportTable table = Execution(dimension, revision);
      for (const v1::ReportRow& row : table.rows()) {
        if (row.kind() != v1::REPORT_ROW_KIND_ITEM) continue;
        ExpectFigures(table, row, {{argument, row.key()}}, has_budget, has_headroom, revision);
      }
      // Without a filter it is all of the ledger.
      ExpectFigures(table, table.totals(0), {}, has_budget, true, revision);
    }
  }
}

TEST_F(LedgerFormulasTest, OpenCommitmentsAreTheBucketsOfTheAgingReport) {
  const int64_t revision = Make(160).back();
  const auto table = Ask(GetAgingReport, "as_of_date: '2019-12-31'", revision);
  ZGC_ASSERT_OK(table);
  const Cells cells(*table);
  EXPECT_EQ(Fen("ledger_open_commitments", {}, "", revision),
            cells.Cell(table->totals(0), "open_fen"));
  bool unknown = false;
  for (const v1::ReportRow& row : table->rows()) {
    unknown = unknown || row.kind() == v1::REPORT_ROW_KIND_UNSTATED;
  }
  for (const v1::ReportRow& row : table->rows()) {
    if (row.level() != 0 || row.kind() != v1::REPORT_ROW_KIND_ITEM) continue;
    const auto value =
        Run("ledger_open_commitments", {{"age", row.key()}}, "", "2019-12-31", revision);
    ZGC_ASSERT_OK(value);
    // Something of unknown age may belong there as well.
    EXPECT_EQ(value->qualifier != figures::v1::QUALIFIER_EXACT, unknown && !value->value.empty());
    if (value->value.empty()) continue;
    EXPECT_EQ(figures::Decimal::Parse(value->value)->TimesPowerOfTen(2)->ToString(),
              cells.Cell(row, "open_fen"));
  }
}

TEST_F(LedgerFormulasTest, DaysAreThoseOfTheReport) {
  const int64_t revision = Make(160).back();
  const auto table = Ask(GetDecisionToCashReport, "fiscal_year: 'fiscalYears/2019'", revision);
  ZGC_ASSERT_OK(table);
  const Cells cells(*table);
  const std::pair<const char*, const char*> columns[] = {
      {"50", "median_days"}, {"90", "p90_days"}, {"100", "max_days"}};
  for (const v1::ReportRow& row : table->rows()) {
    const std::pair<std::string, std::string> key = absl::StrSplit(row.key(), ' ');
    for (const auto& [percentile, column] : columns) {
      const auto value =
          Run("ledger_decision_to_cash",
              {{"program", key.second}, {"stage", key.first}, {"percentile", percentile}},
              "2019-01-01", "2019-12-31", revision);
      ZGC_ASSERT_OK(value);
      EXPECT_EQ(value->value, cells.Cell(row, column)) << row.key();
    }
  }
}

TEST_F(LedgerFormulasTest, FiguresOfTheJournalArePartedByProgramAndDepartment) {
  ZGC_ASSERT_OK(AddProgram("lab", "fund", "department: '//task_registry/organisations/o'"));
  ZGC_ASSERT_OK(AddProgram("desk", "lab"));
  ZGC_ASSERT_OK(Allot("1", "ic", 300));
  ZGC_ASSERT_OK(Allot("2", "lab", 400));
  ZGC_ASSERT_OK(Allot("3", "desk", 400));
  ZGC_ASSERT_OK(Grant("a", "ic", Known(200)));
  ZGC_ASSERT_OK(Pay("p", "a", 50));
  ZGC_ASSERT_OK(Grant("b", "desk", Known(200)));
  ZGC_ASSERT_OK(Pay("q", "b", 100));
  ZGC_ASSERT_OK(Summarise("s", 100));
  EXPECT_THAT(Parts("ledger_budget", "program"), ElementsAre("programs/desk 4", "programs/fund 93",
                                                             "programs/ic 3", "programs/lab 0"));
  EXPECT_THAT(Parts("sum_spending", "program"), ElementsAre("programs/desk 1", "programs/fund 1",
                                                            "programs/ic 0.5", "programs/lab 0"));
  // That of the nearest program above that has one, as in reports.
  EXPECT_THAT(Parts("sum_spending", "department"),
              ElementsAre("//task_registry/organisations/o 1", "- 1.5"));
  EXPECT_EQ(Value("sum_spending", {{"department", "//task_registry/organisations/o"}}), "1");
  // Within a year, and before anything was spent.
  EXPECT_THAT(Parts("sum_spending", "program", {}, "2018-01-01", "2018-12-31"),
              ElementsAre("programs/desk 0", "programs/fund 0", "programs/ic 0", "programs/lab 0"));
  EXPECT_EQ(Value("execution_rate"), "2.5");
  const storage::Snapshot snapshot = store_->Read();
  common::v1::Period year;
  year.set_start_date("2019-01-01");
  year.set_end_date("2019-12-31");
  const auto* entry = registry_.Find("execution_rate");
  const auto rate = [&](const std::string& program) {
    return entry->Compute(snapshot, {}, year, {{"program", {program}}})->value;
  };
  EXPECT_EQ(rate("programs/desk"), "25");
  EXPECT_EQ(rate("programs/ic"), "16.7");
}

TEST_F(LedgerFormulasTest, AnExplanationNamesTransfersAndVouchers) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + "enterprises: '//park_region/enterprises/x'"));
  ZGC_ASSERT_OK(Pay("p", "a", 60));
  const auto value = Run("sum_spending", {{"enterprise", "//park_region/enterprises/x"}});
  ZGC_ASSERT_OK(value);
  EXPECT_EQ(value->value, "0.6");
  ASSERT_EQ(value->inputs.size(), 1u);
  EXPECT_THAT(value->inputs[0].resource(), HasSubstr("//funding_ledger/transfers/"));
  EXPECT_EQ(value->inputs[0].description(), "拨付 payments/p，凭证：d");
  EXPECT_EQ(value->inputs[0].contribution(), "0.6");
}

// A clawback without a day may or may not lie in the quarter.
TEST_F(LedgerFormulasTest, WhatHasNoDayIsNotGuessed) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + "effective_date: '2019-01-10'"));
  ZGC_ASSERT_OK(Pay("p", "a", 60, "effective_date: '2019-02-01'"));
  ZGC_ASSERT_OK(Pay("q", "a", 10));
  const Given ic = {{"program", "programs/ic"}};
  const auto quarter = Run("sum_spending", ic, "2019-01-01", "2019-03-31");
  EXPECT_EQ(quarter->value, "0.6");
  EXPECT_EQ(quarter->qualifier, figures::v1::QUALIFIER_AT_LEAST);
  ZGC_ASSERT_OK(ClawBack("c", "p", 5));
  EXPECT_EQ(Run("sum_spending", ic, "2019-01-01", "2019-03-31")->state,
            figures::v1::VALUE_STATE_UNKNOWN);
  EXPECT_EQ(Run("sum_spending", ic)->value, "0.65");
}

TEST_F(LedgerFormulasTest, WrongArgumentsAreRefused) {
  EXPECT_THAT(Run("ledger_budget", {{"park", "x"}}), FailsWith(kInvalid, HasSubstr("park")));
  EXPECT_THAT(Run("sum_spending", {{"program", "programs/none"}}),
              FailsWith(kInvalid, HasSubstr("does not exist")));
  EXPECT_THAT(Run("ledger_headroom", {}), FailsWith(kInvalid, HasSubstr("stock")));
  EXPECT_THAT(Run("ledger_headroom", {{"park", "a"}, {"enterprise", "b"}}, ""),
              FailsWith(kInvalid, HasSubstr("one subject")));
  EXPECT_THAT(Run("ledger_open_commitments", {{"age", "old"}}, ""),
              FailsWith(kInvalid, HasSubstr("is no age")));
  EXPECT_THAT(Run("ledger_decision_to_cash", {{"stage", "none"}}),
              FailsWith(kInvalid, HasSubstr("is no stage")));
  EXPECT_THAT(Run("ledger_decision_to_cash", {{"percentile", "95"}}),
              FailsWith(kInvalid, HasSubstr("is none of")));
  // Rather than the number of another time.
  EXPECT_THAT(Run("ledger_decision_to_cash", {}, "2018-04-01", "2019-03-31"),
              FailsWith(kInvalid, HasSubstr("a whole budget year")));
}

}  // namespace
}  // namespace zgc::funding
