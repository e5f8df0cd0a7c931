#include "services/supervision_reporting/domain/watchlist/watched.h"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/matters/matter_parts.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/watchlist/things_within.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

constexpr char kOurOwner[] = "supervision_reporting";
constexpr char kTasksOwner[] = "task_registry";
constexpr char kParksOwner[] = "park_region";

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

// Who took one of those steps.
template <typename Row>
std::vector<std::string> ActorsOf(const Row& row,
                                  std::initializer_list<absl::string_view> methods) {
  std::vector<std::string> actors;
  for (const common::v1::Step& step : row.steps()) {
    if (std::find(methods.begin(), methods.end(), step.method()) != methods.end()) {
      actors.push_back(step.actor());
    }
  }
  return actors;
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
    // What a task was completed without is owed no more.
    if (!task.has_value() ||
        (thing->state.open && task->state() == tasks::v1::TASK_STATE_COMPLETED)) {
      thing->binds = false;
      return thing;
    }
    if (thing->organisation.empty()) thing->organisation = task->lead_department();
    thing->plan = task->plan();
  }
  if constexpr (requires { row->plan(); }) {
    thing->plan = row->plan();
  }
  return thing;
}

absl::StatusOr<absl::optional<WatchedThing>> FromMatters(const storage::Reader& reader,
                                                         const Calendars& calendars,
                                                         const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const auto stored, kMatters.Get(reader, {name}));
  if (!stored.has_value()) return absl::nullopt;
  ZGC_ASSIGN_OR_RETURN(const v1::Matter matter, WithCurrentDeadline(calendars, *stored));
  WatchedThing thing = ThingOf(matter);
  thing.about = AboutDeadline(calendars, *stored, matter);
  return thing;
}

absl::StatusOr<absl::optional<WatchedThing>> FromProposals(const storage::Reader& reader,
                                                           const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const auto row, kProposals.Get(reader, {name}));
  if (!row.has_value()) return absl::nullopt;
  return ThingOf(*row);
}

absl::StatusOr<absl::optional<WatchedThing>> FromMatterParts(const storage::Reader& reader,
                                                             const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const auto row, kMatterParts.Get(reader, {name}));
  if (!row.has_value()) return absl::nullopt;
  WatchedThing thing = ThingOf(*row);
  ZGC_ASSIGN_OR_RETURN(const auto matter, kMatters.Get(reader, {row->matter()}));
  if (matter.has_value()) {
    thing.state.place = ThingOf(*matter).state.place;
    thing.archived = ThingOf(*matter).archived;
  }
  return thing;
}

// What stands in the record of a service: `above` is the record.
template <typename Table>
absl::StatusOr<absl::optional<WatchedThing>> FromWithin(const storage::Reader& reader,
                                                        const Table& table, const char* owner,
                                                        absl::string_view above,
                                                        absl::string_view name) {
  ZGC_ASSIGN_OR_RETURN(const auto row, table.Get(reader, {owner, std::string(above)}));
  if (!row.has_value()) return absl::nullopt;
  for (WatchedThing& thing : ThingsWithin(*row)) {
    if (thing.name == name) return absl::optional<WatchedThing>(std::move(thing));
  }
  return absl::nullopt;
}

absl::StatusOr<absl::optional<WatchedThing>> FindAnything(const storage::Reader& reader,
                                                          const Calendars& calendars,
                                                          absl::string_view name) {
  const absl::string_view full = name;
  if (absl::ConsumePrefix(&name, absl::StrCat("//", kOurOwner, "/"))) {
    const std::string ours(name);
    if (!absl::StartsWith(ours, "matters/")) return FromProposals(reader, ours);
    return absl::StrContains(ours, "/parts/") ? FromMatterParts(reader, ours)
                                              : FromMatters(reader, calendars, ours);
  }
  if (absl::ConsumePrefix(&name, absl::StrCat("//", kParksOwner, "/"))) {
    return FromWithin(reader, kSourceAgreements, kParksOwner, name.substr(0, name.find("/duties/")),
                      full);
  }
  if (!absl::ConsumePrefix(&name, absl::StrCat("//", kTasksOwner, "/"))) return absl::nullopt;
  const std::string theirs(name);
  if (absl::StartsWith(theirs, "tasks/")) return FromSource(reader, kSourceTasks, theirs);
  if (absl::StartsWith(theirs, "duties/")) return FromSource(reader, kSourceDuties, theirs);
  if (const size_t planned = name.find("/plannedSteps/"); planned != name.npos) {
    return FromWithin(reader, kSourcePolicyDocuments, kTasksOwner, name.substr(0, planned), full);
  }
  if (absl::StartsWith(theirs, "policyDocuments/")) {
    return FromSource(reader, kSourcePolicyDocuments, theirs);
  }
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
  thing.reporters = ActorsOf(matter, {"ReportMatter"});
  thing.archived = matter.state() == v1::MATTER_STATE_ARCHIVED;
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
  // One that was handed back is the office's until another has it.
  if (part.state() != v1::MATTER_PART_STATE_RETURNED) thing.organisation = part.handler();
  thing.standing = v1::MatterPartState_Name(part.state());
  thing.state.returned = part.state() == v1::MATTER_PART_STATE_REWORK;
  const bool done = part.state() == v1::MATTER_PART_STATE_REPORTED ||
                    part.state() == v1::MATTER_PART_STATE_STRUCK_OFF;
  thing.state.open = !done;
  thing.binds = done || !PartHasEnded(part.state());
  thing.reporters = ActorsOf(part, {"ReportMatterPart"});
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
  thing.reporters = ActorsOf(proposal, {"DraftProposalReply", "SendProposalReply"});
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
  thing.reporters = ActorsOf(task, {"SubmitCompletion"});
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
  thing.reporters = ActorsOf(milestone, {"ReportMilestone"});
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
  thing.reporters = ActorsOf(duty, {"ReportDuty"});
  thing.state.applies = duty.not_applicable_reason().empty();
  if (!thing.state.open) thing.state.done_date = duty.done_date();
  return thing;
}

WatchedThing ThingOf(const tasks::v1::PolicyDocument& document) {
  WatchedThing thing =
      Begun(kTasksOwner, v1::WATCHED_KIND_POLICY_DOCUMENT, document, document.trial_end_date());
  thing.title = document.title();
  thing.organisation = document.issuers().empty() ? "" : document.issuers(0);
  thing.standing = tasks::v1::PolicyDocumentStatus_Name(document.status());
  thing.binds = document.trial() && !document.trial_end_date().empty() &&
                (document.status() == tasks::v1::POLICY_DOCUMENT_STATUS_ISSUED ||
                 document.status() == tasks::v1::POLICY_DOCUMENT_STATUS_IN_FORCE);
  return thing;
}

std::string IdOfThing(const std::string& thing) {
  const std::vector<std::string> parts = absl::StrSplit(thing, '/');
  if (parts.size() < 2) return thing;
  // What is below another has its own id only there: "//supervision_reporting/matters/m/parts/p".
  const std::string above = parts.size() == 7 ? absl::StrCat(parts[4], ".") : "";
  return absl::StrCat(parts[parts.size() - 2], ".", above, parts.back());
}

absl::StatusOr<std::string> JurisdictionOf(const storage::Reader& reader,
                                           std::string organisation) {
  // None belongs to itself, though what is followed may for a while.
  constexpr int kMostAbove = 16;
  for (int above = 0; above < kMostAbove && !organisation.empty(); ++above) {
    ZGC_ASSIGN_OR_RETURN(const auto row,
                         kSourceOrganisations.Get(reader, {kTasksOwner, organisation}));
    if (!row.has_value()) break;
    if (!row->jurisdiction().empty()) return row->jurisdiction();
    organisation = row->parent();
  }
  return "";
}

absl::StatusOr<bool> IsRecorded(const storage::Reader& reader, const LightRules& rules,
                                const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(const auto thing, FindAnything(reader, rules.calendars(), name));
  return thing.has_value();
}

absl::StatusOr<absl::optional<WatchedThing>> FindThing(const storage::Reader& reader,
                                                       const LightRules& rules,
                                                       const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(auto thing, FindAnything(reader, rules.calendars(), name));
  if (thing.has_value() && !thing->binds) thing.reset();
  if (!thing.has_value() || !thing->state.place.jurisdiction.empty()) return thing;
  std::string& place = thing->state.place.jurisdiction;
  ZGC_ASSIGN_OR_RETURN(place, JurisdictionOf(reader, thing->organisation));
  if (!place.empty() || thing->plan.empty()) return thing;
  ZGC_ASSIGN_OR_RETURN(const auto plan, kSourcePlans.Get(reader, {kTasksOwner, thing->plan}));
  if (plan.has_value()) {
    ZGC_ASSIGN_OR_RETURN(place, JurisdictionOf(reader, plan->issuer()));
  }
  return thing;
}

}  // namespace zgc::supervision
