#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/domain/accounts/standing.h"
#include "services/funding_ledger/testing/fixture/faults.h"
#include "services/funding_ledger/testing/model/budget_model.h"

// What the model says of reversals (冲销).
namespace zgc::funding {

bool BudgetModel::FindSource(Text name, Source& source) const {
  const auto take = [&](const auto& row, Text program, bool reversible) {
    source.fiscal_year = row.fiscal_year();
    source.program = program;
    source.day = row.effective_date();
    source.amount_fen = row.amount_fen();
    source.reversible = reversible && row.reversal().empty();
  };
  if (appropriations_.count(name) > 0) {
    const v1::Appropriation& row = appropriations_.at(name);
    take(row, row.program(), Stands(row));
    for (const auto& step : row.steps()) source.persons.insert(step.actor());
  } else if (allotments_.count(name) > 0) {
    const v1::Allotment& row = allotments_.at(name);
    take(row, row.program(), true);
    source.persons = {row.maker()};
  } else if (virements_.count(name) > 0) {
    const v1::Virement& row = virements_.at(name);
    take(row, row.to_program(), Stands(row));
    for (const auto& step : row.steps()) source.persons.insert(step.actor());
  } else if (carry_overs_.count(name) > 0) {
    const v1::CarryOver& row = carry_overs_.at(name);
    source.fiscal_year = row.to_year();
    source.program = row.program();
    source.day = row.effective_date();
    source.amount_fen = row.available_fen();
    for (const auto& step : row.steps()) source.persons.insert(step.actor());
    source.reversible = Stands(row);
    const auto carried = carried_.find(name);
    if (carried == carried_.end()) return true;
    for (const auto& [of, fen] : carried->second) {
      const v1::Award& award = awards_.at(of);
      source.amount_fen += fen;
      source.reversible = source.reversible && IsOpenIn(award, row.to_year()) &&
                          award.amount_fen() - award.paid_fen() == fen;
    }
  } else if (summaries_.count(name) > 0) {
    const v1::SummaryDisbursement& row = summaries_.at(name);
    take(row, row.program(), true);
    source.persons = {row.maker()};
  } else if (payments_.count(name) > 0) {
    const v1::Payment& row = payments_.at(name);
    const v1::AwardState state = awards_.at(row.award()).state();
    const bool paid = state == v1::AWARD_STATE_PARTIALLY_PAID || state == v1::AWARD_STATE_PAID;
    take(row, row.program(), paid && row.clawed_back_fen() == 0 && row.set_off_fen() == 0);
    source.persons = {row.payer()};
    source.award = row.award();
    source.payment = name;
  } else if (clawbacks_.count(name) > 0) {
    const v1::Clawback& row = clawbacks_.at(name);
    const bool untouched =
        row.open_fen() == row.amount_fen() && carried_clawbacks_.count(name) == 0;
    take(row, awards_.at(row.award()).program(), untouched);
    source.persons = {row.maker()};
    source.award = row.award();
    source.payment = row.payment();
  } else {
    return false;
  }
  return true;
}

// All is reversed in its own year, but a payment in the one that pays its award now,
// or after that if it is closed.
std::string BudgetModel::CheckSourceYear(const v1::Reversal& row, const Source& source) const {
  bool right = row.fiscal_year() == source.fiscal_year;
  if (absl::StartsWith(row.source(), "payments/")) {
    const std::string& paying = PayingYear(awards_.at(source.award));
    right = IsOpen(paying) ? row.fiscal_year() == paying : row.fiscal_year() > paying;
    // Nothing goes back into the summary of another year.
    const bool within = !payments_.at(row.source()).within_summary().empty();
    right = right && (row.fiscal_year() == source.fiscal_year || !within);
  }
  return right ? "ok" : "invalid_field";
}

std::vector<BudgetModel::Line> BudgetModel::ReversalLines(const v1::Reversal& row,
                                                          const Source& source) const {
  PostingContext context;
  if (!source.award.empty()) {
    context = ContextOf(awards_.at(source.award), "", "", "");
    context.payment = source.payment;
  }
  context.fiscal_year = row.fiscal_year();
  context.effective_date = row.effective_date();
  context.program = source.program;
  context.source = row.name();
  context.document = row.document();
  std::vector<Line> lines;
  if (row.fiscal_year() != source.fiscal_year) {
    AddPriorYear(payments_.at(source.payment),
                 OfProgram(v1::ACCOUNT_KIND_COMMITTED, source.program), source.amount_fen, context,
                 lines);
  } else {
    // What was posted the other way round, lot by lot.
    for (const auto& [at, name] : names_) {
      const v1::Transfer& one = journal_.journal()[at];
      const bool carry = absl::StartsWith(row.source(), "carryOvers/");
      if (one.source() != row.source() || (!carry && one.program() != source.program)) continue;
      context.fiscal_year = one.fiscal_year();
      context.effective_date = one.effective_date().empty() ? "" : row.effective_date();
      context.program = one.program();
      context.award = one.award();
      lines.push_back({context, v1::TRANSFER_KIND_REVERSAL, RefOf(one.credit()), RefOf(one.debit()),
                       one.amount_fen(), one.lot(), false, name});
    }
  }
  return lines;
}

std::string BudgetModel::CreateReversal(const v1::CreateReversalRequest& request, Text person) {
  v1::Reversal row = request.reversal();
  row.set_name(absl::StrCat("reversals/", request.reversal_id()));
  if (reversals_.count(row.name()) > 0) return "resource_exists";
  Source source;
  if (!FindSource(row.source(), source)) {
    const bool reversible = absl::StartsWith(row.source(), "appropriations/") ||
                            absl::StartsWith(row.source(), "allotments/") ||
                            absl::StartsWith(row.source(), "virements/") ||
                            absl::StartsWith(row.source(), "carryOvers/") ||
                            absl::StartsWith(row.source(), "summaryDisbursements/") ||
                            absl::StartsWith(row.source(), "payments/") ||
                            absl::StartsWith(row.source(), "clawbacks/");
    return reversible ? "resource_not_found" : "invalid_field";
  }
  if (row.fiscal_year().empty()) row.set_fiscal_year(source.fiscal_year);
  Faults faults;
  faults.Refers(years_, row.fiscal_year());
  // The budget of a year is taken back before the year begins too.
  if (!row.effective_date().empty() || !source.payment.empty()) {
    faults.MoneyDay(row.effective_date(), row.fiscal_year(), kCommitDay);
  }
  faults.Expect(row.effective_date().empty() || source.day <= row.effective_date());
  if (faults.any()) return faults.Answer();
  if (!source.reversible) return "illegal_transition";
  if (source.persons.count(person) > 0) return "separation_of_duties";
  if (!IsOpen(row.fiscal_year(), row.effective_date())) return "period_closed";
  const std::string year = CheckSourceYear(row, source);
  if (year != "ok") return year;
  if (const auto virement = virements_.find(row.source()); virement != virements_.end()) {
    const std::string fits =
        ProgramCeiling(virement->second.from_program(), source.fiscal_year, source.amount_fen);
    if (fits != "ok") return fits;
  }
  const std::string answer = Post(ReversalLines(row, source));
  if (answer != "ok") return answer;
  Undo(row, source, person);
  row.set_maker(person);
  row.set_amount_fen(source.amount_fen);
  row.set_prior_year(row.fiscal_year() != source.fiscal_year);
  reversals_[row.name()] = row;
  return answer;
}

void BudgetModel::Undo(const v1::Reversal& row, const Source& source, Text person) {
  const std::string& name = row.source();
  if (absl::StartsWith(name, "appropriations/")) {
    appropriations_.at(name).set_reversal(row.name());
    AddPerson(person, appropriations_.at(name));
  } else if (absl::StartsWith(name, "allotments/")) {
    allotments_.at(name).set_reversal(row.name());
  } else if (absl::StartsWith(name, "virements/")) {
    virements_.at(name).set_reversal(row.name());
    AddPerson(person, virements_.at(name));
  } else if (absl::StartsWith(name, "carryOvers/")) {
    v1::CarryOver& carry_over = carry_overs_.at(name);
    carry_over.set_reversal(row.name());
    AddPerson(person, carry_over);
    for (const auto& [of, fen] : carried_[name]) {
      v1::Award& award = awards_.at(of);
      const bool own = carry_over.from_year() == award.fiscal_year();
      award.set_paying_year(own ? "" : carry_over.from_year());
    }
  } else if (absl::StartsWith(name, "summaryDisbursements/")) {
    summaries_.at(name).set_reversal(row.name());
  } else if (absl::StartsWith(name, "clawbacks/")) {
    v1::Clawback& clawback = clawbacks_.at(name);
    clawback.set_open_fen(0);
    clawback.set_state(v1::CLAWBACK_STATE_SETTLED);
    clawback.clear_write_off_proposal();
    clawback.set_reversal(row.name());
    v1::Payment& payment = payments_.at(source.payment);
    payment.set_clawed_back_fen(payment.clawed_back_fen() - source.amount_fen);
    v1::Award& award = awards_.at(source.award);
    award.set_clawed_back_fen(award.clawed_back_fen() - source.amount_fen);
    UpdateBreach(row.effective_date(), award);
  } else {
    v1::Payment& payment = payments_.at(name);
    payment.set_reversal(row.name());
    v1::Award& award = awards_.at(source.award);
    award.set_paid_fen(award.paid_fen() - source.amount_fen);
    if (payment.tranche() > 0) {
      v1::Tranche& tranche = *award.mutable_tranches(payment.tranche() - 1);
      tranche.set_paid_fen(tranche.paid_fen() - source.amount_fen);
    }
    award.set_state(award.paid_fen() == 0 ? v1::AWARD_STATE_APPROVED
                                          : v1::AWARD_STATE_PARTIALLY_PAID);
    UpdateBreach(row.effective_date(), award);
    if (row.fiscal_year() != award.fiscal_year()) award.set_paying_year(row.fiscal_year());
    if (!row.effective_date().empty()) last_days_[award.name()] = row.effective_date();
  }
}

}  // namespace zgc::funding
