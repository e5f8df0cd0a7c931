#include "services/supervision_reporting/domain/matters/matter_endings.h"

#include "services/supervision_reporting/domain/matters/lights.h"
#include "services/supervision_reporting/domain/matters/matter_terms.h"
#include "services/supervision_reporting/testing/matter_parts_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using MatterEndingsTest = MatterPartsFixture;

TEST_F(MatterEndingsTest, ACancellationIsDecidedByAnotherPerson) {
  SweepAll();
  EXPECT_THAT(Matter(ApproveMatterCancellation, "m", "", "chief"),
              FailsWith(kPrecondition, HasSubstr("nobody has proposed to cancel it")));
  ZGC_ASSERT_OK(Matter(ProposeMatterCancellation, "m", "reason: '任务取消'"));
  EXPECT_EQ(MatterNamed("m").state(), v1::MATTER_STATE_ASSIGNED);
  EXPECT_THAT(Matter(ProposeMatterCancellation, "m", "reason: 'r'"),
              FailsWith(kPrecondition, HasSubstr("its cancellation is not decided")));
  EXPECT_THAT(Matter(ApproveMatterCancellation, "m"), HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Matter(RejectMatterCancellation, "m", "reason: '仍需办理'", "chief"));
  EXPECT_EQ(MatterNamed("m").cancellation(), "");
  ZGC_ASSERT_OK(Matter(ProposeMatterCancellation, "m", "reason: '任务取消'"));
  const auto cancelled = Matter(ApproveMatterCancellation, "m", "", "chief");
  ZGC_ASSERT_OK(cancelled);
  EXPECT_EQ(cancelled->state(), v1::MATTER_STATE_CANCELLED);
  EXPECT_EQ(cancelled->cancellation(), "");
  EXPECT_EQ(cancelled->steps().rbegin()->note(), "任务取消");
  EXPECT_EQ(PartNamed().state(), v1::MATTER_PART_STATE_WITHDRAWN);
  for (const char* slip : {"escalations/matters.m.1", "escalations/parts.m.p.1"}) {
    EXPECT_EQ(Find(kEscalations, slip).state(), v1::ESCALATION_STATE_WITHDRAWN) << slip;
  }
  EXPECT_EQ(Find(kEscalations, "escalations/matters.n.1").state(), v1::ESCALATION_STATE_ISSUED);
  EXPECT_THAT(Matter(StartMatter, "m"), FailsWith(kPrecondition, HasSubstr("is final")));
}

// Of what nobody owes any more a light would say what is not so.
TEST_F(MatterEndingsTest, WhatWasCancelledHasNoLight) {
  AddLightRules();
  ZGC_ASSERT_OK(Matter(ProposeMatterCancellation, "m", "date: '2019-03-10' reason: 'r'"));
  ZGC_ASSERT_OK(Matter(ApproveMatterCancellation, "m", "date: '2019-03-25'", "chief"));
  const auto light = [&](const std::string& day) {
    return Look(GetMatterLight, absl::StrCat("name: 'matters/m' as_of_date: '", day, "'"))->light();
  };
  EXPECT_EQ(light("2019-03-24"), v1::LIGHT_RED);
  EXPECT_EQ(light("2019-03-25"), v1::LIGHT_UNSPECIFIED);
}

TEST_F(MatterEndingsTest, MattersAreMergedIntoOneThatGoesOn) {
  SweepAll();
  EXPECT_THAT(Matter(MergeMatters, "n", "merged: 'matters/n' reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("is the matter itself")));
  EXPECT_THAT(Matter(MergeMatters, "n", "merged: 'matters/m' merged: 'matters/m' reason: 'r'"),
              FailsWith(kInvalid, HasSubstr("given twice")));
  EXPECT_THAT(Matter(MergeMatters, "n", "merged: 'matters/none' reason: 'r'"),
              HasReason(ERROR_REASON_REFERENCE_NOT_FOUND));
  const auto target =
      Matter(MergeMatters, "n", "date: '2019-03-05' merged: 'matters/m' reason: '同一事项'");
  ZGC_ASSERT_OK(target);
  EXPECT_EQ(target->state(), v1::MATTER_STATE_ASSIGNED);
  EXPECT_EQ(target->steps().rbegin()->note(), "matters/m: 同一事项");
  const v1::Matter merged = MatterNamed("m");
  EXPECT_EQ(merged.state(), v1::MATTER_STATE_MERGED);
  EXPECT_EQ(merged.merged_into(), "matters/n");
  EXPECT_EQ(merged.steps().rbegin()->date(), "2019-03-05");
  EXPECT_EQ(PartNamed().state(), v1::MATTER_PART_STATE_WITHDRAWN);
  EXPECT_EQ(Find(kEscalations, "escalations/matters.m.1").state(), v1::ESCALATION_STATE_WITHDRAWN);
  EXPECT_EQ(Find(kEscalations, "escalations/matters.n.1").state(), v1::ESCALATION_STATE_ISSUED);
  EXPECT_THAT(Matter(MergeMatters, "n", "merged: 'matters/m' reason: 'r'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(MatterEndingsTest, AMatterIsSplitIntoSeveralThatNameIt) {
  EXPECT_THAT(Matter(SplitMatter, "m", "reason: 'r' shares { matter_id: 'a' title: '甲' }"),
              FailsWith(kInvalid, HasSubstr("are 2 to 100")));
  EXPECT_THAT(Matter(SplitMatter, "m",
                     "reason: 'r' shares { matter_id: 'a' title: '甲' } shares { matter_id: 'n' "
                     "title: '乙' item_count: 2 }"),
              HasReason(ERROR_REASON_RESOURCE_EXISTS));
  // That would go around an extension, which a second person approves.
  EXPECT_THAT(Matter(SplitMatter, "m",
                     "reason: 'r' shares { matter_id: 'a' title: '甲' item_count: 2 } shares { "
                     "matter_id: 'b' title: '乙' deadline: '2019-03-21' }"),
              FailsWith(kInvalid, HasSubstr("shares[1].deadline: 2019-03-21 is after 2019-03-20")));
  const auto split =
      Matter(SplitMatter, "m",
             "date: '2019-03-05' reason: '涉及两处' shares { matter_id: 'a' title: '甲' "
             "lead_handler: 'g' item_count: 2 } shares { matter_id: 'b' title: '乙' "
             "deadline: '2019-03-15' }");
  ZGC_ASSERT_OK(split);
  ASSERT_EQ(MatterNamed("a").holders_size(), 1);
  EXPECT_EQ(MatterNamed("a").holders(0).since_date(), "2019-03-05");
  EXPECT_EQ(MatterNamed("a").original_deadline(), "2019-03-20");
  EXPECT_EQ(split->state(), v1::MATTER_STATE_SPLIT);
  EXPECT_EQ(split->steps().rbegin()->note(), "into matters/a, matters/b: 涉及两处");
  EXPECT_EQ(PartNamed().state(), v1::MATTER_PART_STATE_WITHDRAWN);
  const v1::Matter a = MatterNamed("a");
  EXPECT_EQ(a.split_from(), "matters/m");
  EXPECT_EQ(a.state(), v1::MATTER_STATE_REGISTERED);
  EXPECT_EQ(a.source(), "市政府");
  EXPECT_EQ(a.received_date(), "2019-03-01");
  EXPECT_EQ(a.steps(0).date(), "2019-03-05");
  EXPECT_EQ(a.lead_handler(), "g");
  EXPECT_EQ(a.item_count(), 2);
  EXPECT_EQ(a.deadline(), "2019-03-20") << "that of the whole";
  EXPECT_EQ(MatterNamed("b").deadline(), "2019-03-15");
  EXPECT_EQ(MatterNamed("b").original_deadline(), "2019-03-15");
}

// What calendars gave the whole they give its shares, and go on to.
TEST_F(MatterEndingsTest, SharesRestOnTheCalendarsOfTheWhole) {
  ZGC_ASSERT_OK(AddMatter("c",
                          "received_date: '2019-09-26' working_days: 5 calendars: 'calendars/2019' "
                          "item_count: 2"));
  ZGC_ASSERT_OK(Matter(SplitMatter, "c",
                       "reason: 'r' shares { matter_id: 'a' title: '甲' } shares { matter_id: 'b' "
                       "title: '乙' }"));
  EXPECT_EQ(MatterNamed("a").deadline(), MatterNamed("c").deadline());
  EXPECT_EQ(MatterNamed("a").working_days(), 5);
  EXPECT_EQ(MatterNamed("a").deadline_basis_size(), 1);
}

// The rules gave it working days of a place that has no calendars yet.
TEST_F(MatterEndingsTest, SharesKeepTheTermThatRulesGaveTheWhole) {
  ZGC_ASSERT_OK(AddMatter("free", "received_date: '2019-03-01' item_count: 2"));
  ASSERT_EQ(MatterNamed("free").deadline(), "");
  ZGC_ASSERT_OK(Do(CreateMatterRuleSet,
                   "matter_rule_set_id: 'r' matter_rule_set { display_name: 'r' document: 'd' "
                   "jurisdiction: 'CN' from_date: '2019-01-01' terms { working_days: 5 } }"));
  ZGC_ASSERT_OK(AddMatter("ruled", "received_date: '2019-03-01' item_count: 2"));
  for (const std::string id : {"free", "ruled"}) {
    ZGC_ASSERT_OK(
        Matter(SplitMatter, id,
               absl::StrCat("reason: 'r' shares { matter_id: '", id,
                            "-1' title: '甲' } shares { matter_id: '", id, "-2' title: '乙' }")));
  }
  EXPECT_EQ(MatterNamed("free-1").deadline(), "") << "as the whole has none";
  const v1::Matter ruled = MatterNamed("ruled-1");
  EXPECT_EQ(ruled.rule_set(), "matterRuleSets/r");
  EXPECT_EQ(ruled.working_days(), 5);
  EXPECT_TRUE(ruled.provisional());
  EXPECT_EQ(ruled.deadline(), MatterNamed("ruled").deadline());
  EXPECT_NE(ruled.deadline(), "");
}

TEST_F(MatterEndingsTest, SharesStandForAsManyMattersAsTheWhole) {
  const std::string shares =
      "reason: 'r' shares { matter_id: 'a' title: '甲' } shares { matter_id: 'b' title: '乙' ";
  EXPECT_THAT(Matter(SplitMatter, "m", shares + "}"),
              FailsWith(kInvalid, HasSubstr("stand for 2 matters, and it for 3")));
  ZGC_ASSERT_OK(AddMatter("one", "received_date: '2019-03-01'"));
  EXPECT_THAT(Matter(SplitMatter, "one", shares + "}"),
              FailsWith(kInvalid, HasSubstr("a single one goes out in parts")));
  EXPECT_THAT(Matter(SplitMatter, "m", shares + "item_count: 2 deadline: '2019-02-01' }"),
              FailsWith(kInvalid, HasSubstr("shares[1].deadline")));
}

}  // namespace
}  // namespace zgc::supervision
