#include "services/zgcctl/sheets/archive.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace zgc::ctl {
namespace {

// A workbook of a hundred sheets has some three hundred parts.
constexpr int64_t kMostParts = 10'000;
constexpr size_t kChunk = 1 << 16;

struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

absl::StatusOr<Archive> Archive::Open(absl::string_view bytes, int64_t budget) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* const zip = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  const std::string why = zip_error_strerror(&error);
  zip_error_fini(&error);
  if (zip == nullptr) {
    if (source != nullptr) zip_source_free(source);
    return absl::InvalidArgumentError(absl::StrCat("is no whole ZIP archive: ", why));
  }
  Archive archive(zip, budget);
  if (zip_get_num_entries(zip, 0) > kMostParts) {
    return absl::InvalidArgumentError(absl::StrCat("has more than ", kMostParts, " parts"));
  }
  return archive;
}

absl::StatusOr<std::string> Archive::Inflate(const std::string& part) {
  const auto index = zip_name_locate(zip_.get(), part.c_str(), 0);
  if (index < 0) return absl::NotFoundError(absl::StrCat("there is no part ", part));
  const std::unique_ptr<zip_file_t, CloseFile> file(
      zip_fopen_index(zip_.get(), static_cast<zip_uint64_t>(index), 0));
  if (file == nullptr) {
    return absl::InvalidArgumentError(
        absl::StrCat("the part ", part, " cannot be read: ", zip_strerror(zip_.get())));
  }
  std::string text;
  std::string chunk(kChunk, '\0');
  while (true) {
    const auto read = zip_fread(file.get(), chunk.data(), chunk.size());
    if (read < 0) return absl::InvalidArgumentError(absl::StrCat("the part ", part, " is damaged"));
    if (read == 0) return text;
    budget_ -= read;
    if (budget_ < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("is far larger than it looks (", part,
                       "): uncompressed it is above what is read of a workbook"));
    }
    text.append(chunk.data(), static_cast<size_t>(read));
  }
}

absl::Status Archive::Read(const std::string& part, pugi::xml_document& document) {
  ZGC_ASSIGN_OR_RETURN(const std::string text, Inflate(part));
  if (absl::StrContains(text, "<!DOCTYPE") || absl::StrContains(text, "<!ENTITY")) {
    return absl::InvalidArgumentError(
        absl::StrCat("the part ", part, " has a document type, which no workbook needs"));
  }
  // Neither comments nor processing instructions nor a document type are kept.
  const auto parsed =
      document.load_buffer(text.data(), text.size(),
                           pugi::parse_escapes | pugi::parse_eol | pugi::parse_ws_pcdata |
                               pugi::parse_cdata | pugi::parse_wconv_attribute);
  if (parsed) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "the part ", part, " is no XML: ", parsed.description(), " at byte ", parsed.offset));
}

}  // namespace zgc::ctl
