#include "services/funding_ledger/domain/awards/milestones.h"

#include "common/testing/reads.h"
#include "services/funding_ledger/testing/fixture/fixture.h"
#include "zgc/funding/v1/milestones.pb.h"
#include "zgc/ops/v1/operations.pb.h"
#include "zgc/tasks/v1/milestones.pb.h"

namespace zgc::funding {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class MilestonesTest : public FundingFixture {
 protected:
  absl::Status Meet(const std::string& store_id, int64_t revision,
                    const std::string& service = "task_registry") {
    ops::v1::ServiceStatus status;
    status.set_service(service);
    status.set_store_id(store_id);
    status.mutable_position()->set_revision(revision);
    return Commit([&](storage::Txn& txn) -> absl::Status {
      ZGC_ASSIGN_OR_RETURN(resource::Standing known, StandingOf(txn, "task_registry"));
      ZGC_RETURN_IF_ERROR(resource::CheckAnswer(known, status).status());
      if (resource::Meet(status, known)) SaveStanding(txn, known);
      return absl::OkStatus();
    });
  }
  // What the registry sends when it writes the milestone "m", or removes it.
  absl::Status Receive(int64_t revision, tasks::v1::MilestoneState state,
                       const std::string& store_id = "s", bool removed = false) {
    resource::FeedPart part;
    part.mutable_position()->set_revision(revision);
    ops::v1::Change& change = *part.add_changes();
    change.set_resource_type("zgc.tasks.v1.Milestone");
    change.set_name("milestones/m");
    change.set_kind(removed ? ops::v1::CHANGE_KIND_DELETE : ops::v1::CHANGE_KIND_PUT);
    tasks::v1::Milestone milestone;
    milestone.set_name("milestones/m");
    milestone.set_task("tasks/t");
    milestone.set_state(state);
    milestone.set_revision(revision);
    change.mutable_resource()->PackFrom(milestone);
    const int64_t position = Position().resume();
    return Commit([&](storage::Txn& txn) {
      return ApplyMilestones(txn, {"task_registry", store_id, position, revision - 1}, part);
    });
  }
  resource::Standing Position() {
    const auto position = StandingOf(store_->Read(), "task_registry");
    EXPECT_TRUE(position.ok()) << position.status();
    return *position;
  }
  absl::Status Commit(const std::function<absl::Status(storage::Txn&)>& body) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  ZGC_RETURN_IF_ERROR(body(txn));
                  return "";
                })
        .status();
  }
};

constexpr char kName[] = "//task_registry/milestones/m";

TEST_F(MilestonesTest, AMilestoneAndThePositionAreOneCommit) {
  ZGC_ASSERT_OK(Meet("s", 9));
  ZGC_ASSERT_OK(Receive(7, tasks::v1::MILESTONE_STATE_REPORTED));
  EXPECT_FALSE(Find(kTaskMilestones, kName).accepted());
  ZGC_ASSERT_OK(Receive(8, tasks::v1::MILESTONE_STATE_ACCEPTED));
  const v1::TaskMilestone row = Find(kTaskMilestones, kName);
  EXPECT_TRUE(row.accepted());
  EXPECT_EQ(row.task(), "//task_registry/tasks/t");
  EXPECT_EQ(row.source_revision(), 8);
  Open();
  EXPECT_EQ(Position().here(), 8);
  // As of the commit before, the position is that of the milestone.
  EXPECT_EQ(Find(kFeedPositions, "sources/task_registry", store_->head() - 1).applied().revision(),
            7);
  EXPECT_FALSE(Find(kTaskMilestones, kName, store_->head() - 1).accepted());
  ZGC_ASSERT_OK(Receive(9, tasks::v1::MILESTONE_STATE_ACCEPTED, "s", true));
  EXPECT_FALSE(Ask(GetTaskMilestone, absl::StrCat("name: '", kName, "'")).ok());
}

TEST_F(MilestonesTest, AReplacedOrRestoredRegistryIsRefused) {
  EXPECT_THAT(Meet("s", 9, "park_region"),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("which is")));
  ZGC_ASSERT_OK(Meet("s", 9));
  ZGC_ASSERT_OK(Receive(9, tasks::v1::MILESTONE_STATE_REPORTED));
  EXPECT_THAT(Meet("other", 20),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("not s as before")));
  EXPECT_THAT(Receive(10, tasks::v1::MILESTONE_STATE_ACCEPTED, "other"),
              FailsWith(absl::StatusCode::kFailedPrecondition, HasSubstr("not s as before")));
  EXPECT_FALSE(Find(kTaskMilestones, kName).accepted());
}

TEST_F(MilestonesTest, ABatchThatDoesNotBuildOnThePositionIsRefused) {
  ZGC_ASSERT_OK(Meet("s", 9));
  ZGC_ASSERT_OK(Receive(5, tasks::v1::MILESTONE_STATE_REPORTED));
  EXPECT_EQ(Receive(5, tasks::v1::MILESTONE_STATE_ACCEPTED).code(), absl::StatusCode::kAborted);
  resource::FeedPart gap;
  gap.mutable_position()->set_revision(8);
  EXPECT_EQ(Commit([&](storage::Txn& txn) {
              return ApplyMilestones(txn, {"task_registry", "s", 6, 6}, gap);
            }).code(),
            absl::StatusCode::kAborted);
  EXPECT_EQ(Position().here(), 5);
}

TEST_F(MilestonesTest, MilestonesAreListedByTask) {
  ZGC_ASSERT_OK(Meet("s", 1));
  ZGC_ASSERT_OK(Receive(1, tasks::v1::MILESTONE_STATE_PLANNED));
  EXPECT_THAT(Listed(store_->Read(), ListTaskMilestones, "task: '//task_registry/tasks/t'"),
              ElementsAre(kName));
  EXPECT_THAT(Listed(store_->Read(), ListTaskMilestones, "task: '//task_registry/tasks/u'"),
              IsEmpty());
  const auto found = Got(store_->Read(), GetTaskMilestone, "name: '//task_registry/milestones/m'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->source_revision(), 1);
  EXPECT_THAT(Got(store_->Read(), GetTaskMilestone, "name: '//task_registry/milestones/n'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

TEST_F(MilestonesTest, WhatIsHereIsVisitedByNameAfterAGivenOne) {
  EXPECT_THAT(FollowedTypes(), ElementsAre("zgc.tasks.v1.Milestone"));
  ZGC_ASSERT_OK(Commit([](storage::Txn& txn) {
    for (const char* id : {"a", "b", "c"}) {
      v1::TaskMilestone row;
      row.set_name(absl::StrCat("//task_registry/milestones/", id));
      kTaskMilestones.Put(txn, {row.name()}, row);
    }
    return absl::OkStatus();
  }));
  const auto after = [&](const std::string& name) {
    std::vector<std::string> names;
    resource::Followed from;
    from.name = name;
    ZGC_EXPECT_OK(
        ForEachMilestone(store_->Read(), "task_registry", from, [&](const std::string& found) {
          names.push_back(found);
          return true;
        }));
    return names;
  };
  EXPECT_THAT(after(""), ElementsAre("milestones/a", "milestones/b", "milestones/c"));
  EXPECT_THAT(after("milestones/b"), ElementsAre("milestones/c"));
}

}  // namespace
}  // namespace zgc::funding
