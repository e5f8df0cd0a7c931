#include "services/funding_ledger/store/schema.h"

#include "common/figures/book_schema.h"
#include "services/funding_ledger/ledger/books.h"
#include "services/funding_ledger/store/migrations.h"

namespace zgc::funding {

storage::Schema FundingLedgerSchema() {
  storage::Schema schema;
  schema.name = "funding_ledger";
  schema.version = 3;
  schema.migrations = FundingLedgerMigrations();
  schema.resident = MakeBooks;
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
                    kAccounts.column(),
                    kAllotmentsByProgram.column(),
                    kAwardsByProgram.column(),
                    kCeilingsBySubject.column(),
                    kJournal.column(),
                    kPendings.column(),
                    kExpiries.column(),
                    kChunks.column(),
                    kTransferIds,
                    kIndexMark.column(),
                    kAccountDays.column(),
                    kLotHoldings.column(),
                    kHoldingsByLot.column(),
                    kVirements.column(),
                    kCarryOvers.column(),
                    kPeriodReopenings.column(),
                    kReversals.column(),
                    kCeilingAmendments.column(),
                    kCalls.column(),
                    kApplications.column(),
                    kTaskMilestones.column(),
                    kFeedPositions.column(),
                    kCeilingHolders.column(),
                    kCheckpoints.column(),
                    kTiles.column()};
  schema.columns.insert(
      schema.columns.end(),
      {kRuleVersions.column(), kLoans.column(), kLoanSubsidies.column(),
       kRiskCompensations.column(), kInsuranceSubsidies.column(), kRiskSubsidies.column(),
       kTalentRounds.column(), kCoDevelopmentFunds.column(), kFundCommitments.column(),
       kGuardRules.column(), kStackingFlags.column(), kInstrumentLookups.column()});
  for (const storage::Column& column : FormerColumns()) schema.columns.push_back(column);
  for (const storage::Column& column : figures::BookColumns()) schema.columns.push_back(column);
  return schema;
}

}  // namespace zgc::funding
