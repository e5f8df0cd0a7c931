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

// By what platforms are assessed (评估指标体系), without gRPC: what is refused and how is said in
// park_region/rpc/services.h. Thread-safe as the reader is.
namespace zgc::parks {

const resource::Lifecycle<v1::AssessmentRuleSet>& AssessmentRuleSetLifecycle();

absl::StatusOr<v1::AssessmentRuleSet> CreateAssessmentRuleSet(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateAssessmentRuleSetRequest& request);
absl::StatusOr<v1::AssessmentRuleSet> GetAssessmentRuleSet(
    const storage::Reader& reader, const v1::GetAssessmentRuleSetRequest& request);
absl::StatusOr<std::string> ListAssessmentRuleSets(const storage::Reader& reader,
                                                   const v1::ListAssessmentRuleSetsRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListAssessmentRuleSetsResponse& response);
absl::StatusOr<v1::AssessmentRuleSet> ApproveAssessmentRuleSet(
    storage::Txn& txn, const base::Actor& actor,
    const v1::ApproveAssessmentRuleSetRequest& request);
absl::StatusOr<v1::AssessmentRuleSet> RejectAssessmentRuleSet(
    storage::Txn& txn, const base::Actor& actor, const v1::RejectAssessmentRuleSetRequest& request);
absl::StatusOr<v1::AssessmentRuleSet> EndAssessmentRuleSet(
    storage::Txn& txn, const base::Actor& actor, const v1::EndAssessmentRuleSetRequest& request);

}  // namespace zgc::parks
