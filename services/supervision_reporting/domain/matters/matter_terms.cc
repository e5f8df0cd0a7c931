#include "services/supervision_reporting/domain/matters/matter_terms.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/rule_sets.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

constexpr int kMaxTerm = 1000;

bool TakesUrgency(const v1::MatterTerm& term, int urgency) {
  const auto& urgencies = term.urgencies();
  return urgencies.empty() ||
         std::find(urgencies.begin(), urgencies.end(), urgency) != urgencies.end();
}

bool TakesMatter(const v1::MatterTerm& term, const v1::Matter& matter) {
  return Takes(term.source(), matter.source()) &&
         (term.kind() == v1::MATTER_KIND_UNSPECIFIED || term.kind() == matter.kind()) &&
         TakesUrgency(term, matter.urgency());
}

// How much a term says of the matters that it takes.
std::tuple<bool, bool, bool> Precision(const v1::MatterTerm& term) {
  return {!term.source().empty(), term.kind() != v1::MATTER_KIND_UNSPECIFIED,
          !term.urgencies().empty()};
}

// Whether two terms may take the same matter and neither says more of it.
bool AreAlike(const v1::MatterTerm& a, const v1::MatterTerm& b) {
  if (a.source() != b.source() || a.kind() != b.kind()) return false;
  if (a.urgencies().empty() || b.urgencies().empty()) {
    return a.urgencies().empty() == b.urgencies().empty();
  }
  return std::any_of(a.urgencies().begin(), a.urgencies().end(),
                     [&](int urgency) { return TakesUrgency(b, urgency); });
}

absl::Status CheckTerms(const storage::Reader& reader, const v1::MatterRuleSet*,
                        v1::MatterRuleSet& rules, Checks& checks) {
  for (int i = 0; i < rules.terms_size(); ++i) {
    const v1::MatterTerm& term = rules.terms(i);
    const std::string field = absl::StrCat("matter_rule_set.terms[", i, "]");
    checks.Expect((term.days() == 0) != (term.working_days() == 0), field,
                  "is said in days or in working days");
    checks.Expect(std::max(term.days(), term.working_days()) <= kMaxTerm, field,
                  absl::StrCat("a term is of at most ", kMaxTerm, " days"));
    for (int j = 0; j < i; ++j) {
      checks.Expect(!AreAlike(term, rules.terms(j)), field,
                    absl::StrCat("is for the same matters as terms[", j, "]"));
    }
  }
  return CheckRuleSet(reader, kMatterRuleSets, rules, "matter_rule_set", checks);
}

}  // namespace

const records::KindOf<v1::MatterRuleSet>& MatterRuleSetKind() {
  static const auto* const kind = new records::KindOf<v1::MatterRuleSet>(
      kMatterRuleSets, {.created_by = "/zgc.supervision.v1.MatterRuleService/CreateMatterRuleSet",
                        .field = "matter_rule_set",
                        .check = &CheckTerms,
                        .rested_on = true});
  return *kind;
}

absl::StatusOr<v1::MatterRuleSet> CreateMatterRuleSet(
    storage::Txn& txn, const base::Actor&, const v1::CreateMatterRuleSetRequest& request) {
  Checks checks(txn, request);
  v1::MatterRuleSet rules = request.matter_rule_set();
  rules.set_name(absl::StrCat("matterRuleSets/", request.matter_rule_set_id()));
  ZGC_RETURN_IF_ERROR(MatterRuleSetKind().Hold(txn, nullptr, rules, checks));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return MatterRuleSetKind().Create(txn, std::move(rules));
}

absl::StatusOr<v1::MatterRuleSet> GetMatterRuleSet(const storage::Reader& reader,
                                                   const v1::GetMatterRuleSetRequest& request) {
  return GetRow(reader, kMatterRuleSets, request.name());
}

absl::StatusOr<std::string> ListMatterRuleSets(const storage::Reader& reader,
                                               const v1::ListMatterRuleSetsRequest& request,
                                               const storage::Page& page,
                                               v1::ListMatterRuleSetsResponse& response) {
  return query::List(reader, kMatterRuleSets.column(), request, page, response);
}

absl::StatusOr<absl::optional<v1::MatterRuleSet>> RulesOf(const storage::Reader& reader,
                                                          const v1::Matter& matter) {
  const auto received = base::ParseReducedDate(matter.received_date());
  if (!received.ok()) return absl::optional<v1::MatterRuleSet>();
  ZGC_ASSIGN_OR_RETURN(const auto sets, SetsInForce(reader, kMatterRuleSets, received->last));
  return NearestOf(sets, matter.jurisdiction());
}

absl::Status SetTermByRules(const storage::Reader& reader, v1::Matter& matter) {
  matter.clear_rule_set();
  if (matter.working_days() != 0 || !matter.deadline().empty()) return absl::OkStatus();
  ZGC_ASSIGN_OR_RETURN(const auto rules, RulesOf(reader, matter));
  if (!rules.has_value()) return absl::OkStatus();
  const v1::MatterTerm* best = nullptr;
  for (const v1::MatterTerm& term : rules->terms()) {
    if (!TakesMatter(term, matter)) continue;
    if (best == nullptr || Precision(*best) < Precision(term)) best = &term;
  }
  if (best == nullptr) return absl::OkStatus();
  matter.set_rule_set(rules->name());
  matter.set_working_days(best->working_days());
  if (best->days() != 0) {
    ZGC_ASSIGN_OR_RETURN(const auto received, base::ParseReducedDate(matter.received_date()));
    ZGC_ASSIGN_OR_RETURN(const absl::CivilDay from, base::ParseDate(received.last));
    matter.set_deadline(base::FormatDate(from + best->days()));
  }
  return absl::OkStatus();
}

}  // namespace zgc::supervision
