#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/supervision_reporting/domain/calendars/working_time.h"
#include "zgc/supervision/v1/calendar_service.pb.h"
#include "zgc/supervision/v1/matters.pb.h"

// Deadlines of matters that calendars give, and how they follow these, without gRPC: what is
// refused and how is said in supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

// Gives a matter with working days the deadline that its calendars have for it, and what that
// rests on. What is wrong goes to `checks`.
void SetComputedDeadline(const Calendars& calendars, v1::Matter& matter, resource::Checks& checks);

// The matter as calendars that have changed since would have it; as it is if it follows none.
absl::StatusOr<v1::Matter> WithCurrentDeadline(const Calendars& calendars, v1::Matter matter);

// Whether a calendar that the deadline rests on has changed since.
bool RestsOnOldCalendars(const Calendars& calendars, const v1::Matter& matter);

// Whether deadlines wait to be computed anew after a change of one of the calendars.
bool DeadlinesWait(const Calendars& calendars);

// What is to be known of the deadline of `matter`, which is stored as `stored`, Chinese; mostly
// nothing.
std::string AboutDeadline(const Calendars& calendars, const v1::Matter& stored,
                          const v1::Matter& matter);

// What a calendar, as it would be after a change, would do to deadlines.
absl::StatusOr<v1::CalendarEffect> EffectOf(const storage::Reader& reader,
                                            const v1::Calendar& calendar);

// Writes the matter as WithCurrentDeadline has it, if that is another. A deadline that moves, or
// is no longer provisional, takes a step that says why, and withdraws the slips for the old one.
absl::StatusOr<v1::Matter> FollowCalendars(storage::Txn& txn, const base::Actor& actor,
                                           const Calendars& calendars, const v1::Matter& before);

// Does so for the next `limit` matters whose calendars have changed; these keep how far it has
// come.
absl::StatusOr<v1::RecomputeDeadlinesResponse> RecomputeNext(storage::Txn& txn,
                                                             const base::Actor& actor, int limit);
absl::StatusOr<v1::RecomputeDeadlinesResponse> RecomputeDeadlines(
    storage::Txn& txn, const base::Actor& actor, const v1::RecomputeDeadlinesRequest& request);

}  // namespace zgc::supervision
