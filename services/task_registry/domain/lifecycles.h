#pragma once

#include <vector>

#include "common/resource/lifecycle.h"

namespace zgc::tasks {

// Every lifecycle of the task registry, in the order in which its LIFECYCLES.md has them.
std::vector<const resource::LifecycleTable*> Lifecycles();

}  // namespace zgc::tasks
