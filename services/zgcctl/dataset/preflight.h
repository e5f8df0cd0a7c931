#pragma once

#include <functional>
#include <string>

#include "services/zgcctl/dataset/dataset.h"

namespace zgc::ctl {

enum class Existence { kExists, kMissing, kUnknown };

// Whether a resource that the data set does not create is on its service.
using Lookup = std::function<Existence(const ResourceName& name)>;

// What holds between the requests of a data set, before anything is written:
// ids and indicators have one origin, days are days, references lead to something that the data
// set creates before or that `lookup` finds. Sets the request ids and the
// waves. Something that `lookup` cannot tell is a warning.
void Preflight(Dataset& dataset, const Lookup& lookup, Problems& problems, Problems& warnings);

// The id of the second, third, … time that a request is asked, after refusals.
std::string AttemptId(const std::string& id, int attempt);

}  // namespace zgc::ctl
