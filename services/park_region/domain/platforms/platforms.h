#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/platform_service.pb.h"
#include "zgc/parks/v1/platforms.pb.h"

// Relocation platforms (承接平台), without gRPC: what is refused and how is said in
// park_region/rpc/services.h. Thread-safe as the reader is.
namespace zgc::parks {

const records::KindOf<v1::Platform>& PlatformKind();
const resource::Lifecycle<v1::Platform>& PlatformLifecycle();

absl::StatusOr<v1::Platform> CreatePlatform(storage::Txn& txn, const base::Actor& actor,
                                            const v1::CreatePlatformRequest& request);
absl::StatusOr<v1::Platform> GetPlatform(const storage::Reader& reader,
                                         const v1::GetPlatformRequest& request);
absl::StatusOr<std::string> ListPlatforms(const storage::Reader& reader,
                                          const v1::ListPlatformsRequest& request,
                                          const storage::Page& page,
                                          v1::ListPlatformsResponse& response);
absl::StatusOr<v1::Platform> AdmitPlatform(storage::Txn& txn, const base::Actor& actor,
                                           const v1::AdmitPlatformRequest& request);
absl::StatusOr<v1::Platform> DelistPlatform(storage::Txn& txn, const base::Actor& actor,
                                            const v1::DelistPlatformRequest& request);
absl::StatusOr<v1::Platform> AppealDelisting(storage::Txn& txn, const base::Actor& actor,
                                             const v1::AppealDelistingRequest& request);
absl::StatusOr<v1::Platform> UpholdDelisting(storage::Txn& txn, const base::Actor& actor,
                                             const v1::UpholdDelistingRequest& request);
absl::StatusOr<v1::Platform> ReverseDelisting(storage::Txn& txn, const base::Actor& actor,
                                              const v1::ReverseDelistingRequest& request);

}  // namespace zgc::parks
