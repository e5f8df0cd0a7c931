#pragma once

#include <zip.h>

#include <memory>
#include <pugixml.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace zgc::ctl {

// The parts of an Office document: XML files in a ZIP archive. Not thread-safe.
class Archive {
 public:
  // `bytes` outlive it. No more than `budget` bytes are ever uncompressed, whatever the archive
  // says of its sizes.
  static absl::StatusOr<Archive> Open(absl::string_view bytes, int64_t budget);

  // NOT_FOUND if there is no such part, INVALID_ARGUMENT if it is no XML, if it has a document type
  // (and so could define entities), if it is encrypted or damaged, or above the budget.
  absl::Status Read(const std::string& part, pugi::xml_document& document);

 private:
  struct Discard {
    void operator()(zip_t* zip) const { zip_discard(zip); }
  };
  Archive(zip_t* zip, int64_t budget) : zip_(zip), budget_(budget) {}
  absl::StatusOr<std::string> Inflate(const std::string& part);

  std::unique_ptr<zip_t, Discard> zip_;
  int64_t budget_;
};

}  // namespace zgc::ctl
