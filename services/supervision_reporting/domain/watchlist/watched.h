#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/supervision_reporting/domain/watchlist/watched_lights.h"
#include "zgc/supervision/v1/matter_parts.pb.h"
#include "zgc/supervision/v1/matters.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"
#include "zgc/tasks/v1/duties.pb.h"
#include "zgc/tasks/v1/milestones.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

// What is watched, as its records have it, and the index of it by deadline. Thread-safe as the
// reader is.
namespace zgc::supervision {

struct WatchedThing {
  WatchedState state;
  // Full, such as "//task_registry/tasks/t".
  std::string name;
  std::string title;
  std::string organisation;
  // Where it stands, as its record has it.
  std::string standing;
  int64_t revision = 0;
  // Whether it binds anybody: no draft does, and nothing that was dropped.
  bool binds = true;
};

WatchedThing ThingOf(const v1::Matter& matter);
// Of the place and of who charges with its matter is not known: see FindThing.
WatchedThing ThingOf(const v1::MatterPart& part);
WatchedThing ThingOf(const v1::Proposal& proposal);
WatchedThing ThingOf(const tasks::v1::Task& task);
// That its task binds is not known of it: see FindThing.
WatchedThing ThingOf(const tasks::v1::Milestone& milestone);
WatchedThing ThingOf(const tasks::v1::Duty& duty);

// Moves a thing in the index from what it was to what it is; null is none.
void MoveWatched(storage::Txn& txn, const WatchedThing* before, const WatchedThing* after);

// Moves a row, if its type is watched.
template <typename Row>
void FollowWatched(storage::Txn& txn, const absl::optional<Row>& before, const Row* after) {
  if constexpr (requires(const Row& row) { ThingOf(row); }) {
    absl::optional<WatchedThing> was;
    absl::optional<WatchedThing> is;
    if (before.has_value()) was = ThingOf(*before);
    if (after != nullptr) is = ThingOf(*after);
    MoveWatched(txn, was.has_value() ? &*was : nullptr, is.has_value() ? &*is : nullptr);
  }
}

// The thing of that full name as of the reader, if it is there and binds.
absl::StatusOr<absl::optional<WatchedThing>> FindThing(const storage::Reader& reader,
                                                       const std::string& name);

}  // namespace zgc::supervision
