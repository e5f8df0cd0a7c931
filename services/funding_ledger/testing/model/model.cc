#include "services/funding_ledger/testing/model/model.h"

#include <limits>
#include <utility>

namespace zgc::funding {
namespace {

constexpr int64_t kMostFen = 1'000'000'000'000'000;

bool IsId(const std::string& id) { return id.size() == 16 && id != std::string(16, '\0'); }

bool Ends(const v1::Transfer& transfer) {
  return transfer.mode() == v1::TRANSFER_MODE_POST_PENDING ||
         transfer.mode() == v1::TRANSFER_MODE_VOID_PENDING;
}

bool ModeIsValid(const v1::Transfer& transfer) {
  switch (transfer.mode()) {
    case v1::TRANSFER_MODE_UNSPECIFIED:
      return transfer.pending_id().empty() && transfer.timeout_seconds() == 0;
    case v1::TRANSFER_MODE_PENDING:
      return transfer.pending_id().empty() && transfer.timeout_seconds() >= 0 &&
             transfer.timeout_seconds() <= 366 * 86400;
    case v1::TRANSFER_MODE_POST_PENDING:
    case v1::TRANSFER_MODE_VOID_PENDING:
      return IsId(transfer.pending_id()) && transfer.timeout_seconds() == 0;
    default:
      return false;
  }
}

bool AmountIsValid(const v1::Transfer& transfer) {
  const int64_t fen = transfer.amount_fen();
  if (transfer.mode() == v1::TRANSFER_MODE_VOID_PENDING) return fen == 0;
  if (transfer.mode() == v1::TRANSFER_MODE_POST_PENDING) return fen >= 0 && fen <= kMostFen;
  return fen > 0 && fen <= kMostFen;
}

bool Begins(const std::string& text, const std::string& prefix) {
  return text.empty() || (text.size() <= 200 && text.size() > prefix.size() &&
                          text.compare(0, prefix.size(), prefix) == 0);
}

bool ReferencesAreValid(const v1::Transfer& t) {
  const bool outputs = !t.name().empty() || t.revision() != 0 || t.sequence() != 0 ||
                       !t.fiscal_year().empty() || t.kind() != 0 || !t.lot().empty();
  return !outputs && !t.document().empty() && t.document().size() <= 200 &&
         t.source().size() <= 200 && Begins(t.program(), "programs/") &&
         Begins(t.award(), "awards/") && Begins(t.enterprise(), "//park_region/enterprises/") &&
         Begins(t.park(), "//park_region/parks/") && Begins(t.task(), "//task_registry/tasks/");
}

// Empty or YYYY-MM-DD that is in the calendar.
bool IsDayOrEmpty(const std::string& text) {
  if (text.empty()) return true;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  const int year = std::stoi(text.substr(0, 4));
  const int month = std::stoi(text.substr(5, 2));
  const int day = std::stoi(text.substr(8, 2));
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days[] = {31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

v1::TransferResult CheckForm(const v1::Transfer& transfer, int64_t cap_fen) {
  if (!IsId(transfer.id())) return v1::TRANSFER_RESULT_INVALID_ID;
  if (!ModeIsValid(transfer)) return v1::TRANSFER_RESULT_INVALID_MODE;
  if (!AmountIsValid(transfer)) return v1::TRANSFER_RESULT_INVALID_AMOUNT;
  if (cap_fen > 0 && transfer.amount_fen() > cap_fen) return v1::TRANSFER_RESULT_AMOUNT_ABOVE_CAP;
  if (!ReferencesAreValid(transfer)) return v1::TRANSFER_RESULT_INVALID_REFERENCE;
  if (!IsDayOrEmpty(transfer.effective_date())) return v1::TRANSFER_RESULT_INVALID_DATE;
  const bool taken_over = Ends(transfer) && transfer.debit().empty() && transfer.credit().empty();
  if (!taken_over && transfer.debit() == transfer.credit()) {
    return v1::TRANSFER_RESULT_SAME_ACCOUNT;
  }
  return v1::TRANSFER_RESULT_OK;
}

// Whether a transfer that is sent again is the one that was posted. What one that ends
// a pending transfer leaves empty it had taken over.
bool IsSame(v1::Transfer asked, const v1::Transfer& posted) {
  if (Ends(asked)) {
    if (asked.debit().empty()) asked.set_debit(posted.debit());
    if (asked.credit().empty()) asked.set_credit(posted.credit());
    if (asked.amount_fen() == 0) asked.set_amount_fen(posted.amount_fen());
  }
  asked.set_kind(posted.kind());
  asked.set_fiscal_year(posted.fiscal_year());
  return asked.SerializeAsString() == posted.SerializeAsString();
}

}  // namespace

void Apply(const v1::Transfer& transfer, v1::TransferMode mode, int sign,
           std::map<std::string, Model::Account>& accounts) {
  const absl::int128 fen = absl::int128(transfer.amount_fen()) * sign;
  Model::Account& debit = accounts.at(transfer.debit());
  Model::Account& credit = accounts.at(transfer.credit());
  if (mode == v1::TRANSFER_MODE_PENDING) {
    debit.pending_debits += fen;
    credit.pending_credits += fen;
    return;
  }
  if (mode != v1::TRANSFER_MODE_UNSPECIFIED) {
    debit.pending_debits -= fen;
    credit.pending_credits -= fen;
  }
  if (mode == v1::TRANSFER_MODE_UNSPECIFIED || mode == v1::TRANSFER_MODE_POST_PENDING) {
    debit.debits += fen;
    credit.credits += fen;
  }
}

void Model::OpenAccount(const v1::Account& opened) {
  Account& account = accounts_[opened.name()];
  account.fiscal_year = opened.fiscal_year();
  account.reserved = opened.kind() != v1::ACCOUNT_KIND_UNSPECIFIED;
  account.grows_by_debits = opened.normal_side() == v1::ACCOUNT_SIDE_DEBIT;
  account.min_fen = opened.min_balance_fen();
  account.max_fen = opened.max_balance_fen();
}

void Model::Record(const v1::Transfer& transfer) {
  Apply(transfer, transfer.mode(), 1, accounts_);
  if (!transfer.id().empty()) ids_[transfer.id()] = journal_.size();
  journal_.push_back(transfer);
}

absl::optional<size_t> Model::Find(const std::string& id) const {
  const auto found = ids_.find(id);
  return found == ids_.end() ? absl::nullopt : absl::optional<size_t>(found->second);
}

void Model::Expire(int64_t now_nanos) {
  while (!expiries_.empty() && expiries_.begin()->first <= now_nanos) {
    const std::string id = expiries_.begin()->second;
    const Pending& pending = pendings_.at(id);
    v1::Transfer transfer;
    transfer.set_mode(v1::TRANSFER_MODE_EXPIRE_PENDING);
    transfer.set_kind(v1::TRANSFER_KIND_SUBLEDGER);
    transfer.set_pending_id(id);
    transfer.set_debit(pending.debit);
    transfer.set_credit(pending.credit);
    transfer.set_amount_fen(pending.open_fen);
    transfer.set_fiscal_year(accounts_.at(pending.debit).fiscal_year);
    UpdatePending(transfer, now_nanos);
    Record(transfer);
  }
}

std::vector<v1::TransferResult> Model::Post(const v1::PostTransfersRequest& request,
                                            int64_t now_nanos) {
  Expire(now_nanos);
  const auto& transfers = request.transfers();
  std::vector<v1::TransferResult> results;
  int first = 0;
  while (first < transfers.size()) {
    int end = first;
    while (end < transfers.size() && transfers[end].linked()) ++end;
    const bool open = end == transfers.size();
    if (!open) ++end;
    // The chain is [first, end); most are one transfer long.
    const size_t size = journal_.size();
    const std::map<std::string, Pending> pendings = PendingsOf(request, first, end);
    int failed = open ? end - 1 : -1;
    v1::TransferResult reason = v1::TRANSFER_RESULT_CHAIN_OPEN;
    for (int i = first; i < end; ++i) {
      results.push_back(v1::TRANSFER_RESULT_CHAIN_FAILED);
      if (failed >= 0) continue;
      results.back() = PostOne(transfers[i], request.max_amount_fen(), now_nanos);
      if (results.back() == v1::TRANSFER_RESULT_OK ||
          results.back() == v1::TRANSFER_RESULT_EXISTS) {
        continue;
      }
      failed = i;
      reason = results.back();
    }
    if (failed >= 0) {
      Undo(size, pendings);
      for (int i = first; i < end; ++i) {
        results[static_cast<size_t>(i)] = i == failed ? reason : v1::TRANSFER_RESULT_CHAIN_FAILED;
      }
    }
    first = end;
  }
  return results;
}

std::vector<v1::TransferResult> Model::Check(const v1::PostTransfersRequest& request,
                                             int64_t now_nanos) {
  Expire(now_nanos);
  const size_t size = journal_.size();
  const auto pendings = PendingsOf(request, 0, request.transfers_size());
  const std::vector<v1::TransferResult> results = Post(request, now_nanos);
  Undo(size, pendings);
  return results;
}

std::map<std::string, Model::Pending> Model::PendingsOf(const v1::PostTransfersRequest& request,
                                                        int first, int end) const {
  std::map<std::string, Pending> pendings;
  for (int i = first; i < end; ++i) {
    const auto found = pendings_.find(request.transfers(i).pending_id());
    if (found != pendings_.end()) pendings.insert(*found);
  }
  return pendings;
}

v1::TransferResult Model::PostOne(const v1::Transfer& asked, int64_t cap_fen, int64_t now_nanos) {
  const v1::TransferResult shape = CheckForm(asked, cap_fen);
  if (shape != v1::TRANSFER_RESULT_OK) return shape;
  if (const auto known = Find(asked.id())) {
    return IsSame(asked, journal_[*known]) ? v1::TRANSFER_RESULT_EXISTS
                                           : v1::TRANSFER_RESULT_ID_CONFLICT;
  }
  v1::Transfer transfer = asked;
  if (Ends(transfer)) {
    const v1::TransferResult taken = TakeOver(transfer);
    if (taken != v1::TRANSFER_RESULT_OK) return taken;
  }
  const v1::TransferResult accounts = CheckAccounts(transfer);
  if (accounts != v1::TRANSFER_RESULT_OK) return accounts;
  if (!Ends(transfer)) {
    const v1::TransferResult funds = CheckFunds(transfer);
    if (funds != v1::TRANSFER_RESULT_OK) return funds;
  }
  transfer.set_kind(v1::TRANSFER_KIND_SUBLEDGER);
  transfer.set_fiscal_year(accounts_.at(transfer.debit()).fiscal_year);
  UpdatePending(transfer, now_nanos);
  Record(transfer);
  return v1::TRANSFER_RESULT_OK;
}

v1::TransferResult Model::TakeOver(v1::Transfer& transfer) const {
  const auto found = pendings_.find(transfer.pending_id());
  if (found == pendings_.end()) return v1::TRANSFER_RESULT_PENDING_NOT_FOUND;
  const Pending& pending = found->second;
  if (pending.state == v1::PENDING_STATE_POSTED) {
    return v1::TRANSFER_RESULT_PENDING_ALREADY_POSTED;
  }
  if (pending.state == v1::PENDING_STATE_VOIDED) {
    return v1::TRANSFER_RESULT_PENDING_ALREADY_VOIDED;
  }
  if (pending.state == v1::PENDING_STATE_EXPIRED) return v1::TRANSFER_RESULT_PENDING_EXPIRED;
  if ((!transfer.debit().empty() && transfer.debit() != pending.debit) ||
      (!transfer.credit().empty() && transfer.credit() != pending.credit)) {
    return v1::TRANSFER_RESULT_PENDING_ACCOUNTS_DIFFER;
  }
  if (transfer.amount_fen() > pending.open_fen) return v1::TRANSFER_RESULT_EXCEEDS_PENDING;
  transfer.set_debit(pending.debit);
  transfer.set_credit(pending.credit);
  if (transfer.amount_fen() == 0) transfer.set_amount_fen(pending.open_fen);
  return v1::TRANSFER_RESULT_OK;
}

v1::TransferResult Model::CheckAccounts(const v1::Transfer& transfer) const {
  const auto debit = accounts_.find(transfer.debit());
  if (debit == accounts_.end()) return v1::TRANSFER_RESULT_DEBIT_NOT_FOUND;
  const auto credit = accounts_.find(transfer.credit());
  if (credit == accounts_.end()) return v1::TRANSFER_RESULT_CREDIT_NOT_FOUND;
  if (debit->second.reserved || credit->second.reserved) {
    return v1::TRANSFER_RESULT_RESERVED_ACCOUNT;
  }
  const std::string& year = debit->second.fiscal_year;
  if (year != credit->second.fiscal_year) return v1::TRANSFER_RESULT_YEARS_DIFFER;
  if (!transfer.effective_date().empty() &&
      "fiscalYears/" + transfer.effective_date().substr(0, 4) != year) {
    return v1::TRANSFER_RESULT_INVALID_DATE;
  }
  if (transfer.mode() == v1::TRANSFER_MODE_VOID_PENDING) return v1::TRANSFER_RESULT_OK;
  const auto through = closed_through_.find(year);
  const bool closed = closed_years_.count(year) > 0 ||
                      (through != closed_through_.end() && !transfer.effective_date().empty() &&
                       transfer.effective_date() <= through->second);
  return closed ? v1::TRANSFER_RESULT_PERIOD_CLOSED : v1::TRANSFER_RESULT_OK;
}

v1::TransferResult Model::CheckFunds(const v1::Transfer& transfer) const {
  for (const bool debit : {true, false}) {
    const Account& account = accounts_.at(debit ? transfer.debit() : transfer.credit());
    const absl::int128 fen = transfer.amount_fen();
    const absl::int128 sum =
        debit ? account.debits + account.pending_debits : account.credits + account.pending_credits;
    if (sum + fen > std::numeric_limits<int64_t>::max()) return v1::TRANSFER_RESULT_OVERFLOW;
    const absl::int128 held = debit ? account.pending_debits : account.pending_credits;
    if (debit == account.grows_by_debits) {
      if (account.max_fen > 0 && account.balance() + held + fen > account.max_fen) {
        return v1::TRANSFER_RESULT_MAX_BALANCE_EXCEEDED;
      }
    } else if (account.balance() - held - fen < account.min_fen) {
      return v1::TRANSFER_RESULT_INSUFFICIENT_FUNDS;
    }
  }
  return v1::TRANSFER_RESULT_OK;
}

void Model::UpdatePending(const v1::Transfer& transfer, int64_t now_nanos) {
  if (transfer.mode() == v1::TRANSFER_MODE_UNSPECIFIED) return;
  if (transfer.mode() == v1::TRANSFER_MODE_PENDING) {
    Pending pending{transfer.debit(), transfer.credit(), transfer.amount_fen()};
    if (transfer.timeout_seconds() > 0) {
      pending.expires_nanos = now_nanos + transfer.timeout_seconds() * int64_t{1'000'000'000};
      expiries_.insert({pending.expires_nanos, transfer.id()});
    }
    pendings_[transfer.id()] = pending;
    return;
  }
  Pending& pending = pendings_.at(transfer.pending_id());
  pending.open_fen -= transfer.amount_fen();
  if (transfer.mode() == v1::TRANSFER_MODE_VOID_PENDING) {
    pending.state = v1::PENDING_STATE_VOIDED;
  } else if (transfer.mode() == v1::TRANSFER_MODE_EXPIRE_PENDING) {
    pending.state = v1::PENDING_STATE_EXPIRED;
  } else if (pending.open_fen == 0) {
    pending.state = v1::PENDING_STATE_POSTED;
  }
  if (pending.state != v1::PENDING_STATE_OPEN) {
    expiries_.erase({pending.expires_nanos, transfer.pending_id()});
  }
}

void Model::Undo(size_t size, const std::map<std::string, Pending>& pendings) {
  for (; journal_.size() > size; journal_.pop_back()) {
    const v1::Transfer& transfer = journal_.back();
    Apply(transfer, transfer.mode(), -1, accounts_);
    ids_.erase(transfer.id());
    const auto begun = pendings_.find(transfer.id());
    if (begun == pendings_.end()) continue;
    expiries_.erase({begun->second.expires_nanos, transfer.id()});
    pendings_.erase(begun);
  }
  for (const auto& [id, pending] : pendings) {
    pendings_[id] = pending;
    const bool expires = pending.state == v1::PENDING_STATE_OPEN && pending.expires_nanos != 0;
    if (expires) expiries_.insert({pending.expires_nanos, id});
  }
}

}  // namespace zgc::funding
