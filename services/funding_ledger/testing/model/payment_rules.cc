#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/domain/awards/summaries.h"
#include "services/funding_ledger/domain/guard/claims.h"
#include "services/funding_ledger/domain/guard/guard.h"
#include "services/funding_ledger/testing/fixture/faults.h"
#include "services/funding_ledger/testing/model/budget_model.h"

// What the model says of payments (拨付).
namespace zgc::funding {

// Whether a payment may be made, but for the money and what is set off.
std::string BudgetModel::CheckPayment(const v1::Payment& payment, Text person) const {
  const v1::Award& award = awards_.at(payment.award());
  if (!CanBePaid(award)) return "illegal_transition";
  const auto sayers = amount_sayers_.find(award.name());
  const bool said = sayers != amount_sayers_.end() && sayers->second.count(person) > 0;
  if (said || award.maker() == person || award.checker() == person) return "separation_of_duties";
  if (!IsKnown(award)) return "illegal_transition";
  if (IsBehind(person, award)) return "separation_of_duties";
  for (const v1::MatchingEvidence& evidence : award.matching_evidence()) {
    if (evidence.recorder() == person) return "separation_of_duties";
  }
  const std::string account = AccountName(PayingYear(award), ReservedOn(award));
  const int64_t matched = MatchedBy(payment.effective_date(), award);
  if (award.tranches_size() > 0) {
    const v1::Tranche& tranche = award.tranches(payment.tranche() - 1);
    // Nobody accepts milestones here.
    if (tranche.condition() == v1::TRANCHE_CONDITION_MILESTONE) return "tranche_waiting";
    if (tranche.condition() == v1::TRANCHE_CONDITION_MATCHING && matched < tranche.matching_fen()) {
      return "tranche_waiting";
    }
    const int64_t left = tranche.amount_fen() - tranche.paid_fen();
    const std::string holder = absl::StrCat(award.name(), " tranche ", payment.tranche());
    if (payment.amount_fen() > left) {
      return Refusal({{account, holder, left, payment.amount_fen()}});
    }
  }
  const int64_t left = award.amount_fen() - award.paid_fen();
  if (payment.amount_fen() > left) {
    return Refusal({{account, award.name(), left, payment.amount_fen()}});
  }
  const int64_t kept = award.paid_fen() - award.clawed_back_fen() + payment.amount_fen();
  return ShareOfMatching(award, kept) > matched ? "matching_breach" : "ok";
}

std::vector<BudgetModel::Line> BudgetModel::PaymentLines(const v1::Payment& payment,
                                                         const v1::Award& award) const {
  PostingContext context =
      ContextOf(award, payment.effective_date(), payment.name(), payment.document());
  context.payment = payment.name();
  const AccountRef spent = OfProgram(v1::ACCOUNT_KIND_SPENT, award.program());
  const int64_t fen = payment.amount_fen();
  if (!award.within_summary().empty()) {
    return {{context, v1::TRANSFER_KIND_RECLASSIFICATION, spent, ReservedOn(award), fen}};
  }
  if (payment.within_summary().empty()) {
    return {{context, v1::TRANSFER_KIND_PAYMENT, spent, ReservedOn(award), fen}};
  }
  // It was spent before: what the award reserved for it is available again.
  PostingContext back = context;
  back.effective_date = GoesBackOn(award, payment.effective_date());
  return {{context, v1::TRANSFER_KIND_RECLASSIFICATION, spent,
           Unitemised(summaries_.at(payment.within_summary())), fen},
          {back, v1::TRANSFER_KIND_RELEASE, GoesBackTo(award, PayingYear(award)), ReservedOn(award),
           fen}};
}

// Nothing comes back before it was claimed, or paid where nobody says when it was claimed.
const std::string& BudgetModel::ComesBackFrom(const v1::Clawback& row) const {
  return row.effective_date().empty() ? payments_.at(row.payment()).effective_date()
                                      : row.effective_date();
}

void BudgetModel::CheckPaymentFields(const v1::Payment& row, const v1::Award& award,
                                     Faults& faults) const {
  const std::string& day = row.effective_date();
  // By today it has been paid, whichever day of the year it was.
  const std::string counts_on =
      day.empty()
          ? std::min<std::string>(absl::StrCat(PayingYear(award).substr(12), "-12-31"), kCommitDay)
          : day;
  const auto not_before = [&](Text earlier) { faults.Expect(earlier <= counts_on); };
  faults.MoneyDay(day, PayingYear(award), kCommitDay);
  not_before(award.effective_date());
  const auto payable = payable_from_.find(award.name());
  if (payable != payable_from_.end()) not_before(payable->second);
  if (award.has_agreement()) not_before(award.agreement().date());
  // A payment of an award within a summary is within the same.
  faults.Expect(award.within_summary().empty() || row.within_summary().empty() ||
                row.within_summary() == award.within_summary());
  CheckSupportItems(row.support_items(), faults);
  CheckSummary(row.within_summary(), PayingYear(award), award.program(), faults);
  faults.Expect(award.tranches_size() == 0
                    ? row.tranche() == 0
                    : row.tranche() >= 1 && row.tranche() <= award.tranches_size());
  CheckSetOffs(row, award, counts_on, faults);
}

void BudgetModel::CheckSetOffs(const v1::Payment& row, const v1::Award& award, Text counts_on,
                               Faults& faults) const {
  std::set<std::string> seen;
  int64_t sum = 0;
  const std::string recipient = ContextOf(award, "", "", "").enterprise;
  for (const v1::SetOff& set_off : row.set_offs()) {
    faults.Expect(seen.insert(set_off.clawback()).second);
    sum += set_off.amount_fen();
    const auto* clawback = faults.Refers(clawbacks_, set_off.clawback());
    if (clawback == nullptr) continue;
    faults.MoneyDay("", clawback->fiscal_year(), kCommitDay);
    faults.Amount(set_off.amount_fen());
    faults.Expect(set_off.amount_fen() <= clawback->open_fen());
    faults.Expect(ComesBackFrom(*clawback) <= counts_on);
    faults.Expect(!recipient.empty() && clawback->enterprise() == recipient);
  }
  faults.Expect(sum <= row.amount_fen());
}

std::string BudgetModel::AddSetOffs(const v1::Payment& row, Text person,
                                    std::vector<Line>& lines) const {
  for (const v1::SetOff& set_off : row.set_offs()) {
    const v1::Clawback& clawback = clawbacks_.at(set_off.clawback());
    if (clawback.maker() == person) return "separation_of_duties";
    const std::string& program = awards_.at(clawback.award()).program();
    lines.push_back({ContextIn(clawback, row.effective_date(), row.name(), row.document()),
                     v1::TRANSFER_KIND_SET_OFF, AvailableFor(clawback),
                     OfProgram(v1::ACCOUNT_KIND_RECEIVABLE, program), set_off.amount_fen()});
  }
  return "ok";
}

// Into the records, once it is posted.
void BudgetModel::TakePayment(v1::Payment row, Text person) {
  const std::string& day = row.effective_date();
  v1::Award& award = awards_.at(row.award());
  int64_t sum = 0;
  for (const v1::SetOff& set_off : row.set_offs()) {
    sum += set_off.amount_fen();
    v1::Clawback& clawback = clawbacks_.at(set_off.clawback());
    clawback.set_set_off_fen(clawback.set_off_fen() + set_off.amount_fen());
    if (!day.empty()) last_days_[clawback.name()] = day;
    Settle(clawback);
  }
  row.set_payer(person);
  row.set_program(award.program());
  if (!award.within_summary().empty()) row.set_within_summary(award.within_summary());
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
  UpdateBreach(day, award);
  payments_[row.name()] = row;
  Claim(row.name(), {row.support_items().begin(), row.support_items().end()});
}

std::string BudgetModel::CreatePayment(const v1::CreatePaymentRequest& request, Text person) {
  v1::Payment row = request.payment();
  row.set_name(absl::StrCat("payments/", request.payment_id()));
  if (payments_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  faults.Amount(row.amount_fen());
  const v1::Award* const award = faults.Refers(awards_, row.award());
  if (award == nullptr) return faults.Answer();
  CheckPaymentFields(row, *award, faults);
  if (faults.any()) return faults.Answer();
  const std::string may = CheckPayment(row, person);
  if (may != "ok") return may;
  const std::string guard = GuardPayment(*award, row);
  if (guard != "ok") return guard;
  std::vector<Line> lines = PaymentLines(row, *award);
  const std::string settles = AddSetOffs(row, person, lines);
  if (settles != "ok") return settles;
  const std::string answer = Post(lines);
  if (answer == "ok") TakePayment(std::move(row), person);
  return answer;
}

}  // namespace zgc::funding
