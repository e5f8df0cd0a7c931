#include "common/rpc/following/sweep.h"
#include "common/storage/lineage.h"
#include "services/supervision_reporting/testing/followers_fixture.h"

// Batches that come in parts, and what is of one revision.
namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

// Sends what it was told to, one list of parts for each connection, and then nothing.
class ScriptedSource final : public rpc::SourceClient {
 public:
  using Parts = std::vector<figures::v1::WatchFiguresResponse>;
  // `restored`: once all is sent it has not what it sent in its history any more.
  explicit ScriptedSource(std::vector<Parts> connections, bool restored = false)
      : connections_(std::move(connections)), restored_(restored) {}

  absl::StatusOr<ops::v1::ServiceStatus> GetStatus(
      const ops::v1::GetServiceStatusRequest& question) override {
    absl::MutexLock lock(&mutex_);
    if (restored_ && connections_.empty() && question.has_after()) {
      return storage::Forked(question.after(), 4, "restored");
    }
    ops::v1::ServiceStatus status;
    status.set_service("park_region");
    status.set_store_id("s");
    status.mutable_position()->set_revision(100);
    return status;
  }
  absl::Status Watch(const figures::v1::WatchFiguresRequest& request,
                     rpc::PartTaker& taker) override {
    absl::MutexLock lock(&mutex_);
    asked_.push_back(request.after().revision());
    if (connections_.empty()) {
      mutex_.Await(absl::Condition(&cancelled_));
      return absl::CancelledError("ended");
    }
    const Parts parts = connections_.front();
    connections_.erase(connections_.begin());
    for (const auto& part : parts) {
      const absl::Status taken = taker.Take("s", part);
      if (absl::IsAborted(taken)) return taken;
      ZGC_EXPECT_OK(taken);
    }
    return absl::UnavailableError("cut off");
  }
  void EndCall() override {}
  void Cancel() override {
    absl::MutexLock lock(&mutex_);
    cancelled_ = true;
  }
  // What the connections asked to go on from, once there were so many.
  std::vector<int64_t> Asked(size_t connections) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return asked_.size() >= connections;
    };
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&enough), kPatience));
    return asked_;
  }

 private:
  absl::Mutex mutex_;
  std::vector<Parts> connections_ ABSL_GUARDED_BY(mutex_);
  const bool restored_;
  std::vector<int64_t> asked_ ABSL_GUARDED_BY(mutex_);
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

figures::v1::WatchFiguresResponse Part(int64_t revision, const std::string& figure, bool more) {
  figures::v1::WatchFiguresResponse part;
  part.mutable_position()->set_revision(revision);
  part.set_more(more);
  auto& changed = *part.add_changed();
  changed.set_name("figures/" + figure);
  changed.set_value(absl::StrCat(revision));
  return part;
}

TEST_F(FollowersTest, AFirstSetThatIsCutBetweenItsPartsIsReadAgainAndNothingIsLost) {
  auto made = std::make_unique<ScriptedSource>(std::vector<ScriptedSource::Parts>{
      {Part(5, "a", true), Part(5, "gone", true)},
      {Part(6, "a", true), Part(6, "b", true), Part(6, "c", false)},
      // A later batch that is cut off, and one that is whole.
      {Part(7, "a", true)},
      {Part(9, "a", true), Part(9, "c", false), Part(11, "d", false)}});
  ScriptedSource& source = *made;
  const Follower follower(*store_, FeedOf("park_region"), std::move(made), watch_, kFast);
  EXPECT_THAT(source.Asked(5), ::testing::ElementsAre(0, 0, 6, 0, 11));
  EXPECT_EQ(Position("park_region").here(), 11);
  EXPECT_EQ(Figures("park_region"),
            (Values{{"figures/a", "9"}, {"figures/c", "9"}, {"figures/d", "11"}}));
  // Whatever revision of this store calls itself exact is.
  std::map<int64_t, Values> exact;
  for (int64_t revision = 1; revision <= store_->head(); ++revision) {
    const auto standing = StandingOf(*store_->ReadAt(revision), "park_region");
    ZGC_ASSERT_OK(standing);
    if (!standing->exact) continue;
    const auto known =
        exact.try_emplace(standing->applied.revision(), Figures("park_region", revision));
    EXPECT_EQ(known.first->second, Figures("park_region", revision));
  }
  EXPECT_EQ(exact[6], (Values{{"figures/a", "6"}, {"figures/b", "6"}, {"figures/c", "6"}}));
  EXPECT_EQ(exact[9], (Values{{"figures/a", "9"}, {"figures/c", "9"}}));
  EXPECT_FALSE(exact.contains(5));
  EXPECT_FALSE(exact.contains(7));
}

TEST_F(FollowersTest, ASourceThatWasRestoredBetweenThePartsOfABatchIsRefused) {
  auto made = std::make_unique<ScriptedSource>(
      std::vector<ScriptedSource::Parts>{{Part(5, "a", false)}, {Part(7, "a", true)}},
      /*restored=*/true);
  ScriptedSource& source = *made;
  const Follower follower(*store_, FeedOf("park_region"), std::move(made), watch_, kFast);
  EXPECT_TRUE(follower.Await(
      [](const Follower::State& state) {
        return absl::StrContains(state.problem, "its store was restored");
      },
      kPatience));
  EXPECT_THAT(source.Asked(2), ::testing::ElementsAre(0, 5));
}

// Where a process is killed, the commit that is the last one then stands.
TEST_F(FollowersTest, WhatIsGoneIsRemovedInPartsAndNothingHalfReadCountsThoughItIsCutOff) {
  constexpr int kGone = 2500;
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    for (int i = 0; i < kGone; ++i) {
      figures::v1::Figure figure;
      figure.set_name(absl::StrCat("figures/m", 10'000 + i));
      kSourceFigures.Put(txn, {"park_region", figure.name()}, figure);
    }
    return "";
  }));
  const auto follow = [this](std::vector<ScriptedSource::Parts> connections) {
    const size_t count = connections.size();
    auto made = std::make_unique<ScriptedSource>(std::move(connections));
    ScriptedSource& source = *made;
    const Follower follower(*store_, FeedOf("park_region"), std::move(made), watch_, kFast);
    source.Asked(count + 1);
  };
  // Cut off between the rows before and those behind what is gone, then after both.
  follow({{Part(5, "a", true)}, {Part(5, "a", true), Part(5, "z", true)}});
  EXPECT_EQ(Position("park_region").here(), absl::nullopt);
  EXPECT_EQ(Figures("park_region"), (Values{{"figures/a", "5"}, {"figures/z", "5"}}));
  Open();
  follow({{Part(6, "a", true), Part(6, "zz", false)}});
  EXPECT_EQ(Position("park_region").here(), 6);
  EXPECT_EQ(Figures("park_region"), (Values{{"figures/a", "6"}, {"figures/zz", "6"}}));
  EXPECT_EQ(Position("park_region").afresh.difference().removed(), kGone + 1);
  int removals = 0;
  ZGC_ASSERT_OK(store_->ForEachCommit(/*first=*/2, [&](int64_t revision, const auto& record) {
    EXPECT_LE(record.changes_size(), static_cast<int>(rpc::Sweep::kMaxGone) + 1);
    for (const auto& change : record.changes()) removals += change.deleted();
    const auto standing = StandingOf(*store_->ReadAt(revision), "park_region");
    EXPECT_EQ(standing->exact, revision == store_->head());
    return true;
  }));
  EXPECT_EQ(removals, kGone + 1);
}

TEST_F(FollowersTest, ASourceThatDoesNotSendByNameIsNotTakenOver) {
  auto made = std::make_unique<ScriptedSource>(std::vector<ScriptedSource::Parts>{
      {Part(5, "b", true), Part(5, "a", false)}, {Part(5, "a", true), Part(5, "b", false)}});
  ScriptedSource& source = *made;
  const Follower follower(*store_, FeedOf("park_region"), std::move(made), watch_, kFast);
  EXPECT_THAT(source.Asked(3), ::testing::ElementsAre(0, 0, 5));
  EXPECT_EQ(Figures("park_region"), (Values{{"figures/a", "5"}, {"figures/b", "5"}}));
}

TEST_F(FollowersTest, OfASourceThatIsReplacedByAnEmptyOneNothingStays) {
  SourceServer park("park_region");
  park.Declare("i");
  park.Observe("i", "a", "1");
  Follow({park.flag()});
  AwaitApplied("park_region", 2);
  park.Stop();
  park.Start("empty");
  ASSERT_EQ(park.head(), 0);
  AwaitProblem("park_region", "its store was restored or replaced");
  ZGC_ASSERT_OK(Resync("park_region", "r"));
  AwaitApplied("park_region", 0);
  EXPECT_EQ(Figures("park_region"), Values());
  // The indicator, the observation and its figure.
  EXPECT_EQ(Described(0).afresh().difference().removed(), 3);
  park.Declare("j");
  AwaitApplied("park_region", 1);
}

TEST_F(FollowersTest, ASetLargerThanAMessageComesWhole) {
  SourceServer park("park_region");
  park.Declare("i");
  for (int i = 0; i < 12; ++i) {
    park.Observe("i", absl::StrCat("o", i), "1", std::string(900'000, 'n'));
  }
  Follow({park.flag()});
  AwaitApplied("park_region", park.head());
  EXPECT_EQ(Figures("park_region").size(), 12);
}

TEST_F(FollowersTest, FiguresAndRowsAreOfTheSameRevision) {
  SourceServer tasks("task_registry");
  tasks.Declare("i");
  Follow({tasks.flag()});
  for (int i = 0; i < 200; ++i) {
    tasks.ObserveAndPutTask("i", "t", absl::StrCat(i), absl::StrCat(i));
  }
  AwaitApplied("task_registry", tasks.head());
  EXPECT_EQ(TaskTitle("t"), "199");
  for (int64_t revision = 1; revision <= store_->head(); ++revision) {
    const Values figures = Figures("task_registry", revision);
    if (figures.empty()) continue;
    EXPECT_EQ(figures.at("figures/t"), TaskTitle("t", revision)) << revision;
  }
}

TEST_F(FollowersTest, ASourceThatIsRefusedIsReadAfreshWhenAnOperatorSaysSo) {
  SourceServer tasks("task_registry");
  tasks.PutTask("same", "同");
  tasks.PutTask("t", "先");
  tasks.Stop();
  tasks.Copy("store", "before");
  tasks.Start("store");
  tasks.PutTask("t", "丢");
  tasks.PutTask("lost", "丢");
  Follow({tasks.flag()});
  AwaitApplied("task_registry", tasks.head());
  tasks.Stop();
  tasks.Start("before");
  tasks.PutTask("new", "新");
  AwaitProblem("task_registry", "its store was restored");
  EXPECT_THAT(Resync("park_region", "r"),
              FailsWith(absl::StatusCode::kNotFound, HasSubstr("is not followed")));
  EXPECT_THAT(Resync("task_registry", ""),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("")));
  ZGC_ASSERT_OK(Resync("task_registry", "恢复自备份"));
  AwaitApplied("task_registry", tasks.head());
  EXPECT_EQ(TaskTitle("t"), "先");
  EXPECT_EQ(TaskTitle("same"), "同");
  EXPECT_EQ(TaskTitle("new"), "新");
  EXPECT_EQ(TaskTitle("lost"), "");
  const ops::v1::FollowedSource described = Described(0);
  EXPECT_EQ(described.afresh().reason(), "恢复自备份");
  EXPECT_EQ(described.afresh().by(), "operator");
  EXPECT_EQ(described.afresh().difference().added(), 1);
  EXPECT_EQ(described.afresh().difference().changed(), 1);
  EXPECT_EQ(described.afresh().difference().removed(), 1);
  EXPECT_THAT(described.afresh().difference().names(),
              ::testing::UnorderedElementsAre("tasks/new", "tasks/t", "tasks/lost"));
  EXPECT_EQ(described.state(), ops::v1::SOURCE_STATE_CURRENT);
  // It is followed on.
  tasks.PutTask("t", "后");
  AwaitApplied("task_registry", tasks.head());
  EXPECT_EQ(TaskTitle("t"), "后");
}

TEST_F(FollowersTest, ASourceThatIsFollowedIsReadAfreshTooThoughItSaysNothing) {
  SourceServer park("park_region");
  park.Declare("i");
  park.Observe("i", "a", "1");
  Follow({park.flag()});
  AwaitApplied("park_region", 2);
  // As if a fault of this service had written it.
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    kSourceFigures.Delete(txn, {"park_region", "figures/a"});
    figures::v1::Figure wrong;
    wrong.set_name("figures/wrong");
    kSourceFigures.Put(txn, {"park_region", wrong.name()}, wrong);
    ops::v1::ResyncSourceRequest request;
    request.set_source("park_region");
    request.set_reason("r");
    ZGC_RETURN_IF_ERROR(followers_->Resync(txn, {}, request));
    return "";
  }));
  AwaitApplied("park_region", 2);
  EXPECT_EQ(Figures("park_region"), (Values{{"figures/a", "1"}}));
  EXPECT_EQ(Described(0).afresh().difference().added(), 1);
  EXPECT_EQ(Described(0).afresh().difference().removed(), 1);
}

}  // namespace
}  // namespace zgc::supervision
