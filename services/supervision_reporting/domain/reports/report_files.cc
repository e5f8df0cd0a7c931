#include "services/supervision_reporting/domain/reports/report_files.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"
#include "common/base/digest.h"
#include "common/base/error.h"
#include "services/supervision_reporting/domain/reports/report_reader.h"
#include "zgc/supervision/v1/publications.pb.h"

namespace zgc::supervision {
namespace {

constexpr size_t kMaxFileBytes = 16 << 20;

}  // namespace

std::string HexDigest(absl::string_view content) {
  return absl::BytesToHexString(base::Sha256(content));
}

absl::StatusOr<v1::RenderedFile> ToRendered(const ReportFile& file, int64_t report_revision) {
  if (file.content.size() > kMaxFileBytes) {
    return absl::OutOfRangeError(
        absl::StrCat(file.name, " has ", file.content.size(), " bytes, more than 16 MiB"));
  }
  v1::RenderedFile rendered;
  rendered.mutable_file()->set_name(file.name);
  rendered.mutable_file()->set_media_type(file.media_type);
  rendered.mutable_file()->set_size(static_cast<int64_t>(file.content.size()));
  rendered.mutable_file()->set_sha256(HexDigest(file.content));
  rendered.set_content(file.content);
  rendered.set_report_revision(report_revision);
  return rendered;
}

absl::StatusOr<v1::RenderedFile> PartOf(v1::RenderedFile whole, int64_t offset) {
  if (offset < 0 || offset > whole.file().size()) {
    base::FieldErrors errors;
    errors.Add("offset", absl::StrCat("is not within the ", whole.file().size(), " bytes"));
    return errors.ToStatus();
  }
  whole.set_content(whole.content().substr(static_cast<size_t>(offset), kMaxPartBytes));
  whole.set_offset(offset);
  return whole;
}

absl::StatusOr<ReportFile> RenderOne(const Report& report, const std::string& file) {
  auto rendered = RenderFile(report.model, report.input.versions, file);
  if (rendered.has_value()) return *std::move(rendered);
  base::FieldErrors errors;
  errors.Add("file", absl::StrCat("is one of ", absl::StrJoin(ReportFileNames(), ", ")));
  return errors.ToStatus();
}

}  // namespace zgc::supervision
