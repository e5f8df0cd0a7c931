#include "services/park_region/domain/lifecycles.h"

#include "services/park_region/domain/agreements/agreements.h"
#include "services/park_region/domain/demands/demands.h"
#include "services/park_region/domain/imports/imports.h"
#include "services/park_region/domain/platforms/assessment_rules.h"
#include "services/park_region/domain/platforms/assessments.h"
#include "services/park_region/domain/platforms/platforms.h"
#include "services/park_region/domain/projects/projects.h"
#include "services/park_region/domain/spaces/spaces.h"

namespace zgc::parks {

std::vector<const resource::LifecycleTable*> Lifecycles() {
  return {&ProjectLifecycle(),
          &AgreementLifecycle(),
          &SpaceLifecycle(),
          &DemandLifecycle(),
          &ImportLifecycle(),
          &PlatformLifecycle(),
          &AssessmentRuleSetLifecycle(),
          &AssessmentLifecycle()};
}

}  // namespace zgc::parks
