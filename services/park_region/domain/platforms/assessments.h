#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/assessment_service.pb.h"
#include "zgc/parks/v1/assessments.pb.h"

// Assessments of platforms (评估), without gRPC: what is refused and how is said in
// park_region/rpc/services.h. Thread-safe as the reader is.
namespace zgc::parks {

const resource::Lifecycle<v1::Assessment>& AssessmentLifecycle();

absl::StatusOr<v1::Assessment> CreateAssessment(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CreateAssessmentRequest& request);
absl::StatusOr<v1::Assessment> GetAssessment(const storage::Reader& reader,
                                             const v1::GetAssessmentRequest& request);
absl::StatusOr<std::string> ListAssessments(const storage::Reader& reader,
                                            const v1::ListAssessmentsRequest& request,
                                            const storage::Page& page,
                                            v1::ListAssessmentsResponse& response);
absl::StatusOr<v1::Assessment> ScoreAssessment(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ScoreAssessmentRequest& request);
absl::StatusOr<v1::Assessment> ConcludeAssessment(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::ConcludeAssessmentRequest& request);
absl::StatusOr<v1::Assessment> WithdrawAssessment(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::WithdrawAssessmentRequest& request);
absl::StatusOr<v1::RankPlatformsResponse> RankPlatforms(const storage::Reader& reader,
                                                        const v1::RankPlatformsRequest& request);

// Whether an assessment that is concluded has as many points as its rules ask.
bool HasPassed(const v1::Assessment& assessment, const v1::AssessmentRuleSet& rules);

}  // namespace zgc::parks
