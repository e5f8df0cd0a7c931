#pragma once

#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "services/funding_ledger/testing/model/budget_model.h"
#include "services/funding_ledger/testing/run/driver.h"
#include "services/funding_ledger/testing/run/operations.h"

namespace zgc::funding {

// Draws operations on budgets and awards, sensible ones mostly: of records that are
// there, by persons who are few, for sums that are often just too large.
class BudgetDraws : public RandomRun {
 protected:
  static constexpr char kEnterpriseNames[] = "//park_region/enterprises/e";
  static constexpr char kParkNames[] = "//park_region/parks/p";

  // The year of BudgetModel::kCommitDay, and the one after.
  static constexpr char kThisYear[] = "fiscalYears/2099";
  static constexpr char kNextYear[] = "fiscalYears/2100";

  using RandomRun::RandomRun;

  // What stands now.
  virtual const BudgetModel& model() const = 0;
  // The year that most is drawn for.
  virtual int year() const = 0;

  // One of any kind.
  Operation Next();
  // One that would spend what others spend too.
  Operation Claim();
  Operation CloseOfYear(int year);
  // Three funds' programs.
  static std::vector<Operation> Programs();
  static std::string YearNamed(int year) { return "fiscalYears/" + std::to_string(year); }
  static const std::string& PayingYear(const v1::Award& award) {
    return award.paying_year().empty() ? award.fiscal_year() : award.paying_year();
  }
  // Money for the funds in a year.
  std::vector<Operation> Budget(int year);

 private:
  Operation Make(const std::string& method, const std::string& fields);
  // Approves or rejects a draft, or what was decided before.
  Operation Decision();
  Operation NewAppropriation();
  Operation NewVirement();
  Operation NewCeiling();
  Operation NewCeilingAmendment();
  Operation NewSummary();
  // "within_summary: '…' " of a fund's year, with as much left mostly.
  std::string WithinSummary(const std::string& fiscal_year, const std::string& program,
                            int64_t fen);
  // What the recipients of an award are to put in.
  std::string Matching();
  Operation NewEvidence();
  Operation NoEvidence();
  template <typename Row>
  std::string StepDay(const std::map<std::string, Row>& rows, const std::string& name);
  Operation NewCall();
  Operation ChangeOfCall();
  Operation NewApplication();
  Operation StepOfApplication();
  std::string Review();
  std::string Grant(const std::string& application);
  // What an award or a payment is for.
  std::string Items();
  Operation NewGuardRule();
  Operation ChangeOfGuardRule();
  Operation NewStackingCheck();
  Operation ClearedFlag();
  Operation NewRuleVersion();
  Operation ChangeOfRuleVersion();
  Operation NewLoan();
  Operation NewSubsidy();
  Operation NewAward();
  std::string DateOfStep(int months);
  Operation NewAgreement();
  Operation ChangeOfAward();
  Operation NewPayment();
  Operation NewClawback();
  Operation ChangeOfClawback();
  Operation NewCarryOver();
  Operation NewReversal();
  Operation NewPeriod();

  std::string Id(const char* prefix) { return prefix + std::to_string(++ids_); }
  std::string Person();
  std::string Program();
  // Of the year that most is drawn for, mostly.
  std::string FiscalYear();
  // "effective_date: '…' " of that year, or nothing.
  std::string Day(const std::string& fiscal_year);
  // The name of a record; one that does not exist if there is none.
  template <typename Row>
  std::string Any(const std::map<std::string, Row>& rows) {
    if (rows.empty()) return "none/none";
    auto one = rows.begin();
    const int at = Draw(static_cast<int>(rows.size()));
    std::advance(one, at);
    return one->first;
  }
  // The same, mostly of those that are fit for something.
  template <typename Row, typename Fit>
  std::string AnyThat(const std::map<std::string, Row>& rows, Fit fit) {
    if (OneIn(12)) return Any(rows);
    std::vector<std::string> fits;
    for (const auto& [name, row] : rows) {
      if (fit(row)) fits.push_back(name);
    }
    if (fits.empty()) return Any(rows);
    const int at = Draw(static_cast<int>(fits.size()));
    return fits[static_cast<size_t>(at)];
  }

  int ids_ = 0;
};

}  // namespace zgc::funding
