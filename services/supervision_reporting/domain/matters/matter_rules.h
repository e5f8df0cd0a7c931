#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/checks.h"
#include "common/resource/lifecycle.h"
#include "common/resource/steps.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/matters.pb.h"

// What the steps of a matter (督办事项) share. Thread-safe as the reader is.
namespace zgc::supervision {

const resource::Lifecycle<v1::Matter>& MatterLifecycle();
// What the names of the extensions of a matter begin with.
std::string ExtensionPrefix(const std::string& matter);

// Whether the handler still owes a report.
bool IsOpen(v1::MatterState state);
// Whether nothing is done of it any more unless it is reopened.
bool HasEnded(v1::MatterState state);
// Whether nobody owed anything of it from then on: it was cancelled, or others go on with it.
bool IsDropped(v1::MatterState state);

// Whether the deadline was computed and no extension has moved it.
bool RestsOnCalendars(const v1::Matter& matter);
// Whether a change of a calendar still moves it: the matter has not ended.
bool FollowsCalendars(const v1::Matter& matter);

// Who led it at the end of a day; empty if nobody did.
std::string LeadOn(const v1::Matter& matter, const std::string& day);
// Gives it to a lead handler, or to nobody, from a day on.
void SetLead(const std::string& handler, const std::string& day, v1::Matter& matter);
// Who leads a matter does not help as well, and nobody helps twice or has no name. `field` is that
// of the co-handlers.
void CheckCoHandlers(const v1::Matter& matter, absl::string_view field, resource::Checks& checks);

// The lookup of those that follow calendars by year.
absl::Status AddDeadline(storage::Txn& txn, const v1::Matter& matter);
absl::Status RemoveDeadline(storage::Txn& txn, const v1::Matter& matter);

// Writes a matter and keeps this lookup; `before` is what was stored, or empty if it is new.
v1::Matter SaveMatter(storage::Txn& txn, const v1::Matter& before, v1::Matter after);
// Takes the method if nothing is wrong, and saves the matter.
absl::StatusOr<v1::Matter> MoveMatter(storage::Txn& txn, const base::Actor& actor,
                                      absl::string_view method,
                                      const resource::StepDetails& details,
                                      resource::Checks& checks, const v1::Matter& before,
                                      v1::Matter after);

}  // namespace zgc::supervision
