#include "absl/strings/match.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/ceiling_amendments.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/domain/years/carry_overs.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/domain/years/reversals.h"
#include "services/funding_ledger/testing/fixture/random_history.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/reports.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// What the test adds up by itself: by row, then by column.
using Expected = std::map<std::string, std::map<std::string, int64_t>>;

// The column that an account of 2019 counts in, and the id of its holder.
std::pair<std::string, std::string> ColumnOf(const std::string& account) {
  static const std::pair<const char*, const char*> kKinds[] = {
      {"accounts/2019-committed-", "committed_fen"},   {"accounts/2019-spent-", "spent_fen"},
      {"accounts/2019-unitemised-", "unitemised_fen"}, {"accounts/2019-claimed-", "unitemised_fen"},
      {"accounts/2019-receivable-", "receivable_fen"}, {"accounts/2019-source-", "source_fen"},
      {"accounts/2019-available-", "available_fen"}};
  for (const auto& [prefix, column] : kKinds) {
    if (absl::StartsWith(account, prefix)) return {column, account.substr(strlen(prefix))};
  }
  return {"", ""};
}

class ExecutionReportTest : public RandomHistory {
 protected:
  v1::ReportTable Report(const std::string& dimension, int64_t revision = 0) {
    const auto table = Ask(
        GetExecutionReport,
        absl::StrCat("fiscal_year: 'fiscalYears/2019' group_by: EXECUTION_DIMENSION_", dimension),
        revision);
    EXPECT_TRUE(table.ok()) << table.status();
    return table.ok() ? *table : v1::ReportTable();
  }

  // Adds up the journal at a revision by nothing but the names of the accounts.
  // `row` says where a movement of an account goes.
  Expected Fold(int64_t revision,
                const std::function<std::string(const v1::Transfer&, const std::string& column,
                                                const std::string& program)>& row) {
    Expected expected;
    const auto snapshot = store_->ReadAt(revision);
    ZGC_EXPECT_OK(ForEachTransfer(*snapshot, [&](const v1::Transfer& transfer) {
      for (const auto& [account, sign] :
           {std::pair(transfer.debit(), 1), std::pair(transfer.credit(), -1)}) {
        auto [column, holder] = ColumnOf(account);
        if (column.empty() || column == "source_fen") continue;
        if (column == "available_fen") {
          // Budget is what comes from a source or from another program.
          if (transfer.kind() != v1::TRANSFER_KIND_APPROPRIATION &&
              transfer.kind() != v1::TRANSFER_KIND_ALLOTMENT) {
            continue;
          }
          column = "budget_fen";
        }
        if (column == "unitemised_fen") holder = "fund";
        const int64_t fen = sign * transfer.amount_fen();
        for (const std::string& key : {row(transfer, column, holder), std::string("total")}) {
          if (column == "spent_fen" || column == "unitemised_fen") {
            expected[key]["disbursed_fen"] += fen;
          }
          if (column != "spent_fen") expected[key][column] += fen;
        }
      }
      return true;
    }));
    return expected;
  }

  // The awards of unknown amount that stand, by row.
  void AddUnknown(int64_t revision, const std::function<std::string(const v1::Award&)>& row,
                  Expected& expected) {
    const auto snapshot = store_->ReadAt(revision);
    ZGC_EXPECT_OK(kAwards.ForEach(*snapshot, [&](const storage::NameKey&, const v1::Award& award) {
      if (award.amount_state() == AMOUNT_STATE_UNKNOWN && award.state() != v1::AWARD_STATE_DRAFT &&
          award.state() != v1::AWARD_STATE_CANCELLED) {
        ++expected[row(award)]["unknown_award_count"];
        ++expected["total"]["unknown_award_count"];
      }
      return true;
    }));
  }

  static void ExpectRows(const v1::ReportTable& table, const Expected& expected) {
    ExpectWellFormed(table);
    const Cells cells(table);
    for (const v1::ReportRow& row : table.rows()) {
      EXPECT_TRUE(expected.count(Cells::KeyOf(row)) == 1) << Cells::KeyOf(row);
    }
    for (const auto& [key, columns] : expected) {
      const v1::ReportRow* row = key == "total" ? &table.totals(0) : cells.Row(key);
      ASSERT_NE(row, nullptr) << key << " in " << table.title();
      for (const char* column : {"budget_fen", "committed_fen", "disbursed_fen", "unitemised_fen",
                                 "receivable_fen", "unknown_award_count"}) {
        const auto found = columns.find(column);
        EXPECT_EQ(cells.Number(*row, column), found == columns.end() ? 0 : found->second)
            << column << " of " << key << " in " << table.title();
      }
    }
  }

  // The award of a transfer, as it is now: whom it names never changes.
  v1::Award AwardOf(const v1::Transfer& transfer) { return Find(kAwards, transfer.award()); }

  static std::string EnterpriseRow(const v1::Award& award) {
    if (award.recipient_count() > 1) return "several";
    return award.enterprises().empty() ? "unstated" : award.enterprises(0);
  }
  static std::string ParkRow(const v1::Award& award) {
    if (award.parks_size() > 1) return "several";
    return award.parks().empty() ? "unstated" : award.parks(0);
  }
  static std::string QuarterRow(const std::string& day) {
    if (day.empty()) return "unstated";
    return absl::StrCat("2019-Q", (std::stoi(day.substr(5, 2)) - 1) / 3 + 1);
  }
  static std::string DepartmentRow(const std::string& program) {
    if (program == "north" || program == "east") return "//task_registry/organisations/a";
    return program == "west" ? "//task_registry/organisations/b" : "unstated";
  }
};

TEST_F(ExecutionReportTest, EveryRowAndTotalByProgramIsTheFoldOfTheJournal) {
  const std::map<std::string, std::string> above = {{"ic", "fund"},      {"talent", "fund"},
                                                    {"young", "talent"}, {"north", "fund"},
                                                    {"east", "north"},   {"west", "north"}};
  for (const int64_t revision : Make(240)) {
    Expected own = Fold(revision, [](const v1::Transfer&, const std::string&,
                                     const std::string& program) { return program; });
    AddUnknown(
        revision, [](const v1::Award& award) { return award.program().substr(9); }, own);
    Expected expected;
    for (const auto& [program, columns] : own) {
      std::string row = program;
      while (!row.empty()) {
        auto& sums = expected[row == "total" ? row : "programs/" + row];
        for (const auto& [column, fen] : columns) sums[column] += fen;
        const auto next = above.find(row);
        row = next == above.end() ? "" : next->second;
      }
    }
    ExpectRows(Report("PROGRAM", revision), expected);
  }
  EXPECT_GT(payments_, 10);
}

TEST_F(ExecutionReportTest, EveryRowAndTotalByQuarterParkDepartmentAndEnterpriseIsTheFold) {
  for (const int64_t revision : Make(240)) {
    Expected quarters =
        Fold(revision, [](const v1::Transfer& transfer, const std::string&, const std::string&) {
          return QuarterRow(transfer.effective_date());
        });
    AddUnknown(
        revision, [](const v1::Award& award) { return QuarterRow(award.effective_date()); },
        quarters);
    ExpectRows(Report("QUARTER", revision), quarters);
    Expected departments =
        Fold(revision, [](const v1::Transfer&, const std::string&, const std::string& program) {
          return DepartmentRow(program);
        });
    AddUnknown(
        revision, [](const v1::Award& award) { return DepartmentRow(award.program().substr(9)); },
        departments);
    ExpectRows(Report("DEPARTMENT", revision), departments);
    const std::pair<const char*, std::string (*)(const v1::Award&)> parties[] = {
        {"PARK", ParkRow}, {"ENTERPRISE", EnterpriseRow}};
    for (const auto& [dimension, row_of] : parties) {
      const auto row = row_of;
      Expected expected = Fold(revision, [&](const v1::Transfer& transfer,
                                             const std::string& column, const std::string&) {
        const bool nobody = transfer.award().empty() || column == "unitemised_fen";
        return nobody ? "unstated" : row(AwardOf(transfer));
      });
      AddUnknown(revision, row, expected);
      for (auto it = expected.begin(); it != expected.end();) {
        it->second.erase("budget_fen");
        it = it->second.empty() ? expected.erase(it) : std::next(it);
      }
      ExpectRows(Report(dimension, revision), expected);
    }
  }
}

TEST_F(ExecutionReportTest, RatesAreOfTheRowAndQuartersOfTheYear) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(3000) + "effective_date: '2019-04-30'"));
  ZGC_ASSERT_OK(Allot("x", "ic", 4000));
  ZGC_ASSERT_OK(Pay("p", "a", 1000, "effective_date: '2019-06-30'"));
  const v1::ReportTable programs = Report("PROGRAM");
  const Cells cells(programs);
  EXPECT_EQ(cells.Cell(*cells.Row("programs/ic"), "rate_percent"), "25");
  EXPECT_EQ(cells.Cell(*cells.Row("programs/ic"), "paid_percent"), "33.3");
  EXPECT_EQ(cells.Cell(*cells.Row("programs/fund"), "rate_percent"), "10");
  EXPECT_EQ(programs.rows(0).key(), "programs/fund");
  EXPECT_EQ(programs.rows(1).level(), 1);
  const v1::ReportTable quarters = Report("QUARTER");
  const Cells by_quarter(quarters);
  EXPECT_EQ(by_quarter.Cell(*by_quarter.Row("2019-Q2"), "rate_percent"), "10");
  const v1::ReportTable parks = Report("PARK");
  EXPECT_EQ(Cells(parks).Cell(parks.totals(0), "budget_fen"), "");
  EXPECT_EQ(Cells(parks).Cell(parks.totals(0), "rate_percent"), "");
}

// Budget = 年初 + 调整 + 上年结转, of every row, and what a rate beyond 100 % is.
TEST_F(ExecutionReportTest, TheBudgetSaysWhereItCameFrom) {
  const v1::ReportTable before = Report("PROGRAM");
  const int64_t voted = Cells(before).Number(before.totals(0), "budget_fen");
  ZGC_ASSERT_OK(Allot("x", "ic", 100));
  ZGC_ASSERT_OK(Do(CreateAppropriation,
                   "appropriation_id: 's' appropriation { fiscal_year: 'fiscalYears/2019' program: "
                   "'programs/fund' kind: APPROPRIATION_KIND_SUPPLEMENTARY document: 'd' "
                   "amount_fen: 50 }"));
  ZGC_ASSERT_OK(Do(ApproveAppropriation, "name: 'appropriations/s'", "head"));
  ZGC_ASSERT_OK(Do(CreateVirement,
                   "virement_id: 'v' virement { fiscal_year: 'fiscalYears/2019' from_program: "
                   "'programs/ic' to_program: 'programs/talent' amount_fen: 30 reason: 'r' "
                   "document: 'd' }"));
  ZGC_ASSERT_OK(Do(ApproveVirement, "name: 'virements/v'", "head"));
  const auto check = [&](const std::string& row, const std::string& column, int64_t fen) {
    const v1::ReportTable table = Report("PROGRAM");
    const Cells cells(table);
    EXPECT_EQ(
        cells.Number(row == "total" ? table.totals(0) : *cells.Row("programs/" + row), column), fen)
        << row << " " << column;
  };
  check("total", "original_fen", voted);
  check("total", "adjustment_fen", 50);
  check("total", "carried_in_fen", 0);
  check("ic", "original_fen", 100);
  check("ic", "adjustment_fen", -30);
  check("ic", "budget_fen", 70);
  check("talent", "adjustment_fen", 30);
  ZGC_ASSERT_OK(Do(CreateReversal,
                   "reversal_id: 'r' reversal { source: 'virements/v' reason: 'r' document: 'd' }",
                   "auditor"));
  check("ic", "adjustment_fen", 0);
  check("talent", "adjustment_fen", 0);
  const v1::ReportTable usual = Report("PROGRAM");
  for (const std::string& note : usual.notes()) {
    EXPECT_EQ(note.find("比率超出"), std::string::npos) << note;
  }
  ZGC_ASSERT_OK(Grant("a", "young", Known(40)));
  ZGC_ASSERT_OK(Pay("p", "a", 40));
  ZGC_ASSERT_OK(Allot("y", "young", 20));
  const v1::ReportTable table = Report("PROGRAM");
  EXPECT_THAT(table.notes(), ::testing::Contains(::testing::HasSubstr("「young」执行率200%")));
}

TEST_F(ExecutionReportTest, ARateBelowZeroHasAWord) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(500)));
  ZGC_ASSERT_OK(Pay("p", "a", 500, "effective_date: '2019-05-10'"));
  ZGC_ASSERT_OK(ClawBack("k", "p", 500, "effective_date: '2019-08-01'"));
  const v1::ReportTable table = Report("QUARTER");
  const v1::ReportRow& third = *Cells(table).Row("2019-Q3");
  EXPECT_EQ(Cells(table).Cell(third, "rate_percent"), "-5");
  EXPECT_THAT(
      table.notes(),
      ::testing::Contains(::testing::HasSubstr(absl::StrCat("「", third.cells(0), "」执行率-5%"))));
}

TEST_F(ExecutionReportTest, WhatComesFromTheYearBeforeIsSaid) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(60)));
  ZGC_ASSERT_OK(Pay("p", "a", 100));
  ZGC_ASSERT_OK(
      Do(CreateCarryOver,
         "carry_over_id: 'c' carry_over { from_year: 'fiscalYears/2019' to_year: "
         "'fiscalYears/2020' program: 'programs/fund' available_fen: 7 awards: 'awards/b' "
         "reason: 'r' document: 'd' }"));
  ZGC_ASSERT_OK(Do(ApproveCarryOver, "name: 'carryOvers/c'", "head"));
  ZGC_ASSERT_OK(Do(CloseFiscalYear, "name: 'fiscalYears/2019' reason: 'r'", "head"));
  ZGC_ASSERT_OK(ClawBack("k", "p", 25, "fiscal_year: 'fiscalYears/2020'"));
  const auto table = Ask(GetExecutionReport,
                         "fiscal_year: 'fiscalYears/2020' group_by: EXECUTION_DIMENSION_PROGRAM");
  ZGC_ASSERT_OK(table);
  const Cells cells(*table);
  EXPECT_EQ(cells.Number(table->totals(0), "carried_in_fen"), 67);
  EXPECT_EQ(cells.Number(table->totals(0), "budget_fen"), 67);
  EXPECT_EQ(cells.Number(table->totals(0), "prior_year_fen"), 25);
  EXPECT_EQ(cells.Number(*cells.Row("programs/ic"), "prior_year_fen"), 25);
}

TEST_F(ExecutionReportTest, HeadroomIsThatOfTheClosestCeiling) {
  const std::string north = "parks: '//park_region/parks/p' ";
  ZGC_ASSERT_OK(Grant("a", "west", Known(100) + north));
  ZGC_ASSERT_OK(Limit("ended", "PARK", "//park_region/parks/p", 300));
  ZGC_ASSERT_OK(Do(CreateCeilingAmendment,
                   "ceiling_amendment_id: 'm' ceiling_amendment { subject: 'ceilings/ended' "
                   "ends: true reason: 'r' document: 'd' }"));
  ZGC_ASSERT_OK(Do(ApproveCeilingAmendment, "name: 'ceilingAmendments/m'", "head"));
  ZGC_ASSERT_OK(Limit("park", "PARK", "//park_region/parks/p", 500));
  ZGC_ASSERT_OK(Limit("year", "FISCAL_YEAR", "", 5000));
  const v1::ReportTable parks = Report("PARK");
  const Cells cells(parks);
  EXPECT_EQ(cells.Cell(*cells.Row("//park_region/parks/p"), "headroom_fen"), "400");
  EXPECT_EQ(cells.Cell(parks.totals(0), "headroom_fen"), "4900");
  const v1::ReportTable programs = Report("PROGRAM");
  const Cells by_program(programs);
  EXPECT_EQ(by_program.Cell(*by_program.Row("programs/west"), "headroom_fen"), "3900");
  EXPECT_EQ(by_program.Cell(*by_program.Row("programs/north"), "headroom_fen"), "");
}

// The ceiling of a program has accounts from its first award on.
TEST_F(ExecutionReportTest, ACeilingThatNothingUsesLeavesAllOfItself) {
  ZGC_ASSERT_OK(Allot("x", "west", 10));
  const v1::ReportTable programs = Report("PROGRAM");
  const Cells cells(programs);
  EXPECT_EQ(cells.Cell(*cells.Row("programs/west"), "headroom_fen"), "4000");
}

TEST_F(ExecutionReportTest, AnOlderRevisionKeepsItsReport) {
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100)));
  const int64_t before = store_->head();
  const std::string old = Report("ENTERPRISE").SerializeAsString();
  ZGC_ASSERT_OK(Pay("p", "a", 50));
  EXPECT_NE(Report("ENTERPRISE").SerializeAsString(), old);
  Open();
  EXPECT_EQ(Report("ENTERPRISE", before).SerializeAsString(), old);
}

TEST_F(ExecutionReportTest, WrongRequestsAreRefusedWithEveryViolation) {
  const auto refused = Ask(GetExecutionReport, "");
  EXPECT_THAT(refused, HasReason(ERROR_REASON_INVALID_FIELD));
  EXPECT_THAT(
      std::string(refused.status().message()),
      ::testing::AllOf(::testing::HasSubstr("fiscal_year"), ::testing::HasSubstr("group_by")));
  EXPECT_THAT(Ask(GetExecutionReport,
                  "fiscal_year: 'fiscalYears/1999' group_by: "
                  "EXECUTION_DIMENSION_PARK"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(ExecutionReportTest, ADerivedBudgetIsSaidToBeOne) {
  ZGC_ASSERT_OK(Appropriate("guess", 5, "derived: true derivation: 'd'"));
  const v1::ReportTable table = Report("PROGRAM");
  EXPECT_EQ(table.notes(table.notes_size() - 1), "预算含推算金额：appropriations/guess。");
}

}  // namespace
}  // namespace zgc::funding
