#include "services/supervision_reporting/domain/proposals/proposal_rules.h"

#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/strings/str_join.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/calendars/working_time.h"
#include "services/supervision_reporting/domain/rule_sets.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

constexpr int kMaxReturnDays = 1000;

template <typename Codes>
std::vector<std::string> CodesOf(const Codes& codes) {
  std::vector<std::string> texts;
  for (const auto& one : codes) texts.push_back(one.code());
  return texts;
}

template <typename Codes>
void CheckOnce(const Codes& codes, absl::string_view field, Checks& checks) {
  absl::btree_set<std::string> seen;
  for (const auto& one : codes) {
    checks.Expect(one.code().empty() || seen.insert(one.code()).second, field,
                  absl::StrCat(one.code(), " is given twice"));
  }
}

void CheckTerm(const v1::ProposalRuleSet& rules, Checks& checks) {
  constexpr char kField[] = "proposal_rule_set.return_working_days";
  const bool in_working_days = rules.return_working_days() != 0;
  checks.Expect(!in_working_days || rules.return_days() == 0, kField,
                "must be 0 where return_days is set");
  for (const int days : {rules.return_days(), rules.return_working_days()}) {
    checks.Expect(days <= kMaxReturnDays, kField,
                  absl::StrCat("a term is of at most ", kMaxReturnDays, " days"));
  }
}

absl::Status CheckRules(const storage::Reader& reader, const v1::ProposalRuleSet*,
                        v1::ProposalRuleSet& rules, Checks& checks) {
  CheckOnce(rules.outcomes(), "proposal_rule_set.outcomes", checks);
  CheckOnce(rules.satisfactions(), "proposal_rule_set.satisfactions", checks);
  CheckTerm(rules, checks);
  return CheckRuleSet(reader, kProposalRuleSets, rules, "proposal_rule_set", checks);
}

}  // namespace

const records::KindOf<v1::ProposalRuleSet>& ProposalRuleSetKind() {
  static const auto* const kind = new records::KindOf<v1::ProposalRuleSet>(
      kProposalRuleSets,
      {.created_by = "/zgc.supervision.v1.ProposalRuleService/CreateProposalRuleSet",
       .field = "proposal_rule_set",
       .check = &CheckRules,
       .rested_on = true});
  return *kind;
}

absl::StatusOr<v1::ProposalRuleSet> CreateProposalRuleSet(
    storage::Txn& txn, const base::Actor&, const v1::CreateProposalRuleSetRequest& request) {
  Checks checks(txn, request);
  v1::ProposalRuleSet rules = request.proposal_rule_set();
  rules.set_name(absl::StrCat("proposalRuleSets/", request.proposal_rule_set_id()));
  ZGC_RETURN_IF_ERROR(ProposalRuleSetKind().Hold(txn, nullptr, rules, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return ProposalRuleSetKind().Create(txn, std::move(rules));
}

absl::StatusOr<v1::ProposalRuleSet> GetProposalRuleSet(
    const storage::Reader& reader, const v1::GetProposalRuleSetRequest& request) {
  return GetRow(reader, kProposalRuleSets, request.name());
}

absl::StatusOr<std::string> ListProposalRuleSets(const storage::Reader& reader,
                                                 const v1::ListProposalRuleSetsRequest& request,
                                                 const storage::Page& page,
                                                 v1::ListProposalRuleSetsResponse& response) {
  return query::List(reader, kProposalRuleSets.column(), request, page, response);
}

absl::StatusOr<absl::optional<v1::ProposalRuleSet>> RulesInForce(const storage::Reader& reader,
                                                                 const std::string& jurisdiction,
                                                                 const std::string& day,
                                                                 absl::string_view field,
                                                                 Checks& checks) {
  if (!base::ValidDate(day)) return absl::optional<v1::ProposalRuleSet>();
  ZGC_ASSIGN_OR_RETURN(auto found, SetsInForce(reader, kProposalRuleSets, day));
  if (!jurisdiction.empty()) return NearestOf(found, jurisdiction);
  if (found.size() == 1) return absl::make_optional(std::move(found.begin()->second));
  std::vector<std::string> places;
  for (const auto& [place, rules] : found) places.push_back(place);
  checks.Expect(
      found.empty(), field,
      absl::StrCat("several jurisdictions have rules on ", day, ": ", absl::StrJoin(places, ", "),
                   "; the proposal does not say whose hold: correct its jurisdiction"));
  return absl::optional<v1::ProposalRuleSet>();
}

std::string OutcomeLabel(const v1::ProposalRuleSet& rules, const std::string& code,
                         absl::string_view field, Checks& checks) {
  for (const v1::OutcomeCode& one : rules.outcomes()) {
    if (one.code() == code) return one.display_name();
  }
  checks.Add(field, absl::StrCat("\"", code, "\" is no outcome by ", rules.name(), ": open are ",
                                 absl::StrJoin(CodesOf(rules.outcomes()), ", ")));
  return "";
}

bool SecondReplyDue(const v1::ProposalRuleSet& rules, const std::string& code,
                    absl::string_view field, Checks& checks) {
  for (const v1::SatisfactionCode& one : rules.satisfactions()) {
    if (one.code() == code) return one.second_reply_due();
  }
  checks.Add(field,
             absl::StrCat("\"", code, "\" is no satisfaction by ", rules.name(), ": open are ",
                          absl::StrJoin(CodesOf(rules.satisfactions()), ", ")));
  return false;
}

absl::StatusOr<std::string> LastDayToReturn(const storage::Reader& reader,
                                            const v1::ProposalRuleSet& rules,
                                            const std::string& assigned) {
  if (rules.return_working_days() != 0) {
    ZGC_ASSIGN_OR_RETURN(const Calendars calendars, Calendars::Read(reader));
    Checks checks;
    const auto end = calendars.EndOf({assigned, rules.return_working_days(), rules.calendars(),
                                      rules.jurisdiction(), /*taken=*/true},
                                     "", checks);
    ZGC_RETURN_IF_ERROR(checks.ToStatus());
    return end.deadline();
  }
  if (rules.return_days() == 0) return std::string();
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay day, base::ParseDate(assigned));
  return base::FormatDate(day + rules.return_days());
}

}  // namespace zgc::supervision
