#include "services/funding_ledger/domain/guard/guard_rules.h"

#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {
namespace {

constexpr int kMaxWindowYears = 50;

}  // namespace

const Lifecycle<v1::GuardRule>& GuardRuleLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::GuardRule>({
      {.method = "CreateGuardRule", .to = {v1::GUARD_RULE_STATE_DRAFT}},
      {.method = "ApproveGuardRule",
       .from = {v1::GUARD_RULE_STATE_DRAFT},
       .to = {v1::GUARD_RULE_STATE_APPROVED},
       .not_by = {"CreateGuardRule"}},
      {.method = "EndGuardRule",
       .from = {v1::GUARD_RULE_STATE_APPROVED},
       .not_by = {"CreateGuardRule"}},
  });
  return *lifecycle;
}

absl::StatusOr<v1::GuardRule> CreateGuardRule(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateGuardRuleRequest& request) {
  v1::GuardRule row = request.guard_rule();
  row.set_name(absl::StrCat("guardRules/", request.guard_rule_id()));
  Checks checks(txn, request);
  checks.Expect(row.window_years() >= 0 && row.window_years() <= kMaxWindowYears,
                "guard_rule.window_years", absl::StrCat("must be 0 to ", kMaxWindowYears));
  checks.Ordered(row.effective_from(), row.effective_to(), "guard_rule.effective_to");
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  GuardRuleLifecycle().Take(txn, actor, "CreateGuardRule", {}, row);
  return Insert(txn, kGuardRules, std::move(row));
}

absl::StatusOr<v1::GuardRule> ApproveGuardRule(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ApproveGuardRuleRequest& request) {
  ZGC_ASSIGN_OR_RETURN(v1::GuardRule row,
                       resource::GetToMove(txn, actor, kGuardRules, GuardRuleLifecycle(),
                                           "ApproveGuardRule", request));
  GuardRuleLifecycle().Take(txn, actor, "ApproveGuardRule", {}, row);
  return Save(txn, kGuardRules, std::move(row));
}

absl::StatusOr<v1::GuardRule> EndGuardRule(storage::Txn& txn, const base::Actor& actor,
                                           const v1::EndGuardRuleRequest& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::GuardRule row,
      resource::GetToMove(txn, actor, kGuardRules, GuardRuleLifecycle(), "EndGuardRule", request));
  Checks checks;
  const std::string& day = request.effective_to();
  checks.Ordered(row.effective_from(), day, "effective_to");
  checks.Expect(row.effective_to().empty() || day < row.effective_to(), "effective_to",
                absl::StrCat("it ends on ", row.effective_to(), " already"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  row.set_effective_to(day);
  GuardRuleLifecycle().Take(txn, actor, "EndGuardRule", {.note = request.reason()}, row);
  return Save(txn, kGuardRules, std::move(row));
}

absl::StatusOr<v1::GuardRule> GetGuardRule(const storage::Reader& reader,
                                           const v1::GetGuardRuleRequest& request) {
  return GetRow(reader, kGuardRules, request.name());
}

absl::StatusOr<std::string> ListGuardRules(const storage::Reader& reader,
                                           const v1::ListGuardRulesRequest& request,
                                           const storage::Page& page,
                                           v1::ListGuardRulesResponse& response) {
  return query::List(reader, kGuardRules.column(), request, page, response);
}

}  // namespace zgc::funding
