#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"
#include "services/funding_ledger/testing/run/budget_draws.h"

// Draws of awards, payments and what comes back.
namespace zgc::funding {

Operation BudgetDraws::Claim() {
  const std::string award = AnyThat(model().awards(), [&](const v1::Award& row) {
    return row.state() == v1::AWARD_STATE_DRAFT &&
           model().years().at(row.fiscal_year()).state() == v1::FISCAL_YEAR_STATE_OPEN;
  });
  const auto found = model().awards().find(award);
  // Applications are decided late in the year.
  const bool applied = found != model().awards().end() && !found->second.application().empty();
  return Make("ApproveAward", absl::StrCat("name: '", award, "' ", DateOfStep(applied ? 12 : 2)));
}

// "date: '…' " of an early month, now and then.
std::string BudgetDraws::DateOfStep(int months) {
  if (!OneIn(3)) return "";
  const int month = 1 + Draw(months);
  const int day = 10 + Draw(19);
  // Now and then one that is still to come.
  const std::string of = OneIn(30) ? "2099" : std::to_string(year());
  return absl::StrFormat("date: '%s-%02d-%d' ", of, month, day);
}

Operation BudgetDraws::NewSummary() {
  const std::string in = FiscalYear();
  const std::string day = Day(in);
  const std::string program = OneIn(8) ? Program() : OneIn(3) ? "programs/other" : "programs/fund";
  const int fen = Draw(OneIn(6) ? 3000 : 300);
  return Make("CreateSummaryDisbursement",
              absl::StrCat("summary_disbursement_id: '", Id("s"),
                           "' summary_disbursement { fiscal_year: '", in, "' program: '", program,
                           "' document: 'd' amount_fen: ", fen, " ", day, "}"));
}

std::string BudgetDraws::WithinSummary(const std::string& fiscal_year, const std::string& program,
                                       int64_t fen) {
  const bool any = OneIn(8);
  const std::string summary = AnyThat(model().summaries(), [&](const v1::SummaryDisbursement& row) {
    return any || (row.fiscal_year() == fiscal_year && row.unitemised_fen() >= fen &&
                   row.program() == model().programs().at(program).fund());
  });
  return absl::StrCat("within_summary: '", summary, "' ");
}

Operation BudgetDraws::NewAward() {
  const std::string in = FiscalYear();
  const std::string program = Program();
  std::string more = Day(in);
  const int fen = Draw(OneIn(10) ? 3000 : 250);
  if (OneIn(6)) {
    absl::StrAppend(&more, "amount_state: AMOUNT_STATE_UNKNOWN ");
  } else {
    absl::StrAppend(&more, "amount_state: AMOUNT_STATE_KNOWN amount_fen: ", fen, " ");
  }
  if (OneIn(5)) absl::StrAppend(&more, WithinSummary(in, program, fen));
  if (OneIn(3)) absl::StrAppend(&more, Matching());
  if (OneIn(3)) absl::StrAppend(&more, Items());
  const int parks = Draw(3);
  for (int park = 0; park < parks; ++park) {
    absl::StrAppend(&more, "parks: '", kParkNames, park, "' ");
  }
  const int enterprise = Draw(4);
  if (!OneIn(4)) absl::StrAppend(&more, "enterprises: '", kEnterpriseNames, enterprise, "' ");
  if (OneIn(8)) absl::StrAppend(&more, "enterprises: '", kEnterpriseNames, "9' ");
  if (OneIn(4)) absl::StrAppend(&more, "recipient_count: 2 ");
  return Make("CreateAward",
              absl::StrCat("award_id: '", Id("a"), "' award { display_name: 'n' program: '",
                           program, "' fiscal_year: '", in, "' document: 'd' ", more, "}"));
}

Operation BudgetDraws::NewAgreement() {
  const std::string name = AnyThat(model().awards(), [](const v1::Award& row) {
    return row.state() == v1::AWARD_STATE_APPROVED && !row.has_agreement();
  });
  const auto found = model().awards().find(name);
  int64_t left = found == model().awards().end() ? 10 : found->second.amount_fen();
  const int matching =
      found == model().awards().end() ? 0 : static_cast<int>(found->second.matching_fen());
  std::string tranches;
  for (int number = 0; number < 3 && left > 1; ++number) {
    const int64_t fen = number == 2 ? left : 1 + Draw(static_cast<int>(left));
    std::string condition = "NONE";
    if (OneIn(8)) condition = "MILESTONE milestone: '//task_registry/milestones/m'";
    if (matching > 0 && OneIn(3)) {
      const int asked = Draw(matching + 10);
      condition = absl::StrCat("MATCHING matching_fen: ", asked);
    }
    absl::StrAppend(&tranches, "tranches { amount_fen: ", fen, " condition: TRANCHE_CONDITION_",
                    condition, " } ");
    left -= fen;
  }
  const int day = 10 + Draw(10);
  return Make("SignAgreement", absl::StrCat("name: '", name, "' date: '", year(), "-02-", day,
                                            "' document: 'd' ", tranches));
}

Operation BudgetDraws::ChangeOfAward() {
  const int what = Draw(5);
  const int fen = Draw(200);
  if (what == 0) {
    const std::string name = AnyThat(model().awards(), [](const v1::Award& row) {
      return row.amount_state() == common::v1::AMOUNT_STATE_UNKNOWN &&
             row.state() == v1::AWARD_STATE_APPROVED;
    });
    return Make("StateAwardAmount", absl::StrCat("name: '", name, "' document: 'd' ", DateOfStep(6),
                                                 "amount_fen: ", fen));
  }
  if (what == 1) {
    const std::string name = AnyThat(model().awards(), [](const v1::Award& row) {
      const bool known = row.amount_state() == common::v1::AMOUNT_STATE_KNOWN;
      return row.state() == (known ? v1::AWARD_STATE_PAID : v1::AWARD_STATE_APPROVED);
    });
    return Make("AcceptAward", absl::StrCat("name: '", name, "' document: 'd' ", DateOfStep(12)));
  }
  const std::string name = AnyThat(model().awards(), [](const v1::Award& row) {
    return !row.reserved_from().empty() && row.paid_fen() < row.amount_fen();
  });
  const std::string of = absl::StrCat("name: '", name, "' reason: 'r' ", DateOfStep(12));
  if (what == 2) return Make("CancelAward", of);
  return Make("ReduceAward", absl::StrCat(of, "amount_fen: ", fen));
}

Operation BudgetDraws::NewPayment() {
  const std::string name = AnyThat(model().awards(), [](const v1::Award& row) {
    return !row.reserved_from().empty() && row.paid_fen() < row.amount_fen() &&
           (row.state() == v1::AWARD_STATE_APPROVED ||
            row.state() == v1::AWARD_STATE_PARTIALLY_PAID);
  });
  int64_t fen = 1 + Draw(120);
  std::string more;
  const auto found = model().awards().find(name);
  if (found != model().awards().end()) {
    const v1::Award& award = found->second;
    more = Day(PayingYear(award));
    if (OneIn(3)) absl::StrAppend(&more, Items());
    int64_t left = award.amount_fen() - award.paid_fen();
    if (award.tranches_size() > 0) {
      const int number = 1 + Draw(award.tranches_size());
      absl::StrAppend(&more, "tranche: ", number, " ");
      left = award.tranches(number - 1).amount_fen() - award.tranches(number - 1).paid_fen();
    }
    // Often exactly what is left, sometimes one more.
    const int exactly = Draw(10);
    if (exactly < 5) fen = left;
    if (exactly == 5) fen = left + 1;
    // Or about what the matching funds allow.
    if (exactly > 7 && award.matching_fen() > 0) {
      const int64_t allowed = award.amount_fen() * award.matched_fen() / award.matching_fen();
      const int more_fen = Draw(3);
      fen = allowed - award.paid_fen() + award.clawed_back_fen() + more_fen - 1;
    }
    if (OneIn(award.within_summary().empty() ? 8 : 20)) {
      absl::StrAppend(&more, WithinSummary(PayingYear(award), award.program(), fen));
    }
    if (OneIn(5) && award.enterprises_size() > 0) {
      const std::string clawback = AnyThat(model().clawbacks(), [&](const v1::Clawback& row) {
        return row.open_fen() > 0 && row.enterprise() == award.enterprises(0);
      });
      const int set_off = 1 + Draw(15);
      absl::StrAppend(&more, "set_offs { clawback: '", clawback, "' amount_fen: ", set_off, " } ");
    }
  }
  if (fen < 1 && !OneIn(8)) fen = 1 + Draw(20);
  // Cashiers pay mostly, who do nothing else.
  const int person = Draw(3);
  const bool cashier = OneIn(2);
  Operation payment =
      Make("CreatePayment", absl::StrCat("payment_id: '", Id("p"), "' payment { award: '", name,
                                         "' document: 'd' amount_fen: ", fen, " ", more, "}"));
  if (cashier) payment.person = absl::StrCat("cashier", person);
  return payment;
}

Operation BudgetDraws::NewClawback() {
  const std::string name = Any(model().payments());
  const int fen = 1 + Draw(60);
  const std::string in = FiscalYear();
  const bool says = OneIn(3);
  const std::string day = Day(in);
  return Make("CreateClawback",
              absl::StrCat("clawback_id: '", Id("k"), "' clawback { payment: '", name,
                           "' reason: 'r' document: 'd' amount_fen: ", fen, " ",
                           says ? absl::StrCat("fiscal_year: '", in, "' ", day) : "", "}"));
}

Operation BudgetDraws::ChangeOfClawback() {
  const int what = Draw(8);
  const int most = OneIn(3) ? 60 : 10;
  const int fen = 1 + Draw(most);
  const bool settles = what == 4 || what == 5;
  const std::string name = AnyThat(model().clawbacks(), [&](const v1::Clawback& row) {
    return row.open_fen() > 0 && (!settles || row.has_write_off_proposal());
  });
  const std::string of = absl::StrCat("name: '", name, "' ");
  std::string day;
  if (what >= 2 && what <= 5 && !OneIn(5)) {
    const int month = 4 + Draw(9);
    const int date = 10 + Draw(19);
    day = absl::StrFormat("date: '%d-%02d-%d' ", year(), month, date);
  }
  if (what < 2) {
    return Make("RecordRepayment", absl::StrCat(of, "document: 'd' amount_fen: ", fen));
  }
  if (what < 4) {
    return Make("ProposeWriteOff",
                absl::StrCat(of, day, "reason: 'r' document: 'd' amount_fen: ", fen));
  }
  if (what == 4) return Make("ApproveWriteOff", of + day);
  if (what == 5) return Make("RejectWriteOff", absl::StrCat(of, day, "reason: 'r'"));
  if (what == 6) {
    const int month = 1 + Draw(12);
    return Make("RecordRepayment",
                absl::StrCat(of, "document: 'd' amount_fen: ", fen, " date: '", year(), "-",
                             absl::StrFormat("%02d", month), "-20'"));
  }
  // Into the next year mostly.
  std::string in = FiscalYear();
  const auto found = model().clawbacks().find(name);
  if (found != model().clawbacks().end() && !OneIn(4)) {
    in = YearNamed(std::stoi(found->second.fiscal_year().substr(12)) + 1);
  }
  return Make("CarryOverClawback",
              absl::StrCat(of, "reason: 'r' document: 'd' fiscal_year: '", in, "'"));
}

}  // namespace zgc::funding
