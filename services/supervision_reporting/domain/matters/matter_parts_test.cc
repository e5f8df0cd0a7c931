#include "services/supervision_reporting/domain/matters/matter_parts.h"

#include "absl/strings/match.h"
#include "common/testing/reads.h"
#include "services/supervision_reporting/domain/watchlist/watched.h"
#include "services/supervision_reporting/testing/matter_parts_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using MatterPartsTest = MatterPartsFixture;

TEST_F(MatterPartsTest, ItsHandlerSignsForItSaysHowFarItIsAndReports) {
  EXPECT_THAT(MatterNamed("m").part_handlers(), ElementsAre("x"));
  EXPECT_THAT(Part(ReportMatterPart, "note: 'n' evidence: 'e'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Part(SignForMatterPart, "date: '2019-03-04'"));
  ZGC_ASSERT_OK(Part(RecordMatterPartProgress, "date: '2019-03-05' text: '已完成一半'"));
  ZGC_ASSERT_OK(Part(RecordMatterPartProgress, "date: '2019-03-06' text: '已完成'"));
  ZGC_ASSERT_OK(Part(ReportMatterPart, "date: '2019-03-07' note: '已办' evidence: 'e'"));
  const v1::MatterPart part = PartNamed();
  EXPECT_EQ(part.state(), v1::MATTER_PART_STATE_REPORTED);
  ASSERT_EQ(part.progress_size(), 2);
  EXPECT_EQ(part.progress(0).date(), "2019-03-05");
  EXPECT_EQ(part.progress(1).text(), "已完成");
  ASSERT_EQ(part.steps_size(), 5);
  EXPECT_EQ(part.steps(0).note(), "x");
  EXPECT_EQ(part.steps(4).evidence(0), "e");
}

TEST_F(MatterPartsTest, WhoReportedItDoesNotStrikeItOff) {
  ReportPart();
  EXPECT_THAT(Part(StrikeOffMatterPart, "note: '属实'"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  EXPECT_THAT(Part(StrikeOffMatterPart, "", "checker"), FailsWith(kInvalid, HasSubstr("note")));
  ZGC_ASSERT_OK(Part(ReworkMatterPart, "date: '2019-03-06' reason: '不符'", "checker"));
  ZGC_ASSERT_OK(Part(ReportMatterPart, "date: '2019-03-12' note: '已改' evidence: 'e'"));
  const auto struck = Part(StrikeOffMatterPart,
                           "date: '2019-03-13' note: '现场核查属实' evidence: '照片'", "checker");
  ZGC_ASSERT_OK(struck);
  EXPECT_EQ(struck->state(), v1::MATTER_PART_STATE_STRUCK_OFF);
  EXPECT_EQ(struck->steps().rbegin()->evidence(0), "照片");
  EXPECT_THAT(Part(ReworkMatterPart, "reason: 'r'", "checker"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(MatterPartsTest, AMatterIsClosedWhenAllItsPartsHaveEnded) {
  ZGC_ASSERT_OK(AddPart("m", "q", "handler: 'y'"));
  EXPECT_EQ(PartNamed("q").deadline(), "2019-03-20") << "that of the matter";
  for (const char* method : {"StartMatter", "ReportMatter"}) {
    ZGC_ASSERT_OK(Step(method, "m", "2019-03-07"));
  }
  EXPECT_THAT(Step("CloseMatter", "m", "2019-03-08", "checker"),
              FailsWith(kPrecondition,
                        AllOf(HasSubstr("its part matters/m/parts/p is MATTER_PART_STATE_ISSUED"),
                              HasSubstr("its part matters/m/parts/q is"))));
  ReportPart();
  ZGC_ASSERT_OK(Part(StrikeOffMatterPart, "date: '2019-03-06' note: '属实'", "checker"));
  EXPECT_THAT(Step("CloseMatter", "m", "2019-03-08", "checker"),
              FailsWith(kPrecondition, HasSubstr("q")));
  const std::string q = "name: 'matters/m/parts/q' ";
  EXPECT_THAT(Do(WaiveMatterPart, q), FailsWith(kInvalid, HasSubstr("reason")));
  ZGC_ASSERT_OK(Do(WaiveMatterPart, q + "reason: '已由上级承担'"));
  ZGC_EXPECT_OK(Step("CloseMatter", "m", "2019-03-08", "checker"));
  EXPECT_THAT(AddPart("m", "r", "handler: 'y'"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(MatterPartsTest, WhatIsNotForAHandlerGoesBackAndToAnother) {
  SweepAll();
  EXPECT_GT(SlipsThatStand(), 0);
  EXPECT_THAT(Part(ReturnMatterPart), FailsWith(kInvalid, HasSubstr("reason")));
  ZGC_ASSERT_OK(
      Part(ReturnMatterPart, "date: '2019-03-04' reason: '不属职责' suggested_handler: 'y'"));
  EXPECT_EQ(PartNamed().state(), v1::MATTER_PART_STATE_RETURNED);
  EXPECT_EQ(PartNamed().suggested_handler(), "y");
  const v1::Escalation slip = Find(kEscalations, "escalations/parts.m.p.1");
  EXPECT_EQ(slip.state(), v1::ESCALATION_STATE_WITHDRAWN);
  EXPECT_EQ(slip.steps().rbegin()->method(), "ReturnMatterPart");
  EXPECT_EQ(ThingOf(PartNamed()).organisation, "") << "it is the office's";
  EXPECT_TRUE(ThingOf(PartNamed()).binds);
  EXPECT_THAT(Part(TransferMatterPart, "handler: 'x' reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("handles it now")));
  ZGC_ASSERT_OK(Part(TransferMatterPart,
                     "date: '2019-03-05' handler: 'y' reason: '职责' deadline: '2019-03-15'"));
  const v1::MatterPart part = PartNamed();
  EXPECT_EQ(part.state(), v1::MATTER_PART_STATE_ISSUED);
  EXPECT_EQ(part.handler(), "y");
  EXPECT_EQ(part.deadline(), "2019-03-15");
  EXPECT_EQ(part.suggested_handler(), "");
  EXPECT_EQ(part.steps().rbegin()->note(), "from x to y: 职责");
  EXPECT_THAT(MatterNamed("m").part_handlers(), ElementsAre("y"));
  EXPECT_EQ(MatterNamed("m").steps().rbegin()->method(), "TransferMatterPart");
  int of_part = 0;
  ZGC_EXPECT_OK(
      kEscalations.ForEach(store_->Read(), [&](const storage::NameKey& key, const auto& row) {
        if (!absl::StartsWith(key.name, "escalations/parts.m.p.")) return true;
        EXPECT_EQ(row.state(), v1::ESCALATION_STATE_WITHDRAWN);
        EXPECT_EQ(row.organisation(), "x");
        ++of_part;
        return true;
      }));
  EXPECT_GT(of_part, 0);
}

// Those who help are named by the office, and those who handle its parts follow from these.
TEST_F(MatterPartsTest, WhoHandlesAPartIsKnownWhoeverHelps) {
  ZGC_ASSERT_OK(Matter(ReassignMatter, "m",
                       "date: '2019-03-03' lead_handler: 'g' co_handlers: 'x' reason: 'r'"));
  ZGC_ASSERT_OK(AddPart("m", "q", "handler: 'x'"));
  ZGC_ASSERT_OK(Part(TransferMatterPart, "handler: 'g' reason: 'r'"));
  EXPECT_THAT(MatterNamed("m").part_handlers(), ElementsAre("g", "x"));
  ZGC_ASSERT_OK(Do(TransferMatterPart, "name: 'matters/m/parts/q' handler: 'y' reason: 'r'"));
  EXPECT_THAT(MatterNamed("m").part_handlers(), ElementsAre("g", "y"));
  EXPECT_THAT(MatterNamed("m").co_handlers(), ElementsAre("x")) << "as the office has said";
  ZGC_ASSERT_OK(Matter(ReassignMatter, "m", "lead_handler: 'h' co_handlers: 'z' reason: 'r'"));
  EXPECT_THAT(MatterNamed("m").part_handlers(), ElementsAre("g", "y"));
  EXPECT_THAT(MatterNamed("m").co_handlers(), ElementsAre("z"));
}

TEST_F(MatterPartsTest, APartIsDueNoLaterThanItsMatter) {
  EXPECT_THAT(AddPart("m", "q", "handler: 'y' deadline: '2019-03-21'"),
              FailsWith(kInvalid, HasSubstr("is after that of the matter, 2019-03-20")));
  EXPECT_THAT(
      AddPart("m", "q", "deadline: '2019-02-28'"),
      FailsWith(kInvalid, AllOf(HasSubstr("matter_part.handler"), HasSubstr("before 2019-03-01"))));
  EXPECT_THAT(AddPart("m", "p", "handler: 'y'"), HasReason(ERROR_REASON_RESOURCE_EXISTS));
  EXPECT_THAT(AddPart("none", "p", "handler: 'y'"), HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
  EXPECT_THAT(Part(ChangeMatterPartDeadline, "deadline: '2019-03-21' reason: 'r'", "checker"),
              FailsWith(kInvalid, HasSubstr("is after")));
  EXPECT_THAT(Part(ChangeMatterPartDeadline, "deadline: '2019-03-10' reason: 'r'", "checker"),
              FailsWith(kInvalid, HasSubstr("is its last day now")));
  // Whoever said a last day does not move it alone.
  EXPECT_THAT(Part(ChangeMatterPartDeadline, "deadline: '2019-03-18' reason: '协调'"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  const auto moved =
      Part(ChangeMatterPartDeadline, "deadline: '2019-03-18' reason: '协调'", "checker");
  ZGC_ASSERT_OK(moved);
  EXPECT_EQ(moved->deadline(), "2019-03-18");
  EXPECT_EQ(moved->steps().rbegin()->note(), "from 2019-03-10 to 2019-03-18: 协调");
  EXPECT_THAT(Part(ChangeMatterPartDeadline, "deadline: '2019-03-19' reason: 'r'", "checker"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Part(TransferMatterPart, "handler: 'y' reason: 'r'", "other"));
  EXPECT_THAT(Part(ChangeMatterPartDeadline, "deadline: '2019-03-19' reason: 'r'", "other"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_EXPECT_OK(Part(ChangeMatterPartDeadline, "deadline: '2019-03-19' reason: 'r'", "third"));
}

TEST_F(MatterPartsTest, APartIsWatchedByItsOwnLastDay) {
  const std::string name = "//supervision_reporting/matters/m/parts/p";
  const auto found = [&] {
    return FindThing(store_->Read(), LightRules::Read(store_->Read(), "2019-03-20").value(), name)
        .value();
  };
  ASSERT_TRUE(found().has_value());
  EXPECT_EQ(found()->organisation, "x");
  EXPECT_EQ(found()->state.deadline, "2019-03-10");
  EXPECT_EQ(found()->state.place.body, "市政府") << "of its matter";
  EXPECT_TRUE(found()->state.open);
  ReportPart();
  EXPECT_FALSE(found()->state.open);
  EXPECT_EQ(found()->state.done_date, "2019-03-05");
  ZGC_ASSERT_OK(Part(ReworkMatterPart, "date: '2019-03-06' reason: 'r'", "checker"));
  EXPECT_TRUE(found()->state.open);
  EXPECT_TRUE(found()->state.returned);
  ZGC_ASSERT_OK(Part(WaiveMatterPart, "reason: 'r'"));
  EXPECT_FALSE(found().has_value()) << "nobody owes it";
}

TEST_F(MatterPartsTest, PartsAreListedByMatterHandlerAndState) {
  ZGC_ASSERT_OK(AddPart("n", "p", "handler: 'y'"));
  EXPECT_THAT(Listed(store_->Read(), ListMatterParts, "matter: 'matters/m'"),
              ElementsAre("matters/m/parts/p"));
  EXPECT_THAT(Listed(store_->Read(), ListMatterParts, "filter: 'handler = y'"),
              ElementsAre("matters/n/parts/p"));
  EXPECT_THAT(
      Listed(store_->Read(), ListMatterParts, "filter: 'state = MATTER_PART_STATE_REPORTED'"),
      IsEmpty());
  EXPECT_EQ(Got(store_->Read(), GetMatterPart, "name: 'matters/m/parts/p'")->handler(), "x");
  EXPECT_EQ(PartPrefix("matters/m"), "matters/m/parts/");
}

TEST_F(MatterPartsTest, WhatGoesOnIsWithdrawnWithItsMatter) {
  ZGC_ASSERT_OK(AddPart("m", "q", "handler: 'y'"));
  ZGC_ASSERT_OK(Do(WaiveMatterPart, "name: 'matters/m/parts/q' reason: 'r'"));
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_RETURN_IF_ERROR(WithdrawParts(txn, {"", "clerk"}, "matters/m", "SplitMatter", "r"));
    return "";
  }));
  EXPECT_EQ(PartNamed().state(), v1::MATTER_PART_STATE_WITHDRAWN);
  EXPECT_EQ(PartNamed("q").state(), v1::MATTER_PART_STATE_NOT_APPLICABLE);
  EXPECT_TRUE(PartHasEnded(PartNamed().state()));
  EXPECT_FALSE(PartHasEnded(v1::MATTER_PART_STATE_RETURNED));
  EXPECT_TRUE(MatterPartLifecycle().IsFinal(v1::MATTER_PART_STATE_STRUCK_OFF));
}

}  // namespace
}  // namespace zgc::supervision
