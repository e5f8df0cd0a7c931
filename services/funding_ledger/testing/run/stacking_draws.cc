#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/funding_ledger/testing/run/budget_draws.h"

// Draws of what is supported, and of the rules that guard it.
namespace zgc::funding {

// Few things, as each is written in several ways and is to be found again.
std::string BudgetDraws::Items() {
  static const char* const kKinds[] = {"INVOICE", "CONTRACT", "LOAN", "INVOICE"};
  static const char* const kWritten[] = {"N—1", "n-1", "Ｎ-１", "n 2", "N2"};
  static const char* const kPurposes[] = {"", "房租", "房 租", "贷款贴息"};
  std::string items;
  const int count = 1 + Draw(3);
  for (int i = 0; i < count; ++i) {
    const int purpose = Draw(4);
    const std::string states = absl::StrCat("purpose: '", kPurposes[purpose], "' } ");
    if (OneIn(6)) {
      const int enterprise = Draw(4);
      absl::StrAppend(&items, "support_items { kind: SUPPORT_ITEM_KIND_ENTERPRISE number: '",
                      kEnterpriseNames, enterprise, "' ", states);
      continue;
    }
    const int kind = Draw(4);
    const int written = Draw(5);
    const int number = Draw(3);
    const bool plain = OneIn(2);
    const std::string known =
        plain ? absl::StrCat("i", number) : absl::StrCat(kWritten[written], "x", number);
    absl::StrAppend(&items, "support_items { kind: SUPPORT_ITEM_KIND_", kKinds[kind], " number: '",
                    known, "' ", OneIn(30) ? "" : "issuer: '甲公司' ", states);
  }
  return items;
}

Operation BudgetDraws::NewGuardRule() {
  static const char* const kKinds[] = {"INVOICE", "CONTRACT", "LOAN", "ENTERPRISE", "INVOICE"};
  static const char* const kScopes[] = {"ANY", "SAME_PURPOSE", "OTHER_PROGRAM"};
  const int kind = Draw(5);
  int scope = Draw(3);
  bool refuses = OneIn(2);
  // Each award names an enterprise: hardly any would be left.
  if (kind == 3) {
    scope = 1;
    refuses = refuses && OneIn(3);
  }
  const int window = OneIn(12) ? -1 : Draw(3);
  const int from = 1 + Draw(7);
  const int to = OneIn(12) ? 1 : 6 + Draw(7);
  const std::string ends =
      OneIn(2) ? "" : absl::StrFormat("effective_to: '%d-%02d-30' ", year(), to);
  return Make(
      "CreateGuardRule",
      absl::StrCat("guard_rule_id: '", Id("w"), "' guard_rule { display_name: 'n' document: 'd' ",
                   "item_kind: SUPPORT_ITEM_KIND_", kKinds[kind], " action: GUARD_ACTION_",
                   refuses ? "REFUSE" : "FLAG", " scope: GUARD_SCOPE_", kScopes[scope],
                   " window_years: ", window,
                   absl::StrFormat(" effective_from: '%d-%02d-01' ", year(), from), ends, "}"));
}

Operation BudgetDraws::ChangeOfGuardRule() {
  const bool ends = OneIn(2);
  const std::string name = AnyThat(model().guard_rules(), [&](const v1::GuardRule& row) {
    const bool open = row.effective_to().empty() || row.effective_to() > row.effective_from();
    return ends ? row.state() == v1::GUARD_RULE_STATE_APPROVED && open
                : row.state() == v1::GUARD_RULE_STATE_DRAFT;
  });
  if (!ends) return Make("ApproveGuardRule", absl::StrCat("name: '", name, "'"));
  const int month = 1 + Draw(12);
  return Make("EndGuardRule",
              absl::StrCat("name: '", name, "' ", OneIn(8) ? "" : "reason: 'r' ",
                           absl::StrFormat("effective_to: '%d-%02d-20'", year(), month)));
}

Operation BudgetDraws::NewStackingCheck() {
  const std::string name = AnyThat(model().awards(), [&](const v1::Award& row) {
    return row.paid_fen() < row.amount_fen() && !row.reserved_from().empty();
  });
  std::string more;
  if (OneIn(2)) more = Items();
  if (OneIn(2)) absl::StrAppend(&more, Day(YearNamed(year())));
  return Make("CheckStacking", absl::StrCat("award: '", name, "' ", more));
}

Operation BudgetDraws::ClearedFlag() {
  const std::string name = AnyThat(model().flags(), [](const v1::StackingFlag& row) {
    return row.state() == v1::STACKING_FLAG_STATE_OPEN;
  });
  return Make("ClearStackingFlag",
              absl::StrCat("name: '", name, "' document: 'd' ", OneIn(10) ? "" : "reason: 'r'"));
}

}  // namespace zgc::funding
