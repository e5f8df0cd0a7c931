#include "services/supervision_reporting/domain/matters/matter_handlings.h"

#include "common/testing/records_matrix.h"
#include "services/supervision_reporting/domain/kinds.h"
#include "services/supervision_reporting/domain/watchlist/light_overrides.h"
#include "services/supervision_reporting/testing/matter_parts_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using MatterHandlingsTest = MatterPartsFixture;

TEST_F(MatterHandlingsTest, TheOfficeSaysHowAMatterShouldBeHandledBeforeItIsAssigned) {
  ZGC_ASSERT_OK(AddMatter("o", "received_date: '2019-03-01'"));
  EXPECT_THAT(Matter(ProposeMatterHandling, "o"), FailsWith(kInvalid, HasSubstr("text")));
  const auto proposed =
      Matter(ProposeMatterHandling, "o",
             "date: '2019-03-02' text: '拟请规划处牵头' suggested_handler: '规划处'");
  ZGC_ASSERT_OK(proposed);
  EXPECT_EQ(proposed->state(), v1::MATTER_STATE_REGISTERED);
  EXPECT_EQ(proposed->suggested_handler(), "规划处");
  EXPECT_EQ(proposed->steps(1).note(), "拟请规划处牵头");
  EXPECT_THAT(Matter(ProposeMatterHandling, "n", "text: 't'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(MatterHandlingsTest, ALeadHandlerHandsBackWhatIsNotForIt) {
  SweepAll();
  EXPECT_THAT(Matter(DeclineMatter, "n"), FailsWith(kInvalid, HasSubstr("reason")));
  const auto declined =
      Matter(DeclineMatter, "n", "date: '2019-03-04' reason: '不属职责' suggested_handler: 'g'");
  ZGC_ASSERT_OK(declined);
  EXPECT_EQ(declined->state(), v1::MATTER_STATE_REGISTERED);
  EXPECT_EQ(declined->lead_handler(), "");
  EXPECT_EQ(declined->suggested_handler(), "g");
  EXPECT_EQ(declined->returned_by(), "h");
  EXPECT_EQ(declined->steps().rbegin()->note(), "h: 不属职责");
  EXPECT_EQ(Find(kEscalations, "escalations/matters.n.1").state(), v1::ESCALATION_STATE_WITHDRAWN);
  EXPECT_THAT(Matter(DeclineMatter, "n", "reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  const auto again = Matter(AssignMatter, "n", "lead_handler: 'g'");
  ZGC_ASSERT_OK(again);
  EXPECT_EQ(again->suggested_handler(), "");
  EXPECT_EQ(again->returned_by(), "");
}

TEST_F(MatterHandlingsTest, TheOfficeGivesAMatterToAnotherLeadHandler) {
  ZGC_ASSERT_OK(Step("StartMatter", "n", "2019-03-04"));
  EXPECT_THAT(Matter(ReassignMatter, "n", "lead_handler: 'h' reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("handles it now")));
  const auto given =
      Matter(ReassignMatter, "n", "lead_handler: 'g' co_handlers: 'h' reason: '机构改革'");
  ZGC_ASSERT_OK(given);
  EXPECT_EQ(given->state(), v1::MATTER_STATE_ASSIGNED);
  EXPECT_EQ(given->lead_handler(), "g");
  EXPECT_THAT(given->co_handlers(), ElementsAre("h"));
  EXPECT_EQ(given->steps().rbegin()->note(), "from h to g: 机构改革");
}

TEST_F(MatterHandlingsTest, NobodyHelpsTwiceOrWhereHeLeads) {
  ZGC_ASSERT_OK(AddMatter("o", "received_date: '2019-03-01'"));
  const auto refused = AllOf(HasSubstr("co_handlers[0]: g leads it"),
                             HasSubstr("co_handlers[2]: repeats an earlier one"),
                             HasSubstr("co_handlers[3]: is required"));
  const std::string given =
      "lead_handler: 'g' co_handlers: 'g' co_handlers: 'x' co_handlers: 'x' co_handlers: ''";
  EXPECT_THAT(AddMatter("p", "received_date: '2019-03-01' " + given), FailsWith(kInvalid, refused));
  EXPECT_THAT(Matter(AssignMatter, "o", given), FailsWith(kInvalid, refused));
  EXPECT_THAT(Matter(ReassignMatter, "n", given + " reason: 'r'"), FailsWith(kInvalid, refused));
  ZGC_ASSERT_OK(Matter(ReassignMatter, "n",
                       "lead_handler: 'g' co_handlers: 'x' co_handlers: 'y' reason: 'r'"));
  const auto led = Matter(ReassignMatter, "n", "lead_handler: 'x' reason: 'r'");
  ZGC_ASSERT_OK(led);
  EXPECT_THAT(led->co_handlers(), ElementsAre("y")) << "it leads now, and helps no more";
}

TEST_F(MatterHandlingsTest, APartOfAnArchivedMatterIsGivenNoLightByHand) {
  AddLightRules();
  CloseAll();
  const std::string sign =
      "thing: '//supervision_reporting/matters/m/parts/p' light_override { light: LIGHT_GREEN "
      "reason: 'r' from_date: '2019-03-22' to_date: '2019-03-31' } light_override_id: ";
  ZGC_ASSERT_OK(Do(SignLightOverride, sign + "'a'", "chief"));
  ZGC_ASSERT_OK(Matter(ArchiveMatter, "m", "date: '2019-03-09' document: 'd'"));
  EXPECT_THAT(Do(SignLightOverride, sign + "'b'", "chief"),
              FailsWith(kInvalid, HasSubstr("is archived: reopen it first")));
}

TEST_F(MatterHandlingsTest, ALeadHandlerSaysHowFarItIs) {
  EXPECT_THAT(Matter(RecordMatterProgress, "n", "text: 't'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Step("StartMatter", "n", "2019-03-04"));
  ZGC_ASSERT_OK(Matter(RecordMatterProgress, "n", "date: '2019-03-05' text: '已开工'"));
  const auto said = Matter(RecordMatterProgress, "n", "date: '2019-03-12' text: '过半'");
  ZGC_ASSERT_OK(said);
  EXPECT_EQ(said->state(), v1::MATTER_STATE_IN_PROGRESS);
  ASSERT_EQ(said->progress_size(), 2);
  EXPECT_EQ(said->progress(1).date(), "2019-03-12");
  EXPECT_EQ(said->progress(1).text(), "过半");
}

TEST_F(MatterHandlingsTest, WhatWasReportedIsVerifiedByAnother) {
  for (const char* method : {"StartMatter", "ReportMatter"}) {
    ZGC_ASSERT_OK(Step(method, "n", "2019-03-07"));
  }
  EXPECT_THAT(Matter(VerifyMatter, "n", "note: '属实'"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto verified =
      Matter(VerifyMatter, "n", "date: '2019-03-08' note: '属实' evidence: '照片'", "checker");
  ZGC_ASSERT_OK(verified);
  EXPECT_EQ(verified->state(), v1::MATTER_STATE_VERIFIED);
  ZGC_ASSERT_OK(Matter(ReturnMatter, "n", "date: '2019-03-09' reason: '不符'", "checker"));
  for (const char* method : {"StartMatter", "ReportMatter"}) {
    ZGC_ASSERT_OK(Step(method, "n", "2019-03-10"));
  }
  ZGC_ASSERT_OK(Matter(VerifyMatter, "n", "date: '2019-03-11' note: '属实'", "checker"));
  EXPECT_THAT(Step("CloseMatter", "n", "2019-03-11"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Step("CloseMatter", "n", "2019-03-11", "checker"));
}

TEST_F(MatterHandlingsTest, NothingChangesOfWhatIsArchivedUnlessItIsReopened) {
  CloseAll();
  const auto archived = Matter(ArchiveMatter, "m", "date: '2019-03-10' document: '档-1'");
  ZGC_ASSERT_OK(archived);
  EXPECT_EQ(archived->state(), v1::MATTER_STATE_ARCHIVED);
  EXPECT_EQ(archived->steps().rbegin()->evidence(0), "档-1");
  testing::Records records(store_, SupervisionKinds());
  EXPECT_THAT(records.Correct("matters/m", {"source"}, "source: '市委'"),
              FailsWith(kInvalid, HasSubstr("is archived: reopen it first")));
  EXPECT_THAT(Do(SignLightOverride,
                 "thing: '//supervision_reporting/matters/m' light_override_id: 'l' light_override "
                 "{ light: LIGHT_GREEN "
                 "reason: 'r' from_date: '2019-03-22' to_date: '2019-03-31' }",
                 "chief"),
              FailsWith(kInvalid, HasSubstr("is archived")));
  EXPECT_THAT(AddPart("m", "q", "handler: 'y'"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  const auto reopened = Matter(ReopenMatter, "m", "date: '2019-03-12' reason: '群众反映未解决'");
  ZGC_ASSERT_OK(reopened);
  EXPECT_EQ(reopened->state(), v1::MATTER_STATE_REWORK);
  ZGC_EXPECT_OK(
      Do(CreateMatterPart,
         "matter: 'matters/m' matter_part_id: 'q' matter_part { title: '分项' handler: 'y' }"));
}

// A calendar that changed while it was closed counts once it goes on.
TEST_F(MatterHandlingsTest, WhatIsReopenedFollowsItsCalendarsAgain) {
  ZGC_ASSERT_OK(
      AddMatter("c", "received_date: '2019-09-26' working_days: 5 calendars: 'calendars/2019'"));
  const std::string before = MatterNamed("c").deadline();
  for (const char* method : {"AssignMatter", "StartMatter", "ReportMatter"}) {
    ZGC_ASSERT_OK(Step(method, "c", "2019-09-27"));
  }
  ZGC_ASSERT_OK(Step("CloseMatter", "c", "2019-09-28", "checker"));
  testing::Records records(store_, SupervisionKinds());
  ZGC_ASSERT_OK(records.Correct("calendars/2019", {"holidays"}, "holidays: '2019-09-27'"));
  EXPECT_EQ(MatterNamed("c").deadline(), before);
  ZGC_ASSERT_OK(Matter(ReopenMatter, "c", "date: '2019-09-29' reason: 'r'"));
  EXPECT_NE(MatterNamed("c").deadline(), before);
}

}  // namespace
}  // namespace zgc::supervision
