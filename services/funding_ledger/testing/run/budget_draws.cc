#include "services/funding_ledger/testing/run/budget_draws.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/funding_ledger/domain/accounts/award_accounts.h"

namespace zgc::funding {
Operation BudgetDraws::Make(const std::string& method, const std::string& fields) {
  return {method, fields, Person()};
}

std::string BudgetDraws::Person() { return absl::StrCat("person", Draw(6)); }

std::string BudgetDraws::Program() {
  static const char* const kAll[] = {"fund",  "ic",     "ic",    "talent", "young",
                                     "young", "capped", "other", "park"};
  const int at = Draw(9);
  return absl::StrCat("programs/", kAll[at]);
}

std::string BudgetDraws::FiscalYear() {
  // The one that has just begun, or the next, which has not.
  if (OneIn(40)) return OneIn(2) ? kThisYear : kNextYear;
  if (!OneIn(8)) return YearNamed(year());
  return YearNamed(year() + (OneIn(2) ? 1 : -1));
}

std::string BudgetDraws::Day(const std::string& fiscal_year) {
  if (!OneIn(3)) return "";
  const int month = 1 + Draw(12);
  return absl::StrFormat("effective_date: '%s-%02d-15' ", fiscal_year.substr(12), month);
}

std::vector<Operation> BudgetDraws::Programs() {
  const auto program = [](const char* id, const char* parent, const char* more = "") {
    const std::string above =
        *parent == '\0' ? "" : absl::StrCat("parent: 'programs/", parent, "' ");
    return Operation{"CreateProgram",
                     absl::StrCat("program_id: '", id, "' program { display_name: '", id, "' ",
                                  above, more, " }"),
                     "clerk"};
  };
  return {program("fund", ""),
          program("ic", "fund"),
          program("talent", "fund"),
          program("young", "talent"),
          program("capped", "fund", "ceiling_state: AMOUNT_STATE_KNOWN ceiling_fen: 2500"),
          program("other", ""),
          program("park", "other")};
}

std::vector<Operation> BudgetDraws::Budget(int of_year) {
  std::vector<Operation> operations;
  for (const char* fund : {"fund", "other"}) {
    operations.push_back(
        Make("CreateAppropriation",
             absl::StrCat("appropriation_id: '", Id("b"), "' appropriation { fiscal_year: '",
                          YearNamed(of_year), "' program: 'programs/", fund,
                          "' kind: APPROPRIATION_KIND_ORIGINAL document: 'd' amount_fen: 6000 }")));
  }
  return operations;
}

Operation BudgetDraws::Next() {
  int what = Draw(158);
  // Money first.
  if (what >= 106 && OneIn(3)) what = Draw(106);
  if (what < 3) return NewAppropriation();
  if (what < 7) {
    const std::string in = FiscalYear();
    const std::string program = Program();
    const std::string day = Day(in);
    const int fen = Draw(600);
    return Make(
        "CreateAllotment",
        absl::StrCat("allotment_id: '", Id("l"), "' allotment { fiscal_year: '", in, "' program: '",
                     program, "' document: 'd' amount_fen: ", fen, " ", day, "}"));
  }
  if (what < 11) return NewVirement();
  if (what < 21) return Decision();
  if (what < 23) return OneIn(3) ? NewCeiling() : NewCeilingAmendment();
  if (what < 34) return NewAward();
  if (what < 47) return Claim();
  if (what < 52) return NewAgreement();
  if (what < 57) return ChangeOfAward();
  if (what < 74) return NewPayment();
  if (what < 79) return NewClawback();
  if (what < 89) return ChangeOfClawback();
  if (what < 92) return NewCarryOver();
  if (what < 97) return NewReversal();
  if (what < 99) return NewPeriod();
  if (what < 103) return CloseOfYear(year() - 1);
  if (what < 106) return NewSummary();
  if (what < 109) return NewEvidence();
  if (what < 110) return NoEvidence();
  if (what < 112) return NewCall();
  if (what < 114) return ChangeOfCall();
  if (what < 119) return NewApplication();
  if (what < 133) return StepOfApplication();
  if (what < 136) return NewGuardRule();
  if (what < 140) return ChangeOfGuardRule();
  if (what < 143) return NewStackingCheck();
  if (what < 146) return ClearedFlag();
  if (what < 148) return NewRuleVersion();
  if (what < 150) return ChangeOfRuleVersion();
  return what < 152 ? NewLoan() : NewSubsidy();
}

Operation BudgetDraws::Decision() {
  const auto draft = [](const auto& row) { return row.state() == v1::DECISION_STATE_DRAFT; };
  const char* verb = OneIn(6) ? "Reject" : "Approve";
  std::string kind;
  std::string name;
  const auto pick = [&](const char* of, const auto& rows) {
    kind = of;
    name = AnyThat(rows, draft);
    const auto found = rows.find(name);
    return found != rows.end() && draft(found->second);
  };
  // Mostly of a kind of which there is a draft.
  bool open = false;
  for (int tries = 0; !open && tries < 4; ++tries) {
    const int what = Draw(9);
    if (what < 2) {
      open = pick("Appropriation", model().appropriations());
    } else if (what < 4) {
      open = pick("Virement", model().virements());
    } else if (what < 6) {
      open = pick("CarryOver", model().carry_overs());
    } else if (what < 8) {
      open = pick("CeilingAmendment", model().amendments());
    } else {
      open = pick("PeriodReopening", model().reopenings());
    }
  }
  const char* reason = *verb == 'R' ? " reason: 'r'" : "";
  return Make(absl::StrCat(verb, kind), absl::StrCat("name: '", name, "'", reason));
}

Operation BudgetDraws::NewAppropriation() {
  const std::string in = FiscalYear();
  const int what = Draw(4);
  int64_t fen = Draw(1200);
  const std::string day = Day(in);
  const std::string program = OneIn(10) ? Program() : OneIn(3) ? "programs/other" : "programs/fund";
  std::string kind = what == 0 ? "ORIGINAL" : what == 1 ? "SUPPLEMENTARY" : "REDUCTION";
  if (what > 1) {
    const std::string lowered =
        AnyThat(model().appropriations(), [&](const v1::Appropriation& row) {
          return row.fiscal_year() == in && row.program() == program && row.lowers().empty();
        });
    absl::StrAppend(&kind, " lowers: '", lowered, "'");
    // Often by all of it, and by more once there is nothing left.
    const auto found = model().appropriations().find(lowered);
    if (found != model().appropriations().end() && OneIn(2)) fen = found->second.amount_fen();
    if (OneIn(3)) fen = 1 + Draw(5);
  }
  return Make("CreateAppropriation",
              absl::StrCat("appropriation_id: '", Id("b"), "' appropriation { fiscal_year: '", in,
                           "' program: '", program, "' document: 'd' amount_fen: ", fen, " ", day,
                           "kind: APPROPRIATION_KIND_", kind, " }"));
}

Operation BudgetDraws::NewVirement() {
  const std::string in = FiscalYear();
  const std::string from = Program();
  const std::string to = Program();
  const int fen = Draw(400);
  const std::string day = Day(in);
  const bool across = model().programs().at(from).fund() != model().programs().at(to).fund();
  const bool says = OneIn(10) ? !across : across;
  return Make("CreateVirement",
              absl::StrCat("virement_id: '", Id("v"), "' virement { fiscal_year: '", in,
                           "' from_program: '", from, "' to_program: '", to,
                           "' reason: 'r' document: 'd' amount_fen: ", fen, " ", day,
                           says ? "across_funds: true " : "", "}"));
}

Operation BudgetDraws::NewCeiling() {
  const std::string in = FiscalYear();
  const int what = Draw(4);
  std::string scope = "FISCAL_YEAR";
  int fen = 2000 + Draw(9000);
  if (what == 1) {
    const std::string program = Program();
    scope = absl::StrCat("PROGRAM subject: '", program, "'");
  } else if (what == 2) {
    scope = absl::StrCat("PARK subject: '", kParkNames, Draw(2), "'");
    fen /= 3;
  } else if (what == 3) {
    scope = absl::StrCat("ENTERPRISE subject: '", kEnterpriseNames, Draw(4), "'");
    fen /= 4;
  }
  return Make("CreateCeiling", absl::StrCat("ceiling_id: '", Id("c"), "' ceiling { fiscal_year: '",
                                            in, "' document: 'd' limit_fen: ", fen,
                                            " scope: CEILING_SCOPE_", scope, " }"));
}

// Of the program that has a ceiling itself, or of one that was set.
Operation BudgetDraws::NewCeilingAmendment() {
  const std::string in = FiscalYear();
  const bool of_program = OneIn(3);
  std::string subject = "programs/capped";
  int fen = 200 + Draw(3800);
  if (!of_program) {
    subject = AnyThat(model().ceilings(),
                      [&](const v1::Ceiling& row) { return row.fiscal_year() == in; });
    const auto found = model().ceilings().find(subject);
    if (found != model().ceilings().end()) {
      fen = OneIn(3) ? 1 + Draw(static_cast<int>(found->second.limit_fen()))
                     : static_cast<int>(found->second.limit_fen()) / 2 + Draw(4000);
    }
  }
  const std::string limit = OneIn(6) ? "ends: true " : absl::StrCat("limit_fen: ", fen, " ");
  const std::string day = Day(in);
  std::string last;
  if (OneIn(2)) last = absl::StrCat("last_fiscal_year: '", OneIn(4) ? FiscalYear() : in, "' ");
  return Make(
      "CreateCeilingAmendment",
      absl::StrCat("ceiling_amendment_id: '", Id("m"), "' ceiling_amendment { subject: '", subject,
                   "' fiscal_year: '", in, "' reason: 'r' document: 'd' ", limit, day, last, "}"));
}

Operation BudgetDraws::NewCarryOver() {
  // Mostly out of the year before.
  const int from = OneIn(3) ? year() : year() - 1;
  const std::string day = Day(YearNamed(from + 1));
  std::string awards;
  const int count = Draw(4);
  for (int i = 0; i < count; ++i) {
    const std::string award = AnyThat(model().awards(), [&](const v1::Award& row) {
      return !row.reserved_from().empty() && row.paid_fen() < row.amount_fen() &&
             row.fiscal_year() == YearNamed(from) && row.paying_year().empty();
    });
    absl::StrAppend(&awards, "awards: '", award, "' ");
  }
  const int fen = OneIn(2) ? Draw(100) : 0;
  const std::string program = OneIn(3) ? Program() : "programs/fund";
  return Make(
      "CreateCarryOver",
      absl::StrCat("carry_over_id: '", Id("o"), "' carry_over { from_year: '", YearNamed(from),
                   "' to_year: '", YearNamed(from + 1), "' program: '", program,
                   "' reason: 'r' document: 'd' available_fen: ", fen, " ", awards, day, "}"));
}

Operation BudgetDraws::NewReversal() {
  const int what = Draw(10);
  std::string source;
  if (what == 8) {
    source = Any(model().summaries());
  } else if (what == 0) {
    source = Any(model().appropriations());
  } else if (what == 1) {
    source = Any(model().allotments());
  } else if (what == 2) {
    source = Any(model().virements());
  } else if (what == 3) {
    source = Any(model().clawbacks());
  } else if (what == 9) {
    source = AnyThat(model().carry_overs(), [](const v1::CarryOver& row) {
      return row.state() == v1::DECISION_STATE_APPROVED && row.reversal().empty();
    });
  } else {
    source = AnyThat(model().payments(), [](const v1::Payment& row) {
      return row.reversal().empty() && row.clawed_back_fen() == 0 && row.set_off_fen() == 0;
    });
  }
  // The year that pays the award, or one that is drawn.
  std::string in = FiscalYear();
  bool says = OneIn(4);
  const auto payment = model().payments().find(source);
  if (payment != model().payments().end() && !says) {
    const v1::Award& award = model().awards().at(payment->second.award());
    in = PayingYear(award);
    says = true;
  }
  const std::string day = Day(in);
  return Make("CreateReversal",
              absl::StrCat("reversal_id: '", Id("r"), "' reversal { source: '", source,
                           "' reason: 'r' document: 'd' ",
                           says ? absl::StrCat("fiscal_year: '", in, "' ", day) : "", "}"));
}

Operation BudgetDraws::NewPeriod() {
  const std::string in = FiscalYear();
  static const char* const kEnds[] = {"01-31", "02-28", "03-31", "04-30",
                                      "05-31", "06-30", "07-30", "12-31"};
  const int at = Draw(8);
  const std::string day = absl::StrCat(in.substr(12), "-", kEnds[at]);
  if (OneIn(2)) {
    return Make("ClosePeriod",
                absl::StrCat("name: '", in, "' reason: 'r' closed_through: '", day, "'"));
  }
  const bool all = OneIn(2);
  return Make("CreatePeriodReopening",
              absl::StrCat("period_reopening_id: '", Id("q"), "' period_reopening { fiscal_year: '",
                           in, "' reason: 'r' document: 'd' ",
                           all ? "" : absl::StrCat("closed_through: '", day, "' "), "}"));
}

// With what is still open let to lapse, all of it mostly, once nobody owes the year.
Operation BudgetDraws::CloseOfYear(int of_year) {
  const auto found = model().years().find(YearNamed(of_year));
  const bool open =
      found != model().years().end() && found->second.state() == v1::FISCAL_YEAR_STATE_OPEN;
  if (!open && !OneIn(8)) return Claim();
  for (const auto& [name, clawback] : model().clawbacks()) {
    if (clawback.open_fen() == 0 || clawback.fiscal_year() != YearNamed(of_year)) continue;
    if (OneIn(8)) break;
    return {"RecordRepayment",
            absl::StrCat("name: '", name, "' document: 'd' amount_fen: ", clawback.open_fen()),
            "cashier"};
  }
  std::string lapses;
  const bool all = !OneIn(3);
  for (const auto& [name, award] : model().awards()) {
    const bool unknown = award.state() == v1::AWARD_STATE_APPROVED &&
                         award.amount_state() == common::v1::AMOUNT_STATE_UNKNOWN;
    const bool owed = !award.reserved_from().empty() && award.paid_fen() < award.amount_fen() &&
                      award.state() != v1::AWARD_STATE_CANCELLED;
    if ((owed || unknown) && PayingYear(award) == YearNamed(of_year) && all) {
      absl::StrAppend(&lapses, "lapses: '", name, "' ");
    }
  }
  return {"CloseFiscalYear", absl::StrCat("name: '", YearNamed(of_year), "' reason: 'r' ", lapses),
          OneIn(4) ? "person1" : "head"};
}

}  // namespace zgc::funding
