#include "common/storage/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace zgc::storage {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const std::string& what, const std::string& path, int error) {
  return absl::UnavailableError(absl::StrCat("cannot ", what, " ", path, ": ", strerror(error)));
}

absl::Status Sync(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Failed("open", path, errno);
  const int synced = fsync(file);
  const int error = errno;
  close(file);
  return synced == 0 ? absl::OkStatus() : Failed("sync", path, error);
}

absl::Status SyncAll(const std::string& path) {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    ZGC_RETURN_IF_ERROR(Sync(entry->path()));
  }
  if (error) return Failed("read", path, error.value());
  return Sync(path);
}

absl::Status Clear(const std::string& path) {
  std::error_code error;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    fs::remove_all(entry->path(), error);
    if (error) break;
  }
  return error ? Failed("clear", path, error.value()) : absl::OkStatus();
}

}  // namespace

absl::StatusOr<bool> IsVacant(const std::string& path) {
  std::error_code error;
  if (fs::symlink_status(path, error).type() == fs::file_type::not_found) return true;
  const fs::directory_iterator entries(path, error);
  if (error) return Failed("read", path, error.value());
  return entries == fs::directory_iterator();
}

std::string DescribeContents(const std::string& path) {
  constexpr int kNamed = 3;
  std::error_code error;
  std::string text;
  int count = 0;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    if (++count <= kNamed) {
      absl::StrAppend(&text, count > 1 ? ", " : "", entry->path().filename().string());
    }
  }
  if (count > kNamed) absl::StrAppend(&text, " and ", count - kNamed, " more");
  return text;
}

absl::Status MakeFolder(const std::string& path,
                        absl::FunctionRef<absl::Status(const std::string& partial)> make) {
  ZGC_ASSIGN_OR_RETURN(const bool vacant, IsVacant(path));
  if (!vacant) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is not empty (", DescribeContents(path), "): move it away first"));
  }
  const std::string partial = absl::StrCat(path, kPartialSuffix);
  if (mkdir(partial.c_str(), 0777) != 0 && errno != EEXIST) return Failed("make", partial, errno);
  const int folder = open(partial.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return Failed("open", partial, errno);
  const auto close_folder = absl::MakeCleanup([folder] { close(folder); });
  struct stat opened = {};
  struct stat named = {};
  // It may have got its final name, from another process, before it was locked here.
  if (flock(folder, LOCK_EX | LOCK_NB) != 0 || fstat(folder, &opened) != 0 ||
      stat(partial.c_str(), &named) != 0 || opened.st_ino != named.st_ino) {
    return absl::UnavailableError(absl::StrCat("another process is making ", path));
  }
  ZGC_RETURN_IF_ERROR(Clear(partial));
  absl::Status made = make(partial);
  if (made.ok()) made = SyncAll(partial);
  // Fails if something has come to be at `path` meanwhile.
  if (made.ok() && std::rename(partial.c_str(), path.c_str()) != 0) {
    made = Failed(absl::StrCat("rename ", partial, " to"), path, errno);
  }
  if (!made.ok()) {
    std::error_code ignored;
    fs::remove_all(partial, ignored);
    return made;
  }
  return Sync(fs::path(path).parent_path());
}

}  // namespace zgc::storage
