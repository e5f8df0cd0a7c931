#include "services/supervision_reporting/domain/watchlist/queue.h"

#include <vector>

#include "services/supervision_reporting/domain/matters/matter_endings.h"
#include "services/supervision_reporting/domain/matters/matter_handlings.h"
#include "services/supervision_reporting/domain/matters/matter_parts.h"
#include "services/supervision_reporting/testing/watched_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::zgc::testing::FailsWith;
using ::zgc::testing::kInvalid;

class QueueTest : public WatchedFixture {
 protected:
  // "matters/m 黄灯" of what is owed, "matters/m CloseMatter" of what waits.
  std::vector<std::string> Queue(const std::string& more = "", int size = 100) {
    v1::ListQueueRequest request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString("as_of_date: '2019-03-18' " + more,
                                                              &request));
    std::vector<std::string> lines;
    storage::Page page;
    page.size = size;
    do {
      v1::ListQueueResponse part;
      const auto next = ListQueue(store_->Read(), request, page, part);
      ZGC_EXPECT_OK(next);
      EXPECT_LE(part.items_size(), size);
      for (const v1::QueueItem& item : part.items()) {
        lines.push_back(absl::StrCat(item.resource().substr(item.resource().find('/', 2) + 1), " ",
                                     item.label(), item.method()));
      }
      page.start = next.value_or("");
    } while (!page.start.empty());
    return lines;
  }
  void AddSome() {
    StreamTask("t", "ACTIVE", "2019-03-31", "steps { method: 'ApprovePlan' date: '2019-01-02' }");
    Stream<tasks::v1::Duty>("duties/d",
                            "task: 'tasks/t' statement: '分工' organisation: 'organisations/b' "
                            "deadline: '2019-03-10' state: DUTY_STATE_OPEN");
    Stream<tasks::v1::Milestone>(
        "milestones/m",
        "task: 'tasks/t' title: '节点' due_date: '2019-03-15' state: MILESTONE_STATE_REPORTED "
        "steps { method: 'ReportMilestone' date: '2019-03-14' }");
    ZGC_ASSERT_OK(AddMatter("r", "received_date: '2019-03-01' deadline: '2019-03-20'"));
    Walk("r", "2019-03-12");
    v1::Escalation slip;
    slip.set_name("escalations/duties.d.1");
    slip.set_organisation("organisations/b");
    slip.set_state(v1::ESCALATION_STATE_ISSUED);
    slip.add_steps()->set_date("2019-03-11");
    ZGC_ASSERT_OK(store_->Apply({}, [&](storage::Txn& txn) -> absl::StatusOr<std::string> {
      Save(txn, kEscalations, slip);
      return "";
    }));
  }
};

TEST_F(QueueTest, WhatIsOwedComesByDeadlineAndThenWhatWaitsByDay) {
  AddSome();
  for (const int size : {100, 1}) {
    EXPECT_THAT(Queue("", size),
                ElementsAre("duties/d 红灯", "matters/m 黄灯", "tasks/t 绿灯",
                            "escalations/duties.d.1 AcknowledgeEscalation", "matters/r CloseMatter",
                            "milestones/m AcceptMilestone"));
  }
}

TEST_F(QueueTest, AnOrganisationHasItsOwnAndTheOfficeItsReviews) {
  AddSome();
  EXPECT_THAT(Queue("organisation: 'organisations/b'"),
              ElementsAre("duties/d 红灯", "escalations/duties.d.1 AcknowledgeEscalation"));
  EXPECT_THAT(Queue("reasons: QUEUE_REASON_REVIEW"),
              ElementsAre("matters/r CloseMatter", "milestones/m AcceptMilestone"));
  EXPECT_THAT(Queue("organisation: 'organisations/b' reasons: QUEUE_REASON_SLIP"),
              ElementsAre("escalations/duties.d.1 AcknowledgeEscalation"));
  EXPECT_THAT(Queue("organisation: 'organisations/c'"), IsEmpty());
  v1::ListQueueResponse response;
  EXPECT_THAT(ListQueue(store_->Read(), v1::ListQueueRequest(), storage::Page(), response),
              FailsWith(kInvalid, HasSubstr("as_of_date")));
}

TEST_F(QueueTest, WhatTheOfficeHasToDecideOfMattersWaits) {
  const std::string reviews = "reasons: QUEUE_REASON_REVIEW";
  for (const char* id : {"v", "c"}) {
    ZGC_ASSERT_OK(AddMatter(id, "received_date: '2019-03-01' deadline: '2019-03-20'"));
  }
  Walk("v", "2019-03-12");
  ZGC_ASSERT_OK(Do(VerifyMatter, "name: 'matters/v' date: '2019-03-13' note: '属实'", "checker"));
  ZGC_ASSERT_OK(Ask("e", "2019-04-30", "c"));
  EXPECT_THAT(Queue(reviews), ::testing::Contains("matters/c/extensions/e ApproveExtension"));
  ZGC_ASSERT_OK(Do(ProposeMatterCancellation, "name: 'matters/c' date: '2019-03-14' reason: 'r'"));
  EXPECT_THAT(Queue(reviews), ::testing::IsSupersetOf({"matters/v CloseMatter",
                                                       "matters/c ApproveMatterCancellation"}));
  ZGC_ASSERT_OK(Do(ApproveMatterCancellation, "name: 'matters/c' date: '2019-03-15'", "chief"));
  EXPECT_THAT(Queue(reviews), ElementsAre("matters/v CloseMatter"))
      << "nobody decides on more time for what was cancelled";
  ZGC_ASSERT_OK(Ask("e", "2019-04-30", "v"));
  ZGC_ASSERT_OK(Step("CloseMatter", "v", "2019-03-16", "checker"));
  EXPECT_THAT(Queue(reviews), ElementsAre("matters/v/extensions/e RejectExtension"));
}

TEST_F(QueueTest, APartThatWasReportedOrHandedBackWaitsForTheOffice) {
  for (const char* id : {"p", "q"}) {
    ZGC_ASSERT_OK(Do(CreateMatterPart,
                     absl::StrCat("matter: 'matters/m' date: '2019-03-02' matter_part_id: '", id,
                                  "' matter_part { title: '分项' handler: 'x' }")));
    ZGC_ASSERT_OK(
        Do(SignForMatterPart, absl::StrCat("name: 'matters/m/parts/", id, "' date: '2019-03-03'")));
  }
  ZGC_ASSERT_OK(
      Do(ReturnMatterPart, "name: 'matters/m/parts/p' date: '2019-03-04' reason: '不属职责'"));
  ZGC_ASSERT_OK(Do(ReportMatterPart,
                   "name: 'matters/m/parts/q' date: '2019-03-05' note: '已办' evidence: 'e'"));
  EXPECT_THAT(
      Queue("reasons: QUEUE_REASON_REVIEW"),
      ElementsAre("matters/m/parts/p TransferMatterPart", "matters/m/parts/q StrikeOffMatterPart"));
  EXPECT_THAT(Queue("organisation: 'x'"), IsEmpty()) << "it owes neither";
}

TEST_F(QueueTest, WhatIsAnsweredWaitsNoMore) {
  AddSome();
  ZGC_ASSERT_OK(Do(AcknowledgeEscalation, "name: 'escalations/duties.d.1'"));
  ZGC_ASSERT_OK(Step("CloseMatter", "r", "2019-03-13", "checker"));
  EXPECT_THAT(
      Queue("reasons: QUEUE_REASON_SLIP reasons: QUEUE_REASON_REVIEW"),
      ElementsAre("milestones/m AcceptMilestone", "escalations/duties.d.1 AnswerEscalation"))
      << "by the day of the last step";
  ZGC_ASSERT_OK(Do(AnswerEscalation, "name: 'escalations/duties.d.1' answer: '已办'"));
  ZGC_ASSERT_OK(Ask("e", "2019-04-30"));
  EXPECT_THAT(Queue("reasons: QUEUE_REASON_SLIP"), IsEmpty());
  EXPECT_THAT(Queue("reasons: QUEUE_REASON_REVIEW"),
              ::testing::Contains("matters/m/extensions/e ApproveExtension"));
  ZGC_ASSERT_OK(Approve("e", "chief"));
  EXPECT_THAT(Queue("reasons: QUEUE_REASON_REVIEW"), ElementsAre("milestones/m AcceptMilestone"));
}

TEST_F(QueueTest, EachKindOfRecordsSaysForWhatItWaits) {
  v1::Proposal proposal;
  EXPECT_FALSE(WaitOf(proposal).has_value());
  proposal.set_state(v1::PROPOSAL_STATE_DRAFTED);
  EXPECT_EQ(WaitOf(proposal)->method(), "SignProposalReply");
  proposal.set_state(v1::PROPOSAL_STATE_SIGNED);
  EXPECT_EQ(WaitOf(proposal)->method(), "SendProposalReply");
  v1::InformationItem item;
  item.set_state(v1::INFORMATION_STATE_DRAFT);
  EXPECT_EQ(WaitOf(item)->method(), "SignOffInformationItem");
  v1::LightRuleSet set;
  set.set_state(v1::LIGHT_RULE_SET_STATE_PROPOSED);
  EXPECT_EQ(WaitOf(set)->method(), "ApproveLightRuleSet");
  v1::ScoreRule rule;
  rule.set_state(v1::SCORE_RULE_STATE_PROPOSED);
  EXPECT_EQ(WaitOf(rule)->method(), "ApproveScoreRule");
  tasks::v1::Task task;
  task.set_state(tasks::v1::TASK_STATE_COMPLETION_SUBMITTED);
  EXPECT_EQ(WaitOf(task)->method(), "AcceptCompletion");
  tasks::v1::Duty duty;
  duty.set_state(tasks::v1::DUTY_STATE_REPORTED);
  EXPECT_EQ(WaitOf(duty)->method(), "AcceptDuty");
  int tables = 0;
  ZGC_EXPECT_OK(EachWaitingTable([&](const auto&) {
    ++tables;
    return absl::OkStatus();
  }));
  EXPECT_EQ(tables, 11);
  EXPECT_TRUE(*IsSeen(store_->Read(), nullptr, v1::QueueItem()))
      << "who is bound by nothing sees all";
}

}  // namespace
}  // namespace zgc::supervision
