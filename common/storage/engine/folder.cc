#include "common/storage/engine/folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/error.h"
#include "common/base/interrupt.h"
#include "common/base/status_macros.h"

namespace zgc::storage {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kPartBytes = 1 << 20;

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
    ZGC_RETURN_IF_ERROR(base::StillWanted());
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

// What has no name of its own in its parent (a slash at the end, a dot) or no parent (a
// relative name) could not be renamed or synced in the end.
absl::StatusOr<std::string> WholeName(const std::string& path) {
  std::error_code error;
  fs::path whole = fs::weakly_canonical(fs::absolute(path, error), error);
  if (error) return Failed("find", path, error.value());
  if (!whole.has_filename()) whole = whole.parent_path();
  return whole.string();
}

// Whether `path` is still the name of what was opened.
bool IsStillAt(const std::string& path, int opened) {
  struct stat here = {};
  struct stat named = {};
  return fstat(opened, &here) == 0 && stat(path.c_str(), &named) == 0 &&
         here.st_dev == named.st_dev && here.st_ino == named.st_ino;
}

// Opens and locks `path`, until it is closed. Negative if another process has it, or has
// renamed or removed it just before it was locked here.
int Lock(const std::string& path, int flags) {
  const int locked = open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (locked < 0) return locked;
  if (flock(locked, LOCK_EX | LOCK_NB) == 0 && IsStillAt(path, locked)) return locked;
  close(locked);
  errno = EBUSY;
  return -1;
}

constexpr int kLockFolder = O_RDONLY | O_DIRECTORY;

}  // namespace

absl::StatusOr<bool> IsVacant(const std::string& path) {
  std::error_code error;
  if (fs::symlink_status(path, error).type() == fs::file_type::not_found) return true;
  const fs::directory_iterator entries(path, error);
  if (error) return Failed("read", path, error.value());
  return entries == fs::directory_iterator();
}

absl::Status MakeParents(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  std::error_code error;
  if (parent.empty() || fs::exists(parent, error)) return absl::OkStatus();
  ZGC_RETURN_IF_ERROR(MakeParents(parent));
  // It may have come meanwhile.
  if (mkdir(parent.c_str(), 0777) != 0 && errno != EEXIST) return Failed("make", parent, errno);
  return Sync(parent.has_parent_path() ? parent.parent_path() : fs::path("."));
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

void ClearPartial(const std::string& path) {
  const std::string partial = absl::StrCat(path, kPartialSuffix);
  const int folder = Lock(partial, kLockFolder);
  if (folder < 0) return;
  std::error_code ignored;
  fs::remove_all(partial, ignored);
  close(folder);
}

PlaceLock::PlaceLock(std::string file, int descriptor)
    : file_(std::move(file)), descriptor_(descriptor) {
  struct stat found = {};
  was_making_ = descriptor_ >= 0 && fstat(descriptor_, &found) == 0 && found.st_size > 0;
}

absl::Status PlaceLock::NoteMaking() {
  if (descriptor_ < 0) return Failed("make", file_, ENOSPC);
  constexpr absl::string_view kMaking = "making\n";
  errno = 0;
  const ssize_t written = pwrite(descriptor_, kMaking.data(), kMaking.size(), 0);
  return written == static_cast<ssize_t>(kMaking.size()) ? absl::OkStatus()
                                                         : Failed("write", file_, errno);
}

absl::StatusOr<std::unique_ptr<PlaceLock>> PlaceLock::Take(const std::string& path) {
  ZGC_ASSIGN_OR_RETURN(const std::string whole, WholeName(path));
  const std::string file = absl::StrCat(whole, ".lock");
  const int descriptor = Lock(file, O_RDWR | O_CREAT);
  if (descriptor < 0 && errno == EBUSY) {
    return absl::UnavailableError(absl::StrCat("another process uses ", whole,
                                               ", or what was moved away from there: ", file,
                                               " is locked; end it first"));
  }
  if (descriptor < 0 && errno != ENOSPC && errno != EDQUOT) return Failed("make", file, errno);
  return std::unique_ptr<PlaceLock>(new PlaceLock(file, descriptor));
}

PlaceLock::~PlaceLock() {
  if (descriptor_ < 0) return;
  // Before it is given up: who has opened it meanwhile finds that it has no name any more.
  // Once the file was moved away the name may be that of another holder.
  if (IsStillAt(file_, descriptor_)) unlink(file_.c_str());
  close(descriptor_);
}

absl::Status MakeFolder(const std::string& name,
                        absl::FunctionRef<absl::Status(const std::string& partial)> make) {
  ZGC_ASSIGN_OR_RETURN(const std::string path, WholeName(name));
  ZGC_ASSIGN_OR_RETURN(const bool vacant, IsVacant(path));
  if (!vacant) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is not empty (", DescribeContents(path), "): move it away first"));
  }
  ZGC_ASSIGN_OR_RETURN(const auto place, PlaceLock::Take(path));
  const std::string partial = absl::StrCat(path, kPartialSuffix);
  if (!place->was_making()) {
    ZGC_ASSIGN_OR_RETURN(const bool free, IsVacant(partial));
    if (!free) {
      return absl::FailedPreconditionError(
          absl::StrCat(partial, " is not empty (", DescribeContents(partial),
                       ") and not of this program, which needs the name: move it away first"));
    }
    ZGC_RETURN_IF_ERROR(place->NoteMaking());
  }
  if (mkdir(partial.c_str(), 0777) != 0 && errno != EEXIST) return Failed("make", partial, errno);
  const int folder = Lock(partial, kLockFolder);
  if (folder < 0 && errno == EBUSY) {
    return absl::UnavailableError(absl::StrCat("another process is making ", path));
  }
  if (folder < 0) return Failed("open", partial, errno);
  const auto close_folder = absl::MakeCleanup([folder] { close(folder); });
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

absl::Status CheckSpace(const std::string& path, int64_t bytes) {
  struct statvfs volume = {};
  if (statvfs(path.c_str(), &volume) != 0) return Failed("ask for the space of", path, errno);
  const auto unit = static_cast<int64_t>(volume.f_frsize);
  const int64_t free = static_cast<int64_t>(volume.f_bavail) * unit;
  const int64_t margin =
      std::min(int64_t{64} << 20, static_cast<int64_t>(volume.f_blocks) * unit / 20);
  if (bytes + margin <= free) return absl::OkStatus();
  return base::MakeError(absl::StatusCode::kResourceExhausted,
                         zgc::common::v1::ERROR_REASON_STORAGE_UNAVAILABLE,
                         absl::StrCat("no space: ", path, " needs ", bytes, " bytes and ", margin,
                                      " to spare, ", free, " are free"));
}

absl::StatusOr<int64_t> FileSize(const std::string& path) {
  struct stat found = {};
  if (stat(path.c_str(), &found) != 0) {
    if (errno == ENOENT) return absl::NotFoundError(absl::StrCat("there is no ", path));
    return Failed("read", path, errno);
  }
  return static_cast<int64_t>(found.st_size);
}

absl::Status ReadParts(const std::string& path, int64_t offset, int64_t size, Part each) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return absl::DataLossError(absl::StrCat(path, " is missing"));
  if (file < 0) return Failed("open", path, errno);
  const auto close_file = absl::MakeCleanup([file] { close(file); });
  std::string part;
  while (size > 0) {
    ZGC_RETURN_IF_ERROR(base::StillWanted());
    part.resize(static_cast<size_t>(std::min<int64_t>(size, kPartBytes)));
    const ssize_t read = pread(file, part.data(), part.size(), offset);
    // The medium says so itself: what stood there has gone.
    if (read < 0 && errno == EIO) {
      return absl::DataLossError(absl::StrCat(path, " is damaged: ", strerror(EIO)));
    }
    if (read < 0) return Failed("read", path, errno);
    if (read == 0) return absl::DataLossError(absl::StrCat(path, " ends ", size, " bytes early"));
    part.resize(static_cast<size_t>(read));
    offset += read;
    size -= read;
    ZGC_RETURN_IF_ERROR(each(part));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  ZGC_ASSIGN_OR_RETURN(const int64_t size, FileSize(path));
  std::string bytes;
  ZGC_RETURN_IF_ERROR(ReadParts(path, 0, size, [&](absl::string_view part) {
    absl::StrAppend(&bytes, part);
    return absl::OkStatus();
  }));
  return bytes;
}

absl::Status WriteFile(const std::string& path, absl::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  return file ? absl::OkStatus() : Failed("write", path, errno);
}

absl::Status CopyFile(const std::string& from, const std::string& to, int64_t size, Part each) {
  std::ofstream file(to, std::ios::binary | std::ios::trunc);
  ZGC_RETURN_IF_ERROR(ReadParts(from, 0, size, [&](absl::string_view part) -> absl::Status {
    ZGC_RETURN_IF_ERROR(each(part));
    file.write(part.data(), static_cast<std::streamsize>(part.size()));
    return file ? absl::OkStatus() : Failed("write", to, errno);
  }));
  file.close();
  return file ? absl::OkStatus() : Failed("write", to, errno);
}

}  // namespace zgc::storage
