#include "services/funding_ledger/domain/accounts/accounts.h"

#include "common/query/list.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/ledger/reading.h"
#include "zgc/funding/v1/account_service.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::funding {
namespace {

bool Matches(const v1::ListTransfersRequest& request, const RecordView& row) {
  const auto takes = [](const std::string& filter, absl::string_view field) {
    return filter.empty() || filter == field;
  };
  const bool account = request.account().empty() || request.account() == row.debit ||
                       request.account() == row.credit;
  return account && takes(request.program(), row.program) && takes(request.award(), row.award) &&
         takes(request.enterprise(), row.enterprise) && takes(request.park(), row.park) &&
         takes(request.task(), row.task) && takes(request.fiscal_year(), row.fiscal_year) &&
         (request.from_date().empty() || DayOf(row) >= request.from_date()) &&
         (request.to_date().empty() || DayOf(row) <= request.to_date());
}

// The index that likely leaves the fewest transfers to look at.
absl::optional<std::pair<TransferIndex, std::string>> BestIndex(
    const v1::ListTransfersRequest& request) {
  for (const auto& [index, value] : {std::pair(TransferIndex::kAward, request.award()),
                                     std::pair(TransferIndex::kTask, request.task()),
                                     std::pair(TransferIndex::kEnterprise, request.enterprise()),
                                     std::pair(TransferIndex::kAccount, request.account()),
                                     std::pair(TransferIndex::kPark, request.park()),
                                     std::pair(TransferIndex::kProgram, request.program())}) {
    if (!value.empty()) return std::pair(index, value);
  }
  return absl::nullopt;
}

}  // namespace

absl::StatusOr<v1::Account> GetAccount(const storage::Reader& reader,
                                       const v1::GetAccountRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  return RequireAccount(reader, request.name());
}

absl::StatusOr<std::string> ListAccounts(const storage::Reader& reader,
                                         const v1::ListAccountsRequest& request,
                                         const storage::Page& page,
                                         v1::ListAccountsResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  ZGC_ASSIGN_OR_RETURN(std::string next,
                       query::List(reader, kAccounts.column(), request, page, response));
  // Read at once: one by one would look at the newest transfers again for each.
  absl::flat_hash_map<std::string, Sums> sums;
  for (const v1::Account& row : response.accounts()) sums[row.name()];
  ZGC_RETURN_IF_ERROR(FillSumsAt(reader, sums));
  for (v1::Account& row : *response.mutable_accounts()) {
    const Sums& held = sums[row.name()];
    row = WithSums(reader, std::move(row), held);
  }
  return next;
}

absl::StatusOr<v1::Transfer> GetTransfer(const storage::Reader& reader,
                                         const v1::GetTransferRequest& request) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  ZGC_ASSIGN_OR_RETURN(auto transfer, FindTransfer(reader, request.name()));
  if (!transfer.has_value()) return NotFound(request.name());
  return *std::move(transfer);
}

absl::StatusOr<std::string> ListTransfers(const storage::Reader& reader,
                                          const v1::ListTransfersRequest& request,
                                          const storage::Page& page,
                                          v1::ListTransfersResponse& response) {
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  const Position from = PositionOf(page.start).value_or(Position());
  std::string next;
  absl::Status failed;
  const auto add = [&](const v1::JournalSegment& segment, int number, absl::string_view record) {
    RecordView view;
    if (!ReadRecord(record, view)) {
      failed = absl::DataLossError("damaged record in the journal");
    } else if (Matches(request, view)) {
      if (response.transfers_size() == page.size) {
        next = TransferName(segment.revision(), number);
        return false;
      }
      auto transfer =
          TransferOf(record, segment.revision(), number, segment.first_sequence() + number);
      failed = transfer.status();
      if (transfer.ok()) *response.add_transfers() = *std::move(transfer);
    }
    return failed.ok();
  };
  const auto index = BestIndex(request);
  ZGC_RETURN_IF_ERROR(index.has_value()
                          ? ForEachRecordOf(reader, index->first, index->second, from, add)
                          : ForEachRecordFrom(reader, from, add));
  ZGC_RETURN_IF_ERROR(failed);
  return next;
}

}  // namespace zgc::funding
