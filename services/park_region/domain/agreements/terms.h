#pragma once

#include "absl/status/status.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/agreements.pb.h"

// What the parties of an agreement have agreed: who they are, what each does until when, what
// places share, and what it renews. Thread-safe as the reader is.
namespace zgc::parks {

// What was done of the duties stays as it is in `before`, which the agreement changes; null of a
// new one.
absl::Status CheckTerms(const storage::Reader& reader, const v1::Agreement* before,
                        v1::Agreement& agreement, Checks& checks);

// The duty with that id, or null.
v1::AgreementDuty* FindDuty(v1::Agreement& agreement, absl::string_view duty_id);

}  // namespace zgc::parks
