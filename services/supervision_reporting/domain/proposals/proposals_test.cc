#include "services/supervision_reporting/domain/proposals/proposals.h"

#include <map>

#include "common/testing/reads.h"
#include "services/supervision_reporting/domain/proposals/proposal_replies.h"
#include "services/supervision_reporting/testing/fixture.h"
#include "services/supervision_reporting/testing/proposals_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::Got;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::Listed;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ProposalsTest = ProposalsFixture;

struct ProposalCase {
  v1::ProposalState state;
  std::vector<std::string> way;
  std::map<std::string, v1::ProposalState> open;
};

std::vector<ProposalCase> ProposalCases() {
  std::vector<std::string> dissatisfied = Way(5);
  dissatisfied.push_back("RecordDissatisfaction");
  return {
      {v1::PROPOSAL_STATE_RECEIVED, {}, {{"AssignProposal", v1::PROPOSAL_STATE_ASSIGNED}}},
      {v1::PROPOSAL_STATE_ASSIGNED,
       Way(1),
       {{"AcceptProposal", v1::PROPOSAL_STATE_ACCEPTED},
        {"ReturnProposal", v1::PROPOSAL_STATE_RECEIVED}}},
      {v1::PROPOSAL_STATE_ACCEPTED, Way(2), {{"DraftProposalReply", v1::PROPOSAL_STATE_DRAFTED}}},
      {v1::PROPOSAL_STATE_DRAFTED,
       Way(3),
       {{"SignProposalReply", v1::PROPOSAL_STATE_SIGNED},
        {"ReturnProposalReply", v1::PROPOSAL_STATE_ACCEPTED}}},
      {v1::PROPOSAL_STATE_SIGNED,
       Way(4),
       {{"SendProposalReply", v1::PROPOSAL_STATE_REPLIED},
        {"ReturnProposalReply", v1::PROPOSAL_STATE_ACCEPTED}}},
      {v1::PROPOSAL_STATE_REPLIED,
       Way(5),
       {{"CloseProposal", v1::PROPOSAL_STATE_CLOSED},
        {"RecordDissatisfaction", v1::PROPOSAL_STATE_DISSATISFIED}}},
      {v1::PROPOSAL_STATE_CLOSED, Way(6), {}},
      {v1::PROPOSAL_STATE_DISSATISFIED,
       dissatisfied,
       {{"DraftProposalReply", v1::PROPOSAL_STATE_DRAFTED}}},
  };
}

TEST_F(ProposalsTest, TheLifecycleIsTheTable) {
  int number = 0;
  for (const ProposalCase& one : ProposalCases()) {
    for (const std::string& method : kMethods) {
      const std::string id = absl::StrCat("p", ++number);
      SCOPED_TRACE(absl::StrCat(method, " in ", v1::ProposalState_Name(one.state)));
      ZGC_ASSERT_OK(Add(id));
      Walk(id, one.way);
      ASSERT_EQ(Find(kProposals, "proposals/" + id).state(), one.state);
      const auto taken = Take(method, id);
      const auto open = one.open.find(method);
      if (open != one.open.end()) {
        ZGC_ASSERT_OK(taken);
        EXPECT_EQ(taken->state(), open->second);
        continue;
      }
      EXPECT_THAT(taken, HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
      for (const auto& [other, to] : one.open) {
        EXPECT_THAT(std::string(taken.status().message()), HasSubstr(other));
      }
    }
  }
}

TEST_F(ProposalsTest, EveryWrongFieldIsNamed) {
  EXPECT_THAT(
      Do(CreateProposal,
         "proposal_id: 'p' proposal { item_count: -1 lead_handler: 'a' handlers { handler: 'a' } "
         "handlers { handler: 'b' role: HANDLER_ROLE_LEAD } handlers { handler: 'b' } deadline: "
         "'x' }"),
      FailsWith(kInvalid,
                AllOf(HasSubstr("proposal.title"), HasSubstr("proposal.led_by"),
                      HasSubstr("proposal.item_count"), HasSubstr("a leads it"),
                      HasSubstr("b is given twice"), HasSubstr("b is JOINT or SEPARATE"),
                      HasSubstr("proposal.handlers[2].role"), HasSubstr("proposal.deadline"),
                      HasSubstr("proposal.received_date"))));
  ZGC_ASSERT_OK(Add("p"));
  EXPECT_THAT(Do(AssignProposal, "name: 'proposals/p' date: '2019-02-28'"),
              FailsWith(kInvalid, AllOf(HasSubstr("lead_handler"), HasSubstr("date"))));
  Walk("p", Way(2));
  EXPECT_THAT(Do(DraftProposalReply, "name: 'proposals/p'"),
              FailsWith(kInvalid, AllOf(HasSubstr("text"), HasSubstr("outcome"))));
}

TEST_F(ProposalsTest, ProposalsAreListedByStateAndLeaderAndReadByName) {
  ZGC_ASSERT_OK(Add("p"));
  ZGC_ASSERT_OK(Add("q"));
  Walk("q", Way(1));
  EXPECT_THAT(Listed(store_->Read(), ListProposals, "state: PROPOSAL_STATE_RECEIVED"),
              ElementsAre("proposals/p"));
  EXPECT_THAT(Listed(store_->Read(), ListProposals, "led_by: PROPOSAL_LEADER_DEPARTMENT"),
              ElementsAre("proposals/p", "proposals/q"));
  const auto found = Got(store_->Read(), GetProposal, "name: 'proposals/q'");
  ZGC_ASSERT_OK(found);
  EXPECT_EQ(found->lead_handler(), "h");
  EXPECT_THAT(Got(store_->Read(), GetProposal, "name: 'proposals/r'"),
              HasReason(ERROR_REASON_RESOURCE_NOT_FOUND));
}

}  // namespace
}  // namespace zgc::supervision
