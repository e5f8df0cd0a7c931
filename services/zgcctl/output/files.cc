#include "services/zgcctl/output/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace zgc::ctl {

absl::Status CannotWrite(const std::string& path) {
  return absl::UnknownError(absl::StrCat("cannot write ", path));
}

namespace {

absl::Status Sync(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && fsync(file) == 0;
  if (file >= 0) close(file);
  return synced ? absl::OkStatus() : CannotWrite(path);
}

absl::Status WriteAndSync(const std::string& path,
                          const std::function<absl::Status(const std::string&)>& write) {
  ZGC_RETURN_IF_ERROR(write(path));
  return Sync(path);
}

}  // namespace

absl::Status ReplaceFile(const std::string& path,
                         const std::function<absl::Status(const std::string& beside)>& write) {
  const std::string beside = absl::StrCat(path, ".", getpid(), ".tmp");
  absl::Status written = WriteAndSync(beside, write);
  std::error_code error;
  if (written.ok()) {
    std::filesystem::rename(beside, path, error);
    if (error) written = absl::UnknownError(absl::StrCat(path, ": ", error.message()));
  }
  if (!written.ok()) std::filesystem::remove(beside, error);
  return written;
}

absl::Status ReplaceFile(const std::string& path, absl::string_view content) {
  return ReplaceFile(path, [content](const std::string& beside) {
    std::FILE* const file = std::fopen(beside.c_str(), "wb");
    if (file == nullptr) return CannotWrite(beside);
    const bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size();
    const bool closed = std::fclose(file) == 0;
    return written && closed ? absl::OkStatus() : CannotWrite(beside);
  });
}

}  // namespace zgc::ctl
