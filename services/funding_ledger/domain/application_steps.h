#pragma once

#include "common/resource/lifecycle.h"

namespace zgc::funding {

// The states of an application and the methods between them.
const resource::Lifecycle& ApplicationLifecycle();

}  // namespace zgc::funding
