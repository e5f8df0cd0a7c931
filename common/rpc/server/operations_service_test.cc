#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/call/test_indicators.h"
#include "common/rpc/flags/server_flags.h"
#include "common/rpc/server/server.h"
#include "common/rpc/server/test_options.h"
#include "common/rpc/wire/reply_limits.h"
#include "common/storage/backups.h"
#include "common/storage/table.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "zgc/figures/v1/indicators.pb.h"
#include "zgc/ops/v1/operations.grpc.pb.h"

namespace zgc::rpc {
namespace {

namespace opsv1 = ::zgc::ops::v1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Indicator = ::zgc::figures::v1::Indicator;

class OperationsTest : public ::testing::Test {
 protected:
  OperationsTest() {
    ServerOptions options = TestOptions("test", dir_);
    options.drain_timeout_seconds = 5;
    auto server = Server::Create(options, IndicatorSchema());
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    ZGC_EXPECT_OK(server_->Start({}));
    stub_ = opsv1::OperationsService::NewStub(grpc::CreateChannel(
        absl::StrCat("127.0.0.1:", server_->port()), grpc::InsecureChannelCredentials()));
  }

  void Put(const std::string& id, const std::string& label) {
    storage::Origin origin;
    origin.person = "statistics-officer";
    origin.method = "/test/Put";
    ZGC_ASSERT_OK(
        server_->store().Apply(origin, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
          Indicator indicator;
          indicator.set_name("indicators/" + id);
          indicator.set_display_name(label);
          kIndicators.Put(txn, {indicator.name()}, indicator);
          return "";
        }));
  }

  testing::TempDir dir_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<opsv1::OperationsService::Stub> stub_;
};

std::string Describe(const opsv1::WatchChangesResponse& commit) {
  std::string text = absl::StrCat(commit.position().revision(), ":");
  for (const auto& change : commit.changes()) {
    Indicator indicator;
    EXPECT_TRUE(change.resource().UnpackTo(&indicator));
    absl::StrAppend(&text, " ", change.name(), "=", indicator.display_name());
  }
  return text;
}

TEST_F(OperationsTest, AWatchSendsWhatWasAndWhatComesWithoutAGap) {
  Put("a", "1");
  Put("a", "2");
  grpc::ClientContext context;
  opsv1::WatchChangesRequest request;
  *request.mutable_after() = server_->store().PositionAt(1);
  const auto stream = stub_->WatchChanges(&context, request);
  std::vector<std::string> seen;
  opsv1::WatchChangesResponse commit;
  ASSERT_TRUE(stream->Read(&commit));
  seen.push_back(Describe(commit));
  Put("b", "3");
  ASSERT_TRUE(stream->Read(&commit));
  seen.push_back(Describe(commit));
  EXPECT_THAT(seen, ElementsAre("2: indicators/a=2", "3: indicators/b=3"));
  context.TryCancel();
  EXPECT_FALSE(stream->Read(&commit));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(OperationsTest, AFilteredWatchStillMoves) {
  Put("a", "1");
  grpc::ClientContext context;
  opsv1::WatchChangesRequest request;
  request.add_resource_types("zgc.tasks.v1.Task");
  const auto stream = stub_->WatchChanges(&context, request);
  opsv1::WatchChangesResponse commit;
  ASSERT_TRUE(stream->Read(&commit));
  EXPECT_EQ(Describe(commit), "1:");
  context.TryCancel();
}

TEST_F(OperationsTest, DrainingEndsOpenWatches) {
  grpc::ClientContext context;
  const auto stream = stub_->WatchChanges(&context, {});
  stream->WaitForInitialMetadata();
  std::thread stopper([this] { server_->Stop(); });
  opsv1::WatchChangesResponse commit;
  EXPECT_FALSE(stream->Read(&commit));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  stopper.join();
}

TEST_F(OperationsTest, WhatWaitsForItsTurnIsNotBegunWhenTheServerDrains) {
  server_->calls().stops().StopAll();
  grpc::ClientContext context;
  opsv1::VerifyStoreResponse answer;
  EXPECT_EQ(stub_->VerifyStore(&context, {}, &answer).error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(OperationsTest, WatchesAreBoundedAndAnEndedOneMakesRoom) {
  const auto unused = [](const absl::Status&) {};
  std::vector<int64_t> held;
  for (size_t i = 0; i < StopList::kMaxSize; ++i) {
    Call call;
    call.actor.caller = absl::StrCat("caller", i / StopList::kMaxOfCaller);
    const auto id = server_->calls().stops().Add(call, unused);
    ZGC_ASSERT_OK(id);
    held.push_back(*id);
  }
  opsv1::WatchChangesResponse commit;
  grpc::ClientContext refused;
  const auto stream = stub_->WatchChanges(&refused, {});
  EXPECT_FALSE(stream->Read(&commit));
  EXPECT_THAT(FromWire(stream->Finish()),
              testing::HasReason(zgc::common::v1::ERROR_REASON_OVERLOADED));
  for (const int64_t id : held) server_->calls().stops().Remove(id);
  Put("a", "1");
  grpc::ClientContext taken;
  const auto open = stub_->WatchChanges(&taken, {});
  EXPECT_TRUE(open->Read(&commit));
  taken.TryCancel();
}

// Resources are large and a commit may write many of them.
TEST_F(OperationsTest, ACommitThatIsTooLargeForAMessageComesInParts) {
  constexpr int kChanges = 10;
  ZGC_ASSERT_OK(server_->store().Apply({}, [](storage::Txn& txn) -> absl::StatusOr<std::string> {
    for (int i = 0; i < kChanges; ++i) {
      Indicator indicator;
      indicator.set_name(absl::StrCat("indicators/", i));
      indicator.set_display_name(std::string(1 << 20, 'x'));
      kIndicators.Put(txn, {indicator.name()}, indicator);
    }
    return "";
  }));
  Put("next", "2");
  const auto watch = [this](int64_t& position, int parts) {
    grpc::ClientContext context;
    opsv1::WatchChangesRequest request;
    *request.mutable_after() = server_->store().PositionAt(position);
    const auto stream = stub_->WatchChanges(&context, request);
    opsv1::WatchChangesResponse part;
    std::string names;
    for (int i = 0; i < parts && stream->Read(&part); ++i) {
      EXPECT_LE(part.ByteSizeLong(), kMaxReplyBytes);
      for (const auto& change : part.changes()) absl::StrAppend(&names, change.name().substr(11));
      if (!part.more()) position = part.position().revision();
    }
    context.TryCancel();
    return names;
  };
  int64_t position = 0;
  EXPECT_EQ(watch(position, 2), "0123");
  EXPECT_EQ(position, 0) << "it has not got the whole commit";
  EXPECT_EQ(watch(position, 6), "0123456789next");
  EXPECT_EQ(position, 2);
}

TEST_F(OperationsTest, AWatchFromTheFutureIsRefused) {
  grpc::ClientContext context;
  opsv1::WatchChangesRequest request;
  *request.mutable_after() = server_->store().PositionAt(9);
  const auto stream = stub_->WatchChanges(&context, request);
  opsv1::WatchChangesResponse commit;
  EXPECT_FALSE(stream->Read(&commit));
  EXPECT_THAT(FromWire(stream->Finish()),
              testing::HasReason(zgc::common::v1::ERROR_REASON_REVISION_OUT_OF_RANGE));
}

TEST_F(OperationsTest, AWatchOfAnotherHistoryIsRefused) {
  Put("a", "1");
  Put("a", "2");
  const auto refused = [this](const std::string& incarnation, const std::string& chain) {
    grpc::ClientContext context;
    opsv1::WatchChangesRequest request;
    request.mutable_after()->set_revision(1);
    request.mutable_after()->set_incarnation(incarnation);
    request.set_after_chain_sha256(chain);
    const auto stream = stub_->WatchChanges(&context, request);
    opsv1::WatchChangesResponse commit;
    if (stream->Read(&commit)) {
      EXPECT_EQ(commit.chain_sha256(), *server_->store().ChainAt(2));
      context.TryCancel();
      return absl::OkStatus();
    }
    return FromWire(stream->Finish());
  };
  const std::string own = server_->store().store_id();
  ZGC_EXPECT_OK(refused(own, *server_->store().ChainAt(1)));
  EXPECT_THAT(refused(std::string(32, 'f'), ""),
              testing::HasReason(zgc::common::v1::ERROR_REASON_POSITION_FORKED));
  EXPECT_THAT(refused(own, std::string(32, 'x')),
              testing::HasReason(zgc::common::v1::ERROR_REASON_POSITION_FORKED));
}

TEST_F(OperationsTest, StatusAndAuditSayWhatHappened) {
  grpc::ClientContext empty_context;
  opsv1::ServiceStatus status;
  ASSERT_TRUE(stub_->GetServiceStatus(&empty_context, {}, &status).ok());
  ASSERT_EQ(status.incarnations_size(), 1);
  EXPECT_FALSE(status.incarnations(0).has_begin_time());
  Put("a", "1");
  grpc::ClientContext status_context;
  status.Clear();
  ASSERT_TRUE(stub_->GetServiceStatus(&status_context, {}, &status).ok());
  EXPECT_EQ(status.service(), "test");
  EXPECT_EQ(status.position().revision(), 1);
  EXPECT_EQ(status.position().incarnation(), status.store_id());
  EXPECT_EQ(status.chain_sha256(), *server_->store().ChainAt(1));
  ASSERT_EQ(status.incarnations_size(), 1);
  EXPECT_EQ(status.incarnations(0).id(), status.store_id());
  EXPECT_TRUE(status.writable());
  grpc::ClientContext audit_context;
  opsv1::ListAuditRecordsResponse audit;
  ASSERT_TRUE(stub_->ListAuditRecords(&audit_context, {}, &audit).ok());
  ASSERT_EQ(audit.records_size(), 1);
  EXPECT_EQ(status.incarnations(0).begin_time().seconds(), audit.records(0).time().seconds());
  EXPECT_EQ(audit.records(0).person(), "statistics-officer");
  EXPECT_EQ(audit.records(0).incarnation(), status.store_id());
  EXPECT_THAT(audit.records(0).resources(), ElementsAre("indicators/a"));
  // Who goes on reading learns that the history is another one.
  const auto go_on = [this](const std::string& incarnation) {
    grpc::ClientContext context;
    context.AddMetadata(kIncarnationMetadata, incarnation);
    opsv1::ListAuditRecordsRequest request;
    request.set_after_revision(1);
    opsv1::ListAuditRecordsResponse response;
    return FromWire(stub_->ListAuditRecords(&context, request, &response));
  };
  ZGC_EXPECT_OK(go_on(status.store_id()));
  EXPECT_THAT(go_on(std::string(32, 'f')),
              testing::HasReason(zgc::common::v1::ERROR_REASON_POSITION_FORKED));
}

TEST_F(OperationsTest, ABackupIsListedAndRestoresFromTheCommandLine) {
  const auto Restore = [&](int64_t id, const std::string& store) {
    std::vector<std::string> words = {"test", "--backup-dir=" + dir_.path() + "/backup",
                                      "--store=" + store, absl::StrCat("--restore=", id)};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    int exit_code = -1;
    EXPECT_FALSE(
        ParseFlags(static_cast<int>(argv.size()), argv.data(), {}, IndicatorSchema(), exit_code)
            .has_value());
    return exit_code;
  };
  Put("a", "1");
  grpc::ClientContext backup_context;
  opsv1::Backup backup;
  ASSERT_TRUE(stub_->CreateBackup(&backup_context, {}, &backup).ok());
  EXPECT_EQ(backup.position().revision(), 1);
  Put("b", "2");
  grpc::ClientContext list_context;
  opsv1::ListBackupsResponse list;
  ASSERT_TRUE(stub_->ListBackups(&list_context, {}, &list).ok());
  ASSERT_EQ(list.backups_size(), 1);
  storage::StoreOptions options;
  options.url = dir_.StoreUrl("restored");
  EXPECT_EQ(Restore(list.backups(0).id(), options.url), 0);
  // Never over a store that is there.
  EXPECT_EQ(Restore(list.backups(0).id(), options.url), 1);
  EXPECT_EQ(Restore(99, dir_.StoreUrl("other")), 1);
  {
    ServerOptions again = TestOptions("test", dir_);
    again.store_url = options.url;
    again.create_store = false;
    const auto server = Server::Create(again, IndicatorSchema());
    ZGC_ASSERT_OK(server);
    ZGC_ASSERT_OK((*server)->Start({}));
    const auto stub = opsv1::OperationsService::NewStub(grpc::CreateChannel(
        absl::StrCat("127.0.0.1:", (*server)->port()), grpc::InsecureChannelCredentials()));
    grpc::ClientContext context;
    opsv1::ServiceStatus status;
    ASSERT_TRUE(stub->GetServiceStatus(&context, {}, &status).ok());
    ASSERT_EQ(status.incarnations_size(), 2);
    // The one that the restore began is known at once.
    EXPECT_GT(status.incarnations(0).begin_time().seconds(), 0);
    EXPECT_GE(status.incarnations(1).begin_time().seconds(),
              status.incarnations(0).begin_time().seconds());
  }
  const auto restored = storage::Store::Open(IndicatorSchema(), options);
  ZGC_ASSERT_OK(restored);
  // The restore is a commit of its own.
  EXPECT_EQ((*restored)->head(), 2);
  EXPECT_THAT((*restored)->lineage().incarnations().back().reason(), HasSubstr("restored from"));
  EXPECT_EQ((*restored)->store_id(), server_->store().store_id());
}

// They change no row, and leave a record all the same before they are answered.
TEST_F(OperationsTest, BackupsAndVerificationsAreAudited) {
  Put("a", "1");
  grpc::ClientContext backup_context;
  opsv1::Backup backup;
  ASSERT_TRUE(stub_->CreateBackup(&backup_context, {}, &backup).ok());
  grpc::ClientContext prove_context;
  opsv1::ProveBackupRequest prove;
  prove.set_id(99);
  EXPECT_FALSE(stub_->ProveBackup(&prove_context, prove, &backup).ok());
  grpc::ClientContext read_context;
  opsv1::ReadBackupRequest read;
  read.set_id(1);
  const auto parts = stub_->ReadBackup(&read_context, read);
  opsv1::ReadBackupResponse part;
  while (parts->Read(&part)) continue;
  ASSERT_TRUE(parts->Finish().ok());
  grpc::ClientContext verify_context;
  opsv1::VerifyStoreResponse verified;
  ASSERT_TRUE(stub_->VerifyStore(&verify_context, {}, &verified).ok());
  std::vector<std::string> seen;
  ZGC_ASSERT_OK(
      server_->store().ForEachCommit(2, [&](int64_t, const storage::v1::CommitRecord& record) {
        seen.push_back(absl::StrCat(record.method(), " ", record.resource(), " ", record.result()));
        return true;
      }));
  const std::string service = "/zgc.ops.v1.OperationsService/";
  EXPECT_THAT(seen, ElementsAre(service + "CreateBackup backups/1 OK",
                                ::testing::StartsWith(service + "ProveBackup backups/99 "),
                                service + "ReadBackup backups/1 OK", service + "VerifyStore  OK"));
}

TEST_F(OperationsTest, APageOfTheAuditIsBoundedByItsBytes) {
  constexpr int kCommits = 12;
  const std::string longish(80, 'n');
  for (int i = 0; i < kCommits; ++i) {
    ZGC_ASSERT_OK(server_->store().Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      for (int j = 0; j < 4000; ++j) {
        Indicator indicator;
        indicator.set_name(absl::StrCat("indicators/", longish, j));
        indicator.set_display_name(absl::StrCat(i));
        kIndicators.Put(txn, {indicator.name()}, indicator);
      }
      return "";
    }));
  }
  int64_t after = 0;
  int pages = 0;
  while (true) {
    grpc::ClientContext context;
    opsv1::ListAuditRecordsRequest request;
    request.set_after_revision(after);
    opsv1::ListAuditRecordsResponse page;
    ASSERT_TRUE(stub_->ListAuditRecords(&context, request, &page).ok());
    if (page.records().empty()) break;
    ++pages;
    EXPECT_EQ(page.records(0).revision(), after + 1);
    after = page.records(page.records_size() - 1).revision();
  }
  EXPECT_EQ(after, kCommits);
  EXPECT_GT(pages, 1);
}

TEST_F(OperationsTest, VerifyReadsEverything) {
  Put("a", "1");
  grpc::ClientContext context;
  opsv1::VerifyStoreResponse answer;
  ASSERT_TRUE(stub_->VerifyStore(&context, {}, &answer).ok());
  EXPECT_THAT(answer.problems(), IsEmpty());
  EXPECT_EQ(answer.rows(), 2);
}

}  // namespace
}  // namespace zgc::rpc
