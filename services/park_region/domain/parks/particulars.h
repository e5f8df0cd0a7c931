#pragma once

#include "absl/status/status.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/parks.pb.h"

// Where a park lies, who runs it, what it answers for and whom to turn to. Thread-safe as the
// reader is.
namespace zgc::parks {

// `before` is the park that it changes, null of a new one.
absl::Status CheckParticulars(const storage::Reader& reader, const v1::Park* before,
                              const v1::Park& park, Checks& checks);

}  // namespace zgc::parks
