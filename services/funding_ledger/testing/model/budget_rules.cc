#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/lineage.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/budget/decisions.h"
#include "services/funding_ledger/testing/fixture/faults.h"
#include "services/funding_ledger/testing/model/budget_model.h"

// What the model says of budgets: appropriations, allotments, virements, carry-overs,
// closes and reversals.
namespace zgc::funding {
// Money goes to a program from another if the ceiling of the one that gets it allows.
template <typename Row>
std::string BudgetModel::Give(Text program, const AccountRef& from, v1::TransferKind kind,
                              const Row& row) {
  const std::string fits = ProgramCeiling(program, row.fiscal_year(), row.amount_fen());
  if (fits != "ok") return fits;
  return Post({{ContextFor(program, row), kind, OfProgram(v1::ACCOUNT_KIND_AVAILABLE, program),
                from, row.amount_fen()}});
}

std::string BudgetModel::CreateFiscalYear(const v1::CreateFiscalYearRequest& request, Text) {
  v1::FiscalYear row;
  row.set_name(absl::StrCat("fiscalYears/", request.fiscal_year_id()));
  row.set_state(v1::FISCAL_YEAR_STATE_OPEN);
  return years_.try_emplace(row.name(), row).second ? "ok" : "resource_exists";
}

std::string BudgetModel::CreateProgram(const v1::CreateProgramRequest& request, Text) {
  v1::Program row = request.program();
  row.set_name(absl::StrCat("programs/", request.program_id()));
  const bool known = row.parent().empty() || programs_.count(row.parent()) > 0;
  if (!known) return "reference_not_found";
  row.set_fund(row.parent().empty() ? row.name() : programs_.at(row.parent()).fund());
  return programs_.try_emplace(row.name(), row).second ? "ok" : "resource_exists";
}

std::string BudgetModel::CreateAppropriation(const v1::CreateAppropriationRequest& request,
                                             Text person) {
  v1::Appropriation row = request.appropriation();
  row.set_name(absl::StrCat("appropriations/", request.appropriation_id()));
  if (appropriations_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  faults.Refers(years_, row.fiscal_year());
  if (const auto* program = faults.Refers(programs_, row.program())) {
    faults.Expect(program->parent().empty());
  }
  faults.Amount(row.amount_fen());
  faults.InYear(row.effective_date(), row.fiscal_year());
  if (row.kind() != v1::APPROPRIATION_KIND_REDUCTION) {
    faults.Expect(row.lowers().empty());
  } else if (const auto* lowered = faults.Refers(appropriations_, row.lowers())) {
    faults.Expect(Stands(*lowered) && lowered->kind() != v1::APPROPRIATION_KIND_REDUCTION &&
                  lowered->program() == row.program() &&
                  lowered->fiscal_year() == row.fiscal_year());
  }
  if (faults.any()) return faults.Answer();
  if (!IsOpen(row.fiscal_year(), row.effective_date())) return "period_closed";
  AddPerson(person, row);
  const bool original = row.kind() == v1::APPROPRIATION_KIND_ORIGINAL;
  row.set_state(original ? v1::DECISION_STATE_APPROVED : v1::DECISION_STATE_DRAFT);
  appropriations_[row.name()] = row;
  return original ? PostAppropriation(row) : "ok";
}

// Money comes from SOURCE and goes back to it.
std::string BudgetModel::PostAppropriation(const v1::Appropriation& row) {
  const AccountRef available = OfProgram(v1::ACCOUNT_KIND_AVAILABLE, row.program());
  const AccountRef source = OfProgram(v1::ACCOUNT_KIND_SOURCE, row.program());
  const PostingContext context = ContextFor(row.program(), row);
  if (row.kind() == v1::APPROPRIATION_KIND_REDUCTION) {
    return Post({{context, v1::TRANSFER_KIND_REDUCTION, source, available, row.amount_fen(),
                  row.lowers()}});
  }
  return Post({{context, v1::TRANSFER_KIND_APPROPRIATION, available, source, row.amount_fen(),
                row.name()}});
}

std::string BudgetModel::ApproveAppropriation(const v1::ApproveAppropriationRequest& request,
                                              Text person) {
  const std::string may = Decide(appropriations_, request.name(), person);
  if (may != "ok") return may;
  v1::Appropriation& row = appropriations_.at(request.name());
  if (!row.lowers().empty() && !Stands(appropriations_.at(row.lowers()))) {
    return "illegal_transition";
  }
  const std::string answer = PostAppropriation(row);
  if (answer != "ok") return answer;
  SetDecided(v1::DECISION_STATE_APPROVED, person, row);
  return answer;
}

std::string BudgetModel::RejectAppropriation(const v1::RejectAppropriationRequest& request,
                                             Text person) {
  return Reject(appropriations_, request.name(), person);
}

std::string BudgetModel::CreateAllotment(const v1::CreateAllotmentRequest& request, Text person) {
  v1::Allotment row = request.allotment();
  row.set_name(absl::StrCat("allotments/", request.allotment_id()));
  if (allotments_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  faults.Refers(years_, row.fiscal_year());
  const auto* program = faults.Refers(programs_, row.program());
  faults.Expect(program == nullptr || !program->parent().empty());
  faults.Amount(row.amount_fen());
  faults.InYear(row.effective_date(), row.fiscal_year());
  if (faults.any()) return faults.Answer();
  const AccountRef from = DrawsOn(row.fiscal_year(), Lineage(program->parent()));
  const std::string answer = Give(row.program(), from, v1::TRANSFER_KIND_ALLOTMENT, row);
  if (answer != "ok") return answer;
  row.set_maker(person);
  allotments_[row.name()] = row;
  return answer;
}

std::string BudgetModel::CreateVirement(const v1::CreateVirementRequest& request, Text person) {
  v1::Virement row = request.virement();
  row.set_name(absl::StrCat("virements/", request.virement_id()));
  if (virements_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  faults.Refers(years_, row.fiscal_year());
  const auto* from = faults.Refers(programs_, row.from_program());
  const auto* to = faults.Refers(programs_, row.to_program());
  if (from != nullptr && to != nullptr) {
    faults.Expect(from != to && row.across_funds() == (from->fund() != to->fund()));
  }
  faults.Amount(row.amount_fen());
  faults.InYear(row.effective_date(), row.fiscal_year());
  if (faults.any()) return faults.Answer();
  if (!IsOpen(row.fiscal_year(), row.effective_date())) return "period_closed";
  AddPerson(person, row);
  row.set_state(v1::DECISION_STATE_DRAFT);
  virements_[row.name()] = row;
  return "ok";
}

std::string BudgetModel::ApproveVirement(const v1::ApproveVirementRequest& request, Text person) {
  const std::string may = Decide(virements_, request.name(), person);
  if (may != "ok") return may;
  v1::Virement& row = virements_.at(request.name());
  const AccountRef from = OfProgram(v1::ACCOUNT_KIND_AVAILABLE, row.from_program());
  const std::string answer = Give(row.to_program(), from, v1::TRANSFER_KIND_VIREMENT, row);
  if (answer != "ok") return answer;
  SetDecided(v1::DECISION_STATE_APPROVED, person, row);
  return answer;
}

std::string BudgetModel::RejectVirement(const v1::RejectVirementRequest& request, Text person) {
  return Reject(virements_, request.name(), person);
}

// Only what the year still owes, of the program or one below it.
bool BudgetModel::CanCarry(const v1::CarryOver& row, Text name) const {
  const v1::Award& award = awards_.at(name);
  // What is within a summary is spent.
  return IsOpenIn(award, row.from_year()) && award.within_summary().empty() &&
         IsWithin(award.program(), row.program());
}

std::string BudgetModel::CreateCarryOver(const v1::CreateCarryOverRequest& request, Text person) {
  v1::CarryOver row = request.carry_over();
  row.set_name(absl::StrCat("carryOvers/", request.carry_over_id()));
  if (carry_overs_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  faults.Refers(years_, row.from_year());
  faults.Refers(years_, row.to_year());
  const int from = std::stoi(row.from_year().substr(12));
  const int to = std::stoi(row.to_year().substr(12));
  faults.Expect(to == from + 1);
  const auto* program = faults.Refers(programs_, row.program());
  faults.Expect(row.available_fen() >= 0);
  faults.Expect(row.available_fen() != 0 || row.awards_size() > 0);
  std::set<std::string> seen;
  for (const std::string& name : row.awards()) {
    faults.Expect(seen.insert(name).second);
    const bool known = faults.Refers(awards_, name) != nullptr;
    if (known && program != nullptr) faults.Expect(CanCarry(row, name));
  }
  faults.InYear(row.effective_date(), row.to_year());
  if (faults.any()) return faults.Answer();
  if (!IsOpen(row.from_year())) return "period_closed";
  AddPerson(person, row);
  row.set_state(v1::DECISION_STATE_DRAFT);
  carry_overs_[row.name()] = row;
  return "ok";
}

std::string BudgetModel::ApproveCarryOver(const v1::ApproveCarryOverRequest& request, Text person) {
  const std::string may = Decide(carry_overs_, request.name(), person);
  if (may != "ok") return may;
  v1::CarryOver& row = carry_overs_.at(request.name());
  const std::string day =
      row.effective_date().empty() ? FirstOpenDay(row.to_year()) : row.effective_date();
  std::vector<Line> lines;
  const auto carry = [&](v1::AccountKind kind, Text program, Text award, int64_t fen) {
    PostingContext context;
    context.fiscal_year = row.from_year();
    context.program = program;
    context.award = award;
    context.source = row.name();
    context.document = row.document();
    const AccountRef account = OfProgram(kind, program);
    lines.push_back({context, v1::TRANSFER_KIND_CARRY_OUT,
                     OfProgram(v1::ACCOUNT_KIND_CARRIED_OUT, program), account, fen});
    context.fiscal_year = row.to_year();
    context.effective_date = day;
    lines.push_back({context, v1::TRANSFER_KIND_CARRY_IN, account,
                     OfProgram(v1::ACCOUNT_KIND_CARRIED_IN, program), fen, "", true});
  };
  if (row.available_fen() > 0) {
    carry(v1::ACCOUNT_KIND_AVAILABLE, row.program(), "", row.available_fen());
  }
  for (const std::string& name : row.awards()) {
    if (!CanCarry(row, name)) return "illegal_transition";
    const v1::Award& award = awards_.at(name);
    carry(v1::ACCOUNT_KIND_COMMITTED, award.program(), name, award.amount_fen() - award.paid_fen());
  }
  const std::string answer = Post(lines);
  if (answer != "ok") return answer;
  for (const std::string& name : row.awards()) {
    v1::Award& award = awards_.at(name);
    award.set_paying_year(row.to_year());
    carried_[row.name()][name] = award.amount_fen() - award.paid_fen();
  }
  row.set_effective_date(day);
  SetDecided(v1::DECISION_STATE_APPROVED, person, row);
  return answer;
}

std::string BudgetModel::RejectCarryOver(const v1::RejectCarryOverRequest& request, Text person) {
  return Reject(carry_overs_, request.name(), person);
}

std::string BudgetModel::ClosePeriod(const v1::ClosePeriodRequest& request, Text) {
  const auto found = years_.find(request.name());
  if (found == years_.end()) return "resource_not_found";
  v1::FiscalYear& year = found->second;
  if (!IsOpen(year.name())) return "illegal_transition";
  Faults faults;
  faults.MonthEnd(request.closed_through(), year.name());
  faults.Expect(request.closed_through() > year.closed_through());
  if (faults.any()) return faults.Answer();
  if (request.closed_through().substr(0, 7) > std::string(kCommitDay).substr(0, 7)) {
    return "illegal_transition";
  }
  year.set_closed_through(request.closed_through());
  journal_.ClosePeriod(year.name(), year.closed_through());
  return "ok";
}

std::string BudgetModel::CreatePeriodReopening(const v1::CreatePeriodReopeningRequest& request,
                                               Text person) {
  v1::PeriodReopening row = request.period_reopening();
  row.set_name(absl::StrCat("periodReopenings/", request.period_reopening_id()));
  if (reopenings_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  const auto* year = faults.Refers(years_, row.fiscal_year());
  if (!row.closed_through().empty()) faults.MonthEnd(row.closed_through(), row.fiscal_year());
  if (faults.any()) return faults.Answer();
  const bool closed = row.closed_through() < year->closed_through();
  if (!IsOpen(row.fiscal_year()) || !closed) return "illegal_transition";
  AddPerson(person, row);
  row.set_state(v1::DECISION_STATE_DRAFT);
  reopenings_[row.name()] = row;
  return "ok";
}

std::string BudgetModel::ApprovePeriodReopening(const v1::ApprovePeriodReopeningRequest& request,
                                                Text person) {
  const std::string may = Decide(reopenings_, request.name(), person);
  if (may != "ok") return may;
  v1::PeriodReopening& row = reopenings_.at(request.name());
  v1::FiscalYear& year = years_.at(row.fiscal_year());
  const bool closed = row.closed_through() < year.closed_through();
  if (!IsOpen(year.name()) || !closed) return "illegal_transition";
  year.set_closed_through(row.closed_through());
  journal_.ClosePeriod(year.name(), year.closed_through());
  SetDecided(v1::DECISION_STATE_APPROVED, person, row);
  return "ok";
}

std::string BudgetModel::RejectPeriodReopening(const v1::RejectPeriodReopeningRequest& request,
                                               Text person) {
  return Reject(reopenings_, request.name(), person);
}

std::string BudgetModel::CloseFiscalYear(const v1::CloseFiscalYearRequest& request, Text person) {
  const auto found = years_.find(request.name());
  if (found == years_.end()) return "resource_not_found";
  v1::FiscalYear& year = found->second;
  const bool begun = year.name().substr(12) <= std::string(kCommitDay).substr(0, 4);
  if (!IsOpen(year.name()) || !begun) return "illegal_transition";
  Faults faults;
  std::set<std::string> lapses;
  for (const std::string& name : request.lapses()) {
    faults.Expect(lapses.insert(name).second);
    const auto* award = faults.Refers(awards_, name);
    if (award == nullptr) continue;
    faults.Expect(IsOpenIn(*award, year.name()) || IsUnknownIn(*award, year.name()));
  }
  if (faults.any()) return faults.Answer();
  std::vector<Line> lines;
  for (const std::string& name : request.lapses()) {
    const v1::Award& award = awards_.at(name);
    if (award.maker() == person) return "separation_of_duties";
    if (IsUnknownIn(award, year.name())) continue;
    AddRelease(award, "", award.amount_fen() - award.paid_fen(), v1::TRANSFER_KIND_LAPSE, lines);
  }
  for (const auto& [name, award] : awards_) {
    const bool waits = IsOpenIn(award, year.name()) || IsUnknownIn(award, year.name());
    if (waits && lapses.count(name) == 0) return "illegal_transition";
  }
  for (const auto& [name, row] : clawbacks_) {
    if (row.fiscal_year() == year.name() && row.open_fen() > 0) return "illegal_transition";
  }
  if (!lines.empty()) {
    const std::string answer = Post(lines);
    if (answer != "ok") return answer;
  }
  for (const std::string& name : request.lapses()) {
    v1::Award& award = awards_.at(name);
    if (IsUnknownIn(award, year.name())) {
      award.set_state(v1::AWARD_STATE_CANCELLED);
      continue;
    }
    ForgetHolder(award, award.amount_fen() - award.paid_fen());
    if (award.paid_fen() == 0) {
      award.clear_reserved_from();
      award.set_state(v1::AWARD_STATE_CANCELLED);
    } else {
      award.set_amount_fen(award.paid_fen());
      award.set_state(v1::AWARD_STATE_PAID);
      CutTranches(award);
    }
    UpdateBreach("", award);
  }
  year.set_state(v1::FISCAL_YEAR_STATE_CLOSED);
  journal_.CloseYear(year.name());
  return "ok";
}

}  // namespace zgc::funding
