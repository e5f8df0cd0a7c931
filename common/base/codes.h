#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// National codes of regions. Pure and thread-safe.
namespace zgc::base {

// Code of an administrative region at county level or above (行政区划代码,
// GB/T 2260): six digits, the first two those of a province; a zero prefecture
// has no counties. INVALID_ARGUMENT otherwise. Whether the code was ever issued
// is a matter of records, not of form.
absl::Status CheckRegionCode(absl::string_view code);

// Chinese name of the province of a region code or of its first two digits,
// empty if there is none.
absl::string_view ProvinceName(absl::string_view code);

}  // namespace zgc::base
