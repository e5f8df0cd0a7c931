#pragma once

#include "services/funding_ledger/ledger/books.h"
#include "zgc/funding/v1/journal.pb.h"

// What the limits of accounts allow. For the committer's thread, as the sums are.
namespace zgc::funding {

// Debits less credits on the side on which the account grows.
int64_t BalanceOf(const BookAccount& account);
// Whether the sums of a side, pending ones included, stay within int64.
bool Fits(const BookAccount& account, bool debit, int64_t amount_fen);
// OK, or the code of the limit that an amount on a side would break. What pending
// transfers hold counts against each limit and never for it.
v1::TransferResult CheckLimits(const BookAccount& account, bool debit, int64_t amount_fen);

}  // namespace zgc::funding
