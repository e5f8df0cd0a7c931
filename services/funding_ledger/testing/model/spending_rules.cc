#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/testing/fixture/faults.h"
#include "services/funding_ledger/testing/model/budget_model.h"

// What the model says of money that comes back: clawbacks (追回).
namespace zgc::funding {
namespace {

// The newest proposal counts, also once it was turned down.
bool ProposedLast(const v1::Clawback& row, const std::string& person) {
  return !row.steps().empty() && row.steps().rbegin()->actor() == person;
}

}  // namespace

// Where money that comes back goes to.
AccountRef BudgetModel::AvailableFor(const v1::Clawback& row) const {
  const v1::Award& award = awards_.at(row.award());
  // What was spent in a summary is new money of the fund.
  if (!award.within_summary().empty()) {
    return OfProgram(v1::ACCOUNT_KIND_AVAILABLE, programs_.at(award.program()).fund());
  }
  return GoesBackTo(award, row.fiscal_year());
}

// The day counts if it lies in the year that the receivable stands in.
PostingContext BudgetModel::ContextIn(const v1::Clawback& row, Text day, Text source,
                                      Text document) const {
  Faults faults;
  faults.InYear(day, row.fiscal_year());
  PostingContext context =
      ContextOf(awards_.at(row.award()), faults.any() ? "" : day, source, document);
  context.fiscal_year = row.fiscal_year();
  context.payment = row.payment();
  return context;
}

void BudgetModel::Settle(v1::Clawback& row) {
  row.set_open_fen(row.amount_fen() - row.repaid_fen() - row.set_off_fen() - row.written_off_fen());
  row.set_state(row.open_fen() == 0 ? v1::CLAWBACK_STATE_SETTLED : v1::CLAWBACK_STATE_OPEN);
}

// What a later year takes back of a closed one: the lots of the payment that were not
// taken back before.
void BudgetModel::AddPriorYear(const v1::Payment& payment, const AccountRef& debit, int64_t fen,
                               const PostingContext& context, std::vector<Line>& lines) const {
  const AccountRef prior = OfProgram(v1::ACCOUNT_KIND_PRIOR_YEAR, payment.program());
  const std::string spent =
      AccountName(payment.fiscal_year(), OfProgram(v1::ACCOUNT_KIND_SPENT, payment.program()));
  for (const auto& [key, held] : holdings_) {
    const auto& [account, owner, year, day, lot] = key;
    if (account != spent || owner != payment.name()) continue;
    int64_t left = held;
    for (const auto& [later, row] : years_) {
      const auto taken = holdings_.find({AccountName(later, prior), owner, year, day, lot});
      if (taken != holdings_.end()) left -= taken->second;
    }
    const int64_t part = std::min(fen, left);
    if (part <= 0) continue;
    lines.push_back({context, v1::TRANSFER_KIND_PRIOR_YEAR, debit, prior, part, lot});
    fen -= part;
  }
}

// What of the payment may still be claimed from the day on, and the first day on which a
// claim that was taken back later leaves less.
std::pair<int64_t, std::string> BudgetModel::LeftToClaim(const v1::Payment& payment,
                                                         Text day) const {
  const auto counts_on = [](const auto& row) {
    return row.effective_date().empty() ? absl::StrCat(row.fiscal_year().substr(12), "-12-31")
                                        : row.effective_date();
  };
  const std::string from = day.empty() ? payment.effective_date() : day;
  int64_t left = payment.amount_fen();
  std::set<std::string> days;
  for (const auto& [name, other] : clawbacks_) {
    if (other.payment() != payment.name()) continue;
    if (!other.reversal().empty()) {
      const std::string since = counts_on(other);
      const std::string until = counts_on(reversals_.at(other.reversal()));
      if (since >= until || from >= until) continue;
      days.insert(std::max(since, from));
    }
    left -= other.amount_fen();
  }
  return {std::max<int64_t>(left, 0), days.empty() ? "" : *days.begin()};
}

std::string BudgetModel::CreateClawback(const v1::CreateClawbackRequest& request, Text person) {
  v1::Clawback row = request.clawback();
  row.set_name(absl::StrCat("clawbacks/", request.clawback_id()));
  if (clawbacks_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  faults.Amount(row.amount_fen());
  const v1::Payment* const paid = faults.Refers(payments_, row.payment());
  if (paid == nullptr) return faults.Answer();
  if (row.fiscal_year().empty()) row.set_fiscal_year(paid->fiscal_year());
  faults.Refers(years_, row.fiscal_year());
  faults.Expect(IsOpen(paid->fiscal_year()) ? row.fiscal_year() == paid->fiscal_year()
                                            : row.fiscal_year() >= paid->fiscal_year());
  faults.MoneyDay(row.effective_date(), row.fiscal_year(), kCommitDay);
  faults.Expect(row.effective_date().empty() || paid->effective_date() <= row.effective_date());
  if (faults.any()) return faults.Answer();
  if (!paid->reversal().empty()) return "illegal_transition";
  if (paid->payer() == person) return "separation_of_duties";
  v1::Payment& payment = payments_.at(row.payment());
  v1::Award& award = awards_.at(payment.award());
  const AccountRef spent = OfProgram(v1::ACCOUNT_KIND_SPENT, payment.program());
  const AccountRef receivable = OfProgram(v1::ACCOUNT_KIND_RECEIVABLE, payment.program());
  const auto [left, short_on] = LeftToClaim(payment, row.effective_date());
  if (row.amount_fen() > left) {
    return Refusal({{AccountName(payment.fiscal_year(), spent), payment.name(), left,
                     row.amount_fen(), short_on}});
  }
  PostingContext context = ContextOf(award, row.effective_date(), row.name(), row.document());
  context.fiscal_year = row.fiscal_year();
  context.payment = payment.name();
  std::vector<Line> lines;
  if (row.fiscal_year() == payment.fiscal_year()) {
    lines.push_back({context, v1::TRANSFER_KIND_CLAWBACK, receivable, spent, row.amount_fen()});
  } else {
    AddPriorYear(payment, receivable, row.amount_fen(), context, lines);
  }
  const std::string answer = Post(lines);
  if (answer != "ok") return answer;
  payment.set_clawed_back_fen(payment.clawed_back_fen() + row.amount_fen());
  award.set_clawed_back_fen(award.clawed_back_fen() + row.amount_fen());
  UpdateBreach(row.effective_date(), award);
  row.set_award(award.name());
  row.set_enterprise(context.enterprise);
  row.set_maker(person);
  Settle(row);
  clawbacks_[row.name()] = row;
  return answer;
}

std::string BudgetModel::RecordRepayment(const v1::RecordRepaymentRequest& request, Text person) {
  const auto found = clawbacks_.find(request.name());
  if (found == clawbacks_.end()) return "resource_not_found";
  v1::Clawback& row = found->second;
  if (row.state() != v1::CLAWBACK_STATE_OPEN) return "illegal_transition";
  if (row.maker() == person) return "separation_of_duties";
  Faults faults;
  faults.MoneyDay(request.date(), row.fiscal_year(), kCommitDay);
  faults.Expect(request.date().empty() || ComesBackFrom(row) <= request.date());
  faults.Amount(request.amount_fen());
  faults.Expect(request.amount_fen() <= row.open_fen());
  if (faults.any()) return faults.Answer();
  const std::string& program = awards_.at(row.award()).program();
  const std::string answer = Post(
      {{ContextIn(row, request.date(), row.name(), request.document()), v1::TRANSFER_KIND_REPAYMENT,
        AvailableFor(row), OfProgram(v1::ACCOUNT_KIND_RECEIVABLE, program), request.amount_fen()}});
  if (answer != "ok") return answer;
  row.set_repaid_fen(row.repaid_fen() + request.amount_fen());
  if (!request.date().empty()) last_days_[row.name()] = request.date();
  Settle(row);
  return answer;
}

std::string BudgetModel::ProposeWriteOff(const v1::ProposeWriteOffRequest& request, Text person) {
  const auto found = clawbacks_.find(request.name());
  if (found == clawbacks_.end()) return "resource_not_found";
  v1::Clawback& row = found->second;
  if (row.state() != v1::CLAWBACK_STATE_OPEN || row.has_write_off_proposal()) {
    return "illegal_transition";
  }
  Faults faults;
  const std::string day = request.date().empty() ? kCommitDay : request.date();
  faults.Expect(IsStepDay(row.name(), day) && ComesBackFrom(row) <= day);
  faults.Amount(request.amount_fen());
  faults.Expect(request.amount_fen() <= row.open_fen());
  if (faults.any()) return faults.Answer();
  last_days_[row.name()] = day;
  row.mutable_write_off_proposal()->set_date(day);
  row.mutable_write_off_proposal()->set_amount_fen(request.amount_fen());
  row.mutable_write_off_proposal()->set_document(request.document());
  row.mutable_write_off_proposal()->set_proposer(person);
  common::v1::Step& step = *row.add_steps();
  step.set_method("ProposeWriteOff");
  step.set_actor(person);
  return "ok";
}

std::string BudgetModel::ApproveWriteOff(const v1::ApproveWriteOffRequest& request, Text person) {
  const auto found = clawbacks_.find(request.name());
  if (found == clawbacks_.end()) return "resource_not_found";
  v1::Clawback& row = found->second;
  const v1::WriteOffProposal proposal = row.write_off_proposal();
  if (row.state() != v1::CLAWBACK_STATE_OPEN) return "illegal_transition";
  if (row.maker() == person || ProposedLast(row, person)) return "separation_of_duties";
  // What came back meanwhile may leave less.
  if (!row.has_write_off_proposal() || proposal.amount_fen() > row.open_fen()) {
    return "illegal_transition";
  }
  // Without a day it is that of the commit, which is in none of the years.
  const std::string day = request.date().empty() ? kCommitDay : request.date();
  Faults faults;
  faults.Expect(IsStepDay(row.name(), day) && ComesBackFrom(row) <= day && proposal.date() <= day);
  faults.MoneyDay("", row.fiscal_year(), kCommitDay);
  if (faults.any()) return faults.Answer();
  const std::string& program = awards_.at(row.award()).program();
  const std::string answer =
      Post({{ContextIn(row, day, row.name(), proposal.document()), v1::TRANSFER_KIND_WRITE_OFF,
             OfProgram(v1::ACCOUNT_KIND_WRITEOFF, program),
             OfProgram(v1::ACCOUNT_KIND_RECEIVABLE, program), proposal.amount_fen()}});
  if (answer != "ok") return answer;
  last_days_[row.name()] = day;
  row.set_written_off_fen(row.written_off_fen() + proposal.amount_fen());
  row.clear_write_off_proposal();
  Settle(row);
  return answer;
}

std::string BudgetModel::RejectWriteOff(const v1::RejectWriteOffRequest& request, Text person) {
  const auto found = clawbacks_.find(request.name());
  if (found == clawbacks_.end()) return "resource_not_found";
  v1::Clawback& row = found->second;
  if (ProposedLast(row, person)) return "separation_of_duties";
  if (!row.has_write_off_proposal()) return "illegal_transition";
  const std::string day = request.date().empty() ? kCommitDay : request.date();
  if (!IsStepDay(row.name(), day) || day < row.write_off_proposal().date()) {
    return "invalid_field";
  }
  last_days_[row.name()] = day;
  row.clear_write_off_proposal();
  return "ok";
}

std::string BudgetModel::CarryOverClawback(const v1::CarryOverClawbackRequest& request,
                                           Text person) {
  const auto found = clawbacks_.find(request.name());
  if (found == clawbacks_.end()) return "resource_not_found";
  v1::Clawback& row = found->second;
  if (row.state() != v1::CLAWBACK_STATE_OPEN) return "illegal_transition";
  if (row.maker() == person) return "separation_of_duties";
  Faults faults;
  faults.Refers(years_, request.fiscal_year());
  faults.Expect(request.fiscal_year() > row.fiscal_year());
  if (faults.any()) return faults.Answer();
  const std::string& program = awards_.at(row.award()).program();
  const AccountRef receivable = OfProgram(v1::ACCOUNT_KIND_RECEIVABLE, program);
  const PostingContext out = ContextIn(row, "", row.name(), request.document());
  PostingContext in = out;
  in.fiscal_year = request.fiscal_year();
  in.effective_date = FirstOpenDay(request.fiscal_year());
  const std::string answer =
      Post({{out, v1::TRANSFER_KIND_CARRY_OUT, OfProgram(v1::ACCOUNT_KIND_CARRIED_OUT, program),
             receivable, row.open_fen()},
            {in, v1::TRANSFER_KIND_CARRY_IN, receivable,
             OfProgram(v1::ACCOUNT_KIND_CARRIED_IN, program), row.open_fen(), "", true}});
  if (answer != "ok") return answer;
  row.set_fiscal_year(request.fiscal_year());
  carried_clawbacks_.insert(row.name());
  return answer;
}

}  // namespace zgc::funding
