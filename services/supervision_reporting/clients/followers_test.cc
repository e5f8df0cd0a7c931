#include "services/supervision_reporting/clients/followers.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/synchronization/notification.h"
#include "common/testing/store_fixture.h"
#include "services/supervision_reporting/store/schema.h"
#include "services/supervision_reporting/testing/source_server.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

constexpr absl::Duration kPatience = absl::Seconds(60);
constexpr Backoff kFast{absl::Milliseconds(1), absl::Milliseconds(20), absl::Milliseconds(20)};
// No position is written for its own sake after the first one.
constexpr Backoff kNoPositions{absl::Milliseconds(1), absl::Milliseconds(20), absl::Hours(1)};

class FollowersTest : public testing::StoreFixture {
 protected:
  FollowersTest() : StoreFixture(SupervisionSchema()) {}
  ~FollowersTest() override { followers_.reset(); }

  void Follow(const std::vector<SourceFlag>& flags, const Backoff& backoff = kFast) {
    rpc::ClientOptions security;
    security.insecure_loopback = true;
    auto followers = StartFollowers(*store_, flags, security, backoff);
    ASSERT_TRUE(followers.ok()) << followers.status();
    followers_ = *std::move(followers);
  }
  // What a restart of this service does.
  void Restart(const std::vector<SourceFlag>& flags) {
    followers_.reset();
    Open();
    Follow(flags);
  }

  v1::Source Position(const std::string& service) {
    const auto source = PositionOf(store_->Read(), service);
    EXPECT_TRUE(source.ok()) << source.status();
    return source.ok() ? *source : v1::Source();
  }
  // Waits until all of `service` has been applied as of `revision`.
  void AwaitApplied(const std::string& service, int64_t revision) {
    AwaitPosition(service,
                  [&](const v1::Source& source) { return source.applied_revision() >= revision; });
  }
  void AwaitPosition(const std::string& service,
                     const std::function<bool(const v1::Source&)>& reached) {
    while (!reached(Position(service))) {
      const int64_t seen = store_->head();
      if (reached(Position(service))) break;
      absl::Notification moved;
      store_->OnRevision(seen + 1, [&] { moved.Notify(); });
      ASSERT_TRUE(moved.WaitForNotificationWithTimeout(kPatience))
          << service << " stays at " << Position(service).ShortDebugString();
    }
  }
  ops::v1::FollowedSource Described(int index) {
    ops::v1::ServiceStatus status;
    followers_->Describe(status);
    return status.sources(index);
  }
  // Waits until the status of a source says so.
  void AwaitProblem(const std::string& service, const std::string& words) {
    ASSERT_TRUE(followers_->Await(
        service,
        [&](const Follower::State& state) { return absl::StrContains(state.problem, words); },
        kPatience))
        << words;
  }
  void AwaitBroken(const std::string& service) {
    ASSERT_TRUE(followers_->Await(
        service,
        [](const Follower::State& state) { return !state.connected && !state.problem.empty(); },
        kPatience));
  }
  std::map<std::string, std::string> Figures(const std::string& service, int64_t revision = 0) {
    std::map<std::string, std::string> values;
    const auto snapshot = store_->ReadAt(revision);
    EXPECT_TRUE(snapshot.ok());
    ZGC_EXPECT_OK(kSourceFigures.ForEach(
        *snapshot, [&](const SourceKey& key, const figures::v1::Figure& figure) {
          if (key.service == service) values[key.name] = figure.value();
          return true;
        }));
    return values;
  }
  std::string TaskTitle(const std::string& id, int64_t revision = 0) {
    const auto snapshot = store_->ReadAt(revision);
    EXPECT_TRUE(snapshot.ok());
    const auto task = kSourceTasks.Get(*snapshot, {"task_registry", "tasks/" + id});
    EXPECT_TRUE(task.ok()) << task.status();
    return task.ok() && task->has_value() ? (*task)->title() : "";
  }

  std::unique_ptr<Followers> followers_;
};

using Values = std::map<std::string, std::string>;

TEST_F(FollowersTest, FiguresComeChangeAndGo) {
  SourceServer park("park_region");
  park.Declare("visits");
  park.Observe("visits", "a", "1");
  park.Observe("visits", "b", "2");
  Follow({park.flag()});
  AwaitApplied("park_region", park.head());
  EXPECT_EQ(Figures("park_region"), (Values{{"figures/a", "1"}, {"figures/b", "2"}}));
  park.Observe("visits", "a", "3");
  AwaitApplied("park_region", park.head());
  EXPECT_EQ(Figures("park_region"), (Values{{"figures/a", "3"}, {"figures/b", "2"}}));
  park.Retract("b");
  AwaitApplied("park_region", park.head());
  EXPECT_EQ(Figures("park_region"), (Values{{"figures/a", "3"}}));
  const auto indicator =
      kSourceIndicators.Get(store_->Read(), {"park_region", "indicators/visits"});
  ASSERT_TRUE(indicator.ok() && indicator->has_value());
}

TEST_F(FollowersTest, ThePositionMovesThoughNoFigureAndNoFollowedRowChanged) {
  SourceServer tasks("task_registry");
  Follow({tasks.flag()});
  tasks.PutMilestone("m");
  AwaitApplied("task_registry", 1);
  EXPECT_EQ(Position("task_registry").figures_revision(), 1);
  EXPECT_EQ(Position("task_registry").rows_revision(), 1);
}

TEST_F(FollowersTest, ABusySourceDoesNotFillTheStoreWithItsPosition) {
  SourceServer tasks("task_registry");
  Follow({tasks.flag()}, kNoPositions);
  tasks.PutMilestone("m");
  AwaitApplied("task_registry", 1);
  const int64_t before = store_->head();
  for (int i = 0; i < 50; ++i) tasks.PutMilestone(absl::StrCat(i));
  tasks.PutTask("t", "一");
  const auto reached = [&](const v1::Source& source) {
    return source.rows_revision() == tasks.head();
  };
  AwaitPosition("task_registry", reached);
  EXPECT_EQ(TaskTitle("t"), "一");
  EXPECT_EQ(store_->head(), before + 1);
}

TEST_F(FollowersTest, APositionThatWasPutOffIsWrittenThoughNothingComesAfterIt) {
  SourceServer tasks("task_registry");
  Follow({tasks.flag()});
  for (int i = 0; i < 50; ++i) tasks.PutMilestone(absl::StrCat(i));
  AwaitApplied("task_registry", tasks.head());
}

TEST_F(FollowersTest, RowsOfTheTaskRegistryAreFollowedToo) {
  SourceServer tasks("task_registry");
  tasks.PutTask("2019-01", "一");
  tasks.PutTask("2019-02", "二");
  tasks.PutTask("2019-01", "改");
  Follow({tasks.flag()});
  AwaitApplied("task_registry", tasks.head());
  EXPECT_EQ(TaskTitle("2019-01"), "改");
  EXPECT_EQ(TaskTitle("2019-02"), "二");
}

TEST_F(FollowersTest, ALocalRevisionKeepsWhatWasKnownThen) {
  SourceServer tasks("task_registry");
  tasks.Declare("i");
  tasks.Observe("i", "o", "1");
  tasks.PutTask("t", "旧");
  Follow({tasks.flag()});
  AwaitApplied("task_registry", tasks.head());
  const int64_t then = store_->head();
  tasks.Observe("i", "o", "2");
  tasks.PutTask("t", "新");
  AwaitApplied("task_registry", tasks.head());
  Restart({tasks.flag()});
  EXPECT_EQ(Figures("task_registry", then), (Values{{"figures/o", "1"}}));
  EXPECT_EQ(TaskTitle("t", then), "旧");
  EXPECT_EQ(PositionOf(*store_->ReadAt(then), "task_registry")->applied_revision(), 3);
  EXPECT_EQ(TaskTitle("t"), "新");
}

TEST_F(FollowersTest, ARestartedSourceIsReadOnFromThePosition) {
  SourceServer park("park_region");
  park.Declare("i");
  park.Observe("i", "a", "1");
  Follow({park.flag()});
  AwaitApplied("park_region", 2);
  park.Stop();
  AwaitBroken("park_region");
  park.Start("store");
  park.Observe("i", "b", "2");
  AwaitApplied("park_region", 3);
  EXPECT_EQ(Figures("park_region"), (Values{{"figures/a", "1"}, {"figures/b", "2"}}));
}

TEST_F(FollowersTest, WhatHappenedWhileThisServiceWasDownIsCaughtUp) {
  SourceServer tasks("task_registry");
  tasks.Declare("i");
  Follow({tasks.flag()});
  AwaitApplied("task_registry", 1);
  followers_.reset();
  for (int i = 0; i < 20; ++i) {
    tasks.Observe("i", absl::StrCat("o", i), "1");
    tasks.PutTask(absl::StrCat(i), "t");
  }
  Restart({tasks.flag()});
  AwaitApplied("task_registry", tasks.head());
  EXPECT_EQ(Figures("task_registry").size(), 20);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(TaskTitle(absl::StrCat(i)), "t");
}

TEST_F(FollowersTest, AReplacedStoreIsRefusedUntilTheRightOneIsBack) {
  SourceServer park("park_region");
  park.Declare("i");
  park.Observe("i", "a", "1");
  Follow({park.flag()});
  AwaitApplied("park_region", 2);
  park.Stop();
  park.Start("another");
  park.Declare("i");
  park.Observe("i", "forged", "9");
  park.Observe("i", "forged2", "9");
  AwaitProblem("park_region", "as before: nothing of it is taken over");
  EXPECT_FALSE(Described(0).connected());
  EXPECT_EQ(Described(0).applied_revision(), 2);
  EXPECT_EQ(Figures("park_region"), (Values{{"figures/a", "1"}}));
  park.Stop();
  park.Start("store");
  park.Observe("i", "b", "2");
  AwaitApplied("park_region", 3);
  EXPECT_EQ(Figures("park_region"), (Values{{"figures/a", "1"}, {"figures/b", "2"}}));
  EXPECT_EQ(Described(0).problem(), "");
  EXPECT_TRUE(Described(0).connected());
}

TEST_F(FollowersTest, AnotherServiceAtTheAddressIsRefused) {
  SourceServer park("park_region");
  Follow({{"funding_ledger", park.flag().address}});
  AwaitProblem("funding_ledger", "which is \"park_region\"");
  EXPECT_EQ(Position("funding_ledger").store_id(), "");
}

TEST_F(FollowersTest, ASourceThatIsDownHindersNobody) {
  SourceServer park("park_region");
  park.Declare("i");
  park.Observe("i", "a", "1");
  SourceServer gone("task_registry");
  const SourceFlag down = gone.flag();
  gone.Stop();
  Follow({down, park.flag()});
  AwaitApplied("park_region", 2);
  AwaitBroken("task_registry");
  EXPECT_FALSE(Described(0).connected());
  EXPECT_EQ(Described(1).problem(), "");
}

// Hands out one batch that does not fit, then says nothing more.
class SilentAfterOneBatch final : public rpc::SourceClient {
 public:
  absl::StatusOr<ops::v1::ServiceStatus> GetStatus() override {
    ops::v1::ServiceStatus status;
    status.set_service("park_region");
    status.set_store_id("s");
    return status;
  }
  absl::Status WatchFigures(int64_t,
                            rpc::BatchTaker<figures::v1::WatchFiguresResponse>& taker) override {
    absl::Notification ended;
    {
      absl::MutexLock lock(&mutex_);
      call_ = &ended;
      if (cancelled_) ended.Notify();
    }
    figures::v1::WatchFiguresResponse batch;
    batch.mutable_position()->set_revision(1);
    batch.add_changed()->set_name("figures/f");
    const absl::Status taken = taker.Take("another", batch);
    ended.WaitForNotification();
    absl::MutexLock lock(&mutex_);
    call_ = nullptr;
    return taken.ok() ? absl::CancelledError("ended") : taken;
  }
  absl::Status WatchRows(int64_t, const std::vector<std::string>&,
                         rpc::BatchTaker<ops::v1::WatchChangesResponse>&) override {
    return absl::UnimplementedError("");
  }
  void EndCall() override {
    absl::MutexLock lock(&mutex_);
    if (call_ != nullptr && !call_->HasBeenNotified()) call_->Notify();
  }
  void Cancel() override {
    EndCall();
    absl::MutexLock lock(&mutex_);
    cancelled_ = true;
  }

 private:
  absl::Mutex mutex_;
  absl::Notification* call_ = nullptr;
  bool cancelled_ = false;
};

TEST_F(FollowersTest, ABatchThatCannotBeAppliedEndsItsStream) {
  const Follower follower(*store_, FeedOf({"park_region", false}), rpc::StreamKind::kFigures,
                          std::make_unique<SilentAfterOneBatch>(), kFast);
  EXPECT_TRUE(follower.Await(
      [](const Follower::State& state) {
        return absl::StrContains(state.problem, "has store another, not s");
      },
      kPatience));
}

TEST_F(FollowersTest, AppliedBatchesAreInTheAudit) {
  SourceServer park("park_region");
  park.Declare("i");
  Follow({park.flag()});
  AwaitApplied("park_region", 1);
  std::vector<std::string> lines;
  ZGC_ASSERT_OK(store_->ForEachCommit(1, [&](int64_t, const storage::v1::CommitRecord& record) {
    lines.push_back(absl::StrCat(record.caller(), " ", record.method()));
    return true;
  }));
  EXPECT_THAT(lines, ::testing::ElementsAre("spiffe://zgc/supervision-reporting "
                                            "/zgc.ops.v1.OperationsService/GetServiceStatus",
                                            "spiffe://zgc/supervision-reporting "
                                            "/zgc.figures.v1.FigureService/WatchFigures"));
}

TEST(ParseSourcesTest, WrongFlagsAreNamed) {
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  const auto good = ParseSources({"task_registry=h:1", "park_region=[::1]:2"});
  ZGC_ASSERT_OK(good);
  EXPECT_EQ((*good)[1].address, "[::1]:2");
  EXPECT_THAT(ParseSources({"task_registry"}), FailsWith(kInvalid, HasSubstr("NAME=HOST:PORT")));
  EXPECT_THAT(ParseSources({"tasks=h:1"}), FailsWith(kInvalid, HasSubstr("--source=tasks=h:1")));
  EXPECT_THAT(ParseSources({"park_region=h:1", "park_region=h:2"}),
              FailsWith(kInvalid, HasSubstr("twice")));
}

}  // namespace
}  // namespace zgc::supervision
