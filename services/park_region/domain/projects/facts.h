#pragma once

#include "absl/status/status.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/projects.pb.h"

// What is known of a project besides its stages: parties, where it comes from, its industry, its
// amounts, and what was done about it. Thread-safe as the reader is.
namespace zgc::parks {

absl::Status CheckFacts(const storage::Reader& reader, const v1::Project& project, Checks& checks);

// How many a project has: each one more rewrites all.
inline constexpr int kMostFollowUps = 1'000;
// Holds one follow-up, which `field` names, to its days.
absl::Status CheckFollowUp(const storage::Reader& reader, const v1::ProjectFollowUp& follow_up,
                           const std::string& field, Checks& checks);
// Orders them by day, those of a day as they were recorded, and sets what follows from them.
void ArrangeFollowUps(v1::Project& project);

}  // namespace zgc::parks
