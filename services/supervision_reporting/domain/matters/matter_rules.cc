#include "services/supervision_reporting/domain/matters/matter_rules.h"

#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "common/base/time/dates.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/matters/matter_parts.h"
#include "services/supervision_reporting/domain/matters/matter_terms.h"
#include "services/supervision_reporting/domain/transitions.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

absl::StatusOr<std::vector<std::string>> AgainstMoreTime(const storage::Reader& reader,
                                                         const v1::Matter& matter) {
  std::vector<std::string> obstacles;
  if (matter.deadline().empty()) obstacles.push_back("it has no deadline");
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::Extension>(
      reader, kExtensions, ExtensionPrefix(matter.name()), [&](const v1::Extension& other) {
        if (other.state() == v1::EXTENSION_STATE_REQUESTED) {
          obstacles.push_back(absl::StrCat(other.name(), " is not decided"));
        }
        return true;
      }));
  return obstacles;
}

absl::StatusOr<std::vector<std::string>> AgainstClosing(const storage::Reader& reader,
                                                        const v1::Matter& matter) {
  std::vector<std::string> obstacles;
  ZGC_ASSIGN_OR_RETURN(const auto rules, RulesOf(reader, matter));
  if (rules.has_value() && rules->verified_before_closing() &&
      matter.state() != v1::MATTER_STATE_VERIFIED) {
    obstacles.push_back(absl::StrCat("it is not verified, as ", rules->name(), " asks"));
  }
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::MatterPart>(
      reader, kMatterParts, PartPrefix(matter.name()), [&](const v1::MatterPart& part) {
        if (!PartHasEnded(part.state())) {
          obstacles.push_back(absl::StrCat("its part ", part.name(), " is ",
                                           v1::MatterPartState_Name(part.state())));
        }
        return true;
      }));
  return obstacles;
}

absl::StatusOr<std::vector<std::string>> AgainstProposal(const storage::Reader&,
                                                         const v1::Matter& matter) {
  if (matter.cancellation().empty()) return std::vector<std::string>();
  return std::vector<std::string>{"its cancellation is not decided"};
}

absl::StatusOr<std::vector<std::string>> AgainstDecision(const storage::Reader&,
                                                         const v1::Matter& matter) {
  if (!matter.cancellation().empty()) return std::vector<std::string>();
  return std::vector<std::string>{"nobody has proposed to cancel it"};
}

// Visits the years that the time of a matter touches, if it follows their calendars.
void ForEachYear(const v1::Matter& matter, absl::FunctionRef<void(const CalendarYear&)> visit) {
  if (!FollowsCalendars(matter)) return;
  const auto received = base::ParseReducedDate(matter.received_date());
  const auto start = base::ParseDate(received.ok() ? received->last : "");
  const auto deadline = base::ParseDate(matter.deadline());
  if (!start.ok() || !deadline.ok()) return;
  for (int64_t year = (*start + 1).year(); year <= deadline->year(); ++year) {
    visit(CalendarYear{year});
  }
}

using MatterMoves = std::vector<Lifecycle<v1::Matter>::Entry>;

std::vector<v1::MatterState> OpenStates() {
  return {v1::MATTER_STATE_REGISTERED, v1::MATTER_STATE_ASSIGNED, v1::MATTER_STATE_IN_PROGRESS,
          v1::MATTER_STATE_REWORK};
}

// From registration to closing.
MatterMoves UsualMoves() {
  const std::vector<v1::MatterState> open = OpenStates();
  const std::vector<v1::MatterState> handled(open.begin() + 1, open.end());
  const std::vector<v1::MatterState> reported = {v1::MATTER_STATE_REPORTED,
                                                 v1::MATTER_STATE_VERIFIED};
  return {
      {.method = "CreateMatter", .to = {v1::MATTER_STATE_REGISTERED}},
      {.method = "ProposeMatterHandling", .from = {v1::MATTER_STATE_REGISTERED}},
      {.method = "AssignMatter",
       .from = {v1::MATTER_STATE_REGISTERED},
       .to = {v1::MATTER_STATE_ASSIGNED}},
      {.method = "StartMatter",
       .from = {v1::MATTER_STATE_ASSIGNED, v1::MATTER_STATE_REWORK},
       .to = {v1::MATTER_STATE_IN_PROGRESS}},
      {.method = "DeclineMatter", .from = handled, .to = {v1::MATTER_STATE_REGISTERED}},
      {.method = "ReassignMatter", .from = handled, .to = {v1::MATTER_STATE_ASSIGNED}},
      {.method = "RecordMatterProgress",
       .from = {v1::MATTER_STATE_IN_PROGRESS, v1::MATTER_STATE_REWORK}},
      {.method = "CreateMatterPart", .from = open},
      {.method = "ReportMatter",
       .from = {v1::MATTER_STATE_IN_PROGRESS},
       .to = {v1::MATTER_STATE_REPORTED}},
      {.method = "VerifyMatter",
       .from = {v1::MATTER_STATE_REPORTED},
       .to = {v1::MATTER_STATE_VERIFIED},
       .not_by = {"ReportMatter"}},
      {.method = "CloseMatter",
       .from = reported,
       .to = {v1::MATTER_STATE_CLOSED},
       .not_by = {"ReportMatter"},
       .when = "each of its parts is struck off, not applicable or withdrawn, and it is verified "
               "where the "
               "rules of its place ask for that",
       .obstacles = &AgainstClosing},
      {.method = "ReturnMatter",
       .from = reported,
       .to = {v1::MATTER_STATE_REWORK},
       .not_by = {"ReportMatter"}},
  };
}

// What else becomes of it, or of its time.
MatterMoves OtherMoves() {
  const std::vector<v1::MatterState> open = OpenStates();
  std::vector<v1::MatterState> going_on = open;
  going_on.insert(going_on.end(), {v1::MATTER_STATE_REPORTED, v1::MATTER_STATE_VERIFIED});
  return {
      {.method = "ArchiveMatter",
       .from = {v1::MATTER_STATE_CLOSED},
       .to = {v1::MATTER_STATE_ARCHIVED}},
      {.method = "ReopenMatter",
       .from = {v1::MATTER_STATE_CLOSED, v1::MATTER_STATE_ARCHIVED},
       .to = {v1::MATTER_STATE_REWORK}},
      {.method = "ProposeMatterCancellation",
       .from = open,
       .when = "no cancellation waits for a decision",
       .obstacles = &AgainstProposal},
      {.method = "ApproveMatterCancellation",
       .from = open,
       .to = {v1::MATTER_STATE_CANCELLED},
       .not_by = {"ProposeMatterCancellation"},
       .when = "a cancellation waits for a decision",
       .obstacles = &AgainstDecision},
      {.method = "RejectMatterCancellation",
       .from = open,
       .when = "a cancellation waits for a decision",
       .obstacles = &AgainstDecision},
      {.method = "MergeMatters", .from = open},
      {.method = "MergeMatters",
       .from = open,
       .to = {v1::MATTER_STATE_MERGED},
       .when = "it is among those that are merged",
       .follows = true},
      {.method = "SplitMatter", .from = open, .to = {v1::MATTER_STATE_SPLIT}},
      {.method = "TransferMatterPart",
       .from = going_on,
       .when = "of a part of it",
       .follows = true},
      {.method = "RequestExtension",
       .from = going_on,
       .when = "it has a deadline, and no other extension waits for a decision",
       .obstacles = &AgainstMoreTime},
      {.method = "ApproveExtension",
       .from = going_on,
       .when = "of an extension of it",
       .follows = true},
      {.method = "RecomputeDeadlines",
       .from = going_on,
       .when = "its calendars have changed",
       .follows = true},
  };
}

}  // namespace

const Lifecycle<v1::Matter>& MatterLifecycle() {
  static const auto* const lifecycle = [] {
    MatterMoves moves = UsualMoves();
    for (const auto& move : OtherMoves()) moves.push_back(move);
    return new Lifecycle<v1::Matter>(moves);
  }();
  return *lifecycle;
}

std::string ExtensionPrefix(const std::string& matter) {
  return absl::StrCat(matter, "/extensions/");
}

bool IsOpen(v1::MatterState state) {
  return state == v1::MATTER_STATE_REGISTERED || state == v1::MATTER_STATE_ASSIGNED ||
         state == v1::MATTER_STATE_IN_PROGRESS || state == v1::MATTER_STATE_REWORK;
}

bool HasEnded(v1::MatterState state) {
  return state == v1::MATTER_STATE_CLOSED || state == v1::MATTER_STATE_ARCHIVED || IsDropped(state);
}

bool IsDropped(v1::MatterState state) {
  return state == v1::MATTER_STATE_CANCELLED || state == v1::MATTER_STATE_MERGED ||
         state == v1::MATTER_STATE_SPLIT;
}

bool RestsOnCalendars(const v1::Matter& matter) {
  return matter.working_days() != 0 && !matter.deadline().empty() &&
         matter.deadline() == matter.original_deadline();
}

bool FollowsCalendars(const v1::Matter& matter) {
  return RestsOnCalendars(matter) && !HasEnded(matter.state());
}

std::string LeadOn(const v1::Matter& matter, const std::string& day) {
  if (matter.holders().empty()) return matter.lead_handler();
  std::string lead;
  for (const v1::MatterHolder& holder : matter.holders()) {
    if (holder.since_date() <= day) lead = holder.handler();
  }
  return lead;
}

void SetLead(const std::string& handler, const std::string& day, v1::Matter& matter) {
  matter.set_lead_handler(handler);
  const auto& holders = matter.holders();
  if (holders.empty() ? handler.empty() : holders.rbegin()->handler() == handler) return;
  v1::MatterHolder& holder = *matter.add_holders();
  holder.set_handler(handler);
  holder.set_since_date(day);
}

void CheckCoHandlers(const v1::Matter& matter, absl::string_view field, Checks& checks) {
  absl::btree_set<std::string> seen;
  for (int i = 0; i < matter.co_handlers_size(); ++i) {
    const std::string& handler = matter.co_handlers(i);
    const std::string at = absl::StrCat(field, "[", i, "]");
    checks.Required(handler, at);
    if (handler.empty()) continue;
    checks.Expect(handler != matter.lead_handler(), at, absl::StrCat(handler, " leads it"));
    checks.Expect(seen.insert(handler).second, at, "repeats an earlier one");
  }
}

absl::Status AddDeadline(storage::Txn& txn, const v1::Matter& matter) {
  ForEachYear(matter, [&](const CalendarYear& year) {
    kMattersByCalendarYear.Add(txn, year, matter.name());
  });
  return absl::OkStatus();
}

absl::Status RemoveDeadline(storage::Txn& txn, const v1::Matter& matter) {
  ForEachYear(matter, [&](const CalendarYear& year) {
    kMattersByCalendarYear.Remove(txn, year, matter.name());
  });
  return absl::OkStatus();
}

v1::Matter SaveMatter(storage::Txn& txn, const v1::Matter& before, v1::Matter after) {
  RemoveDeadline(txn, before).IgnoreError();
  AddDeadline(txn, after).IgnoreError();
  return Save(txn, kMatters, std::move(after));
}

absl::StatusOr<v1::Matter> MoveMatter(storage::Txn& txn, const base::Actor& actor,
                                      absl::string_view method, const StepDetails& details,
                                      Checks& checks, const v1::Matter& before, v1::Matter after) {
  ZGC_RETURN_IF_ERROR(Finish(txn, actor, MatterLifecycle(), method, details, checks, after));
  return SaveMatter(txn, before, std::move(after));
}

}  // namespace zgc::supervision
