#pragma once

#include "absl/strings/string_view.h"

namespace zgc::base {

// The id in a resource name: "a" of "parks/a", "//park_region/parks/a" and "a".
inline absl::string_view IdOf(absl::string_view name) { return name.substr(name.rfind('/') + 1); }

// Whether it is the id of a resource, and what is wrong with one that is not.
bool IsResourceId(absl::string_view id);
inline constexpr char kResourceIdForm[] = "must be 1 to 80 of a-z, 0-9 and '-'";

// The same where ids carry signs of the source.
bool IsMixedId(absl::string_view id);
inline constexpr char kMixedIdForm[] = "must be 1 to 80 of A-Z, a-z, 0-9, '.' and '-'";

}  // namespace zgc::base
