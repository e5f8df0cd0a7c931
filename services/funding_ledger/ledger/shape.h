#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "zgc/funding/v1/journal.pb.h"

// What can be said of a caller's transfers by looking at them alone.
namespace zgc::funding {

// Largest amount of one record or transfer, 10 trillion yuan: nothing real comes near
// it, and sums of thousands still fit.
inline constexpr int64_t kMaxAmountFen = 1'000'000'000'000'000;
// Transfers in one request at most, so that a chain of linked ones and its
// segment stay small enough to be made and sent at once.
inline constexpr int kMaxTransfers = 8190;
// Longest a pending transfer may hold.
inline constexpr int32_t kMaxTimeoutSeconds = 366 * 24 * 60 * 60;

// What is wrong with the request as a whole: INVALID_FIELD, or BATCH_TOO_LARGE if it holds
// more than kMaxTransfers.
absl::Status CheckRequest(const v1::PostTransfersRequest& request);

// Whether it posts or voids a pending transfer.
bool EndsPending(const v1::Transfer& transfer);

// The code of what is wrong with the shape of a transfer; UNSPECIFIED if nothing is.
v1::TransferResult CheckShape(const v1::Transfer& transfer, int64_t cap_fen);

}  // namespace zgc::funding
