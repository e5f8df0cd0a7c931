#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/actor.h"
#include "common/records/kind.h"
#include "common/storage/page.h"
#include "common/storage/reader.h"
#include "common/storage/txn.h"
#include "zgc/parks/v1/project_service.pb.h"
#include "zgc/parks/v1/projects.pb.h"

// Investment that came in, without gRPC: what is refused and how is said in
// park_region/rpc/services.h. Thread-safe as the reader is.
namespace zgc::parks {

const records::KindOf<v1::InvestmentEntry>& InvestmentEntryKind();

absl::StatusOr<v1::InvestmentEntry> CreateInvestmentEntry(
    storage::Txn& txn, const base::Actor& actor, const v1::CreateInvestmentEntryRequest& request);
absl::StatusOr<v1::InvestmentEntry> GetInvestmentEntry(
    const storage::Reader& reader, const v1::GetInvestmentEntryRequest& request);
absl::StatusOr<std::string> ListInvestmentEntries(const storage::Reader& reader,
                                                  const v1::ListInvestmentEntriesRequest& request,
                                                  const storage::Page& page,
                                                  v1::ListInvestmentEntriesResponse& response);

// The entries of one project by their dates; of one date by name.
absl::StatusOr<std::vector<v1::InvestmentEntry>> InvestmentsOf(const storage::Reader& reader,
                                                               const std::string& project);

}  // namespace zgc::parks
