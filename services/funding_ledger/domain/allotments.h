#pragma once

#include "services/funding_ledger/domain/rules.h"

namespace zgc::funding {

// What a program got allotted in a year, with what came less what went by virement.
absl::StatusOr<int64_t> AllottedTo(const storage::Reader& reader, const v1::Program& program,
                                   const std::string& fiscal_year);

// INSUFFICIENT_FUNDS unless what a program gets allotted in a year, with what comes
// less what goes by virement, stays within its ceiling when `more_fen` is added.
absl::Status CheckProgramCeiling(const storage::Reader& reader, const v1::Program& program,
                                 const std::string& fiscal_year, int64_t more_fen);

}  // namespace zgc::funding
