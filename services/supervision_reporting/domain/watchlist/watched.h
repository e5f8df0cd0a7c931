#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/reader.h"
#include "services/supervision_reporting/domain/watchlist/watched_lights.h"
#include "zgc/supervision/v1/matter_parts.pb.h"
#include "zgc/supervision/v1/matters.pb.h"
#include "zgc/supervision/v1/proposals.pb.h"
#include "zgc/tasks/v1/duties.pb.h"
#include "zgc/tasks/v1/milestones.pb.h"
#include "zgc/tasks/v1/policy_documents.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

// What is watched, as its records have it. Thread-safe as the reader is.
namespace zgc::supervision {

struct WatchedThing {
  WatchedState state;
  // Full, such as "//task_registry/tasks/t".
  std::string name;
  std::string title;
  std::string organisation;
  // "plans/{id}" that it is of, or empty.
  std::string plan;
  // Where it stands, as its record has it.
  std::string standing;
  int64_t revision = 0;
  // Who reported that it was done, each time.
  std::vector<std::string> reporters;
  // What is to be known of its deadline besides, Chinese; mostly nothing.
  std::string about;
  // Whether it binds anybody: no draft does, and nothing that was dropped.
  bool binds = true;
  // Whether nothing is changed of it, as its matter is archived.
  bool archived = false;
};

WatchedThing ThingOf(const v1::Matter& matter);
// Of the place and of who charges with its matter is not known: see FindThing.
WatchedThing ThingOf(const v1::MatterPart& part);
WatchedThing ThingOf(const v1::Proposal& proposal);
WatchedThing ThingOf(const tasks::v1::Task& task);
// That its task binds is not known of it: see FindThing.
WatchedThing ThingOf(const tasks::v1::Milestone& milestone);
WatchedThing ThingOf(const tasks::v1::Duty& duty);
// Of one that is tried: something is owed until its trial is over.
WatchedThing ThingOf(const tasks::v1::PolicyDocument& document);

// What names of records beside a thing have of its full name, such as "matters.m": no id has a dot.
std::string IdOfThing(const std::string& thing);

// Where an organisation acts, or what it belongs to; empty if that is not known.
absl::StatusOr<std::string> JurisdictionOf(const storage::Reader& reader, std::string organisation);

// Whether there is a record of that full name, also if it binds nobody any more.
absl::StatusOr<bool> IsRecorded(const storage::Reader& reader, const LightRules& rules,
                                const std::string& name);

// The thing of that full name as of the reader, if it is there and binds. A deadline that a
// calendar gives is that of the calendars of `rules`, also while it waits to be stored.
absl::StatusOr<absl::optional<WatchedThing>> FindThing(const storage::Reader& reader,
                                                       const LightRules& rules,
                                                       const std::string& name);

}  // namespace zgc::supervision
