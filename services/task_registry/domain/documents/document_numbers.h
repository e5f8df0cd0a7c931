#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace zgc::tasks {

// The form of a document number (发文字号) after GB/T 9704: 发文机关代字, the year of four digits
// in 〔〕 (U+3014 and U+3015), the number without zeros in front, 号: 京政发〔2019〕11号.
// INVALID_ARGUMENT says what is wrong first from the left, and what the signs are to be. Which
// codes there are is a matter of records, not of form. Pure.
absl::Status CheckDocumentNumber(absl::string_view number);

}  // namespace zgc::tasks
