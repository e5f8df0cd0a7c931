#include "services/supervision_reporting/domain/proposals/proposals.h"

#include <map>

#include "services/supervision_reporting/domain/proposals/proposal_replies.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;

class ProposalsTest : public SupervisionFixture {
 protected:
  absl::StatusOr<v1::Proposal> Add(const std::string& id, const std::string& more = "") {
    return Do(CreateProposal,
              absl::StrCat("proposal_id: '", id, "' proposal { title: '", id,
                           "' received_date: '2019-03-01' led_by: PROPOSAL_LEADER_DEPARTMENT ",
                           more, " }"));
  }
  // One step with all that it asks for, by a person who may.
  absl::StatusOr<v1::Proposal> Take(const std::string& method, const std::string& id) {
    const std::string name = absl::StrCat("name: 'proposals/", id, "' ");
    const std::string request = name + "date: '2019-03-02' ";
    if (method == "AssignProposal") return Do(AssignProposal, request + "lead_handler: 'h'");
    if (method == "AcceptProposal") return Do(AcceptProposal, request);
    if (method == "DraftProposalReply") {
      return Do(DraftProposalReply, request + "text: '答复' outcome: PROPOSAL_OUTCOME_A");
    }
    if (method == "SignProposalReply") return Do(SignProposalReply, request, "chief");
    if (method == "SendProposalReply") return Do(SendProposalReply, request + "document: 'd'");
    if (method == "CloseProposal") return Do(CloseProposal, request);
    if (method == "RecordDissatisfaction") {
      return Do(RecordDissatisfaction, request + "reason: '未解决'");
    }
    return absl::NotFoundError(method);
  }
  void Walk(const std::string& id, const std::vector<std::string>& way) {
    for (const std::string& method : way) ZGC_ASSERT_OK(Take(method, id));
  }
};

const std::vector<std::string> kMethods = {
    "AssignProposal",    "AcceptProposal", "DraftProposalReply",   "SignProposalReply",
    "SendProposalReply", "CloseProposal",  "RecordDissatisfaction"};

// The first steps of the usual way.
std::vector<std::string> Way(size_t steps) { return {kMethods.begin(), kMethods.begin() + steps}; }

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
      {v1::PROPOSAL_STATE_ASSIGNED, Way(1), {{"AcceptProposal", v1::PROPOSAL_STATE_ACCEPTED}}},
      {v1::PROPOSAL_STATE_ACCEPTED, Way(2), {{"DraftProposalReply", v1::PROPOSAL_STATE_DRAFTED}}},
      {v1::PROPOSAL_STATE_DRAFTED, Way(3), {{"SignProposalReply", v1::PROPOSAL_STATE_SIGNED}}},
      {v1::PROPOSAL_STATE_SIGNED, Way(4), {{"SendProposalReply", v1::PROPOSAL_STATE_REPLIED}}},
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

TEST_F(ProposalsTest, ANewReplyLeavesTheEarlierOneReadable) {
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
  EXPECT_EQ(proposal.replies(1).signer(), "chief");
}

TEST_F(ProposalsTest, WhoDraftedDoesNotSign) {
  ZGC_ASSERT_OK(Add("p"));
  Walk("p", Way(3));
  EXPECT_THAT(Do(SignProposalReply, "name: 'proposals/p'", "clerk"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
}

TEST_F(ProposalsTest, AReplyWaitsForEveryJointOpinion) {
  ZGC_ASSERT_OK(Add("p", "co_handlers: 'x' co_handlers: 'y'"));
  Walk("p", Way(2));
  const auto opine = [&](const std::string& who) {
    return Do(AddJointOpinion,
              absl::StrCat("name: 'proposals/p' text: '同意' co_handler: '", who, "'"), "expert");
  };
  ZGC_ASSERT_OK(opine("y"));
  EXPECT_THAT(opine("y"), FailsWith(kInvalid, HasSubstr("has given its opinion")));
  EXPECT_THAT(opine("z"), FailsWith(kInvalid, HasSubstr("no co-handler")));
  EXPECT_THAT(Take("DraftProposalReply", "p"),
              FailsWith(kPrecondition, AllOf(HasSubstr("x has given no joint opinion"),
                                             HasSubstr("AddJointOpinion"))));
  const auto given = opine("x");
  ZGC_ASSERT_OK(given);
  EXPECT_EQ(given->joint_opinions(1).author(), "expert");
  ZGC_EXPECT_OK(Take("DraftProposalReply", "p"));
}

TEST_F(ProposalsTest, EveryWrongFieldIsNamed) {
  EXPECT_THAT(
      Do(CreateProposal,
         "proposal_id: 'p' proposal { item_count: -1 lead_handler: 'a' co_handlers: 'a' "
         "co_handlers: 'b' co_handlers: 'b' deadline: 'x' }"),
      FailsWith(kInvalid, AllOf(HasSubstr("proposal.title"), HasSubstr("proposal.led_by"),
                                HasSubstr("proposal.item_count"), HasSubstr("a leads it"),
                                HasSubstr("b is given twice"), HasSubstr("proposal.deadline"),
                                HasSubstr("proposal.received_date"))));
  ZGC_ASSERT_OK(Add("p"));
  EXPECT_THAT(Do(AssignProposal, "name: 'proposals/p' date: '2019-02-28'"),
              FailsWith(kInvalid, AllOf(HasSubstr("lead_handler"), HasSubstr("date"))));
  Walk("p", Way(2));
  EXPECT_THAT(Do(DraftProposalReply, "name: 'proposals/p'"),
              FailsWith(kInvalid, AllOf(HasSubstr("text"), HasSubstr("outcome"))));
}

}  // namespace
}  // namespace zgc::supervision
