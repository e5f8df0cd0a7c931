#include "common/storage/engine/rocksdb_files.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "common/testing/temp_dir.h"
#include "gtest/gtest.h"

namespace zgc::storage {
namespace {

namespace fs = std::filesystem;

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// RocksDB deletes by name, and its lock goes with a folder that is moved away.
TEST(RocksdbFilesTest, NothingIsRemovedByNameFromAFolderThatWasReplaced) {
  const testing::TempDir dir;
  const std::string folder = dir.path() + "/store";
  fs::create_directory(folder);
  const auto lock = std::make_shared<FolderLock>();
  ASSERT_TRUE(lock->Take(folder + "/LOCK").ok());
  FencedFiles files(lock);
  WriteFile(folder + "/1.sst", "its own");
  EXPECT_TRUE(files.DeleteFile(folder + "/1.sst", {}, nullptr).ok());
  fs::rename(folder, folder + ".old");
  fs::create_directory(folder);
  for (const char* name : {"/LOCK", "/1.sst"}) WriteFile(folder + name, "of another");
  EXPECT_FALSE(files.DeleteFile(folder + "/1.sst", {}, nullptr).ok());
  EXPECT_FALSE(files.RenameFile(folder + "/1.sst", folder + "/2.sst", {}, nullptr).ok());
  EXPECT_FALSE(lock->Take(folder + "/LOCK").ok());
  EXPECT_TRUE(fs::exists(folder + "/1.sst"));
}

}  // namespace
}  // namespace zgc::storage
