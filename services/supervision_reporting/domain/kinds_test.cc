#include "services/supervision_reporting/domain/kinds.h"

#include "common/records/evidence.h"
#include "common/testing/records_matrix.h"
#include "services/supervision_reporting/domain/information/information_events.h"
#include "services/supervision_reporting/domain/information/work_activities.h"
#include "services/supervision_reporting/domain/matters/deadlines.h"
#include "services/supervision_reporting/domain/matters/extensions.h"
#include "services/supervision_reporting/domain/matters/matter_terms.h"
#include "services/supervision_reporting/domain/proposals/proposal_handlings.h"
#include "services/supervision_reporting/domain/proposals/proposal_replies.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/domain/reports/report_items.h"
#include "services/supervision_reporting/domain/reports/report_templates.h"
#include "services/supervision_reporting/domain/watchlist/watched_index.h"
#include "services/supervision_reporting/testing/information_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class KindsTest : public InformationFixture {
 protected:
  v1::Matter MatterOf(const std::string& id) { return Find(kMatters, "matters/" + id); }
  std::vector<std::string> OpenOn(const std::string& day) {
    std::vector<std::string> names;
    ZGC_EXPECT_OK(ForEachWatched(store_->Read(), {kWatchedOpen, day, ""}, day, "",
                                 [&](const std::string&, const WatchedKey& key) {
                                   names.push_back(key.name);
                                   return true;
                                 }));
    return names;
  }

  testing::Records records_{store_, SupervisionKinds()};
};

constexpr char kComputed[] =
    "received_date: '2019-09-26' working_days: 5 calendars: 'calendars/2019'";

TEST_F(KindsTest, WhatIsNoKindSaysWhatMendsIt) {
  records_.ExpectEveryTypeToBeListed(SupervisionSchema());
}

TEST_F(KindsTest, ARecordOfEveryKindIsCorrectedAndVoided) {
  ZGC_ASSERT_OK(Do(CreateCalendar,
                   "calendar_id: '2020' calendar { display_name: '2020年' year: 2020 document: "
                   "'通知' }"));
  ZGC_ASSERT_OK(AddMatter("m", "received_date: '2019-03-01' deadline: '2019-04-01'"));
  // One that a second person has closed.
  ZGC_ASSERT_OK(AddMatter("closed", "received_date: '2019-03-01'"));
  for (const char* method : {"AssignMatter", "StartMatter", "ReportMatter"}) {
    ZGC_ASSERT_OK(Step(method, "closed", "2019-03-02"));
  }
  ZGC_ASSERT_OK(Step("CloseMatter", "closed", "2019-03-03", "chief"));
  ZGC_ASSERT_OK(Do(CreateProposal,
                   "proposal_id: 'p' proposal { title: 'p' received_date: '2019-02' led_by: "
                   "PROPOSAL_LEADER_DEPARTMENT }"));
  ZGC_ASSERT_OK(AddPeriodical("p", "city"));
  ZGC_ASSERT_OK(Write("i"));
  ZGC_ASSERT_OK(SignOff("i"));
  ZGC_ASSERT_OK(Submit("i"));
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("i", "e", "city", 1)));
  ZGC_ASSERT_OK(Do(CreateWorkActivity,
                   "work_activity_id: 'w' work_activity { title: 'w' kind: "
                   "WORK_ACTIVITY_KIND_BULLETIN held_date: '2019-05' evidence: 'd' }"));
  ZGC_ASSERT_OK(Do(CreateReportTemplate,
                   "report_template_id: 't' report_template { display_name: 't' issuer: 'i' plan: "
                   "'//task_registry/plans/2019' period { start_date: '2019-01-01' end_date: "
                   "'2019-12-31' } }"));
  ZGC_ASSERT_OK(Do(CreateReportItem,
                   "parent: 'reportTemplates/t' report_item_id: '1' report_item { number: 1 "
                   "display_name: '事项' tasks: '//task_registry/tasks/1' }"));
  EXPECT_THAT(records_.Void("reportTemplates/t"), HasReason(ERROR_REASON_RECORD_CITED));
  ZGC_ASSERT_OK(Do(CreateMatterRuleSet,
                   "matter_rule_set_id: 'm' matter_rule_set { display_name: 'm' document: 'd' "
                   "jurisdiction: '440300' from_date: '2019-01-01' terms { days: 30 } }"));
  ZGC_ASSERT_OK(
      Do(records::CreateEvidence, "evidence_id: 'e' evidence { title: '通知' issuer: '市政府' }"));
  records_.CorrectAndVoidEveryKind({
      {"evidence/e", "number", "number: '1号'"},
      {"reportTemplates/t/items/1", "display_name", "display_name: '新题'"},
      {"reportTemplates/t", "display_name", "display_name: '报告'"},
      {"workActivities/w", "held_date", "held_date: '2019-06'"},
      {"informationItems/i/events/e", "", ""},
      {"informationItems/i", "title", "title: '标题'"},
      {"proposals/p", "received_date", "received_date: '2019-01'"},
      {"proposalRuleSets/rules", "document", "document: '通知'"},
      {"informationPeriodicals/p", "display_name", "display_name: '专报'"},
      {"informationBodies/city", "display_name", "display_name: '市政府'"},
      {"matterRuleSets/m", "document", "document: '通知'"},
      {"matters/m", "received_date", "received_date: '2019-02-01'"},
      {"matters/closed", "source", "source: '市委'"},
      {"calendars/2020", "holidays", "holidays: '2020-10-01'"},
  });
  EXPECT_THAT(OpenOn("2019-04-01"), IsEmpty());
}

TEST_F(KindsTest, WhatADeadlineRestsOnMovesItAndItsLookup) {
  ZGC_ASSERT_OK(AddMatter("m", kComputed));
  const std::string computed = MatterOf("m").deadline();
  EXPECT_THAT(OpenOn(computed), ElementsAre("//supervision_reporting/matters/m"));
  const auto corrected =
      records_.Correct("matters/m", {"received_date"}, "received_date: '2019-09-16'");
  ZGC_ASSERT_OK(corrected);
  EXPECT_LT(MatterOf("m").deadline(), computed);
  EXPECT_EQ(MatterOf("m").original_deadline(), MatterOf("m").deadline());
  EXPECT_EQ(MatterOf("m").steps(0).date(), "2019-09-16");
  EXPECT_EQ(MatterOf("m").deadline_basis_size(), 1);
  EXPECT_THAT(OpenOn(computed), IsEmpty());
  EXPECT_THAT(OpenOn(MatterOf("m").deadline()), ElementsAre("//supervision_reporting/matters/m"));
  // What does not touch its terms leaves the deadline; a corrected calendar has it computed anew.
  const std::string before = MatterOf("m").deadline();
  ZGC_ASSERT_OK(records_.Correct("calendars/2019", {"holidays"}, "holidays: '2019-09-17'"));
  EXPECT_EQ(Find(kCalendars, "calendars/2019").version(), 2);
  ZGC_ASSERT_OK(records_.Correct("matters/m", {"title"}, "title: '标题'"));
  EXPECT_EQ(MatterOf("m").deadline(), before);
  EXPECT_TRUE(Find(kCalendars, "calendars/2019").effect().unfinished());
  ZGC_ASSERT_OK(Do(RecomputeDeadlines, ""));
  EXPECT_NE(MatterOf("m").deadline(), before);
  // A deadline of its own takes the place of the one that was computed.
  ZGC_ASSERT_OK(records_.Correct("matters/m", {"working_days", "calendars", "deadline"},
                                 "deadline: '2019-12-01'"));
  EXPECT_EQ(MatterOf("m").deadline(), "2019-12-01");
  EXPECT_EQ(MatterOf("m").deadline_basis_size(), 0);
}

TEST_F(KindsTest, ACalendarThatADeadlineRestsOnIsNotVoided) {
  ZGC_ASSERT_OK(Do(CreateCalendar,
                   "calendar_id: '2020' calendar { display_name: '2020年' year: 2020 document: "
                   "'通知' jurisdiction: 'CN' }"));
  ZGC_ASSERT_OK(AddMatter("m", "received_date: '2020-03-02' working_days: 3"));
  EXPECT_THAT(records_.Void("calendars/2020"), HasReason(ERROR_REASON_RECORD_CITED));
}

TEST_F(KindsTest, WhatHappenedSinceHoldsACorrection) {
  ZGC_ASSERT_OK(AddMatter("m", "received_date: '2019-03-01' deadline: '2019-04-01'"));
  ZGC_ASSERT_OK(Step("AssignMatter", "m", "2019-03-05"));
  EXPECT_THAT(records_.Correct("matters/m", {"received_date"}, "received_date: '2019-03-06'"),
              FailsWith(kInvalid, HasSubstr("is after AssignMatter on 2019-03-05")));
  ZGC_ASSERT_OK(Do(RequestExtension,
                   "matter: 'matters/m' extension_id: 'x' new_deadline: '2019-05-01' reason: 'r'"));
  EXPECT_THAT(records_.Correct("matters/m", {"deadline"}, "deadline: '2019-04-02'"),
              FailsWith(kInvalid, HasSubstr("matters/m/extensions/x rests on it")));
  EXPECT_THAT(records_.Void("matters/m"), HasReason(ERROR_REASON_RECORD_CITED));
  EXPECT_THAT(records_.Void("matters/m/extensions/x"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));

  ZGC_ASSERT_OK(Write("i", 3));
  ZGC_ASSERT_OK(SignOff("i"));
  ZGC_ASSERT_OK(Submit("i"));
  ZGC_ASSERT_OK(Do(AdoptInformation, Event("i", "e", "city", 2)));
  EXPECT_THAT(records_.Correct("informationItems/i", {"item_count"}, "item_count: 1"),
              FailsWith(kInvalid, HasSubstr("its events are of 2")));
  EXPECT_THAT(records_.Correct("informationItems/i", {"written_date"}, "written_date: '2019-04'"),
              FailsWith(kInvalid, HasSubstr("SignOffInformationItem")));
  EXPECT_THAT(records_.Void("informationItems/i"), HasReason(ERROR_REASON_RECORD_CITED));
  // A second person signed it off.
  EXPECT_EQ(records_.Correct("informationItems/i", {"item_count"}, "item_count: 2")->state(),
            records::v1::CORRECTION_STATE_PROPOSED);
}

TEST_F(KindsTest, RulesAndBodiesThatRecordsRestOnStay) {
  ZGC_ASSERT_OK(Do(CreateProposal,
                   "proposal_id: 'p' proposal { title: 'p' received_date: '2019-02-01' led_by: "
                   "PROPOSAL_LEADER_DEPARTMENT lead_handler: 'h' }"));
  ZGC_ASSERT_OK(Do(AssignProposal, "name: 'proposals/p' date: '2019-02-10'"));
  ZGC_ASSERT_OK(Do(AcceptProposal, "name: 'proposals/p' date: '2019-02-11'"));
  ZGC_ASSERT_OK(records_.Correct("proposalRuleSets/rules", {"document"}, "document: '通知'"));
  ZGC_ASSERT_OK(
      Do(DraftProposalReply, "name: 'proposals/p' date: '2019-02-12' text: 't' outcome: 'A'"));
  EXPECT_THAT(records_.Void("proposalRuleSets/rules"), HasReason(ERROR_REASON_RECORD_CITED));
  // A reply rests on them by now, so that a second person confirms it.
  EXPECT_EQ(records_.Correct("proposalRuleSets/rules", {"document"}, "document: '新通知'")->state(),
            records::v1::CORRECTION_STATE_PROPOSED);
  ZGC_ASSERT_OK(AddPeriodical("p", "city"));
  EXPECT_THAT(records_.Void("informationBodies/city"), HasReason(ERROR_REASON_RECORD_CITED));
}

TEST_F(KindsTest, AProposalKeepsThoseWhoGaveTheirOpinion) {
  ZGC_ASSERT_OK(Do(CreateProposal,
                   "proposal_id: 'p' proposal { title: 'p' received_date: '2019-02' led_by: "
                   "PROPOSAL_LEADER_DEPARTMENT lead_handler: 'h' handlers { handler: 'c' role: "
                   "HANDLER_ROLE_JOINT } }"));
  ZGC_ASSERT_OK(Do(AssignProposal, "name: 'proposals/p' date: '2019-02-10'"));
  ZGC_ASSERT_OK(Do(AcceptProposal, "name: 'proposals/p' date: '2019-02-11'"));
  ZGC_ASSERT_OK(Do(AddJointOpinion, "name: 'proposals/p' handler: 'c' text: 't'"));
  EXPECT_THAT(records_.Correct("proposals/p", {"handlers"},
                               "handlers { handler: 'd' role: HANDLER_ROLE_JOINT }"),
              FailsWith(kInvalid, HasSubstr("c has given its opinion")));
  EXPECT_THAT(records_.Correct("proposals/p", {"received_date"}, "received_date: '2019-03'"),
              FailsWith(kInvalid, HasSubstr("AssignProposal")));
  ZGC_ASSERT_OK(records_.Correct("proposals/p", {"received_date"}, "received_date: '2019-01'"));
  EXPECT_EQ(Find(kProposals, "proposals/p").steps(0).date(), "2019-01-01");
}

}  // namespace
}  // namespace zgc::supervision
