#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/matter_part_service.pb.h"
#include "zgc/supervision/v1/matter_parts.pb.h"

// Parts of matters that organisations handle, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

const resource::Lifecycle<v1::MatterPart>& MatterPartLifecycle();
// What the names of the parts of a matter begin with.
std::string PartPrefix(const std::string& matter);
// Whether nobody has to do anything of it any more.
bool PartHasEnded(v1::MatterPartState state);
// Withdraws the parts of a matter that go on, and their slips, because of a method of the matter.
absl::Status WithdrawParts(storage::Txn& txn, const base::Actor& actor, const std::string& matter,
                           absl::string_view method, const std::string& reason);

absl::StatusOr<v1::MatterPart> CreateMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                const v1::CreateMatterPartRequest& request);
absl::StatusOr<v1::MatterPart> GetMatterPart(const storage::Reader& reader,
                                             const v1::GetMatterPartRequest& request);
absl::StatusOr<std::string> ListMatterParts(const storage::Reader& reader,
                                            const v1::ListMatterPartsRequest& request,
                                            const storage::Page& page,
                                            v1::ListMatterPartsResponse& response);
absl::StatusOr<v1::MatterPart> SignForMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                 const v1::SignForMatterPartRequest& request);
absl::StatusOr<v1::MatterPart> ReturnMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                const v1::ReturnMatterPartRequest& request);
absl::StatusOr<v1::MatterPart> TransferMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                  const v1::TransferMatterPartRequest& request);
absl::StatusOr<v1::MatterPart> RecordMatterPartProgress(
    storage::Txn& txn, const base::Actor& actor,
    const v1::RecordMatterPartProgressRequest& request);
absl::StatusOr<v1::MatterPart> ReportMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                const v1::ReportMatterPartRequest& request);
absl::StatusOr<v1::MatterPart> StrikeOffMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                   const v1::StrikeOffMatterPartRequest& request);
absl::StatusOr<v1::MatterPart> ReworkMatterPart(storage::Txn& txn, const base::Actor& actor,
                                                const v1::ReworkMatterPartRequest& request);
absl::StatusOr<v1::MatterPart> WaiveMatterPart(storage::Txn& txn, const base::Actor& actor,
                                               const v1::WaiveMatterPartRequest& request);
absl::StatusOr<v1::MatterPart> ChangeMatterPartDeadline(
    storage::Txn& txn, const base::Actor& actor,
    const v1::ChangeMatterPartDeadlineRequest& request);

}  // namespace zgc::supervision
