#include "services/funding_ledger/store/schema.h"

#include "common/figures/book/book_schema.h"

namespace zgc::funding {

storage::Schema FundingLedgerSchema() {
  storage::Schema schema;
  schema.name = "funding_ledger";
  schema.version = 1;
  schema.columns = {kFiscalYears.column(),
                    kPrograms.column(),
                    kAppropriations.column(),
                    kAllotments.column(),
                    kCeilings.column(),
                    kSummaryDisbursements.column(),
                    kAwards.column(),
                    kPayments.column(),
                    kClawbacks.column(),
                    kSubFunds.column(),
                    kLoanBatches.column(),
                    kTransfers.column(),
                    kAccounts.column(),
                    kAllotmentsByProgram.column(),
                    kAwardsByProgram.column(),
                    kCeilingsBySubject.column(),
                    kTransfersByAccount.column(),
                    kTransfersByProgram.column(),
                    kTransfersByAward.column()};
  for (const storage::Column& column : figures::BookColumns()) schema.columns.push_back(column);
  return schema;
}

}  // namespace zgc::funding
