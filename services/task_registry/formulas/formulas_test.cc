#include "services/task_registry/formulas/formulas.h"

#include "services/task_registry/formulas/test_formulas.h"

namespace zgc::tasks {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

using ::zgc::testing::kInvalid;

TEST_F(FormulasTest, SessionsAreAddedUpByKindSeriesAndWhole) {
  Hold("forum", "FORUM", "from_date: '2019-10-16' to_date: '2019-10-18'");
  Hold("f1", "FORUM", "from_date: '2019-10' parent: 'activities/forum' session_count: 18");
  Hold("l1", "LECTURE", "from_date: '2019' series: '政策宣讲' session_count: 15");
  Hold("l2", "LECTURE", "from_date: '2020-01-01' series: '政策宣讲'");
  EXPECT_EQ(Value("count_activities"), "34");
  EXPECT_EQ(Value("count_activities", {{"kind", "lecture"}}), "15");
  EXPECT_EQ(Value("count_activities", {{"series", "政策宣讲"}}), "15");
  EXPECT_EQ(Value("count_activities", {{"parent", "activities/forum"}}), "18");
  EXPECT_EQ(Value("count_activities", {{"kind", "visit"}}), "0");
  EXPECT_EQ(AsOf("2020-12-31", "count_activities", {{"kind", "lecture"}}), "16");
}

TEST_F(FormulasTest, AnActivityAcrossTheEndOfThePeriodIsNotGuessed) {
  Hold("a", "EVENT", "from_date: '2019-06-30'");
  Hold("b", "EVENT", "from_date: '2019-12-30' to_date: '2020-01-02' session_count: 3");
  Hold("c", "EVENT", "from_date: '2019'");
  EXPECT_EQ(Value("count_activities"), ">=2");
  EXPECT_EQ(Value("count_activities", {}, "2019-01-01", "2019-06-30"), ">=1");
}

TEST_F(FormulasTest, ARecordThatStandsForSeveralSaysSo) {
  Hold("a", "TRAINING", "from_date: '2019' session_count: 4");
  Hold("b", "TRAINING", "from_date: '2019'");
  const auto value = Run("count_activities");
  ZGC_ASSERT_OK(value);
  ASSERT_EQ(value->inputs.size(), 2);
  EXPECT_EQ(value->inputs[0].resource(), "//task_registry/activities/a");
  EXPECT_EQ(value->inputs[0].description(), "a（批量补录4件）");
  EXPECT_EQ(value->inputs[0].contribution(), "4");
  EXPECT_EQ(value->inputs[1].description(), "b");
}

TEST_F(FormulasTest, ParticipantsOfOneUnitAreAddedUp) {
  Hold("a", "LECTURE", "from_date: '2019' " + Took(30));
  Hold("b", "LECTURE", "from_date: '2019' " + Took(12));
  Hold("c", "EXHIBITION", "from_date: '2019' " + Took(93, "家"));
  Hold("d", "LECTURE", "from_date: '2019'");
  EXPECT_EQ(Value("sum_participants"), "42");
  EXPECT_EQ(Value("sum_participants", {{"unit", "家"}}), "93");
  // One activity is asked in its own unit.
  EXPECT_EQ(Value("sum_participants", {{"activity", "activities/c"}}), "93");
  EXPECT_EQ(Value("sum_participants", {{"activity", "activities/c"}, {"unit", "人"}}), "0");
  EXPECT_EQ(Value("sum_participants", {{"kind", "exhibition"}}), "0");
}

TEST_F(FormulasTest, ParticipantsThatNobodyStatedAreNotZero) {
  Hold("a", "LECTURE", std::string("from_date: '2019' ") + kUnstated);
  EXPECT_EQ(Value("sum_participants"), "unknown");
  Hold("b", "LECTURE", "from_date: '2019' " + Took(30));
  EXPECT_EQ(Value("sum_participants"), ">=30");
}

// Between 43 and 44 lies no whole number, nor between 8.1 and 9: a range would begin above its end.
TEST_F(FormulasTest, ANumberTooExactForItsWordSaysOnWhichSideTheCountLies) {
  const Given suppliers = {{"category", "供应企业"}, {"unit", "家"}};
  const Given buyers = {{"category", "采购单位"}, {"unit", "家"}};
  Hold("a", "MATCHMAKING",
       "from_date: '2019'" + Category("供应企业", 43, "OVER") + Category("采购单位", 9, "NEARLY"));
  EXPECT_EQ(Value("least_category_participants", suppliers), ">=43");
  EXPECT_EQ(Value("most_category_participants", suppliers), "unknown");
  EXPECT_EQ(Value("least_category_participants", buyers), ">=0");
  EXPECT_EQ(Value("most_category_participants", buyers), "<=9");
  Hold("b", "MATCHMAKING", "from_date: '2019'" + Category("供应企业", 50));
  EXPECT_EQ(Value("least_category_participants", suppliers), ">=93");
}

TEST_F(FormulasTest, ParticipantsOfACategoryAddUpAsARange) {
  const Given suppliers = {{"category", "供应企业"}, {"unit", "家"}};
  const Given buyers = {{"category", "采购单位"}, {"unit", "家"}};
  const auto range = [&](const Given& given) {
    return absl::StrCat(Value("least_category_participants", given), " ",
                        Value("most_category_participants", given));
  };
  EXPECT_EQ(range(suppliers), "0 0");
  Hold("a", "MATCHMAKING", "from_date: '2019'" + Category("供应企业", 300, "OVER"));
  EXPECT_EQ(range(suppliers), ">=301 <=399");
  Hold("b", "MATCHMAKING",
       "from_date: '2019'" + Category("供应企业", 50) + Category("采购单位", 95, "APPROX"));
  EXPECT_EQ(range(suppliers), ">=351 <=449");
  EXPECT_EQ(range(buyers), ">=91 <=99");
  Hold("c", "MATCHMAKING",
       "from_date: '2019'" + Category("采购单位", 100, "AT_LEAST") +
           Category("供应企业", 30, "NEARLY"));
  EXPECT_EQ(range(suppliers), ">=378 <=478");
  EXPECT_EQ(range(buyers), ">=191 unknown");
  Hold("d", "MATCHMAKING", "from_date: '2020'" + Category("供应企业", 7, "UP_TO"));
  EXPECT_EQ(AsOf("2020-12-31", "most_category_participants", suppliers), "<=485");
  const auto stated = [&](const std::string& activity, const std::string& category) {
    return AsOf("2020-12-31", "category_participants",
                {{"activity", "activities/" + activity}, {"category", category}, {"unit", "家"}});
  };
  const auto over = Run("category_participants",
                        {{"activity", "activities/a"}, {"category", "供应企业"}, {"unit", "家"}});
  ZGC_ASSERT_OK(over);
  EXPECT_EQ(over->value, "300");
  EXPECT_EQ(over->qualifier, figures::v1::QUALIFIER_OVER);
  EXPECT_EQ(stated("b", "供应企业"), "50");
  Hold("e", "MATCHMAKING", std::string("from_date: '2019'") + kUncounted);
  EXPECT_EQ(stated("e", "采购单位"), "unknown");
}

TEST_F(FormulasTest, DaysOfAnActivityCountBothEnds) {
  Hold("forum", "FORUM", "from_date: '2019-10-16' to_date: '2019-10-18'");
  Hold("day", "EVENT", "from_date: '2019-10-16'");
  Hold("month", "EVENT", "from_date: '2019-10' to_date: '2019-11-02'");
  EXPECT_EQ(AtEnd("activity_days", {{"activity", "activities/forum"}}), "3");
  EXPECT_EQ(Value("activity_days", {{"activity", "activities/day"}}), "1");
  EXPECT_EQ(AtEnd("activity_days", {{"activity", "activities/month"}}), "unknown");
}

TEST_F(FormulasTest, OrganisationsAreCountedAsTheyCameToBeOrAsTheyAre) {
  Found("minsk", "OVERSEAS_OFFICE", "country: '白俄罗斯' since_date: '2019'");
  Found("berlin", "OVERSEAS_OFFICE", "country: '德国' since_date: '2019-06'");
  Found("old", "OVERSEAS_OFFICE", "country: '德国' since_date: '2018-12-31'");
  Found("next", "OVERSEAS_OFFICE", "country: '德国' since_date: '2020'");
  const Given offices = {{"kind", "overseas_office"}};
  EXPECT_EQ(Value("count_organisations", offices), "2");
  EXPECT_EQ(AtEnd("count_organisations", offices), "3");
  EXPECT_EQ(AtEnd("count_organisations", {{"country", "德国"}}), "2");
  // The three of the fixture have no date: they are there, nobody knows since when.
  EXPECT_EQ(AtEnd("count_organisations", {{"kind", "department"}}), "3");
  EXPECT_EQ(Value("count_organisations", {{"kind", "department"}}), ">=0");
}

TEST_F(FormulasTest, OrganisationsOfWhichOnlyTheNumberIsKnownCountAsSoMany) {
  Found("federation", "ASSOCIATION", "since_date: '2010'");
  Found("members", "ASSOCIATION",
        "since_date: '2019' parent: 'organisations/federation' item_count: 114");
  EXPECT_EQ(AtEnd("count_organisations", {{"parent", "organisations/federation"}}), "114");
  EXPECT_EQ(AtEnd("count_organisations", {{"kind", "association"}}), "115");
}

TEST_F(FormulasTest, MembersAreThoseOnRecord) {
  Found("alliance", "ASSOCIATION", "member_state: AMOUNT_STATE_KNOWN member_count: 34");
  EXPECT_EQ(AtEnd("organisation_members", {{"organisation", "organisations/alliance"}}), "34");
  EXPECT_EQ(AtEnd("organisation_members", {{"organisation", "organisations/a"}}), "unknown");
}

TEST_F(FormulasTest, DocumentsAreCountedByTheDateOfTheirStatus) {
  Draw("s", "STANDARD", "ISSUED", "status_date: '2019' item_count: 14");
  Draw("m1", "MEASURE", "ISSUED", "status_date: '2019-11'");
  Draw("m2", "MEASURE", "ISSUED", "status_date: '2018-11'");
  Draw("t", "MEASURE", "TARGET", "item_count: 10");
  EXPECT_EQ(Value("count_policy_documents", {{"kind", "standard"}}), "14");
  EXPECT_EQ(Value("count_policy_documents", {{"status", "issued"}}), "15");
  EXPECT_EQ(AtEnd("count_policy_documents", {{"status", "issued"}}), "16");
  EXPECT_EQ(AtEnd("count_policy_documents", {{"status", "target"}}), "10");
  EXPECT_EQ(Value("count_policy_documents"), ">=15");
  EXPECT_EQ(AtEnd("count_policy_documents", {{"parent", "policyDocuments/m1"}}), "0");
}

TEST_F(FormulasTest, ADocumentOfSeveralParentsCountsUnderEachAndOnceInAll) {
  Draw("p", "PLAN", "ISSUED", "status_date: '2018'");
  Draw("q", "PLAN", "ISSUED", "status_date: '2018'");
  Draw("d", "RULES", "ISSUED",
       "status_date: '2019' parents: 'policyDocuments/p' parents: 'policyDocuments/q'");
  EXPECT_EQ(Value("count_policy_documents", {{"parent", "policyDocuments/p"}}), "1");
  EXPECT_EQ(Value("count_policy_documents", {{"parent", "policyDocuments/q"}}), "1");
  EXPECT_EQ(Value("count_policy_documents"), "1");
}

TEST_F(FormulasTest, ArticlesAreThoseOnRecord) {
  Draw("d", "MEASURE", "IN_FORCE", "article_count: 20");
  Draw("e", "MEASURE", "IN_FORCE", "");
  EXPECT_EQ(AtEnd("policy_articles", {{"document", "policyDocuments/d"}}), "20");
  EXPECT_EQ(AtEnd("policy_articles", {{"document", "policyDocuments/e"}}), "unknown");
}

TEST_F(FormulasTest, TasksAreCountedWithoutTheirParts) {
  AddActive("1");
  ZGC_ASSERT_OK(AddTask("2"));
  ZGC_ASSERT_OK(AddTask("3", "parent: 'tasks/1'"));
  ZGC_ASSERT_OK(AddTask("4"));
  ZGC_ASSERT_OK(Do(WithdrawTask, Named("4", "reason: 'x'")));
  EXPECT_EQ(AtEnd("count_tasks", {{"plan", "plans/2019"}}), "2");
  EXPECT_EQ(AtEnd("count_tasks", {{"state", "active"}}), "1");
  EXPECT_EQ(AtEnd("count_tasks", {{"state", "withdrawn"}}), "1");
  EXPECT_THAT(Run("count_tasks"), FailsWith(kInvalid, HasSubstr("stock")));
}

TEST_F(FormulasTest, UnknownAndMissingArgumentsAreRefused) {
  const auto run = [&](const std::string& name, const Given& given) {
    return Run(name, given, "", "2019-12-31");
  };
  for (const char* name :
       {"count_activities", "sum_participants", "activity_days", "count_organisations",
        "organisation_members", "count_policy_documents", "policy_articles", "count_tasks"}) {
    EXPECT_THAT(run(name, {{"sort", "x"}}), FailsWith(kInvalid, HasSubstr("\"sort\""))) << name;
  }
  EXPECT_THAT(run("count_activities", {{"kind", "party"}}),
              FailsWith(kInvalid, HasSubstr("is no kind")));
  EXPECT_THAT(run("count_activities", {{"parent", "activities/none"}}),
              FailsWith(kInvalid, HasSubstr("activities/none")));
  EXPECT_THAT(run("activity_days", {}), FailsWith(kInvalid, HasSubstr("needs activity")));
  EXPECT_THAT(run("organisation_members", {}), FailsWith(kInvalid, HasSubstr("needs")));
  EXPECT_THAT(run("policy_articles", {{"document", "policyDocuments/none"}}),
              FailsWith(kInvalid, HasSubstr("does not exist")));
}

TEST_F(FormulasTest, AFigureOfAnEarlierRevisionStaysAfterARestart) {
  Hold("a", "EVENT", "from_date: '2019'");
  const int64_t before = store_->head();
  ZGC_ASSERT_OK(Do(UpdateActivity, "activity { name: 'activities/a' session_count: 5 }"));
  Open();
  EXPECT_EQ(Value("count_activities", {}, "2019-01-01", "2019-12-31", before), "1");
  const auto now = Run("count_activities");
  ZGC_ASSERT_OK(now);
  EXPECT_EQ(now->value, "5");
  EXPECT_EQ(now->newest_revision, store_->head());
}

TEST_F(FormulasTest, WhatIsAskedOfManyRecordsIsAFold) {
  for (const char* name : {"count_activities", "sum_participants", "count_organisations",
                           "count_policy_documents", "count_tasks"}) {
    EXPECT_TRUE(IsFold(name, {}, "", "2019-12-31")) << name;
  }
  EXPECT_TRUE(IsFold("most_category_participants", {{"category", "外宾"}}));
  EXPECT_TRUE(IsFold("sum_participants", {{"kind", "lecture"}, {"series", "s"}, {"unit", "家"}}));
}

}  // namespace
}  // namespace zgc::tasks
