#include "services/funding_ledger/domain/guard/guard_rules.h"

#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/field_checks.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

constexpr int kMaxWindowYears = 50;

template <typename Value>
bool IsOf(const google::protobuf::EnumDescriptor& type, Value value) {
  return value != 0 && type.FindValueByNumber(value) != nullptr;
}

absl::Status RuleNotOpen(const v1::GuardRule& row, absl::string_view method) {
  const bool draft = row.state() == v1::GUARD_RULE_STATE_DRAFT;
  return IllegalTransition(row.name(), method,
                           {absl::StrCat("it is ", v1::GuardRuleState_Name(row.state()))},
                           {draft ? "ApproveGuardRule" : "EndGuardRule"});
}

}  // namespace

absl::StatusOr<v1::GuardRule> CreateGuardRule(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateGuardRuleRequest& request) {
  v1::GuardRule row = request.guard_rule();
  row.set_name(absl::StrCat("guardRules/", request.guard_rule_id()));
  row.set_state(v1::GUARD_RULE_STATE_DRAFT);
  row.set_maker(actor.responsible());
  row.clear_checker();
  row.clear_reason();
  Checks checks;
  checks.Id(request.guard_rule_id(), "guard_rule_id");
  checks.Required(row.display_name(), "guard_rule.display_name");
  checks.Expect(IsOf(*v1::SupportItemKind_descriptor(), row.item_kind()), "guard_rule.item_kind",
                "must be a kind of item");
  checks.Expect(IsOf(*v1::GuardAction_descriptor(), row.action()), "guard_rule.action",
                "must be REFUSE or FLAG");
  checks.Expect(IsOf(*v1::GuardScope_descriptor(), row.scope()), "guard_rule.scope",
                "must be ANY, SAME_PURPOSE or OTHER_PROGRAM");
  checks.Expect(row.window_years() >= 0 && row.window_years() <= kMaxWindowYears,
                "guard_rule.window_years", absl::StrCat("must be 0 to ", kMaxWindowYears));
  checks.Day(row.effective_from(), "guard_rule.effective_from");
  if (checks.OptionalDay(row.effective_to(), "guard_rule.effective_to")) {
    checks.Ordered(row.effective_from(), row.effective_to(), "guard_rule.effective_to");
  }
  checks.Required(row.document(), "guard_rule.document");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  return Insert(txn, kGuardRules, std::move(row));
}

absl::StatusOr<v1::GuardRule> ApproveGuardRule(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ApproveGuardRuleRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::GuardRule row, GetForUpdate(txn, kGuardRules, request));
  if (row.state() != v1::GUARD_RULE_STATE_DRAFT) return RuleNotOpen(row, "ApproveGuardRule");
  ZGC_RETURN_IF_ERROR(RequireOther(actor, row.name(), "ApproveGuardRule", {row.maker()}));
  row.set_state(v1::GUARD_RULE_STATE_APPROVED);
  row.set_checker(actor.responsible());
  return Save(txn, kGuardRules, std::move(row));
}

absl::StatusOr<v1::GuardRule> EndGuardRule(storage::Txn& txn, const base::Actor& actor,
                                           const v1::EndGuardRuleRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::GuardRule row, GetForUpdate(txn, kGuardRules, request));
  if (row.state() != v1::GUARD_RULE_STATE_APPROVED) return RuleNotOpen(row, "EndGuardRule");
  Checks checks;
  const std::string& day = request.effective_to();
  if (checks.Day(day, "effective_to")) {
    checks.Ordered(row.effective_from(), day, "effective_to");
    checks.Expect(row.effective_to().empty() || day < row.effective_to(), "effective_to",
                  absl::StrCat("it ends on ", row.effective_to(), " already"));
  }
  checks.Required(request.reason(), "reason");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_RETURN_IF_ERROR(RequireOther(actor, row.name(), "EndGuardRule", {row.maker()}));
  row.set_effective_to(day);
  row.set_reason(request.reason());
  return Save(txn, kGuardRules, std::move(row));
}

absl::StatusOr<v1::GuardRule> GetGuardRule(const storage::Reader& reader,
                                           const v1::GetGuardRuleRequest& request) {
  return GetRow(reader, kGuardRules, request.name());
}

absl::StatusOr<std::string> ListGuardRules(const storage::Reader& reader,
                                           const v1::ListGuardRulesRequest&,
                                           const storage::Page& page,
                                           v1::ListGuardRulesResponse& response) {
  return ListRows(reader, kGuardRules, page, response.mutable_guard_rules(),
                  [](const v1::GuardRule&) { return true; });
}

}  // namespace zgc::funding
