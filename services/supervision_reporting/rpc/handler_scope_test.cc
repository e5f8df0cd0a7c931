// What a handler sees and does of the matters of all.
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/rpc/server/test_scope_matrix.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/supervision_reporting/rpc/services.h"
#include "services/supervision_reporting/store/schema.h"
#include "zgc/supervision/v1/matter_handling_service.grpc.pb.h"
#include "zgc/supervision/v1/matter_part_service.grpc.pb.h"
#include "zgc/supervision/v1/matter_service.grpc.pb.h"
#include "zgc/supervision/v1/proposal_rule_service.grpc.pb.h"
#include "zgc/supervision/v1/proposal_service.grpc.pb.h"
#include "zgc/supervision/v1/publication_service.grpc.pb.h"
#include "zgc/supervision/v1/score_service.grpc.pb.h"
#include "zgc/supervision/v1/watch_service.grpc.pb.h"

namespace zgc::supervision {
namespace {

using common::v1::ERROR_REASON_OUT_OF_SCOPE;
using ::zgc::testing::HasReason;
using Matters = v1::MatterService::Stub;
using Proposals = v1::ProposalService::Stub;

constexpr char kReturned[] =
    "name: 'proposals/p' date: '2019-03-04' reason: '不属本处职责' request_id: 'once'";

class HandlerScopeTest : public ::testing::Test {
 protected:
  template <typename Method>
  auto Call(Method method, const std::string& fields) {
    return server_.Call(method, fields, "clerk");
  }

  HandlerScopeTest() {
    Matter("ours", "产业处", "");
    Matter("helped", "规划处", "产业处");
    Matter("theirs", "规划处", "");
    for (const char* id : {"ours", "theirs"}) {
      ZGC_EXPECT_OK(Call(&Matters::AssignMatter,
                         absl::StrCat("name: 'matters/", id, "' date: '2019-03-02'")));
    }
    ZGC_EXPECT_OK(Call(&v1::ProposalRuleService::Stub::CreateProposalRuleSet,
                       "proposal_rule_set_id: 'r' proposal_rule_set { display_name: 'r' document: "
                       "'d' jurisdiction: '110000' from_date: '2019-01-01' return_days: 10 "
                       "outcomes { code: 'A' display_name: '解决或者采纳' } "
                       "satisfactions { code: '满意' } }"));
    ZGC_EXPECT_OK(Call(&Proposals::CreateProposal,
                       "proposal_id: 'p' proposal { title: '建议' received_date: '2019-03-01' "
                       "led_by: PROPOSAL_LEADER_DEPARTMENT }"));
    ZGC_EXPECT_OK(Call(&Proposals::AssignProposal,
                       "name: 'proposals/p' date: '2019-03-02' lead_handler: '产业处'"));
    testing::PolicyOfScopes(dir_, R"({"organisations": ["产业处"]})");
    server_.Restart();
  }

  void Matter(const std::string& id, const std::string& handler, const std::string& helps) {
    ZGC_EXPECT_OK(Call(&Matters::CreateMatter, MatterOf(id, handler, helps)));
  }
  static std::string MatterOf(const std::string& id, const std::string& handler,
                              const std::string& helps) {
    return absl::StrCat("matter_id: '", id, "' matter { title: '督办件' source: '市政府' kind: ",
                        "MATTER_KIND_SUPERVISED_FILE received_date: '2019-03-01' deadline: ",
                        "'2019-03-20' lead_handler: '", handler, "' ",
                        helps.empty() ? "" : "co_handlers: '" + helps + "'", " }");
  }

  figures::FormulaRegistry formulas_;
  const figures::FigureBook book_{"supervision_reporting", formulas_};
  resource::SourceWatch sources_;
  testing::TempDir dir_;
  rpc::TestServer server_{
      "supervision_reporting", SupervisionSchema(),
      [this](rpc::Server& server) { return MakeServices(server.calls(), book_, sources_); },
      testing::PolicyOfScopes(dir_, R"({"all": true})")};
};

TEST_F(HandlerScopeTest, ItSeesTheMattersThatItHandlesOrHelpsWith) {
  const auto matters = Call(&Matters::ListMatters, "");
  ZGC_ASSERT_OK(matters);
  ASSERT_EQ(matters->matters_size(), 2);
  EXPECT_EQ(matters->matters(0).name(), "matters/helped");
  EXPECT_EQ(matters->matters(1).name(), "matters/ours");
  EXPECT_EQ(matters->total_size(), 2);
  ZGC_EXPECT_OK(Call(&Matters::GetMatterLight, "name: 'matters/ours' as_of_date: '2019-03-10'"));
  EXPECT_THAT(Call(&Matters::GetMatterLight, "name: 'matters/theirs' as_of_date: '2019-03-10'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(HandlerScopeTest, ItHandlesItsOwn) {
  ZGC_EXPECT_OK(Call(&Matters::StartMatter, "name: 'matters/ours' date: '2019-03-04'"));
  for (const char* other : {"helped", "theirs", "none"}) {
    const std::string name = absl::StrCat("name: 'matters/", other, "' date: '2019-03-04'");
    EXPECT_THAT(Call(&Matters::StartMatter, name), HasReason(ERROR_REASON_OUT_OF_SCOPE));
    EXPECT_THAT(Call(&Matters::ReportMatter, name + " note: '已办' evidence: 'e'"),
                HasReason(ERROR_REASON_OUT_OF_SCOPE));
  }
  EXPECT_THAT(Call(&Matters::CreateMatter, MatterOf("n", "规划处", "产业处")),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Call(&v1::WatchService::Stub::SweepDeadlines, "as_of_date: '2019-03-10'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "of all matters";
}

// Who helps with a matter changes its own part of it, and nothing else.
TEST_F(HandlerScopeTest, ItHandlesItsOwnPartOfTheMatterOfAnother) {
  testing::PolicyOfScopes(dir_, R"({"all": true})");
  server_.Restart();
  using Parts = v1::MatterPartService::Stub;
  const auto add = [&](const std::string& matter, const std::string& handler) {
    return Call(&Parts::CreateMatterPart,
                absl::StrCat("matter: 'matters/", matter, "' matter_part_id: 'p-", matter,
                             "' date: '2019-03-03' matter_part { title: '分项' handler: '", handler,
                             "' }"));
  };
  ZGC_ASSERT_OK(add("theirs", "产业处"));
  ZGC_ASSERT_OK(add("helped", "规划处"));
  ZGC_ASSERT_OK(add("ours", "规划处"));
  testing::PolicyOfScopes(dir_, R"({"organisations": ["产业处"]})");
  server_.Restart();
  const auto seen = Call(&Parts::ListMatterParts, "");
  ZGC_ASSERT_OK(seen);
  ASSERT_EQ(seen->matter_parts_size(), 3) << "its own, and those of matters that it sees";
  const std::string own = "name: 'matters/theirs/parts/p-theirs' date: '2019-03-04' ";
  ZGC_EXPECT_OK(Call(&Parts::SignForMatterPart, own));
  ZGC_EXPECT_OK(Call(&Parts::RecordMatterPartProgress, own + "text: '过半'"));
  ZGC_EXPECT_OK(Call(&Parts::ReportMatterPart, own + "note: '已办' evidence: 'e'"));
  for (const char* other : {"ours", "helped"}) {
    EXPECT_THAT(Call(&Parts::SignForMatterPart,
                     absl::StrCat("name: 'matters/", other, "/parts/p-", other, "'")),
                HasReason(ERROR_REASON_OUT_OF_SCOPE))
        << other;
  }
  ZGC_EXPECT_OK(Call(&Matters::GetMatter, "name: 'matters/theirs'")) << "it helps with it now";
  EXPECT_THAT(Call(&Matters::StartMatter, "name: 'matters/theirs' date: '2019-03-04'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(HandlerScopeTest, ItHandsBackAMatterThatIsNotForIt) {
  using Handlings = v1::MatterHandlingService::Stub;
  const std::string back =
      "name: 'matters/ours' date: '2019-03-04' reason: '不属职责' request_id: 'once' "
      "suggested_handler: 'organisations/another'";
  ZGC_EXPECT_OK(Call(&Handlings::DeclineMatter, back));
  ZGC_EXPECT_OK(Call(&Handlings::DeclineMatter, back)) << "once more, the same";
  const auto matter = Call(&Matters::GetMatter, "name: 'matters/ours'");
  ZGC_ASSERT_OK(matter);
  EXPECT_EQ(matter->lead_handler(), "");
  EXPECT_THAT(Call(&Matters::AssignMatter, "name: 'matters/ours' lead_handler: '产业处'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "it is its own no more";
}

TEST_F(HandlerScopeTest, ItReturnsAProposalThatIsNotForIt) {
  ZGC_EXPECT_OK(Call(&Proposals::ReturnProposal, kReturned));
  ZGC_EXPECT_OK(Call(&Proposals::ReturnProposal, kReturned)) << "once more, the same";
  const auto proposal = Call(&Proposals::GetProposal, "name: 'proposals/p'");
  ZGC_ASSERT_OK(proposal);
  EXPECT_EQ(proposal->lead_handler(), "");
  EXPECT_THAT(Call(&Proposals::AcceptProposal, "name: 'proposals/p' date: '2019-03-05'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "it is its own no more";
}

TEST_F(HandlerScopeTest, ItGivesItsOwnOpinionOfWhatAnotherLeads) {
  const auto put = [](storage::Txn& txn) -> absl::StatusOr<std::string> {
    v1::Proposal proposal;
    proposal.set_name("proposals/joint");
    proposal.set_lead_handler("规划处");
    proposal.set_state(v1::PROPOSAL_STATE_ACCEPTED);
    for (const char* handler : {"产业处", "环保处"}) {
      auto& one = *proposal.add_handlers();
      one.set_handler(handler);
      one.set_role(v1::HANDLER_ROLE_JOINT);
      auto& handling = *proposal.add_handlings();
      handling.set_handler(handler);
      handling.set_role(v1::HANDLER_ROLE_JOINT);
      handling.set_state(v1::HANDLING_STATE_WAITING);
    }
    resource::Save(txn, kProposals, proposal);
    return "";
  };
  ZGC_ASSERT_OK(server_.server().store().Apply({}, put));
  const auto opinion = [](const std::string& handler) {
    return "name: 'proposals/joint' date: '2019-03-05' text: '同意' handler: '" + handler + "'";
  };
  EXPECT_THAT(Call(&Proposals::AddJointOpinion, opinion("环保处")),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  ZGC_EXPECT_OK(Call(&Proposals::AddJointOpinion, opinion("产业处")));
  EXPECT_THAT(Call(&Proposals::RecordCommunication,
                   "name: 'proposals/joint' date: '2019-03-05' way: COMMUNICATION_WAY_VISIT "
                   "roles: '代表'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "the lead's";
}

TEST_F(HandlerScopeTest, ItComputesItsOwnScorecard) {
  const std::string year = "start_date: '2019-01-01' end_date: '2019-12-31' organisation: ";
  using Scores = v1::ScoreService::Stub;
  const auto own = Call(&Scores::ComputeScorecard, year + "'产业处'");
  ZGC_ASSERT_OK(own);
  EXPECT_EQ(own->organisation(), "产业处");
  EXPECT_THAT(Call(&Scores::ComputeScorecard, year + "'规划处'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  const auto ranking =
      Call(&Scores::ComputeRanking, "start_date: '2019-01-01' end_date: '2019-12-31'").status();
  EXPECT_THAT(ranking, HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(std::string(ranking.message()),
              ::testing::HasSubstr("closed to callers that are bound to a scope"));
}

TEST_F(HandlerScopeTest, ItSeesAndAnswersTheSlipsThatAreForIt) {
  const auto slips = [](storage::Txn& txn) -> absl::StatusOr<std::string> {
    for (const char* one : {"ours 产业处", "theirs 规划处"}) {
      const std::vector<std::string> parts = absl::StrSplit(one, ' ');
      v1::Escalation slip;
      slip.set_name(absl::StrCat("escalations/matters.", parts[0], ".1"));
      slip.set_organisation(parts[1]);
      slip.set_state(v1::ESCALATION_STATE_ISSUED);
      resource::Save(txn, kEscalations, slip);
    }
    return "";
  };
  ZGC_ASSERT_OK(server_.server().store().Apply({}, slips));
  using Watch = v1::WatchService::Stub;
  const auto seen = Call(&Watch::ListEscalations, "");
  ZGC_ASSERT_OK(seen);
  ASSERT_EQ(seen->escalations_size(), 1);
  EXPECT_EQ(seen->escalations(0).name(), "escalations/matters.ours.1");
  ZGC_EXPECT_OK(
      Call(&Watch::AnswerEscalation, "name: 'escalations/matters.ours.1' answer: '已办'"));
  EXPECT_THAT(Call(&Watch::AnswerEscalation, "name: 'escalations/matters.theirs.1' answer: '已办'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

TEST_F(HandlerScopeTest, ItsLightsAndItsQueueAreItsOwn) {
  using Watch = v1::WatchService::Stub;
  const auto lights = Call(&Watch::ListLights, "as_of_date: '2019-03-10'");
  ZGC_ASSERT_OK(lights);
  ASSERT_EQ(lights->lights_size(), 2);
  EXPECT_EQ(lights->lights(0).thing(), "//supervision_reporting/proposals/p");
  EXPECT_EQ(lights->lights(1).thing(), "//supervision_reporting/matters/ours");
  const auto queue = Call(&Watch::ListQueue, "as_of_date: '2019-03-10'");
  ZGC_ASSERT_OK(queue);
  ASSERT_EQ(queue->items_size(), 2);
  EXPECT_EQ(queue->items(1).resource(), "//supervision_reporting/matters/ours");
  const auto others = Call(&Watch::ListQueue, "as_of_date: '2019-03-10' organisation: '规划处'");
  EXPECT_TRUE(!others.ok() || others->items().empty());
}

TEST_F(HandlerScopeTest, ReportsAreOfTheZone) {
  EXPECT_THAT(Call(&v1::PublicationService::Stub::ListPublications, ""),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

}  // namespace
}  // namespace zgc::supervision
