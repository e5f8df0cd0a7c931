#pragma once

#include <vector>

#include "common/resource/lifecycle.h"

namespace zgc::parks {

// Every lifecycle of parks and regions, in the order in which its LIFECYCLES.md has them.
std::vector<const resource::LifecycleTable*> Lifecycles();

}  // namespace zgc::parks
