#pragma once

#include <string>

#include "common/resource/lifecycle.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/matters.pb.h"

// What the steps of a matter (督办事项) share. Thread-safe as the reader is.
namespace zgc::supervision {

const resource::Lifecycle<v1::Matter>& MatterLifecycle();
// What the names of the extensions of a matter begin with.
std::string ExtensionPrefix(const std::string& matter);

// Whether the handler still owes a report.
bool IsOpen(v1::MatterState state);

// Whether the deadline was computed and no extension has moved it.
bool RestsOnCalendars(const v1::Matter& matter);
// Whether a change of a calendar still moves it: the matter is not closed.
bool FollowsCalendars(const v1::Matter& matter);

// The lookup of those that follow calendars by year.
absl::Status AddDeadline(storage::Txn& txn, const v1::Matter& matter);
absl::Status RemoveDeadline(storage::Txn& txn, const v1::Matter& matter);

// Writes a matter and keeps this lookup; `before` is what was stored, or empty if it is new.
v1::Matter SaveMatter(storage::Txn& txn, const v1::Matter& before, v1::Matter after);

}  // namespace zgc::supervision
