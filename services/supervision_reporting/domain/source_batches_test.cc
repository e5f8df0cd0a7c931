#include "services/supervision_reporting/domain/source_batches.h"

#include "common/testing/store_fixture.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

constexpr auto kAborted = absl::StatusCode::kAborted;
constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

class SourceBatchesTest : public testing::StoreFixture {
 protected:
  SourceBatchesTest() : StoreFixture(SupervisionSchema()) {}

  absl::Status Run(const std::function<absl::Status(storage::Txn&)>& body) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  ZGC_RETURN_IF_ERROR(body(txn));
                  return "";
                })
        .status();
  }
  absl::Status Accept(const std::string& store_id, int64_t head,
                      const std::string& service = "task_registry") {
    ops::v1::ServiceStatus status;
    status.set_service(service);
    status.set_store_id(store_id);
    status.mutable_position()->set_revision(head);
    return Run([&](storage::Txn& txn) {
      return AcceptSource(txn, {"task_registry", true}, status);
    });
  }
  absl::Status Figures(const std::string& store_id, int64_t after, int64_t revision) {
    figures::v1::WatchFiguresResponse batch;
    batch.mutable_position()->set_revision(revision);
    batch.add_changed()->set_name(absl::StrCat("figures/", revision));
    return Run([&](storage::Txn& txn) {
      return ApplyFigures(txn, {"task_registry", store_id, after, after}, batch);
    });
  }
  absl::Status Rows(int64_t after, const ops::v1::WatchChangesResponse& commit) {
    return Run([&](storage::Txn& txn) {
      return ApplyRows(txn, {"task_registry", "s", after, after}, commit);
    });
  }
  static ops::v1::WatchChangesResponse PutPlan(int64_t revision, const std::string& title) {
    ops::v1::WatchChangesResponse commit;
    commit.mutable_position()->set_revision(revision);
    auto* change = commit.add_changes();
    change->set_resource_type("zgc.tasks.v1.Plan");
    change->set_name("plans/2019");
    change->set_kind(ops::v1::CHANGE_KIND_PUT);
    tasks::v1::Plan plan;
    plan.set_title(title);
    change->mutable_resource()->PackFrom(plan);
    return commit;
  }
  v1::Source Position() { return Find(kSources, "sources/task_registry"); }
};

TEST_F(SourceBatchesTest, AllThatIsFollowedIsAppliedAtTheSmallerPosition) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ZGC_ASSERT_OK(Figures("s", 0, 5));
  EXPECT_EQ(Position().applied_revision(), 0);
  ZGC_ASSERT_OK(Rows(0, PutPlan(1, "p")));
  EXPECT_EQ(Position().applied_revision(), 1);
}

TEST_F(SourceBatchesTest, ABatchThatDoesNotBuildOnThePositionIsRefused) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ZGC_ASSERT_OK(Figures("s", 0, 5));
  EXPECT_THAT(Figures("s", 0, 6), FailsWith(kAborted, HasSubstr("the position is 5")));
  EXPECT_THAT(Figures("s", 5, 5), FailsWith(kAborted, HasSubstr("the position is 5")));
  ZGC_EXPECT_OK(Figures("s", 5, 9));
}

TEST_F(SourceBatchesTest, ACommitOfTheFeedIsNeverSkipped) {
  ZGC_ASSERT_OK(Accept("s", 9));
  EXPECT_THAT(Rows(0, PutPlan(2, "p")), FailsWith(kAborted, HasSubstr("a gap")));
  ZGC_ASSERT_OK(Rows(0, PutPlan(1, "p")));
  EXPECT_THAT(Rows(1, PutPlan(3, "p")), FailsWith(kAborted, HasSubstr("a gap")));
}

TEST_F(SourceBatchesTest, BatchesWithoutContentMayBeLeftOutButNoneIsMissed) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ops::v1::WatchChangesResponse commit;
  commit.mutable_position()->set_revision(4);
  EXPECT_TRUE(HasNoContent(commit));
  ZGC_EXPECT_OK(FollowsOn(BatchOrigin{"task_registry", "s", 0, 3}, commit));
  EXPECT_THAT(FollowsOn(BatchOrigin{"task_registry", "s", 0, 2}, commit),
              FailsWith(kAborted, HasSubstr("a gap")));
  commit = PutPlan(4, "p");
  EXPECT_FALSE(HasNoContent(commit));
  ZGC_ASSERT_OK(Run([&](storage::Txn& txn) {
    return ApplyRows(txn, {"task_registry", "s", 0, 3}, commit);
  }));
  EXPECT_EQ(Position().rows_revision(), 4);
}

TEST_F(SourceBatchesTest, ARemovedRowGoesAndADamagedOneIsRefused) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ZGC_ASSERT_OK(Rows(0, PutPlan(1, "p")));
  ops::v1::WatchChangesResponse commit = PutPlan(2, "q");
  commit.mutable_changes(0)->mutable_resource()->set_value("\xff");
  EXPECT_THAT(Rows(1, commit), FailsWith(absl::StatusCode::kDataLoss, HasSubstr("plans/2019")));
  commit.mutable_changes(0)->set_kind(ops::v1::CHANGE_KIND_DELETE);
  ZGC_ASSERT_OK(Rows(1, commit));
  const auto plan = kSourcePlans.Get(store_->Read(), {"task_registry", "plans/2019"});
  ZGC_ASSERT_OK(plan);
  EXPECT_FALSE(plan->has_value());
}

TEST_F(SourceBatchesTest, AnotherStoreOrOneThatWasRestoredIsRefused) {
  ZGC_ASSERT_OK(Accept("s", 9));
  ZGC_ASSERT_OK(Figures("s", 0, 5));
  EXPECT_THAT(Accept("t", 9), FailsWith(kPrecondition, HasSubstr("has store t, not s")));
  EXPECT_THAT(Accept("s", 4), FailsWith(kPrecondition, HasSubstr("was restored")));
  EXPECT_THAT(Accept("s", 9, "park_region"), FailsWith(kPrecondition, HasSubstr("park_region")));
  // The stream itself says whose it is, whatever the handshake said.
  EXPECT_THAT(Figures("t", 5, 6), FailsWith(kPrecondition, HasSubstr("has store t, not s")));
  ZGC_EXPECT_OK(Accept("s", 5));
}

}  // namespace
}  // namespace zgc::supervision
