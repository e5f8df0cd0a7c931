#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/park_region/store/schema.h"

namespace zgc::parks {

// The registrations (登记) of one enterprise by date.
absl::StatusOr<std::vector<v1::Registration>> RegistrationsOf(const storage::Reader& reader,
                                                              const std::string& enterprise);

// What contradicts what in registrations of one enterprise ordered by date.
std::vector<std::string> Contradictions(const std::vector<v1::Registration>& ordered);

// Whether the event brings the enterprise to its park.
bool Enters(const v1::Registration& registration);

}  // namespace zgc::parks
