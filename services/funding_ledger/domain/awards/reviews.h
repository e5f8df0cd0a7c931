#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/applications.pb.h"
#include "zgc/funding/v1/awards.pb.h"

// Reviews, without gRPC: what is refused and how is said in funding_ledger/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::funding {

absl::StatusOr<v1::Application> StartReview(storage::Txn& txn, const base::Actor& actor,
                                            const v1::StartReviewRequest& request);
absl::StatusOr<v1::Application> RecordReview(storage::Txn& txn, const base::Actor& actor,
                                             const v1::RecordReviewRequest& request);
absl::StatusOr<v1::Application> ConcludeReview(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ConcludeReviewRequest& request);
absl::StatusOr<v1::Application> DecideApplication(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::DecideApplicationRequest& request);

// Who entered, reviewed, concluded or decided the application of an award; none
// if it has no application. They neither approve nor pay it.
absl::StatusOr<std::vector<std::string>> PersonsBehind(const storage::Reader& reader,
                                                       const v1::Award& award);

// Day of the decision on the application of an award; empty if it has none.
absl::StatusOr<std::string> DecidedOn(const storage::Reader& reader, const v1::Award& award);

}  // namespace zgc::funding
