#include "services/supervision_reporting/domain/lifecycles.h"

#include "services/supervision_reporting/domain/information/information.h"
#include "services/supervision_reporting/domain/matters/extensions.h"
#include "services/supervision_reporting/domain/matters/matter_parts.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/domain/publications/errata.h"
#include "services/supervision_reporting/domain/scorecards/score_rules.h"
#include "services/supervision_reporting/domain/watchlist/light_rules.h"
#include "services/supervision_reporting/domain/watchlist/sweeps.h"

namespace zgc::supervision {

std::vector<const resource::LifecycleTable*> Lifecycles() {
  return {&MatterLifecycle(),       &MatterPartLifecycle(),  &ExtensionLifecycle(),
          &ProposalLifecycle(),     &InformationLifecycle(), &ScoreRuleLifecycle(),
          &LightRuleSetLifecycle(), &EscalationLifecycle(),  &ErratumLifecycle()};
}

}  // namespace zgc::supervision
