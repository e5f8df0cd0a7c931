#pragma once

#include <cstdint>
#include <string>

#include "absl/container/btree_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/information.pb.h"
#include "zgc/supervision/v1/information_service.pb.h"

// Information events, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

const records::KindOf<v1::InformationEvent>& InformationEventKind();

// Visits the events of an item by name.
absl::Status ForEachEvent(const storage::Reader& reader, const std::string& information_item,
                          absl::FunctionRef<bool(const v1::InformationEvent&)> visit);

// Of how many items of a record each body has taken up any, for certain: by the name of the body.
// It takes up a single item once, however often it prints it.
absl::StatusOr<absl::btree_map<std::string, int32_t>> AdoptedBy(const storage::Reader& reader,
                                                                const v1::InformationItem& item);
// The least number of items that its events leave the record.
absl::StatusOr<int32_t> MostEvents(const storage::Reader& reader, const v1::InformationItem& item);
absl::StatusOr<v1::InformationEvent> AdoptInformation(storage::Txn& txn, const base::Actor& actor,
                                                      const v1::AdoptInformationRequest& request);
absl::StatusOr<v1::InformationEvent> InstructInformation(
    storage::Txn& txn, const base::Actor& actor, const v1::InstructInformationRequest& request);
absl::StatusOr<v1::InformationEvent> RecordInstructionFollowUp(
    storage::Txn& txn, const base::Actor& actor,
    const v1::RecordInstructionFollowUpRequest& request);
absl::StatusOr<v1::InformationEvent> GetInformationEvent(
    const storage::Reader& reader, const v1::GetInformationEventRequest& request);
absl::StatusOr<std::string> ListInformationEvents(const storage::Reader& reader,
                                                  const v1::ListInformationEventsRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListInformationEventsResponse& response);

}  // namespace zgc::supervision
