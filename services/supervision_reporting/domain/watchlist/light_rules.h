#pragma once

#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "common/base/actor.h"
#include "common/base/time/working_days.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/supervision_reporting/domain/calendars/working_time.h"
#include "zgc/supervision/v1/light_rule_service.pb.h"
#include "zgc/supervision/v1/light_rules.pb.h"

// Rules of lights and slips, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

const resource::Lifecycle<v1::LightRuleSet>& LightRuleSetLifecycle();
absl::StatusOr<v1::LightRuleSet> CreateLightRuleSet(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::CreateLightRuleSetRequest& request);
absl::StatusOr<v1::LightRuleSet> GetLightRuleSet(const storage::Reader& reader,
                                                 const v1::GetLightRuleSetRequest& request);
absl::StatusOr<std::string> ListLightRuleSets(const storage::Reader& reader,
                                              const v1::ListLightRuleSetsRequest& request,
                                              const storage::Page& page,
                                              v1::ListLightRuleSetsResponse& response);
absl::StatusOr<v1::LightRuleSet> ApproveLightRuleSet(storage::Txn& txn, const base::Actor& actor,
                                                     const v1::ApproveLightRuleSetRequest& request);
absl::StatusOr<v1::LightRuleSet> RejectLightRuleSet(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::RejectLightRuleSetRequest& request);
absl::StatusOr<v1::LightRuleSet> EndLightRuleSet(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::EndLightRuleSetRequest& request);

// A thing that is watched, as far as rules ask.
struct WatchedPlace {
  v1::WatchedKind kind = v1::WATCHED_KIND_UNSPECIFIED;
  // Empty is the whole country.
  std::string jurisdiction;
  // Who charges the office with it, or empty.
  std::string body;
};

// What lights of a day are derived by, resolved once for many things: the day, the approved rules
// in force on it, and the calendars that deadlines are computed and days counted by. Thread-safe
// once read.
class LightRules {
 public:
  static absl::StatusOr<LightRules> Read(const storage::Reader& reader, const std::string& day);

  absl::CivilDay day() const { return day_; }
  const std::vector<v1::LightRuleSet>& all() const { return all_; }
  const Calendars& calendars() const { return calendars_; }
  // The set that counts for a thing, or null.
  const v1::LightRuleSet* For(const WatchedPlace& place) const;
  // Days from that day to a deadline, as the set counts them; below 0 it has passed.
  absl::StatusOr<int64_t> DaysLeft(const v1::LightRuleSet& set, const std::string& deadline) const;
  // The last deadline of which any set warns on that day, but for what is urgent or was returned.
  absl::StatusOr<std::string> LastWarned() const;

 private:
  absl::CivilDay day_;
  std::vector<v1::LightRuleSet> all_;
  Calendars calendars_;
  // Of the places of sets that count in working days.
  absl::btree_map<std::string, base::WorkingDays> days_;
};

// The level of that label; the first one if there is none.
const v1::LightLevel& LevelNamed(const v1::LightRuleSet& set, const std::string& label);
// The level with so many days left.
const v1::LightLevel& LevelWith(const v1::LightRuleSet& set, int64_t days_left);

}  // namespace zgc::supervision
