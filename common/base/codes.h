#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// National codes of organisations and regions. Pure and thread-safe.
namespace zgc::base {

// Unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters of
// 0-9 and A-Z without I, O, S, V, Z; the last is a check character. The error,
// INVALID_ARGUMENT, says what is wrong: length, a character and its place, or
// the check character that was expected. Some lawful codes fail the check
// character only: see CheckUsccForm.
absl::Status CheckUscc(absl::string_view code);

// As CheckUscc, without the check character: for codes that pass by a waiver.
absl::Status CheckUsccForm(absl::string_view code);

// The check character of the first 17 characters. `body` must have exactly
// those, else INVALID_ARGUMENT.
absl::StatusOr<char> UsccCheckCharacter(absl::string_view body);

// Code of an administrative region at county level or above (行政区划代码,
// GB/T 2260): six digits, the first two those of a province; a zero prefecture
// has no counties. INVALID_ARGUMENT otherwise. Whether the code was ever issued
// is a matter of records, not of form.
absl::Status CheckRegionCode(absl::string_view code);

// Chinese name of the province of a region code or of its first two digits,
// empty if there is none.
absl::string_view ProvinceName(absl::string_view code);

}  // namespace zgc::base
