#include "services/supervision_reporting/report/compose/task_facts.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/testing/report_builder.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;

// A task with every fact.
ReportBuilder WithTask(const std::string& more) {
  ReportBuilder report;
  report.Task("14.2", more);
  return report;
}
constexpr char kLate[] =
    "title: '绿色债券' state: TASK_STATE_COMPLETED deadline: '2019-09-30' late_days: 12";

std::vector<std::string> Line(ReportBuilder report) {
  return TaskFactLine(report.input(), report.input().tasks[TaskName("14.2")]);
}

// What JSON and digests have, a fact a text.
std::vector<std::string> InJson(ReportBuilder report) {
  std::vector<std::string> texts;
  for (const TaskFact& fact : TaskFacts()) {
    if (fact.json == nullptr) continue;
    const FactValue value = fact.read(report.input(), report.input().tasks[TaskName("14.2")]);
    texts.push_back(absl::StrCat(fact.json, "=", value.json.dump()));
  }
  return texts;
}
std::vector<std::string> InDigests(ReportBuilder report) {
  std::vector<std::string> texts;
  for (const TaskFact& fact : TaskFacts()) {
    const FactValue value = fact.read(report.input(), report.input().tasks[TaskName("14.2")]);
    if (value.kept.has_value()) texts.push_back(absl::StrCat(fact.digest, "=", *value.kept));
  }
  return texts;
}

TEST(TaskFacts, AreSaidInEachForm) {
  EXPECT_THAT(Line(WithTask(kLate)),
              ElementsAre("牵头单位 办公室", "完成时限 2019年9月30日", "已完成", "逾期 12 天"));
  EXPECT_THAT(InJson(WithTask(kLate)),
              ElementsAre("number=\"14.2\"", "title=\"绿色债券\"", "state=\"completed\"",
                          "lead_department=\"办公室\"", "deadline=\"2019-09-30\"", "late_days=12"));
  EXPECT_THAT(InDigests(WithTask(kLate)),
              ElementsAre("number=14.2", "title=绿色债券", "state=5", "lead=organisations/office",
                          "deadline=2019-09-30", "late_days=12", "lead_title=办公室"));
}

TEST(TaskFacts, WhatATaskHasNotIsLeftOutOfTheLine) {
  ReportBuilder report = WithTask("");
  report.input().organisations.clear();
  EXPECT_THAT(Line(report), ElementsAre("牵头单位 organisations/office", "执行中"));
  EXPECT_THAT(
      InJson(report),
      ElementsAre("number=\"14.2\"", "title=\"任务14.2\"", "state=\"active\"",
                  "lead_department=\"organisations/office\"", "deadline=null", "late_days=0"));
  EXPECT_THAT(InDigests(report),
              ElementsAre("number=14.2", "title=任务14.2", "state=3", "lead=organisations/office",
                          "deadline=", "late_days=0"));
}

TEST(TaskFacts, NoTwoHaveOneNameOrOnePlace) {
  std::set<std::string> names;
  std::set<int> places;
  for (const TaskFact& fact : TaskFacts()) {
    ASSERT_NE(fact.digest, nullptr);
    EXPECT_TRUE(names.insert(absl::StrCat("digest ", fact.digest)).second) << fact.digest;
    EXPECT_TRUE(fact.json == nullptr || names.insert(fact.json).second) << fact.json;
    EXPECT_TRUE(fact.place == 0 || places.insert(fact.place).second) << fact.digest;
  }
}

// Reports of before do not show a fact that came later: who adds one takes the next
// kRendererVersion (report_program.h) and says here what it prints.
TEST(TaskFacts, AreThoseOfTheRenderer) {
  const auto name = [](std::string* out, const TaskFact& fact) { out->append(fact.digest); };
  EXPECT_EQ(absl::StrCat(kRendererVersion, ": ", absl::StrJoin(TaskFacts(), " ", name)),
            "6: number title state lead deadline late_days lead_title");
}

}  // namespace
}  // namespace zgc::supervision
