#include <limits>

#include "absl/numeric/int128.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/funding_ledger.h"
#include "services/funding_ledger/domain/journal.h"

namespace zgc::funding {
namespace {

bool Matches(const v1::ListTransfersRequest& request, const v1::Transfer& row) {
  const bool account = request.account().empty() || request.account() == row.debit() ||
                       request.account() == row.credit();
  return account && Takes(request.program(), row.program()) && Takes(request.award(), row.award());
}

// A page of the transfers that an index finds under `by`.
absl::StatusOr<std::string> ListIndexed(const storage::Reader& reader, const Lookup& index,
                                        const std::string& by,
                                        const v1::ListTransfersRequest& request,
                                        const storage::Page& page,
                                        v1::ListTransfersResponse& response) {
  const std::string prefix = LookupPrefix(by);
  const auto cursor = reader.Scan(index.column(), {page.start.empty() ? prefix : page.start,
                                                   storage::PrefixEnd(prefix), false});
  for (; cursor->Valid(); cursor->Next()) {
    if (response.transfers_size() == page.size) return std::string(cursor->key());
    LookupKey key;
    storage::KeyReader in(cursor->key());
    if (!key.Decode(in)) return absl::DataLossError("damaged key in an index of transfers");
    ZGC_ASSIGN_OR_RETURN(const auto row, kTransfers.Get(reader, {key.name}));
    if (!row.has_value()) {
      return absl::DataLossError(absl::StrCat(key.name, " is indexed but missing"));
    }
    if (Matches(request, *row)) *response.add_transfers() = *row;
  }
  ZGC_RETURN_IF_ERROR(cursor->status());
  return "";
}

// DATA_LOSS unless the balances kept beside the journal are what it adds up to.
absl::Status Compare(const v1::Account& kept, const Fold& fold) {
  const auto found = fold.find(kept.name());
  if (found != fold.end() && found->second.debits_fen() == kept.debits_fen() &&
      found->second.credits_fen() == kept.credits_fen() &&
      found->second.balance_fen() == kept.balance_fen()) {
    return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat(kept.name(), " is not what the journal adds up to"));
}

}  // namespace

absl::StatusOr<v1::Account> GetAccount(const storage::Reader& reader,
                                       const v1::GetAccountRequest& request) {
  return RequireAccount(reader, request.name());
}

absl::StatusOr<std::string> ListAccounts(const storage::Reader& reader,
                                         const v1::ListAccountsRequest& request,
                                         const storage::Page& page,
                                         v1::ListAccountsResponse& response) {
  return ListRows(
      reader, kAccounts, page, response.mutable_accounts(), [&](const v1::Account& row) {
        return Takes(request.fiscal_year(), row.fiscal_year()) &&
               Takes(request.program(), row.program()) &&
               (request.kind() == v1::ACCOUNT_KIND_UNSPECIFIED || request.kind() == row.kind());
      });
}

absl::StatusOr<v1::Transfer> GetTransfer(const storage::Reader& reader,
                                         const v1::GetTransferRequest& request) {
  return GetRow(reader, kTransfers, request.name());
}

absl::StatusOr<std::string> ListTransfers(const storage::Reader& reader,
                                          const v1::ListTransfersRequest& request,
                                          const storage::Page& page,
                                          v1::ListTransfersResponse& response) {
  if (!request.award().empty()) {
    return ListIndexed(reader, kTransfersByAward, request.award(), request, page, response);
  }
  if (!request.account().empty()) {
    return ListIndexed(reader, kTransfersByAccount, request.account(), request, page, response);
  }
  if (!request.program().empty()) {
    return ListIndexed(reader, kTransfersByProgram, request.program(), request, page, response);
  }
  return ListRows(reader, kTransfers, page, response.mutable_transfers(),
                  [](const v1::Transfer&) { return true; });
}

absl::StatusOr<v1::TrialBalance> GetTrialBalance(const storage::Reader& reader,
                                                 const v1::GetTrialBalanceRequest& request) {
  ZGC_RETURN_IF_ERROR(GetRow(reader, kFiscalYears, request.fiscal_year()).status());
  v1::TrialBalance balance;
  balance.set_fiscal_year(request.fiscal_year());
  balance.set_revision(reader.revision());
  balance.set_from_journal(request.from_journal());
  Fold fold;
  if (request.from_journal()) {
    ZGC_ASSIGN_OR_RETURN(fold, FoldJournal(reader, request.fiscal_year()));
  }
  absl::int128 debits = 0;
  absl::int128 credits = 0;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(ForEachAccount(reader, [&](const v1::Account& account) {
    if (account.fiscal_year() != request.fiscal_year()) return true;
    if (request.from_journal()) failed = Compare(account, fold);
    *balance.add_accounts() = account;
    debits += account.debits_fen();
    credits += account.credits_fen();
    return failed.ok();
  }));
  ZGC_RETURN_IF_ERROR(failed);
  if (fold.size() > static_cast<size_t>(balance.accounts_size()) && request.from_journal()) {
    return absl::DataLossError("the journal has an account without a balance");
  }
  if (debits != credits) {
    return absl::DataLossError(
        absl::StrCat("debits and credits of ", request.fiscal_year(), " differ"));
  }
  if (debits > std::numeric_limits<int64_t>::max()) {
    return absl::InternalError("the sum of all debits is too large to be sent");
  }
  balance.set_debits_fen(static_cast<int64_t>(debits));
  balance.set_credits_fen(static_cast<int64_t>(credits));
  return balance;
}

}  // namespace zgc::funding
