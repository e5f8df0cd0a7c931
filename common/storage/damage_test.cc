#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/storage/store.h"
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

constexpr Column kRows{10, "rows", true, "zgc.test.Row"};

Schema TestSchema() {
  Schema schema;
  schema.name = "test";
  schema.columns = {kRows};
  return schema;
}

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
      if (entry.is_regular_file() && path.size() > suffix.size() &&
          path.compare(path.size() - suffix.size(), suffix.size(), suffix) == 0 &&
          entry.file_size() > 0) {
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
  ZGC_ASSERT_OK((*store)->CreateBackup(dir_.path() + "/backup"));
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

TEST_F(DamageTest, ADamagedBackupIsNotRestored) {
  auto store = Open();
  ZGC_ASSERT_OK(store);
  for (int i = 0; i < 50; ++i) ZGC_ASSERT_OK(Put(**store, i));
  const std::string backups = dir_.path() + "/backup";
  const auto backup = (*store)->CreateBackup(backups);
  ZGC_ASSERT_OK(backup);
  EXPECT_THAT(RestoreBackup(backups, backup->id, dir_.StoreUrl()),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("not empty")));
  for (const std::string& table : Files(backups, ".sst")) FlipMiddleByte(table);
  EXPECT_EQ(RestoreBackup(backups, backup->id, dir_.StoreUrl("restored")).code(),
            absl::StatusCode::kDataLoss);
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
  tight.rlim_cur = 1 << 20;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
  int acknowledged = 0;
  absl::Status failed;
  for (int i = 1; i < 100 && failed.ok(); ++i) {
    failed = Put(**store, i, 100'000);
    if (failed.ok()) acknowledged = i;
  }
  const absl::Status health = (*store)->health();
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_THAT(failed, HasReason(zgc::common::v1::ERROR_REASON_STORAGE_UNAVAILABLE));
  EXPECT_FALSE(health.ok()) << "must show as not ready";
  EXPECT_GT(acknowledged, 0);
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
