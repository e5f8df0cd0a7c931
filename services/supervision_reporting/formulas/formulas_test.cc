#include "services/supervision_reporting/formulas/formulas.h"

#include "absl/strings/match.h"
#include "common/figures/tally.h"
#include "services/supervision_reporting/domain/information/information.h"
#include "services/supervision_reporting/domain/information/information_events.h"
#include "services/supervision_reporting/domain/information/work_activities.h"
#include "services/supervision_reporting/domain/matters/matter_endings.h"
#include "services/supervision_reporting/domain/proposals/proposal_handlings.h"
#include "services/supervision_reporting/domain/proposals/proposal_replies.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/domain/scorecards/score_rules.h"
#include "services/supervision_reporting/formulas/test_formulas.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;

using ::zgc::testing::kInvalid;

TEST_F(FormulasTest, MattersAreCountedByReceiptAndBulkRecordsByTheirCount) {
  ZGC_ASSERT_OK(AddMatter("a", "received_date: '2019' item_count: 57"));
  ZGC_ASSERT_OK(AddMatter("b", "received_date: '2019-05-01'"));
  ZGC_ASSERT_OK(AddMatter("c", "received_date: '2018-12-31'"));
  ZGC_ASSERT_OK(Do(CreateMatter,
                   "matter_id: 'd' matter { title: 'd' kind: MATTER_KIND_KEY_PROJECT source: 's' "
                   "item_count: 18 received_date: '2019' }"));
  EXPECT_EQ(Value("count_matters", {{"kind", "supervised_file"}}), "58");
  EXPECT_EQ(Value("count_matters", {{"kind", "key_project"}}), "18");
  EXPECT_EQ(Value("count_matters"), "76");
  EXPECT_EQ(AsOf("2019-12-31", "count_matters"), "77");
  // 57 of the year and 18 may have been received in May, or not.
  EXPECT_EQ(Value("count_matters", {}, "2019-05-01", "2019-05-31"), ">=1");
  const auto value = Run("count_matters", {{"kind", "supervised_file"}});
  ZGC_ASSERT_OK(value);
  EXPECT_EQ(value->inputs[0].resource(), "//supervision_reporting/matters/a");
  EXPECT_EQ(value->inputs[0].description(), "a（批量补录57件）");
  EXPECT_EQ(value->inputs[0].contribution(), "57");
  EXPECT_EQ(value->inputs[1].description(), "b");
}

TEST_F(FormulasTest, TheStateIsThatOfTheLastDayOfThePeriod) {
  ZGC_ASSERT_OK(AddMatter("a", "received_date: '2019-03-01'"));
  ZGC_ASSERT_OK(Step("AssignMatter", "a", "2019-03-02"));
  ZGC_ASSERT_OK(Step("StartMatter", "a", "2020-01-01"));
  EXPECT_EQ(Value("count_matters", {{"state", "assigned"}}), "1");
  EXPECT_EQ(Value("count_matters", {{"state", "in_progress"}}), "0");
  EXPECT_EQ(AsOf("2020-01-01", "count_matters", {{"state", "in_progress"}}), "1");
  EXPECT_EQ(AsOf("2019-03-01", "count_matters", {{"state", "registered"}}), "1");
}

// What was received is counted once; in a state is each that has it.
TEST_F(FormulasTest, AMatterThatIsSplitOrMergedIsReceivedOnce) {
  ZGC_ASSERT_OK(AddMatter("a", "received_date: '2019-03-01' item_count: 3"));
  ZGC_ASSERT_OK(AddMatter("b", "received_date: '2019-03-01'"));
  ZGC_ASSERT_OK(AddMatter("c", "received_date: '2019-03-01'"));
  ZGC_ASSERT_OK(
      Do(SplitMatter,
         "name: 'matters/a' date: '2019-03-02' reason: 'r' shares { matter_id: 'd' title: "
         "'d' item_count: 2 } shares { matter_id: 'e' title: 'e' }"));
  ZGC_ASSERT_OK(
      Do(MergeMatters, "name: 'matters/b' date: '2019-03-02' reason: 'r' merged: 'matters/c'"));
  EXPECT_EQ(Value("count_matters"), "5");
  EXPECT_EQ(Value("count_matters", {{"state", "registered"}}), "4");
  EXPECT_EQ(Value("count_matters", {{"state", "split"}}), "3");
  EXPECT_EQ(AsOf("2019-03-01", "count_matters", {{"state", "registered"}}), "5");
  EXPECT_EQ(Value("count_matters", {{"state", "merged"}}), "1");
}

TEST_F(FormulasTest, AMatterOfADayToComeHasTheStateThatItWasGivenBefore) {
  ZGC_ASSERT_OK(AddMatter("a", "received_date: '2500'"));
  ZGC_ASSERT_OK(Do(AssignMatter, "name: 'matters/a' lead_handler: 'h'"));
  EXPECT_EQ(AsOf("2499-12-31", "count_matters", {{"state", "assigned"}}), "0");
  EXPECT_EQ(AsOf("2500-01-01", "count_matters", {{"state", "assigned"}}), ">=0");
  EXPECT_EQ(AsOf("2500-12-31", "count_matters", {{"state", "assigned"}}), "1");
  EXPECT_EQ(AsOf("2500-12-31", "count_matters", {{"state", "registered"}}), "0");
}

TEST_F(FormulasTest, ProposalsAreCountedByWhoLeadsAndByKind) {
  const auto add = [&](const std::string& id, const std::string& fields) {
    ZGC_ASSERT_OK(Do(CreateProposal, absl::StrCat("proposal_id: '", id, "' proposal { title: '", id,
                                                  "' received_date: '2019' ", fields, " }")));
  };
  add("a", "led_by: PROPOSAL_LEADER_PRINCIPAL_OFFICER kind: PROPOSAL_KIND_MEMBER_PROPOSAL");
  add("b", "led_by: PROPOSAL_LEADER_DEPARTMENT item_count: 49");
  EXPECT_EQ(Value("count_proposals"), "50");
  EXPECT_EQ(Value("count_proposals", {{"led_by", "principal_officer"}}), "1");
  EXPECT_EQ(Value("count_proposals", {{"led_by", "officer_in_charge"}}), "0");
  EXPECT_EQ(Value("count_proposals", {{"kind", "member_proposal"}}), "1");
  EXPECT_EQ(Value("count_proposals", {{"state", "received"}}), "50");
}

// An opinion has no day of its own: it makes no state older than it is.
TEST_F(FormulasTest, AnOpinionChangesNoStateOfAnEarlierDay) {
  ZGC_ASSERT_OK(Do(CreateProposal,
                   "proposal_id: 'a' proposal { title: 'a' received_date: '2019-03-01' led_by: "
                   "PROPOSAL_LEADER_DEPARTMENT lead_handler: 'h' handlers { handler: 'x' role: "
                   "HANDLER_ROLE_JOINT } }"));
  ZGC_ASSERT_OK(Do(AssignProposal, "name: 'proposals/a' date: '2019-03-02'"));
  ZGC_ASSERT_OK(Do(AcceptProposal, "name: 'proposals/a' date: '2019-03-05'"));
  ZGC_ASSERT_OK(Do(AddJointOpinion, "name: 'proposals/a' handler: 'x' text: '同意'"));
  const Given assigned = {{"state", "assigned"}};
  EXPECT_EQ(Value("count_proposals", assigned, "2019-01-01", "2019-03-04"), "1");
  EXPECT_EQ(Value("count_proposals", assigned, "2019-01-01", "2019-03-05"), "0");
}

TEST_F(FormulasTest, AdoptionIsDerivedFromEvents) {
  Information("a", "2019", 8);
  Information("b", "2019-11", 4);
  ZGC_ASSERT_OK(Do(CreateInformationItem,
                   "information_item_id: 'draft' information_item { title: 't' written_date: "
                   "'2019' item_count: 100 }"));
  EXPECT_EQ(Value("count_information"), "12");
  EXPECT_EQ(Value("count_information", {{"adopted_by", "informationBodies/city"}}), "0");
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("a", "state", 8, "2019")));
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("b", "city", 3, "2020-01-05")));
  EXPECT_EQ(Value("count_adoptions", {{"by", "informationBodies/state"}}), "8");
  // Submitted in 2019, adopted in 2020.
  EXPECT_EQ(Value("count_information", {{"adopted_by", "informationBodies/city"}}), "3");
  EXPECT_EQ(Value("count_adoptions", {{"by", "informationBodies/city"}}), "0");
  EXPECT_EQ(AsOf("2020-12-31", "count_adoptions", {{"by", "informationBodies/city"}}), "3");
  EXPECT_EQ(Value("count_instructions"), "0");
  ZGC_ASSERT_OK(Do(InstructInformation,
                   "information_item: 'informationItems/a' event_id: 'i' body: "
                   "'informationBodies/state' date: '2019-06' document: 'd'"));
  EXPECT_EQ(Value("count_instructions", {{"by", "informationBodies/state"}}), "1");
  EXPECT_EQ(Value("count_instructions", {{"by", "informationBodies/city"}}), "0");
  EXPECT_EQ(Value("count_adoptions", {{"by", "informationBodies/state"}}), "8");
}

TEST_F(FormulasTest, AnItemThatABodyPrintsTwiceIsAdoptedByItOnce) {
  Information("a", "2019", 1);
  for (const char* id : {"p", "q"}) {
    ZGC_ASSERT_OK(Do(CreateInformationPeriodical,
                     absl::StrCat("information_periodical_id: '", id,
                                  "' information_periodical { display_name: 'n' body: "
                                  "'informationBodies/city' }")));
    ZGC_ASSERT_OK(Do(AdoptInformation,
                     absl::StrCat("information_item: 'informationItems/a' event_id: '", id,
                                  "' body: 'informationBodies/city' date: '2020-01-05' document: "
                                  "'d' periodical: 'informationPeriodicals/",
                                  id, "'")));
  }
  EXPECT_EQ(Value("count_information", {{"adopted_by", "informationBodies/city"}}), "1");
  EXPECT_EQ(AsOf("2020-12-31", "count_adoptions", {{"by", "informationBodies/city"}}), "2");
  EXPECT_THAT(Run("count_adoptions", {{"by", "informationBodies/none"}}, "", "2020-12-31"),
              FailsWith(kInvalid, HasSubstr("does not exist")));
}

TEST_F(FormulasTest, AScoreIsAFigureThatListsItsEvents) {
  ZGC_ASSERT_OK(Do(CreateScoreRule,
                   "score_rule_id: 'r' score_rule { display_name: 'n' document: 'd' from_date: "
                   "'2019-01-01' kind: SCORE_EVENT_KIND_MATTER_OVERDUE points: '-0.5' cap: '1' }"));
  for (const char* id : {"a", "b", "c"}) {
    ZGC_ASSERT_OK(
        AddMatter(id, "received_date: '2019-03-01' deadline: '2019-03-20' lead_handler: 'h'"));
  }
  const Given h = {{"organisation", "h"}};
  EXPECT_EQ(Value("score", h), "0") << "nobody has approved the rule";
  ZGC_ASSERT_OK(Do(ApproveScoreRule, "name: 'scoreRules/r'", "chief"));
  const auto score = Run("score", h, "2019-01-01", "2019-12-31");
  ZGC_ASSERT_OK(score);
  EXPECT_EQ(score->value, "-1");
  EXPECT_EQ(score->input_count, 2);
  EXPECT_EQ(score->inputs[0].resource(), "//supervision_reporting/matters/a");
  EXPECT_EQ(score->inputs[0].contribution(), "-0.5");
  EXPECT_EQ(Value("score", h, "2019-01-01", "2019-03-20"), "0");
  EXPECT_THAT(Run("score", {}, "2019-01-01", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("organisation")));
  EXPECT_THAT(Run("score", h, "", "2019-12-31"), FailsWith(kInvalid, HasSubstr("start_date")));
}

TEST_F(FormulasTest, WorkActivitiesAreCountedByKindAndSession) {
  const auto add = [&](const std::string& id, const std::string& kind, const std::string& more) {
    ZGC_ASSERT_OK(
        Do(CreateWorkActivity,
           absl::StrCat("work_activity_id: '", id, "' work_activity { title: '", id,
                        "' evidence: 'e' kind: WORK_ACTIVITY_KIND_", kind, " ", more, " }")));
  };
  add("a", "BULLETIN", "session_count: 12 held_date: '2019'");
  add("b", "LAW_STUDY", "held_date: '2019-02'");
  EXPECT_EQ(Value("count_work_activities", {{"kind", "bulletin"}}), "12");
  EXPECT_EQ(Value("count_work_activities", {{"kind", "law_study"}}), "1");
  EXPECT_EQ(Value("count_work_activities"), "13");
}

TEST_F(FormulasTest, UnknownArgumentsAreRefused) {
  for (const char* formula :
       {"count_matters", "count_proposals", "count_information", "count_adoptions",
        "count_instructions", "count_work_activities", "score"}) {
    EXPECT_THAT(Run(formula, {{"colour", "red"}}, "", "2019-12-31"),
                FailsWith(kInvalid, HasSubstr("colour")))
        << formula;
  }
  EXPECT_THAT(Run("count_matters", {{"kind", "KEY_PROJECT"}}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("is no kind")));
  EXPECT_THAT(Run("count_matters", {{"state", "unspecified"}}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("is no state")));
  EXPECT_THAT(Run("count_adoptions", {{"by", "county"}}, "", "2019-12-31"),
              FailsWith(kInvalid, HasSubstr("\"county\" does not exist")));
}

TEST_F(FormulasTest, WhatIsAskedOfManyRecordsIsAFold) {
  for (const char* name : {"count_matters", "count_proposals", "count_information",
                           "count_adoptions", "count_instructions", "count_work_activities"}) {
    EXPECT_TRUE(IsFold(name, {})) << name;
  }
  const Given closed = {{"state", "closed"}, {"kind", "key_project"}};
  EXPECT_TRUE(IsFold("count_matters", closed, "", "2019-06-30"));
  EXPECT_TRUE(IsFold("count_matters", closed, "2019-01-01", "2019-06-30"));
  // Of what was received within a year the rows are read.
  EXPECT_FALSE(IsFold("count_matters", closed, "2019-02-01", "2019-12-31"));
  EXPECT_FALSE(IsFold("count_matters", closed, "2018-01-01", "2019-12-31"));
}

}  // namespace
}  // namespace zgc::supervision
