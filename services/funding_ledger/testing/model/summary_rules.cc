#include "absl/strings/str_cat.h"
#include "services/funding_ledger/testing/fixture/faults.h"
#include "services/funding_ledger/testing/model/budget_model.h"

// What the model says of summary disbursements (汇总支出): money that was stated as
// spent by a fund before anybody said on what.
namespace zgc::funding {

AccountRef BudgetModel::Unitemised(const v1::SummaryDisbursement& row) {
  return {v1::ACCOUNT_KIND_UNITEMISED, row.name(), row.program()};
}

// What an award within a summary holds is spent already and no commitment.
AccountRef BudgetModel::ReservedOn(const v1::Award& award) {
  const bool spent = !award.within_summary().empty();
  return OfProgram(spent ? v1::ACCOUNT_KIND_CLAIMED : v1::ACCOUNT_KIND_COMMITTED, award.program());
}

// An award or a payment is a part of a summary of the same fund and year only.
void BudgetModel::CheckSummary(Text name, Text year, Text program, Faults& faults) const {
  if (name.empty()) return;
  const auto* summary = faults.Refers(summaries_, name);
  if (summary == nullptr) return;
  faults.Expect(summary->fiscal_year() == year);
  const auto found = programs_.find(program);
  faults.Expect(found == programs_.end() || summary->program() == found->second.fund());
}

std::string BudgetModel::CreateSummaryDisbursement(
    const v1::CreateSummaryDisbursementRequest& request, Text person) {
  v1::SummaryDisbursement row = request.summary_disbursement();
  row.set_name(absl::StrCat("summaryDisbursements/", request.summary_disbursement_id()));
  if (summaries_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  faults.Refers(years_, row.fiscal_year());
  const auto* program = faults.Refers(programs_, row.program());
  faults.Expect(program == nullptr || program->parent().empty());
  faults.Amount(row.amount_fen());
  faults.MoneyDay(row.effective_date(), row.fiscal_year(), kCommitDay);
  if (faults.any()) return faults.Answer();
  const std::string answer =
      Post({{ContextFor(row.program(), row), v1::TRANSFER_KIND_SUMMARY, Unitemised(row),
             OfProgram(v1::ACCOUNT_KIND_AVAILABLE, row.program()), row.amount_fen()}});
  if (answer != "ok") return answer;
  row.set_maker(person);
  row.set_unitemised_fen(row.amount_fen());
  summaries_[row.name()] = row;
  return answer;
}

}  // namespace zgc::funding
