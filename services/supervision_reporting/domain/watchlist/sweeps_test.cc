#include "services/supervision_reporting/domain/watchlist/sweeps.h"

#include "common/testing/reads.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/watchlist/current_sources.h"
#include "services/supervision_reporting/domain/watchlist/queue.h"
#include "services/supervision_reporting/domain/watchlist/watch_list.h"
#include "services/supervision_reporting/testing/fixture.h"
#include "services/supervision_reporting/testing/watched_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;

class SweepsTest : public WatchedFixture {
 protected:
  // The slips that a sweep makes: "matter level".
  std::vector<std::string> SweptOn(const std::string& day) {
    const auto response = Sweep(day);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> slips;
    for (const auto& slip : response->escalations()) {
      const std::string& thing = slip.thing();
      slips.push_back(absl::StrCat(thing.substr(thing.find('/', 2) + 1), " ", slip.level()));
    }
    return slips;
  }
  // So many matters that are due on 2019-03-20.
  void AddOverdue(int count) {
    const v1::Matter one = Find(kMatters, "matters/m");
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      for (int i = 0; i < count; ++i) {
        v1::Matter matter = one;
        matter.set_name(absl::StrCat("matters/m", i));
        ZGC_RETURN_IF_ERROR(AddDeadline(txn, matter));
        Save(txn, kMatters, std::move(matter));
      }
      return "";
    }));
  }
  // All of task_registry is here and current.
  void HearOfTasks() { HearOf("task_registry"); }
  void HearOf(const std::string& service) {
    sources_.Follow(service);
    const auto standing = StandingOf(store_->Read(), service);
    ZGC_ASSERT_OK(standing);
    sources_.Asked(service, sources_.Now(), resource::Heard(standing->applied.revision()));
  }
};

TEST_F(SweepsTest, EachLevelGetsOneSlipHoweverOftenItIsSwept) {
  EXPECT_THAT(SweptOn("2019-03-20"), IsEmpty());
  EXPECT_THAT(SweptOn("2019-03-21"), ElementsAre("matters/m 1"));
  EXPECT_THAT(SweptOn("2019-03-21"), IsEmpty());
  EXPECT_THAT(SweptOn("2019-03-25"), IsEmpty());
  EXPECT_THAT(SweptOn("2019-03-26"), ElementsAre("matters/m 2"));
  EXPECT_THAT(SweptOn("2019-04-05"), ElementsAre("matters/m 3"));
  EXPECT_THAT(SweptOn("2019-12-31"), IsEmpty());
  EXPECT_EQ(Find(kEscalations, "escalations/matters.m.2").days_overdue(), 6);
}

TEST_F(SweepsTest, ALateSweepMakesTheSlipsOfAllLevelsByDeadline) {
  ZGC_ASSERT_OK(AddMatter("a", "received_date: '2019-03-01' deadline: '2019-04-03'"));
  EXPECT_THAT(SweptOn("2019-04-05"),
              ElementsAre("matters/m 1", "matters/m 2", "matters/m 3", "matters/a 1"));
}

TEST_F(SweepsTest, WhatIsReportedClosedOrExtendedIsNotSwept) {
  ZGC_ASSERT_OK(Ask("e", "2019-06-30"));
  ZGC_ASSERT_OK(Approve("e", "chief"));
  EXPECT_THAT(SweptOn("2019-05-01"), IsEmpty());
  ZGC_ASSERT_OK(AddMatter("r", "received_date: '2019-03-01' deadline: '2019-03-20'"));
  Walk("r", "2019-03-10");
  EXPECT_THAT(SweptOn("2019-05-01"), IsEmpty());
  ZGC_ASSERT_OK(Step("ReturnMatter", "r", "2019-03-11", "checker"));
  EXPECT_THAT(SweptOn("2019-03-21"), ElementsAre("matters/r 1"));
  ZGC_ASSERT_OK(Step("StartMatter", "r", "2019-03-22"));
  ZGC_ASSERT_OK(Step("ReportMatter", "r", "2019-03-23"));
  ZGC_ASSERT_OK(Step("CloseMatter", "r", "2019-03-24", "checker"));
  EXPECT_THAT(SweptOn("2019-05-01"), IsEmpty());
}

TEST_F(SweepsTest, SlipsOfADeadlineThatHasMovedAreWithdrawnWhenTheNextIsOver) {
  EXPECT_THAT(SweptOn("2019-03-26"), ElementsAre("matters/m 1", "matters/m 2"));
  ZGC_ASSERT_OK(Ask("e", "2019-06-30"));
  ZGC_ASSERT_OK(Approve("e", "chief"));
  EXPECT_THAT(SweptOn("2019-06-30"), IsEmpty());
  EXPECT_THAT(SweptOn("2019-07-01"), ElementsAre("matters/m 1"));
  for (const char* old : {"escalations/matters.m.1", "escalations/matters.m.2"}) {
    EXPECT_EQ(Find(kEscalations, old).state(), v1::ESCALATION_STATE_WITHDRAWN) << old;
  }
  EXPECT_EQ(Find(kEscalations, "escalations/matters.m.1.2").deadline(), "2019-06-30");
}

TEST_F(SweepsTest, WhatIsPlannedIsLookedAtAgainWhenItIsMade) {
  ZGC_ASSERT_OK(AddMatter("later", "received_date: '2019-03-01' deadline: '2019-03-20'"));
  ZGC_ASSERT_OK(AddMatter("stays", "received_date: '2019-03-01' deadline: '2019-03-20'"));
  const auto plan = Plan("2019-03-21");
  ZGC_ASSERT_OK(plan);
  EXPECT_EQ(plan->things.size(), 3U);
  Walk("m", "2019-03-20");
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    const v1::Matter before = Find(kMatters, "matters/later");
    v1::Matter after = before;
    after.set_deadline("2019-03-21");
    SaveMatter(txn, before, after);
    return "";
  }));
  for (const int slips : {1, 0}) {
    const auto swept = SweepPlanned("2019-03-21", *plan);
    ZGC_ASSERT_OK(swept);
    EXPECT_EQ(swept->escalations_size(), slips) << "made once, however often it is committed";
  }
  Find(kEscalations, "escalations/matters.stays.1");
}

TEST_F(SweepsTest, OneCommitMakesAHundredSlipsAndTheNextGoesOn) {
  AddOverdue(220);
  // Of three levels each, so that the last part is a whole thing.
  std::vector<int> parts;
  bool unfinished = true;
  while (unfinished) {
    const auto swept = Sweep("2019-12-31");
    ZGC_ASSERT_OK(swept);
    parts.push_back(swept->escalations_size());
    unfinished = swept->unfinished();
    Open();
  }
  EXPECT_THAT(parts, ElementsAre(99, 99, 99, 99, 99, 99, 69));
  EXPECT_THAT(SweptOn("2019-12-31"), IsEmpty());
}

TEST_F(SweepsTest, APlanGoesOnWhereTheOneBeforeEnded) {
  AddOverdue(40);
  const auto first = Plan("2019-12-31");
  ZGC_ASSERT_OK(first);
  EXPECT_EQ(first->things.size(), 33U);
  v1::SweepDeadlinesRequest request;
  request.set_as_of_date("2019-12-31");
  const auto next = PlanSweep(store_->Read(), sources_, absl::Now(), request, first->next);
  ZGC_ASSERT_OK(next);
  EXPECT_EQ(next->things.size(), 8U);
  EXPECT_EQ(next->next, "");
}

TEST_F(SweepsTest, APlanOfTheDayBeforeIsNotTheWholeSweep) {
  v1::SweepDeadlinesRequest today;
  const auto plan = PlanSweep(store_->Read(), sources_, absl::Now() - absl::Hours(48), today);
  ZGC_ASSERT_OK(plan);
  EXPECT_NE(plan->day, "");
  const auto swept = SweepPlanned("", {"2019-03-20", {}, "", {}});
  ZGC_ASSERT_OK(swept);
  EXPECT_TRUE(swept->unfinished());
}

TEST_F(SweepsTest, WhatNoRulesTakeIsSaidByKindAndPlace) {
  AddOverdue(2);
  const auto swept = Sweep("2018-12-31");
  ZGC_ASSERT_OK(swept);
  EXPECT_EQ(swept->without_rules_size(), 0) << "nothing is overdue on that day";
  EndLightRules("2019-06-30");
  const auto without = Sweep("2019-07-01");
  ZGC_ASSERT_OK(without);
  EXPECT_EQ(without->escalations_size(), 0);
  ASSERT_EQ(without->without_rules_size(), 1);
  EXPECT_EQ(without->without_rules(0).kind(), v1::WATCHED_KIND_MATTER);
  EXPECT_EQ(without->without_rules(0).jurisdiction(), "");
  EXPECT_EQ(without->without_rules(0).count(), 3);
}

TEST_F(SweepsTest, NoDayToComeIsSwept) {
  EXPECT_THAT(Sweep("9999-12-31").status(),
              FailsWith(absl::StatusCode::kInvalidArgument, HasSubstr("as_of_date")));
}

TEST_F(SweepsTest, SlipsAreListedByThingAndASweepNamesItsDay) {
  EXPECT_THAT(Sweep("soon"), FailsWith(kInvalid, HasSubstr("soon")));
  EXPECT_THAT(SweptOn("2019-03-26"), ElementsAre("matters/m 1", "matters/m 2"));
  EXPECT_THAT(Listed(store_->Read(), ListEscalations, "thing: '//supervision_reporting/matters/m'"),
              ElementsAre("escalations/matters.m.1", "escalations/matters.m.2"));
  EXPECT_THAT(Listed(store_->Read(), ListEscalations, "thing: '//supervision_reporting/matters/n'"),
              IsEmpty());
  const v1::Escalation slip = Find(kEscalations, "escalations/matters.m.1");
  EXPECT_EQ(slip.deadline(), "2019-03-20");
  EXPECT_EQ(slip.as_of_date(), "2019-03-26");
  EXPECT_EQ(slip.rule_version(), "lightRuleSets/cn-2019");
}

TEST_F(SweepsTest, WhatIsFollowedIsSweptWhileItIsCurrent) {
  StreamTask("t", "ACTIVE", "2019-03-18");
  Stream<tasks::v1::Duty>("duties/d",
                          "task: 'tasks/t' statement: '分工' organisation: 'organisations/b' "
                          "deadline: '2019-03-19' state: DUTY_STATE_OPEN");
  const auto without = Sweep("2019-03-20");
  ZGC_ASSERT_OK(without);
  EXPECT_EQ(without->escalations_size(), 0);
  EXPECT_THAT(without->left_out(), ElementsAre("task_registry"));
  // Lists go on with what was followed last, and say so.
  const auto stale = [this] {
    v1::ListLightsRequest lights;
    lights.set_as_of_date("2019-03-20");
    v1::ListLightsResponse lit;
    ZGC_EXPECT_OK(ListLights(store_->Read(), lights, {}, lit));
    v1::ListQueueRequest queue;
    queue.set_as_of_date("2019-03-20");
    v1::ListQueueResponse queued;
    ZGC_EXPECT_OK(ListQueue(store_->Read(), queue, {}, queued));
    const storage::Snapshot now = store_->Read();
    CurrentSources current(now, sources_);
    ZGC_EXPECT_OK(current.Mark(lit));
    ZGC_EXPECT_OK(current.Mark(queued));
    std::vector<std::string> names;
    for (const auto& line : lit.lights()) {
      if (line.stale()) names.push_back(line.thing());
    }
    for (const auto& line : queued.items()) {
      if (line.stale()) names.push_back(line.resource());
    }
    return names;
  };
  EXPECT_THAT(stale(), ElementsAre("//task_registry/tasks/t", "//task_registry/duties/d",
                                   "//task_registry/tasks/t", "//task_registry/duties/d"));
  HearOfTasks();
  EXPECT_THAT(stale(), IsEmpty());
  EXPECT_THAT(SweptOn("2019-03-20"), ElementsAre("tasks/t 1", "duties/d 1"));
  EXPECT_THAT(SweptOn("2019-03-20"), IsEmpty());
  const v1::Escalation slip = Find(kEscalations, "escalations/duties.d.1");
  EXPECT_EQ(slip.organisation(), "organisations/b");
  EXPECT_EQ(slip.recipient(), "承办人");
  StreamTask("t", "COMPLETION_SUBMITTED", "2019-03-18",
             "completions { completion_date: '2019-03-20' }");
  HearOfTasks();
  EXPECT_THAT(SweptOn("2019-03-24"), ElementsAre("matters/m 1"))
      << "what was done is owed no more, and the second level of the duty comes later";
}

TEST_F(SweepsTest, WhatAPartyOfAnAgreementOwesIsSweptWhileParksAreCurrent) {
  Stream<parks::v1::Agreement>(
      "agreements/g",
      "display_name: '协议' state: AGREEMENT_STATE_IN_FORCE parties { display_name: '甲' "
      "organisation: '//task_registry/organisations/b' } "
      "duties { duty_id: 'land' title: '供地' party: '甲' deadline: '2019-03-18' }",
      "park_region");
  StreamTask("t", "ACTIVE", "2019-03-18");
  HearOfTasks();
  const auto without = Sweep("2019-03-19");
  ZGC_ASSERT_OK(without);
  EXPECT_THAT(without->left_out(), ElementsAre("park_region"));
  EXPECT_EQ(without->escalations_size(), 1);
  HearOf("park_region");
  EXPECT_THAT(SweptOn("2019-03-19"), ElementsAre("agreements/g/duties/land 1"));
  EXPECT_EQ(Find(kEscalations, "escalations/duties.g.land.1").organisation(), "organisations/b");
  Stream<parks::v1::Agreement>("agreements/g", "", "park_region");
  HearOf("park_region");
  EXPECT_THAT(Sweep("2019-05-19")->left_out(), IsEmpty());
}

TEST_F(SweepsTest, ASlipIsAcknowledgedAnsweredAndWithdrawn) {
  ZGC_ASSERT_OK(Sweep("2019-03-21"));
  const std::string name = "name: 'escalations/matters.m.1' ";
  ZGC_ASSERT_OK(Do(AcknowledgeEscalation, name));
  EXPECT_THAT(Do(AcknowledgeEscalation, name),
              HasReason(common::v1::ERROR_REASON_ILLEGAL_TRANSITION));
  const auto answered = Do(AnswerEscalation, name + "answer: '三日内反馈'");
  ZGC_ASSERT_OK(answered);
  EXPECT_EQ(answered->state(), v1::ESCALATION_STATE_ANSWERED);
  EXPECT_EQ(answered->steps(2).note(), "三日内反馈");
  EXPECT_THAT(SweptOn("2019-03-22"), IsEmpty()) << "answered, it still stands";
  EXPECT_THAT(Do(WithdrawEscalation, name), FailsWith(kInvalid, HasSubstr("reason")));
  ZGC_ASSERT_OK(Do(WithdrawEscalation, name + "reason: '误发'", "chief"));
  EXPECT_THAT(SweptOn("2019-03-22"), ElementsAre("matters/m 1"));
  EXPECT_EQ(Find(kEscalations, "escalations/matters.m.1.2").state(), v1::ESCALATION_STATE_ISSUED);
  EXPECT_EQ(EscalationLifecycle().moves().size(), 14U) << "four of its own, ten that follow";
}

TEST_F(SweepsTest, ASlipThatWentToNobodyIsFollowedByOneForWhoHasItNow) {
  ZGC_ASSERT_OK(Sweep("2019-03-21"));
  EXPECT_EQ(Find(kEscalations, "escalations/matters.m.1").organisation(), "");
  ZGC_ASSERT_OK(Step("AssignMatter", "m", "2019-03-22"));
  EXPECT_EQ(Find(kEscalations, "escalations/matters.m.1").state(), v1::ESCALATION_STATE_WITHDRAWN);
  ZGC_ASSERT_OK(Sweep("2019-03-22"));
  EXPECT_EQ(Find(kEscalations, "escalations/matters.m.1.2").organisation(), "h");
}

// As after a correction of who leads it.
TEST_F(SweepsTest, ASlipForAnotherThanHasItNowIsWithdrawnByTheNextSweep) {
  ZGC_ASSERT_OK(Step("AssignMatter", "m", "2019-03-02"));
  ZGC_ASSERT_OK(Sweep("2019-03-21"));
  v1::Matter matter = Find(kMatters, "matters/m");
  matter.set_lead_handler("g");
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    Save(txn, kMatters, matter);
    return "";
  }));
  ZGC_ASSERT_OK(Sweep("2019-03-21"));
  const v1::Escalation first = Find(kEscalations, "escalations/matters.m.1");
  EXPECT_EQ(first.organisation(), "h");
  EXPECT_EQ(first.state(), v1::ESCALATION_STATE_WITHDRAWN);
  EXPECT_EQ(first.steps().rbegin()->method(), "WithdrawEscalation");
  EXPECT_EQ(Find(kEscalations, "escalations/matters.m.1.2").organisation(), "g");
  ZGC_ASSERT_OK(Sweep("2019-03-21"));
  EXPECT_EQ(Find(kEscalations, "escalations/matters.m.1.2").state(), v1::ESCALATION_STATE_ISSUED);
}

TEST_F(SweepsTest, AllSlipsOfAThingAreWithdrawnAndOfNoOther) {
  ZGC_ASSERT_OK(AddMatter("m-1", "received_date: '2019-03-01' deadline: '2019-03-20'"));
  ZGC_ASSERT_OK(Sweep("2019-03-26"));
  EXPECT_EQ(EscalationPrefix("//supervision_reporting/matters/m"), "escalations/matters.m.");
  EXPECT_EQ(EscalationPrefix("//supervision_reporting/matters/m/parts/p"),
            "escalations/parts.m.p.");
  ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
    ZGC_RETURN_IF_ERROR(WithdrawSlips(txn, {"", "clerk"}, "//supervision_reporting/matters/m",
                                      "WithdrawEscalation", "期限已变"));
    return "";
  }));
  EXPECT_THAT(Listed(store_->Read(), ListEscalations, "state: ESCALATION_STATE_ISSUED"),
              ElementsAre("escalations/matters.m-1.1", "escalations/matters.m-1.2"));
}

}  // namespace
}  // namespace zgc::supervision
