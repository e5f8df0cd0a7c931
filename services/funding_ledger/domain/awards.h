#pragma once

#include "services/funding_ledger/domain/journal.h"

namespace zgc::funding {

// The account that holds what an award has reserved and not yet paid.
AccountRef ReservedOn(const v1::Award& award);

// ILLEGAL_TRANSITION with the steps that are open for the award.
absl::Status NotOpen(const v1::Award& award, absl::string_view method);

}  // namespace zgc::funding
