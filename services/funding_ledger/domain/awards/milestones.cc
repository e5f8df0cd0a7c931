#include "services/funding_ledger/domain/awards/milestones.h"

#include "absl/strings/str_cat.h"
#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/tasks/v1/milestones.pb.h"

namespace zgc::funding {
namespace {

using resource::FeedPart;
using resource::Followed;
using resource::PartOrigin;
using resource::Standing;

std::string Foreign(const std::string& name) { return absl::StrCat("//task_registry/", name); }

std::string SourceName(const std::string& service) { return absl::StrCat("sources/", service); }

std::string MilestoneType() { return tasks::v1::Milestone::descriptor()->full_name(); }

// Only what tranches ask about is kept.
v1::TaskMilestone ToView(const tasks::v1::Milestone& milestone) {
  v1::TaskMilestone view;
  view.set_name(Foreign(milestone.name()));
  view.set_title(milestone.title());
  view.set_task(Foreign(milestone.task()));
  view.set_due_date(milestone.due_date());
  view.set_state(tasks::v1::MilestoneState_Name(milestone.state()));
  view.set_accepted(milestone.state() == tasks::v1::MILESTONE_STATE_ACCEPTED);
  view.set_reached_date(milestone.reached_date());
  view.set_decided_date(milestone.decided_date());
  view.set_source_revision(milestone.revision());
  return view;
}

}  // namespace

const std::vector<std::string>& FollowedTypes() {
  static const auto* const types = new std::vector<std::string>{MilestoneType()};
  return *types;
}

absl::StatusOr<Standing> StandingOf(const storage::Reader& reader, const std::string& service) {
  ZGC_ASSIGN_OR_RETURN(const auto position, kFeedPositions.Get(reader, {SourceName(service)}));
  if (position.has_value()) return resource::StandingOf(*position);
  Standing unknown;
  unknown.service = service;
  return unknown;
}

void SaveStanding(storage::Txn& txn, const Standing& standing) {
  v1::FeedPosition position;
  position.set_name(SourceName(standing.service));
  resource::Keep(standing, position);
  kFeedPositions.Put(txn, {position.name()}, position);
}

absl::Status ApplyMilestones(storage::Txn& txn, const PartOrigin& origin, const FeedPart& part) {
  ZGC_ASSIGN_OR_RETURN(Standing known, StandingOf(txn, origin.service));
  ZGC_RETURN_IF_ERROR(resource::Advance(known, origin, part));
  ops::v1::SourceDifference& difference = *known.afresh.mutable_difference();
  for (const ops::v1::Change& change : part.changes()) {
    if (change.resource_type() != MilestoneType()) continue;
    const storage::NameKey key{Foreign(change.name())};
    if (change.kind() == ops::v1::CHANGE_KIND_DELETE) {
      kTaskMilestones.Delete(txn, key);
      continue;
    }
    tasks::v1::Milestone milestone;
    if (change.kind() != ops::v1::CHANGE_KIND_PUT || !change.resource().UnpackTo(&milestone)) {
      return absl::DataLossError(absl::StrCat("damaged change of ", change.name()));
    }
    ZGC_RETURN_IF_ERROR(resource::PutFollowed(txn, kTaskMilestones, key, ToView(milestone),
                                              origin.afresh(), difference));
  }
  for (const Followed& gone : origin.gone) {
    kTaskMilestones.Delete(txn, {Foreign(gone.name)});
    resource::Note(resource::Differs::kRemoved, Foreign(gone.name), difference);
  }
  SaveStanding(txn, known);
  return absl::OkStatus();
}

absl::Status ForEachMilestone(const storage::Reader& reader, const std::string& /*service*/,
                              const Followed& after,
                              absl::FunctionRef<bool(const std::string& name)> visit) {
  const size_t prefix = Foreign("").size();
  const std::string begin = storage::EncodeKey(storage::NameKey{Foreign(after.name)});
  return kTaskMilestones.ForEach(reader, {begin, "", false},
                                 [&](const storage::NameKey& key, const v1::TaskMilestone&) {
                                   const std::string name = key.name.substr(prefix);
                                   return name == after.name || visit(name);
                                 });
}

absl::StatusOr<v1::TaskMilestone> GetTaskMilestone(const storage::Reader& reader,
                                                   const v1::GetTaskMilestoneRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return GetRow(reader, kTaskMilestones, request.name());
}

absl::StatusOr<std::string> ListTaskMilestones(const storage::Reader& reader,
                                               const v1::ListTaskMilestonesRequest& request,
                                               const storage::Page& page,
                                               v1::ListTaskMilestonesResponse& response) {
  return query::List(reader, kTaskMilestones.column(), request, page, response);
}

}  // namespace zgc::funding
