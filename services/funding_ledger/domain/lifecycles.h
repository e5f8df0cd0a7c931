#pragma once

#include <vector>

#include "common/resource/lifecycle.h"

namespace zgc::funding {

// The lives of all records that have a state.
std::vector<const resource::LifecycleTable*> Lifecycles();

}  // namespace zgc::funding
