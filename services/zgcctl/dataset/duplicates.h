#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/zgcctl/dataset/dataset.h"

namespace zgc::ctl {

// The enterprises that have these credit codes on the service, by code; 50 at most are asked.
using CodesTaken = std::function<absl::StatusOr<std::map<std::string, std::string>>(
    const std::vector<std::string>& codes)>;
inline constexpr size_t kCodesAsked = 50;

// Requests of a data set that would create one enterprise twice: two with one credit code, two with
// one name of which one has no code, and one with the code of an enterprise that is on the service
// under another name than the one it creates. Each is a problem, before anything is written, as
// chance would decide which of them is first. What the service does not tell is a warning.
void FindDuplicates(const Dataset& dataset, const CodesTaken& taken, Problems& problems,
                    Problems& warnings);

}  // namespace zgc::ctl
