#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/matter_rule_service.pb.h"
#include "zgc/supervision/v1/matter_rules.pb.h"
#include "zgc/supervision/v1/matters.pb.h"

// The terms by which places handle matters, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

const records::KindOf<v1::MatterRuleSet>& MatterRuleSetKind();

absl::StatusOr<v1::MatterRuleSet> CreateMatterRuleSet(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateMatterRuleSetRequest& request);
absl::StatusOr<v1::MatterRuleSet> GetMatterRuleSet(const storage::Reader& reader,
                                                   const v1::GetMatterRuleSetRequest& request);
absl::StatusOr<std::string> ListMatterRuleSets(const storage::Reader& reader,
                                               const v1::ListMatterRuleSetsRequest& request,
                                               const storage::Page& page,
                                               v1::ListMatterRuleSetsResponse& response);

// The rules of the place of a matter on its (last possible) day of receipt, if there are any.
absl::StatusOr<absl::optional<v1::MatterRuleSet>> RulesOf(const storage::Reader& reader,
                                                          const v1::Matter& matter);
// Gives a matter with neither a deadline nor working days the term that its rules have for it, if
// they have one.
absl::Status SetTermByRules(const storage::Reader& reader, v1::Matter& matter);

}  // namespace zgc::supervision
