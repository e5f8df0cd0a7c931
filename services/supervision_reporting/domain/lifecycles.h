#pragma once

#include <vector>

#include "common/resource/lifecycle.h"

namespace zgc::supervision {

// All lifecycles of the service. They live for ever. Thread-safe.
std::vector<const resource::LifecycleTable*> Lifecycles();

}  // namespace zgc::supervision
