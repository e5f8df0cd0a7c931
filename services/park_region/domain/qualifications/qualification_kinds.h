#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/qualification_service.pb.h"
#include "zgc/parks/v1/qualifications.pb.h"

// Kinds of qualifications, without gRPC: what is refused and how is said in
// park_region/rpc/services.h. Thread-safe as the reader is.
namespace zgc::parks {

const records::KindOf<v1::QualificationKind>& QualificationKindKind();

absl::StatusOr<v1::QualificationKind> CreateQualificationKind(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateQualificationKindRequest& request);
absl::StatusOr<v1::QualificationKind> GetQualificationKind(
    const storage::Reader& reader, const v1::GetQualificationKindRequest& request);
absl::StatusOr<std::string> ListQualificationKinds(const storage::Reader& reader,
                                                   const v1::ListQualificationKindsRequest& request,
                                                   const storage::Page& page,
                                                   v1::ListQualificationKindsResponse& response);

}  // namespace zgc::parks
