#include "services/supervision_reporting/domain/proposals/proposal_replies.h"

#include "services/supervision_reporting/testing/fixture.h"
#include "services/supervision_reporting/testing/proposals_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ProposalRepliesTest = ProposalsFixture;

TEST_F(ProposalRepliesTest, ANewReplyLeavesTheEarlierOneReadable) {
  ZGC_ASSERT_OK(Add("p"));
  Walk("p", Way(5));
  Walk("p", {"RecordDissatisfaction", "DraftProposalReply", "SignProposalReply",
             "SendProposalReply", "CloseProposal"});
  const v1::Proposal proposal = Find(kProposals, "proposals/p");
  ASSERT_EQ(proposal.replies_size(), 2);
  EXPECT_EQ(proposal.replies(0).dissatisfaction(), "未解决");
  EXPECT_EQ(proposal.replies(1).dissatisfaction(), "");
  EXPECT_EQ(proposal.replies(1).outcome(), "A");
  EXPECT_EQ(proposal.replies(1).document(), "d");
  const std::vector<std::string> signers =
      resource::ActorsOf(proposal.steps(), {"SignProposalReply"});
  EXPECT_THAT(signers, ElementsAre("chief", "chief"));
}

TEST_F(ProposalRepliesTest, WhoDraftedDoesNotSign) {
  ZGC_ASSERT_OK(Add("p"));
  Walk("p", Way(3));
  EXPECT_THAT(Do(SignProposalReply, "name: 'proposals/p'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
}

TEST_F(ProposalRepliesTest, EachStepOfAReplyAsksForWhatItRecords) {
  ZGC_ASSERT_OK(Add("p"));
  Walk("p", Way(2));
  EXPECT_THAT(Do(DraftProposalReply, "name: 'proposals/p' date: '2019-03-02' text: 't'"),
              FailsWith(kInvalid, HasSubstr("outcome")));
  Walk("p", {"DraftProposalReply", "SignProposalReply"});
  EXPECT_THAT(Do(SendProposalReply, "name: 'proposals/p' date: '2019-03-02'"),
              FailsWith(kInvalid, HasSubstr("document")));
  // A step that was refused has changed nothing.
  EXPECT_EQ(Find(kProposals, "proposals/p").state(), v1::PROPOSAL_STATE_SIGNED);
  Walk("p", {"SendProposalReply"});
  EXPECT_THAT(Do(RecordDissatisfaction, "name: 'proposals/p' date: '2019-03-03'"),
              FailsWith(kInvalid, HasSubstr("reason")));
  EXPECT_THAT(
      Do(CloseProposal, "name: 'proposals/p' date: '2019-03-01'"),
      FailsWith(kInvalid, HasSubstr("2019-03-01 is before SendProposalReply on 2019-03-02")));
  const auto closed = Do(CloseProposal, "name: 'proposals/p' date: '2019-03-03' note: '满意'");
  ZGC_ASSERT_OK(closed);
  EXPECT_EQ(closed->steps().rbegin()->note(), "满意");
}

TEST_F(ProposalRepliesTest, ProcessAndResultAreJudgedApart) {
  ZGC_ASSERT_OK(Add("p"));
  Walk("p", Way(5));
  const std::string on = "name: 'proposals/p' date: '2019-03-03' ";
  EXPECT_THAT(Do(CloseProposal, on + "result_satisfaction: '不满意'"),
              FailsWith(kInvalid, HasSubstr("a second reply is due with it")));
  EXPECT_THAT(Do(RecordDissatisfaction, on + "reason: 'r' result_satisfaction: '满意'"),
              FailsWith(kInvalid, HasSubstr("no second reply is due with it")));
  EXPECT_THAT(Do(CloseProposal, on + "process_satisfaction: '好'"),
              FailsWith(kInvalid, AllOf(HasSubstr("process_satisfaction"),
                                        HasSubstr("open are 满意, 不满意"))));
  ZGC_ASSERT_OK(Do(RecordDissatisfaction, on + "reason: '未解决' process_satisfaction: '满意' "
                                               "result_satisfaction: '不满意'"));
  // The second reply satisfies.
  const std::string later = "name: 'proposals/p' date: '2019-03-04' ";
  ZGC_ASSERT_OK(Do(DraftProposalReply, later + "text: '再答' outcome: 'B'"));
  ZGC_ASSERT_OK(Do(SignProposalReply, later, "chief"));
  ZGC_ASSERT_OK(Do(SendProposalReply, later + "document: 'd2'"));
  // One who is dissatisfied with the process alone is given no other reply.
  const auto closed = Do(CloseProposal, later +
                                            "process_satisfaction: '不满意' "
                                            "result_satisfaction: '满意'");
  ZGC_ASSERT_OK(closed);
  EXPECT_EQ(closed->replies(0).process_satisfaction(), "满意");
  EXPECT_EQ(closed->replies(0).result_satisfaction(), "不满意");
  EXPECT_EQ(closed->replies(1).process_satisfaction(), "不满意");
  EXPECT_EQ(closed->replies(1).result_satisfaction(), "满意");
}

TEST_F(ProposalRepliesTest, AReplyThatIsNotOpenToAllSaysWhy) {
  ZGC_ASSERT_OK(Add("p"));
  Walk("p", Way(4));
  const std::string none = "name: 'proposals/p' openness: REPLY_OPENNESS_NONE ";
  EXPECT_THAT(Do(PublishProposalReply, none), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  Walk("p", {"SendProposalReply"});
  EXPECT_THAT(Do(PublishProposalReply, none), FailsWith(kInvalid, HasSubstr("reason")));
  ZGC_ASSERT_OK(Do(PublishProposalReply, none + "reason: '涉及商业秘密'"));
  Walk("p", {"CloseProposal"});
  EXPECT_EQ(Find(kProposals, "proposals/p").replies(0).openness_reason(), "涉及商业秘密");
  const auto open = Do(PublishProposalReply, "name: 'proposals/p' openness: REPLY_OPENNESS_FULL");
  ZGC_ASSERT_OK(open);
  EXPECT_EQ(open->replies(0).openness(), v1::REPLY_OPENNESS_FULL);
  EXPECT_EQ(open->replies(0).openness_reason(), "");
  EXPECT_EQ(open->state(), v1::PROPOSAL_STATE_CLOSED);
}

}  // namespace
}  // namespace zgc::supervision
