#pragma once

#include "absl/strings/string_view.h"

namespace zgc::base {

// The id in a resource name: "a" of "parks/a", "//park_region/parks/a" and "a".
inline absl::string_view IdOf(absl::string_view name) { return name.substr(name.rfind('/') + 1); }

}  // namespace zgc::base
