#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/funding_ledger/testing/run/budget_draws.h"

// Draws of rules, loans and what is paid on their interest.
namespace zgc::funding {

Operation BudgetDraws::NewRuleVersion() {
  static const char* const kShares[] = {"50", "33.33", "100", "0.01", "0", "12.345"};
  static const char* const kRates[] = {"3.85", "4.3501", "2"};
  const int from = 1 + Draw(12);
  const int share = OneIn(10) ? 3 + Draw(3) : Draw(3);
  std::string terms = absl::StrCat("share_percent: '", kShares[share], "' ");
  if (OneIn(2)) {
    const int rate = Draw(3);
    absl::StrAppend(&terms, "base_rate_percent: '", kRates[rate], "' ");
  }
  if (!OneIn(20)) {
    absl::StrAppend(&terms, "day_count: DAY_COUNT_ACTUAL_", OneIn(2) ? "365 " : "360 ");
  }
  if (OneIn(4)) absl::StrAppend(&terms, "min_term_days: 180 ");
  if (OneIn(4)) absl::StrAppend(&terms, "max_term_days: ", OneIn(6) ? "90 " : "366 ");
  std::string caps;
  if (OneIn(3)) absl::StrAppend(&caps, "per_record_fen: 150 ");
  if (OneIn(3)) absl::StrAppend(&caps, "per_recipient_year_fen: 250 ");
  if (OneIn(3)) absl::StrAppend(&caps, "per_program_year_fen: 600 ");
  const int rule = Draw(3);
  const int to = 6 + Draw(7);
  const std::string ends =
      OneIn(4) ? absl::StrFormat("effective_to: '%d-%02d-28' ", year(), to) : "";
  return Make("CreateRuleVersion",
              absl::StrCat("rule_id: 'rule", rule,
                           "' rule_version { display_name: 'n' clause: '第三条' document: 'd' ",
                           absl::StrFormat("effective_from: '%d-%02d-01' ", year(), from), ends,
                           "interest { ", terms, "} caps { ", caps, "} }"));
}

Operation BudgetDraws::ChangeOfRuleVersion() {
  const int what = Draw(9);
  const std::string name = AnyThat(model().rule_versions(), [&](const v1::RuleVersion& row) {
    return row.state() ==
           (what > 6 ? v1::RULE_VERSION_STATE_APPROVED : v1::RULE_VERSION_STATE_DRAFT);
  });
  const std::string of = absl::StrCat("name: '", name, "' ");
  if (what < 6) return Make("ApproveRuleVersion", of);
  const std::string reason = OneIn(6) ? "" : "reason: 'r' ";
  if (what == 6) return Make("WithdrawRuleVersion", absl::StrCat(of, reason));
  const int month = 4 + Draw(9);
  return Make(
      "EndRuleVersion",
      absl::StrCat(of, reason, absl::StrFormat("effective_to: '%d-%02d-25'", year(), month)));
}

Operation BudgetDraws::NewLoan() {
  static const char* const kLenders[] = {"甲银行", "甲 银行", "b"};
  static const char* const kRates[] = {"4.35", "3.8", "5.0001", "0", "100.01", "4.35001"};
  const int lender = Draw(3);
  const int rate = OneIn(8) ? 3 + Draw(3) : Draw(3);
  const int start = 1 + Draw(12);
  const int months = OneIn(12) ? 0 : 1 + Draw(18);
  const int end = start + months;
  const std::string program = Program();
  const int enterprise = Draw(4);
  const int fen = OneIn(10) ? Draw(10) : 2000 + Draw(20000);
  const int known = OneIn(10) ? Draw(ids_ + 1) : ids_ + 1;
  return Make(
      "CreateLoan",
      absl::StrCat("loan_id: '", Id("z"), "' loan { borrower: '", kEnterpriseNames, enterprise,
                   "' lender: '", kLenders[lender], "' contract_number: 'N", known,
                   "' principal_fen: ", fen, " annual_rate_percent: '", kRates[rate],
                   "' program: '", program, "' document: 'd' ",
                   absl::StrFormat("start_date: '%d-%02d-10' end_date: '%d-%02d-10' ", year(),
                                   start, year() + (end - 1) / 12, 1 + (end - 1) % 12),
                   "}"));
}

// Of months of the loan, mostly.
Operation BudgetDraws::NewSubsidy() {
  const std::string name = AnyThat(model().loans(), [&](const v1::Loan& row) {
    return row.end_date().substr(0, 4) >= std::to_string(year());
  });
  int month = 1 + Draw(12);
  int of = year();
  const auto found = model().loans().find(name);
  if (found != model().loans().end() && !OneIn(8)) {
    of = std::stoi(found->second.start_date().substr(0, 4));
    month = std::stoi(found->second.start_date().substr(5, 2)) + Draw(6);
  }
  int end = month + Draw(8);
  if (found != model().loans().end() && !OneIn(8)) {
    const int last = std::stoi(found->second.end_date().substr(5, 2)) +
                     12 * (std::stoi(found->second.end_date().substr(0, 4)) - of);
    end = std::min(end, last);
  }
  const std::string in = FiscalYear();
  const std::string program = Program();
  int decided = 1 + Draw(12);
  std::string rule = OneIn(20) ? "none" : absl::StrCat("rule", Draw(3));
  const std::string version = AnyThat(model().rule_versions(), [&](const v1::RuleVersion& row) {
    return row.state() == v1::RULE_VERSION_STATE_APPROVED &&
           row.effective_from().substr(0, 4) == in.substr(12);
  });
  const auto rules = model().rule_versions().find(version);
  if (rules != model().rule_versions().end() && !OneIn(8)) {
    rule = rules->second.rule();
    decided = std::max(decided, std::stoi(rules->second.effective_from().substr(5, 2)));
  }
  std::string more;
  if (OneIn(4)) absl::StrAppend(&more, "parks: '", kParkNames, "0' ");
  if (OneIn(8)) absl::StrAppend(&more, WithinSummary(in, program, 100));
  return Make(
      "CreateLoanSubsidy",
      absl::StrCat(
          "loan_subsidy_id: '", Id("y"), "' loan_subsidy { loan: '", name, "' ",
          absl::StrFormat("from_date: '%d-%02d-10' to_date: '%d-%02d-10' ", of + (month - 1) / 12,
                          1 + (month - 1) % 12, of + (end - 1) / 12, 1 + (end - 1) % 12),
          "decision { display_name: 'n' document: 'd' program: '", program, "' fiscal_year: '", in,
          "' rule: '", rule, "' ", absl::StrFormat("date: '%s-%02d-20' ", in.substr(12), decided),
          more, "} }"));
}

}  // namespace zgc::funding
