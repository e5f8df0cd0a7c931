#include "services/funding_ledger/domain/milestones.h"

#include "absl/strings/str_cat.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::funding {
namespace {

std::string Foreign(const std::string& name) { return absl::StrCat("//task_registry/", name); }

resource::KnownSource KnownOf(const v1::FeedPosition& position) {
  return {position.service(), position.store_id(), position.applied_revision()};
}

// Only what tranches ask about is kept.
v1::TaskMilestone ToView(const tasks::v1::Milestone& milestone, int64_t source_revision) {
  v1::TaskMilestone view;
  view.set_name(Foreign(milestone.name()));
  view.set_title(milestone.title());
  view.set_task(Foreign(milestone.task()));
  view.set_due_date(milestone.due_date());
  view.set_state(tasks::v1::MilestoneState_Name(milestone.state()));
  view.set_accepted(milestone.state() == tasks::v1::MILESTONE_STATE_ACCEPTED);
  view.set_reached_date(milestone.reached_date());
  view.set_decided_date(milestone.decided_date());
  view.set_source_revision(source_revision);
  return view;
}

}  // namespace

const std::vector<std::string>& FollowedTypes() {
  static const auto* const types =
      new std::vector<std::string>{tasks::v1::Milestone::descriptor()->full_name()};
  return *types;
}

absl::StatusOr<v1::FeedPosition> PositionOf(const storage::Reader& reader,
                                            const std::string& service) {
  const std::string name = absl::StrCat("sources/", service);
  ZGC_ASSIGN_OR_RETURN(auto position, kFeedPositions.Get(reader, {name}));
  if (position.has_value()) return *std::move(position);
  v1::FeedPosition unknown;
  unknown.set_name(name);
  unknown.set_service(service);
  return unknown;
}

absl::Status AcceptSource(storage::Txn& txn, const std::string& service,
                          const ops::v1::ServiceStatus& status) {
  ZGC_ASSIGN_OR_RETURN(v1::FeedPosition position, PositionOf(txn, service));
  ZGC_RETURN_IF_ERROR(resource::CheckSource(KnownOf(position), status));
  if (position.store_id() == status.store_id()) return absl::OkStatus();
  position.set_store_id(status.store_id());
  kFeedPositions.Put(txn, {position.name()}, position);
  return absl::OkStatus();
}

absl::Status ApplyMilestones(storage::Txn& txn, const resource::BatchOrigin& origin,
                             const ops::v1::WatchChangesResponse& commit) {
  ZGC_ASSIGN_OR_RETURN(v1::FeedPosition position, PositionOf(txn, origin.service));
  ZGC_RETURN_IF_ERROR(resource::CheckBatch(KnownOf(position), origin, position.applied_revision(),
                                           commit.position().revision()));
  ZGC_RETURN_IF_ERROR(resource::FollowsOn(origin, commit));
  for (const ops::v1::Change& change : commit.changes()) {
    if (change.resource_type() != tasks::v1::Milestone::descriptor()->full_name()) continue;
    if (change.kind() == ops::v1::CHANGE_KIND_DELETE) {
      kTaskMilestones.Delete(txn, {Foreign(change.name())});
      continue;
    }
    tasks::v1::Milestone milestone;
    if (change.kind() != ops::v1::CHANGE_KIND_PUT || !change.resource().UnpackTo(&milestone)) {
      return absl::DataLossError(absl::StrCat("damaged change of ", change.name()));
    }
    const v1::TaskMilestone view = ToView(milestone, commit.position().revision());
    kTaskMilestones.Put(txn, {view.name()}, view);
  }
  position.set_applied_revision(commit.position().revision());
  kFeedPositions.Put(txn, {position.name()}, position);
  return absl::OkStatus();
}

absl::StatusOr<v1::TaskMilestone> GetTaskMilestone(const storage::Reader& reader,
                                                   const v1::GetTaskMilestoneRequest& request) {
  return GetRow(reader, kTaskMilestones, request.name());
}

absl::StatusOr<std::string> ListTaskMilestones(const storage::Reader& reader,
                                               const v1::ListTaskMilestonesRequest& request,
                                               const storage::Page& page,
                                               v1::ListTaskMilestonesResponse& response) {
  return ListRows(reader, kTaskMilestones, page, response.mutable_task_milestones(),
                  [&](const v1::TaskMilestone& row) { return Takes(request.task(), row.task()); });
}

}  // namespace zgc::funding
