#pragma once

#include <string>

#include "common/resource/schema.h"
#include "common/storage/store.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/applications.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/bundle.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"
#include "zgc/funding/v1/guards.pb.h"
#include "zgc/funding/v1/investments.pb.h"
#include "zgc/funding/v1/loans.pb.h"
#include "zgc/funding/v1/lots.pb.h"
#include "zgc/funding/v1/milestones.pb.h"
#include "zgc/funding/v1/payments.pb.h"
#include "zgc/funding/v1/proof.pb.h"
#include "zgc/funding/v1/rules.pb.h"
#include "zgc/funding/v1/segment.pb.h"
#include "zgc/funding/v1/subsidies.pb.h"

// What funding_ledger keeps. Ids of columns are permanent.
namespace zgc::funding {

using namespace resource;  // NOLINT: the vocabulary of every schema

inline constexpr Rows<v1::FiscalYear> kFiscalYears{
    {10, "fiscalYears", true, "zgc.funding.v1.FiscalYear"}};
inline constexpr Rows<v1::Program> kPrograms{{11, "programs", true, "zgc.funding.v1.Program"}};
inline constexpr Rows<v1::Appropriation> kAppropriations{
    {12, "appropriations", true, "zgc.funding.v1.Appropriation"}};
inline constexpr Rows<v1::Allotment> kAllotments{
    {13, "allotments", true, "zgc.funding.v1.Allotment"}};
inline constexpr Rows<v1::Ceiling> kCeilings{{14, "ceilings", true, "zgc.funding.v1.Ceiling"}};
inline constexpr Rows<v1::SummaryDisbursement> kSummaryDisbursements{
    {15, "summaryDisbursements", true, "zgc.funding.v1.SummaryDisbursement"}};
inline constexpr Rows<v1::Award> kAwards{{16, "awards", true, "zgc.funding.v1.Award"}};
inline constexpr Rows<v1::Payment> kPayments{{17, "payments", true, "zgc.funding.v1.Payment"}};
inline constexpr Rows<v1::Clawback> kClawbacks{{18, "clawbacks", true, "zgc.funding.v1.Clawback"}};
inline constexpr Rows<v1::SubFund> kSubFunds{{19, "subFunds", true, "zgc.funding.v1.SubFund"}};
inline constexpr Rows<v1::LoanBatch> kLoanBatches{
    {20, "loanBatches", true, "zgc.funding.v1.LoanBatch"}};

// Accounts as they were opened, without sums.
inline constexpr Rows<v1::Account> kAccounts{{22, "accounts", true, "zgc.funding.v1.Account"}};

// What an account holds of one lot; `owner` as in v1::LotHolding. Keys of one part
// of an account are in the order in which its lots are taken.
struct HoldingKey {
  std::string account;
  std::string owner;
  std::string origin_year;
  std::string origin_date;
  std::string lot;
  void Encode(storage::KeyWriter& out) const {
    out.String(account).String(owner).String(origin_year).String(origin_date).String(lot);
  }
  bool Decode(storage::KeyReader& in) {
    return in.String(&account) && in.String(&owner) && in.String(&origin_year) &&
           in.String(&origin_date) && in.String(&lot);
  }
};
inline constexpr storage::Table<HoldingKey, v1::LotHolding> kLotHoldings{
    {40, "lot_holdings", true}};
// By lot; the name is the encoded key of the holding.
inline constexpr Lookup kHoldingsByLot{{41, "holdings_by_lot", true}};

inline constexpr Rows<v1::Virement> kVirements{{42, "virements", true, "zgc.funding.v1.Virement"}};
inline constexpr Rows<v1::CarryOver> kCarryOvers{
    {43, "carryOvers", true, "zgc.funding.v1.CarryOver"}};
inline constexpr Rows<v1::PeriodReopening> kPeriodReopenings{
    {44, "periodReopenings", true, "zgc.funding.v1.PeriodReopening"}};
inline constexpr Rows<v1::Reversal> kReversals{{50, "reversals", true, "zgc.funding.v1.Reversal"}};
inline constexpr Rows<v1::CeilingAmendment> kCeilingAmendments{
    {52, "ceilingAmendments", true, "zgc.funding.v1.CeilingAmendment"}};

inline constexpr Lookup kAllotmentsByProgram{{30, "allotments_by_program", true}};
inline constexpr Lookup kAwardsByProgram{{31, "awards_by_program", true}};
// Those that were not ended, by year, scope and subject.
inline constexpr Lookup kCeilingsBySubject{{32, "ceilings_by_subject", true}};

// The journal (日记账): a JournalSegment for each revision that posts something.
// Everything below it but the pendings is derived from it; see ledger/.
struct RevisionKey {
  int64_t revision = 0;
  void Encode(storage::KeyWriter& out) const { out.Int(revision); }
  bool Decode(storage::KeyReader& in) { return in.Int(&revision); }
};
inline constexpr storage::Table<RevisionKey, v1::JournalSegment> kJournal{
    {23, "journal", false, "", true}};
// Pending transfers by id, and those that hold something and expire, by the time.
inline constexpr storage::Table<storage::NameKey, v1::PendingRow> kPendings{
    {24, "pendings", false, "", true}};
struct ExpiryKey {
  int64_t unix_nanos = 0;
  std::string id;
  void Encode(storage::KeyWriter& out) const { out.Int(unix_nanos).String(id); }
  bool Decode(storage::KeyReader& in) { return in.Int(&unix_nanos) && in.String(&id); }
};
inline constexpr storage::Index<ExpiryKey> kExpiries{{25, "pending_expiries", false, "", true}};
// Written behind the journal: where it touches an account, an award, …
struct ChunkKey {
  int64_t index = 0;
  std::string value;
  int64_t first_revision = 0;
  void Encode(storage::KeyWriter& out) const { out.Int(index).String(value).Int(first_revision); }
  bool Decode(storage::KeyReader& in) {
    return in.Int(&index) && in.String(&value) && in.Int(&first_revision);
  }
};
inline constexpr storage::Table<ChunkKey, v1::IndexChunk> kChunks{
    {26, "journal_chunks", false, "", true, true}};
// Where a transfer is: 16 bytes of its id lead to revision and number.
inline constexpr storage::Column kTransferIds{27, "transfer_ids", false, "", true, true};
// How far the two are; one row.
inline constexpr storage::Table<storage::NameKey, v1::IndexMark> kIndexMark{
    {28, "journal_index_mark", false, "", true}};

// What each day changes of an account of the budget: see ledger/day_balances.h. Derived,
// and asked for as it is now.
struct AccountDayKey {
  std::string account;
  // Empty for what has no day.
  std::string day;
  void Encode(storage::KeyWriter& out) const { out.String(account).String(day); }
  bool Decode(storage::KeyReader& in) { return in.String(&account) && in.String(&day); }
  friend auto operator<=>(const AccountDayKey&, const AccountDayKey&) = default;
};
inline constexpr storage::Table<AccountDayKey, v1::AccountDay> kAccountDays{
    {51, "account_days", false, "", true}};

// What comes before an award.
inline constexpr Rows<v1::Call> kCalls{{45, "calls", true, "zgc.funding.v1.Call"}};
inline constexpr Rows<v1::Application> kApplications{
    {46, "applications", true, "zgc.funding.v1.Application"}};

// What an award holds under a ceiling, by the headroom account of that: the
// largest first.
struct HolderKey {
  std::string account;
  int64_t amount_fen = 0;
  std::string award;
  void Encode(storage::KeyWriter& out) const {
    out.String(account).IntDescending(amount_fen).String(award);
  }
  bool Decode(storage::KeyReader& in) {
    return in.String(&account) && in.IntDescending(&amount_fen) && in.String(&award);
  }
};
inline constexpr storage::Index<HolderKey> kCeilingHolders{{49, "ceiling_holders", true}};

// What is read of the task registry. It is not in this service's feed: the
// registry's own carries it.
inline constexpr Rows<v1::TaskMilestone> kTaskMilestones{{47, "task_milestones", true}};
// How far each service has been read, by "sources/{service}".
inline constexpr Rows<v1::FeedPosition> kFeedPositions{{48, "feed_positions", true}};
// Checkpoints of the journal, and the tiles of its Merkle tree, which are derived; see
// proof/.
inline constexpr Rows<v1::Checkpoint> kCheckpoints{
    {65, "checkpoints", true, "zgc.funding.v1.Checkpoint"}};
struct TileKey {
  // A base::DigestKind.
  int64_t kind = 0;
  int64_t layer = 0;
  int64_t index = 0;
  void Encode(storage::KeyWriter& out) const { out.Int(kind).Int(layer).Int(index); }
  bool Decode(storage::KeyReader& in) { return in.Int(&kind) && in.Int(&layer) && in.Int(&index); }
};
inline constexpr storage::Table<TileKey, v1::MerkleTile> kTiles{
    {66, "journal_tiles", false, "", true, true}};
// Dated rules and the instruments of support.
inline constexpr Rows<v1::RuleVersion> kRuleVersions{
    {55, "ruleVersions", true, "zgc.funding.v1.RuleVersion"}};
inline constexpr Rows<v1::Loan> kLoans{{56, "loans", true, "zgc.funding.v1.Loan"}};
inline constexpr Rows<v1::LoanSubsidy> kLoanSubsidies{
    {57, "loanSubsidies", true, "zgc.funding.v1.LoanSubsidy"}};
inline constexpr Rows<v1::RiskCompensation> kRiskCompensations{
    {58, "riskCompensations", true, "zgc.funding.v1.RiskCompensation"}};
inline constexpr Rows<v1::InsuranceSubsidy> kInsuranceSubsidies{
    {59, "insuranceSubsidies", true, "zgc.funding.v1.InsuranceSubsidy"}};
// 60 to 62 are the figure book's.
inline constexpr Rows<v1::RiskSubsidy> kRiskSubsidies{
    {63, "riskSubsidies", true, "zgc.funding.v1.RiskSubsidy"}};
inline constexpr Rows<v1::TalentRound> kTalentRounds{
    {64, "talentRounds", true, "zgc.funding.v1.TalentRound"}};
inline constexpr Rows<v1::CoDevelopmentFund> kCoDevelopmentFunds{
    {75, "coDevelopmentFunds", true, "zgc.funding.v1.CoDevelopmentFund"}};
inline constexpr Rows<v1::FundCommitment> kFundCommitments{
    {76, "fundCommitments", true, "zgc.funding.v1.FundCommitment"}};
// The stacking guard.
inline constexpr Rows<v1::GuardRule> kGuardRules{
    {77, "guardRules", true, "zgc.funding.v1.GuardRule"}};
inline constexpr Rows<v1::StackingFlag> kStackingFlags{
    {78, "stackingFlags", true, "zgc.funding.v1.StackingFlag"}};
// One index for all of these; keys begin with what they are, see domain/lookups.h.
inline constexpr Lookup kInstrumentLookups{{79, "instrument_lookups", true}};

// With the columns of the figure book.
storage::Schema FundingLedgerSchema();

}  // namespace zgc::funding
