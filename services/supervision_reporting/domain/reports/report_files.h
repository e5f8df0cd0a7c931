#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/supervision_reporting/domain/reports/report_reader.h"
#include "services/supervision_reporting/report/render/render.h"
#include "zgc/supervision/v1/publications.pb.h"

// Files of a report as they are kept and answered. Thread-safe as the reader is.
namespace zgc::supervision {

// A file with its digest. OUT_OF_RANGE if it is larger than a message may be.
absl::StatusOr<v1::RenderedFile> ToRendered(const ReportFile& file, int64_t report_revision);

// What one answer carries of a file.
inline constexpr size_t kMaxPartBytes = 3 << 20;

// The part of a file that begins at `offset`. INVALID_ARGUMENT outside of the file.
absl::StatusOr<v1::RenderedFile> PartOf(v1::RenderedFile whole, int64_t offset);

// One file of a report; INVALID_ARGUMENT for a name that no file has.
absl::StatusOr<ReportFile> RenderOne(const Report& report, const std::string& file);

// SHA-256, hexadecimal.
std::string HexDigest(absl::string_view content);

}  // namespace zgc::supervision
