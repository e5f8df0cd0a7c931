// What is opened, what is refused, and that what is refused stays as it was.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/storage/committer.h"
#include "common/storage/engine/engine.h"
#include "common/storage/engine/folder.h"
#include "common/storage/store.h"
#include "common/storage/test_rows.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using testing::FailsWith;
using ::testing::HasSubstr;
using ::testing::Not;

void Write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

class OpenTest : public ::testing::Test {
 protected:
  StoreOptions Options(bool create = false) const {
    StoreOptions options;
    options.url = dir_.StoreUrl();
    options.create = create;
    return options;
  }

  // A store whose rows are in tables and in the log.
  void Make(const Schema& schema = TestSchema()) {
    ZGC_ASSERT_OK(Store::Create(schema, Options()));
    for (const char* key : {"a", "b"}) {
      const auto store = Store::Open(schema, Options());
      ZGC_ASSERT_OK(store);
      ZGC_ASSERT_OK((*store)->Apply({}, [&](Txn& txn) -> absl::StatusOr<std::string> {
        txn.Put(kRows, key, "1");
        return "";
      }));
    }
  }

  // Every file with its bytes, every folder.
  std::map<std::string, std::string> Contents() const {
    std::map<std::string, std::string> contents;
    for (const auto& entry : fs::recursive_directory_iterator(dir_.path())) {
      std::ostringstream bytes;
      if (entry.is_regular_file()) bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      contents[entry.path().string()] = bytes.str();
    }
    return contents;
  }

  template <typename Matcher>
  void ExpectRefused(const Schema& schema, const Matcher& matcher) {
    const auto before = Contents();
    EXPECT_THAT(Store::Open(schema, Options()), matcher);
    // Nor may what a test says be done to it.
    EXPECT_TRUE(Contents() == before) << "the folder was changed";
  }

  std::string Only(const std::string& extension) const {
    for (const auto& entry : fs::directory_iterator(folder_)) {
      if (entry.path().extension() == extension) return entry.path().string();
    }
    ADD_FAILURE() << "no file " << extension;
    return "";
  }

  testing::TempDir dir_;
  const std::string folder_ = dir_.path() + "/store";
};

TEST_F(OpenTest, NothingBecomesAStoreWithoutBeingTold) {
  const auto nothing = FailsWith(absl::StatusCode::kFailedPrecondition,
                                 AllOf(HasSubstr(folder_), HasSubstr("--create-store")));
  ExpectRefused(TestSchema(), nothing);
  fs::create_directory(folder_);
  ExpectRefused(TestSchema(), nothing);
  ZGC_ASSERT_OK(Store::Create(TestSchema(), Options()));
  ZGC_EXPECT_OK(Store::Open(TestSchema(), Options()));
}

TEST_F(OpenTest, AStoreIsNotMadeOverAnything) {
  Make();
  const auto before = Contents();
  EXPECT_THAT(Store::Create(TestSchema(), Options()),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("not empty")));
  EXPECT_TRUE(Contents() == before);
}

TEST_F(OpenTest, WhatIsNoStoreIsRefusedUntouched) {
  fs::create_directory(folder_);
  Write(folder_ + "/notes.txt", "not a store");
  ExpectRefused(TestSchema(),
                FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("notes.txt")));
  EXPECT_THAT(Store::Open(TestSchema(), Options(/*create=*/true)),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("notes.txt")));
}

TEST_F(OpenTest, AnotherDatabaseIsRefusedUntouched) {
  ZGC_ASSERT_OK(OpenEngine(Options().url, {{1, "of_another_program"}}, /*create=*/true));
  ExpectRefused(TestSchema(), FailsWith(absl::StatusCode::kFailedPrecondition,
                                        HasSubstr("no store of this suite")));
}

TEST_F(OpenTest, AStoreOfAnotherServiceOrANewerVersionIsRefusedUntouched) {
  Make(TestSchema());
  Schema other = TestSchema();
  other.name = "another";
  other.columns.push_back({12, "more", true, "zgc.test.Row"});
  ExpectRefused(other, FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("of test")));
  ExpectRefused(TestSchema(0),
                FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("newer version")));
}

// It would open, and everything in it be called damaged.
TEST_F(OpenTest, AStoreOfBeforeCommitsWereChainedIsRefusedUntouched) {
  Make();
  {
    const auto engine = OpenEngine(Options().url, {{kCommitColumn.id, kCommitColumn.name}},
                                   /*create=*/false);
    ZGC_ASSERT_OK(engine);
    Batch batch;
    batch.writes.push_back(
        {kCommitColumn.id, CommitKey(2), v1::CommitRecord().SerializeAsString()});
    ZGC_ASSERT_OK((*engine)->Commit(batch));
  }
  ExpectRefused(TestSchema(), FailsWith(absl::StatusCode::kFailedPrecondition,
                                        AllOf(HasSubstr(folder_), HasSubstr("older version"))));
}

// Each of its files is taken away in turn.
TEST_F(OpenTest, APartlyFilledFolderIsRefusedUntouched) {
  Make();
  const std::string hidden = dir_.path() + "/hidden";
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    const std::string name = entry.path().filename();
    EXPECT_NE(name.rfind("OPTIONS", 0), 0U) << "written, read and compared at every opening";
    // The lock is made anew.
    if (name != "LOCK" && name != "IDENTITY") {
      if (entry.path().extension() != ".log") files.push_back(entry.path());
    }
  }
  ASSERT_GE(files.size(), 3U);
  for (const fs::path& file : files) {
    SCOPED_TRACE(file);
    fs::rename(file, hidden);
    const auto before = Contents();
    EXPECT_FALSE(Store::Open(TestSchema(), Options()).ok());
    EXPECT_FALSE(Store::Open(TestSchema(), Options(/*create=*/true)).ok());
    EXPECT_TRUE(Contents() == before) << "the folder was changed";
    fs::rename(hidden, file);
  }
  ZGC_EXPECT_OK(Store::Open(TestSchema(), Options()));
}

// RocksDB gives its files of options such names, and those are not written.
TEST_F(OpenTest, AFolderMayHaveAnyName) {
  fs::create_directories(dir_.path() + "/OPTIONS-000007");
  StoreOptions options = Options();
  options.url = dir_.StoreUrl("OPTIONS-000007/store");
  ZGC_ASSERT_OK(Store::Create(TestSchema(), options));
  const auto store = Store::Open(TestSchema(), options);
  ZGC_ASSERT_OK(store);
  ZGC_EXPECT_OK((*store)->Apply({}, [&](Txn& txn) -> absl::StatusOr<std::string> {
    txn.Put(kRows, "a", "1");
    return "";
  }));
}

TEST_F(OpenTest, WhatCannotBeReadJustNowIsNotCalledNoStore) {
  Make();
  const std::string current = folder_ + "/CURRENT";
  fs::rename(current, folder_ + "/away");
  // More links than are followed.
  fs::create_symlink(current, current);
  EXPECT_THAT(Store::Open(TestSchema(), Options()),
              FailsWith(absl::StatusCode::kUnavailable,
                        AllOf(HasSubstr(std::strerror(ELOOP)), Not(HasSubstr("no whole store")))));
}

TEST_F(OpenTest, DamageInsideTheLogIsRefusedUntouched) {
  Make();
  const std::string log = Only(".log");
  std::fstream file(log, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(12);
  file.put('\xFF');
  file.close();
  ExpectRefused(TestSchema(), FailsWith(absl::StatusCode::kDataLoss, HasSubstr(folder_)));
}

TEST_F(OpenTest, WhatAnInterruptedRestoreHasLeftIsNoStore) {
  Make();
  fs::rename(folder_, folder_ + kPartialSuffix);
  ExpectRefused(TestSchema(), FailsWith(absl::StatusCode::kFailedPrecondition,
                                        HasSubstr("an interrupted restore has left beside")));
  StoreOptions options = Options();
  options.url += kPartialSuffix;
  EXPECT_THAT(Store::Open(TestSchema(), options),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("it is no store")));
}

// Its lock inside goes with a folder that is moved away; RocksDB goes on to delete by name.
TEST_F(OpenTest, AStoreThatWasMovedAwayChangesNothingInItsPlace) {
  Make();
  auto moved = Store::Open(TestSchema(), Options());
  ZGC_ASSERT_OK(moved);
  const auto put = [&](Store& store) {
    return store
        .Apply({},
               [](Txn& txn) -> absl::StatusOr<std::string> {
                 txn.Put(kRows, "c", "1");
                 return "";
               })
        .status();
  };
  ZGC_ASSERT_OK(put(**moved));
  fs::rename(folder_, folder_ + ".old");
  // Nobody takes its place while it runs.
  const auto taken = FailsWith(absl::StatusCode::kUnavailable, HasSubstr(folder_ + ".lock"));
  EXPECT_THAT(Store::Create(TestSchema(), Options()), taken);
  EXPECT_FALSE(fs::exists(folder_));
  // Someone does all the same.
  fs::remove(folder_ + ".lock");
  StoreOptions beside = Options();
  beside.url = dir_.StoreUrl("beside");
  ZGC_ASSERT_OK(Store::Create(TestSchema(), beside));
  fs::rename(dir_.path() + "/beside", folder_);
  const auto before = Contents();
  const auto gone = FailsWith(absl::StatusCode::kUnavailable, HasSubstr("is not there any more"));
  EXPECT_THAT((*moved)->liveness(), gone);
  EXPECT_THAT(put(**moved), gone);
  EXPECT_EQ((*moved)->head(), 3);
  moved->reset();
  EXPECT_TRUE(Contents() == before) << "the folder was changed";
  ZGC_EXPECT_OK(Store::Open(TestSchema(), Options()));
}

TEST_F(OpenTest, ALockWhoseFileWasMovedAwayTakesNoOtherWithIt) {
  auto moved = PlaceLock::Take(folder_);
  ZGC_ASSERT_OK(moved);
  fs::rename(folder_ + ".lock", folder_ + ".moved");
  const auto holder = PlaceLock::Take(folder_);
  ZGC_ASSERT_OK(holder);
  moved->reset();
  EXPECT_THAT(PlaceLock::Take(folder_),
              FailsWith(absl::StatusCode::kUnavailable, HasSubstr(".lock is locked")));
}

TEST_F(OpenTest, AFolderIsMadeWholeOrNotAtAll) {
  const std::string partial = folder_ + kPartialSuffix;
  fs::create_directory(partial);
  Write(partial + "/left", "of someone else");
  const auto before = Contents();
  EXPECT_THAT(MakeFolder(folder_, [](const std::string&) { return absl::OkStatus(); }),
              FailsWith(absl::StatusCode::kFailedPrecondition,
                        AllOf(HasSubstr(partial), HasSubstr("left"))));
  EXPECT_TRUE(Contents() == before);
  // One that is killed leaves this as well.
  Write(folder_ + ".lock", "making");
  EXPECT_THAT(MakeFolder(folder_,
                         [&](const std::string& path) {
                           EXPECT_EQ(path, partial);
                           EXPECT_TRUE(fs::is_empty(path));
                           Write(path + "/a", "half");
                           return absl::DataLossError("spoilt");
                         }),
              FailsWith(absl::StatusCode::kDataLoss, "spoilt"));
  EXPECT_TRUE(fs::is_empty(dir_.path()));
  ZGC_ASSERT_OK(MakeFolder(folder_, [&](const std::string& path) {
    Write(path + "/a", "all");
    EXPECT_FALSE(fs::exists(folder_));
    // A second one at the same time.
    EXPECT_THAT(MakeFolder(folder_, [](const std::string&) { return absl::OkStatus(); }),
                FailsWith(absl::StatusCode::kUnavailable, HasSubstr("another process")));
    return absl::OkStatus();
  }));
  EXPECT_FALSE(fs::exists(partial));
  EXPECT_TRUE(fs::exists(folder_ + "/a"));
}

// As a shell completes it, and as one types it.
TEST_F(OpenTest, AFolderIsMadeUnderAnyNameOfItsPlace) {
  const fs::path before = fs::current_path();
  fs::current_path(dir_.path());
  fs::create_directory("empty");
  fs::create_symlink("empty", "link");
  for (const std::string name : {"set1", "set2/", "./set3", "set4/.", "link"}) {
    std::string partial;
    ZGC_EXPECT_OK(MakeFolder(name, [&](const std::string& path) {
      partial = path;
      Write(path + "/a", "all");
      return absl::OkStatus();
    })) << name;
    EXPECT_TRUE(fs::exists(name + "/a")) << name;
    EXPECT_EQ(fs::path(partial).parent_path(), fs::canonical(dir_.path())) << name;
    EXPECT_FALSE(fs::exists(partial)) << name;
  }
  fs::current_path(before);
}

TEST_F(OpenTest, FoldersAboveAStoreAreMadeWhereTheyAreMissing) {
  const std::string path = dir_.path() + "/srv/zgc/park_region/store";
  ZGC_ASSERT_OK(MakeParents(path));
  EXPECT_TRUE(fs::is_empty(dir_.path() + "/srv/zgc/park_region"));
  ZGC_EXPECT_OK(MakeParents(path));
  Write(dir_.path() + "/file", "");
  EXPECT_THAT(MakeParents(dir_.path() + "/file/a/store"),
              FailsWith(absl::StatusCode::kUnavailable, HasSubstr("cannot make")));
}

}  // namespace
}  // namespace zgc::storage
