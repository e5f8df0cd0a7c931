#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/actor.h"

// One JSON object a line on stderr. No request bodies and no secrets. What a
// caller can write into a line is cut, and lines that others can cause, which are
// all but LogInfo, have a budget together: see LogBudget. The next line after a
// gap says how many were left out. Thread-safe.
namespace zgc::observability {

void LogInfo(absl::string_view message);
void LogError(absl::string_view message, const absl::Status& status);
// What a library says, such as gRPC of a failed handshake.
void LogLibrary(absl::string_view message);
// A call that failed.
void LogCall(absl::string_view method, const base::Actor& actor, absl::string_view request_id,
             const absl::Status& status, absl::Duration took);
// Lines left out since the process began.
int64_t LinesLeftOut();

}  // namespace zgc::observability
