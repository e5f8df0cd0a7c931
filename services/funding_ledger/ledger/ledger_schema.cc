#include "services/funding_ledger/ledger/ledger_schema.h"

#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {

storage::Schema FundingLedgerSchema() {
  storage::Schema schema = FundingLedgerTables();
  schema.resident = MakeBooks;
  return schema;
}

}  // namespace zgc::funding
