#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "common/storage/reader.h"
#include "services/funding_ledger/domain/accounts/journal.h"
#include "zgc/funding/v1/payments.pb.h"

// What closed years paid and a later year takes back (以前年度调整). The closed year
// keeps its balances: the later one books the money against PRIOR_YEAR, which
// remembers of which payment and lot it was.
namespace zgc::funding {

// Adds the lines that bring `amount_fen` of a payment back to `debit`, in the year
// of the posting, of the lots that the payment took and nobody took back yet.
absl::Status MoveFromPriorYear(const storage::Reader& reader, const v1::Payment& payment,
                               const AccountRef& debit, int64_t amount_fen, Posting& posting);

}  // namespace zgc::funding
