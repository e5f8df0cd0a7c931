#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/store.h"
#include "common/storage/txn.h"
#include "services/park_region/store/schema.h"
#include "zgc/parks/v1/release_service.pb.h"
#include "zgc/parks/v1/releases.pb.h"

// Releases of monthly returns, without gRPC: what is refused and how is said in
// park_region/rpc/services.h. Thread-safe as the reader is.
namespace zgc::parks {

const Lifecycle<v1::ReleaseDraft>& ReleaseDraftLifecycle();

// Compiles the returns of a month; reads much, and the store at the revisions of the releases
// before.
absl::StatusOr<v1::ReleaseDraft> CompileReturns(const storage::Reader& reader,
                                                const storage::Store& store,
                                                const v1::CompileReleaseDraftRequest& request);
// Keeps what was compiled; ABORTED if there is another release since.
absl::StatusOr<v1::ReleaseDraft> CompileReleaseDraft(storage::Txn& txn, const base::Actor& actor,
                                                     const v1::CompileReleaseDraftRequest& request,
                                                     const v1::ReleaseDraft& compiled);
absl::StatusOr<v1::ReleaseDraft> CheckReleaseDraft(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::CheckReleaseDraftRequest& request);
absl::StatusOr<v1::ReleaseDraft> RejectReleaseDraft(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::RejectReleaseDraftRequest& request);
absl::StatusOr<v1::ReleaseDraft> PublishReleaseDraft(storage::Txn& txn, const base::Actor& actor,
                                                     const v1::PublishReleaseDraftRequest& request);
absl::StatusOr<v1::ReleaseDraft> GetReleaseDraft(const storage::Reader& reader,
                                                 const v1::GetReleaseDraftRequest& request);
absl::StatusOr<std::string> ListReleaseDrafts(const storage::Reader& reader,
                                              const v1::ListReleaseDraftsRequest& request,
                                              const storage::Page& page,
                                              v1::ListReleaseDraftsResponse& response);
absl::StatusOr<v1::StatisticRelease> GetStatisticRelease(
    const storage::Reader& reader, const v1::GetStatisticReleaseRequest& request);
absl::StatusOr<std::string> ListStatisticReleases(const storage::Reader& reader,
                                                  const v1::ListStatisticReleasesRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListStatisticReleasesResponse& response);
absl::StatusOr<v1::CompareStatisticReleaseResponse> CompareStatisticRelease(
    const storage::Reader& reader, const storage::Store& store,
    const v1::CompareStatisticReleaseRequest& request);

}  // namespace zgc::parks
