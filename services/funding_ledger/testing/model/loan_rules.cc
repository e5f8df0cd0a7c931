#include <algorithm>

#include "absl/numeric/int128.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/base/time/dates.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/testing/fixture/faults.h"
#include "services/funding_ledger/testing/model/budget_model.h"

// What the model says of interest subsidies on loans (贷款贴息) by dated rules (政策条款).
namespace zgc::funding {
namespace {

// "4.35" is 43,500: ten-thousandths of a per cent.
constexpr int64_t kPercent = 10'000;

// -1 for what has more digits after the point than `scale`.
int64_t ReadPercent(const std::string& text, size_t scale) {
  const size_t point = std::min(text.find('.'), text.size());
  std::string digits = text.substr(std::min(point + 1, text.size()));
  if (text.empty() || digits.size() > scale) return -1;
  digits.resize(4, '0');
  return std::stoll(text.substr(0, point)) * kPercent + std::stoll(digits);
}

void CheckShare(const std::string& text, size_t scale, Faults& faults) {
  const int64_t share = ReadPercent(text, scale);
  faults.Expect(share > 0 && share <= 100 * kPercent);
}

int64_t DaysBetween(const std::string& from, const std::string& to) {
  return *base::ParseDate(to) - *base::ParseDate(from);
}

bool IsInForce(const v1::RuleVersion& row, const std::string& day) {
  return row.state() == v1::RULE_VERSION_STATE_APPROVED && row.effective_from() <= day &&
         (row.effective_to().empty() || day <= row.effective_to());
}

// Principal × rate × share × days ÷ days of a year, to the fen, halves up.
int64_t Interest(const v1::InterestTerms& terms, const v1::Loan& loan, int64_t days) {
  int64_t rate = ReadPercent(loan.annual_rate_percent(), 4);
  if (!terms.base_rate_percent().empty()) {
    rate = std::min(rate, ReadPercent(terms.base_rate_percent(), 4));
  }
  const int64_t year = terms.day_count() == v1::DAY_COUNT_ACTUAL_360 ? 360 : 365;
  const absl::int128 whole = absl::int128(100 * kPercent) * (100 * kPercent) * year;
  const absl::int128 part =
      absl::int128(loan.principal_fen()) * rate * ReadPercent(terms.share_percent(), 2) * days;
  return static_cast<int64_t>((2 * part + whole) / (2 * whole));
}

}  // namespace

std::string BudgetModel::CreateRuleVersion(const v1::CreateRuleVersionRequest& request,
                                           Text person) {
  v1::RuleVersion row = request.rule_version();
  int number = 1;
  for (const auto& [name, version] : rule_versions_) number += version.rule() == request.rule_id();
  row.set_name(absl::StrFormat("ruleVersions/%s-%03d", request.rule_id(), number));
  row.set_rule(request.rule_id());
  const v1::InterestTerms& terms = row.interest();
  Faults faults;
  faults.Expect(row.effective_to().empty() || row.effective_from() <= row.effective_to());
  CheckShare(terms.share_percent(), 2, faults);
  if (!terms.base_rate_percent().empty()) CheckShare(terms.base_rate_percent(), 4, faults);
  faults.Expect(terms.day_count() != v1::DAY_COUNT_UNSPECIFIED);
  faults.Expect(terms.max_term_days() == 0 || terms.min_term_days() <= terms.max_term_days());
  if (faults.any()) return faults.Answer();
  row.set_state(v1::RULE_VERSION_STATE_DRAFT);
  row.set_maker(person);
  rule_versions_[row.name()] = row;
  return "ok";
}

// Versions of a rule never overlap: the one before ends when the next one begins,
// unless it says otherwise or somebody decided by it after that.
std::string BudgetModel::ApproveRuleVersion(const v1::ApproveRuleVersionRequest& request,
                                            Text person) {
  const auto found = rule_versions_.find(request.name());
  if (found == rule_versions_.end()) return "resource_not_found";
  v1::RuleVersion& row = found->second;
  if (row.state() != v1::RULE_VERSION_STATE_DRAFT) return "illegal_transition";
  if (row.maker() == person) return "separation_of_duties";
  v1::RuleVersion* before = nullptr;
  for (auto& [name, other] : rule_versions_) {
    if (other.rule() != row.rule() || other.state() != v1::RULE_VERSION_STATE_APPROVED) continue;
    const bool over = !other.effective_to().empty() && other.effective_to() < row.effective_from();
    const bool later = !row.effective_to().empty() && row.effective_to() < other.effective_from();
    if (over || later) continue;
    const bool open = other.effective_to().empty() &&
                      other.effective_from() < row.effective_from() &&
                      other.last_cited_date() < row.effective_from();
    if (!open) return "illegal_transition";
    before = &other;
  }
  if (before != nullptr) {
    before->set_effective_to(base::FormatDate(*base::ParseDate(row.effective_from()) - 1));
  }
  row.set_state(v1::RULE_VERSION_STATE_APPROVED);
  row.set_checker(person);
  return "ok";
}

std::string BudgetModel::WithdrawRuleVersion(const v1::WithdrawRuleVersionRequest& request, Text) {
  const auto found = rule_versions_.find(request.name());
  if (found == rule_versions_.end()) return "resource_not_found";
  if (found->second.state() != v1::RULE_VERSION_STATE_DRAFT) return "illegal_transition";
  if (request.reason().empty()) return "invalid_field";
  found->second.set_state(v1::RULE_VERSION_STATE_WITHDRAWN);
  return "ok";
}

std::string BudgetModel::EndRuleVersion(const v1::EndRuleVersionRequest& request, Text person) {
  const auto found = rule_versions_.find(request.name());
  if (found == rule_versions_.end()) return "resource_not_found";
  v1::RuleVersion& row = found->second;
  if (row.state() != v1::RULE_VERSION_STATE_APPROVED) return "illegal_transition";
  if (row.maker() == person) return "separation_of_duties";
  const std::string& day = request.effective_to();
  Faults faults;
  faults.Expect(row.effective_from() <= day && row.last_cited_date() <= day);
  faults.Expect(row.effective_to().empty() || day < row.effective_to());
  faults.Expect(!request.reason().empty());
  if (faults.any()) return faults.Answer();
  row.set_effective_to(day);
  return "ok";
}

std::string BudgetModel::CreateLoan(const v1::CreateLoanRequest& request, Text) {
  v1::Loan row = request.loan();
  row.set_name(absl::StrCat("loans/", request.loan_id()));
  if (loans_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  faults.Refers(programs_, row.program());
  faults.Amount(row.principal_fen());
  const int64_t rate = ReadPercent(row.annual_rate_percent(), 4);
  faults.Expect(rate >= 0 && rate <= 100 * kPercent);
  faults.Expect(row.start_date() < row.end_date());
  for (const auto& [name, other] : loans_) {
    faults.Expect(Plain(other.lender()) != Plain(row.lender()) ||
                  Plain(other.contract_number()) != Plain(row.contract_number()));
  }
  if (faults.any()) return faults.Answer();
  loans_[row.name()] = row;
  return "ok";
}

// What a rule has granted in a year, to a borrower or under a program: awards that
// were not cancelled.
int64_t BudgetModel::Granted(const v1::SupportDecision& decision, Text borrower,
                             Text program) const {
  int64_t sum = 0;
  for (const auto& [name, row] : subsidies_) {
    const v1::SupportDecision& other = row.decision();
    const bool counts = other.rule() == decision.rule() &&
                        other.fiscal_year() == decision.fiscal_year() &&
                        (borrower.empty() || loans_.at(row.loan()).borrower() == borrower) &&
                        (program.empty() || other.program() == program);
    const v1::Award& award = awards_.at(other.award());
    if (counts && award.state() != v1::AWARD_STATE_CANCELLED) sum += award.amount_fen();
  }
  return sum;
}

// Each cap holds the amount down to what it leaves; the tightest is named.
void BudgetModel::ApplyCaps(const v1::SupportCaps& caps, const v1::Loan& loan,
                            v1::SupportDecision& decision) const {
  v1::Calculation& calculation = *decision.mutable_calculation();
  const auto hold = [&](v1::SupportCap cap, int64_t limit_fen, int64_t granted_fen) {
    const int64_t left = std::max<int64_t>(0, limit_fen - granted_fen);
    if (limit_fen == 0 || left >= calculation.amount_fen()) return;
    calculation.set_amount_fen(left);
    calculation.set_bound_by(cap);
  };
  hold(v1::SUPPORT_CAP_RECORD, caps.per_record_fen(), 0);
  hold(v1::SUPPORT_CAP_RECIPIENT_YEAR, caps.per_recipient_year_fen(),
       Granted(decision, loan.borrower(), ""));
  hold(v1::SUPPORT_CAP_PROGRAM_YEAR, caps.per_program_year_fen(),
       Granted(decision, "", decision.program()));
}

// The draft that a subsidy is paid by.
v1::CreateAwardRequest BudgetModel::AwardFor(Text id, const v1::LoanSubsidy& row,
                                             const v1::Loan& loan) {
  v1::CreateAwardRequest create;
  create.set_award_id(id);
  const v1::SupportDecision& decision = row.decision();
  v1::Award& award = *create.mutable_award();
  award.set_program(decision.program());
  award.set_fiscal_year(decision.fiscal_year());
  award.add_enterprises(loan.borrower());
  award.set_amount_fen(decision.calculation().amount_fen());
  award.set_amount_state(common::v1::AMOUNT_STATE_KNOWN);
  *award.mutable_parks() = decision.parks();
  award.set_effective_date(decision.date());
  award.set_document(decision.document());
  award.set_within_summary(decision.within_summary());
  award.set_support(row.name());
  v1::SupportItem& borrower = *award.add_support_items();
  borrower.set_kind(v1::SUPPORT_ITEM_KIND_ENTERPRISE);
  borrower.set_number(loan.borrower());
  borrower.set_purpose("贷款贴息");
  v1::SupportItem& item = *award.add_support_items();
  item.set_kind(v1::SUPPORT_ITEM_KIND_LOAN);
  item.set_issuer(loan.lender());
  item.set_number(loan.contract_number());
  item.set_purpose(absl::StrCat("贷款贴息 ", row.from_date(), "/", row.to_date()));
  return create;
}

std::string BudgetModel::CreateLoanSubsidy(const v1::CreateLoanSubsidyRequest& request,
                                           Text person) {
  v1::LoanSubsidy row = request.loan_subsidy();
  row.set_name(absl::StrCat("loanSubsidies/", request.loan_subsidy_id()));
  if (subsidies_.count(row.name()) > 0) return "resource_exists";
  Faults faults;
  const v1::Loan* const loan = faults.Refers(loans_, row.loan());
  if (loan == nullptr) return faults.Answer();
  v1::SupportDecision& decision = *row.mutable_decision();
  faults.Refers(programs_, decision.program());
  faults.Refers(years_, decision.fiscal_year());
  faults.InYear(decision.date(), decision.fiscal_year());
  v1::RuleVersion* rule = nullptr;
  for (auto& [name, version] : rule_versions_) {
    if (version.rule() == decision.rule() && IsInForce(version, decision.date())) rule = &version;
  }
  faults.Expect(rule != nullptr);
  if (rule != nullptr) {
    const v1::InterestTerms& terms = rule->interest();
    const int64_t term = DaysBetween(loan->start_date(), loan->end_date());
    faults.Expect(term >= terms.min_term_days());
    faults.Expect(terms.max_term_days() == 0 || term <= terms.max_term_days());
    faults.Expect(loan->start_date() <= row.from_date() && row.from_date() < row.to_date() &&
                  row.to_date() <= loan->end_date());
  }
  if (faults.any()) return faults.Answer();
  // No day of a loan is subsidised twice.
  for (const auto& [name, other] : subsidies_) {
    const bool apart = row.to_date() <= other.from_date() || other.to_date() <= row.from_date();
    const bool stands = awards_.at(other.decision().award()).state() != v1::AWARD_STATE_CANCELLED;
    if (other.loan() == row.loan() && !apart && stands) return "duplicate_payment";
  }
  v1::Calculation& calculation = *decision.mutable_calculation();
  calculation.set_uncapped_fen(
      Interest(rule->interest(), *loan, DaysBetween(row.from_date(), row.to_date())));
  calculation.set_amount_fen(calculation.uncapped_fen());
  ApplyCaps(rule->caps(), *loan, decision);
  if (calculation.uncapped_fen() == 0) return "invalid_field";
  if (calculation.amount_fen() == 0) {
    return Refusal({{v1::SupportCap_Name(calculation.bound_by()), rule->name(), 0,
                     calculation.uncapped_fen()}});
  }
  const std::string answer = CreateAward(AwardFor(request.loan_subsidy_id(), row, *loan), person);
  if (answer != "ok") return answer;
  decision.set_rule_version(rule->name());
  decision.set_award(absl::StrCat("awards/", request.loan_subsidy_id()));
  rule->set_cited_count(rule->cited_count() + 1);
  rule->set_last_cited_date(std::max(rule->last_cited_date(), decision.date()));
  subsidies_[row.name()] = row;
  return "ok";
}

}  // namespace zgc::funding
