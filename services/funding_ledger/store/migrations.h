#pragma once

#include <vector>

#include "common/storage/store.h"

namespace zgc::funding {

// Steps from earlier versions of the store.
//
//   2  the journal is kept in segments; until then a transfer was a row
std::vector<storage::Migration> FundingLedgerMigrations();

// Columns that only migrations read.
std::vector<storage::Column> FormerColumns();

}  // namespace zgc::funding
