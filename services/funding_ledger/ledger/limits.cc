#include "services/funding_ledger/ledger/limits.h"

#include <limits>

#include "absl/numeric/int128.h"

namespace zgc::funding {
namespace {

bool IsOutgoing(const BookAccount& account, bool debit) { return debit != account.grows_by_debit; }

}  // namespace

int64_t BalanceOf(const BookAccount& account) {
  const int64_t net = account.now.debits_fen - account.now.credits_fen;
  return account.grows_by_debit ? net : -net;
}

bool Fits(const BookAccount& account, bool debit, int64_t amount_fen) {
  const absl::int128 sum =
      debit ? absl::int128(account.now.debits_fen) + account.now.pending_debits_fen
            : absl::int128(account.now.credits_fen) + account.now.pending_credits_fen;
  return sum + amount_fen <= std::numeric_limits<int64_t>::max();
}

v1::TransferResult CheckLimits(const BookAccount& account, bool debit, int64_t amount_fen) {
  if (!Fits(account, debit, amount_fen)) return v1::TRANSFER_RESULT_OVERFLOW;
  const absl::int128 balance = BalanceOf(account);
  const absl::int128 held =
      debit ? account.now.pending_debits_fen : account.now.pending_credits_fen;
  if (IsOutgoing(account, debit)) {
    return balance - held - amount_fen < account.info.min_balance_fen()
               ? v1::TRANSFER_RESULT_INSUFFICIENT_FUNDS
               : v1::TRANSFER_RESULT_OK;
  }
  const int64_t most = account.info.max_balance_fen();
  return most > 0 && balance + held + amount_fen > most ? v1::TRANSFER_RESULT_MAX_BALANCE_EXCEEDED
                                                        : v1::TRANSFER_RESULT_OK;
}

}  // namespace zgc::funding
