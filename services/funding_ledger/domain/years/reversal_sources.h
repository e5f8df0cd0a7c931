#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/resource/checks.h"
#include "common/storage/reader.h"
#include "services/funding_ledger/ledger/ledger.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/payments.pb.h"

// The records that reversals take back.
namespace zgc::funding {

// What a reversal needs to know of the record that it reverses.
struct ReversalSource {
  std::string fiscal_year;
  std::string program;
  // Its day, or empty.
  std::string effective_date;
  int64_t amount_fen = 0;
  // Who posted it; the reversal is another person's.
  std::vector<std::string> persons;
  std::string reversal;
  // What keeps it from being reversed.
  std::vector<std::string> obstacles;
  // Where its transfers are found soonest: among those of its award or account, or in the
  // commit that posted it.
  TransferIndex index = TransferIndex::kAward;
  std::string found_by;
  int64_t posted_in = 0;
  v1::Award award;
  // Of payments and clawbacks.
  v1::Payment payment;
};

// The record of that name. NOT_FOUND if there is none; one that is never reversed is a violation
// of "reversal.source".
absl::StatusOr<ReversalSource> FindReversalSource(const storage::Reader& reader,
                                                  const std::string& name,
                                                  resource::Checks& checks);

}  // namespace zgc::funding
