#include "common/scope/concealed.h"

#include <google/protobuf/text_format.h>

#include "gtest/gtest.h"
#include "zgc/funding/v1/rule_service.pb.h"
#include "zgc/records/v1/corrections.pb.h"
#include "zgc/supervision/v1/calendars.pb.h"
#include "zgc/tasks/v1/plan_service.pb.h"
#include "zgc/tasks/v1/tasks.pb.h"

namespace zgc::scope {
namespace {

template <typename Answer>
std::string Concealed(const std::string& fields) {
  Answer answer;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &answer)) << fields;
  Conceal(answer);
  return answer.ShortDebugString();
}

TEST(ConcealedTest, WhatTellsOfOthersIsTakenOut) {
  EXPECT_EQ(Concealed<tasks::v1::Plan>("name: 'plans/p' origins { task: 'tasks/theirs' }"),
            "name: \"plans/p\"");
  EXPECT_EQ(Concealed<supervision::v1::Calendar>(
                "name: 'calendars/c' effect { moved: 3 last_matter: 'matters/theirs' }"),
            "name: \"calendars/c\"");
  EXPECT_EQ(Concealed<funding::v1::RuleVersion>(
                "name: 'ruleVersions/r' cited_count: 3 last_cited_date: '2019-03-01' etag: '7' "
                "revision: 7"),
            "name: \"ruleVersions/r\"");
}

TEST(ConcealedTest, ItIsTakenOutOfListsAndVersionsAsWell) {
  EXPECT_EQ(Concealed<tasks::v1::ListPlansResponse>(
                "plans { name: 'plans/p' origins { task: 'tasks/theirs' } } total_size: 1"),
            "plans { name: \"plans/p\" } total_size: 1");
  const std::string version = Concealed<records::v1::RecordVersion>(
      "row { [type.googleapis.com/zgc.funding.v1.RuleVersion] { name: 'ruleVersions/r' "
      "cited_count: 3 } } changes { path: 'cited_count' after: '3' } changes { path: 'state' }");
  EXPECT_EQ(version.find("cited_count"), std::string::npos) << version;
  EXPECT_NE(version.find("ruleVersions/r"), std::string::npos);
  EXPECT_NE(version.find("state"), std::string::npos);
}

TEST(ConcealedTest, WhatATargetIsHeldAgainstIsTakenOutOfATask) {
  EXPECT_EQ(Concealed<tasks::v1::Task>(
                "name: 'tasks/t' targets { value: '9' attainment { standing: TARGET_STANDING_MET "
                "figures { figure: 'figures/f' value: '7' } problems: 'figures/f is 7' } } "
                "completions { figures { figure: 'figures/f' value: '7' } }"),
            "name: \"tasks/t\" targets { value: \"9\" attainment { standing: "
            "TARGET_STANDING_MET figures { figure: \"figures/f\" } } } completions { figures { "
            "figure: \"figures/f\" } }");
  const std::string version = Concealed<records::v1::RecordVersion>(
      "row { [type.googleapis.com/zgc.tasks.v1.Task] { name: 'tasks/t' } } "
      "changes { path: 'completions' after: '7' } changes { path: 'targets' after: '9' }");
  EXPECT_EQ(version.find("7"), std::string::npos) << version;
  EXPECT_NE(version.find("targets"), std::string::npos) << version;
  const auto& task = *tasks::v1::Task::descriptor();
  EXPECT_TRUE(IsByConcealed(task, "completions.figures.value > 5"));
  EXPECT_FALSE(IsByConcealed(task, "completions.figures.figure = 'figures/f'"));
  EXPECT_FALSE(IsByConcealed(task, "targets.value > 5"));
}

TEST(ConcealedTest, AVersionThatOnlyCountsTheDecisionsOfOthersIsNone) {
  const auto is_concealed = [](const std::string& changes) {
    records::v1::RecordVersion version;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        "row { [type.googleapis.com/zgc.funding.v1.RuleVersion] { name: 'ruleVersions/r' } } " +
            changes,
        &version));
    return IsConcealedVersion(version);
  };
  EXPECT_TRUE(is_concealed("changes { path: 'cited_count' } changes { path: 'last_cited_date' }"));
  EXPECT_FALSE(is_concealed("changes { path: 'cited_count' } changes { path: 'state' }"));
  EXPECT_FALSE(is_concealed("")) << "the first";
}

TEST(ConcealedTest, NoListIsByWhatIsTakenOut) {
  const auto& plan = *tasks::v1::Plan::descriptor();
  EXPECT_TRUE(IsByConcealed(plan, "year = 2019 AND origins.task = 'tasks/theirs'"));
  EXPECT_FALSE(IsByConcealed(plan, "year = 2019 AND title: '清单'"));
  const auto& rule = *funding::v1::RuleVersion::descriptor();
  EXPECT_TRUE(IsByConcealed(rule, "rule,cited_count desc"));
  EXPECT_FALSE(IsByConcealed(rule, ""));
}

}  // namespace
}  // namespace zgc::scope
