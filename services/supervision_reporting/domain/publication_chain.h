#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/storage/reader.h"
#include "zgc/supervision/v1/reports.pb.h"

namespace zgc::supervision {

// What Publication.sha256 of the record has to be.
std::string RecordDigest(v1::Publication row);

// The newest publication of a template, if there is one.
absl::StatusOr<absl::optional<v1::Publication>> LatestPublication(
    const storage::Reader& reader, const std::string& report_template);

}  // namespace zgc::supervision
