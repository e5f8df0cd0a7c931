#include "services/supervision_reporting/domain/matters/sweeps.h"

#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/strings/strip.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/domain/children.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/watchlist/light_rules.h"
#include "services/supervision_reporting/domain/watchlist/watch_list.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/matter_service.pb.h"
#include "zgc/supervision/v1/matters.pb.h"

namespace zgc::supervision {
namespace {

constexpr int kMaxSlips = 1000;
constexpr char kMatterNames[] = "//supervision_reporting/matters/";

// The open matters whose deadline has passed, by deadline and name.
absl::StatusOr<std::vector<std::string>> Overdue(const storage::Reader& reader,
                                                 absl::CivilDay day) {
  std::vector<std::string> names;
  const std::string first = "0";
  ZGC_RETURN_IF_ERROR(ForEachWatched(reader, {kWatchedOpen, first, ""}, base::FormatDate(day - 1),
                                     "", [&](const std::string&, const WatchedKey& key) {
                                       absl::string_view name = key.name;
                                       if (absl::ConsumePrefix(&name, kMatterNames)) {
                                         names.push_back(absl::StrCat("matters/", name));
                                       }
                                       return true;
                                     }));
  return names;
}

// The slips of a level of a matter.
struct Slips {
  bool stands = false;
  int withdrawn = 0;
};

// By level.
absl::StatusOr<absl::btree_map<int32_t, Slips>> SlipsOf(const storage::Reader& reader,
                                                        const std::string& matter) {
  absl::btree_map<int32_t, Slips> slips;
  ZGC_RETURN_IF_ERROR(ForEachChild<v1::Escalation>(reader, kEscalations, EscalationPrefix(matter),
                                                   [&](const v1::Escalation& slip) {
                                                     Slips& of_level = slips[slip.level()];
                                                     if (slip.withdrawal_reason().empty()) {
                                                       of_level.stands = true;
                                                     } else {
                                                       ++of_level.withdrawn;
                                                     }
                                                     return true;
                                                   }));
  return slips;
}

}  // namespace

absl::StatusOr<v1::SweepMattersResponse> SweepMatters(storage::Txn& txn, const base::Actor& actor,
                                                      const v1::SweepMattersRequest& request) {
  const Checks checks(txn, request);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  ZGC_ASSIGN_OR_RETURN(const LightRules rules, LightRules::Read(txn, request.as_of_date()));
  v1::SweepMattersResponse response;
  ZGC_ASSIGN_OR_RETURN(const auto recomputed, RecomputeNext(txn, actor, kMaxSlips));
  if (recomputed.unfinished()) {
    response.set_unfinished(true);
    return response;
  }
  ZGC_ASSIGN_OR_RETURN(const auto names, Overdue(txn, rules.day()));
  for (const std::string& name : names) {
    ZGC_ASSIGN_OR_RETURN(const v1::Matter matter, GetRow(txn, kMatters, name));
    const v1::LightRuleSet* set =
        rules.For({v1::WATCHED_KIND_MATTER, matter.jurisdiction(), matter.source()});
    if (set == nullptr) continue;
    ZGC_ASSIGN_OR_RETURN(const int64_t left, rules.DaysLeft(*set, matter.deadline()));
    ZGC_ASSIGN_OR_RETURN(auto made, SlipsOf(txn, name));
    for (const v1::SlipLevel& level : set->slip_levels()) {
      if (-left < level.days_overdue()) break;
      const Slips& of_level = made[level.level()];
      if (of_level.stands) continue;
      if (response.escalations_size() == kMaxSlips) {
        response.set_unfinished(true);
        return response;
      }
      v1::Escalation slip;
      slip.set_name(
          absl::StrCat(EscalationPrefix(name), level.level(),
                       of_level.withdrawn == 0 ? "" : absl::StrCat("-", of_level.withdrawn + 1)));
      slip.set_matter(name);
      slip.set_level(level.level());
      slip.set_recipient(level.recipient());
      slip.set_deadline(matter.deadline());
      slip.set_days_overdue(static_cast<int32_t>(-left));
      slip.set_as_of_date(request.as_of_date());
      slip.set_rule_version(set->name());
      ZGC_ASSIGN_OR_RETURN(*response.add_escalations(), Insert(txn, kEscalations, std::move(slip)));
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

}  // namespace zgc::supervision
