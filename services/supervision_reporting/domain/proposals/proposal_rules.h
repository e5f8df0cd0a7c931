#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/checks.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/proposal_rule_service.pb.h"
#include "zgc/supervision/v1/proposal_rules.pb.h"

// The rules by which places handle proposals, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

const records::KindOf<v1::ProposalRuleSet>& ProposalRuleSetKind();

absl::StatusOr<v1::ProposalRuleSet> CreateProposalRuleSet(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateProposalRuleSetRequest& request);
absl::StatusOr<v1::ProposalRuleSet> GetProposalRuleSet(
    const storage::Reader& reader, const v1::GetProposalRuleSetRequest& request);
absl::StatusOr<std::string> ListProposalRuleSets(const storage::Reader& reader,
                                                 const v1::ListProposalRuleSetsRequest& request,
                                                 const storage::Page& page,
                                                 v1::ListProposalRuleSetsResponse& response);

// The rules in force on a day: of a place, else of the nearest that it lies in, if any; without a
// jurisdiction those of the only one that has any, and where several have, that is a violation of
// `field`. `day` may be no day: then nothing is said of it.
absl::StatusOr<absl::optional<v1::ProposalRuleSet>> RulesInForce(const storage::Reader& reader,
                                                                 const std::string& jurisdiction,
                                                                 const std::string& day,
                                                                 absl::string_view field,
                                                                 resource::Checks& checks);
// What an outcome means by the rules; a violation of `field` that names those that there are if it
// is none of them.
std::string OutcomeLabel(const v1::ProposalRuleSet& rules, const std::string& code,
                         absl::string_view field, resource::Checks& checks);
// The same of a satisfaction, which is not empty: whether a second reply is due with it.
bool SecondReplyDue(const v1::ProposalRuleSet& rules, const std::string& code,
                    absl::string_view field, resource::Checks& checks);
// The last day on which what was assigned on a day may be returned; empty if it may not.
absl::StatusOr<std::string> LastDayToReturn(const storage::Reader& reader,
                                            const v1::ProposalRuleSet& rules,
                                            const std::string& assigned);

}  // namespace zgc::supervision
