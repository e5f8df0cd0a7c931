#pragma once

#include "absl/strings/string_view.h"
#include "common/resource/checks.h"

// How a record of another service is named: one of these and an id.
namespace zgc::resource {

inline constexpr char kEnterprisePrefix[] = "//park_region/enterprises/";
inline constexpr char kParkPrefix[] = "//park_region/parks/";
inline constexpr char kMilestonePrefix[] = "//task_registry/milestones/";
inline constexpr char kTaskPrefix[] = "//task_registry/tasks/";

// Expects `name` to be `prefix` and the id of a resource.
void CheckForeign(absl::string_view name, absl::string_view prefix, absl::string_view field,
                  Checks& checks);

}  // namespace zgc::resource
