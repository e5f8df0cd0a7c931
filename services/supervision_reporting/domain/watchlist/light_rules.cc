#include "services/supervision_reporting/domain/watchlist/light_rules.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/container/btree_set.h"
#include "absl/types/optional.h"
#include "common/base/time/dates.h"
#include "common/query/list.h"
#include "common/resource/checks.h"
#include "common/resource/dated_rules.h"
#include "common/resource/rows.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

// So that a count of days ends.
constexpr int kMostDays = 1000;

void CheckLabel(const v1::LightRuleSet& set, const std::string& label, absl::string_view field,
                Checks& checks) {
  if (label.empty()) return;
  const auto& levels = set.levels();
  checks.Expect(std::any_of(levels.begin(), levels.end(),
                            [&](const v1::LightLevel& level) { return level.label() == label; }),
                field, absl::StrCat("\"", label, "\" is the label of no level"));
}

void CheckLevels(const v1::LightRuleSet& set, Checks& checks) {
  constexpr char kField[] = "light_rule_set.levels";
  absl::btree_set<std::string> labels;
  int green = 0;
  const v1::LightLevel* before = nullptr;
  for (const v1::LightLevel& level : set.levels()) {
    checks.Expect(level.label().empty() || labels.insert(level.label()).second, kField,
                  absl::StrCat(level.label(), " is given twice"));
    checks.Expect(level.days_left() >= -kMostDays && level.days_left() <= kMostDays, kField,
                  absl::StrCat("days are at most ", kMostDays));
    if (level.light() == v1::LIGHT_GREEN) {
      ++green;
      continue;
    }
    checks.Expect(before == nullptr || level.days_left() < before->days_left(), kField,
                  "each begins with fewer days left than the one before");
    before = &level;
  }
  checks.Expect(green == 1, kField, "one of them is green");
}

void CheckSlipLevels(const v1::LightRuleSet& set, Checks& checks) {
  constexpr char kField[] = "light_rule_set.slip_levels";
  const v1::SlipLevel* before = nullptr;
  for (const v1::SlipLevel& level : set.slip_levels()) {
    checks.Expect(level.days_overdue() >= 1 && level.days_overdue() <= kMostDays, kField,
                  absl::StrCat("days are 1 to ", kMostDays));
    checks.Expect(level.level() >= 1 && (before == nullptr || level.level() > before->level()),
                  kField, "levels are from 1 up, each higher than the one before");
    checks.Expect(before == nullptr || level.days_overdue() > before->days_overdue(), kField,
                  "each is later than the one before");
    before = &level;
  }
}

void CheckLightRuleSet(const v1::LightRuleSet& set, Checks& checks) {
  if (!set.jurisdiction().empty()) {
    const absl::Status place = CheckJurisdiction(set.jurisdiction());
    if (!place.ok()) checks.Add("light_rule_set.jurisdiction", place.message());
  }
  CheckLevels(set, checks);
  CheckSlipLevels(set, checks);
  CheckLabel(set, set.late_level(), "light_rule_set.late_level", checks);
  CheckLabel(set, set.returned_level(), "light_rule_set.returned_level", checks);
  CheckLabel(set, set.undated_level(), "light_rule_set.undated_level", checks);
  absl::btree_set<int> urgencies;
  for (const v1::UrgencyStart& start : set.starts()) {
    CheckLabel(set, start.level(), "light_rule_set.starts", checks);
    checks.Expect(urgencies.insert(start.urgency()).second, "light_rule_set.starts",
                  "each urgency has one level");
  }
  CheckDays(set, "light_rule_set.", checks);
}

bool IsInForceOn(const v1::LightRuleSet& set, const std::string& day) {
  return set.state() == v1::LIGHT_RULE_SET_STATE_APPROVED && IsInForce(set, day);
}

// How near a set is to a thing, the greater the nearer; none if it does not take it.
absl::optional<std::tuple<bool, int, bool, std::string, std::string>> Nearness(
    const v1::LightRuleSet& set, const WatchedPlace& of, const std::vector<std::string>& places) {
  const auto& kinds = set.kinds();
  const bool takes_kind =
      kinds.empty() || std::find(kinds.begin(), kinds.end(), of.kind) != kinds.end();
  const auto place = std::find(places.begin(), places.end(), set.jurisdiction());
  if (!takes_kind || place == places.end() || !Takes(set.body(), of.body)) return absl::nullopt;
  return std::make_tuple(!set.body().empty(), static_cast<int>(places.end() - place),
                         !kinds.empty(), set.from_date(), set.name());
}

// A thing that both take, of a body, a place and a kind that tell which of them is nearer; none if
// there is none.
absl::optional<WatchedPlace> TakenByBoth(const v1::LightRuleSet& a, const v1::LightRuleSet& b) {
  WatchedPlace thing;
  thing.body = a.body().empty() ? b.body() : a.body();
  for (const auto& [inner, outer] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    const std::vector<std::string> around = PlacesAround(inner->jurisdiction());
    if (std::find(around.begin(), around.end(), outer->jurisdiction()) != around.end()) {
      thing.jurisdiction = inner->jurisdiction();
    }
  }
  const auto& kinds = a.kinds().empty() ? b.kinds() : a.kinds();
  const std::vector<std::string> places = PlacesAround(thing.jurisdiction);
  for (int i = 0; i < std::max(1, kinds.size()); ++i) {
    thing.kind =
        kinds.empty() ? v1::WATCHED_KIND_MATTER : static_cast<v1::WatchedKind>(kinds.Get(i));
    if (Nearness(a, thing, places).has_value() && Nearness(b, thing, places).has_value()) {
      return thing;
    }
  }
  return absl::nullopt;
}

// That a set which begins before today takes no thing from another that was in force on such a day:
// what a light of that day was stays.
absl::Status CheckLeavesThePast(const storage::Txn& txn, const v1::LightRuleSet& set,
                                Checks& checks) {
  const std::string today = DayOfCommit(txn);
  return kLightRuleSets.ForEach(txn, [&](const storage::NameKey&, const v1::LightRuleSet& other) {
    if (other.state() != v1::LIGHT_RULE_SET_STATE_APPROVED) return true;
    const std::string from = std::max(set.from_date(), other.from_date());
    const bool together = from < today && (set.until_date().empty() || from <= set.until_date()) &&
                          (other.until_date().empty() || from <= other.until_date());
    const auto thing = TakenByBoth(set, other);
    if (!together || !thing.has_value()) return true;
    const std::vector<std::string> places = PlacesAround(thing->jurisdiction);
    checks.Expect(*Nearness(set, *thing, places) < *Nearness(other, *thing, places), "name",
                  absl::StrCat("it begins on ", set.from_date(), ", and lights of days from ", from,
                               " on were derived by ", other.name(),
                               ": one that takes its place begins on ", today, " or later"));
    return true;
  });
}

// Working days after `from` until `to`, which is not before it.
int64_t WorkingDaysBetween(const base::WorkingDays& days, absl::CivilDay from, absl::CivilDay to) {
  int64_t count = 0;
  for (absl::CivilDay day = from + 1; day <= to; ++day) count += days.IsWorkingDay(day) ? 1 : 0;
  return count;
}

const DatedRules<v1::LightRuleSet>& LightRuleSets() {
  static const auto* const rules = new DatedRules<v1::LightRuleSet>(kLightRuleSets);
  return *rules;
}

}  // namespace

const Lifecycle<v1::LightRuleSet>& LightRuleSetLifecycle() { return LightRuleSets().lifecycle(); }

absl::StatusOr<v1::LightRuleSet> CreateLightRuleSet(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::CreateLightRuleSetRequest& request) {
  Checks checks(txn, request);
  v1::LightRuleSet set = request.light_rule_set();
  set.set_name(absl::StrCat("lightRuleSets/", request.light_rule_set_id()));
  CheckLightRuleSet(set, checks);
  return LightRuleSets().Create(txn, actor, checks, std::move(set));
}

absl::StatusOr<v1::LightRuleSet> GetLightRuleSet(const storage::Reader& reader,
                                                 const v1::GetLightRuleSetRequest& request) {
  return GetRow(reader, kLightRuleSets, request.name());
}

absl::StatusOr<std::string> ListLightRuleSets(const storage::Reader& reader,
                                              const v1::ListLightRuleSetsRequest& request,
                                              const storage::Page& page,
                                              v1::ListLightRuleSetsResponse& response) {
  return query::List(reader, kLightRuleSets.column(), request, page, response);
}

absl::StatusOr<v1::LightRuleSet> ApproveLightRuleSet(
    storage::Txn& txn, const base::Actor& actor, const v1::ApproveLightRuleSetRequest& request) {
  return LightRuleSets().Approve(txn, actor, request,
                                 [&](const v1::LightRuleSet& set, Checks& checks) {
                                   return CheckLeavesThePast(txn, set, checks);
                                 });
}

absl::StatusOr<v1::LightRuleSet> RejectLightRuleSet(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::RejectLightRuleSetRequest& request) {
  return LightRuleSets().Reject(txn, actor, request);
}

absl::StatusOr<v1::LightRuleSet> EndLightRuleSet(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::EndLightRuleSetRequest& request) {
  return LightRuleSets().End(
      txn, actor, request, [&](const v1::LightRuleSet& /*set*/, Checks& checks) -> absl::Status {
        if (!base::ValidDate(request.until_date())) return absl::OkStatus();
        // What a light of a day before today was stays.
        ZGC_ASSIGN_OR_RETURN(const absl::CivilDay today, base::ParseDate(DayOfCommit(txn)));
        const std::string yesterday = base::FormatDate(today - 1);
        checks.Expect(request.until_date() >= yesterday, "until_date",
                      absl::StrCat("lights of days up to ", yesterday,
                                   " were derived by it: it ends on that day or later"));
        return absl::OkStatus();
      });
}

absl::StatusOr<LightRules> LightRules::Read(const storage::Reader& reader, const std::string& day) {
  LightRules rules;
  ZGC_ASSIGN_OR_RETURN(rules.day_, base::ParseDate(day));
  ZGC_RETURN_IF_ERROR(
      kLightRuleSets.ForEach(reader, [&](const storage::NameKey&, const v1::LightRuleSet& set) {
        if (IsInForceOn(set, day)) rules.all_.push_back(set);
        return true;
      }));
  ZGC_ASSIGN_OR_RETURN(rules.calendars_, Calendars::Read(reader));
  for (const v1::LightRuleSet& set : rules.all_) {
    if (!set.working_days()) continue;
    ZGC_ASSIGN_OR_RETURN(rules.days_[set.jurisdiction()],
                         rules.calendars_.DaysOf(set.jurisdiction()));
  }
  return rules;
}

const v1::LightRuleSet* LightRules::For(const WatchedPlace& place) const {
  const std::vector<std::string> places = PlacesAround(place.jurisdiction);
  const v1::LightRuleSet* nearest = nullptr;
  decltype(Nearness(all_[0], place, places)) best;
  for (const v1::LightRuleSet& set : all_) {
    auto nearness = Nearness(set, place, places);
    if (!nearness.has_value() || (best.has_value() && *nearness < *best)) continue;
    best = std::move(nearness);
    nearest = &set;
  }
  return nearest;
}

absl::StatusOr<int64_t> LightRules::DaysLeft(const v1::LightRuleSet& set,
                                             const std::string& deadline) const {
  ZGC_ASSIGN_OR_RETURN(const absl::CivilDay last, base::ParseDate(deadline));
  if (!set.working_days()) return last - day_;
  const base::WorkingDays& days = days_.at(set.jurisdiction());
  if (last >= day_) return WorkingDaysBetween(days, day_, last);
  return -std::max<int64_t>(1, WorkingDaysBetween(days, last, day_));
}

absl::StatusOr<std::string> LightRules::LastWarned() const {
  absl::CivilDay last = day_;
  for (const v1::LightRuleSet& set : all_) {
    for (const v1::LightLevel& level : set.levels()) {
      if (level.light() == v1::LIGHT_GREEN || level.days_left() < 0) continue;
      absl::CivilDay of_level = day_ + level.days_left();
      if (set.working_days()) {
        // Until the next working day no more are left.
        ZGC_ASSIGN_OR_RETURN(const base::CountedDays next,
                             days_.at(set.jurisdiction()).Deadline(day_, level.days_left() + 1));
        of_level = next.last - 1;
      }
      last = std::max(last, of_level);
    }
  }
  return base::FormatDate(last);
}

const v1::LightLevel& LevelNamed(const v1::LightRuleSet& set, const std::string& label) {
  for (const v1::LightLevel& level : set.levels()) {
    if (level.label() == label) return level;
  }
  return set.levels(0);
}

const v1::LightLevel& LevelWith(const v1::LightRuleSet& set, int64_t days_left) {
  const v1::LightLevel* found = nullptr;
  for (const v1::LightLevel& level : set.levels()) {
    if (level.light() == v1::LIGHT_GREEN ? found == nullptr : days_left <= level.days_left()) {
      found = &level;
    }
  }
  return found == nullptr ? set.levels(0) : *found;
}

}  // namespace zgc::supervision
