#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/reader.h"
#include "zgc/funding/v1/awards.pb.h"

// The life of an award (立项资助). Immutable; thread-safe.
namespace zgc::funding {

// Payments, reversals and the end of a year move awards as well.
const resource::Lifecycle<v1::Award>& AwardLifecycle();

// Whether the actor may take the method now. A refusal names the year that would pay the
// award if that is closed, and opens only what it still allows.
absl::Status CheckAwardMove(const storage::Reader& reader, const base::Actor& actor,
                            absl::string_view method, const v1::Award& award);

}  // namespace zgc::funding
