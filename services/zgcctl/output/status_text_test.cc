#include "services/zgcctl/output/status_text.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace zgc::ctl {
namespace {

using ::testing::ElementsAre;

zgc::ops::v1::ServiceStatus Status() {
  zgc::ops::v1::ServiceStatus status;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(problem: "the disk is full"
         sources {
           service: "park_region" connected: true state: SOURCE_STATE_CURRENT
           applied { revision: 9 }
         }
         sources {
           service: "task_registry" state: SOURCE_STATE_REFUSED since { seconds: 1577836800 }
           applied { revision: 180 }
           problem: "what was read up to revision 180 is not in its history; zgcctl resync has it read afresh"
         }
         sources {
           service: "funding_ledger" state: SOURCE_STATE_LATE since { seconds: 1577836800 }
           applied { revision: 3 }
         }
         sources {
           service: "another" state: SOURCE_STATE_NOT_FOLLOWED since { seconds: 1577836800 }
           problem: "it is not followed"
         })",
      &status));
  return status;
}

TEST(StatusTextTest, ATableLeavesTheReasonsToTheLinesBeneath) {
  EXPECT_EQ(SourcesOf(Status(), false),
            "park_region to 9, task_registry to 180, refused since 2020-01-01T00:00:00Z, "
            "funding_ledger to 3, late since 2020-01-01T00:00:00Z, another not followed");
  EXPECT_EQ(SourcesOf(Status(), true),
            "park_region to 9, task_registry to 180, refused since 2020-01-01T00:00:00Z (what was "
            "read up to revision 180 is not in its history; zgcctl resync has it read afresh), "
            "funding_ledger to 3, late since 2020-01-01T00:00:00Z (not connected), another not "
            "followed");
  EXPECT_THAT(ReasonsOf(Status()),
              ElementsAre("the disk is full",
                          "task_registry: what was read up to revision 180 is not in its history; "
                          "zgcctl resync has it read afresh",
                          "funding_ledger: not connected", "another: it is not followed"));
}

std::string LaggingAt(const std::string& service, int64_t revision) {
  zgc::common::v1::Position wanted;
  wanted.set_revision(revision);
  return Lagging(Status(), {{service, wanted}});
}

TEST(StatusTextTest, ARefusedSourceIsNotSaidToLag) {
  EXPECT_EQ(LaggingAt("park_region", 9), "");
  EXPECT_EQ(LaggingAt("park_region", 10), "park_region is applied to revision 9 of 10");
  EXPECT_EQ(LaggingAt("task_registry", 163),
            "task_registry is refused since 2020-01-01T00:00:00Z (what was read up to revision 180 "
            "is not in its history; zgcctl resync has it read afresh)");
}

TEST(StatusTextTest, APauseIsSaidWithItsEnd) {
  zgc::ops::v1::ServiceStatus status;
  status.set_service("funding_ledger");
  EXPECT_EQ(Paused(status), "");
  status.mutable_following_paused_until()->set_seconds(1577836800);
  EXPECT_EQ(Paused(status),
            "funding_ledger takes over nothing of what it follows until 2020-01-01T00:00:00Z: a "
            "set of backups is being made, or what made one was killed; zgcctl call "
            "ResumeFollowing '{}' --service funding_ledger ends that");
}

}  // namespace
}  // namespace zgc::ctl
