#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/score_service.pb.h"
#include "zgc/supervision/v1/scores.pb.h"

// Rules of scorecards, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

const resource::Lifecycle<v1::ScoreRule>& ScoreRuleLifecycle();
absl::StatusOr<v1::ScoreRule> CreateScoreRule(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateScoreRuleRequest& request);
absl::StatusOr<v1::ScoreRule> GetScoreRule(const storage::Reader& reader,
                                           const v1::GetScoreRuleRequest& request);
absl::StatusOr<std::string> ListScoreRules(const storage::Reader& reader,
                                           const v1::ListScoreRulesRequest& request,
                                           const storage::Page& page,
                                           v1::ListScoreRulesResponse& response);
absl::StatusOr<v1::ScoreRule> ApproveScoreRule(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ApproveScoreRuleRequest& request);
absl::StatusOr<v1::ScoreRule> RejectScoreRule(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectScoreRuleRequest& request);
absl::StatusOr<v1::ScoreRule> EndScoreRule(storage::Txn& txn, const base::Actor& actor,
                                           const v1::EndScoreRuleRequest& request);

}  // namespace zgc::supervision
