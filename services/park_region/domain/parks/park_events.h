#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/park_service.pb.h"
#include "zgc/parks/v1/parks.pb.h"

// Park events, without gRPC: what is refused and how is said in park_region/rpc/services.h.
// Thread-safe as the reader is.
namespace zgc::parks {

const records::KindOf<v1::ParkEvent>& ParkEventKind();

absl::StatusOr<v1::ParkEvent> CreateParkEvent(storage::Txn& txn, const base::Actor& actor,
                                              const v1::CreateParkEventRequest& request);
absl::StatusOr<v1::ParkEvent> GetParkEvent(const storage::Reader& reader,
                                           const v1::GetParkEventRequest& request);
absl::StatusOr<std::string> ListParkEvents(const storage::Reader& reader,
                                           const v1::ListParkEventsRequest& request,
                                           const storage::Page& page,
                                           v1::ListParkEventsResponse& response);

}  // namespace zgc::parks
