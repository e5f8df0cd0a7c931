#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/funding_ledger/domain/budget/allotments.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/domain/budget/decisions.h"
#include "services/funding_ledger/testing/fixture/faults.h"
#include "services/funding_ledger/testing/model/budget_model.h"

// What the model says of ceilings (限额).
namespace zgc::funding {
namespace {

std::string SubjectOf(const std::string& year, v1::CeilingScope scope, const std::string& subject) {
  return absl::StrCat(year, "|", scope, "|", subject);
}

}  // namespace

int64_t BudgetModel::CeilingIn(Text program, Text year) const {
  const v1::Program& row = programs_.at(program);
  if (row.ceiling_state() != common::v1::AMOUNT_STATE_KNOWN) return 0;
  int64_t fen = row.ceiling_fen();
  const auto amended = amended_.find(program);
  if (amended == amended_.end()) return fen;
  for (const v1::CeilingAmendment& change : amended->second) {
    const std::string& last = change.last_fiscal_year();
    // What was over by then stays as it was.
    if (closed_by_.at(change.name()).count(year) > 0) continue;
    if (change.fiscal_year() <= year && (last.empty() || year <= last)) fen = change.limit_fen();
  }
  return fen;
}

bool BudgetModel::WasEnded(Text subject, Text year) const {
  if (programs_.count(subject) > 0) return CeilingIn(subject, year) == 0;
  const auto amended = amended_.find(subject);
  return amended != amended_.end() && amended->second.back().ends();
}

// What awards hold of the year that lie under what `key` names.
std::map<std::string, int64_t> BudgetModel::HeldUnder(Text key, Text year) const {
  std::map<std::string, int64_t> held;
  for (const auto& [name, award] : awards_) {
    if (!Holds(award) || award.fiscal_year() != year) continue;
    const std::vector<std::string> keys = SubjectsOf(award);
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) held[name] = award.amount_fen();
  }
  return held;
}

// What ceilings may be set for that the award lies under.
std::vector<std::string> BudgetModel::SubjectsOf(const v1::Award& award) const {
  const std::string& year = award.fiscal_year();
  std::vector<std::string> keys = {SubjectOf(year, v1::CEILING_SCOPE_FISCAL_YEAR, "")};
  for (const std::string& program : Lineage(award.program())) {
    keys.push_back(SubjectOf(year, v1::CEILING_SCOPE_PROGRAM, program));
  }
  for (const std::string& park : award.parks()) {
    keys.push_back(SubjectOf(year, v1::CEILING_SCOPE_PARK, park));
  }
  for (const std::string& enterprise : award.enterprises()) {
    keys.push_back(SubjectOf(year, v1::CEILING_SCOPE_ENTERPRISE, enterprise));
  }
  return keys;
}

std::vector<std::string> BudgetModel::AddCeilings(const v1::Award& award, int64_t fen, bool use,
                                                  std::vector<Line>& lines) const {
  // Those of its own year, whichever pays it.
  PostingContext context = lines.back().context;
  if (context.fiscal_year != award.fiscal_year()) context.effective_date.clear();
  context.fiscal_year = award.fiscal_year();
  std::vector<AccountRef> found;
  for (const std::string& program : Lineage(award.program())) {
    const int64_t ceiling = CeilingIn(program, award.fiscal_year());
    if (ceiling == 0) continue;
    const AccountRef limit = {v1::ACCOUNT_KIND_LIMIT, program, program};
    // The first award of a year sets it.
    if (journal_.accounts().count(AccountName(award.fiscal_year(), limit)) == 0) {
      lines.push_back({context,
                       v1::TRANSFER_KIND_CEILING_SET,
                       {v1::ACCOUNT_KIND_HEADROOM, program, program},
                       limit,
                       ceiling});
    }
    found.push_back(limit);
  }
  for (const std::string& key : SubjectsOf(award)) {
    const auto names = by_subject_.find(key);
    if (names == by_subject_.end()) continue;
    for (const std::string& name : names->second) {
      const v1::Ceiling& row = ceilings_.at(name);
      const bool of_program = row.scope() == v1::CEILING_SCOPE_PROGRAM;
      found.push_back({v1::ACCOUNT_KIND_LIMIT, name, of_program ? row.subject() : ""});
    }
  }
  std::vector<std::string> headrooms;
  for (const AccountRef& limit : found) {
    const AccountRef headroom = {v1::ACCOUNT_KIND_HEADROOM, limit.holder, limit.program};
    const AccountRef used = {v1::ACCOUNT_KIND_USED, limit.holder, limit.program};
    lines.push_back({context,
                     use ? v1::TRANSFER_KIND_CEILING_USE : v1::TRANSFER_KIND_CEILING_RELEASE,
                     use ? used : headroom, use ? headroom : used, fen});
    headrooms.push_back(AccountName(award.fiscal_year(), headroom));
  }
  return headrooms;
}

// Once `fen` of what the award holds under ceilings was given back.
void BudgetModel::ForgetHolder(const v1::Award& award, int64_t fen) {
  if (!IsOpen(award.fiscal_year())) return;
  for (auto& [headroom, held] : holders_) {
    const auto found = held.find(award.name());
    if (found == held.end()) continue;
    found->second -= fen;
    if (found->second == 0) held.erase(found);
  }
}

std::string BudgetModel::CreateCeiling(const v1::CreateCeilingRequest& request, Text) {
  v1::Ceiling row = request.ceiling();
  row.set_name(absl::StrCat("ceilings/", request.ceiling_id()));
  if (ceilings_.count(row.name()) > 0) return "resource_exists";
  const bool of_program = row.scope() == v1::CEILING_SCOPE_PROGRAM;
  const bool known =
      years_.count(row.fiscal_year()) > 0 && (!of_program || programs_.count(row.subject()) > 0);
  if (row.limit_fen() <= 0) return "invalid_field";
  if (!known) return "reference_not_found";
  const std::string key = SubjectOf(row.fiscal_year(), row.scope(), row.subject());
  if (!by_subject_[key].empty()) return "resource_exists";
  const std::string program = of_program ? row.subject() : "";
  const AccountRef headroom = {v1::ACCOUNT_KIND_HEADROOM, row.name(), program};
  const std::string account = AccountName(row.fiscal_year(), headroom);
  // Awards that were approved before count.
  const std::map<std::string, int64_t> held = HeldUnder(key, row.fiscal_year());
  int64_t sum = 0;
  for (const auto& [name, fen] : held) sum += fen;
  if (sum > row.limit_fen()) return "invalid_field";
  PostingContext context;
  context.fiscal_year = row.fiscal_year();
  context.program = program;
  context.source = row.name();
  context.document = row.document();
  std::vector<Line> lines = {{context,
                              v1::TRANSFER_KIND_CEILING_SET,
                              headroom,
                              {v1::ACCOUNT_KIND_LIMIT, row.name(), program},
                              row.limit_fen()}};
  if (sum > 0) {
    lines.push_back({context,
                     v1::TRANSFER_KIND_CEILING_USE,
                     {v1::ACCOUNT_KIND_USED, row.name(), program},
                     headroom,
                     sum});
  }
  const std::string answer = Post(lines);
  if (answer != "ok") return answer;
  if (!held.empty()) holders_[account] = held;
  by_subject_[key].insert(row.name());
  v1::Ceiling& kept = ceilings_[row.name()] = row;
  kept.set_state(v1::CEILING_STATE_IN_FORCE);
  return answer;
}

std::string BudgetModel::CreateCeilingAmendment(const v1::CreateCeilingAmendmentRequest& request,
                                                Text person) {
  v1::CeilingAmendment row = request.ceiling_amendment();
  row.set_name(absl::StrCat("ceilingAmendments/", request.ceiling_amendment_id()));
  if (amendments_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  if (absl::StartsWith(row.subject(), "programs/")) {
    const auto* program = faults.Refers(programs_, row.subject());
    faults.Expect(program == nullptr || program->ceiling_state() == common::v1::AMOUNT_STATE_KNOWN);
    faults.Refers(years_, row.fiscal_year());
    if (!row.last_fiscal_year().empty()) {
      faults.Refers(years_, row.last_fiscal_year());
      faults.Expect(row.last_fiscal_year() >= row.fiscal_year());
    }
  } else if (const auto* ceiling = faults.Refers(ceilings_, row.subject())) {
    if (row.fiscal_year().empty()) row.set_fiscal_year(ceiling->fiscal_year());
    faults.Expect(row.fiscal_year() == ceiling->fiscal_year());
    faults.Expect(row.last_fiscal_year().empty() ||
                  row.last_fiscal_year() == ceiling->fiscal_year());
  }
  if (row.ends()) {
    faults.Expect(row.limit_fen() == 0);
  } else {
    faults.Amount(row.limit_fen());
  }
  if (!row.fiscal_year().empty()) faults.InYear(row.effective_date(), row.fiscal_year());
  if (faults.any()) return faults.Answer();
  if (row.ends() && WasEnded(row.subject(), row.fiscal_year())) return "illegal_transition";
  if (!IsOpen(row.fiscal_year(), row.effective_date())) return "period_closed";
  AddPerson(person, row);
  row.set_state(v1::DECISION_STATE_DRAFT);
  amendments_[row.name()] = row;
  return "ok";
}

BudgetModel::AmendedCeiling BudgetModel::CeilingOf(const v1::CeilingAmendment& row) const {
  AmendedCeiling of;
  of.ended = WasEnded(row.subject(), row.fiscal_year());
  of.of_program = programs_.count(row.subject()) > 0;
  if (of.of_program) {
    of.program = row.subject();
  } else {
    const v1::Ceiling& ceiling = ceilings_.at(row.subject());
    if (ceiling.scope() == v1::CEILING_SCOPE_PROGRAM) of.program = ceiling.subject();
    of.key = SubjectOf(ceiling.fiscal_year(), ceiling.scope(), ceiling.subject());
  }
  of.limit = {v1::ACCOUNT_KIND_LIMIT, row.subject(), of.program};
  of.headroom = {v1::ACCOUNT_KIND_HEADROOM, row.subject(), of.program};
  of.used = {v1::ACCOUNT_KIND_USED, row.subject(), of.program};
  return of;
}

// A ceiling that was not there, or had ended: whatever awards hold by now counts.
std::string BudgetModel::SetCeilingAnew(const v1::CeilingAmendment& row, const AmendedCeiling& of,
                                        Text year, std::map<std::string, int64_t>& held,
                                        CeilingMove& move) {
  const int64_t allotted = of.of_program ? AllottedTo(of.program, year) : 0;
  if (allotted > row.limit_fen()) {
    return Refusal({{of.program, of.program, row.limit_fen(), allotted}});
  }
  const std::string account = AccountName(year, of.headroom);
  held = HeldUnder(of.of_program ? SubjectOf(year, v1::CEILING_SCOPE_PROGRAM, of.program) : of.key,
                   year);
  int64_t sum = 0;
  for (const auto& [name, fen] : held) sum += fen;
  if (sum > row.limit_fen()) {
    // It names who holds it now.
    auto& named = holders_[account];
    std::swap(named, held);
    const std::string answer =
        Refusal({{account, row.subject(), row.limit_fen(), sum}}, row.name());
    std::swap(named, held);
    return answer;
  }
  move.more = row.limit_fen() - BalanceOf(AccountName(year, of.limit));
  move.more_used = sum - BalanceOf(AccountName(year, of.used));
  return "ok";
}

void BudgetModel::AddCeilingMove(const v1::CeilingAmendment& row, const AmendedCeiling& of,
                                 Text year, const CeilingMove& move, std::vector<Line>& lines) {
  PostingContext context;
  context.fiscal_year = year;
  if (year == row.fiscal_year()) context.effective_date = row.effective_date();
  context.program = of.program;
  context.source = row.name();
  context.document = row.document();
  const auto add = [&](v1::TransferKind kind, const AccountRef& debit, const AccountRef& credit,
                       int64_t fen) {
    if (fen > 0) lines.push_back({context, kind, debit, credit, fen});
  };
  add(v1::TRANSFER_KIND_CEILING_RELEASE, of.headroom, of.used, -move.more_used);
  add(v1::TRANSFER_KIND_CEILING_SET, of.headroom, of.limit, move.more);
  add(v1::TRANSFER_KIND_CEILING_SET, of.limit, of.headroom, -move.more);
  add(v1::TRANSFER_KIND_CEILING_USE, of.used, of.headroom, move.more_used);
}

std::string BudgetModel::AmendYear(const v1::CeilingAmendment& row, const AmendedCeiling& of,
                                   Text year, std::vector<Line>& lines, HeldAnew& held_anew) {
  // A ceiling says of itself what it limits to.
  const int64_t former =
      of.of_program ? CeilingIn(of.program, year) : ceilings_.at(row.subject()).limit_fen();
  CeilingMove move{row.limit_fen() - former, 0};
  if (of.of_program ? former == 0 : of.ended) {
    if (row.ends()) return "ok";
    const std::string answer =
        SetCeilingAnew(row, of, year, held_anew[AccountName(year, of.headroom)], move);
    if (answer != "ok") return answer;
  } else {
    if (of.of_program && !row.ends() && move.more < 0) {
      const std::string fits = ProgramCeiling(of.program, year, -move.more);
      if (fits != "ok") return fits;
    }
    // Where no award has opened it yet, there is nothing to move.
    if (journal_.accounts().count(AccountName(year, of.limit)) == 0) return "ok";
    if (row.ends()) move.more = -BalanceOf(AccountName(year, of.headroom));
  }
  AddCeilingMove(row, of, year, move, lines);
  return "ok";
}

void BudgetModel::SetAmended(const v1::CeilingAmendment& row, const AmendedCeiling& of) {
  amended_[row.subject()].push_back(row);
  auto& closed = closed_by_[row.name()];
  for (const auto& [year, state] : years_) {
    if (!IsOpen(year)) closed.insert(year);
  }
  if (of.of_program) return;
  v1::Ceiling& ceiling = ceilings_.at(row.subject());
  ceiling.set_limit_fen(row.limit_fen());
  ceiling.set_amendment(row.name());
  ceiling.set_state(row.ends() ? v1::CEILING_STATE_ENDED : v1::CEILING_STATE_IN_FORCE);
  if (!row.ends()) {
    by_subject_[of.key].insert(row.subject());
    return;
  }
  ceiling.set_limit_fen(BalanceOf(AccountName(row.fiscal_year(), of.used)));
  by_subject_[of.key].clear();
}

std::string BudgetModel::ApproveCeilingAmendment(const v1::ApproveCeilingAmendmentRequest& request,
                                                 Text person) {
  const std::string may = Decide(amendments_, request.name(), person);
  if (may != "ok") return may;
  v1::CeilingAmendment& row = amendments_.at(request.name());
  if (!IsOpen(row.fiscal_year(), row.effective_date())) return "period_closed";
  if (row.effective_date() > kCommitDay) return "illegal_transition";
  const AmendedCeiling of = CeilingOf(row);
  if (row.ends() && of.ended) return "illegal_transition";
  // What lies under it has a name of its own where it was set.
  if (!of.of_program && of.ended && !by_subject_[of.key].empty()) return "resource_exists";
  std::vector<Line> lines;
  HeldAnew held_anew;
  for (const auto& [year, state] : years_) {
    const std::string last = of.of_program ? row.last_fiscal_year() : row.fiscal_year();
    if (year < row.fiscal_year() || (!last.empty() && year > last) || !IsOpen(year)) continue;
    const std::string answer = AmendYear(row, of, year, lines, held_anew);
    if (answer != "ok") return answer;
  }
  if (!lines.empty()) {
    // It is no award: all that hold are named.
    const std::string answer = Post(lines, row.name());
    if (answer != "ok") return answer;
  }
  for (const auto& [account, held] : held_anew) holders_[account] = held;
  SetAmended(row, of);
  SetDecided(v1::DECISION_STATE_APPROVED, person, row);
  return "ok";
}

std::string BudgetModel::RejectCeilingAmendment(const v1::RejectCeilingAmendmentRequest& request,
                                                Text person) {
  return Reject(amendments_, request.name(), person);
}

}  // namespace zgc::funding
