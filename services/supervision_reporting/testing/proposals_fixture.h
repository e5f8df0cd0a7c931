#pragma once

#include <string>
#include <vector>

#include "services/supervision_reporting/domain/proposals/proposal_handlings.h"
#include "services/supervision_reporting/domain/proposals/proposal_replies.h"
#include "services/supervision_reporting/domain/proposals/proposals.h"
#include "services/supervision_reporting/testing/fixture.h"

namespace zgc::supervision {

inline const std::vector<std::string> kMethods = {
    "AssignProposal",        "AcceptProposal",    "DraftProposalReply",
    "SignProposalReply",     "SendProposalReply", "CloseProposal",
    "RecordDissatisfaction", "ReturnProposal",    "ReturnProposalReply"};

// The first steps of the usual way.
inline std::vector<std::string> Way(size_t steps) {
  return {kMethods.begin(), kMethods.begin() + steps};
}

class ProposalsFixture : public SupervisionFixture {
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
      return Do(DraftProposalReply, request + "text: '答复' outcome: 'A'");
    }
    if (method == "SignProposalReply") return Do(SignProposalReply, request, "chief");
    if (method == "SendProposalReply") return Do(SendProposalReply, request + "document: 'd'");
    if (method == "CloseProposal") return Do(CloseProposal, request);
    if (method == "RecordDissatisfaction") {
      return Do(RecordDissatisfaction, request + "reason: '未解决'");
    }
    if (method == "ReturnProposal") return Do(ReturnProposal, request + "reason: '不属职责'");
    if (method == "ReturnProposalReply") return Do(ReturnProposalReply, request + "reason: '重拟'");
    return absl::NotFoundError(method);
  }
  void Walk(const std::string& id, const std::vector<std::string>& way) {
    for (const std::string& method : way) ZGC_ASSERT_OK(Take(method, id));
  }
};

}  // namespace zgc::supervision
