#include "services/supervision_reporting/domain/watchlist/watched.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "services/supervision_reporting/domain/matters/matter_parts.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

constexpr char kOurOwner[] = "supervision_reporting";
constexpr char kTasksOwner[] = "task_registry";

// What every record has.
template <typename Row>
WatchedThing Begun(const char* service, v1::WatchedKind kind, const Row& row,
                   const std::string& deadline) {
  WatchedThing thing;
  thing.state.place.kind = kind;
  thing.state.deadline = deadline;
  thing.name = absl::StrCat("//", service, "/", row.name());
  thing.revision = row.revision();
  return thing;
}

// The places of a thing in the index.
std::vector<WatchedKey> PlacesOf(const WatchedThing& thing) {
  if (!thing.binds) return {};
  const WatchedState& state = thing.state;
  if (!state.open) return {{kWatchedDone, state.deadline, thing.name}};
  std::vector<WatchedKey> places = {{kWatchedOpen, state.deadline, thing.name}};
  if (state.returned || state.urgency != v1::URGENCY_UNSPECIFIED) {
    places.push_back({kWatchedMarked, state.deadline, thing.name});
  }
  return places;
}

std::string LastDateBy(const google::protobuf::RepeatedPtrField<common::v1::Step>& steps,
                       absl::string_view method) {
  const common::v1::Step* step = LastStepBy(steps, std::string(method));
  return step == nullptr ? "" : step->date();
}

std::string FirstDateBy(const google::protobuf::RepeatedPtrField<common::v1::Step>& steps,
                        absl::string_view method) {
  for (const common::v1::Step& step : steps) {
    if (step.method() == method) return step.date();
  }
  return "";
}

// Of a milestone or a duty: whether its task is being carried out, and who leads it.
absl::StatusOr<absl::optional<tasks::v1::Task>> LiveTask(const storage::Reader& reader,
                                                         const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(auto task, kSourceTasks.Get(reader, {kTasksOwner, name}));
  if (task.has_value() && !ThingOf(*task).binds) return absl::nullopt;
  return task;
}

template <typename Table>
absl::StatusOr<absl::optional<WatchedThing>> FromSource(const storage::Reader& reader,
                                                        const Table& table,
                                                        const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const auto row, table.Get(reader, {kTasksOwner, name}));
  if (!row.has_value()) return absl::nullopt;
  absl::optional<WatchedThing> thing = ThingOf(*row);
  if constexpr (requires { row->task(); }) {
    ZGC_ASSIGN_OR_RETURN(const auto task, LiveTask(reader, row->task()));
    if (!task.has_value()) return absl::nullopt;
    // What a task was completed without is owed no more.
    if (thing->state.open && task->state() == tasks::v1::TASK_STATE_COMPLETED) return absl::nullopt;
    if (thing->organisation.empty()) thing->organisation = task->lead_department();
  }
  return thing;
}

template <typename Table>
absl::StatusOr<absl::optional<WatchedThing>> FromOurs(const storage::Reader& reader,
                                                      const Table& table, const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const auto row, table.Get(reader, {name}));
  if (!row.has_value()) return absl::nullopt;
  WatchedThing thing = ThingOf(*row);
  if constexpr (requires { row->matter(); }) {
    ZGC_ASSIGN_OR_RETURN(const auto matter, kMatters.Get(reader, {row->matter()}));
    if (matter.has_value()) thing.state.place = ThingOf(*matter).state.place;
  }
  return absl::make_optional(std::move(thing));
}

absl::StatusOr<absl::optional<WatchedThing>> FindAnything(const storage::Reader& reader,
                                                          absl::string_view name) {
  if (absl::ConsumePrefix(&name, absl::StrCat("//", kOurOwner, "/"))) {
    const std::string ours(name);
    if (!absl::StartsWith(ours, "matters/")) return FromOurs(reader, kProposals, ours);
    return absl::StrContains(ours, "/parts/") ? FromOurs(reader, kMatterParts, ours)
                                              : FromOurs(reader, kMatters, ours);
  }
  if (!absl::ConsumePrefix(&name, absl::StrCat("//", kTasksOwner, "/"))) return absl::nullopt;
  const std::string theirs(name);
  if (absl::StartsWith(theirs, "tasks/")) return FromSource(reader, kSourceTasks, theirs);
  if (absl::StartsWith(theirs, "duties/")) return FromSource(reader, kSourceDuties, theirs);
  return FromSource(reader, kSourceMilestones, theirs);
}

}  // namespace

WatchedThing ThingOf(const v1::Matter& matter) {
  WatchedThing thing = Begun(kOurOwner, v1::WATCHED_KIND_MATTER, matter, matter.deadline());
  thing.title = matter.title();
  thing.organisation = matter.lead_handler();
  thing.standing = v1::MatterState_Name(matter.state());
  thing.state.place.jurisdiction = matter.jurisdiction();
  thing.state.place.body = matter.source();
  thing.state.urgency = matter.urgency();
  thing.binds = matter.state() != v1::MATTER_STATE_UNSPECIFIED && !IsDropped(matter.state());
  thing.state.returned = matter.state() == v1::MATTER_STATE_REWORK;
  thing.state.open = IsOpen(matter.state());
  if (!thing.state.open) {
    // The last one, as what was reported before was returned.
    thing.state.done_date = LastDateBy(matter.steps(), "ReportMatter");
  }
  return thing;
}

WatchedThing ThingOf(const v1::MatterPart& part) {
  WatchedThing thing = Begun(kOurOwner, v1::WATCHED_KIND_MATTER, part, part.deadline());
  thing.title = part.title();
  thing.organisation = part.handler();
  thing.standing = v1::MatterPartState_Name(part.state());
  thing.state.returned = part.state() == v1::MATTER_PART_STATE_REWORK;
  const bool done = part.state() == v1::MATTER_PART_STATE_REPORTED ||
                    part.state() == v1::MATTER_PART_STATE_STRUCK_OFF;
  thing.state.open = !done;
  thing.binds = done || !PartHasEnded(part.state());
  if (done) thing.state.done_date = LastDateBy(part.steps(), "ReportMatterPart");
  return thing;
}

WatchedThing ThingOf(const v1::Proposal& proposal) {
  WatchedThing thing = Begun(kOurOwner, v1::WATCHED_KIND_PROPOSAL, proposal, proposal.deadline());
  thing.title = proposal.title();
  thing.organisation = proposal.lead_handler();
  thing.standing = v1::ProposalState_Name(proposal.state());
  thing.state.place.jurisdiction = proposal.jurisdiction();
  thing.binds = proposal.state() != v1::PROPOSAL_STATE_UNSPECIFIED;
  thing.state.open = proposal.state() != v1::PROPOSAL_STATE_REPLIED &&
                     proposal.state() != v1::PROPOSAL_STATE_CLOSED;
  thing.state.returned = proposal.state() == v1::PROPOSAL_STATE_DISSATISFIED;
  // The deadline is that of the first reply: the next has none.
  if (thing.state.open && !FirstDateBy(proposal.steps(), "SendProposalReply").empty()) {
    thing.state.deadline.clear();
  }
  if (!thing.state.open) thing.state.done_date = FirstDateBy(proposal.steps(), "SendProposalReply");
  return thing;
}

WatchedThing ThingOf(const tasks::v1::Task& task) {
  WatchedThing thing = Begun(kTasksOwner, v1::WATCHED_KIND_TASK, task, task.deadline());
  thing.title = task.title();
  thing.organisation = task.lead_department();
  thing.standing = tasks::v1::TaskState_Name(task.state());
  thing.state.open = task.state() == tasks::v1::TASK_STATE_ACTIVE;
  thing.binds = thing.state.open || task.state() == tasks::v1::TASK_STATE_COMPLETION_SUBMITTED ||
                task.state() == tasks::v1::TASK_STATE_COMPLETED;
  if (task.completions().empty()) return thing;
  const tasks::v1::Completion& last = *task.completions().rbegin();
  thing.state.returned = thing.state.open && last.state() == tasks::v1::COMPLETION_STATE_RETURNED;
  if (!thing.state.open) thing.state.done_date = last.completion_date();
  return thing;
}

WatchedThing ThingOf(const tasks::v1::Milestone& milestone) {
  WatchedThing thing =
      Begun(kTasksOwner, v1::WATCHED_KIND_MILESTONE, milestone, milestone.due_date());
  thing.title = milestone.title();
  thing.standing = tasks::v1::MilestoneState_Name(milestone.state());
  thing.state.returned = milestone.state() == tasks::v1::MILESTONE_STATE_REJECTED;
  thing.state.open =
      thing.state.returned || milestone.state() == tasks::v1::MILESTONE_STATE_PLANNED;
  if (!thing.state.open) thing.state.done_date = milestone.reached_date();
  return thing;
}

WatchedThing ThingOf(const tasks::v1::Duty& duty) {
  WatchedThing thing = Begun(kTasksOwner, v1::WATCHED_KIND_DUTY, duty, duty.deadline());
  thing.title = duty.statement();
  thing.organisation = duty.organisation();
  thing.standing = tasks::v1::DutyState_Name(duty.state());
  thing.state.open = duty.state() == tasks::v1::DUTY_STATE_OPEN;
  thing.binds = thing.state.open || duty.state() == tasks::v1::DUTY_STATE_REPORTED ||
                duty.state() == tasks::v1::DUTY_STATE_DONE;
  // What was reported as not applicable was done on no day.
  if (!thing.state.open) thing.state.done_date = duty.done_date();
  return thing;
}

void MoveWatched(storage::Txn& txn, const WatchedThing* before, const WatchedThing* after) {
  if (before != nullptr) {
    for (const WatchedKey& place : PlacesOf(*before)) kWatched.Remove(txn, place);
  }
  if (after != nullptr) {
    for (const WatchedKey& place : PlacesOf(*after)) kWatched.Add(txn, place);
  }
}

absl::StatusOr<absl::optional<WatchedThing>> FindThing(const storage::Reader& reader,
                                                       const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(auto thing, FindAnything(reader, name));
  if (thing.has_value() && !thing->binds) thing.reset();
  return thing;
}

}  // namespace zgc::supervision
