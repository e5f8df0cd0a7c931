#include "services/supervision_reporting/testing/followers_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

using ::zgc::testing::kPrecondition;

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
  tasks.PutActivity("m");
  AwaitApplied("task_registry", 1);
  EXPECT_EQ(Position("task_registry").here(), 1);
}

TEST_F(FollowersTest, ABusySourceDoesNotFillTheStoreWithItsPosition) {
  SourceServer tasks("task_registry");
  Follow({tasks.flag()}, kNoPositions);
  tasks.PutActivity("m");
  AwaitApplied("task_registry", 1);
  const int64_t before = store_->head();
  for (int i = 0; i < 50; ++i) tasks.PutActivity(absl::StrCat(i));
  tasks.PutTask("t", "一");
  AwaitApplied("task_registry", tasks.head());
  EXPECT_EQ(TaskTitle("t"), "一");
  EXPECT_EQ(store_->head(), before + 1);
}

TEST_F(FollowersTest, APositionThatWasPutOffIsWrittenThoughNothingComesAfterIt) {
  SourceServer tasks("task_registry");
  Follow({tasks.flag()});
  for (int i = 0; i < 50; ++i) tasks.PutActivity(absl::StrCat(i));
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
  EXPECT_EQ(StandingOf(*store_->ReadAt(then), "task_registry")->here(), 3);
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
  AwaitProblem("park_region", "its store was restored");
  EXPECT_FALSE(Described(0).connected());
  EXPECT_EQ(Described(0).applied().revision(), 2);
  EXPECT_EQ(Figures("park_region"), (Values{{"figures/a", "1"}}));
  park.Stop();
  park.Start("store");
  park.Observe("i", "b", "2");
  AwaitApplied("park_region", 3);
  EXPECT_EQ(Figures("park_region"), (Values{{"figures/a", "1"}, {"figures/b", "2"}}));
  EXPECT_EQ(Described(0).problem(), "");
  EXPECT_TRUE(Described(0).connected());
}

TEST_F(FollowersTest, ASourceThatWentBackAndWroteAsMuchAgainIsRefused) {
  SourceServer tasks("task_registry");
  tasks.PutTask("t", "先");
  tasks.Stop();
  tasks.Copy("store", "before");
  tasks.Start("store");
  tasks.PutTask("t", "丢");
  Follow({tasks.flag()});
  AwaitApplied("task_registry", 2);
  tasks.Stop();
  tasks.Start("before");
  // Ahead of what was followed.
  for (const char* title : {"甲", "乙", "丙"}) tasks.PutTask("t", title);
  AwaitProblem("task_registry", "its store was restored");
  EXPECT_EQ(Described(0).state(), ops::v1::SOURCE_STATE_REFUSED);
  EXPECT_THAT(watch_.RequireCurrent("task_registry", 2),
              FailsWith(kPrecondition, HasSubstr("is refused since")));
  EXPECT_EQ(TaskTitle("t"), "丢");
  tasks.Stop();
  tasks.Start("store");
  tasks.PutTask("t", "回");
  AwaitApplied("task_registry", 3);
  EXPECT_EQ(TaskTitle("t"), "回");
  EXPECT_EQ(Described(0).state(), ops::v1::SOURCE_STATE_CURRENT);
}

TEST_F(FollowersTest, NothingIsTakenOverDuringAPauseWhichEndsByItself) {
  SourceServer tasks("task_registry");
  tasks.PutTask("t", "先");
  Follow({tasks.flag()});
  AwaitApplied("task_registry", 1);
  followers_->Hold(absl::Hours(1));
  followers_->AwaitHeld();
  const int64_t head = store_->head();
  tasks.PutTask("t", "后");
  // By the time that a store which begins to follow now has it, this one would have.
  storage::StoreOptions options;
  options.url = dir_.StoreUrl("beside");
  options.create = true;
  const auto beside = storage::Store::Open(schema_, options);
  ZGC_ASSERT_OK(beside);
  resource::SourceWatch watch;
  auto followers_beside = FollowersOf(**beside, {tasks.flag()}, watch);
  AwaitPosition(**beside, "task_registry",
                [](const resource::Standing& source) { return source.here() >= 2; });
  followers_beside.reset();
  EXPECT_EQ(store_->head(), head);
  ops::v1::ServiceStatus status;
  followers_->Describe(status);
  EXPECT_THAT(status.sources(0).problem(), HasSubstr("following is paused until 2"));
  EXPECT_GT(status.following_paused_until().seconds(), absl::ToUnixSeconds(absl::Now()) + 3000);
  followers_->Hold(absl::ZeroDuration());
  status.Clear();
  followers_->Describe(status);
  EXPECT_FALSE(status.has_following_paused_until());
  EXPECT_EQ(status.sources(0).problem(), "");
  AwaitApplied("task_registry", 2);
  followers_->Hold(absl::Milliseconds(50));
  tasks.PutTask("t", "末");
  AwaitApplied("task_registry", 3);
  // An end during a pause is no trouble.
  followers_->Hold(absl::Hours(1));
  tasks.PutTask("t", "终");
}

TEST_F(FollowersTest, WhatIsNotFollowedIsSaidToBe) {
  Follow({{"funding_ledger", ""}});
  EXPECT_EQ(Described(0).service(), "funding_ledger");
  EXPECT_EQ(Described(0).state(), ops::v1::SOURCE_STATE_NOT_FOLLOWED);
  EXPECT_THAT(
      Described(0).problem(),
      HasSubstr("without --source=funding_ledger=HOST:PORT, or with --source=funding_ledger=none"));
  EXPECT_THAT(
      watch_.RequireCurrent("funding_ledger", 1),
      FailsWith(
          kPrecondition,
          HasSubstr(
              "without --source=funding_ledger=HOST:PORT, or with --source=funding_ledger=none")));
}

TEST_F(FollowersTest, AnotherServiceAtTheAddressIsRefused) {
  SourceServer park("park_region");
  Follow({{"funding_ledger", park.flag().address}});
  AwaitProblem("funding_ledger", "which is \"park_region\"");
  EXPECT_EQ(Position("funding_ledger").store_id, "");
}

TEST_F(FollowersTest, AnAddressOfAnotherServiceIsNamedAndCostsNothing) {
  SourceServer tasks("task_registry");
  tasks.PutTask("t", "一");
  tasks.PutTask("u", "二");
  SourceServer park("park_region");
  park.Declare("i");
  Follow({tasks.flag()});
  AwaitApplied("task_registry", 2);
  const SourceFlag wrong{"task_registry", park.flag().address};
  Restart({wrong});
  AwaitProblem("task_registry", "which is \"park_region\"");
  EXPECT_THAT(Described(0).problem(), ::testing::Not(HasSubstr("history")));
  // Nor has it read afresh what does not answer there.
  ZGC_ASSERT_OK(Resync("task_registry", "地址有误"));
  Restart({wrong});
  AwaitProblem("task_registry", "which is \"park_region\"");
  EXPECT_EQ(Described(0).state(), ops::v1::SOURCE_STATE_REFUSED);
  EXPECT_EQ(Described(0).applied().revision(), 2);
  EXPECT_FALSE(Described(0).reading());
  EXPECT_EQ(TaskTitle("u"), "二");
  Restart({tasks.flag()});
  AwaitApplied("task_registry", 2);
  EXPECT_EQ(Described(0).afresh().reason(), "地址有误");
  EXPECT_EQ(Described(0).afresh().difference().ByteSizeLong(), 0);
  EXPECT_EQ(TaskTitle("u"), "二");
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
  absl::StatusOr<ops::v1::ServiceStatus> GetStatus(
      const ops::v1::GetServiceStatusRequest&) override {
    ops::v1::ServiceStatus status;
    status.set_service("park_region");
    status.set_store_id("s");
    return status;
  }
  absl::Status Watch(const figures::v1::WatchFiguresRequest&, rpc::PartTaker& taker) override {
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
  const Follower follower(*store_, FeedOf("park_region"), std::make_unique<SilentAfterOneBatch>(),
                          watch_, kFast);
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
  using ::zgc::testing::kInvalid;
  const auto good = ParseSources({"task_registry=h:1", "park_region=[::1]:2"});
  ZGC_ASSERT_OK(good);
  ASSERT_EQ(good->size(), 3);
  EXPECT_EQ((*good)[0].address, "h:1");
  // Not followed, and said to be.
  EXPECT_EQ((*good)[1].service, "funding_ledger");
  EXPECT_EQ((*good)[1].address, "");
  EXPECT_EQ((*good)[2].address, "[::1]:2");
  const auto meant = ParseSources({"task_registry=h:1", "funding_ledger=none"});
  ZGC_ASSERT_OK(meant);
  ASSERT_EQ(meant->size(), 2);
  EXPECT_EQ((*meant)[1].service, "park_region");
  EXPECT_THAT(ParseSources({"task_registry"}), FailsWith(kInvalid, HasSubstr("NAME=HOST:PORT")));
  EXPECT_THAT(ParseSources({"tasks=h:1"}), FailsWith(kInvalid, HasSubstr("--source=tasks=h:1")));
  EXPECT_THAT(ParseSources({"park_region=h:1", "park_region=h:2"}),
              FailsWith(kInvalid, HasSubstr("twice")));
}

}  // namespace
}  // namespace zgc::supervision
