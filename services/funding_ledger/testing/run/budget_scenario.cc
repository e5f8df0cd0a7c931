#include "services/funding_ledger/testing/run/budget_scenario.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/testing/run/budget_lockstep.h"
#include "services/funding_ledger/testing/run/lines.h"
#include "services/funding_ledger/testing/run/words.h"

namespace zgc::funding {
namespace {

std::string Quoted(const std::string& field, const std::string& value) {
  return absl::StrCat(field, ": '", value, "' ");
}

class BudgetRunner {
 public:
  void Run(absl::string_view table) {
    if (!RunLines(table, [this](Words& words) { Line(words); })) return;
    both_.CompareAll();
  }

 private:
  void Line(Words& words) {
    const std::string verb = words.Next();
    if (verb == "restart") return both_.journal().Restart();
    if (verb == "balance") return Balance(words);
    if (verb == "lots") return Lots(words);
    if (verb == "left") return Left(words);
    Operation operation = Read(verb, words);
    while (words.size() > 1) Option(operation.fields, operation.person, words);
    operation.fields += end_;
    last_ = both_.Do(operation);
    EXPECT_EQ(last_.substr(0, last_.find(';')), words.Next()) << last_;
  }

  // A new record: its id, and its fields up to the options.
  Operation New(const std::string& method, const std::string& record, const std::string& fields,
                const char* person = "clerk") {
    end_ = "}";
    return {"Create" + method, absl::StrCat(record, "_id: '", id_, "' ", record, " { ", fields),
            person};
  }
  // A step of a record.
  Operation Step(const std::string& method, const std::string& name, const std::string& fields,
                 const char* person = "clerk") {
    end_ = "";
    return {method, Quoted("name", name) + fields, person};
  }

  Operation Read(const std::string& verb, Words& words) {
    id_ = words.Next();
    if (Operation one = OfBudget(verb, words); !one.method.empty()) return one;
    if (Operation one = OfAward(verb, words); !one.method.empty()) return one;
    ADD_FAILURE() << "what is \"" << verb << "\"?";
    return {};
  }

  Operation OfBudget(const std::string& verb, Words& words) {
    const std::string document = "document: 'document' ";
    const std::string reason = "reason: 'reason' ";
    const auto year = [&] { return Quoted("fiscal_year", "fiscalYears/" + words.Next()); };
    const auto program = [&](const char* field = "program") {
      return Quoted(field, "programs/" + words.Next());
    };
    const auto fen = [&](const char* field = "amount_fen") {
      return absl::StrCat(field, ": ", words.Fen(), " ");
    };
    if (verb == "program") {
      std::string fields = Quoted("display_name", id_);
      if (words.Take("of")) fields += program("parent");
      if (words.Take("ceiling")) {
        fields += "ceiling_state: AMOUNT_STATE_KNOWN " + fen("ceiling_fen");
      }
      return New("Program", "program", fields);
    }
    if (verb == "appropriate" || verb == "supplement" || verb == "cut") {
      std::string fields = document;
      if (verb == "cut") fields += Quoted("lowers", "appropriations/" + words.Next());
      fields += program();
      fields += year();
      fields += fen();
      absl::StrAppend(&fields, "kind: APPROPRIATION_KIND_",
                      verb == "appropriate"  ? "ORIGINAL "
                      : verb == "supplement" ? "SUPPLEMENTARY "
                                             : "REDUCTION ");
      return New("Appropriation", "appropriation", fields);
    }
    if (verb == "allot") {
      std::string fields = document + program();
      fields += year();
      fields += fen();
      return New("Allotment", "allotment", fields);
    }
    if (verb == "vire") {
      std::string fields = document + reason + program("from_program");
      EXPECT_TRUE(words.Take("to"));
      fields += program("to_program");
      fields += year();
      fields += fen();
      return New("Virement", "virement", fields);
    }
    if (verb == "approve" || verb == "reject") return Decision(verb, words);
    if (verb == "carry-over") {
      std::string fields = document + reason + program();
      const std::string from = words.Next();
      absl::StrAppend(&fields, Quoted("from_year", "fiscalYears/" + from), "to_year: 'fiscalYears/",
                      std::stoi(from) + 1, "' ");
      if (words.StartsWithNumber()) fields += fen("available_fen");
      if (words.Take("awards")) fields += Awards("awards", words);
      return New("CarryOver", "carry_over", fields);
    }
    if (verb == "reverse") {
      const std::string kind = words.Next();
      const std::string source = absl::StrCat(kind, "s/", words.Next());
      return New("Reversal", "reversal", document + reason + Quoted("source", source), "auditor");
    }
    if (verb == "close-month") {
      return Step("ClosePeriod", "fiscalYears/" + id_.substr(0, 4),
                  reason + Quoted("closed_through", id_), "head");
    }
    if (verb == "close") {
      std::string fields = reason;
      if (words.Take("lapse")) fields += Awards("lapses", words);
      return Step("CloseFiscalYear", "fiscalYears/" + id_, fields, "head");
    }
    if (verb == "ceiling") {
      const std::string scope = words.Next();
      std::string fields = document;
      if (scope == "year") {
        fields += "scope: CEILING_SCOPE_FISCAL_YEAR ";
      } else {
        const std::string of =
            scope == "program" ? "programs/" : absl::StrCat("//park_region/", scope, "s/");
        absl::StrAppend(&fields, "scope: CEILING_SCOPE_", absl::AsciiStrToUpper(scope), " ",
                        Quoted("subject", of + words.Next()));
      }
      fields += year();
      fields += fen("limit_fen");
      return New("Ceiling", "ceiling", fields);
    }
    return {};
  }

  // "approve virement v1": the kind was read as if it was the id.
  Operation Decision(const std::string& verb, Words& words) {
    static const auto* const kinds = new std::map<std::string, std::pair<std::string, std::string>>{
        {"appropriation", {"Appropriation", "appropriations/"}},
        {"virement", {"Virement", "virements/"}},
        {"carry-over", {"CarryOver", "carryOvers/"}},
        {"write-off", {"WriteOff", "clawbacks/"}},
        {"award", {"Award", "awards/"}}};
    const auto found = kinds->find(id_);
    if (found == kinds->end()) return {};
    const auto& [method, collection] = found->second;
    const bool approves = verb == "approve";
    return Step((approves ? "Approve" : "Reject") + method, collection + words.Next(),
                approves ? "" : "reason: 'reason' ", id_ == "award" ? "checker" : "head");
  }

  Operation OfAward(const std::string& verb, Words& words) {
    const std::string document = "document: 'document' ";
    const std::string reason = "reason: 'reason' ";
    const std::string award = "awards/" + id_;
    const std::string clawback = "clawbacks/" + id_;
    const auto fen = [&] { return absl::StrCat("amount_fen: ", words.Fen(), " "); };
    if (verb == "award") {
      std::string fields = document + Quoted("display_name", id_);
      fields += Quoted("program", "programs/" + words.Next());
      fields += Quoted("fiscal_year", "fiscalYears/" + words.Next());
      fields += words.Take("unknown") ? "amount_state: AMOUNT_STATE_UNKNOWN "
                                      : "amount_state: AMOUNT_STATE_KNOWN " + fen();
      // One recipient, named or not.
      fields += "recipient_count: 1 ";
      return New("Award", "award", fields, "maker");
    }
    if (verb == "amount") return Step("StateAwardAmount", award, document + fen(), "checker");
    if (verb == "reduce") return Step("ReduceAward", award, reason + fen(), "checker");
    if (verb == "accept") return Step("AcceptAward", award, document, "checker");
    if (verb == "cancel") return Step("CancelAward", award, reason, "checker");
    if (verb == "agreement") {
      std::string fields = document + Quoted("date", words.Next());
      while (words.StartsWithNumber()) {
        absl::StrAppend(&fields, "tranches { condition: TRANCHE_CONDITION_NONE ", fen(), "} ");
      }
      return Step("SignAgreement", award, fields, "checker");
    }
    if (verb == "pay") {
      std::string fields = document + Quoted("award", "awards/" + words.Next());
      fields += fen();
      return New("Payment", "payment", fields, "payer");
    }
    if (verb == "clawback") {
      std::string fields = document + reason + Quoted("payment", "payments/" + words.Next());
      fields += fen();
      return New("Clawback", "clawback", fields);
    }
    if (verb == "repay") return Step("RecordRepayment", clawback, document + fen(), "cashier");
    if (verb == "write-off") {
      return Step("ProposeWriteOff", clawback, document + reason + fen(), "auditor");
    }
    return {};
  }

  static std::string Awards(const char* field, Words& words) {
    std::string fields;
    // The last word is the answer.
    while (words.size() > 1 && words.front() != "by" && words.front() != "on") {
      fields += Quoted(field, "awards/" + words.Next());
    }
    return fields;
  }

  static void Option(std::string& fields, std::string& person, Words& words) {
    if (words.Take("by")) {
      person = words.Next();
    } else if (words.Take("on")) {
      fields += Quoted("effective_date", words.Next());
    } else if (words.Take("in")) {
      fields += Quoted("fiscal_year", "fiscalYears/" + words.Next());
    } else if (words.Take("to")) {
      fields += Quoted("enterprises", "//park_region/enterprises/" + words.Next());
    } else if (words.Take("park")) {
      fields += Quoted("parks", "//park_region/parks/" + words.Next());
    } else if (words.Take("tranche")) {
      absl::StrAppend(&fields, "tranche: ", words.Next(), " ");
    } else if (words.Take("set-off")) {
      const std::string clawback = Quoted("clawback", "clawbacks/" + words.Next());
      absl::StrAppend(&fields, "set_offs { ", clawback, "amount_fen: ", words.Fen(), " } ");
    } else {
      ADD_FAILURE() << "what is \"" << words.Next() << "\"?";
    }
  }

  // Accounts of programs by the last part of their kind: "prior-year", "carried-in".
  void Balance(Words& words) {
    const std::string kind = words.Next();
    const std::string program = words.Next();
    const std::string account = absl::StrCat("accounts/", words.Next(), "-", kind, "-", program);
    EXPECT_EQ(both_.model().BalanceOf(account), words.Fen()) << account;
  }

  void Lots(Words& words) {
    const std::string id = words.Next();
    std::map<std::string, int64_t> expected;
    while (!words.empty()) {
      const std::string lot = "appropriations/" + words.Next();
      expected[lot] = words.Fen();
    }
    // Of an award what it holds, of a payment what it was.
    std::map<std::string, int64_t> held;
    for (const auto& [key, fen] : both_.model().holdings()) {
      const auto& [account, owner, year, day, lot] = key;
      if (owner == "awards/" + id || owner == "payments/" + id) held[lot] += fen;
    }
    EXPECT_EQ(held, expected);
  }

  void Left(Words& words) {
    const std::string holder = words.Next();
    EXPECT_NE(last_.find(absl::StrCat("/", holder, " has ", words.Fen(), " fen left")),
              std::string::npos)
        << last_;
    if (!words.Take("held")) return;
    const std::string award = words.Next();
    EXPECT_NE(last_.find(absl::StrCat("awards/", award, " ", words.Fen(), " fen")),
              std::string::npos)
        << last_;
  }

  BudgetLockstep both_;
  std::string id_;
  // What closes the fields of the line.
  std::string end_;
  std::string last_;
};

}  // namespace

void RunBudgetScenario(absl::string_view table) { BudgetRunner().Run(table); }

}  // namespace zgc::funding
