#pragma once

#include <rocksdb/file_system.h>
#include <sys/types.h>

#include <atomic>
#include <memory>
#include <string>

namespace zgc::storage {

// The right of this process to a folder, which all its openings of it share.
// Thread-safe once it is taken.
class FolderLock {
 public:
  FolderLock() = default;
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  // Takes it, if that has not been done. An error if another process has it, or the folder
  // at that place is another by now.
  rocksdb::IOStatus Take(const std::string& file);
  // OK while the folder lies where it was opened. RocksDB deletes by name: in a folder that
  // was put in its place it would delete what is another's.
  rocksdb::IOStatus Check() const;

 private:
  std::string file_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  rocksdb::FileLock* lock_ = nullptr;
};

// The files of one opening of a folder. Once fenced they change nothing, so that
// the opening serves what it has to its readers beside one that has come after it.
// Files of options are never made.
class FencedFiles final : public rocksdb::FileSystemWrapper {
 public:
  explicit FencedFiles(std::shared_ptr<FolderLock> lock);
  // For good. Thread-safe.
  void Fence() { *fenced_ = true; }
  bool fenced() const { return *fenced_; }
  // Not OK once the folder was moved away or replaced; see FolderLock.
  rocksdb::IOStatus CheckPlace() const { return lock_->Check(); }

  const char* Name() const override { return "zgc.FencedFiles"; }
  rocksdb::IOStatus NewWritableFile(const std::string& file, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* made,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& file, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* made,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& file, const std::string& old,
                                      const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* made,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& file, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* made,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& file, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus Truncate(const std::string& file, size_t size,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LockFile(const std::string& file, const rocksdb::IOOptions& options,
                             rocksdb::FileLock** lock, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus UnlockFile(rocksdb::FileLock* lock, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

 private:
  // Whether names in the folder may be changed.
  rocksdb::IOStatus CheckNames() const;

  const std::shared_ptr<FolderLock> lock_;
  // Files may outlive this.
  const std::shared_ptr<std::atomic<bool>> fenced_;
};

}  // namespace zgc::storage
