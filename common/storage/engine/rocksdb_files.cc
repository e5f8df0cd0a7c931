#include "common/storage/engine/rocksdb_files.h"

#include <sys/stat.h>

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace zgc::storage {
namespace {

using rocksdb::FileOptions;
using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

using Fenced = std::shared_ptr<std::atomic<bool>>;

IOStatus Check(const Fenced& fenced) {
  return *fenced ? IOStatus::IOError("the folder has been opened anew") : IOStatus::OK();
}

// Also what RocksDB still has in a buffer when it closes a file would be written.
class FencedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FencedFile(std::unique_ptr<FSWritableFile> file, Fenced fenced)
      : FSWritableFileOwnerWrapper(std::move(file)), fenced_(std::move(fenced)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = Check(fenced_);
    return status.ok() ? FSWritableFileOwnerWrapper::Append(data, options, debug) : status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus PositionedAppend(const Slice& data, uint64_t offset, const IOOptions& options,
                            IODebugContext* debug) override {
    IOStatus status = Check(fenced_);
    return status.ok() ? FSWritableFileOwnerWrapper::PositionedAppend(data, offset, options, debug)
                       : status;
  }
  IOStatus PositionedAppend(const Slice& data, uint64_t offset, const IOOptions& options,
                            const rocksdb::DataVerificationInfo&, IODebugContext* debug) override {
    return PositionedAppend(data, offset, options, debug);
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = Check(fenced_);
    return status.ok() ? FSWritableFileOwnerWrapper::Truncate(size, options, debug) : status;
  }

 private:
  const Fenced fenced_;
};

IOStatus Wrap(const IOStatus& status, const Fenced& fenced, std::unique_ptr<FSWritableFile>* made) {
  if (status.ok()) *made = std::make_unique<FencedFile>(std::move(*made), fenced);
  return status;
}

// RocksDB writes what it was opened with at every opening and for every new column, reads it back
// and compares: with sixty columns that is most of the time to open, for a file that nothing of
// ours reads. It goes on without; see CommonOptions.
bool IsOfOptions(const std::string& file) {
  return absl::StartsWith(absl::string_view(file).substr(file.rfind('/') + 1), "OPTIONS-");
}

// The lock itself is the folder's.
class Share final : public rocksdb::FileLock {};

}  // namespace

FolderLock::~FolderLock() {
  if (lock_ != nullptr) {
    rocksdb::FileSystem::Default()->UnlockFile(lock_, IOOptions(), nullptr).PermitUncheckedError();
  }
}

IOStatus FolderLock::Take(const std::string& file) {
  if (lock_ != nullptr) return Check();
  IOStatus status = rocksdb::FileSystem::Default()->LockFile(file, IOOptions(), &lock_, nullptr);
  struct stat found = {};
  if (!status.ok() || stat(file.c_str(), &found) != 0) return status;
  file_ = file;
  device_ = found.st_dev;
  inode_ = found.st_ino;
  return status;
}

IOStatus FolderLock::Check() const {
  if (file_.empty()) return IOStatus::OK();
  struct stat found = {};
  if (stat(file_.c_str(), &found) == 0 && found.st_dev == device_ && found.st_ino == inode_) {
    return IOStatus::OK();
  }
  return IOStatus::IOError("the folder that was opened is not there any more", file_);
}

FencedFiles::FencedFiles(std::shared_ptr<FolderLock> lock)
    : FileSystemWrapper(rocksdb::FileSystem::Default()),
      lock_(std::move(lock)),
      fenced_(std::make_shared<std::atomic<bool>>(false)) {}

IOStatus FencedFiles::CheckNames() const {
  IOStatus status = Check(fenced_);
  return status.ok() ? lock_->Check() : status;
}

IOStatus FencedFiles::NewWritableFile(const std::string& file, const FileOptions& options,
                                      std::unique_ptr<FSWritableFile>* made,
                                      IODebugContext* debug) {
  if (IsOfOptions(file)) return IOStatus::NotSupported("nothing reads options");
  IOStatus status = CheckNames();
  if (!status.ok()) return status;
  return Wrap(target()->NewWritableFile(file, options, made, debug), fenced_, made);
}

IOStatus FencedFiles::ReopenWritableFile(const std::string& file, const FileOptions& options,
                                         std::unique_ptr<FSWritableFile>* made,
                                         IODebugContext* debug) {
  IOStatus status = CheckNames();
  if (!status.ok()) return status;
  return Wrap(target()->ReopenWritableFile(file, options, made, debug), fenced_, made);
}

IOStatus FencedFiles::ReuseWritableFile(const std::string& file, const std::string& old,
                                        const FileOptions& options,
                                        std::unique_ptr<FSWritableFile>* made,
                                        IODebugContext* debug) {
  IOStatus status = CheckNames();
  if (!status.ok()) return status;
  return Wrap(target()->ReuseWritableFile(file, old, options, made, debug), fenced_, made);
}

IOStatus FencedFiles::NewRandomRWFile(const std::string& file, const FileOptions& options,
                                      std::unique_ptr<rocksdb::FSRandomRWFile>* made,
                                      IODebugContext* debug) {
  IOStatus status = CheckNames();
  return status.ok() ? target()->NewRandomRWFile(file, options, made, debug) : status;
}

IOStatus FencedFiles::DeleteFile(const std::string& file, const IOOptions& options,
                                 IODebugContext* debug) {
  IOStatus status = CheckNames();
  return status.ok() ? target()->DeleteFile(file, options, debug) : status;
}

IOStatus FencedFiles::Truncate(const std::string& file, size_t size, const IOOptions& options,
                               IODebugContext* debug) {
  IOStatus status = CheckNames();
  return status.ok() ? target()->Truncate(file, size, options, debug) : status;
}

IOStatus FencedFiles::RenameFile(const std::string& from, const std::string& to,
                                 const IOOptions& options, IODebugContext* debug) {
  IOStatus status = CheckNames();
  return status.ok() ? target()->RenameFile(from, to, options, debug) : status;
}

IOStatus FencedFiles::LinkFile(const std::string& from, const std::string& to,
                               const IOOptions& options, IODebugContext* debug) {
  IOStatus status = CheckNames();
  return status.ok() ? target()->LinkFile(from, to, options, debug) : status;
}

IOStatus FencedFiles::LockFile(const std::string& file, const IOOptions&, rocksdb::FileLock** lock,
                               IODebugContext*) {
  IOStatus status = lock_->Take(file);
  if (status.ok()) *lock = new Share;
  return status;
}

IOStatus FencedFiles::UnlockFile(rocksdb::FileLock* lock, const IOOptions&, IODebugContext*) {
  delete lock;
  return IOStatus::OK();
}

}  // namespace zgc::storage
