#include "services/funding_ledger/store/schema.h"

#include "common/figures/book_schema.h"
#include "common/records/records_schema.h"

namespace zgc::funding {

storage::Schema FundingLedgerTables() {
  return records::WithRecords({
      .name = "funding_ledger",
      .columns = storage::Columns(
          kFiscalYears, kPrograms, kAppropriations, kAllotments, kCeilings, kSummaryDisbursements,
          kAwards, kPayments, kClawbacks, kSubFunds, kLoanBatches, kAccounts, kLotHoldings,
          kHoldingsByLot, kVirements, kCarryOvers, kPeriodReopenings, kReversals,
          kCeilingAmendments, kAllotmentsByProgram, kAwardsByProgram, kCeilingsBySubject, kJournal,
          kPendings, kExpiries, kChunks, kTransferIds, kIndexMark, kAccountDays, kCalls,
          kApplications, kCeilingHolders, kTaskMilestones, kFeedPositions, kCheckpoints, kTiles,
          kRuleVersions, kLoans, kLoanSubsidies, kRiskCompensations, kInsuranceSubsidies,
          kRiskSubsidies, kTalentRounds, kCoDevelopmentFunds, kFundCommitments, kGuardRules,
          kStackingFlags, kInstrumentLookups, figures::BookColumns()),
  });
}

}  // namespace zgc::funding
