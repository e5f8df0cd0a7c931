#include "services/supervision_reporting/domain/watchlist/sweeps.h"

#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/sources/source_batches.h"
#include "services/supervision_reporting/domain/watchlist/light_rules.h"
#include "services/supervision_reporting/domain/watchlist/watch_list.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

constexpr int kMaxSlips = 1000;
constexpr char kSweptSource[] = "task_registry";

// The open things whose deadline has passed, by deadline and name.
absl::StatusOr<std::vector<std::string>> Overdue(const storage::Reader& reader,
                                                 absl::CivilDay day) {
  std::vector<std::string> names;
  // What has no deadline comes before all days.
  const WatchedKey first{kWatchedOpen, "0", ""};
  ZGC_RETURN_IF_ERROR(ForEachWatched(reader, first, base::FormatDate(day - 1), "",
                                     [&](const std::string&, const WatchedKey& key) {
                                       names.push_back(key.name);
                                       return true;
                                     }));
  return names;
}

// The slips of a level of a thing.
struct Slips {
  bool stands = false;
  int withdrawn = 0;
  // Of a deadline that the thing has no more.
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
        if (Stands(slip) && slip.deadline() == thing.state.deadline) {
          of_level.stands = true;
          return true;
        }
        ++of_level.withdrawn;
        if (Stands(slip)) of_level.outdated.push_back(slip);
        return true;
      }));
  return slips;
}

absl::Status Withdraw(storage::Txn& txn, const base::Actor& actor, const std::string& reason,
                      std::vector<v1::Escalation> slips) {
  for (v1::Escalation& slip : slips) {
    EscalationLifecycle().Take(txn, actor, "WithdrawEscalation", {DayOfCommit(txn), reason, {}},
                               slip);
    Save(txn, kEscalations, std::move(slip));
  }
  return absl::OkStatus();
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

// Makes the slips of a thing that are due; false if there is no room for all.
absl::StatusOr<bool> SweepThing(storage::Txn& txn, const base::Actor& actor,
                                const LightRules& rules, const WatchedThing& thing,
                                v1::SweepDeadlinesResponse& response) {
  const v1::LightRuleSet* set = rules.For(thing.state.place);
  if (set == nullptr) return true;
  ZGC_ASSIGN_OR_RETURN(const int64_t left, rules.DaysLeft(*set, thing.state.deadline));
  ZGC_ASSIGN_OR_RETURN(auto made, SlipsOf(txn, thing));
  for (auto& [level, slips] : made) {
    ZGC_RETURN_IF_ERROR(Withdraw(txn, actor,
                                 absl::StrCat("the deadline is now ", thing.state.deadline),
                                 std::move(slips.outdated)));
  }
  for (const v1::SlipLevel& level : set->slip_levels()) {
    if (-left < level.days_overdue()) break;
    const Slips& of_level = made[level.level()];
    if (of_level.stands) continue;
    if (response.escalations_size() == kMaxSlips) return false;
    v1::Escalation slip = SlipFor(thing, *set, level, of_level.withdrawn);
    slip.set_days_overdue(static_cast<int32_t>(-left));
    slip.set_as_of_date(base::FormatDate(rules.day()));
    EscalationLifecycle().Take(txn, actor, "SweepDeadlines", {DayOfCommit(txn), "", {}}, slip);
    ZGC_ASSIGN_OR_RETURN(*response.add_escalations(), Insert(txn, kEscalations, std::move(slip)));
  }
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

}  // namespace

const Lifecycle<v1::Escalation>& EscalationLifecycle() {
  static const auto* const lifecycle = new Lifecycle<v1::Escalation>({
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
  });
  return *lifecycle;
}

std::string EscalationPrefix(const std::string& thing) {
  // No id has a dot.
  const std::vector<std::string> parts = absl::StrSplit(thing, '/');
  if (parts.size() < 2) return absl::StrCat("escalations/", thing, ".");
  // What is below another has its own id only there: "//supervision_reporting/matters/m/parts/p".
  const std::string above = parts.size() == 7 ? absl::StrCat(parts[4], ".") : "";
  return absl::StrCat("escalations/", parts[parts.size() - 2], ".", above, parts.back(), ".");
}

absl::Status WithdrawSlips(storage::Txn& txn, const base::Actor& actor, const std::string& thing,
                           const std::string& reason) {
  std::vector<v1::Escalation> slips;
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::Escalation>(txn, kEscalations, EscalationPrefix(thing),
                                                   [&](const v1::Escalation& slip) {
                                                     if (Stands(slip)) slips.push_back(slip);
                                                     return true;
                                                   }));
  return Withdraw(txn, actor, reason, std::move(slips));
}

absl::StatusOr<v1::SweepDeadlinesResponse> SweepDeadlines(
    storage::Txn& txn, const base::Actor& actor, resource::SourceWatch& sources,
    const v1::SweepDeadlinesRequest& request) {
  Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.NotAfterToday(txn, request.as_of_date(), "as_of_date"));
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  const std::string day = request.as_of_date().empty() ? DayOfCommit(txn) : request.as_of_date();
  ZGC_ASSIGN_OR_RETURN(const LightRules rules, LightRules::Read(txn, day));
  v1::SweepDeadlinesResponse response;
  ZGC_ASSIGN_OR_RETURN(const auto recomputed, RecomputeNext(txn, actor, kMaxSlips));
  if (recomputed.unfinished()) {
    response.set_unfinished(true);
    return response;
  }
  ZGC_ASSIGN_OR_RETURN(const auto standing, StandingOf(txn, kSweptSource));
  const bool current = sources.RequireCurrent(kSweptSource, standing.here()).ok();
  ZGC_ASSIGN_OR_RETURN(const auto names, Overdue(txn, rules.day()));
  for (const std::string& name : names) {
    // What is here may have been done there since.
    if (!current && absl::StartsWith(name, absl::StrCat("//", kSweptSource, "/"))) {
      response.set_left_out(kSweptSource);
      continue;
    }
    ZGC_ASSIGN_OR_RETURN(const auto thing, FindThing(txn, name));
    if (!thing.has_value()) continue;
    ZGC_ASSIGN_OR_RETURN(const bool all, SweepThing(txn, actor, rules, *thing, response));
    if (!all) {
      response.set_unfinished(true);
      return response;
    }
  }
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
