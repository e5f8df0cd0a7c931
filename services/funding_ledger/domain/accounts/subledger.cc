#include "services/funding_ledger/domain/accounts/subledger.h"

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/stable_bytes.h"
#include "common/resource/checks.h"
#include "common/resource/rows.h"
#include "services/funding_ledger/domain/accounts/fiscal_days.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/ledger/posting.h"
#include "services/funding_ledger/ledger/reading.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/journal.pb.h"
#include "zgc/funding/v1/segment.pb.h"

namespace zgc::funding {
namespace {

constexpr int kMaxAsked = 1000;
constexpr size_t kMaxText = 200;
// Commits that a watch reads before it tells how far it is, if none of them has
// what is asked for.
constexpr int kMaxSkipped = 1000;
// Of a message: a client takes 4 MiB by default.
constexpr size_t kMaxPartBytes = 3 << 20;

// Names of the budget begin with a year: "accounts/2019-available-…".
bool LooksLikeBudget(absl::string_view id) {
  return id.size() > 4 && id[4] == '-' && IsYear(id.substr(0, 4));
}

void CheckAccount(const v1::Account& account, int number, Checks& checks) {
  const std::string field = absl::StrCat("accounts[", number, "]");
  absl::string_view id = account.name();
  if (absl::ConsumePrefix(&id, "accounts/")) {
    checks.Id(std::string(id), field + ".name");
    checks.Expect(!LooksLikeBudget(id), field + ".name",
                  "begins with a year, which is for accounts of the budget");
  } else {
    checks.Add(field + ".name", "must be accounts/{id}");
  }
  checks.Expect(account.min_balance_fen() <= 0 && account.min_balance_fen() >= -kMaxAmountFen,
                field + ".min_balance_fen", "must be -10^15 to 0");
  for (const std::string* text : {&account.program(), &account.holder(), &account.display_name()}) {
    checks.Expect(text->size() <= kMaxText, field, "has a text of more than 200 bytes");
  }
}

v1::Account OpenedAs(const v1::Account& asked) {
  v1::Account account;
  account.set_name(asked.name());
  account.set_kind(v1::ACCOUNT_KIND_SUBLEDGER);
  account.set_fiscal_year(asked.fiscal_year());
  account.set_program(asked.program());
  account.set_holder(asked.holder());
  account.set_normal_side(asked.normal_side());
  account.set_min_balance_fen(asked.min_balance_fen());
  account.set_max_balance_fen(asked.max_balance_fen());
  account.set_display_name(asked.display_name());
  return account;
}

bool IsSame(v1::Account existing, const v1::Account& asked) {
  existing.clear_etag();
  existing.clear_revision();
  existing.clear_create_time();
  return base::SameFields(existing, asked);
}

// Sums of what is effective by a day alone.
absl::StatusOr<v1::Account> AsOfDay(const storage::Reader& reader, const v1::Account& account,
                                    const std::string& day) {
  Sums sums;
  bool damaged = false;
  const auto add = [&](const v1::JournalSegment& segment, int, absl::string_view record) {
    RecordView view;
    damaged = !ReadRecord(record, view);
    if (damaged) return false;
    if (MovesMoney(view.mode) && DayOf(view) <= day) {
      AddToSums(v1::TRANSFER_MODE_UNSPECIFIED, view.amount_fen, view.debit == account.name(),
                segment.revision(), sums);
    }
    return true;
  };
  ZGC_RETURN_IF_ERROR(ForEachRecordOf(reader, TransferIndex::kAccount, account.name(), {}, add));
  if (damaged) return absl::DataLossError("damaged record in the journal");
  return WithSums(reader, account, sums);
}

// Where ids are that no index holds yet.
absl::StatusOr<absl::flat_hash_map<TransferId, Position>> FindRecentIds(
    const storage::Reader& reader, const absl::flat_hash_set<TransferId>& ids) {
  absl::flat_hash_map<TransferId, Position> found;
  ZGC_ASSIGN_OR_RETURN(const v1::IndexMark mark, IndexMarkOf(reader));
  const auto look = [&](const v1::JournalSegment& segment, int number, absl::string_view record) {
    RecordView view;
    if (ReadRecord(record, view) && !view.id.empty() && ids.contains(IdOf(view.id))) {
      found[IdOf(view.id)] = {segment.revision(), number};
    }
    return true;
  };
  ZGC_RETURN_IF_ERROR(ForEachRecordFrom(reader, {mark.revision() + 1, 0}, look));
  return found;
}

absl::StatusOr<v1::FoundTransfer> Describe(const storage::Reader& reader, Position position) {
  v1::FoundTransfer found;
  ZGC_ASSIGN_OR_RETURN(*found.mutable_transfer(), TransferAt(reader, position));
  if (found.transfer().mode() != v1::TRANSFER_MODE_PENDING) return found;
  ZGC_ASSIGN_OR_RETURN(const auto pending, kPendings.Get(reader, {found.transfer().id()}));
  if (!pending.has_value()) return absl::DataLossError("a pending transfer is missing");
  found.set_pending_state(static_cast<v1::PendingState>(pending->state()));
  if (pending->state() == v1::PENDING_STATE_OPEN) found.set_open_fen(pending->open_fen());
  return found;
}

bool IsAskedFor(const v1::WatchTransfersRequest& request, absl::string_view record) {
  RecordView view;
  return request.account().empty() || !ReadRecord(record, view) ||
         view.debit == request.account() || view.credit == request.account();
}

}  // namespace

absl::StatusOr<v1::BatchCreateAccountsResponse> BatchCreateAccounts(
    storage::Txn& txn, const base::Actor&, const v1::BatchCreateAccountsRequest& request) {
  ZGC_RETURN_IF_ERROR(base::CheckBatchSize("accounts", request.accounts_size(), kMaxTransfers));
  Checks checks(txn, request);
  for (int i = 0; i < request.accounts_size(); ++i) CheckAccount(request.accounts(i), i, checks);
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::BatchCreateAccountsResponse response;
  Books& books = Books::Of(txn);
  for (const v1::Account& asked : request.accounts()) {
    v1::Account account = OpenedAs(asked);
    if (const BookAccount* const existing = books.FindNow(account.name()); existing != nullptr) {
      if (!IsSame(existing->info, account)) return Exists(account.name());
      continue;
    }
    ZGC_RETURN_IF_ERROR(RequireOpen(txn, account.fiscal_year()));
    ZGC_RETURN_IF_ERROR(books.OpenAccount(txn, std::move(account)).status());
    response.set_created_count(response.created_count() + 1);
  }
  return response;
}

absl::StatusOr<v1::GetAccountsResponse> GetAccounts(const storage::Reader& reader,
                                                    const v1::GetAccountsRequest& request) {
  ZGC_RETURN_IF_ERROR(base::CheckBatchSize("names", request.names_size(), kMaxAsked));
  ZGC_RETURN_IF_ERROR(Checks(reader, request).ToStatus());
  v1::GetAccountsResponse response;
  response.set_revision(reader.revision());
  absl::flat_hash_map<std::string, Sums> sums;
  for (const std::string& name : request.names()) sums[name] = {};
  const bool as_of_day = !request.effective_date().empty();
  if (!as_of_day) ZGC_RETURN_IF_ERROR(FillSumsAt(reader, sums));
  for (const std::string& name : request.names()) {
    ZGC_ASSIGN_OR_RETURN(v1::Account account, GetRow(reader, kAccounts, name));
    if (as_of_day) {
      ZGC_ASSIGN_OR_RETURN(account, AsOfDay(reader, account, request.effective_date()));
    } else {
      account = WithSums(reader, std::move(account), sums[name]);
    }
    *response.add_accounts() = std::move(account);
  }
  return response;
}

absl::StatusOr<v1::LookupTransfersResponse> LookupTransfers(
    const storage::Reader& reader, const v1::LookupTransfersRequest& request) {
  ZGC_RETURN_IF_ERROR(base::CheckBatchSize("ids", request.ids_size(), kMaxAsked));
  Checks checks(reader, request);
  absl::flat_hash_set<TransferId> ids;
  for (const std::string& id : request.ids()) {
    checks.Expect(id.size() == 16, "ids", "must be 16 bytes each");
    ids.insert(IdOf(id));
  }
  ZGC_RETURN_IF_ERROR(checks.ToStatus());
  v1::LookupTransfersResponse response;
  response.set_revision(reader.revision());
  ZGC_ASSIGN_OR_RETURN(const auto recent, FindRecentIds(reader, ids));
  for (const std::string& id : request.ids()) {
    ZGC_ASSIGN_OR_RETURN(auto position, FindIndexedId(reader, id));
    const auto found = recent.find(IdOf(id));
    if (!position.has_value() && found != recent.end()) position = found->second;
    if (!position.has_value()) continue;
    ZGC_ASSIGN_OR_RETURN(*response.add_transfers(), Describe(reader, *position));
  }
  return response;
}

absl::StatusOr<bool> NextTransfers(const storage::Reader& reader,
                                   const v1::WatchTransfersRequest& request, int& at,
                                   int64_t& after, v1::WatchTransfersResponse& response) {
  int skipped = 0;
  bool found = false;
  size_t bytes = 0;
  absl::Status failed;
  ZGC_RETURN_IF_ERROR(ForEachSegment(reader, after + 1, [&](const v1::JournalSegment& segment) {
    response.mutable_position()->set_revision(segment.revision());
    response.mutable_position()->set_incarnation(reader.lineage().At(segment.revision()));
    failed = ForEachRecord(segment, [&](int number, absl::string_view record) {
      if (number < at || !IsAskedFor(request, record)) return true;
      auto transfer =
          TransferOf(record, segment.revision(), number, segment.first_sequence() + number);
      failed = transfer.status();
      if (!transfer.ok()) return false;
      bytes += transfer->ByteSizeLong();
      response.set_more(bytes > kMaxPartBytes);
      if (response.more()) {
        at = number;
        return false;
      }
      *response.add_transfers() = *std::move(transfer);
      return true;
    });
    found = response.transfers_size() > 0 || ++skipped == kMaxSkipped;
    return failed.ok() && !found;
  }));
  ZGC_RETURN_IF_ERROR(failed);
  if (response.more()) return true;
  at = 0;
  after = found ? response.position().revision() : reader.revision();
  return found;
}

}  // namespace zgc::funding
