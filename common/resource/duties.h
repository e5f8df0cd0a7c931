#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"

namespace zgc::resource {

// Maker and checker: PERMISSION_DENIED with SEPARATION_OF_DUTIES if the actor
// is the one who `did` an earlier step to `name` ("reported", "proposed").
absl::Status RequireAnother(const base::Actor& actor, const std::string& earlier,
                            absl::string_view did, const std::string& name);

}  // namespace zgc::resource
