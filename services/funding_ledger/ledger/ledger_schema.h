#pragma once

#include "common/storage/store.h"

namespace zgc::funding {

// FundingLedgerTables, with the books in memory.
storage::Schema FundingLedgerSchema();

}  // namespace zgc::funding
