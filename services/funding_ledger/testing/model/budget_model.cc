#include "services/funding_ledger/testing/model/budget_model.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/domain/awards/summaries.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "services/funding_ledger/testing/fixture/faults.h"

// How the model posts: lots and balances.
namespace zgc::funding {
namespace {

// Kinds that come after others, which they take back.
const std::set<v1::TransferKind> kGiveBack = {
    v1::TRANSFER_KIND_RELEASE, v1::TRANSFER_KIND_REPAYMENT, v1::TRANSFER_KIND_SET_OFF,
    v1::TRANSFER_KIND_LAPSE, v1::TRANSFER_KIND_REVERSAL};

}  // namespace

void BudgetModel::SetRevision(int64_t revision) {
  revision_ = revision;
  number_ = 0;
}

int64_t BudgetModel::BalanceOf(const std::string& account) const {
  const auto found = journal_.accounts().find(account);
  return found == journal_.accounts().end() ? 0 : static_cast<int64_t>(found->second.balance());
}

// What awards and payments hold of an account is kept apart; all else is common.
std::string BudgetModel::OwnerOf(const Line& line, const AccountRef& ref) {
  const PostingContext& context = line.context;
  switch (ref.kind) {
    case v1::ACCOUNT_KIND_SOURCE:
    case v1::ACCOUNT_KIND_AVAILABLE:
    case v1::ACCOUNT_KIND_UNITEMISED:
    case v1::ACCOUNT_KIND_CARRIED_OUT:
    case v1::ACCOUNT_KIND_CARRIED_IN:
      return "";
    case v1::ACCOUNT_KIND_SPENT:
    case v1::ACCOUNT_KIND_RECEIVABLE:
    case v1::ACCOUNT_KIND_PRIOR_YEAR:
    case v1::ACCOUNT_KIND_WRITEOFF:
      return context.payment.empty() ? context.award : context.payment;
    default:
      return context.award;
  }
}

BudgetModel::HoldingKey BudgetModel::KeyOf(const Line& line, const AccountRef& ref,
                                           Text lot) const {
  const v1::Appropriation& origin = appropriations_.at(lot);
  return {AccountName(line.context.fiscal_year, ref), OwnerOf(line, ref), origin.fiscal_year(),
          origin.effective_date(), lot};
}

bool BudgetModel::TakeLots(const Line& line, const std::map<HoldingKey, int64_t>& held,
                           const std::map<std::string, int64_t>& balances, std::vector<Part>& parts,
                           std::vector<Shortfall>& short_of) const {
  parts.clear();
  const std::string account = AccountName(line.context.fiscal_year, line.credit);
  // Where money comes from outside, the lot is said; ceilings hold no money.
  if (IsMemorandum(line.credit.kind) || NormalSide(line.credit.kind) == v1::ACCOUNT_SIDE_CREDIT) {
    parts = {{line.lot, line.fen}};
    return true;
  }
  const std::string owner = OwnerOf(line, line.credit);
  const auto first = held.lower_bound({account, owner, "", "", ""});
  int64_t missing = line.fen;
  int64_t of_lot = 0;
  for (auto one = first; one != held.end() && missing > 0; ++one) {
    const auto& [in, of, year, day, lot] = one->first;
    if (in != account || of != owner) break;
    if (lot == line.lot) of_lot = one->second;
    const int64_t fen = std::min(missing, one->second);
    if (!line.lot.empty() || fen == 0) continue;
    parts.push_back({lot, fen});
    missing -= fen;
  }
  if (!line.lot.empty()) {
    if (of_lot < line.fen) short_of = {{account, line.lot, of_lot, line.fen}};
    parts = {{line.lot, line.fen}};
    return of_lot >= line.fen;
  }
  if (missing == 0) return true;
  // More than there is: the balance says so.
  const auto balance = balances.find(account);
  EXPECT_LT(balance == balances.end() ? BalanceOf(account) : balance->second, line.fen)
      << account << " has money of " << owner << " without a lot";
  parts = {{"", line.fen}};
  return true;
}

std::string BudgetModel::Post(const std::vector<Line>& lines, Text claimant) {
  for (const Line& line : lines) {
    if (!IsOpen(line.context.fiscal_year, line.context.effective_date)) return "period_closed";
  }
  // On copies, as nothing may remain of a refusal.
  std::map<HoldingKey, int64_t> held = holdings_;
  std::map<std::string, int64_t> balances;
  std::vector<Shortfall> short_of;
  std::vector<std::vector<Part>> taken;
  std::map<std::string, Days> posted;
  for (const Line& line : lines) {
    std::vector<Part> parts;
    if (line.same_lots) {
      parts = taken.back();
    } else if (!TakeLots(line, held, balances, parts, short_of)) {
      return Refusal(short_of);
    }
    for (const Part& part : parts) {
      for (const bool debit : {true, false}) {
        const AccountRef& ref = debit ? line.debit : line.credit;
        const v1::AccountSide side = debit ? v1::ACCOUNT_SIDE_DEBIT : v1::ACCOUNT_SIDE_CREDIT;
        const int64_t fen = NormalSide(ref.kind) == side ? part.fen : -part.fen;
        const std::string account = AccountName(line.context.fiscal_year, ref);
        int64_t& balance = balances.try_emplace(account, BalanceOf(account)).first->second;
        if (!part.lot.empty()) held[KeyOf(line, ref, part.lot)] += fen;
        if (balance + fen < std::min<int64_t>(balance, 0)) {
          short_of.push_back({account, ref.holder, balance, part.fen});
        }
        balance += fen;
        if (IsMemorandum(ref.kind)) continue;
        // Of any day in the year if it has none: early if it comes, late if it goes and
        // where it comes back.
        std::string day = line.context.effective_date;
        if (day.empty() && (fen < 0 || kGiveBack.count(line.kind) > 0))
          day = absl::StrCat(line.context.fiscal_year.substr(12), "-12-31");
        posted[account][day] += fen;
      }
    }
    taken.push_back(parts);
  }
  if (short_of.empty()) short_of = ShortOnDays(posted);
  if (!short_of.empty()) return Refusal(short_of, claimant);
  for (const auto& [account, days] : posted) {
    for (const auto& [day, fen] : days) days_[account][day] += fen;
  }
  holdings_ = std::move(held);
  for (size_t i = 0; i < lines.size(); ++i) Record(lines[i], taken[i]);
  for (auto one = holdings_.begin(); one != holdings_.end();) {
    EXPECT_GE(one->second, 0) << std::get<0>(one->first) << " of " << std::get<1>(one->first);
    one = one->second == 0 ? holdings_.erase(one) : std::next(one);
  }
  for (auto& [name, row] : summaries_) {
    row.set_unitemised_fen(BalanceOf(AccountName(row.fiscal_year(), Unitemised(row))));
  }
  return "ok";
}

// On each day of each account, from the first on: what it had, and what is posted by then.
std::vector<BudgetModel::Shortfall> BudgetModel::ShortOnDays(
    const std::map<std::string, Days>& posted) const {
  std::vector<Shortfall> short_of;
  for (const auto& [account, changes] : posted) {
    const auto known = days_.find(account);
    Days had = known == days_.end() ? Days() : known->second;
    for (const auto& [day, fen] : changes) had.try_emplace(day, 0);
    int64_t balance = 0;
    int64_t change = 0;
    for (const auto& [day, fen] : had) {
      balance += fen;
      const auto found = changes.find(day);
      if (found != changes.end()) change += found->second;
      if (change >= 0 || balance + change >= 0) continue;
      const auto ref = refs_.find(account);
      short_of.push_back(
          {account, ref == refs_.end() ? "" : ref->second.holder, balance, -change, day});
      break;
    }
  }
  return short_of;
}

std::string BudgetModel::Refusal(const std::vector<Shortfall>& short_of, Text claimant) const {
  std::string text = "insufficient_funds";
  for (const Shortfall& one : short_of) {
    absl::StrAppend(&text, "; ", one.account, ": ", one.holder, " has ", one.headroom_fen,
                    " fen left", one.day.empty() ? "" : " on ", one.day, ", ", one.requested_fen,
                    " were asked for");
    const auto found = holders_.find(one.account);
    if (claimant.empty() || found == holders_.end()) continue;
    // Those that hold most come first.
    std::set<std::pair<int64_t, std::string>> most;
    for (const auto& [award, fen] : found->second) {
      if (award != claimant) most.insert({-fen, award});
    }
    int named = 0;
    for (const auto& [fen, award] : most) {
      if (named++ == 5) break;
      absl::StrAppend(&text, named == 1 ? "; held by " : ", ", award, " ", -fen, " fen");
    }
    if (most.size() > 5) absl::StrAppend(&text, " and ", most.size() - 5, " more");
  }
  return text;
}

void BudgetModel::Record(const Line& line, const std::vector<Part>& parts) {
  const PostingContext& context = line.context;
  for (const AccountRef& ref : {line.debit, line.credit}) {
    const std::string name = AccountName(context.fiscal_year, ref);
    if (journal_.accounts().count(name) > 0) continue;
    v1::Account account;
    account.set_name(name);
    account.set_kind(ref.kind);
    account.set_fiscal_year(context.fiscal_year);
    account.set_normal_side(NormalSide(ref.kind));
    journal_.OpenAccount(account);
    refs_[name] = ref;
  }
  for (const Part& part : parts) {
    v1::Transfer transfer;
    transfer.set_debit(AccountName(context.fiscal_year, line.debit));
    transfer.set_credit(AccountName(context.fiscal_year, line.credit));
    transfer.set_amount_fen(part.fen);
    transfer.set_kind(line.kind);
    transfer.set_fiscal_year(context.fiscal_year);
    transfer.set_effective_date(context.effective_date);
    transfer.set_program(context.program);
    transfer.set_award(context.award);
    transfer.set_source(context.source);
    transfer.set_enterprise(context.enterprise);
    transfer.set_park(context.park);
    transfer.set_document(context.document);
    transfer.set_lot(part.lot);
    transfer.set_reverses(line.reverses);
    names_[journal_.journal().size()] = TransferName(revision_, number_++);
    journal_.Record(transfer);
  }
}

bool BudgetModel::IsOpen(Text year) const {
  return years_.at(year).state() == v1::FISCAL_YEAR_STATE_OPEN;
}

bool BudgetModel::IsOpen(Text year, Text day) const {
  return IsOpen(year) && (day.empty() || day > years_.at(year).closed_through());
}

std::string BudgetModel::FirstOpenDay(Text year) const {
  const std::string& closed = years_.at(year).closed_through();
  if (closed.empty()) return absl::StrCat(year.substr(year.find('/') + 1), "-01-01");
  return base::FormatDate(*base::ParseDate(closed) + 1);
}

std::vector<std::string> BudgetModel::Lineage(Text program) const {
  std::vector<std::string> lineage;
  for (std::string next = program; !next.empty(); next = programs_.at(next).parent()) {
    lineage.push_back(next);
  }
  return lineage;
}

bool BudgetModel::IsWithin(Text program, Text above) const {
  const std::vector<std::string> lineage = Lineage(program);
  return std::find(lineage.begin(), lineage.end(), above) != lineage.end();
}

// By an allotment, a virement or a carry-over that stands.
bool BudgetModel::HasOwnBudget(Text year, Text program) const {
  for (const auto& [name, row] : allotments_) {
    const bool stands = row.reversal().empty();
    if (stands && row.fiscal_year() == year && row.program() == program) return true;
  }
  for (const auto& [name, row] : virements_) {
    if (Stands(row) && row.fiscal_year() == year && row.to_program() == program) return true;
  }
  for (const auto& [name, row] : carry_overs_) {
    const bool gives = Stands(row) && row.available_fen() > 0;
    if (gives && row.to_year() == year && row.program() == program) return true;
  }
  return false;
}

// Money goes back to where it was taken from; in a later year to what the program draws
// on then.
AccountRef BudgetModel::GoesBackTo(const v1::Award& award, Text year) const {
  const AccountRef from = RefOf(award.reserved_from());
  if (AccountName(year, from) == award.reserved_from()) return from;
  return DrawsOn(year, Lineage(award.program()));
}

// Its own money once it was given some, else that of the nearest program above.
AccountRef BudgetModel::DrawsOn(Text year, const std::vector<std::string>& lineage) const {
  for (const std::string& program : lineage) {
    if (HasOwnBudget(year, program)) return OfProgram(v1::ACCOUNT_KIND_AVAILABLE, program);
  }
  return OfProgram(v1::ACCOUNT_KIND_AVAILABLE, lineage.back());
}

// Whether a program may be given as much more, by its own ceiling: "ok" or the refusal.
std::string BudgetModel::ProgramCeiling(Text program, Text year, int64_t more_fen) const {
  const int64_t limit = CeilingIn(program, year);
  if (limit == 0) return "ok";
  const int64_t left = limit - AllottedTo(program, year);
  if (more_fen <= left) return "ok";
  return Refusal({{program, program, std::max<int64_t>(0, left), more_fen}});
}

// The allotments of a year, with what came less what went by virement.
int64_t BudgetModel::AllottedTo(Text program, Text year) const {
  int64_t allotted = 0;
  for (const auto& [name, allotment] : allotments_) {
    const bool counts = allotment.program() == program && allotment.fiscal_year() == year;
    if (counts && allotment.reversal().empty()) allotted += allotment.amount_fen();
  }
  for (const auto& [name, virement] : virements_) {
    if (virement.fiscal_year() != year || !Stands(virement)) continue;
    if (virement.to_program() == program) allotted += virement.amount_fen();
    if (virement.from_program() == program) allotted -= virement.amount_fen();
  }
  return allotted;
}

// Its own day, if it lies in the year, but not before the award took effect.
std::string BudgetModel::CountsFrom(const v1::Award& award, Text date, Text year) {
  const auto in_year = [&](Text day) {
    Faults faults;
    faults.InYear(day, year);
    return !day.empty() && !faults.any();
  };
  if (!in_year(date)) return "";
  const bool later = in_year(award.effective_date()) && award.effective_date() > date;
  return later ? award.effective_date() : date;
}

// On no day if its reservation is of none; in a later year not before it came there.
std::string BudgetModel::GoesBackOn(const v1::Award& award, Text date) const {
  std::string day = CountsFrom(award, date, PayingYear(award));
  if (award.paying_year().empty()) return award.effective_date().empty() ? "" : day;
  for (const auto& [name, of] : carried_) {
    const v1::CarryOver& row = carry_overs_.at(name);
    const bool came = Stands(row) && row.to_year() == PayingYear(award);
    if (!day.empty() && came && of.count(award.name()) > 0)
      day = std::max(day, row.effective_date());
  }
  return day;
}

std::string BudgetModel::Reserve(const v1::Award& award, Text day, std::string& reserved_from) {
  const std::string& summary = award.within_summary();
  const AccountRef from = summary.empty() ? DrawsOn(award.fiscal_year(), Lineage(award.program()))
                                          : Unitemised(summaries_.at(summary));
  std::vector<Line> lines = {{ContextOf(award, day, award.name(), award.document()),
                              v1::TRANSFER_KIND_COMMITMENT, ReservedOn(award), from,
                              award.amount_fen()}};
  const std::vector<std::string> headrooms = AddCeilings(award, award.amount_fen(), true, lines);
  const std::string answer = Post(lines, award.name());
  if (answer != "ok") return answer;
  for (const std::string& headroom : headrooms) {
    holders_[headroom][award.name()] = award.amount_fen();
  }
  reserved_from = AccountName(award.fiscal_year(), from);
  return answer;
}

void BudgetModel::AddRelease(const v1::Award& award, Text day, int64_t fen, v1::TransferKind kind,
                             std::vector<Line>& lines) const {
  lines.push_back({ContextOf(award, day, award.name(), ""), kind,
                   GoesBackTo(award, PayingYear(award)), ReservedOn(award), fen});
  // Of a year that is over nothing can be awarded any more.
  if (IsOpen(award.fiscal_year())) AddCeilings(award, fen, false, lines);
}

std::string BudgetModel::Release(const v1::Award& award, Text date, int64_t fen) {
  std::vector<Line> lines;
  AddRelease(award, GoesBackOn(award, date), fen, v1::TRANSFER_KIND_RELEASE, lines);
  const std::string answer = Post(lines);
  if (answer == "ok") ForgetHolder(award, fen);
  return answer;
}

}  // namespace zgc::funding
