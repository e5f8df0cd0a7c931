#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/funding_ledger/testing/run/budget_draws.h"

// Draws of matching funds.
namespace zgc::funding {

std::string BudgetDraws::Matching() {
  const int what = Draw(20);
  if (what == 0) return "matching_state: AMOUNT_STATE_UNKNOWN ";
  if (what == 1) return "matching_rule: MATCHING_RULE_PROPORTIONAL ";
  const int fen = Draw(200);
  const char* const rule = what < 11 ? "PROPORTIONAL" : what < 18 ? "BY_ACCEPTANCE" : "UNSPECIFIED";
  return absl::StrCat("matching_state: AMOUNT_STATE_KNOWN matching_fen: ", fen,
                      " matching_rule: MATCHING_RULE_", rule, " ");
}

Operation BudgetDraws::NewEvidence() {
  const std::string name = AnyThat(model().awards(), [](const v1::Award& row) {
    return row.matching_fen() > row.matched_fen() && row.state() != v1::AWARD_STATE_DRAFT &&
           row.state() != v1::AWARD_STATE_CANCELLED && row.state() != v1::AWARD_STATE_ACCEPTED;
  });
  int64_t fen = Draw(60);
  // Often all that is missing.
  const auto found = model().awards().find(name);
  if (found != model().awards().end() && OneIn(3)) {
    fen = found->second.matching_fen() - found->second.matched_fen();
  }
  const int month = 1 + Draw(12);
  const std::string date =
      OneIn(12) ? "" : absl::StrCat("date: '", year(), "-", absl::StrFormat("%02d", month), "-10'");
  // By few persons, as none of them pays the award.
  const int person = Draw(3);
  return {"RecordMatchingEvidence",
          absl::StrCat("name: '", name, "' document: 'd' amount_fen: ", fen, " ", date),
          absl::StrCat("person", person)};
}

Operation BudgetDraws::NoEvidence() {
  const std::string name = AnyThat(model().awards(), [](const v1::Award& row) {
    return row.matched_fen() > 0 && row.paid_fen() > 0;
  });
  int number = 1;
  const auto found = model().awards().find(name);
  if (found != model().awards().end()) number = Draw(found->second.matching_evidence_size() + 2);
  const int month = 4 + Draw(9);
  const std::string date =
      OneIn(6) ? "" : absl::StrCat("date: '", year(), "-", absl::StrFormat("%02d", month), "-20'");
  return Make("RevokeMatchingEvidence",
              absl::StrCat("name: '", name, "' reason: 'r' number: ", number, " ", date));
}

}  // namespace zgc::funding
