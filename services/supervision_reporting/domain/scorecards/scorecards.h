#pragma once

#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "services/supervision_reporting/domain/scorecards/score_events.h"
#include "zgc/supervision/v1/score_service.pb.h"
#include "zgc/supervision/v1/scores.pb.h"

// Scorecards, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

struct ScorePeriod {
  std::string start;
  std::string end;
  std::string as_of;
};

// What rules make of the events of one organisation in a period. Pure, and the same in whatever
// order either is given.
absl::StatusOr<v1::Scorecard> FoldScores(const std::vector<v1::ScoreRule>& rules,
                                         const std::vector<ScoreEvent>& events,
                                         const ScorePeriod& period);
// Ranks totals by organisation.
absl::StatusOr<std::vector<v1::RankedScore>> Rank(
    const absl::btree_map<std::string, std::string>& totals);

absl::StatusOr<v1::Scorecard> ComputeScorecard(const storage::Reader& reader,
                                               const v1::ComputeScorecardRequest& request);
absl::StatusOr<v1::ComputeRankingResponse> ComputeRanking(const storage::Reader& reader,
                                                          const v1::ComputeRankingRequest& request);

}  // namespace zgc::supervision
