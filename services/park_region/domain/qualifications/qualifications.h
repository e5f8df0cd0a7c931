#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/qualification_service.pb.h"
#include "zgc/parks/v1/qualifications.pb.h"

// Qualifications of enterprises, without gRPC: what is refused and how is said in
// park_region/rpc/services.h. Thread-safe as the reader is.
namespace zgc::parks {

const records::KindOf<v1::EnterpriseQualification>& EnterpriseQualificationKind();

absl::StatusOr<v1::EnterpriseQualification> CreateEnterpriseQualification(
    storage::Txn& txn, const base::Actor& actor,
    const v1::CreateEnterpriseQualificationRequest& request);
absl::StatusOr<v1::EnterpriseQualification> RevokeEnterpriseQualification(
    storage::Txn& txn, const base::Actor& actor,
    const v1::RevokeEnterpriseQualificationRequest& request);
absl::StatusOr<v1::EnterpriseQualification> GetEnterpriseQualification(
    const storage::Reader& reader, const v1::GetEnterpriseQualificationRequest& request);
absl::StatusOr<std::string> ListEnterpriseQualifications(
    const storage::Reader& reader, const v1::ListEnterpriseQualificationsRequest& request,
    const storage::Page& page, v1::ListEnterpriseQualificationsResponse& response);

// Those of one enterprise by their first days.
absl::StatusOr<std::vector<v1::EnterpriseQualification>> QualificationsOf(
    const storage::Reader& reader, const std::string& enterprise);

}  // namespace zgc::parks
