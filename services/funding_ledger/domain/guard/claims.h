#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "services/funding_ledger/domain/guard/guard.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

// Who claims what: which awards and payments support an item.
namespace zgc::funding {

// The form in which issuers, numbers and purposes are compared; see support_items.proto.
std::string Normalised(absl::string_view text);

// What the claims of an item are found by; equal for items that are the same thing.
InstrumentKey ItemKey(const v1::SupportItem& item);

// "发票 2019-001（甲公司）".
std::string ItemText(const v1::SupportItem& item);

// The items of an award: those listed, and its enterprises.
SupportItems ItemsOf(const v1::Award& award);
void RecordClaims(storage::Txn& txn, const std::string& name, const SupportItems& items);

// The claims of an item that stand, by name.
absl::StatusOr<std::vector<v1::SupportClaim>> ClaimsOf(const storage::Reader& reader,
                                                       const v1::SupportItem& item);
void CheckSupportItems(const SupportItems& items, absl::string_view field,
                       resource::Checks& checks);
absl::StatusOr<v1::FindSupportClaimsResponse> FindSupportClaims(
    const storage::Reader& reader, const v1::FindSupportClaimsRequest& request);

}  // namespace zgc::funding
