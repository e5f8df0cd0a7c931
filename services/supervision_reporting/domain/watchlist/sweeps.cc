#include "services/supervision_reporting/domain/watchlist/sweeps.h"

#include <algorithm>
#include <utility>

#include "absl/container/btree_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "common/base/interrupt.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/sources/source_batches.h"
#include "services/supervision_reporting/domain/watchlist/current_sources.h"
#include "services/supervision_reporting/domain/watchlist/light_rules.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"
#include "services/supervision_reporting/domain/watchlist/watched_index.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

// Slips that one commit makes or withdraws.
constexpr int kPart = 100;
// Of slips that count for nothing: taken back by hand, or of a deadline that has moved.
constexpr char kWithdrawn[] = "WithdrawEscalation";

// The slips of a level of a thing.
struct Slips {
  bool stands = false;
  int withdrawn = 0;
  // Of a deadline that the thing has no more, or for whom it is no more.
  std::vector<v1::Escalation> outdated;
};

bool Stands(const v1::Escalation& slip) { return slip.state() != v1::ESCALATION_STATE_WITHDRAWN; }

// By level.
absl::StatusOr<absl::btree_map<int32_t, Slips>> SlipsOf(const storage::Reader& reader,
                                                        const WatchedThing& thing) {
  absl::btree_map<int32_t, Slips> slips;
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::Escalation>(
      reader, kEscalations, EscalationPrefix(thing.name), [&](const v1::Escalation& slip) {
        Slips& of_level = slips[slip.level()];
        if (Stands(slip) && slip.deadline() == thing.state.deadline &&
            slip.organisation() == thing.organisation) {
          of_level.stands = true;
          return true;
        }
        ++of_level.withdrawn;
        if (Stands(slip)) of_level.outdated.push_back(slip);
        return true;
      }));
  return slips;
}

void Withdraw(storage::Txn& txn, const base::Actor& actor, absl::string_view method,
              const std::string& reason, v1::Escalation slip) {
  const StepDetails details = {DayOfCommit(txn), reason, {}};
  if (method == kWithdrawn) {
    EscalationLifecycle().Take(txn, actor, method, details, slip);
  } else {
    EscalationLifecycle().Follow(txn, actor, method, details, slip);
  }
  Save(txn, kEscalations, std::move(slip));
}

// One of a deadline that the thing has no more, or for another than has it now.
void WithdrawOutdated(storage::Txn& txn, const base::Actor& actor, const WatchedThing& thing,
                      v1::Escalation slip) {
  if (slip.deadline() != thing.state.deadline) {
    const std::string reason = absl::StrCat("the deadline is now ", thing.state.deadline);
    return Withdraw(txn, actor, kWithdrawn, reason, std::move(slip));
  }
  // What changes the handler of a matter withdraws its slips: here it was corrected.
  const bool corrected = thing.state.place.kind == v1::WATCHED_KIND_MATTER;
  Withdraw(txn, actor, corrected ? kWithdrawn : "SweepDeadlines",
           absl::StrCat("it is now for ", thing.organisation), std::move(slip));
}

v1::Escalation SlipFor(const WatchedThing& thing, const v1::LightRuleSet& set,
                       const v1::SlipLevel& level, int withdrawn) {
  v1::Escalation slip;
  slip.set_name(absl::StrCat(EscalationPrefix(thing.name), level.level(),
                             withdrawn == 0 ? "" : absl::StrCat(".", withdrawn + 1)));
  slip.set_thing(thing.name);
  slip.set_title(thing.title);
  slip.set_organisation(thing.organisation);
  slip.set_level(level.level());
  slip.set_recipient(level.recipient());
  slip.set_deadline(thing.state.deadline);
  slip.set_rule_version(set.name());
  return slip;
}

// What is due for a thing.
struct Due {
  // Null where no rules are in force.
  const v1::LightRuleSet* set = nullptr;
  int64_t days_overdue = 0;
  std::vector<v1::Escalation> outdated;
  // The levels that it has reached and has no slip of, and how many were withdrawn of each.
  std::vector<std::pair<const v1::SlipLevel*, int>> levels;

  int writes() const { return static_cast<int>(outdated.size() + levels.size()); }
};

absl::StatusOr<Due> DueFor(const storage::Reader& reader, const LightRules& rules,
                           const WatchedThing& thing) {
  Due due;
  due.set = rules.For(thing.state.place);
  if (due.set == nullptr) return due;
  ZGC_ASSIGN_OR_RETURN(const int64_t left, rules.DaysLeft(*due.set, thing.state.deadline));
  due.days_overdue = -left;
  ZGC_ASSIGN_OR_RETURN(auto made, SlipsOf(reader, thing));
  for (auto& [level, slips] : made) {
    for (v1::Escalation& slip : slips.outdated) due.outdated.push_back(std::move(slip));
  }
  for (const v1::SlipLevel& level : due.set->slip_levels()) {
    if (due.days_overdue < level.days_overdue()) break;
    const Slips& of_level = made[level.level()];
    if (!of_level.stands) due.levels.emplace_back(&level, of_level.withdrawn);
  }
  return due;
}

// Makes the slips of a thing that are due, and withdraws those that are so no more.
absl::Status SweepThing(storage::Txn& txn, const base::Actor& actor, const LightRules& rules,
                        const WatchedThing& thing, v1::SweepDeadlinesResponse& response) {
  ZGC_ASSIGN_OR_RETURN(Due due, DueFor(txn, rules, thing));
  for (v1::Escalation& slip : due.outdated) WithdrawOutdated(txn, actor, thing, std::move(slip));
  for (const auto& [level, withdrawn] : due.levels) {
    v1::Escalation slip = SlipFor(thing, *due.set, *level, withdrawn);
    slip.set_days_overdue(static_cast<int32_t>(due.days_overdue));
    slip.set_as_of_date(base::FormatDate(rules.day()));
    EscalationLifecycle().Take(txn, actor, "SweepDeadlines", {DayOfCommit(txn), "", {}}, slip);
    ZGC_ASSIGN_OR_RETURN(*response.add_escalations(), Insert(txn, kEscalations, std::move(slip)));
  }
  return absl::OkStatus();
}

// The thing of that name, if it is still to be done and its deadline has passed.
absl::StatusOr<absl::optional<WatchedThing>> FindOverdue(const storage::Reader& reader,
                                                         const LightRules& rules,
                                                         const std::string& name) {
  ZGC_ASSIGN_OR_RETURN(auto thing, FindThing(reader, rules, name));
  if (thing.has_value() && (!thing->state.open || thing->state.deadline.empty() ||
                            thing->state.deadline >= base::FormatDate(rules.day()))) {
    thing.reset();
  }
  return thing;
}

// Adds a thing to the plan; false if it begins the next part.
absl::StatusOr<bool> PlanThing(const storage::Reader& reader, const LightRules& rules,
                               const std::string& name, int& writes, SweepPlan& plan) {
  ZGC_RETURN_IF_ERROR(base::StillWanted());
  ZGC_ASSIGN_OR_RETURN(const auto thing, FindOverdue(reader, rules, name));
  if (!thing.has_value()) return true;
  ZGC_ASSIGN_OR_RETURN(const Due due, DueFor(reader, rules, *thing));
  if (due.set == nullptr) {
    ++plan.without_rules[{thing->state.place.kind, thing->state.place.jurisdiction}];
  }
  if (due.writes() == 0) return true;
  if (!plan.things.empty() && writes + due.writes() > kPart) return false;
  writes += due.writes();
  plan.things.push_back(name);
  return true;
}

template <typename Request>
absl::StatusOr<v1::Escalation> MoveSlip(storage::Txn& txn, const base::Actor& actor,
                                        absl::string_view method, const std::string& note,
                                        const Request& request) {
  ZGC_ASSIGN_OR_RETURN(
      v1::Escalation slip,
      resource::GetToMove(txn, actor, kEscalations, EscalationLifecycle(), method, request));
  EscalationLifecycle().Take(txn, actor, method, {DayOfCommit(txn), note, {}}, slip);
  return Save(txn, kEscalations, std::move(slip));
}

// From one state to another by what is done with a slip itself.
std::vector<Lifecycle<v1::Escalation>::Entry> SlipMoves() {
  return {
      {.method = "SweepDeadlines", .to = {v1::ESCALATION_STATE_ISSUED}},
      {.method = "AcknowledgeEscalation",
       .from = {v1::ESCALATION_STATE_ISSUED},
       .to = {v1::ESCALATION_STATE_ACKNOWLEDGED}},
      {.method = "AnswerEscalation",
       .from = {v1::ESCALATION_STATE_ISSUED, v1::ESCALATION_STATE_ACKNOWLEDGED},
       .to = {v1::ESCALATION_STATE_ANSWERED}},
      {.method = "WithdrawEscalation",
       .from = {v1::ESCALATION_STATE_ISSUED, v1::ESCALATION_STATE_ACKNOWLEDGED,
                v1::ESCALATION_STATE_ANSWERED},
       .to = {v1::ESCALATION_STATE_WITHDRAWN}},
  };
}

// What withdraws a slip with a change of another record.
Lifecycle<v1::Escalation>::Entry Following(const char* method, const char* when) {
  return {.method = method,
          .from = {v1::ESCALATION_STATE_ISSUED, v1::ESCALATION_STATE_ACKNOWLEDGED,
                   v1::ESCALATION_STATE_ANSWERED},
          .to = {v1::ESCALATION_STATE_WITHDRAWN},
          .when = when,
          .follows = true};
}

}  // namespace

const Lifecycle<v1::Escalation>& EscalationLifecycle() {
  static const auto* const lifecycle = [] {
    std::vector<Lifecycle<v1::Escalation>::Entry> moves = SlipMoves();
    for (const char* method : {"AssignMatter", "DeclineMatter", "ReassignMatter",
                               "ReturnMatterPart", "TransferMatterPart", "WaiveMatterPart",
                               "ApproveMatterCancellation", "MergeMatters", "SplitMatter"}) {
      moves.push_back(Following(method, "of what it is of, or of the matter of that"));
    }
    moves.push_back(Following("SweepDeadlines", "what it is of is now another's"));
    return new Lifecycle<v1::Escalation>(moves);
  }();
  return *lifecycle;
}

std::string EscalationPrefix(const std::string& thing) {
  return absl::StrCat("escalations/", IdOfThing(thing), ".");
}

absl::Status WithdrawSlips(storage::Txn& txn, const base::Actor& actor, const std::string& thing,
                           absl::string_view method, const std::string& reason) {
  std::vector<v1::Escalation> slips;
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::Escalation>(txn, kEscalations, EscalationPrefix(thing),
                                                   [&](const v1::Escalation& slip) {
                                                     if (Stands(slip)) slips.push_back(slip);
                                                     return true;
                                                   }));
  for (v1::Escalation& slip : slips) Withdraw(txn, actor, method, reason, std::move(slip));
  return absl::OkStatus();
}

absl::StatusOr<SweepPlan> PlanSweep(const storage::Reader& reader, resource::SourceWatch& sources,
                                    absl::Time now, const v1::SweepDeadlinesRequest& request,
                                    const std::string& begin) {
  const Checks checks(reader, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  SweepPlan plan;
  ZGC_ASSIGN_OR_RETURN(const absl::Time newest, reader.CommitTime());
  plan.day = request.as_of_date().empty() ? base::FormatDate(base::DayOf(std::max(now, newest)))
                                          : request.as_of_date();
  ZGC_ASSIGN_OR_RETURN(const LightRules rules, LightRules::Read(reader, plan.day));
  CurrentSources current(reader, sources);
  int writes = 0;
  absl::Status failed;
  // What has no deadline comes before all days.
  const WatchedKey first{kWatchedOpen, "0", ""};
  ZGC_RETURN_IF_ERROR(ForEachWatched(reader, first, base::FormatDate(rules.day() - 1), begin,
                                     [&](const std::string& encoded, const WatchedKey& key) {
                                       const auto left_out = current.LeftOut(key.name);
                                       failed = left_out.status();
                                       if (!failed.ok()) return false;
                                       if (!left_out->empty()) {
                                         plan.left_out.insert(*left_out);
                                         return true;
                                       }
                                       const auto fits =
                                           PlanThing(reader, rules, key.name, writes, plan);
                                       failed = fits.status();
                                       if (fits.ok() && !*fits) plan.next = encoded;
                                       return fits.ok() && *fits;
                                     }));
  ZGC_RETURN_IF_ERROR(failed);
  return plan;
}

absl::StatusOr<v1::SweepDeadlinesResponse> SweepDeadlines(storage::Txn& txn,
                                                          const base::Actor& actor,
                                                          resource::SourceWatch& sources,
                                                          const v1::SweepDeadlinesRequest& request,
                                                          const SweepPlan& plan) {
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.NotAfterToday(txn, request.as_of_date(), "as_of_date"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const std::string day = request.as_of_date().empty() ? DayOfCommit(txn) : request.as_of_date();
  v1::SweepDeadlinesResponse response;
  ZGC_ASSIGN_OR_RETURN(const auto recomputed, RecomputeNext(txn, actor, kPart));
  if (recomputed.unfinished()) {
    response.set_unfinished(true);
    response.set_deadlines_wait(true);
    return response;
  }
  ZGC_ASSIGN_OR_RETURN(const LightRules rules, LightRules::Read(txn, day));
  CurrentSources current(txn, sources);
  absl::btree_set<std::string> left_out = plan.left_out;
  // What was planned for the day before midnight lacks what is due since.
  response.set_unfinished(!plan.next.empty() || plan.day != day || recomputed.examined() > 0);
  response.set_deadlines_wait(recomputed.examined() > 0);
  for (const auto& [place, count] : plan.without_rules) {
    v1::ThingsWithoutRules& things = *response.add_without_rules();
    things.set_kind(place.first);
    things.set_jurisdiction(place.second);
    things.set_count(count);
  }
  for (const std::string& name : plan.things) {
    ZGC_ASSIGN_OR_RETURN(const std::string source, current.LeftOut(name));
    if (!source.empty()) {
      left_out.insert(source);
      continue;
    }
    ZGC_ASSIGN_OR_RETURN(const auto thing, FindOverdue(txn, rules, name));
    if (!thing.has_value()) continue;
    ZGC_RETURN_IF_ERROR(SweepThing(txn, actor, rules, *thing, response));
  }
  for (const std::string& source : left_out) response.add_left_out(source);
  return response;
}

absl::StatusOr<std::string> ListEscalations(const storage::Reader& reader,
                                            const v1::ListEscalationsRequest& request,
                                            const storage::Page& page,
                                            v1::ListEscalationsResponse& response) {
  return query::List(reader, kEscalations.column(), request, page, response);
}

absl::StatusOr<v1::Escalation> AcknowledgeEscalation(
    storage::Txn& txn, const base::Actor& actor, const v1::AcknowledgeEscalationRequest& request) {
  return MoveSlip(txn, actor, "AcknowledgeEscalation", "", request);
}

absl::StatusOr<v1::Escalation> AnswerEscalation(storage::Txn& txn, const base::Actor& actor,
                                                const v1::AnswerEscalationRequest& request) {
  return MoveSlip(txn, actor, "AnswerEscalation", request.answer(), request);
}

absl::StatusOr<v1::Escalation> WithdrawEscalation(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::WithdrawEscalationRequest& request) {
  return MoveSlip(txn, actor, "WithdrawEscalation", request.reason(), request);
}

}  // namespace zgc::supervision
