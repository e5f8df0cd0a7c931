#include "services/park_region/domain/projects/stages.h"

#include "google/protobuf/text_format.h"
#include "services/park_region/testing/fixture.h"

namespace zgc::parks {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

// "STARTED 2019-05-01", the day empty where it is not known, and other fields behind it.
v1::Project With(const std::vector<std::string>& stages) {
  v1::Project project;
  for (const std::string& stage : stages) {
    const std::vector<std::string> words = absl::StrSplit(stage, absl::MaxSplits(' ', 2));
    const std::string day = words.size() > 1 ? words[1] : "";
    const std::string text = absl::StrCat(
        "document: 'd' stage: PROJECT_STATE_", words[0], " date: '", day,
        "' date_known: ", day.empty() ? "false " : "true ", words.size() > 2 ? words[2] : "");
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, project.add_stage_events()))
        << text;
  }
  return project;
}

class StagesTest : public ParkRegionFixture {
 protected:
  absl::Status Check(const std::vector<std::string>& stages) {
    return store_
        ->Apply({},
                [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
                  Checks checks;
                  ZGC_RETURN_IF_ERROR(CheckStages(txn, With(stages), "stages", checks));
                  ZGC_RETURN_IF_ERROR(checks.ToStatus());
                  return "";
                })
        .status();
  }
};

std::string Days(const v1::Project& project, v1::ProjectState stage) {
  const auto span = ReachedOn(project, stage);
  return span.has_value() ? absl::StrCat(span->first, "..", span->last) : "never";
}

TEST_F(StagesTest, ALeadBeginsWhereItDoesAndASignatureNeedsNone) {
  ZGC_EXPECT_OK(Check({"LEAD 2019-01-01", "INTENT 2019-02-01", "SIGNED 2019-03-01"}));
  ZGC_EXPECT_OK(Check({"IN_TALKS 2019-01-01", "SIGNED 2019-03-01"}));
  ZGC_EXPECT_OK(Check({"SIGNED 2019-03-01", "FILED 2019-04-01"}));
  EXPECT_THAT(Check({"LEAD 2019-01-01", "FILED 2019-04-01"}),
              FailsWith(kInvalid, HasSubstr("stages[1].skip_reason")));
  EXPECT_THAT(Check({"LEAD 2019-01-01", "SIGNED 2019-04-01 skip_reason: 'r'"}),
              FailsWith(kInvalid, HasSubstr("no stage was left out")));
  EXPECT_THAT(Check({"SIGNED 2019-03-01", "LEAD 2019-04-01"}),
              FailsWith(kInvalid, HasSubstr("stages[1].stage: does not go forward")));
}

TEST_F(StagesTest, AnEndHasAReasonAndSomethingBeforeIt) {
  ZGC_EXPECT_OK(Check({"LEAD 2019-01-01", "WITHDRAWN 2019-02-01 reason: '流失'"}));
  ZGC_EXPECT_OK(Check({"SIGNED 2019-01-01", "WITHDRAWN 2019-01-01 reason: '流失'"}));
  EXPECT_THAT(Check({"LEAD 2019-01-01", "WITHDRAWN 2019-02-01"}),
              FailsWith(kInvalid, HasSubstr("stages[1].reason")));
  EXPECT_THAT(Check({"LEAD 2019-01-01 reason: 'r'"}),
              FailsWith(kInvalid, HasSubstr("stages[0].reason")));
  EXPECT_THAT(Check({"WITHDRAWN 2019-02-01 reason: 'r'"}),
              FailsWith(kInvalid, HasSubstr("nothing was there to withdraw")));
  EXPECT_THAT(Check({"LEAD 2019-01-01", "WITHDRAWN 2018-12-31 reason: 'r'"}),
              FailsWith(kInvalid, HasSubstr("is before 2019-01-01")));
  EXPECT_THAT(
      Check({"LEAD 2019-01-01", "WITHDRAWN 2019-02-01 reason: 'r'", "DELIVERED 2019-03-01"}),
      FailsWith(kInvalid, HasSubstr("stages[2].stage: does not go forward")));
}

TEST_F(StagesTest, TheLatestStageIsHeldToThoseBeforeItAlone) {
  const v1::Project project = With({"FILED 2019-01-01", "STARTED 2018-01-01"});
  Checks checks;
  ZGC_EXPECT_OK(CheckLatestStage(store_->Read(), project, "event", checks));
  EXPECT_THAT(
      checks.ToStatus(),
      FailsWith(kInvalid, ::testing::AllOf(HasSubstr("event.date: 2018-01-01 is before 2019-01-01"),
                                           ::testing::Not(HasSubstr("skip_reason")))));
}

TEST_F(StagesTest, NoStageIsOfTheFuture) {
  EXPECT_THAT(Check({"SIGNED 2999-01-01"}), FailsWith(kInvalid, HasSubstr("is after today")));
  EXPECT_THAT(Check({"SIGNED  known_by: '2999-01-01'"}),
              FailsWith(kInvalid, HasSubstr("stages[0].known_by: 2999-01-01 is after today")));
}

TEST_F(StagesTest, ALaterStageProvesTheEarlierOnesAndAnEndProvesNone) {
  const v1::Project project =
      With({"IN_TALKS 2019-01-10", "SIGNED ", "CAPPED 2019-06-01 skip_reason: 'r'",
            "WITHDRAWN 2019-09-01 reason: 'r'"});
  EXPECT_EQ(Days(project, v1::PROJECT_STATE_LEAD), "never");
  EXPECT_EQ(Days(project, v1::PROJECT_STATE_IN_TALKS), "2019-01-10..2019-01-10");
  EXPECT_EQ(Days(project, v1::PROJECT_STATE_INTENT), "2019-01-10..2019-06-01");
  EXPECT_EQ(Days(project, v1::PROJECT_STATE_SIGNED), "2019-01-10..2019-06-01");
  EXPECT_EQ(Days(project, v1::PROJECT_STATE_STARTED), "2019-06-01..2019-06-01");
  EXPECT_EQ(Days(project, v1::PROJECT_STATE_IN_PRODUCTION), "never");
  EXPECT_EQ(Days(project, v1::PROJECT_STATE_WITHDRAWN), "2019-09-01..2019-09-01");
  EXPECT_EQ(Days(With({"SIGNED 2019-03-01"}), v1::PROJECT_STATE_INTENT), "never");
}

TEST_F(StagesTest, AStageIsInsertedInItsPlace) {
  v1::Project project = With({"SIGNED 2019-01-10", "STARTED 2019-06-01 skip_reason: 'r'"});
  const v1::StageEvent filed = With({"FILED 2019-03-01"}).stage_events(0);
  Checks checks;
  ZGC_EXPECT_OK(InsertStage(store_->Read(), filed, "event", checks, project));
  ZGC_EXPECT_OK(checks.ToStatus());
  ASSERT_EQ(project.stage_events_size(), 3);
  EXPECT_EQ(project.stage_events(1).stage(), v1::PROJECT_STATE_FILED);
  EXPECT_EQ(project.stage_events(2).skip_reason(), "") << "nothing is left out any more";
  Checks late;
  v1::Project other = With({"SIGNED 2019-01-10", "STARTED 2019-02-01 skip_reason: 'r'"});
  ZGC_EXPECT_OK(InsertStage(store_->Read(), filed, "event", late, other));
  EXPECT_THAT(late.ToStatus(), FailsWith(kInvalid, HasSubstr("event.date")));
}

TEST_F(StagesTest, WhatWasSignedStaysSo) {
  EXPECT_FALSE(WasSigned(With({"LEAD 2019-01-01", "WITHDRAWN 2019-02-01 reason: 'r'"})));
  EXPECT_TRUE(WasSigned(With({"SIGNED 2019-01-01", "WITHDRAWN 2019-02-01 reason: 'r'"})));
  EXPECT_TRUE(StageBefore(v1::PROJECT_STATE_INTENT, v1::PROJECT_STATE_SIGNED));
  EXPECT_EQ(StagesInOrder().size(), 9u);
}

}  // namespace
}  // namespace zgc::parks
