#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/funding_ledger/testing/run/budget_draws.h"

// Draws of calls, applications and their reviews.
namespace zgc::funding {

// "date: '…' ", not before the last step mostly; without one it is that of the commit.
template <typename Row>
std::string BudgetDraws::StepDay(const std::map<std::string, Row>& rows, const std::string& name) {
  const auto found = rows.find(name);
  std::string last;
  if (found != rows.end() && found->second.steps_size() > 0) {
    last = found->second.steps(found->second.steps_size() - 1).date();
  }
  const bool any = OneIn(10);
  const int month = 1 + Draw(12);
  std::string day = absl::StrFormat("%d-%02d-15", year(), last.empty() ? month : month / 2 + 6);
  if (OneIn(15)) return "";
  if (day < last && !any) day = last;
  return absl::StrCat("date: '", day, "' ");
}

Operation BudgetDraws::NewCall() {
  const std::string in = FiscalYear();
  const std::string program = Program();
  const std::string of = in.substr(12);
  const int opens = 1 + Draw(4);
  const int closes = OneIn(8) ? 1 + Draw(3) : 10 + Draw(3);
  std::string budget;
  if (OneIn(3)) {
    const int fen = Draw(500);
    budget = absl::StrCat("budget_state: AMOUNT_STATE_KNOWN budget_fen: ", fen, " ");
  } else if (OneIn(12)) {
    budget = "budget_fen: 5 ";
  }
  return Make("CreateCall",
              absl::StrCat("call_id: '", Id("n"), "' call { display_name: 'n' program: '", program,
                           "' fiscal_year: '", in, "' document: 'd' ",
                           absl::StrFormat("opens_date: '%s-%02d-01' closes_date: '%s-%02d-28' ",
                                           of, opens, of, closes),
                           budget, "}"));
}

Operation BudgetDraws::ChangeOfCall() {
  const bool withdraws = OneIn(12);
  const std::string name = AnyThat(model().calls(), [&](const v1::Call& row) {
    return row.state() == v1::CALL_STATE_DRAFT ||
           (withdraws && row.state() == v1::CALL_STATE_PUBLISHED);
  });
  const std::string of = absl::StrCat("name: '", name, "' ", StepDay(model().calls(), name));
  if (!withdraws) return Make("PublishCall", of);
  return Make("WithdrawCall", absl::StrCat(of, OneIn(6) ? "" : "reason: 'r'"));
}

Operation BudgetDraws::NewApplication() {
  const std::string call = AnyThat(model().calls(), [&](const v1::Call& row) {
    return row.state() == v1::CALL_STATE_PUBLISHED && row.fiscal_year() == YearNamed(year());
  });
  const int enterprise = Draw(4);
  const int fen = Draw(200);
  std::string more;
  if (OneIn(3)) absl::StrAppend(&more, "parks: '", kParkNames, "1' ");
  if (OneIn(4)) absl::StrAppend(&more, "matching_state: AMOUNT_STATE_KNOWN matching_fen: 30 ");
  return Make(
      "CreateApplication",
      absl::StrCat("application_id: '", Id("m"), "' application { display_name: 'n' call: '", call,
                   "' enterprise: '", kEnterpriseNames, enterprise,
                   "' document: 'd' requested_state: AMOUNT_STATE_KNOWN requested_fen: ", fen, " ",
                   more, "}"));
}

// What comes next for an application, mostly.
Operation BudgetDraws::StepOfApplication() {
  const auto goes_on = [&](const v1::Application& row) {
    if (row.fiscal_year() != YearNamed(year())) return false;
    if (row.state() != v1::APPLICATION_STATE_DRAFT) {
      return row.state() < v1::APPLICATION_STATE_DECIDED_GRANTED;
    }
    const v1::Call& call = model().calls().at(row.call());
    return call.state() == v1::CALL_STATE_PUBLISHED &&
           call.closes_date() > absl::StrCat(year(), "-09");
  };
  bool found_one = false;
  for (const auto& [id, row] : model().applications()) found_one = found_one || goes_on(row);
  if (!found_one && !OneIn(10)) return OneIn(3) ? ChangeOfCall() : NewApplication();
  const std::string name = AnyThat(model().applications(), goes_on);
  static const char* const kMethods[] = {"",
                                         "SubmitApplication",
                                         "StartReview",
                                         "RecordReview",
                                         "DecideApplication",
                                         "DecideApplication",
                                         "WithdrawApplication"};
  const auto found = model().applications().find(name);
  size_t at = 1;
  if (found != model().applications().end()) {
    at = std::min<size_t>(6, static_cast<size_t>(found->second.state()));
  }
  const size_t other = 1 + static_cast<size_t>(Draw(6));
  if (OneIn(12)) at = other;
  std::string method = kMethods[at];
  const bool reviewed = found != model().applications().end() && !found->second.reviews().empty();
  if (at == 3 && OneIn(reviewed ? 2 : 10)) method = "ConcludeReview";
  std::string fields = absl::StrCat("name: '", name, "' ", StepDay(model().applications(), name));
  if (!OneIn(8) && method != "SubmitApplication" && method != "StartReview") {
    absl::StrAppend(&fields, method == "WithdrawApplication" ? "reason: 'r' " : "document: 'd' ");
  }
  if (method == "WithdrawApplication" && OneIn(3)) return NewApplication();
  if (method == "RecordReview") absl::StrAppend(&fields, Review());
  if (method == "ConcludeReview") {
    if (OneIn(2)) absl::StrAppend(&fields, "recommended: true ");
    if (OneIn(2)) absl::StrAppend(&fields, "reason: 'r' ");
  }
  if (method == "DecideApplication") absl::StrAppend(&fields, Grant(name));
  // Others than those of the budget mostly, as whoever takes a step here neither
  // approves nor pays.
  if (OneIn(4)) return Make(method, fields);
  const int person = Draw(4);
  const char* const role = method == "DecideApplication" ? "decider" : "reviewer";
  return {method, fields, absl::StrCat(role, person)};
}

std::string BudgetDraws::Review() {
  const int score = OneIn(12) ? 1001 : Draw(1001);
  const char* const recommendation = OneIn(3) ? "REJECT" : "SUPPORT";
  return absl::StrCat(OneIn(12) ? "" : "reviewer_role: 'r' ", "score_tenths: ", score,
                      " recommendation: REVIEW_RECOMMENDATION_", recommendation, " ");
}

// A decision, yes mostly: with a new draft, or one that is there.
std::string BudgetDraws::Grant(const std::string& application) {
  const std::string reason = OneIn(4) ? "" : "reason: 'r' ";
  if (OneIn(5)) return reason;
  const auto found = model().applications().find(application);
  if (OneIn(3) && found != model().applications().end()) {
    const v1::Application& row = found->second;
    const std::string award = AnyThat(model().awards(), [&](const v1::Award& draft) {
      return draft.state() == v1::AWARD_STATE_DRAFT && draft.application().empty() &&
             draft.program() == row.program() && draft.fiscal_year() == row.fiscal_year() &&
             draft.enterprises_size() > 0 && draft.enterprises(0) == row.enterprise();
    });
    return absl::StrCat(reason, "granted: true award: '", award, "' ");
  }
  const int fen = Draw(200);
  const std::string day = Day(YearNamed(year()));
  return absl::StrCat(reason, "granted: true award_id: '", Id("g"),
                      "' amount_state: AMOUNT_STATE_KNOWN amount_fen: ", fen, " ", day);
}

}  // namespace zgc::funding
