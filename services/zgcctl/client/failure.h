#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/zgcctl/client/options.h"

namespace zgc::ctl {

// What the request id of a call that is refused was answered before, "OK" or "refused"; empty
// if it is new.
std::string FirstAnswer(const absl::Status& status);

// What an error of a call says, a line each and each thing once: its message and the
// violations that it lists, of fields these alone; each with the reason. The last line says
// that it is an earlier answer, if it is one.
std::vector<std::string> Describe(const absl::Status& status);

// Prints "zgcctl: WHERE: …" to stderr, a line for each part of `status`.
void PrintError(absl::string_view where, const absl::Status& status);

// The exit code that `status` of a call asks for.
ExitCode ExitCodeOf(const absl::Status& status);

// Prints and returns the code.
ExitCode Fail(absl::string_view where, const absl::Status& status);
ExitCode FailUsage(absl::string_view message);

}  // namespace zgc::ctl
