#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "common/decimal/decimal.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/formulas/counts.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/reports/headrooms.h"
#include "services/funding_ledger/reports/legs.h"
#include "services/funding_ledger/reports/program_tree.h"
#include "services/funding_ledger/reports/table.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/budget.pb.h"

namespace zgc::funding {
namespace {

// Which legs a figure counts.
struct Filter {
  absl::btree_set<std::string> programs;
  std::string department;
  std::string park;
  std::string enterprise;
  // Unitemised spending belongs to funds as a whole.
  bool whole_fund = true;
};

struct Legs {
  Tally tally{"funding_ledger"};
  // Something that may lower the sum has no certain day.
  bool may_be_less = false;
};

using Stages = std::vector<Stage>;

// What is asked of the journal: a period, and perhaps the programs alone that a part takes.
struct Asking {
  const storage::Reader& reader;
  const Arguments& arguments;
  Period period;
  absl::optional<std::set<std::string>> programs;
};

Asking AskingOf(const storage::Reader& reader, const Arguments& arguments, const Period& period,
                const Slice& part) {
  Asking asking{reader, arguments, period, absl::nullopt};
  // One by the arguments is it with all below.
  if (!Argument(arguments, kOfProgram).empty()) return asking;
  if (!part.values[0].empty()) asking.programs = {part.values[0]};
  if (!part.among.empty()) asking.programs = part.among.at(0);
  return asking;
}

absl::StatusOr<Filter> FilterOf(const Asking& asking, const ProgramTree& tree) {
  const Arguments& arguments = asking.arguments;
  Filter filter;
  ZGC_ASSIGN_OR_RETURN(filter.programs, ProgramsArgument(asking.reader, arguments));
  if (asking.programs.has_value()) {
    absl::erase_if(filter.programs,
                   [&](const std::string& one) { return !asking.programs->contains(one); });
  }
  filter.department = Argument(arguments, "department");
  filter.park = Argument(arguments, "park");
  filter.enterprise = Argument(arguments, "enterprise");
  const std::string program = Argument(arguments, "program");
  filter.whole_fund = (program.empty() || tree.FundOf(program) == program) && filter.park.empty() &&
                      filter.enterprise.empty();
  return filter;
}

// Whether a stage of an account of the program counts, whoever gets the money.
bool TakesStage(const Filter& filter, const ProgramTree& tree, Stage stage, std::string program) {
  if (stage == Stage::kUnitemised) {
    if (!filter.whole_fund) return false;
    program = tree.FundOf(program);
  }
  return filter.programs.contains(program) &&
         (filter.department.empty() || tree.DepartmentOf(program) == filter.department);
}

bool Counts(const Filter& filter, const ProgramTree& tree, const Parties& parties, const Leg& leg) {
  if (!TakesStage(filter, tree, leg.stage, leg.account.program())) return false;
  if (!filter.park.empty() && parties.ParkOf(leg).name != filter.park) return false;
  return filter.enterprise.empty() || parties.EnterpriseOf(leg).name == filter.enterprise;
}

std::string DescriptionOf(const v1::Transfer& transfer) {
  return absl::StrCat(funding::LabelOf(transfer.kind()), " ", transfer.source(),
                      transfer.document().empty() ? "" : "，凭证：", transfer.document());
}

// The transfers that may have such legs, by name: found by the narrowest index.
absl::StatusOr<absl::btree_map<std::string, v1::Transfer>> Candidates(const storage::Reader& reader,
                                                                      const Filter& filter,
                                                                      const Stages& stages) {
  absl::btree_map<std::string, v1::Transfer> found;
  const auto take = [&](const v1::Transfer& transfer) {
    found[transfer.name()] = transfer;
    return true;
  };
  if (!filter.enterprise.empty()) {
    ZGC_RETURN_IF_ERROR(
        ForEachTransferOf(reader, TransferIndex::kEnterprise, filter.enterprise, take));
    return found;
  }
  if (!filter.park.empty()) {
    ZGC_RETURN_IF_ERROR(ForEachTransferOf(reader, TransferIndex::kPark, filter.park, take));
    return found;
  }
  std::vector<std::string> accounts;
  ZGC_RETURN_IF_ERROR(ForEachAccount(reader, [&](const v1::Account& account) {
    if (std::any_of(stages.begin(), stages.end(),
                    [&](Stage stage) { return IsOn(stage, account.kind()); }) &&
        filter.programs.contains(account.program())) {
      accounts.push_back(account.name());
    }
    return true;
  }));
  for (const std::string& account : accounts) {
    ZGC_RETURN_IF_ERROR(ForEachTransferOf(reader, TransferIndex::kAccount, account, take));
  }
  return found;
}

// Adds up the legs of the period. What moves within the filter adds and takes the
// same, so it is left out.
absl::StatusOr<Legs> TallyLegs(const Asking& asking, const Stages& stages) {
  const storage::Reader& reader = asking.reader;
  ZGC_ASSIGN_OR_RETURN(const ProgramTree tree, ProgramTree::Read(reader));
  ZGC_ASSIGN_OR_RETURN(const Filter filter, FilterOf(asking, tree));
  ZGC_ASSIGN_OR_RETURN(const Parties parties, Parties::Read(reader));
  ZGC_ASSIGN_OR_RETURN(const AccountBook accounts, AccountBook::Read(reader));
  ZGC_ASSIGN_OR_RETURN(const auto transfers, Candidates(reader, filter, stages));
  Legs legs;
  for (const auto& [name, transfer] : transfers) {
    int64_t fen = 0;
    ZGC_RETURN_IF_ERROR(ForEachLegOf(accounts, transfer, [&](const Leg& leg) {
      const bool counts = std::find(stages.begin(), stages.end(), leg.stage) != stages.end();
      if (counts && Counts(filter, tree, parties, leg)) fen += leg.amount_fen;
    }));
    if (fen == 0) continue;
    const Certainty certainty =
        Within(SpanOf(YearOf(transfer.fiscal_year()), transfer.effective_date()), asking.period);
    if (certainty == Certainty::kNo) continue;
    legs.tally.Add(certainty, name, DescriptionOf(transfer), transfer.revision(), fen);
    legs.may_be_less = legs.may_be_less || (fen < 0 && certainty == Certainty::kMaybe);
  }
  return legs;
}

absl::StatusOr<FormulaValue> Sum(const Asking& asking, const Stages& stages,
                                 const std::string& unit) {
  ZGC_ASSIGN_OR_RETURN(const Legs legs, TallyLegs(asking, stages));
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, legs.tally.AsAmount(unit));
  if (legs.may_be_less) {
    value.state = figures::v1::VALUE_STATE_UNKNOWN;
    value.value.clear();
    value.qualifier = figures::v1::QUALIFIER_EXACT;
  }
  return value;
}

// Whether the period takes years as a whole, so that no day within one matters.
bool TakesWholeYears(const Period& period) {
  return absl::EndsWith(period.end_date(), "-12-31") &&
         (IsStock(period) || absl::EndsWith(period.start_date(), "-01-01"));
}

// The same as Sum from the balances of accounts; nullopt where what is asked is not all that is on
// them.
absl::StatusOr<absl::optional<FormulaValue>> SumOfBalances(const Asking& asking,
                                                           const Stages& stages) {
  const Arguments& arguments = asking.arguments;
  if (!TakesWholeYears(asking.period) || !Argument(arguments, "park").empty() ||
      !Argument(arguments, "enterprise").empty()) {
    return absl::optional<FormulaValue>();
  }
  ZGC_ASSIGN_OR_RETURN(const ProgramTree tree, ProgramTree::Read(asking.reader));
  ZGC_ASSIGN_OR_RETURN(const Filter filter, FilterOf(asking, tree));
  Tally tally(kService);
  ZGC_RETURN_IF_ERROR(ForEachAccount(asking.reader, [&](const v1::Account& account) {
    const auto stage = std::find_if(stages.begin(), stages.end(),
                                    [&](Stage one) { return IsOn(one, account.kind()); });
    if (stage == stages.end() || !TakesStage(filter, tree, *stage, account.program()) ||
        Within(SpanOf(YearOf(account.fiscal_year()), ""), asking.period) != Certainty::kYes) {
      return true;
    }
    tally.Count(account.name(), "", account.revision(), account.balance_fen());
    return true;
  }));
  ZGC_ASSIGN_OR_RETURN(FormulaValue value, tally.AsAmount(Argument(arguments, "unit")));
  return absl::optional<FormulaValue>(std::move(value));
}

// Whether a budget of the year that the filter takes was derived.
absl::StatusOr<bool> IsDerived(const Asking& asking, const Period& period) {
  const storage::Reader& reader = asking.reader;
  ZGC_ASSIGN_OR_RETURN(const ProgramTree tree, ProgramTree::Read(reader));
  ZGC_ASSIGN_OR_RETURN(const Filter filter, FilterOf(asking, tree));
  bool derived = false;
  ZGC_RETURN_IF_ERROR(kAppropriations.ForEach(reader, [&](const storage::NameKey&,
                                                          const v1::Appropriation& row) {
    const Certainty certainty =
        Within(SpanOf(YearOf(row.fiscal_year()), row.effective_date()), period);
    derived = derived || (row.derived() && Stands(row) && filter.programs.contains(row.program()) &&
                          certainty != Certainty::kNo);
    return true;
  }));
  return derived;
}

absl::StatusOr<FormulaValue> LedgerBudget(const Asking& asking) {
  ZGC_RETURN_IF_ERROR(CheckArguments(asking.arguments, {"program", "department", "unit"}));
  ZGC_ASSIGN_OR_RETURN(FormulaValue value,
                       Sum(asking, {Stage::kBudget}, Argument(asking.arguments, "unit")));
  ZGC_ASSIGN_OR_RETURN(value.derived, IsDerived(asking, asking.period));
  return value;
}

absl::StatusOr<FormulaValue> LedgerRate(Asking asking) {
  ZGC_RETURN_IF_ERROR(CheckArguments(asking.arguments, {"program", "department"}));
  ZGC_ASSIGN_OR_RETURN(asking.period, YearToDate(asking.period));
  ZGC_ASSIGN_OR_RETURN(FormulaValue rate, Sum(asking, {Stage::kSpent, Stage::kUnitemised}, ""));
  // The budget of a year stands from its first day, whenever it was voted.
  asking.period.set_end_date(asking.period.end_date().substr(0, 4) + "-12-31");
  ZGC_ASSIGN_OR_RETURN(const FormulaValue budget, Sum(asking, {Stage::kBudget}, ""));
  ZGC_ASSIGN_OR_RETURN(rate.derived, IsDerived(asking, asking.period));
  return AsPercent(std::move(rate), budget);
}

// The programs whose accounts stand in the budget. It says by which parts figures of the journal
// are asked; what these are is on the accounts.
Measure AccountMeasure() {
  Measure measure;
  measure.name = "accounts";
  measure.service = kService;
  measure.dimensions = {ByProgram()};
  measure.kept = std::vector<size_t>();
  measure.subjects = [](const storage::Reader& reader,
                        absl::FunctionRef<bool(const std::string&)> visit) {
    absl::btree_set<std::string> programs;
    ZGC_RETURN_IF_ERROR(ForEachAccount(reader, [&](const v1::Account& account) {
      if (!account.program().empty()) programs.insert(account.program());
      return true;
    }));
    for (const std::string& program : programs) {
      if (!visit(program)) break;
    }
    return absl::OkStatus();
  };
  measure.contribute = [](const storage::Reader&, const std::string& program,
                          Measure::Visit visit) {
    visit({.values = {program}});
    return absl::OkStatus();
  };
  return measure;
}

}  // namespace

void RegisterBalanceFormulas(figures::FormulaRegistry& registry) {
  const auto accounts = std::make_shared<const Measure>(AccountMeasure());
  using Count = std::function<absl::StatusOr<FormulaValue>(const Asking&, bool explain)>;
  const auto add = [&](const char* name, const char* description, const Count& count) {
    registry.RegisterParted(
        name, description,
        [=](const storage::Reader&, const Arguments& arguments,
            const Period&) -> absl::StatusOr<Asked> {
          return Asked{.slices = {{accounts, {Argument(arguments, kOfProgram)}}}};
        },
        [count](const storage::Reader& reader, const Arguments& arguments, const Period& period,
                const Slice& part, bool explain) {
          return count(AskingOf(reader, arguments, period, part), explain);
        });
  };
  const auto add_sum = [&](const char* name, const char* description, const Stages& stages) {
    add(name, description,
        [stages](const Asking& asking, bool explain) -> absl::StatusOr<FormulaValue> {
          ZGC_RETURN_IF_ERROR(CheckArguments(
              asking.arguments, {"program", "department", "park", "enterprise", "unit"}));
          if (!explain) {
            ZGC_ASSIGN_OR_RETURN(auto value, SumOfBalances(asking, stages));
            if (value.has_value()) return *std::move(value);
          }
          return Sum(asking, stages, Argument(asking.arguments, "unit"));
        });
  };
  add_sum("ledger_committed", "按分录汇总已承诺未拨付的金额。", {Stage::kCommitted});
  add_sum("sum_spending", "按分录汇总支出，扣减追回；限定项目、园区或企业时不含未分项支出。",
          {Stage::kSpent, Stage::kUnitemised});
  add_sum("ledger_receivable", "按分录汇总应收追回款的余额。", {Stage::kReceivable});
  add("ledger_budget", "按分录汇总预算，含批复、追加和项目间下达的净额。",
      [](const Asking& asking, bool /*explain*/) { return LedgerBudget(asking); });
  add("execution_rate",
      "按分录汇总的支出除以当年调整后的预算（批复、追加、追减、调剂和上年结转），以"
      "百分数表示，保留一位小数；预算为推算的结果为推算。",
      [](const Asking& asking, bool /*explain*/) { return LedgerRate(asking); });
}

absl::StatusOr<FormulaValue> LedgerHeadroom(const storage::Reader& reader,
                                            const Arguments& arguments, const Period& period) {
  ZGC_RETURN_IF_ERROR(CheckArguments(arguments, {"program", "park", "enterprise", "unit"}));
  ZGC_RETURN_IF_ERROR(RequireStock(period));
  ZGC_RETURN_IF_ERROR(ResourceArgument(reader, kPrograms, arguments, "program").status());
  v1::CeilingScope scope = v1::CEILING_SCOPE_FISCAL_YEAR;
  std::string subject;
  for (const auto& [key, its_scope] :
       {std::pair("program", v1::CEILING_SCOPE_PROGRAM), std::pair("park", v1::CEILING_SCOPE_PARK),
        std::pair("enterprise", v1::CEILING_SCOPE_ENTERPRISE)}) {
    const std::string given = Argument(arguments, key);
    if (given.empty()) continue;
    if (!subject.empty()) return absl::InvalidArgumentError("takes one subject at most");
    subject = given;
    scope = its_scope;
  }
  ZGC_ASSIGN_OR_RETURN(const Headrooms headrooms,
                       Headrooms::Read(reader, "fiscalYears/" + period.end_date().substr(0, 4)));
  const Headroom* const closest = headrooms.Find(scope, subject);
  Tally tally("funding_ledger");
  if (closest == nullptr) {
    ZGC_ASSIGN_OR_RETURN(FormulaValue none, tally.AsAmount(Argument(arguments, "unit")));
    none.state = figures::v1::VALUE_STATE_NOT_APPLICABLE;
    none.value.clear();
    return none;
  }
  if (closest->account.empty()) {
    ZGC_ASSIGN_OR_RETURN(const v1::Program program, GetRow(reader, kPrograms, subject));
    tally.Count(subject, "项目限额", program.revision(), closest->left_fen);
    return tally.AsAmount(Argument(arguments, "unit"));
  }
  ZGC_RETURN_IF_ERROR(ForEachTransferOf(
      reader, TransferIndex::kAccount, closest->account, [&](const v1::Transfer& transfer) {
        const bool in = transfer.debit() == closest->account;
        tally.Count(transfer.name(), DescriptionOf(transfer), transfer.revision(),
                    in ? transfer.amount_fen() : -transfer.amount_fen());
        return true;
      }));
  return tally.AsAmount(Argument(arguments, "unit"));
}

}  // namespace zgc::funding
