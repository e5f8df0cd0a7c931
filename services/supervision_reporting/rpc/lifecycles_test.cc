#include "services/supervision_reporting/domain/lifecycles.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/lifecycle_matrix.h"
#include "services/supervision_reporting/domain/information/information.h"
#include "services/supervision_reporting/domain/matters/extensions.h"
#include "services/supervision_reporting/domain/matters/matter_parts.h"
#include "services/supervision_reporting/domain/matters/matter_rules.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/domain/publications/errata.h"
#include "services/supervision_reporting/domain/scorecards/score_rules.h"
#include "services/supervision_reporting/domain/watchlist/light_rules.h"
#include "services/supervision_reporting/domain/watchlist/sweeps.h"
#include "services/supervision_reporting/rpc/services.h"
#include "services/supervision_reporting/store/schema.h"

namespace zgc::supervision {
namespace {

v1::Matter MatterIn(v1::MatterState) {
  return testing::Parsed<v1::Matter>(
      "name: 'matters/m$' title: '督办件' kind: MATTER_KIND_SUPERVISED_FILE source: '市政府' "
      "received_date: '2019-03-01' item_count: 2 lead_handler: 'h' deadline: '2019-03-20' steps { "
      "method: 'CreateMatter' to_state: 'MATTER_STATE_REGISTERED' date: '2019-03-01' actor: "
      "'maker' }");
}

// A cancellation waits where one is decided.
v1::Matter MatterFor(v1::MatterState state, const std::string& method) {
  v1::Matter matter = MatterIn(state);
  if (method == "ApproveMatterCancellation" || method == "RejectMatterCancellation") {
    matter.set_cancellation("r");
  }
  return matter;
}

v1::MatterPart PartIn(v1::MatterPartState) {
  return testing::Parsed<v1::MatterPart>(
      "name: 'matters/extended/parts/$' matter: 'matters/extended' title: '分项' handler: 'x' "
      "deadline: '2019-03-10'");
}

v1::Extension ExtensionIn(v1::ExtensionState) {
  return testing::Parsed<v1::Extension>(
      "name: 'matters/extended/extensions/e' matter: 'matters/extended' new_deadline: "
      "'2019-03-25' reason: 'r' old_deadline: '2019-03-20'");
}

// Nobody waits for the opinion of a co-handler but who asks for it.
v1::Proposal ProposalFor(v1::ProposalState, const std::string& method) {
  auto proposal = testing::Parsed<v1::Proposal>(
      "name: 'proposals/p' title: '提案' received_date: '2019-03-01' item_count: 1 led_by: "
      "PROPOSAL_LEADER_DEPARTMENT lead_handler: 'h' replies { outcome: 'A' } steps { method: "
      "'CreateProposal' to_state: "
      "'PROPOSAL_STATE_RECEIVED' date: '2019-03-01' actor: 'maker' }");
  if (method == "AddJointOpinion" || method == "ReturnProposalHandling") {
    auto& handling = *proposal.add_handlings();
    handling.set_handler("x");
    handling.set_state(v1::HANDLING_STATE_WAITING);
  }
  return proposal;
}

v1::InformationItem InformationIn(v1::InformationState) {
  return testing::Parsed<v1::InformationItem>(
      "name: 'informationItems/i$' title: '信息' item_count: 1 written_date: '2019-03' "
      "submitted_date: '2019-03'");
}

v1::ScoreRule ScoreRuleIn(v1::ScoreRuleState) {
  return testing::Parsed<v1::ScoreRule>(
      "name: 'scoreRules/$' from_date: '2019-01-01' points: '1' kind: SCORE_EVENT_KIND_ADOPTION");
}

v1::LightRuleSet LightRuleSetIn(v1::LightRuleSetState) {
  return testing::Parsed<v1::LightRuleSet>(
      "name: 'lightRuleSets/$' jurisdiction: 'CN' from_date: '2999-01-01' levels { light: "
      "LIGHT_GREEN label: '绿灯' } late_level: '绿灯' returned_level: '绿灯' undated_level: "
      "'绿灯'");
}

v1::Escalation EscalationIn(v1::EscalationState) {
  return testing::Parsed<v1::Escalation>("name: 'escalations/matters.m$.1' level: 1");
}

// Of a publication without figures: a draft that says nothing is still so.
v1::Erratum ErratumIn(v1::ErratumState) {
  return testing::Parsed<v1::Erratum>(
      "name: 'publications/corrected/errata/$' publication: 'publications/corrected'");
}

// What the records refer to: an open matter with a deadline, a publication, rules and a body.
void Prepare(storage::Txn& txn) {
  v1::Publication publication;
  publication.set_name("publications/corrected");
  kPublications.Put(txn, {publication.name()}, publication);
  resource::Save(txn, kProposalRuleSets,
                 testing::Parsed<v1::ProposalRuleSet>(
                     "name: 'proposalRuleSets/r' jurisdiction: '110000' from_date: '2019-01-01' "
                     "outcomes { code: 'A' display_name: 'a' }"));
  resource::Save(txn, kInformationBodies,
                 testing::Parsed<v1::InformationBody>("name: 'informationBodies/b'"));
  v1::Matter matter = MatterIn(v1::MATTER_STATE_ASSIGNED);
  matter.set_name("matters/extended");
  matter.set_state(v1::MATTER_STATE_ASSIGNED);
  resource::Save(txn, kMatters, matter);
  matter.set_name("matters/merged");
  resource::Save(txn, kMatters, matter);
  for (const char* share : {"matters/a", "matters/b"}) kMatters.Delete(txn, {share});
}

void AddMatters(testing::LifecycleMatrix& matrix, const std::string& on) {
  matrix.Add<v1::Matter>(
      MatterLifecycle(), kMatters, &MatterFor,
      {{"AssignMatter", on},
       {"ProposeMatterHandling", on + "text: 't'"},
       {"DeclineMatter", on + "reason: 'r'"},
       {"ReassignMatter", on + "lead_handler: 'g' reason: 'r'"},
       {"RecordMatterProgress", on + "text: 't'"},
       {"CreateMatterPart",
        "matter: '$name' matter_part_id: 'p' matter_part { title: 't' handler: 'x' }"},
       {"VerifyMatter", on + "note: 'n'"},
       {"ReopenMatter", on + "reason: 'r'"},
       {"ProposeMatterCancellation", on + "reason: 'r'"},
       {"ApproveMatterCancellation", on},
       {"RejectMatterCancellation", on + "reason: 'r'"},
       {"MergeMatters", on + "merged: 'matters/merged' reason: 'r'"},
       {"SplitMatter", on + "reason: 'r' shares { matter_id: 'a' title: 'a' } shares { matter_id: "
                            "'b' title: 'b' }"},
       {"StartMatter", on},
       {"ReportMatter", on + "note: '已办' evidence: 'e'"},
       {"CloseMatter", on},
       {"ReturnMatter", on + "reason: 'r'"},
       {"RequestExtension",
        "matter: '$name' extension_id: 'e' new_deadline: '2019-03-25' "
        "reason: 'r'"}},
      {.hindered = {"ProposeMatterCancellation", "ApproveMatterCancellation",
                    "RejectMatterCancellation"}});
  matrix.Add<v1::MatterPart>(MatterPartLifecycle(), kMatterParts, &PartIn,
                             {{"ReturnMatterPart", "reason: 'r'"},
                              {"TransferMatterPart", "handler: 'y' reason: 'r'"},
                              {"RecordMatterPartProgress", "text: 't'"},
                              {"ReportMatterPart", "note: 'n' evidence: 'e'"},
                              {"StrikeOffMatterPart", "note: 'n'"},
                              {"ReworkMatterPart", "reason: 'r'"},
                              {"WaiveMatterPart", "reason: 'r'"},
                              {"ChangeMatterPartDeadline", "deadline: '2019-03-12' reason: 'r'"}});
}

TEST(LifecyclesTest, EveryMethodIsOpenToItsRolesInItsStatesAndToNobodyElse) {
  const figures::FormulaRegistry formulas;
  const figures::FigureBook book("supervision_reporting", formulas);
  resource::SourceWatch sources;
  testing::LifecycleMatrix matrix(
      [&](const std::string& policy) {
        return std::make_unique<rpc::TestServer>(
            "supervision_reporting", SupervisionSchema(),
            [&](rpc::Server& server) { return MakeServices(server.calls(), book, sources); },
            policy);
      },
      &Prepare);
  const std::string on = "date: '2019-03-05' ";
  AddMatters(matrix, on);
  matrix.Add<v1::Extension>(ExtensionLifecycle(), kExtensions, &ExtensionIn,
                            {{"RejectExtension", "reason: 'r'"}});
  matrix.Add<v1::Proposal>(
      ProposalLifecycle(), kProposals, &ProposalFor,
      {{"AssignProposal", on},
       {"AcceptProposal", on},
       {"ReturnProposal", on + "reason: 'r'"},
       {"ReturnProposalHandling", on + "handler: 'x' reason: 'r'"},
       {"RecordCommunication", on + "way: COMMUNICATION_WAY_VISIT roles: '承办人'"},
       {"AddJointOpinion", "handler: 'x' text: '同意'"},
       {"DraftProposalReply", on + "text: '答复' outcome: 'A'"},
       {"ReturnProposalReply", on + "reason: 'r'"},
       {"PublishProposalReply", "openness: REPLY_OPENNESS_FULL"},
       {"SignProposalReply", on},
       {"SendProposalReply", on + "document: 'd'"},
       {"CloseProposal", on},
       {"RecordDissatisfaction", on + "reason: 'r'"}},
      {.hindered = {"DraftProposalReply"}});
  const std::string event =
      "information_item: '$name' event_id: 'e' body: 'informationBodies/b' date: '2019-05' "
      "document: 'd'";
  matrix.Add<v1::InformationItem>(InformationLifecycle(), kInformationItems, &InformationIn,
                                  {{"SignOffInformationItem", on},
                                   {"ReturnInformationItem", on + "reason: 'r'"},
                                   {"ReviseInformationItem", on},
                                   {"AdoptInformation", event},
                                   {"InstructInformation", event}});
  matrix.Add<v1::ScoreRule>(ScoreRuleLifecycle(), kScoreRules, &ScoreRuleIn,
                            {{"ApproveScoreRule", ""},
                             {"RejectScoreRule", "reason: 'r'"},
                             {"EndScoreRule", "until_date: '2019-12-31' reason: 'r'"}});
  matrix.Add<v1::LightRuleSet>(LightRuleSetLifecycle(), kLightRuleSets, &LightRuleSetIn,
                               {{"ApproveLightRuleSet", ""},
                                {"RejectLightRuleSet", "reason: 'r'"},
                                {"EndLightRuleSet", "until_date: '2999-12-31' reason: 'r'"}});
  matrix.Add<v1::Escalation>(EscalationLifecycle(), kEscalations, &EscalationIn,
                             {{"AcknowledgeEscalation", ""},
                              {"AnswerEscalation", "answer: '已办'"},
                              {"WithdrawEscalation", "reason: 'r'"}});
  matrix.Add<v1::Erratum>(ErratumLifecycle(), kErrata, &ErratumIn,
                          {{"RejectErratum", "reason: 'r'"}});
  matrix.Run(Lifecycles());
}

TEST(LifecyclesTest, ThePageSaysWhatTheTablesSay) {
  testing::ExpectLifecyclesPage("supervision_reporting", Lifecycles());
}

}  // namespace
}  // namespace zgc::supervision
