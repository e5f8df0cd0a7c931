#include "services/supervision_reporting/domain/matters/matter_rules.h"

#include <utility>

#include "common/resource/old_lifecycle.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

bool IsLookedUp(const v1::Matter& matter) {
  return IsOpen(matter.state()) && !matter.deadline().empty();
}

}  // namespace

const Lifecycle& MatterLifecycle() {
  static const auto* const lifecycle =
      new Lifecycle(v1::MatterState_descriptor(),
                    {{"AssignMatter", v1::MATTER_STATE_REGISTERED, v1::MATTER_STATE_ASSIGNED},
                     {"StartMatter", v1::MATTER_STATE_ASSIGNED, v1::MATTER_STATE_IN_PROGRESS},
                     {"StartMatter", v1::MATTER_STATE_REWORK, v1::MATTER_STATE_IN_PROGRESS},
                     {"ReportMatter", v1::MATTER_STATE_IN_PROGRESS, v1::MATTER_STATE_REPORTED},
                     {"CloseMatter", v1::MATTER_STATE_REPORTED, v1::MATTER_STATE_CLOSED},
                     {"ReturnMatter", v1::MATTER_STATE_REPORTED, v1::MATTER_STATE_REWORK}});
  return *lifecycle;
}

bool IsOpen(v1::MatterState state) {
  return state != v1::MATTER_STATE_REPORTED && state != v1::MATTER_STATE_CLOSED &&
         state != v1::MATTER_STATE_UNSPECIFIED;
}

v1::Matter SaveMatter(storage::Txn& txn, const v1::Matter& before, v1::Matter after) {
  if (IsLookedUp(before)) kOpenMattersByDeadline.Remove(txn, {before.deadline()}, before.name());
  if (IsLookedUp(after)) kOpenMattersByDeadline.Add(txn, {after.deadline()}, after.name());
  return Save(txn, kMatters, std::move(after));
}

}  // namespace zgc::supervision
