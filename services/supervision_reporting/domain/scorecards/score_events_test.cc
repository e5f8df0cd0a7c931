#include "services/supervision_reporting/domain/scorecards/score_events.h"

#include "absl/strings/str_replace.h"
#include "services/supervision_reporting/domain/matters/matter_endings.h"
#include "services/supervision_reporting/domain/matters/matter_handlings.h"
#include "services/supervision_reporting/domain/proposals/proposal_replies.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/domain/watchlist/sweeps.h"
#include "services/supervision_reporting/testing/scores_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ScoreEventsTest : public ScoresFixture {
 protected:
  // "kind event date organisation count".
  std::vector<std::string> Until(const std::string& as_of) {
    std::vector<std::string> events;
    ZGC_EXPECT_OK(ForEachScoreEvent(store_->Read(), as_of, [&](const ScoreEvent& event) {
      EXPECT_GT(event.revision, 0);
      EXPECT_FALSE(event.record.empty());
      std::string kind = v1::ScoreEventKind_Name(event.kind);
      kind.erase(0, std::string("SCORE_EVENT_KIND_").size());
      events.push_back(absl::StrCat(kind, " ", event.event, " ", event.date, " ",
                                    event.organisation, " ", event.count));
    }));
    return events;
  }
  void Answer(const std::string& id, const std::string& date) {
    const std::string on = absl::StrCat("name: 'proposals/", id, "' date: '", date, "' ");
    ZGC_ASSERT_OK(Do(AssignProposal, on + "lead_handler: 'h'"));
    ZGC_ASSERT_OK(Do(AcceptProposal, on));
    ZGC_ASSERT_OK(Do(DraftProposalReply, on + "text: 't' outcome: 'A'"));
    ZGC_ASSERT_OK(Do(SignProposalReply, on, "chief"));
    ZGC_ASSERT_OK(Do(SendProposalReply, on + "document: 'd'"));
  }
};

TEST_F(ScoreEventsTest, InformationIsOfWhoSubmittedIt) {
  Item("i", "园区处", 5);
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("i", "e", "city", 2, "2019-05")));
  ZGC_ASSERT_OK(Do(InstructInformation, Event("i", "f", "state", 1, "2019-06-02")));
  EXPECT_THAT(Until("2019-12-31"),
              ElementsAre("ADOPTION informationItems/i/events/e 2019-05 园区处 2",
                          "INSTRUCTION informationItems/i/events/f 2019-06-02 园区处 1"));
  EXPECT_THAT(Until("2019-05-01"),
              ElementsAre("ADOPTION informationItems/i/events/e 2019-05 园区处 2"));
  EXPECT_THAT(Until("2019-04-30"), IsEmpty());
}

TEST_F(ScoreEventsTest, AMatterIsOverdueOnTheDayAfterUnlessItWasReportedInTime) {
  const std::string due = "received_date: '2019-03-01' deadline: '2019-03-20' lead_handler: 'h' ";
  for (const char* id : {"late", "open", "punctual"}) {
    ZGC_ASSERT_OK(AddMatter(id, due + "item_count: 2"));
  }
  for (const char* method : {"AssignMatter", "StartMatter"}) {
    ZGC_ASSERT_OK(Step(method, "late", "2019-03-02"));
    ZGC_ASSERT_OK(Step(method, "punctual", "2019-03-02"));
  }
  ZGC_ASSERT_OK(Step("ReportMatter", "punctual", "2019-03-20"));
  ZGC_ASSERT_OK(Step("ReportMatter", "late", "2019-03-21"));
  AddLightRules();
  ZGC_ASSERT_OK(Sweep("2019-03-21"));
  EXPECT_THAT(Until("2019-03-20"), IsEmpty());
  EXPECT_THAT(Until("2019-03-21"),
              ElementsAre("MATTER_OVERDUE matters/late 2019-03-21 h 2",
                          "MATTER_OVERDUE matters/open 2019-03-21 h 2",
                          "ESCALATION escalations/matters.open.1 2019-03-21 h 1"));
}

TEST_F(ScoreEventsTest, WhatWasSplitAfterItsDeadlineWasOverdueOnce) {
  for (const char* id : {"a", "b"}) {
    ZGC_ASSERT_OK(AddMatter(id,
                            "received_date: '2019-03-01' deadline: '2019-03-20' lead_handler: 'h' "
                            "item_count: 2"));
  }
  const std::string shares =
      "reason: 'r' shares { matter_id: '$-1' title: 't' lead_handler: 'g' } shares { matter_id: "
      "'$-2' title: 't' lead_handler: 'k' }";
  for (const auto& [id, day] : {std::pair("a", "2019-03-25"), std::pair("b", "2019-03-10")}) {
    ZGC_ASSERT_OK(Do(SplitMatter, absl::StrCat("name: 'matters/", id, "' date: '", day, "' ",
                                               absl::StrReplaceAll(shares, {{"$", id}}))));
  }
  EXPECT_THAT(Until("2019-04-01"), ElementsAre("MATTER_OVERDUE matters/a 2019-03-21 h 2",
                                               "MATTER_OVERDUE matters/b-1 2019-03-21 g 1",
                                               "MATTER_OVERDUE matters/b-2 2019-03-21 k 1"));
}

TEST_F(ScoreEventsTest, ASlipThatWasWithdrawnCountsForNothing) {
  ZGC_ASSERT_OK(
      AddMatter("m", "received_date: '2019-03-01' deadline: '2019-03-20' lead_handler: 'h'"));
  AddLightRules();
  ZGC_ASSERT_OK(Sweep("2019-03-21"));
  ASSERT_THAT(Until("2019-03-21"), SizeIs(2));
  ZGC_ASSERT_OK(Do(WithdrawEscalation, "name: 'escalations/matters.m.1' reason: '误发'"));
  EXPECT_THAT(Until("2019-03-21"), SizeIs(1));
}

// Who hands it back, or has it handed on, was late all the same.
TEST_F(ScoreEventsTest, WhatWasLateIsOfWhoHadItThen) {
  for (const char* id : {"m", "n", "o"}) {
    ZGC_ASSERT_OK(AddMatter(id, "received_date: '2019-03-01' deadline: '2019-03-20'"));
    ZGC_ASSERT_OK(Step("AssignMatter", id, "2019-03-02"));
  }
  AddLightRules();
  ZGC_ASSERT_OK(Sweep("2019-03-21"));
  const auto late = Until("2019-03-22");
  ASSERT_THAT(late, SizeIs(6));
  ASSERT_THAT(late, ::testing::Contains("MATTER_OVERDUE matters/m 2019-03-21 h 1"));
  ASSERT_THAT(late, ::testing::Contains("ESCALATION escalations/matters.m.1 2019-03-21 h 1"));
  ZGC_ASSERT_OK(Do(DeclineMatter, "name: 'matters/m' date: '2019-03-25' reason: 'r'"));
  EXPECT_EQ(Until("2019-03-22"), late);
  ZGC_ASSERT_OK(Do(AssignMatter, "name: 'matters/m' date: '2019-03-26' lead_handler: 'g'"));
  ZGC_ASSERT_OK(
      Do(ReassignMatter, "name: 'matters/n' date: '2019-03-25' lead_handler: 'g' reason: 'r'"));
  ZGC_ASSERT_OK(Do(ProposeMatterCancellation, "name: 'matters/o' date: '2019-03-25' reason: 'r'"));
  ZGC_ASSERT_OK(Do(ApproveMatterCancellation, "name: 'matters/o' date: '2019-03-26'", "chief"));
  EXPECT_EQ(Until("2019-03-22"), late);
}

TEST_F(ScoreEventsTest, AProposalIsAnsweredInTimeOrNot) {
  for (const char* id : {"p", "q", "r"}) {
    ZGC_ASSERT_OK(Do(CreateProposal,
                     absl::StrCat("proposal_id: '", id,
                                  "' proposal { title: 't' received_date: '2019-03-01' led_by: "
                                  "PROPOSAL_LEADER_DEPARTMENT lead_handler: 'g' ",
                                  "deadline: '2019-03-20' }")));
  }
  Answer("p", "2019-03-20");
  Answer("q", "2019-03-25");
  EXPECT_THAT(Until("2019-03-20"), ElementsAre("PROPOSAL_IN_TIME proposals/p 2019-03-20 h 1"));
  EXPECT_THAT(Until("2019-03-21"), ElementsAre("PROPOSAL_IN_TIME proposals/p 2019-03-20 h 1",
                                               "PROPOSAL_LATE proposals/q 2019-03-21 h 1",
                                               "PROPOSAL_LATE proposals/r 2019-03-21 g 1"));
}

}  // namespace
}  // namespace zgc::supervision
