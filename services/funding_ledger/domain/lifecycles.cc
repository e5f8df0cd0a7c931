#include "services/funding_ledger/domain/lifecycles.h"

#include "services/funding_ledger/domain/awards/applications.h"
#include "services/funding_ledger/domain/awards/award_lifecycle.h"
#include "services/funding_ledger/domain/awards/calls.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/ceiling_amendments.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/domain/guard/guard_rules.h"
#include "services/funding_ledger/domain/guard/stacking_flags.h"
#include "services/funding_ledger/domain/instruments/rule_versions.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/domain/years/carry_overs.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/domain/years/periods.h"

namespace zgc::funding {

std::vector<const resource::LifecycleTable*> Lifecycles() {
  return {
      &FiscalYearLifecycle(),       &PeriodReopeningLifecycle(),
      &AppropriationLifecycle(),    &VirementLifecycle(),
      &CarryOverLifecycle(),        &CeilingLifecycle(),
      &CeilingAmendmentLifecycle(), &GuardRuleLifecycle(),
      &StackingFlagLifecycle(),     &CallLifecycle(),
      &ApplicationLifecycle(),      &AwardLifecycle(),
      &ClawbackLifecycle(),         &RuleVersionLifecycle(),
  };
}

}  // namespace zgc::funding
