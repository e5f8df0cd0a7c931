#include "services/task_registry/domain/progress/progress_holders.h"

#include "absl/time/time.h"
#include "common/testing/hand_clock.h"
#include "services/task_registry/testing/fixture.h"

namespace zgc::tasks {
namespace {

using ProgressHoldersTest = TaskRegistryFixture;

TEST_F(ProgressHoldersTest, WhoHeldItOnADayIsReadBackFromTheChangesSince) {
  testing::HandClock hand;
  clock_ = &hand;
  Open();
  const auto at = [&](const std::string& day) {
    std::string error;
    ASSERT_TRUE(absl::ParseTime("%Y-%m-%d", day, &hand.day, &error)) << error;
  };
  at("2099-05-01");
  ZGC_ASSERT_OK(AddTask("1", "cooperating_departments: 'organisations/b'"));
  ZGC_ASSERT_OK(AddDuty("d", "b"));
  Approve("1");
  at("2099-06-15");
  ZGC_ASSERT_OK(Change("c1", "DUTY_ORGANISATION duty: 'duties/d' new_value: 'organisations/a'"));
  ZGC_ASSERT_OK(Change("c2", "STATEMENT new_value: 's2'"));
  at("2099-07-15");
  ZGC_ASSERT_OK(Change("c3", "DUTY_ORGANISATION duty: 'duties/d' new_value: 'organisations/b'"));
  at("2099-08-15");
  ZGC_ASSERT_OK(Change("c4", "DUTY_ORGANISATION duty: 'duties/d' new_value: 'organisations/a'"));
  ZGC_ASSERT_OK(Change("c5", "DUTY_DROPPED duty: 'duties/d'"));
  ZGC_ASSERT_OK(Change("c6", "LEAD new_value: 'organisations/issuer'"));
  const v1::Task task = TaskOf("1");
  const v1::Duty duty = Find(kDuties, "duties/d");
  EXPECT_EQ(DayOfStep(*task.steps().rbegin()), "2099-08-15");
  const auto now = store_->Read();
  EXPECT_EQ(*LeadOn(now, task, "2099-08-14"), "organisations/a");
  EXPECT_EQ(*LeadOn(now, task, "2099-08-15"), "organisations/issuer");
  EXPECT_EQ(*HolderOn(now, duty, "2099-06-14"), "organisations/b");
  EXPECT_EQ(*HolderOn(now, duty, "2099-06-30"), "organisations/a");
  EXPECT_EQ(*HolderOn(now, duty, "2099-07-31"), "organisations/b");
  EXPECT_EQ(*HolderOn(now, duty, "2099-08-31"), "organisations/a");
  store_.reset();
}

}  // namespace
}  // namespace zgc::tasks
