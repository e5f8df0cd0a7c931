#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/parks.pb.h"

// Memberships of parks in zones (示范区). Thread-safe as the reader is.
namespace zgc::parks {

// Checks the memberships of a park in zones (示范区): each zone exists and is one,
// the days are in order, no two memberships overlap. A zone has none.
absl::Status CheckMemberships(const storage::Reader& reader, const v1::Park& park, Checks& checks);

// Whether the membership covers `day`.
bool Covers(const v1::ZoneMembership& membership, absl::string_view day);

// Whether the park belonged to `zone` on `day`; an empty day takes any.
bool IsMember(const v1::Park& park, absl::string_view zone, absl::string_view day);

}  // namespace zgc::parks
