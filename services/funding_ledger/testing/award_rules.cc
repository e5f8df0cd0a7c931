#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/funding_ledger/testing/budget_model.h"
#include "services/funding_ledger/testing/faults.h"

// What the model says of awards (立项) and their agreements (协议).
namespace zgc::funding {
namespace {

bool IsKnown(const v1::Award& award) {
  return award.amount_state() == common::v1::AMOUNT_STATE_KNOWN;
}

bool CanBePaid(const v1::Award& award) {
  return award.state() == v1::AWARD_STATE_APPROVED ||
         award.state() == v1::AWARD_STATE_PARTIALLY_PAID;
}

}  // namespace

const std::string& BudgetModel::PayingYear(const v1::Award& award) {
  return award.paying_year().empty() ? award.fiscal_year() : award.paying_year();
}

bool BudgetModel::Holds(const v1::Award& award) {
  return IsKnown(award) && award.state() != v1::AWARD_STATE_DRAFT &&
         award.state() != v1::AWARD_STATE_CANCELLED;
}

bool BudgetModel::IsOpenIn(const v1::Award& award, Text year) const {
  return Holds(award) && PayingYear(award) == year && !award.reserved_from().empty() &&
         award.paid_fen() < award.amount_fen();
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
  faults.Expect(row.recipient_count() > 0 && row.recipient_count() >= row.enterprises_size());
  faults.InYear(row.effective_date(), row.fiscal_year());
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
  if (!IsOpen(award.fiscal_year(), award.effective_date())) return "period_closed";
  if (IsKnown(award)) {
    const std::string answer = Reserve(award, *award.mutable_reserved_from());
    if (answer != "ok") return answer;
  }
  award.set_state(v1::AWARD_STATE_APPROVED);
  award.set_checker(person);
  return "ok";
}

std::string BudgetModel::StateAwardAmount(const v1::StateAwardAmountRequest& request, Text person) {
  const auto found = awards_.find(request.name());
  if (found == awards_.end()) return "resource_not_found";
  v1::Award& award = found->second;
  if (award.state() != v1::AWARD_STATE_APPROVED || IsKnown(award)) return "illegal_transition";
  Faults faults;
  faults.Amount(request.amount_fen());
  if (faults.any()) return faults.Answer();
  if (award.maker() == person) return "separation_of_duties";
  v1::Award known = award;
  known.set_amount_fen(request.amount_fen());
  known.set_amount_state(common::v1::AMOUNT_STATE_KNOWN);
  const std::string answer = Reserve(known, *known.mutable_reserved_from());
  if (answer != "ok") return answer;
  award = known;
  amount_sayers_[award.name()].insert(person);
  return answer;
}

std::string BudgetModel::ReduceAward(const v1::ReduceAwardRequest& request, Text person) {
  const auto found = awards_.find(request.name());
  if (found == awards_.end()) return "resource_not_found";
  v1::Award& award = found->second;
  if (!CanBePaid(award) || !IsKnown(award)) return "illegal_transition";
  Faults faults;
  faults.Amount(request.amount_fen());
  faults.Expect(request.amount_fen() < award.amount_fen() &&
                request.amount_fen() >= award.paid_fen());
  if (faults.any()) return faults.Answer();
  if (award.maker() == person) return "separation_of_duties";
  const std::string answer =
      Release(award, award.amount_fen() - request.amount_fen(), v1::TRANSFER_KIND_RELEASE);
  if (answer != "ok") return answer;
  award.set_amount_fen(request.amount_fen());
  CutTranches(award);
  if (award.paid_fen() == award.amount_fen()) award.set_state(v1::AWARD_STATE_PAID);
  return answer;
}

std::string BudgetModel::AcceptAward(const v1::AcceptAwardRequest& request, Text person) {
  const auto found = awards_.find(request.name());
  if (found == awards_.end()) return "resource_not_found";
  v1::Award& award = found->second;
  const auto ready = IsKnown(award) ? v1::AWARD_STATE_PAID : v1::AWARD_STATE_APPROVED;
  if (award.state() != ready) return "illegal_transition";
  if (award.maker() == person) return "separation_of_duties";
  award.set_state(v1::AWARD_STATE_ACCEPTED);
  return "ok";
}

std::string BudgetModel::CancelAward(const v1::CancelAwardRequest& request, Text person) {
  const auto found = awards_.find(request.name());
  if (found == awards_.end()) return "resource_not_found";
  v1::Award& award = found->second;
  const bool approved = award.state() == v1::AWARD_STATE_APPROVED;
  if (!approved && award.state() != v1::AWARD_STATE_DRAFT) return "illegal_transition";
  if (approved && award.maker() == person) return "separation_of_duties";
  if (approved && !IsOpen(PayingYear(award))) return "period_closed";
  if (!award.reserved_from().empty()) {
    const std::string answer = Release(award, award.amount_fen(), v1::TRANSFER_KIND_RELEASE);
    if (answer != "ok") return answer;
    award.clear_reserved_from();
  }
  award.set_state(v1::AWARD_STATE_CANCELLED);
  return "ok";
}

std::string BudgetModel::SignAgreement(const v1::SignAgreementRequest& request, Text person) {
  const auto found = awards_.find(request.name());
  if (found == awards_.end()) return "resource_not_found";
  v1::Award& award = found->second;
  if (award.state() != v1::AWARD_STATE_APPROVED || award.has_agreement()) {
    return "illegal_transition";
  }
  Faults faults;
  faults.Expect(award.effective_date() <= request.date());
  faults.Expect(last_days_[award.name()] <= request.date());
  int64_t sum = 0;
  for (const v1::Tranche& tranche : request.tranches()) {
    faults.Amount(tranche.amount_fen());
    sum += tranche.amount_fen();
  }
  if (request.tranches_size() > 0) faults.Expect(IsKnown(award) && sum == award.amount_fen());
  if (faults.any()) return faults.Answer();
  if (award.maker() == person) return "separation_of_duties";
  award.mutable_agreement()->set_date(request.date());
  last_days_[award.name()] = request.date();
  *award.mutable_tranches() = request.tranches();
  for (int i = 0; i < award.tranches_size(); ++i) award.mutable_tranches(i)->set_number(i + 1);
  return "ok";
}

// Whether a payment may be made, but for the money and what is set off.
std::string BudgetModel::CheckPayment(const v1::Payment& payment, Text person) const {
  const v1::Award& award = awards_.at(payment.award());
  if (!CanBePaid(award) || !IsKnown(award)) return "illegal_transition";
  const auto sayers = amount_sayers_.find(award.name());
  const bool said = sayers != amount_sayers_.end() && sayers->second.count(person) > 0;
  if (said || award.maker() == person || award.checker() == person) return "separation_of_duties";
  const std::string account =
      AccountName(PayingYear(award), OfProgram(v1::ACCOUNT_KIND_COMMITTED, award.program()));
  if (award.tranches_size() > 0) {
    const v1::Tranche& tranche = award.tranches(payment.tranche() - 1);
    // Nobody accepts milestones here.
    if (tranche.condition() == v1::TRANCHE_CONDITION_MILESTONE) return "tranche_waiting";
    const int64_t left = tranche.amount_fen() - tranche.paid_fen();
    const std::string holder = absl::StrCat(award.name(), " tranche ", payment.tranche());
    if (payment.amount_fen() > left) {
      return Refusal({{account, holder, left, payment.amount_fen()}});
    }
  }
  const int64_t left = award.amount_fen() - award.paid_fen();
  if (payment.amount_fen() <= left) return "ok";
  return Refusal({{account, award.name(), left, payment.amount_fen()}});
}

std::string BudgetModel::CreatePayment(const v1::CreatePaymentRequest& request, Text person) {
  v1::Payment row = request.payment();
  row.set_name(absl::StrCat("payments/", request.payment_id()));
  if (payments_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  faults.Amount(row.amount_fen());
  const v1::Award* const found = faults.Refers(awards_, row.award());
  if (found == nullptr) return faults.Answer();
  const std::string& day = row.effective_date();
  const auto not_before = [&](Text earlier) { faults.Expect(day.empty() || earlier <= day); };
  faults.InYear(day, PayingYear(*found));
  not_before(found->effective_date());
  if (found->has_agreement()) not_before(found->agreement().date());
  faults.Expect(found->tranches_size() == 0
                    ? row.tranche() == 0
                    : row.tranche() >= 1 && row.tranche() <= found->tranches_size());
  std::set<std::string> seen;
  int64_t sum = 0;
  const std::string recipient = ContextOf(*found, "", "", "").enterprise;
  for (const v1::SetOff& set_off : row.set_offs()) {
    faults.Expect(seen.insert(set_off.clawback()).second);
    sum += set_off.amount_fen();
    const auto* clawback = faults.Refers(clawbacks_, set_off.clawback());
    if (clawback == nullptr) continue;
    faults.Amount(set_off.amount_fen());
    faults.Expect(set_off.amount_fen() <= clawback->open_fen());
    not_before(clawback->effective_date());
    faults.Expect(!recipient.empty() && clawback->enterprise() == recipient);
  }
  faults.Expect(sum <= row.amount_fen());
  if (faults.any()) return faults.Answer();
  const std::string may = CheckPayment(row, person);
  if (may != "ok") return may;
  v1::Award& award = awards_.at(row.award());
  PostingContext context = ContextOf(award, day, row.name(), row.document());
  context.payment = row.name();
  std::vector<Line> lines = {
      {context, v1::TRANSFER_KIND_PAYMENT, OfProgram(v1::ACCOUNT_KIND_SPENT, award.program()),
       OfProgram(v1::ACCOUNT_KIND_COMMITTED, award.program()), row.amount_fen()}};
  for (const v1::SetOff& set_off : row.set_offs()) {
    const v1::Clawback& clawback = clawbacks_.at(set_off.clawback());
    if (clawback.maker() == person) return "separation_of_duties";
    const std::string& program = awards_.at(clawback.award()).program();
    lines.push_back({ContextIn(clawback, day, row.name(), row.document()),
                     v1::TRANSFER_KIND_SET_OFF, AvailableFor(clawback),
                     OfProgram(v1::ACCOUNT_KIND_RECEIVABLE, program), set_off.amount_fen()});
  }
  const std::string answer = Post(lines);
  if (answer != "ok") return answer;
  for (const v1::SetOff& set_off : row.set_offs()) {
    v1::Clawback& clawback = clawbacks_.at(set_off.clawback());
    clawback.set_set_off_fen(clawback.set_off_fen() + set_off.amount_fen());
    Settle(clawback);
  }
  row.set_payer(person);
  row.set_program(award.program());
  row.set_fiscal_year(PayingYear(award));
  row.set_set_off_fen(sum);
  award.set_paid_fen(award.paid_fen() + row.amount_fen());
  if (row.tranche() > 0) {
    v1::Tranche& tranche = *award.mutable_tranches(row.tranche() - 1);
    tranche.set_paid_fen(tranche.paid_fen() + row.amount_fen());
  }
  const v1::AwardState to = award.paid_fen() == award.amount_fen() ? v1::AWARD_STATE_PAID
                                                                   : v1::AWARD_STATE_PARTIALLY_PAID;
  // Only payments that change the state are steps.
  if (to != award.state() && !day.empty()) last_days_[award.name()] = day;
  award.set_state(to);
  payments_[row.name()] = row;
  return answer;
}

}  // namespace zgc::funding
