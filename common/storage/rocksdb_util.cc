#include "common/storage/rocksdb_util.h"

#include <rocksdb/status.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/storage/engine.h"
#include "common/storage/folder.h"

namespace zgc::storage {
namespace {

constexpr char kScheme[] = "rocksdb://";

}  // namespace

absl::Status ToStatus(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = status.ToString();
  if (status.IsCorruption()) return absl::DataLossError(text);
  if (status.IsNotFound()) return absl::NotFoundError(text);
  if (status.IsInvalidArgument()) return absl::InvalidArgumentError(text);
  return absl::UnavailableError(text);
}

absl::StatusOr<std::string> PathOf(const std::string& url) {
  absl::string_view path = url;
  if (!absl::ConsumePrefix(&path, kScheme) || !absl::StartsWith(path, "/")) {
    return absl::InvalidArgumentError(
        absl::StrCat("store url \"", url, "\" is not of the form rocksdb:///absolute/path"));
  }
  return std::string(path.size() > 1 ? absl::StripSuffix(path, "/") : path);
}

std::string UrlOf(const std::string& path) { return absl::StrCat(kScheme, path); }

absl::Status MakeAt(const std::string& url,
                    absl::FunctionRef<absl::Status(const std::string& url)> make) {
  ZGC_ASSIGN_OR_RETURN(const std::string path, PathOf(url));
  return MakeFolder(path, [&](const std::string& beside) { return make(UrlOf(beside)); });
}

}  // namespace zgc::storage
