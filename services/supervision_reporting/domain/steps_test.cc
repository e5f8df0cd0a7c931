#include "services/supervision_reporting/domain/steps.h"

#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class StepsTest : public SupervisionFixture {
 protected:
  // What is wrong with a step on that day.
  absl::Status Add(const std::string& from, const std::string& to, const std::string& date) {
    resource::Checks checks;
    ZGC_EXPECT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      AddStep(txn, {"", "clerk"}, from, to, StepDetails{date, "why", {}}, checks, steps_);
      return "";
    }));
    return checks.ToStatus();
  }

  Steps steps_;
};

TEST_F(StepsTest, AStepIsNotBeforeTheOneBeforeIt) {
  ZGC_ASSERT_OK(Add("", "A", "2019-03-01"));
  ZGC_ASSERT_OK(Add("A", "B", "2019-03-01"));
  EXPECT_THAT(Add("B", "C", "2019-02-28"),
              FailsWith(kInvalid, HasSubstr("2019-02-28 is before 2019-03-01")));
  EXPECT_THAT(Add("B", "C", "soon"), FailsWith(kInvalid, HasSubstr("soon")));
  EXPECT_EQ(steps_[1].from_state(), "A");
  EXPECT_EQ(steps_[1].actor(), "clerk");
  EXPECT_EQ(steps_[1].note(), "why");
}

TEST_F(StepsTest, AStepWithoutADayHasThatOfTheCommit) {
  ZGC_ASSERT_OK(Add("", "A", ""));
  EXPECT_EQ(steps_[0].date().size(), 10u);
  EXPECT_GT(steps_[0].date(), "2025-01-01");
}

TEST_F(StepsTest, TheStateOfADayIsTheLastThatWasReachedByThen) {
  ZGC_ASSERT_OK(Add("", "A", "2019-03-01"));
  ZGC_ASSERT_OK(Add("A", "B", "2019-03-05"));
  ZGC_ASSERT_OK(Add("B", "A", "2019-03-09"));
  EXPECT_EQ(StateOn(steps_, "2019-02-28"), "");
  EXPECT_EQ(StateOn(steps_, "2019-03-04"), "A");
  EXPECT_EQ(StateOn(steps_, "2019-03-05"), "B");
  EXPECT_EQ(StateOn(steps_, "2020-01-01"), "A");
  EXPECT_EQ(LastStepTo(steps_, "A", ""), &steps_[2]);
  EXPECT_EQ(LastStepTo(steps_, "A", "2019-03-08"), &steps_[0]);
  EXPECT_EQ(LastStepTo(steps_, "B", "2019-03-04"), nullptr);
  EXPECT_EQ(LastStepTo(steps_, "C", ""), nullptr);
}

TEST_F(StepsTest, ARowMovesByAnOpenMethod) {
  const Lifecycle lifecycle(
      v1::MatterState_descriptor(),
      {Move{"AssignMatter", v1::MATTER_STATE_REGISTERED, v1::MATTER_STATE_ASSIGNED}});
  v1::Matter row;
  row.set_state(v1::MATTER_STATE_REGISTERED);
  Texts evidence;
  *evidence.Add() = "e";
  resource::Checks checks;
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    Take(txn, {"", "clerk"}, lifecycle, "AssignMatter", {"2019-03-01", "", evidence}, checks, row);
    return "";
  }));
  ZGC_EXPECT_OK(checks.ToStatus());
  EXPECT_EQ(row.state(), v1::MATTER_STATE_ASSIGNED);
  ASSERT_EQ(row.steps_size(), 1);
  EXPECT_EQ(row.steps(0).from_state(), "MATTER_STATE_REGISTERED");
  EXPECT_EQ(row.steps(0).to_state(), "MATTER_STATE_ASSIGNED");
  EXPECT_EQ(row.steps(0).evidence(0), "e");
}

}  // namespace
}  // namespace zgc::supervision
