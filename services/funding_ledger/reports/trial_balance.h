#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/storage/reader.h"
#include "zgc/funding/v1/accounts.pb.h"

// Debits and credits of a year (试算平衡), added up from the journal. Thread-safe as the reader
// is.
namespace zgc::funding {

struct TrialBalance {
  // By name.
  std::vector<v1::Account> accounts;
  // Sums of all debits and of all credits, which are equal, in fen: whole numbers in decimal,
  // as they may have more digits than 64 bits hold.
  std::string debits_fen;
  std::string credits_fen;
};

// DATA_LOSS if the journal does not add up to the balances kept beside it, or debits and
// credits differ; NOT_FOUND if there is no such year. Reads every transfer of the year.
absl::StatusOr<TrialBalance> TrialBalanceOf(const storage::Reader& reader,
                                            const std::string& fiscal_year);

}  // namespace zgc::funding
