// What a backup holds, and which are kept.
#include "common/storage/backups.h"

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/interrupt.h"
#include "common/storage/engine/engine.h"
#include "common/storage/engine/folder.h"
#include "common/storage/prove.h"
#include "common/storage/store.h"
#include "common/storage/test_rows.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace zgc::storage {
namespace {

using ::testing::ElementsAre;
using testing::FailsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const absl::Time kStart = absl::FromUnixSeconds(1'577'808'000);

class BackupsTest : public ::testing::Test {
 protected:
  BackupsTest() {
    schema_.name = "test";
    schema_.columns = {kRows};
    store_ = Open("store", /*create=*/true);
  }

  std::unique_ptr<Store> Open(const std::string& name, bool create = false) {
    StoreOptions options;
    options.url = dir_.StoreUrl(name);
    options.create = create;
    auto store = Store::Open(schema_, options);
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }

  void Put(const std::string& key) {
    ZGC_ASSERT_OK(store_->Apply({}, [&](Txn& txn) -> absl::StatusOr<std::string> {
      txn.Put(kRows, key, "1");
      return "";
    }));
  }

  BackupInfo Make(absl::Time now) {
    const auto made = store_->CreateBackup(backups_, now);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value_or(BackupInfo());
  }

  std::vector<int64_t> Listed() {
    std::vector<int64_t> ids;
    const auto listed = ListBackups(backups_);
    for (const BackupInfo& info : *listed) ids.push_back(info.id);
    return ids;
  }

  BackupOwner Owner() const { return {"test", store_->store_id()}; }

  std::string Folder(int64_t id) { return BackupFolder(backups_, id).value_or(""); }

  testing::TempDir dir_;
  const std::string backups_ = dir_.path() + "/some/backups";
  Schema schema_;
  std::unique_ptr<Store> store_;
};

TEST_F(BackupsTest, ItSaysTheRevisionThatItHoldsWhileWritesGoOn) {
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) Put(absl::StrCat(i));
  });
  int64_t newest = 0;
  for (int round = 0; round < 5; ++round) {
    const int64_t before = store_->head();
    const BackupInfo made = Make(kStart);
    EXPECT_GE(made.position.revision(), before);
    newest = made.position.revision();
    EXPECT_EQ(made.time, kStart);
    const std::string name = absl::StrCat("restored", round);
    ZGC_ASSERT_OK(
        RestoreBackup("test", Folder(made.id), dir_.StoreUrl(name), {"a test", "tester"}));
    const auto restored = Open(name);
    ASSERT_NE(restored, nullptr);
    // Its first commit says that it was restored.
    EXPECT_EQ(restored->head(), made.position.revision() + 1);
    EXPECT_EQ(restored->PositionAt(made.position.revision()).incarnation(),
              made.position.incarnation());
    EXPECT_EQ(restored->lineage().incarnations().back().reason(), "a test");
    EXPECT_EQ(restored->lineage().incarnations().back().by(), "tester");
    EXPECT_EQ(restored->store_id(), store_->store_id());
    std::vector<std::string> problems;
    ZGC_EXPECT_OK(restored->Verify(problems));
    EXPECT_THAT(problems, IsEmpty());
  }
  stop = true;
  writer.join();
  EXPECT_LE(newest, store_->head());  // It may hold a commit that nobody sees yet.
}

TEST_F(BackupsTest, TheyExpireByCountAndAge) {
  const BackupRule by_count{3, absl::InfiniteDuration()};
  for (int day = 0; day < 5; ++day) {
    Make(kStart + absl::Hours(24 * day));
    ZGC_ASSERT_OK(ExpireBackups(backups_, Owner(), by_count, kStart + absl::Hours(24 * day)));
  }
  EXPECT_THAT(Listed(), ElementsAre(3, 4, 5));
  const BackupRule by_age{100, absl::Hours(20)};
  ZGC_ASSERT_OK(ExpireBackups(backups_, Owner(), by_age, kStart + absl::Hours(24 * 4)));
  EXPECT_THAT(Listed(), ElementsAre(4, 5));
  // The newest sound one stays, however old it is.
  ZGC_ASSERT_OK(ExpireBackups(backups_, Owner(), by_age, kStart + absl::Hours(24 * 365)));
  EXPECT_THAT(Listed(), ElementsAre(5));
  EXPECT_EQ(Make(kStart).id, 6);
}

// A machine boots with a clock of the next year, and is set right.
TEST_F(BackupsTest, AWrongClockLetsNothingExpireByAge) {
  const BackupRule by_age{100, absl::Hours(24 * 30)};
  const auto make = [&](int day) {
    Make(kStart + absl::Hours(24 * day));
    ZGC_ASSERT_OK(ExpireBackups(backups_, Owner(), by_age, kStart + absl::Hours(24 * day)));
  };
  for (const int day : {0, 20, 400, 401}) make(day);
  EXPECT_THAT(Listed(), ElementsAre(1, 2, 3, 4));
  make(22);
  EXPECT_THAT(Listed(), ElementsAre(1, 2, 3, 4, 5));
  make(31);
  EXPECT_THAT(Listed(), ElementsAre(1, 2, 3, 4, 5, 6));
  make(58);
  EXPECT_THAT(Listed(), ElementsAre(2, 3, 4, 5, 6, 7));
}

// Less than the days that they are kept for.
TEST_F(BackupsTest, ASmallSlipOfTheClockLetsNothingExpireEarly) {
  const BackupRule by_age{100, absl::Hours(24 * 4)};
  const auto make = [&](int day) {
    Make(kStart + absl::Hours(24 * day));
    ZGC_ASSERT_OK(ExpireBackups(backups_, Owner(), by_age, kStart + absl::Hours(24 * day)));
  };
  for (const int day : {0, 1, 2, 5, 6}) make(day);
  EXPECT_THAT(Listed(), ElementsAre(1, 2, 3, 4, 5));
  // Where it is right they go one interval later than by the calendar.
  for (const int day : {7, 8}) make(day);
  EXPECT_THAT(Listed(), ElementsAre(2, 3, 4, 5, 6, 7));
}

TEST_F(BackupsTest, TheNewestSoundOneOutlivesAnUnsoundOne) {
  for (int i = 0; i < 3; ++i) Make(kStart);
  ZGC_ASSERT_OK(NoteProof(Folder(3), kStart, absl::DataLossError("a file is damaged")));
  ZGC_ASSERT_OK(NoteProof(Folder(2), kStart, absl::OkStatus()));
  const auto listed = ListBackups(backups_);
  EXPECT_EQ((*listed)[2].problem, "a file is damaged");
  EXPECT_EQ((*listed)[1].proven, kStart);
  EXPECT_EQ((*listed)[0].proven, absl::InfinitePast());
  const auto expired =
      ExpireBackups(backups_, Owner(), {1, absl::Hours(1)}, kStart + absl::Hours(100));
  ZGC_ASSERT_OK(expired);
  EXPECT_THAT(*expired, ElementsAre(3, 1));
  EXPECT_THAT(Listed(), ElementsAre(2));
}

TEST_F(BackupsTest, AMissingFileMakesItUnsound) {
  for (int i = 0; i < 2; ++i) Make(kStart);
  std::filesystem::remove(Folder(2) + "/CURRENT");
  EXPECT_THAT(ProveBackup(schema_, backups_, 0, kStart),
              FailsWith(absl::StatusCode::kDataLoss, HasSubstr("CURRENT is missing")));
  ZGC_ASSERT_OK(ProveBackup(schema_, backups_, 1, kStart));
  EXPECT_THAT((*ListBackups(backups_))[1].problem, HasSubstr("CURRENT is missing"));
  EXPECT_THAT(*ExpireBackups(backups_, Owner(), {1, absl::Hours(1)}, kStart + absl::Hours(100)),
              ElementsAre(2));
}

TEST_F(BackupsTest, WhetherOneCanBeProvenIsSaidWithoutReadingIt) {
  EXPECT_THAT(CheckProvable(schema_, backups_, 0),
              FailsWith(absl::StatusCode::kNotFound, HasSubstr("no backup 0")));
  for (int i = 0; i < 3; ++i) Make(kStart);
  EXPECT_EQ(CheckProvable(schema_, backups_, 0)->id, 3);
  EXPECT_THAT(CheckProvable(schema_, backups_, 4),
              FailsWith(absl::StatusCode::kNotFound, HasSubstr("no backup 4")));
  // What has its length is not read.
  const std::string current = Folder(1) + "/CURRENT";
  ZGC_ASSERT_OK(WriteFile(current, std::string(*FileSize(current), 'x')));
  const auto provable = CheckProvable(schema_, backups_, 1);
  ZGC_ASSERT_OK(provable);
  EXPECT_EQ(provable->id, 1);
  EXPECT_EQ(provable->proven, absl::InfinitePast());
  ZGC_ASSERT_OK(WriteFile(current, "x"));
  EXPECT_THAT(CheckProvable(schema_, backups_, 1),
              FailsWith(absl::StatusCode::kDataLoss, HasSubstr("CURRENT has 1 of ")));
  std::filesystem::remove(current);
  EXPECT_THAT(CheckProvable(schema_, backups_, 1),
              FailsWith(absl::StatusCode::kDataLoss, HasSubstr("CURRENT is missing")));
  ZGC_ASSERT_OK(WriteFile(Folder(2) + "/backup.json", "{"));
  EXPECT_THAT(CheckProvable(schema_, backups_, 2),
              FailsWith(absl::StatusCode::kDataLoss, HasSubstr("backup.json is damaged")));
  const auto listed = ListBackups(backups_);
  ZGC_ASSERT_OK(listed);
  for (const BackupInfo& backup : *listed) {
    EXPECT_EQ(backup.problem.empty(), backup.id != 2) << "an unsound one was marked";
    EXPECT_EQ(backup.proven, absl::InfinitePast());
  }
  // What an earlier proof has found may have been mended.
  ZGC_ASSERT_OK(NoteProof(Folder(3), kStart, absl::DataLossError("a file is damaged")));
  EXPECT_EQ(CheckProvable(schema_, backups_, 3)->problem, "a file is damaged");
  schema_.name = "another";
  EXPECT_THAT(CheckProvable(schema_, backups_, 3),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("a backup of test")));
}

// Of what cannot be read just now nothing is known, and nothing goes in its favour.
TEST_F(BackupsTest, WhatCannotBeReadJustNowCostsNoBackup) {
  for (int i = 0; i < 3; ++i) Make(kStart);
  for (const char* name : {"/backup.json", "/proven", "/unsound"}) {
    const std::string file = Folder(2) + name;
    const bool there = std::filesystem::exists(file);
    if (there) std::filesystem::rename(file, file + ".away");
    // More links than are followed.
    std::filesystem::create_symlink(file, file);
    EXPECT_THAT(ListBackups(backups_), FailsWith(absl::StatusCode::kUnavailable, HasSubstr(file)));
    EXPECT_THAT(ExpireBackups(backups_, Owner(), {1, absl::Hours(1)}, kStart + absl::Hours(100)),
                FailsWith(absl::StatusCode::kUnavailable, HasSubstr(file)));
    std::filesystem::remove(file);
    if (there) std::filesystem::rename(file + ".away", file);
  }
  EXPECT_THAT(Listed(), ElementsAre(1, 2, 3));
}

TEST_F(BackupsTest, ADamagedOneGoesByCountAlone) {
  for (int i = 0; i < 3; ++i) Make(kStart);
  ZGC_ASSERT_OK(WriteFile(Folder(2) + "/backup.json", "{"));
  EXPECT_THAT((*ListBackups(backups_))[1].problem, HasSubstr("backup.json is damaged"));
  ZGC_ASSERT_OK(ExpireBackups(backups_, Owner(), {2, absl::Hours(1)}, kStart + absl::Hours(100)));
  EXPECT_THAT(Listed(), ElementsAre(2, 3)) << "its age is not known";
  ZGC_ASSERT_OK(ExpireBackups(backups_, Owner(), {1, absl::Hours(1)}, kStart + absl::Hours(100)));
  EXPECT_THAT(Listed(), ElementsAre(3));
}

TEST_F(BackupsTest, AnUnsoundOneIsNoneEvenIfNothingCouldBeNoted) {
  Make(kStart);
  ZGC_ASSERT_OK(NoteProof(Folder(1), kStart, absl::DataLossError("")));
  EXPECT_THAT((*ListBackups(backups_))[0].problem, Not(IsEmpty()));
}

TEST_F(BackupsTest, WhatAnInterruptedOneHasLeftIsNoneAndIsCleared) {
  std::filesystem::create_directories(backups_ + "/000001" + kPartialSuffix);
  EXPECT_THAT(Listed(), IsEmpty());
  std::filesystem::create_directories(backups_ + "/000002" + kPartialSuffix);
  EXPECT_EQ(Make(kStart).id, 1);
  EXPECT_FALSE(std::filesystem::exists(backups_ + "/000002" + kPartialSuffix));
  EXPECT_EQ(BackupFolder(backups_, 2).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(BackupsTest, OneThatIsBeingMadeIsLeftAlone) {
  std::filesystem::create_directories(backups_);
  ZGC_ASSERT_OK(MakeFolder(dir_.path() + "/other", [&](const std::string& partial) {
    const std::string made = backups_ + "/000002" + kPartialSuffix;
    std::filesystem::rename(partial, made);
    EXPECT_EQ(Make(kStart).id, 1);
    EXPECT_TRUE(std::filesystem::exists(made));
    std::filesystem::rename(made, partial);
    return absl::OkStatus();
  }));
}

// The service drains: what was begun ends at the next part that it looks at.
class StoppedBackupsTest : public BackupsTest {
 protected:
  StoppedBackupsTest() {
    for (int i = 0; i < 50; ++i) Put(absl::StrCat(i));
  }
  auto FailsForThat() const { return FailsWith(absl::StatusCode::kCancelled, HasSubstr("drains")); }
  void Stop() { interrupt_.Stop(absl::CancelledError("it drains")); }
  // Nothing of it is left, under no name.
  void ExpectNothingIn(const std::string& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      ADD_FAILURE() << entry.path() << " is left";
    }
  }

  base::Interrupt interrupt_;
  const base::InterruptScope scope_{interrupt_};
};

TEST_F(StoppedBackupsTest, ACopyEndsAndLeavesNothing) {
  const auto stop_while_it_writes = [&](const std::string& folder, v1::BackupManifest&) {
    const absl::Status written = WriteFile(folder + "/rows", "some");
    Stop();
    return written;
  };
  EXPECT_THAT(CreateBackup(backups_, Owner(), kStart, stop_while_it_writes), FailsForThat());
  ExpectNothingIn(backups_);
  EXPECT_THAT(store_->CreateBackup(backups_, kStart), FailsForThat());
  ExpectNothingIn(backups_);
  EXPECT_THAT(MakeFolder(backups_ + "/folder",
                         [](const std::string& partial) {
                           return WriteFile(partial + "/rows", "that are not on disk yet");
                         }),
              FailsForThat());
  ExpectNothingIn(backups_);
}

TEST_F(StoppedBackupsTest, ARestoreEndsAndLeavesNothing) {
  Make(kStart);
  std::filesystem::create_directories(dir_.path() + "/to");
  EXPECT_THAT(RestoreBackup("test", Folder(1), dir_.StoreUrl("to/store"), {"a test", "tester"},
                            [this](int64_t, int64_t) { Stop(); }),
              FailsForThat());
  ExpectNothingIn(dir_.path() + "/to");
}

TEST_F(StoppedBackupsTest, AProofThatWasCutOffSaysNothingOfTheBackup) {
  Make(kStart);
  Stop();
  EXPECT_THAT(ProveBackup(schema_, backups_, 1, kStart), FailsForThat());
  const absl::StatusOr<bool> noted = IsVacant(Folder(1) + "/unsound");
  EXPECT_TRUE(noted.ok() && *noted);
  EXPECT_FALSE(std::filesystem::exists(backups_ + "/proof"));
}

// Rows that were not read any more are none that are missing.
TEST_F(StoppedBackupsTest, AVerificationThatWasCutOffFindsNothing) {
  Make(kStart);
  Stop();
  std::vector<std::string> problems;
  EXPECT_THAT(store_->Verify(problems), FailsForThat());
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_THAT(ReadEngine(UrlOf(Folder(1)), {{kRows.id, kRows.name}}, Look::kEveryBlock),
              FailsForThat());
}

// One folder for two services, by a slip in their flags.
TEST_F(BackupsTest, ThoseOfAnotherServiceAreNotTouched) {
  Make(kStart);
  schema_.name = "another";
  const auto another = Open("another", /*create=*/true);
  EXPECT_THAT(another->CreateBackup(backups_, kStart),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("a backup of test")));
  EXPECT_THAT(RestoreBackup("another", Folder(1), dir_.StoreUrl("to"), {"a test", "tester"}),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("a backup of test")));
  EXPECT_THAT(ProveBackup(schema_, backups_, 0, kStart),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("a backup of test")));
  EXPECT_EQ((*ListBackups(backups_))[0].problem, "");
}

// The volume was lost and an empty store made in its place: the backups are what is left.
TEST_F(BackupsTest, ThoseOfALostStoreDoNotExpireInFavourOfANewOne) {
  for (int i = 0; i < 2; ++i) Make(kStart);
  store_ = Open("new", /*create=*/true);
  for (int i = 0; i < 2; ++i) Make(kStart);
  EXPECT_THAT(*ExpireBackups(backups_, Owner(), {1, absl::Hours(1)}, kStart + absl::Hours(100)),
              ElementsAre(3));
  EXPECT_THAT(Listed(), ElementsAre(1, 2, 4));
}

TEST_F(BackupsTest, WithoutSpaceNothingIsBegun) {
  EXPECT_THAT(CheckSpace(dir_.path(), int64_t{1} << 60),
              FailsWith(absl::StatusCode::kResourceExhausted, HasSubstr("1152921504606846976")));
  ZGC_EXPECT_OK(CheckSpace(dir_.path(), 1));
}

TEST_F(BackupsTest, WhatIsRestoredIsWhatTheManifestSays) {
  Put("a");
  Make(kStart);
  const std::string path = Folder(1) + "/backup.json";
  const std::string whole = *ReadFile(path);
  for (const std::string name : {"\"revision\": ", "\"chain_sha256\": "}) {
    std::string manifest = whole;
    const size_t value = manifest.find(name) + name.size() + 1;
    manifest[value] = manifest[value] == '7' ? '8' : '7';
    ZGC_ASSERT_OK(WriteFile(path, manifest));
    EXPECT_THAT(RestoreBackup("test", Folder(1), dir_.StoreUrl("restored"), {"a test", "tester"}),
                FailsWith(absl::StatusCode::kDataLoss, HasSubstr("backup.json says")))
        << manifest;
    EXPECT_FALSE(std::filesystem::exists(dir_.path() + "/restored"));
  }
}

TEST_F(BackupsTest, AManifestNamesFilesOfItsFolderOnly) {
  Make(kStart);
  ZGC_ASSERT_OK(WriteFile(Folder(1) + "/backup.json",
                          R"({"files": [{"name": "../../store/CURRENT", "size": 1}]})"));
  EXPECT_THAT(RestoreBackup("test", Folder(1), dir_.StoreUrl("restored"), {"a test", "tester"}),
              FailsWith(absl::StatusCode::kDataLoss, HasSubstr("../../store/CURRENT")));
}

}  // namespace
}  // namespace zgc::storage
