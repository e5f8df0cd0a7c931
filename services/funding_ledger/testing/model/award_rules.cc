#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/guard/conflicts.h"
#include "services/funding_ledger/domain/guard/stacking_flags.h"
#include "services/funding_ledger/testing/fixture/faults.h"
#include "services/funding_ledger/testing/model/budget_model.h"

// What the model says of awards (立项) and their agreements (协议).
namespace zgc::funding {
const std::string& BudgetModel::PayingYear(const v1::Award& award) {
  return award.paying_year().empty() ? award.fiscal_year() : award.paying_year();
}

bool BudgetModel::Holds(const v1::Award& award) {
  return IsKnown(award) && award.state() != v1::AWARD_STATE_DRAFT &&
         award.state() != v1::AWARD_STATE_CANCELLED;
}

// Whether it holds money of the year that was not paid.
bool BudgetModel::IsOpenIn(const v1::Award& award, Text year) const {
  return Holds(award) && PayingYear(award) == year && !award.reserved_from().empty() &&
         award.paid_fen() < award.amount_fen();
}

bool BudgetModel::IsStepDay(Text name, Text day) const {
  const auto last = last_days_.find(name);
  return day.empty() || (day <= kCommitDay && (last == last_days_.end() || last->second <= day));
}

bool BudgetModel::IsUnknownIn(const v1::Award& award, Text year) const {
  return award.state() == v1::AWARD_STATE_APPROVED && PayingYear(award) == year &&
         award.amount_state() == common::v1::AMOUNT_STATE_UNKNOWN;
}

// A transfer names the enterprise and the park only if there is one.
PostingContext BudgetModel::ContextOf(const v1::Award& award, Text day, Text source,
                                      Text document) const {
  PostingContext context;
  context.fiscal_year = PayingYear(award);
  context.effective_date = day;
  context.program = award.program();
  context.award = award.name();
  context.source = source;
  if (award.enterprises_size() == 1 && award.recipient_count() <= 1) {
    context.enterprise = award.enterprises(0);
  }
  if (award.parks_size() == 1) context.park = award.parks(0);
  context.document = document;
  return context;
}

// What is cut from an award is cut from the last tranches, never what was paid.
void BudgetModel::CutTranches(v1::Award& award) {
  int64_t above = -award.amount_fen();
  for (const v1::Tranche& tranche : award.tranches()) above += tranche.amount_fen();
  for (int i = award.tranches_size() - 1; i >= 0 && above > 0; --i) {
    v1::Tranche& tranche = *award.mutable_tranches(i);
    const int64_t cut = std::min(above, tranche.amount_fen() - tranche.paid_fen());
    tranche.set_amount_fen(tranche.amount_fen() - cut);
    above -= cut;
  }
}

std::string BudgetModel::CreateAward(const v1::CreateAwardRequest& request, Text person) {
  v1::Award row = request.award();
  row.set_name(absl::StrCat("awards/", request.award_id()));
  if (awards_.count(row.name()) > 0) return "resource_exists";
  if (row.recipient_count() == 0) row.set_recipient_count(row.enterprises_size());
  Faults faults;
  faults.Refers(years_, row.fiscal_year());
  faults.Refers(programs_, row.program());
  if (IsKnown(row)) {
    faults.Amount(row.amount_fen());
  } else {
    faults.Expect(row.amount_fen() == 0);
  }
  const bool known_matching = row.matching_state() == common::v1::AMOUNT_STATE_KNOWN;
  faults.Expect(known_matching ? row.matching_fen() >= 0 : row.matching_fen() == 0);
  faults.Expect(row.matching_rule() == v1::MATCHING_RULE_UNSPECIFIED || row.matching_fen() > 0);
  faults.Expect(row.recipient_count() > 0 && row.recipient_count() >= row.enterprises_size());
  faults.InYear(row.effective_date(), row.fiscal_year());
  CheckSupportItems(row.support_items(), faults);
  CheckSummary(row.within_summary(), row.fiscal_year(), row.program(), faults);
  faults.Expect(IsKnown(row) || summaries_.count(row.within_summary()) == 0);
  if (faults.any()) return faults.Answer();
  if (!IsOpen(row.fiscal_year(), row.effective_date())) return "period_closed";
  row.set_state(v1::AWARD_STATE_DRAFT);
  row.set_maker(person);
  awards_[row.name()] = row;
  return "ok";
}

std::string BudgetModel::ApproveAward(const v1::ApproveAwardRequest& request, Text person) {
  const auto found = awards_.find(request.name());
  if (found == awards_.end()) return "resource_not_found";
  v1::Award& award = found->second;
  if (award.state() != v1::AWARD_STATE_DRAFT) return "illegal_transition";
  if (award.maker() == person) return "separation_of_duties";
  const std::string& date = request.date();
  if (!IsStepDay(award.name(), date)) return "invalid_field";
  const auto applied = applications_.find(award.application());
  if (applied != applications_.end() && !date.empty()) {
    // Its last step is the decision.
    const v1::Application& row = applied->second;
    if (date < row.steps(row.steps_size() - 1).date()) return "invalid_field";
  }
  if (IsBehind(person, award)) return "separation_of_duties";
  const std::string day = award.effective_date().empty()
                              ? CountsFrom(award, date, award.fiscal_year())
                              : award.effective_date();
  if (!IsOpen(award.fiscal_year(), day)) return "period_closed";
  v1::Award dated = award;
  dated.set_effective_date(day);
  const std::vector<Conflict> conflicts = ApprovalConflicts(dated);
  if (Refuses(conflicts)) return "duplicate_payment";
  if (IsKnown(award)) {
    const std::string answer = Reserve(award, day, *award.mutable_reserved_from());
    if (answer != "ok") return answer;
  }
  award.set_effective_date(day);
  if (!date.empty()) last_days_[award.name()] = payable_from_[award.name()] = date;
  Raise(award.name(), conflicts, person);
  Claim(award.name(), ItemsOf(award));
  award.set_state(v1::AWARD_STATE_APPROVED);
  award.set_checker(person);
  return "ok";
}

std::string BudgetModel::StateAwardAmount(const v1::StateAwardAmountRequest& request, Text person) {
  const auto found = awards_.find(request.name());
  if (found == awards_.end()) return "resource_not_found";
  v1::Award& award = found->second;
  if (award.state() != v1::AWARD_STATE_APPROVED) return "illegal_transition";
  if (award.maker() == person) return "separation_of_duties";
  if (IsKnown(award)) return "illegal_transition";
  Faults faults;
  const std::string& date = request.date();
  faults.Amount(request.amount_fen());
  faults.Expect(IsStepDay(award.name(), date));
  if (faults.any()) return faults.Answer();
  v1::Award known = award;
  known.set_amount_fen(request.amount_fen());
  known.set_amount_state(common::v1::AMOUNT_STATE_KNOWN);
  const std::string said = CountsFrom(award, date, award.fiscal_year());
  const std::string answer =
      Reserve(known, said.empty() ? award.effective_date() : said, *known.mutable_reserved_from());
  if (answer != "ok") return answer;
  award = known;
  if (!date.empty()) last_days_[award.name()] = payable_from_[award.name()] = date;
  amount_sayers_[award.name()].insert(person);
  return answer;
}

std::string BudgetModel::ReduceAward(const v1::ReduceAwardRequest& request, Text person) {
  const auto found = awards_.find(request.name());
  if (found == awards_.end()) return "resource_not_found";
  v1::Award& award = found->second;
  if (!CanBePaid(award)) return "illegal_transition";
  if (award.maker() == person) return "separation_of_duties";
  if (!IsKnown(award)) return "illegal_transition";
  // A rule said how much.
  if (!award.support().empty()) return "amount_computed";
  Faults faults;
  faults.Amount(request.amount_fen());
  faults.Expect(request.amount_fen() < award.amount_fen() &&
                request.amount_fen() >= award.paid_fen());
  faults.Expect(IsStepDay(award.name(), request.date()));
  if (faults.any()) return faults.Answer();
  const std::string answer =
      Release(award, request.date(), award.amount_fen() - request.amount_fen());
  if (answer != "ok") return answer;
  if (!request.date().empty()) last_days_[award.name()] = request.date();
  award.set_amount_fen(request.amount_fen());
  CutTranches(award);
  if (award.paid_fen() == award.amount_fen()) award.set_state(v1::AWARD_STATE_PAID);
  UpdateBreach(request.date(), award);
  return answer;
}

std::string BudgetModel::AcceptAward(const v1::AcceptAwardRequest& request, Text person) {
  const auto found = awards_.find(request.name());
  if (found == awards_.end()) return "resource_not_found";
  v1::Award& award = found->second;
  const auto ready = IsKnown(award) ? v1::AWARD_STATE_PAID : v1::AWARD_STATE_APPROVED;
  if (award.state() != v1::AWARD_STATE_APPROVED && award.state() != v1::AWARD_STATE_PAID) {
    return "illegal_transition";
  }
  if (award.maker() == person) return "separation_of_duties";
  if (award.state() != ready) return "illegal_transition";
  const std::string& date = request.date();
  if (!IsStepDay(award.name(), date) || award.effective_date() > kCommitDay) {
    return "invalid_field";
  }
  if (!IsMatched(date, award)) return "matching_breach";
  if (!date.empty()) last_days_[award.name()] = date;
  award.set_state(v1::AWARD_STATE_ACCEPTED);
  return "ok";
}

std::string BudgetModel::CancelAward(const v1::CancelAwardRequest& request, Text person) {
  const auto found = awards_.find(request.name());
  if (found == awards_.end()) return "resource_not_found";
  v1::Award& award = found->second;
  const bool approved = award.state() == v1::AWARD_STATE_APPROVED;
  if (!approved && award.state() != v1::AWARD_STATE_DRAFT) return "illegal_transition";
  const std::string& date = request.date();
  if (!IsStepDay(award.name(), date)) return "invalid_field";
  if (approved && award.maker() == person) return "separation_of_duties";
  if (approved && !IsOpen(PayingYear(award))) return "period_closed";
  if (!award.reserved_from().empty()) {
    const std::string answer = Release(award, date, award.amount_fen());
    if (answer != "ok") return answer;
    award.clear_reserved_from();
  }
  if (!date.empty()) last_days_[award.name()] = date;
  award.set_state(v1::AWARD_STATE_CANCELLED);
  return "ok";
}

std::string BudgetModel::SignAgreement(const v1::SignAgreementRequest& request, Text person) {
  const auto found = awards_.find(request.name());
  if (found == awards_.end()) return "resource_not_found";
  v1::Award& award = found->second;
  if (award.state() != v1::AWARD_STATE_APPROVED) return "illegal_transition";
  if (award.maker() == person) return "separation_of_duties";
  if (award.has_agreement()) return "illegal_transition";
  Faults faults;
  faults.Expect(award.effective_date() <= request.date());
  faults.Expect(last_days_[award.name()] <= request.date());
  int64_t sum = 0;
  for (const v1::Tranche& tranche : request.tranches()) {
    faults.Amount(tranche.amount_fen());
    sum += tranche.amount_fen();
    if (tranche.condition() != v1::TRANCHE_CONDITION_MATCHING) continue;
    faults.Amount(tranche.matching_fen());
    faults.Expect(tranche.matching_fen() <= award.matching_fen());
  }
  if (request.tranches_size() > 0) faults.Expect(IsKnown(award) && sum == award.amount_fen());
  if (faults.any()) return faults.Answer();
  award.mutable_agreement()->set_date(request.date());
  last_days_[award.name()] = request.date();
  *award.mutable_tranches() = request.tranches();
  for (int i = 0; i < award.tranches_size(); ++i) award.mutable_tranches(i)->set_number(i + 1);
  return "ok";
}

}  // namespace zgc::funding
