#include "services/supervision_reporting/domain/proposals/proposal_replies.h"

#include "services/supervision_reporting/testing/fixture.h"
#include "services/supervision_reporting/testing/proposals_fixture.h"

namespace zgc::supervision {
namespace {

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
  EXPECT_EQ(proposal.replies(1).outcome(), v1::PROPOSAL_OUTCOME_A);
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

}  // namespace
}  // namespace zgc::supervision
