#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/actor.h"

// One JSON object a line on stderr. No request bodies and no secrets.
// Thread-safe.
namespace zgc::observability {

void LogInfo(absl::string_view message);
void LogError(absl::string_view message, const absl::Status& status);
// A call that failed.
void LogCall(absl::string_view method, const base::Actor& actor, absl::string_view request_id,
             const absl::Status& status, absl::Duration took);

}  // namespace zgc::observability
