#pragma once

#include "common/resource/lifecycle.h"
#include "zgc/funding/v1/awards.pb.h"

// The life of an award (立项资助). Immutable; thread-safe.
namespace zgc::funding {

// Payments, reversals and the end of a year move awards as well.
const resource::Lifecycle<v1::Award>& AwardLifecycle();

}  // namespace zgc::funding
