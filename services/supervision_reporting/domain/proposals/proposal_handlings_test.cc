#include "services/supervision_reporting/domain/proposals/proposal_handlings.h"

#include "services/supervision_reporting/testing/proposals_fixture.h"

namespace zgc::supervision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::zgc::testing::FailsWith;
using ::zgc::testing::HasReason;
using ::zgc::testing::kInvalid;
using ::zgc::testing::kPrecondition;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

constexpr char kJointly[] =
    "handlers { handler: 'x' role: HANDLER_ROLE_JOINT deadline: '2019-04-01' } "
    "handlers { handler: 'y' role: HANDLER_ROLE_SEPARATE }";

class ProposalHandlingsTest : public ProposalsFixture {
 protected:
  absl::StatusOr<v1::Proposal> Return(const std::string& date) {
    return Do(ReturnProposal, "name: 'proposals/p' reason: '不属职责' date: '" + date + "'");
  }
  absl::StatusOr<v1::Proposal> ReturnFrom(const std::string& handler, const std::string& date) {
    return Do(ReturnProposalHandling,
              absl::StrCat("name: 'proposals/p' reason: '不属职责' handler: '", handler,
                           "' date: '", date, "'"));
  }
};

TEST_F(ProposalHandlingsTest, AReplyWaitsForEveryJointOpinion) {
  ZGC_ASSERT_OK(Add("p", kJointly));
  Walk("p", Way(2));
  const auto opine = [&](const std::string& who) {
    return Do(AddJointOpinion,
              absl::StrCat("name: 'proposals/p' text: '同意' handler: '", who, "'"), "expert");
  };
  ZGC_ASSERT_OK(opine("y"));
  EXPECT_THAT(opine("y"), FailsWith(kInvalid, HasSubstr("has given its opinion")));
  EXPECT_THAT(opine("z"), FailsWith(kInvalid, HasSubstr("no handler")));
  EXPECT_THAT(Take("DraftProposalReply", "p"),
              FailsWith(kPrecondition,
                        AllOf(HasSubstr("x has given no opinion"), HasSubstr("AddJointOpinion"))));
  const auto given = opine("x");
  ZGC_ASSERT_OK(given);
  EXPECT_EQ(given->handlings(0).state(), v1::HANDLING_STATE_GIVEN);
  const auto& step = *given->steps().rbegin();
  EXPECT_EQ(step.method(), "AddJointOpinion");
  EXPECT_EQ(step.actor(), "expert");
  EXPECT_EQ(step.note(), "x");
  ZGC_EXPECT_OK(Take("DraftProposalReply", "p"));
}

TEST_F(ProposalHandlingsTest, OpinionsAreGivenWhileAProposalIsAccepted) {
  EXPECT_TRUE(ProposalLifecycle().IsOpen("AddJointOpinion", v1::PROPOSAL_STATE_ACCEPTED));
  ZGC_ASSERT_OK(Add("p", kJointly));
  EXPECT_THAT(Do(AddJointOpinion, "name: 'proposals/p' text: 't' handler: 'x'"),
              FailsWith(kPrecondition, HasSubstr("open: AssignProposal")));
  EXPECT_THAT(Do(AcceptProposal, "name: 'proposals/p' date: '2019-03-02'"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
}

TEST_F(ProposalHandlingsTest, AHandlerHasARoleADeadlineAStateAndAnOpinionOfItsOwn) {
  ZGC_ASSERT_OK(Add("p", kJointly));
  Walk("p", Way(2));
  const auto given =
      Do(AddJointOpinion, "name: 'proposals/p' text: '同意' handler: 'y' date: '2019-03-20'");
  ZGC_ASSERT_OK(given);
  ASSERT_EQ(given->handlings_size(), 2);
  EXPECT_EQ(given->handlers(0).deadline(), "2019-04-01");
  EXPECT_EQ(given->handlings(0).handler(), "x");
  EXPECT_EQ(given->handlings(0).state(), v1::HANDLING_STATE_WAITING);
  EXPECT_EQ(given->handlings(1).role(), v1::HANDLER_ROLE_SEPARATE);
  EXPECT_EQ(given->handlings(1).text(), "同意");
  EXPECT_EQ(given->handlings(1).date(), "2019-03-20");
  EXPECT_THAT(Do(AddJointOpinion, "name: 'proposals/p' text: 't' handler: 'x' date: '2999-01-01'"),
              FailsWith(kInvalid, HasSubstr("after today")));
}

TEST_F(ProposalHandlingsTest, AWrongAssignmentIsReturnedWithinTheTermOfTheRulesOfItsDay) {
  ZGC_ASSERT_OK(AddRules("later", "110000", "2019-03-10",
                         "return_working_days: 3 calendars: "
                         "'calendars/2019'"));
  ZGC_ASSERT_OK(Add("p"));
  Walk("p", Way(1));
  // Assigned on 2 March, when ten days were allowed.
  EXPECT_THAT(Return("2019-03-13"),
              FailsWith(kInvalid, HasSubstr("2019-03-13 is after 2019-03-12, the last day by "
                                            "proposalRuleSets/rules")));
  const auto returned = Return("2019-03-12");
  ZGC_ASSERT_OK(returned);
  EXPECT_EQ(returned->state(), v1::PROPOSAL_STATE_RECEIVED);
  EXPECT_EQ(returned->lead_handler(), "");
  ASSERT_EQ(returned->handlings_size(), 1);
  EXPECT_EQ(returned->handlings(0).handler(), "h");
  EXPECT_EQ(returned->handlings(0).role(), v1::HANDLER_ROLE_LEAD);
  EXPECT_EQ(returned->handlings(0).state(), v1::HANDLING_STATE_RETURNED);
  EXPECT_EQ(returned->handlings(0).text(), "不属职责");
  // Assigned anew on a Wednesday, when three working days are.
  ZGC_ASSERT_OK(Do(AssignProposal, "name: 'proposals/p' date: '2019-03-13' lead_handler: 'g'"));
  EXPECT_THAT(Return("2019-03-19"), FailsWith(kInvalid, HasSubstr("after 2019-03-18")));
  ZGC_EXPECT_OK(Return("2019-03-18"));
}

TEST_F(ProposalHandlingsTest, WithoutATermOrWithoutRulesNothingIsReturned) {
  ZGC_ASSERT_OK(AddRules("none", "440300", "2019-01-01", ""));
  ZGC_ASSERT_OK(Add("p", "jurisdiction: '440300'"));
  Walk("p", Way(1));
  EXPECT_THAT(Return("2019-03-02"), FailsWith(kInvalid, HasSubstr("has no term for returns")));
  ZGC_ASSERT_OK(Add("q"));
  Walk("q", Way(1));
  EXPECT_THAT(Do(ReturnProposal, "name: 'proposals/q' reason: 'r' date: '2019-03-03'"),
              FailsWith(kInvalid, HasSubstr("several jurisdictions have rules on 2019-03-02: "
                                            "110000, 440300")));
}

TEST_F(ProposalHandlingsTest, AHandlerThatReturnsItsPartIsNotWaitedFor) {
  ZGC_ASSERT_OK(Add("p", kJointly));
  Walk("p", Way(2));
  ZGC_ASSERT_OK(Do(AddJointOpinion, "name: 'proposals/p' text: '同意' handler: 'y'"));
  EXPECT_THAT(ReturnFrom("y", "2019-03-05"), FailsWith(kInvalid, HasSubstr("given its opinion")));
  EXPECT_THAT(ReturnFrom("z", "2019-03-05"), FailsWith(kInvalid, HasSubstr("is no handler")));
  EXPECT_THAT(ReturnFrom("x", "2019-03-13"), FailsWith(kInvalid, HasSubstr("the last day by")));
  EXPECT_THAT(Take("DraftProposalReply", "p"), HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  const auto returned = ReturnFrom("x", "2019-03-02");
  ZGC_ASSERT_OK(returned);
  EXPECT_EQ(returned->handlers_size(), 1);
  EXPECT_EQ(returned->handlings(0).state(), v1::HANDLING_STATE_RETURNED);
  ZGC_EXPECT_OK(Take("DraftProposalReply", "p"));
}

TEST_F(ProposalHandlingsTest, TheHandlingsFollowTheHandlers) {
  v1::Proposal proposal;
  proposal.add_handlers()->set_handler("a");
  proposal.add_handlers()->set_handler("b");
  FollowHandlers(proposal);
  proposal.mutable_handlings(0)->set_state(v1::HANDLING_STATE_RETURNED);
  proposal.mutable_handlers()->RemoveLast();
  FollowHandlers(proposal);
  // What was returned stays; who is asked again waits again.
  ASSERT_EQ(proposal.handlings_size(), 2);
  EXPECT_EQ(proposal.handlings(0).state(), v1::HANDLING_STATE_RETURNED);
  EXPECT_EQ(proposal.handlings(1).handler(), "a");
  EXPECT_THAT(*MissingOpinions(store_->Read(), proposal), ElementsAre("a has given no opinion"));
  proposal.set_lead_handler("a");
  Checks checks;
  CheckHandlers(proposal, "handlers", checks);
  EXPECT_THAT(checks.ToStatus(), FailsWith(kInvalid, HasSubstr("a leads it")));
}

TEST_F(ProposalHandlingsTest, TalksAreRecordedWithDayWayAndRoles) {
  ZGC_ASSERT_OK(Add("p"));
  Walk("p", Way(1));
  const std::string talk =
      "name: 'proposals/p' way: COMMUNICATION_WAY_VISIT roles: '分管领导' "
      "roles: '代表' text: '说明进展' date: ";
  EXPECT_THAT(Do(RecordCommunication, talk + "'2019-02-28'"),
              FailsWith(kInvalid, HasSubstr("2019-02-28 is before 2019-03-01")));
  EXPECT_THAT(Do(RecordCommunication, talk + "'2999-01-01'"),
              FailsWith(kInvalid, HasSubstr("after today")));
  EXPECT_THAT(Do(RecordCommunication, "name: 'proposals/p'"),
              FailsWith(kInvalid, AllOf(HasSubstr("way"), HasSubstr("roles"), HasSubstr("date"))));
  ZGC_ASSERT_OK(Do(RecordCommunication, talk + "'2019-03-05'"));
  const auto second = Do(RecordCommunication, talk + "'2019-03-04'");
  ZGC_ASSERT_OK(second);
  ASSERT_EQ(second->communications_size(), 2);
  EXPECT_EQ(second->communications(0).date(), "2019-03-05");
  EXPECT_EQ(second->communications(1).way(), v1::COMMUNICATION_WAY_VISIT);
  EXPECT_THAT(second->communications(1).roles(), ElementsAre("分管领导", "代表"));
  EXPECT_EQ(second->state(), v1::PROPOSAL_STATE_ASSIGNED);
}

}  // namespace
}  // namespace zgc::supervision
