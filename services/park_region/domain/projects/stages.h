#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/optional.h"
#include "common/base/time/dates.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/projects.pb.h"

// The stages of projects, from the lead to the delivery or to the end without one. Thread-safe as
// the reader is.
namespace zgc::parks {

// The stages in the order of a project's life, without WITHDRAWN.
const std::vector<v1::ProjectState>& StagesInOrder();

// Whether `a` comes before `b` in a project's life; WITHDRAWN comes last.
bool StageBefore(v1::ProjectState a, v1::ProjectState b);

// Whether it has been signed, whatever came of it.
bool WasSigned(const v1::Project& project);

// The days between which it reached a stage; an empty end is open. A later stage proves the earlier
// ones from SIGNED on, and those of a lead from its first on: its day is the last possible day of
// theirs. nullopt of a stage that it did not reach.
absl::optional<base::DaySpan> ReachedOn(const v1::Project& project, v1::ProjectState stage);

// Holds all stages of a project to their order, their days and their reasons. `field` names them.
absl::Status CheckStages(const storage::Reader& reader, const v1::Project& project,
                         const std::string& field, Checks& checks);
// Holds the latest one alone, which `field` names, to those before it.
absl::Status CheckLatestStage(const storage::Reader& reader, const v1::Project& project,
                              const std::string& field, Checks& checks);

// Puts a stage that was left out into its place and holds it, as `field`, to those around it. What
// the next stage says of what was left out goes if nothing is left out any more. The project has
// not reached the stage, and has reached a later one.
absl::Status InsertStage(const storage::Reader& reader, const v1::StageEvent& event,
                         const std::string& field, Checks& checks, v1::Project& project);

}  // namespace zgc::parks
