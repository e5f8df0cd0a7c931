#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/matters.pb.h"
#include "zgc/supervision/v1/watch_service.pb.h"

// Lights that are set by hand, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

absl::StatusOr<v1::LightOverride> SignLightOverride(storage::Txn& txn, const base::Actor& actor,
                                                    const v1::SignLightOverrideRequest& request);
absl::StatusOr<std::string> ListLightOverrides(const storage::Reader& reader,
                                               const v1::ListLightOverridesRequest& request,
                                               const storage::Page& page,
                                               v1::ListLightOverridesResponse& response);

// Those of a thing, by its full name, that are in force on a day, by name.
absl::StatusOr<google::protobuf::RepeatedPtrField<v1::LightOverride>> OverridesOn(
    const storage::Reader& reader, const std::string& thing, const std::string& day);

}  // namespace zgc::supervision
