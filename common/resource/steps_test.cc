#include "common/resource/steps.h"

#include <string>

#include "common/testing/matchers.h"
#include "common/testing/store_fixture.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "zgc/tasks/v1/milestones.pb.h"

namespace zgc::resource {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

Steps StepsOf(const std::string& text) {
  tasks::v1::Milestone milestone;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &milestone)) << text;
  return milestone.steps();
}

// Reported and returned, then reported again by another.
Steps TwoReports() {
  return StepsOf(R"pb(
    steps { method: "Create" to_state: "PLANNED" actor: "a" }
    steps { method: "Report" to_state: "REPORTED" actor: "b" date: "2019-03-01" }
    steps { method: "Return" to_state: "PLANNED" actor: "c" date: "2019-03-05" }
    steps { method: "Report" to_state: "REPORTED" actor: "d" date: "2019-04-01" }
  )pb");
}

class StepsTest : public testing::StoreFixture {
 protected:
  StepsTest() : StoreFixture({.name = "steps", .version = 1, .columns = {}}) {}

  // What checks say of a day, of a record with these steps.
  absl::Status Check(const std::string& day, const Steps& steps) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  Checks checks;
                  CheckStepDay(txn, day, steps, checks);
                  ZGC_RETURN_IF_ERROR(checks.ToStatus());
                  return "";
                })
        .status();
  }
};

TEST_F(StepsTest, AStepSaysWhoWhenAndWhyInTheCommitThatTookIt) {
  Steps steps;
  int64_t revision = 0;
  int64_t nanos = 0;
  const auto done = store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    AddStep(txn, {"spiffe://zgc/oa", "clerk"}, {"ApproveTask", "PENDING", "ACTIVE"},
            {.date = "2019-03-01", .note = "why", .evidence = Evidence("minutes")}, steps);
    AddStep(txn, {"spiffe://zgc/oa", ""}, {"SubmitTask", "", ""}, {}, steps);
    revision = txn.revision();
    nanos = txn.time_unix_nanos();
    EXPECT_EQ(DayOr(txn, "2019-01-01"), "2019-01-01");
    EXPECT_EQ(DayOr(txn, ""), DayOfCommit(txn));
    return "";
  });
  ZGC_ASSERT_OK(done);
  ASSERT_EQ(steps.size(), 2);
  const common::v1::Step& step = steps[0];
  EXPECT_EQ(step.method(), "ApproveTask");
  EXPECT_EQ(step.from_state(), "PENDING");
  EXPECT_EQ(step.to_state(), "ACTIVE");
  EXPECT_EQ(step.date(), "2019-03-01");
  EXPECT_EQ(step.actor(), "clerk");
  EXPECT_EQ(step.note(), "why");
  EXPECT_THAT(step.evidence(), ElementsAre("minutes"));
  EXPECT_EQ(step.revision(), revision);
  EXPECT_EQ(step.record_time().seconds(), nanos / 1'000'000'000);
  EXPECT_EQ(steps[1].actor(), "spiffe://zgc/oa") << "nobody for whom it acts";
  EXPECT_THAT(steps[1].evidence(), IsEmpty());
  EXPECT_THAT(Evidence(""), IsEmpty());
}

TEST_F(StepsTest, ADayIsNeitherAfterTodayNorBeforeTheNewestStepThatHasOne) {
  ZGC_EXPECT_OK(Check("", TwoReports()));
  ZGC_EXPECT_OK(Check("2019-04-01", TwoReports()));
  EXPECT_THAT(Check("2019-03-31", TwoReports()),
              FailsWith(kInvalid, HasSubstr("2019-03-31 is before Report on 2019-04-01")));
  EXPECT_THAT(Check("2999-01-01", {}), FailsWith(kInvalid, HasSubstr("is after today")));
  EXPECT_THAT(Check("1.4.2019", {}), FailsWith(kInvalid, HasSubstr("is no day")));
  Steps undated = TwoReports();
  undated.Add()->set_method("Remark");
  EXPECT_THAT(Check("2019-03-31", undated), FailsWith(kInvalid, HasSubstr("before Report")));
}

TEST_F(StepsTest, TheNewestStepByAMethodCounts) {
  const Steps steps = TwoReports();
  ASSERT_NE(LastStepBy(steps, "Report"), nullptr);
  EXPECT_EQ(LastStepBy(steps, "Report")->actor(), "d");
  EXPECT_EQ(LastStepBy(steps, "Accept"), nullptr);
}

TEST_F(StepsTest, AStateIsReadAsOfADay) {
  const Steps steps = TwoReports();
  EXPECT_EQ(StateOn(steps, "2019-02-28"), "PLANNED") << "a step without a day was always taken";
  EXPECT_EQ(StateOn(steps, "2019-03-01"), "REPORTED");
  EXPECT_EQ(StateOn(steps, "2019-03-31"), "PLANNED");
  EXPECT_EQ(StateOn(steps, "2019-12-31"), "REPORTED");
  EXPECT_EQ(StateOn({}, "2019-12-31"), "");
  EXPECT_EQ(LastStepTo(steps, "REPORTED", "2019-03-31")->actor(), "b");
  EXPECT_EQ(LastStepTo(steps, "REPORTED", "")->actor(), "d");
  EXPECT_EQ(LastStepTo(steps, "REPORTED", "2019-02-28"), nullptr);
  EXPECT_EQ(LastStepTo(steps, "ACCEPTED", ""), nullptr);
}

TEST_F(StepsTest, AStepThatLeavesTheStateLeadsIntoNone) {
  Steps steps = TwoReports();
  common::v1::Step& kept = *steps.Add();
  kept.set_from_state("REPORTED");
  kept.set_to_state("REPORTED");
  kept.set_actor("e");
  EXPECT_EQ(LastStepTo(steps, "REPORTED", "")->actor(), "d");
  EXPECT_EQ(LastStepTo(steps, "REPORTED", "2019-03-31")->actor(), "b");
}

TEST_F(StepsTest, ActorsAreThoseOfTheMethodsInOrder) {
  EXPECT_THAT(ActorsOf(TwoReports(), {"Report", "Create"}), ElementsAre("a", "b", "d"));
  EXPECT_THAT(ActorsOf(TwoReports(), {"Accept"}), IsEmpty());
}

}  // namespace
}  // namespace zgc::resource
