#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/guard/conflicts.h"
#include "services/funding_ledger/domain/guard/guard.h"
#include "services/funding_ledger/testing/fixture/faults.h"
#include "services/funding_ledger/testing/model/budget_model.h"

// What the model says of the stacking guard (重复支持核查).
namespace zgc::funding {
namespace {

std::string ThingOf(const v1::SupportItem& item) {
  return absl::StrCat(item.kind(), "|", BudgetModel::Plain(item.issuer()), "|",
                      BudgetModel::Plain(item.number()));
}

std::string PurposeIn(const std::vector<v1::SupportItem>& items, const std::string& thing) {
  for (const v1::SupportItem& item : items) {
    if (ThingOf(item) == thing) return BudgetModel::Plain(item.purpose());
  }
  return "";
}

int YearNumber(const std::string& fiscal_year) { return std::stoi(fiscal_year.substr(12)); }

std::string DayIn(const std::string& day, const std::string& fiscal_year) {
  return day.empty() ? absl::StrCat(fiscal_year.substr(12), "-12-31") : day;
}

}  // namespace

// As far as tests write it.
std::string BudgetModel::Plain(Text text) {
  return absl::AsciiStrToLower(
      absl::StrReplaceAll(text, {{" ", ""}, {"　", ""}, {"Ｎ", "n"}, {"１", "1"}, {"—", "-"}}));
}

void BudgetModel::CheckSupportItems(const SupportItems& items, Faults& faults) {
  std::set<std::string> seen;
  for (const v1::SupportItem& item : items) {
    const bool enterprise = item.kind() == v1::SUPPORT_ITEM_KIND_ENTERPRISE;
    faults.Expect(!Plain(item.number()).empty() && Plain(item.issuer()).empty() == enterprise);
    faults.Expect(!enterprise || absl::StartsWith(item.number(), "//park_region/enterprises/"));
    faults.Expect(seen.insert(ThingOf(item)).second);
  }
}

// What an award lists, and its enterprises.
std::vector<v1::SupportItem> BudgetModel::ItemsOf(const v1::Award& award) {
  std::vector<v1::SupportItem> items(award.support_items().begin(), award.support_items().end());
  std::set<std::string> listed;
  for (const v1::SupportItem& item : items) listed.insert(ThingOf(item));
  for (const std::string& enterprise : award.enterprises()) {
    v1::SupportItem item;
    item.set_kind(v1::SUPPORT_ITEM_KIND_ENTERPRISE);
    item.set_number(enterprise);
    if (listed.insert(ThingOf(item)).second) items.push_back(item);
  }
  return items;
}

void BudgetModel::Claim(Text name, const std::vector<v1::SupportItem>& items) {
  for (const v1::SupportItem& item : items) claims_[ThingOf(item)].insert(name);
}

// What an award or a payment claims of a thing. False if it does not count: it was
// cancelled or reversed.
bool BudgetModel::FindClaim(Text name, Text thing, v1::SupportClaim& claim) const {
  claim.set_name(name);
  if (payments_.count(name) > 0) {
    const v1::Payment& payment = payments_.at(name);
    claim.set_award(payment.award());
    claim.set_program(payment.program());
    claim.set_fiscal_year(payment.fiscal_year());
    claim.set_paid_fen(payment.amount_fen());
    claim.set_purpose(
        PurposeIn({payment.support_items().begin(), payment.support_items().end()}, thing));
    return payment.reversal().empty();
  }
  const v1::Award& award = awards_.at(name);
  claim.set_award(name);
  claim.set_program(award.program());
  claim.set_fiscal_year(award.fiscal_year());
  claim.set_paid_fen(award.paid_fen());
  claim.set_purpose(PurposeIn(ItemsOf(award), thing));
  return award.state() != v1::AWARD_STATE_DRAFT && award.state() != v1::AWARD_STATE_CANCELLED;
}

// Whether a rule holds an earlier claim against an item of the award.
bool BudgetModel::Counts(const v1::GuardRule& rule, const Looked& looked,
                         const v1::SupportItem& item, const v1::SupportClaim& claim) {
  if (claim.award() == looked.award.name()) {
    // Parts of one award share what it is for, but an invoice is paid once.
    const bool paid = claim.name() != claim.award();
    if (looked.again || !paid || item.kind() != v1::SUPPORT_ITEM_KIND_INVOICE) return false;
  } else if (looked.again && claim.paid_fen() == 0) {
    return false;
  }
  const int apart = std::abs(YearNumber(looked.year) - YearNumber(claim.fiscal_year()));
  if (rule.window_years() > 0 && apart >= rule.window_years()) return false;
  if (rule.scope() == v1::GUARD_SCOPE_OTHER_PROGRAM) {
    return claim.program() != looked.award.program();
  }
  const std::string purpose = Plain(item.purpose());
  const bool same = !purpose.empty() && purpose == claim.purpose();
  return rule.scope() == v1::GUARD_SCOPE_ANY || same;
}

void BudgetModel::FindConflicts(const Looked& looked, const std::vector<v1::SupportItem>& items,
                                std::vector<Conflict>& conflicts) const {
  for (const v1::SupportItem& item : items) {
    const auto claimed = claims_.find(ThingOf(item));
    if (claimed == claims_.end()) continue;
    for (const auto& [name, rule] : guard_rules_) {
      const bool in_force = rule.state() == v1::GUARD_RULE_STATE_APPROVED &&
                            rule.effective_from() <= looked.day &&
                            (rule.effective_to().empty() || looked.day <= rule.effective_to());
      if (!in_force || rule.item_kind() != item.kind()) continue;
      Conflict conflict = {rule, item, {}};
      for (const std::string& earlier : claimed->second) {
        v1::SupportClaim claim;
        const bool stands = FindClaim(earlier, claimed->first, claim);
        if (stands && Counts(rule, looked, item, claim)) conflict.earlier.push_back(claim);
      }
      if (!conflict.earlier.empty()) conflicts.push_back(conflict);
    }
  }
}

std::vector<BudgetModel::Conflict> BudgetModel::ApprovalConflicts(const v1::Award& award) const {
  std::vector<Conflict> conflicts;
  const std::string day = DayIn(award.effective_date(), award.fiscal_year());
  FindConflicts({award, award.fiscal_year(), day}, ItemsOf(award), conflicts);
  return conflicts;
}

// A payment looks at its own items in the year that pays, and again at those of its
// award.
std::vector<BudgetModel::Conflict> BudgetModel::PaymentConflicts(const v1::Award& award, Text date,
                                                                 const SupportItems& items) const {
  std::vector<Conflict> conflicts;
  const std::string& year = PayingYear(award);
  const std::string day = DayIn(date, year);
  FindConflicts({award, year, day}, {items.begin(), items.end()}, conflicts);
  FindConflicts({award, award.fiscal_year(), day, true}, ItemsOf(award), conflicts);
  return conflicts;
}

bool BudgetModel::Refuses(const std::vector<Conflict>& conflicts) {
  return std::any_of(conflicts.begin(), conflicts.end(), [](const Conflict& one) {
    return one.rule.action() == v1::GUARD_ACTION_REFUSE;
  });
}

std::vector<const v1::StackingFlag*> BudgetModel::FlagsOf(Text award) const {
  std::vector<const v1::StackingFlag*> flags;
  for (const auto& [name, flag] : flags_) {
    if (flag.award() == award) flags.push_back(&flag);
  }
  return flags;
}

// Whether somebody was asked already about this claim on the same thing, at the award,
// or at the other, which has been cleared then.
bool BudgetModel::IsFlagged(Text award, const Conflict& conflict,
                            const v1::SupportClaim& claim) const {
  const bool own = claim.award() == award;
  for (const auto& [name, flag] : flags_) {
    const bool here = flag.award() == award;
    const bool there =
        flag.award() == claim.award() && flag.state() == v1::STACKING_FLAG_STATE_CLEARED;
    if (!here && !there) continue;
    if (flag.guard_rule() != conflict.rule.name()) continue;
    if (ThingOf(flag.item()) != ThingOf(conflict.item)) continue;
    const std::string& other = here ? claim.award() : award;
    for (const std::string& earlier : flag.earlier()) {
      if (own && earlier == claim.name()) return true;
      const auto payment = payments_.find(earlier);
      const std::string& of = payment == payments_.end() ? earlier : payment->second.award();
      if (!own && of == other) return true;
    }
  }
  return false;
}

// What FLAG rules found and nobody was asked about.
std::vector<BudgetModel::Conflict> BudgetModel::Unflagged(
    Text award, const std::vector<Conflict>& conflicts) const {
  std::vector<Conflict> open;
  for (const Conflict& conflict : conflicts) {
    if (conflict.rule.action() != v1::GUARD_ACTION_FLAG) continue;
    Conflict rest = {conflict.rule, conflict.item, {}};
    for (const v1::SupportClaim& claim : conflict.earlier) {
      if (!IsFlagged(award, conflict, claim)) rest.earlier.push_back(claim);
    }
    if (!rest.earlier.empty()) open.push_back(rest);
  }
  return open;
}

void BudgetModel::Raise(Text award, const std::vector<Conflict>& conflicts, Text person) {
  size_t number = FlagsOf(award).size();
  for (const Conflict& conflict : conflicts) {
    if (conflict.rule.action() != v1::GUARD_ACTION_FLAG) continue;
    v1::StackingFlag flag;
    flag.set_name(absl::StrCat("stackingFlags/", award.substr(award.find('/') + 1), "-", ++number));
    flag.set_award(award);
    *flag.mutable_item() = conflict.item;
    flag.set_guard_rule(conflict.rule.name());
    for (const v1::SupportClaim& claim : conflict.earlier) flag.add_earlier(claim.name());
    flag.set_state(v1::STACKING_FLAG_STATE_OPEN);
    AddPerson(person, flag);
    flags_[flag.name()] = flag;
  }
}

// "ok", or why the guard keeps a payment back.
std::string BudgetModel::GuardPayment(const v1::Award& award, const v1::Payment& payment) const {
  for (const v1::StackingFlag* flag : FlagsOf(award.name())) {
    if (flag->state() == v1::STACKING_FLAG_STATE_OPEN) return "illegal_transition";
  }
  const std::vector<Conflict> conflicts =
      PaymentConflicts(award, payment.effective_date(), payment.support_items());
  const bool kept = Refuses(conflicts) || !Unflagged(award.name(), conflicts).empty();
  return kept ? "duplicate_payment" : "ok";
}

std::string BudgetModel::CheckStacking(const v1::CheckStackingRequest& request, Text person) {
  Faults faults;
  const v1::Award* const award = faults.Refers(awards_, request.award());
  CheckSupportItems(request.support_items(), faults);
  if (faults.any()) return faults.Answer();
  if (award->state() == v1::AWARD_STATE_DRAFT || award->state() == v1::AWARD_STATE_CANCELLED) {
    return "illegal_transition";
  }
  const std::vector<Conflict> conflicts =
      PaymentConflicts(*award, request.effective_date(), request.support_items());
  Raise(award->name(), Unflagged(award->name(), conflicts), person);
  return "ok";
}

std::string BudgetModel::ClearStackingFlag(const v1::ClearStackingFlagRequest& request,
                                           Text person) {
  const auto found = flags_.find(request.name());
  if (found == flags_.end()) return "resource_not_found";
  v1::StackingFlag& flag = found->second;
  if (flag.state() != v1::STACKING_FLAG_STATE_OPEN) return "illegal_transition";
  if (person == MakerOf(flag)) return "separation_of_duties";
  Faults faults;
  faults.Expect(!request.reason().empty() && !request.document().empty());
  if (faults.any()) return faults.Answer();
  const v1::Award& award = awards_.at(flag.award());
  if (person == award.maker() || person == award.checker()) return "separation_of_duties";
  flag.set_state(v1::STACKING_FLAG_STATE_CLEARED);
  AddPerson(person, flag);
  return "ok";
}

std::string BudgetModel::CreateGuardRule(const v1::CreateGuardRuleRequest& request, Text person) {
  v1::GuardRule row = request.guard_rule();
  row.set_name(absl::StrCat("guardRules/", request.guard_rule_id()));
  Faults faults;
  faults.Expect(row.item_kind() != v1::SUPPORT_ITEM_KIND_UNSPECIFIED &&
                row.action() != v1::GUARD_ACTION_UNSPECIFIED &&
                row.scope() != v1::GUARD_SCOPE_UNSPECIFIED);
  faults.Expect(row.window_years() >= 0 && row.window_years() <= 50);
  faults.Expect(row.effective_to().empty() || row.effective_from() <= row.effective_to());
  if (faults.any()) return faults.Answer();
  row.set_state(v1::GUARD_RULE_STATE_DRAFT);
  AddPerson(person, row);
  return guard_rules_.try_emplace(row.name(), row).second ? "ok" : "resource_exists";
}

std::string BudgetModel::ApproveGuardRule(const v1::ApproveGuardRuleRequest& request, Text person) {
  const auto found = guard_rules_.find(request.name());
  if (found == guard_rules_.end()) return "resource_not_found";
  v1::GuardRule& row = found->second;
  if (row.state() != v1::GUARD_RULE_STATE_DRAFT) return "illegal_transition";
  if (MakerOf(row) == person) return "separation_of_duties";
  row.set_state(v1::GUARD_RULE_STATE_APPROVED);
  AddPerson(person, row);
  return "ok";
}

std::string BudgetModel::EndGuardRule(const v1::EndGuardRuleRequest& request, Text person) {
  const auto found = guard_rules_.find(request.name());
  if (found == guard_rules_.end()) return "resource_not_found";
  v1::GuardRule& row = found->second;
  if (row.state() != v1::GUARD_RULE_STATE_APPROVED) return "illegal_transition";
  if (MakerOf(row) == person) return "separation_of_duties";
  const std::string& day = request.effective_to();
  Faults faults;
  faults.Expect(row.effective_from() <= day && !request.reason().empty());
  faults.Expect(row.effective_to().empty() || day < row.effective_to());
  if (faults.any()) return faults.Answer();
  row.set_effective_to(day);
  AddPerson(person, row);
  return "ok";
}

}  // namespace zgc::funding
