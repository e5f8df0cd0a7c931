#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/agreement_service.pb.h"
#include "zgc/parks/v1/agreements.pb.h"

// Agreements, without gRPC: what is refused and how is said in park_region/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::parks {

const resource::Lifecycle<v1::Agreement>& AgreementLifecycle();
const records::KindOf<v1::Agreement>& AgreementKind();

absl::StatusOr<v1::Agreement> CreateAgreement(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateAgreementRequest& request);
absl::StatusOr<v1::Agreement> BeginAgreement(storage::Txn& txn, const base::Actor& actor,
                                             const v1::BeginAgreementRequest& request);
absl::StatusOr<v1::Agreement> FulfilDuty(storage::Txn& txn, const base::Actor& actor,
                                         const v1::FulfilDutyRequest& request);
absl::StatusOr<v1::Agreement> ReopenDuty(storage::Txn& txn, const base::Actor& actor,
                                         const v1::ReopenDutyRequest& request);
absl::StatusOr<v1::Agreement> EndAgreement(storage::Txn& txn, const base::Actor& actor,
                                           const v1::EndAgreementRequest& request);
absl::StatusOr<v1::Agreement> GetAgreement(const storage::Reader& reader,
                                           const v1::GetAgreementRequest& request);
absl::StatusOr<std::string> ListAgreements(const storage::Reader& reader,
                                           const v1::ListAgreementsRequest& request,
                                           const storage::Page& page,
                                           v1::ListAgreementsResponse& response);

}  // namespace zgc::parks
