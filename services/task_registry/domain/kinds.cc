#include "services/task_registry/domain/kinds.h"

#include "common/records/evidence.h"
#include "services/task_registry/domain/activities/activities.h"
#include "services/task_registry/domain/documents/policy_documents.h"
#include "services/task_registry/domain/milestones/milestones.h"
#include "services/task_registry/domain/organisations/organisations.h"
#include "services/task_registry/domain/plans/plans.h"

namespace zgc::tasks {

const records::Kinds& TaskRegistryKinds() {
  static const auto* const kinds =
      new records::Kinds({&OrganisationKind(), &PolicyDocumentKind(), &ActivityKind(), &PlanKind(),
                          &MilestoneKind(), &records::EvidenceKind()});
  return *kinds;
}

}  // namespace zgc::tasks
