#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/matter_service.pb.h"
#include "zgc/supervision/v1/matters.pb.h"

// Extensions, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

const resource::Lifecycle<v1::Extension>& ExtensionLifecycle();
absl::StatusOr<v1::Extension> RequestExtension(storage::Txn& txn, const base::Actor& actor,
                                               const v1::RequestExtensionRequest& request);
absl::StatusOr<v1::Extension> ApproveExtension(storage::Txn& txn, const base::Actor& actor,
                                               const v1::ApproveExtensionRequest& request);
absl::StatusOr<v1::Extension> RejectExtension(storage::Txn& txn, const base::Actor& actor,
                                              const v1::RejectExtensionRequest& request);
absl::StatusOr<v1::Extension> GetExtension(const storage::Reader& reader,
                                           const v1::GetExtensionRequest& request);
absl::StatusOr<std::string> ListExtensions(const storage::Reader& reader,
                                           const v1::ListExtensionsRequest& request,
                                           const storage::Page& page,
                                           v1::ListExtensionsResponse& response);

}  // namespace zgc::supervision
