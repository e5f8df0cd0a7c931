// Backups and what goes with them, as a caller meets them.
#include "common/rpc/server/backup_jobs.h"

#include <atomic>
#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "common/rpc/server/server.h"
#include "common/rpc/server/test_options.h"
#include "common/storage/engine/folder.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "zgc/ops/v1/operations.grpc.pb.h"

namespace zgc::rpc {
namespace {

namespace opsv1 = ::zgc::ops::v1;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr storage::Column kRows{
    .id = 10, .name = "rows", .history = true, .feed_type = "zgc.test.Row"};

class BackupJobsTest : public ::testing::Test {
 protected:
  BackupJobsTest() {
    storage::Schema schema;
    schema.name = "test";
    schema.columns = {kRows};
    auto server = Server::Create(TestOptions("test", dir_), schema);
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    ZGC_EXPECT_OK(server_->Start({}));
    stub_ = opsv1::OperationsService::NewStub(grpc::CreateChannel(
        absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
  }

  void Put(const std::string& key, const std::string& value) {
    ZGC_ASSERT_OK(server_->store().Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      txn.Put(kRows, key, value);
      return "";
    }));
  }

  testing::TempDir dir_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<opsv1::OperationsService::Stub> stub_;
};

// Everything that a backup is, by name.
std::map<std::string, std::string> Files(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files[entry.path().filename()] = *storage::ReadFile(entry.path());
  }
  return files;
}

TEST_F(BackupJobsTest, ABackupIsReadPartByPart) {
  Put("a", std::string(900'000, 'x'));
  Put("b", std::string(900'000, 'y'));
  grpc::ClientContext backup_context;
  opsv1::Backup backup;
  ASSERT_TRUE(stub_->CreateBackup(&backup_context, {}, &backup).ok());
  opsv1::ReadBackupRequest request;
  request.set_id(backup.id());
  grpc::ClientContext context;
  const auto stream = stub_->ReadBackup(&context, request);
  std::map<std::string, std::string> read;
  std::string last;
  opsv1::ReadBackupResponse part;
  size_t parts = 0;
  while (stream->Read(&part)) {
    EXPECT_EQ(part.offset(), read[part.file()].size());
    EXPECT_LE(part.data().size(), 1U << 20);
    read[part.file()] += part.data();
    last = part.file();
    ++parts;
  }
  ASSERT_TRUE(stream->Finish().ok());
  EXPECT_EQ(last, "backup.json");
  EXPECT_EQ(read, Files(*storage::BackupFolder(dir_.path() + "/backup", backup.id())));
  EXPECT_GT(parts, read.size());
  request.set_id(77);
  grpc::ClientContext other;
  const auto none = stub_->ReadBackup(&other, request);
  EXPECT_FALSE(none->Read(&part));
  EXPECT_EQ(none->Finish().error_code(), grpc::StatusCode::NOT_FOUND);
  const std::string folder = *storage::BackupFolder(dir_.path() + "/backup", backup.id());
  std::filesystem::remove(folder + "/CURRENT");
  request.set_id(backup.id());
  grpc::ClientContext damaged_context;
  const auto damaged = stub_->ReadBackup(&damaged_context, request);
  while (damaged->Read(&part)) {
  }
  EXPECT_EQ(damaged->Finish().error_code(), grpc::StatusCode::DATA_LOSS);
}

// One folder for two services: whoever may read the backups of one may not read the other's.
TEST_F(BackupJobsTest, ABackupOfAnotherServiceIsNotGivenOut) {
  grpc::ClientContext backup_context;
  opsv1::Backup backup;
  ASSERT_TRUE(stub_->CreateBackup(&backup_context, {}, &backup).ok());
  const std::string folder = *storage::BackupFolder(dir_.path() + "/backup", backup.id());
  std::string manifest = *storage::ReadFile(folder + "/backup.json");
  manifest.replace(manifest.find("\"test\""), 6, "\"other\"");
  ZGC_ASSERT_OK(storage::WriteFile(folder + "/backup.json", manifest));
  opsv1::ReadBackupRequest request;
  request.set_id(backup.id());
  grpc::ClientContext context;
  opsv1::ReadBackupResponse part;
  const auto stream = stub_->ReadBackup(&context, request);
  EXPECT_FALSE(stream->Read(&part));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(BackupJobsTest, APauseOfFollowingHasALeaseAndSaysWhetherItLasted) {
  const auto pause = [this](const std::string& id, int64_t seconds) {
    opsv1::PauseFollowingRequest request;
    request.set_lease_id(id);
    request.mutable_lease()->set_seconds(seconds);
    opsv1::PauseFollowingResponse answer;
    grpc::ClientContext context;
    return stub_->PauseFollowing(&context, request, &answer).error_code();
  };
  const auto resume = [this](const std::string& id) {
    opsv1::ResumeFollowingRequest request;
    request.set_lease_id(id);
    opsv1::ResumeFollowingResponse answer;
    grpc::ClientContext context;
    EXPECT_TRUE(stub_->ResumeFollowing(&context, request, &answer).ok());
    return answer.was_paused();
  };
  EXPECT_FALSE(resume("a"));
  EXPECT_FALSE(resume(""));
  EXPECT_EQ(pause("a", 60), grpc::StatusCode::OK);
  EXPECT_TRUE(resume("a"));
  EXPECT_FALSE(resume("a"));
  // Of two that pause, neither ends the other's.
  EXPECT_EQ(pause("a", 60), grpc::StatusCode::OK);
  EXPECT_EQ(pause("b", 60), grpc::StatusCode::OK);
  EXPECT_TRUE(resume("a"));
  EXPECT_TRUE(resume("b"));
  EXPECT_EQ(pause("a", 60), grpc::StatusCode::OK);
  EXPECT_TRUE(resume(""));
  EXPECT_FALSE(resume("a"));
  for (const int64_t seconds : {0, -1, 3601}) {
    EXPECT_EQ(pause("a", seconds), grpc::StatusCode::INVALID_ARGUMENT) << seconds;
  }
  for (const size_t bytes : {0, 65}) {
    EXPECT_EQ(pause(std::string(bytes, 'a'), 60), grpc::StatusCode::INVALID_ARGUMENT) << bytes;
  }
}

// A pause that is only tried holds nothing, prolongs nothing and ends nothing.
TEST_F(BackupJobsTest, APauseOfFollowingIsTriedWithoutHolding) {
  const auto pause = [this](const std::string& id, int64_t seconds, bool validate_only) {
    opsv1::PauseFollowingRequest request;
    request.set_lease_id(id);
    request.mutable_lease()->set_seconds(seconds);
    request.set_validate_only(validate_only);
    opsv1::PauseFollowingResponse answer;
    grpc::ClientContext context;
    return stub_->PauseFollowing(&context, request, &answer).error_code();
  };
  const auto resume = [this](const std::string& id, bool validate_only) {
    opsv1::ResumeFollowingRequest request;
    request.set_lease_id(id);
    request.set_validate_only(validate_only);
    opsv1::ResumeFollowingResponse answer;
    grpc::ClientContext context;
    EXPECT_TRUE(stub_->ResumeFollowing(&context, request, &answer).ok());
    return answer.was_paused();
  };
  EXPECT_EQ(pause("a", 60, true), grpc::StatusCode::OK);
  EXPECT_FALSE(resume("a", true));
  for (const int64_t seconds : {0, 3601}) {
    EXPECT_EQ(pause("a", seconds, true), grpc::StatusCode::INVALID_ARGUMENT) << seconds;
  }
  EXPECT_EQ(pause("", 60, true), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(server_->store().head(), 0) << "nothing was done that an auditor asks for";

  ASSERT_EQ(pause("a", 60, false), grpc::StatusCode::OK);
  EXPECT_TRUE(resume("a", true));
  EXPECT_TRUE(resume("", true));
  EXPECT_FALSE(resume("b", true));
  EXPECT_EQ(server_->store().head(), 1);
  EXPECT_TRUE(resume("a", false)) << "it was asked for, and has held on";

  for (size_t i = 0; i < Leases::kMax; ++i) {
    ASSERT_EQ(pause(absl::StrCat(i), 60, false), grpc::StatusCode::OK);
  }
  EXPECT_EQ(pause("more", 60, true), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(pause("0", 60, true), grpc::StatusCode::OK);
}

TEST_F(BackupJobsTest, ABackupIsTriedWithoutMakingOne) {
  const std::string dir = dir_.path() + "/backup";
  const auto create = [this](bool validate_only) {
    opsv1::CreateBackupRequest request;
    request.set_validate_only(validate_only);
    opsv1::Backup backup;
    grpc::ClientContext context;
    const grpc::Status status = stub_->CreateBackup(&context, request, &backup);
    if (status.ok()) {
      EXPECT_EQ(backup.id() == 0, validate_only) << backup.DebugString();
    }
    return status.error_code();
  };
  EXPECT_EQ(create(true), grpc::StatusCode::OK);
  EXPECT_TRUE(std::filesystem::is_empty(dir));
  EXPECT_EQ(server_->store().head(), 0) << "nothing was done that an auditor asks for";
  ASSERT_EQ(create(false), grpc::StatusCode::OK);
  EXPECT_EQ(create(true), grpc::StatusCode::OK);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir), {}), 1);
  EXPECT_EQ(server_->store().head(), 1);

  // A folder that none fits into.
  std::filesystem::remove_all(dir);
  ZGC_ASSERT_OK(storage::WriteFile(dir, "a file"));
  EXPECT_EQ(create(true), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(create(false), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(BackupJobsTest, ABackupIsNotBegunWithoutAFolderNorBesideAnotherOne) {
  EXPECT_THAT(BackupJobs(server_->store(), {"", {}}).CheckCreate(),
              testing::FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("--backup-dir")));
  const std::string dir = dir_.path() + "/backup";
  BackupJobs jobs(server_->store(), {dir, {}});
  absl::Status meanwhile;
  const auto other =
      storage::CreateBackup(dir, {"test", server_->store().store_id()}, absl::Now(),
                            [&](const std::string&, storage::v1::BackupManifest&) -> absl::Status {
                              meanwhile = jobs.CheckCreate();
                              return absl::OkStatus();
                            });
  ZGC_ASSERT_OK(other);
  EXPECT_EQ(meanwhile.code(), absl::StatusCode::kUnavailable) << meanwhile;
  ZGC_EXPECT_OK(jobs.CheckCreate());
}

// It waits for what is under way behind a long job, and its caller is told that it failed.
TEST_F(BackupJobsTest, APauseThatFailsHoldsNothing) {
  OperationsService operations(server_->calls(), "test", {});
  absl::Notification settled;
  std::atomic<int64_t> held_seconds{0};
  OperationsService::Following following;
  following.hold = [&](absl::Duration lease) { held_seconds = absl::ToInt64Seconds(lease); };
  following.await_held = [&] { settled.WaitForNotification(); };
  operations.SetFollowing(following);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&operations.service());
  const auto server = builder.BuildAndStart();
  const auto stub = opsv1::OperationsService::NewStub(
      grpc::CreateChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials()));
  const auto pause = [&](const std::string& id, int64_t seconds, absl::Duration deadline) {
    opsv1::PauseFollowingRequest request;
    request.set_lease_id(id);
    request.mutable_lease()->set_seconds(seconds);
    opsv1::PauseFollowingResponse answer;
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + deadline));
    return stub->PauseFollowing(&context, request, &answer).error_code();
  };
  const auto resume = [&](const std::string& id) {
    opsv1::ResumeFollowingRequest request;
    request.set_lease_id(id);
    opsv1::ResumeFollowingResponse answer;
    grpc::ClientContext context;
    EXPECT_TRUE(stub->ResumeFollowing(&context, request, &answer).ok());
    return answer.was_paused();
  };
  std::thread first([&] { EXPECT_EQ(pause("a", 60, absl::Hours(1)), grpc::StatusCode::OK); });
  while (held_seconds < 59) absl::SleepFor(absl::Milliseconds(1));
  EXPECT_EQ(pause("b", 3000, absl::Milliseconds(50)), grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_GT(held_seconds, 60);
  // The service counts the time from when it got the request.
  absl::SleepFor(absl::Milliseconds(200));
  settled.Notify();
  first.join();
  // The job of the second has ended by then: they run one after the other.
  EXPECT_EQ(pause("a", 1, absl::Hours(1)), grpc::StatusCode::OK);
  EXPECT_LE(held_seconds, 60);
  EXPECT_FALSE(resume("b"));
  EXPECT_TRUE(resume("a"));
  EXPECT_EQ(held_seconds, 0);
  server->Shutdown();
}

TEST_F(BackupJobsTest, ABackupIsProvenByARestore) {
  const auto metrics = [this] {
    observability::Metrics shown;
    BackupJobs(server_->store(), {dir_.path() + "/backup", {}}).Show(shown);
    return shown.Text();
  };
  EXPECT_THAT(metrics(), HasSubstr("zgc_backup_age_seconds +Inf"));
  Put("a", "1");
  const auto prove = [this](int64_t id, opsv1::Backup& backup) {
    opsv1::ProveBackupRequest request;
    request.set_id(id);
    grpc::ClientContext context;
    return stub_->ProveBackup(&context, request, &backup);
  };
  opsv1::Backup proven;
  EXPECT_EQ(prove(0, proven).error_code(), grpc::StatusCode::NOT_FOUND);
  for (int i = 0; i < 2; ++i) {
    grpc::ClientContext context;
    opsv1::Backup backup;
    ASSERT_TRUE(stub_->CreateBackup(&context, {}, &backup).ok());
  }
  ASSERT_TRUE(prove(0, proven).ok());
  EXPECT_EQ(proven.id(), 2);
  EXPECT_TRUE(proven.has_prove_time());
  EXPECT_THAT(metrics(), Not(HasSubstr("_seconds +Inf")));
  // What was restored for it is gone.
  EXPECT_FALSE(std::filesystem::exists(dir_.path() + "/backup/proof"));
  const std::string folder = *storage::BackupFolder(dir_.path() + "/backup", 1);
  ZGC_ASSERT_OK(storage::WriteFile(folder + "/CURRENT", "MANIFEST-777777\n"));
  EXPECT_EQ(prove(1, proven).error_code(), grpc::StatusCode::DATA_LOSS);
  grpc::ClientContext context;
  opsv1::ListBackupsResponse list;
  ASSERT_TRUE(stub_->ListBackups(&context, {}, &list).ok());
  EXPECT_THAT(list.backups(0).problem(), HasSubstr("CURRENT"));
  EXPECT_EQ(list.backups(1).problem(), "");
}

TEST_F(BackupJobsTest, AProofIsTriedWithoutReadingOrMarking) {
  const auto prove = [this](int64_t id, bool validate_only, opsv1::Backup& backup) {
    opsv1::ProveBackupRequest request;
    request.set_id(id);
    request.set_validate_only(validate_only);
    grpc::ClientContext context;
    return stub_->ProveBackup(&context, request, &backup).error_code();
  };
  EXPECT_THAT(BackupJobs(server_->store(), {"", {}}).CheckProve(1),
              testing::FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("--backup-dir")));
  opsv1::Backup backup;
  EXPECT_EQ(prove(0, true, backup), grpc::StatusCode::NOT_FOUND);
  BackupJobs jobs(server_->store(), {dir_.path() + "/backup", {}});
  ZGC_ASSERT_OK(jobs.Create());
  EXPECT_EQ(prove(0, true, backup), grpc::StatusCode::OK);
  EXPECT_EQ(backup.id(), 1);
  EXPECT_GT(backup.size_bytes(), 0);
  EXPECT_FALSE(backup.has_prove_time());
  EXPECT_FALSE(jobs.List()->backups(0).has_prove_time()) << "it was only tried";
  const std::string folder = *storage::BackupFolder(dir_.path() + "/backup", 1);
  std::filesystem::remove(folder + "/CURRENT");
  EXPECT_EQ(prove(1, true, backup), grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(jobs.List()->backups(0).problem(), "");
  EXPECT_EQ(server_->store().head(), 0) << "nothing was done that an auditor asks for";
  EXPECT_EQ(prove(1, false, backup), grpc::StatusCode::DATA_LOSS);
  EXPECT_EQ(server_->store().head(), 1);
  EXPECT_THAT(jobs.List()->backups(0).problem(), HasSubstr("CURRENT is missing"));
}

// Metrics say what lies in the folder, and do not count what was removed or what the future
// has made.
TEST_F(BackupJobsTest, WhatIsShownFollowsTheFolder) {
  const std::string dir = dir_.path() + "/backup";
  BackupJobs jobs(server_->store(), {dir, {}});
  const auto shown = [&] {
    observability::Metrics metrics;
    jobs.Show(metrics);
    return metrics.Text();
  };
  constexpr char kNone[] = "zgc_backup_age_seconds +Inf";
  ZGC_ASSERT_OK(jobs.Create());
  EXPECT_THAT(shown(), Not(HasSubstr(kNone)));
  std::filesystem::remove_all(dir);
  ZGC_ASSERT_OK(jobs.List());
  EXPECT_THAT(shown(), HasSubstr(kNone));
  ZGC_ASSERT_OK(server_->store().CreateBackup(dir, absl::Now() + absl::Hours(24 * 400)));
  ZGC_ASSERT_OK(jobs.List());
  EXPECT_THAT(shown(), HasSubstr(kNone));
  ZGC_ASSERT_OK(server_->store().CreateBackup(dir, absl::Now() + absl::Seconds(20)));
  // A new object has not looked yet: what Show sees is what lies there.
  BackupJobs others(server_->store(), {dir, {}});
  std::filesystem::remove_all(dir);
  observability::Metrics metrics;
  others.Show(metrics);
  EXPECT_THAT(metrics.Text(), HasSubstr(kNone));
}

}  // namespace
}  // namespace zgc::rpc
