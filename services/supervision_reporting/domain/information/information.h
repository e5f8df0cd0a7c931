#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/resource/lifecycle.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/supervision/v1/information.pb.h"
#include "zgc/supervision/v1/information_service.pb.h"

// Information, without gRPC: what is refused and how is said in
// supervision_reporting/rpc/services.h. Thread-safe as the reader is.
namespace zgc::supervision {

const resource::Lifecycle<v1::InformationItem>& InformationLifecycle();
const records::KindOf<v1::InformationItem>& InformationItemKind();
absl::StatusOr<v1::InformationItem> CreateInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateInformationItemRequest& request);
absl::StatusOr<v1::InformationItem> GetInformationItem(
    const storage::Reader& reader, const v1::GetInformationItemRequest& request);
absl::StatusOr<std::string> ListInformationItems(const storage::Reader& reader,
                                                 const v1::ListInformationItemsRequest& request,
                                                 const storage::Page& page,
                                                 v1::ListInformationItemsResponse& response);
absl::StatusOr<v1::InformationItem> SignOffInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::SignOffInformationItemRequest& request);
absl::StatusOr<v1::InformationItem> ReturnInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::ReturnInformationItemRequest& request);
absl::StatusOr<v1::InformationItem> ReviseInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::ReviseInformationItemRequest& request);
absl::StatusOr<v1::InformationItem> SubmitInformationItem(
    storage::Txn& txn, const base::Actor& actor, const v1::SubmitInformationItemRequest& request);

}  // namespace zgc::supervision
