#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/storage/store.h"
#include "common/storage/test_rows.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"

// Failure is normal: damaged files, a full disk, a folder that cannot be
// written. Each is said plainly, never served, and loses nothing acknowledged.
namespace zgc::storage {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;

class DamageTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Store>> Open(const std::string& name = "store") {
    StoreOptions options;
    options.create = true;
    options.url = dir_.StoreUrl(name);
    return Store::Open(TestSchema(), options);
  }

  static absl::Status Put(Store& store, int i, size_t size = 100) {
    return store
        .Apply({},
               [&](Txn& txn) -> absl::StatusOr<std::string> {
                 txn.Put(kRows, absl::StrCat("key-", i), std::string(size, 'v'));
                 return "";
               })
        .status();
  }

  std::vector<std::string> Files(const std::string& folder, const std::string& suffix) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      const std::string path = entry.path().string();
      // A merge in the background may have removed it since it was listed.
      std::error_code gone;
      const auto size = entry.file_size(gone);
      if (!gone && entry.is_regular_file(gone) && path.size() > suffix.size() &&
          path.compare(path.size() - suffix.size(), suffix.size(), suffix) == 0 && size > 0) {
        found.push_back(path);
      }
    }
    return found;
  }

  static void FlipMiddleByte(const std::string& path) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const auto at = static_cast<std::streamoff>(std::filesystem::file_size(path) / 2);
    file.seekg(at);
    const char byte = static_cast<char>(file.get());
    file.seekp(at);
    file.put(static_cast<char>(byte ^ 0x40));
    ASSERT_TRUE(file.good()) << path;
  }

  testing::TempDir dir_;
};

TEST_F(DamageTest, AFlippedByteInTheLogRefusesToOpen) {
  auto store = Open();
  ZGC_ASSERT_OK(store);
  for (int i = 0; i < 200; ++i) ZGC_ASSERT_OK(Put(**store, i));
  store->reset();
  const auto logs = Files(dir_.path(), ".log");
  ASSERT_FALSE(logs.empty());
  for (const std::string& log : logs) FlipMiddleByte(log);
  EXPECT_THAT(Open(), FailsWith(absl::StatusCode::kDataLoss, HasSubstr(dir_.path())));
}

TEST_F(DamageTest, AFlippedByteInATableIsFoundAndNotServed) {
  auto store = Open();
  ZGC_ASSERT_OK(store);
  for (int i = 0; i < 200; ++i) ZGC_ASSERT_OK(Put(**store, i));
  ZGC_ASSERT_OK((*store)->CreateBackup(dir_.path() + "/backup", absl::Now()));
  store->reset();
  const auto tables = Files(dir_.path() + "/store", ".sst");
  ASSERT_FALSE(tables.empty());
  for (const std::string& table : tables) {
    std::fstream file(table, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(20);
    file.put('\x5a');
  }
  store = Open();
  if (!store.ok()) {
    EXPECT_EQ(store.status().code(), absl::StatusCode::kDataLoss);
  } else {
    EXPECT_EQ((*store)->Read().Get(kRows, "key-0").status().code(), absl::StatusCode::kDataLoss);
    std::vector<std::string> problems;
    ZGC_ASSERT_OK((*store)->Verify(problems));
    EXPECT_THAT(problems, Contains(HasSubstr("checksums: ")));
  }
}

// Each file of a backup in turn; the next backup is sound all the same.
TEST_F(DamageTest, ADamagedBackupIsNotRestoredAndSpoilsNoOther) {
  auto store = Open();
  ZGC_ASSERT_OK(store);
  for (int i = 0; i < 50; ++i) ZGC_ASSERT_OK(Put(**store, i));
  // So that there are tables.
  store->reset();
  store = Open();
  ZGC_ASSERT_OK(store);
  const std::string dir = dir_.path() + "/backup";
  const auto backup = (*store)->CreateBackup(dir, absl::Now());
  ZGC_ASSERT_OK(backup);
  const auto folder = BackupFolder(dir, backup->id);
  ZGC_ASSERT_OK(folder);
  EXPECT_THAT(RestoreBackup("test", *folder, dir_.StoreUrl(), {"a test", "tester"}),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("not empty")));
  const auto files = Files(*folder, "");
  ASSERT_FALSE(Files(*folder, ".sst").empty());
  const std::string elsewhere = dir_.StoreUrl("restored");
  for (const std::string& file : files) {
    FlipMiddleByte(file);
    const absl::Status restored = RestoreBackup("test", *folder, elsewhere, {"a test", "tester"});
    // Some bytes of the manifest carry nothing that is needed.
    if (!absl::EndsWith(file, "backup.json")) {
      EXPECT_THAT(restored, FailsWith(absl::StatusCode::kDataLoss, HasSubstr(file)));
    }
    FlipMiddleByte(file);
    if (restored.ok()) std::filesystem::remove_all(dir_.path() + "/restored");
  }
  for (const std::string& file : files) FlipMiddleByte(file);
  const auto next = (*store)->CreateBackup(dir, absl::Now());
  ZGC_ASSERT_OK(next);
  ZGC_ASSERT_OK(
      RestoreBackup("test", *BackupFolder(dir, next->id), elsewhere, {"a test", "tester"}));
  const auto restored = Open("restored");
  ZGC_ASSERT_OK(restored);
  EXPECT_EQ((*restored)->head(), 51);
}

// The table is damaged, not the copy of it.
TEST_F(DamageTest, ADamagedStoreMakesNoBackup) {
  auto store = Open();
  ZGC_ASSERT_OK(store);
  for (int i = 0; i < 50; ++i) ZGC_ASSERT_OK(Put(**store, i));
  store->reset();
  store = Open();
  ZGC_ASSERT_OK(store);
  for (const std::string& table : Files(dir_.path() + "/store", ".sst")) {
    std::fstream file(table, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(20);
    file.put('\x5a');
  }
  const std::string dir = dir_.path() + "/backup";
  EXPECT_THAT((*store)->CreateBackup(dir, absl::Now()),
              FailsWith(absl::StatusCode::kDataLoss, HasSubstr(".sst")));
  EXPECT_TRUE(ListBackups(dir)->empty());
}

// A limit on file size fails writes as a full disk does, though for good; the
// end-to-end tests have a disk that is full for a while.
TEST_F(DamageTest, AFullDiskLosesNothingAcknowledged) {
  auto store = Open();
  ZGC_ASSERT_OK(store);
  ZGC_ASSERT_OK(Put(**store, 0));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit tight = before;
  int acknowledged = 0;
  for (; acknowledged < 20; ++acknowledged) ZGC_ASSERT_OK(Put(**store, acknowledged + 1, 100'000));
  tight.rlim_cur = 50'000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
  const absl::Status failed = Put(**store, acknowledged + 1, 100'000);
  const absl::Status health = (*store)->health();
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_THAT(failed, HasReason(zgc::common::v1::ERROR_REASON_STORAGE_UNAVAILABLE));
  EXPECT_FALSE(health.ok()) << "must show as not ready";
  ZGC_EXPECT_OK((*store)->Read().Get(kRows, "key-0")) << "reads go on";

  store->reset();
  store = Open();
  ZGC_ASSERT_OK(store);
  const Snapshot snapshot = (*store)->Read();
  for (int i = 0; i <= acknowledged; ++i) {
    const auto row = snapshot.Get(kRows, absl::StrCat("key-", i));
    ZGC_ASSERT_OK(row);
    EXPECT_TRUE(row->has_value()) << i;
  }
  ZGC_EXPECT_OK(Put(**store, 1000));
  std::vector<std::string> problems;
  ZGC_ASSERT_OK((*store)->Verify(problems));
  EXPECT_THAT(problems, IsEmpty());
}

TEST_F(DamageTest, AFolderThatCannotBeMadeIsNamed) {
  std::ofstream(dir_.path() + "/file") << "in the way";
  EXPECT_THAT(Open("file/store"),
              FailsWith(absl::StatusCode::kUnavailable, HasSubstr("file/store")));
}

}  // namespace
}  // namespace zgc::storage
