#include "services/funding_ledger/domain/lifecycles.h"

#include "services/funding_ledger/domain/awards/applications.h"
#include "services/funding_ledger/domain/awards/award_lifecycle.h"
#include "services/funding_ledger/domain/awards/calls.h"
#include "services/funding_ledger/domain/instruments/rule_versions.h"
#include "services/funding_ledger/domain/payments/receivables.h"

namespace zgc::funding {

std::vector<const resource::LifecycleTable*> Lifecycles() {
  return {&CallLifecycle(), &ApplicationLifecycle(), &AwardLifecycle(), &ClawbackLifecycle(),
          &RuleVersionLifecycle()};
}

}  // namespace zgc::funding
