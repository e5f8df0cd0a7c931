#pragma once

#include <string>

#include "common/resource/checks.h"
#include "common/resource/lifecycle.h"
#include "common/resource/rows.h"
#include "common/resource/schema.h"
#include "common/resource/steps.h"
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

// The words of every schema and of the rules over it.
using resource::ActorsOf;
using resource::Checks;
using resource::CheckStepDay;
using resource::DayOfCommit;
using resource::DayOr;
using resource::Evidence;
using resource::Exists;
using resource::GetForUpdate;
using resource::GetRow;
using resource::IllegalTransition;
using resource::Insert;
using resource::LastStepBy;
using resource::LastStepTo;
using resource::Lifecycle;
using resource::Lookup;
using resource::NameOf;
using resource::NotFound;
using resource::Rows;
using resource::Save;
using resource::SetTime;
using resource::StepDetails;
using resource::Steps;
using resource::Takes;

inline constexpr Rows<v1::FiscalYear> kFiscalYears{
    {.id = 10, .name = "fiscalYears", .in_feed = true}};
inline constexpr Rows<v1::Program> kPrograms{{.id = 11, .name = "programs", .in_feed = true}};
inline constexpr Rows<v1::Appropriation> kAppropriations{
    {.id = 12, .name = "appropriations", .in_feed = true}};
inline constexpr Rows<v1::Allotment> kAllotments{{.id = 13, .name = "allotments", .in_feed = true}};
inline constexpr Rows<v1::Ceiling> kCeilings{{.id = 14, .name = "ceilings", .in_feed = true}};
inline constexpr Rows<v1::SummaryDisbursement> kSummaryDisbursements{
    {.id = 15, .name = "summaryDisbursements", .in_feed = true}};
inline constexpr Rows<v1::Award> kAwards{{.id = 16, .name = "awards", .in_feed = true}};
inline constexpr Rows<v1::Payment> kPayments{{.id = 17, .name = "payments", .in_feed = true}};
inline constexpr Rows<v1::Clawback> kClawbacks{{.id = 18, .name = "clawbacks", .in_feed = true}};
inline constexpr Rows<v1::SubFund> kSubFunds{{.id = 19, .name = "subFunds", .in_feed = true}};
inline constexpr Rows<v1::LoanBatch> kLoanBatches{
    {.id = 20, .name = "loanBatches", .in_feed = true}};

// Accounts as they were opened, without sums.
inline constexpr Rows<v1::Account> kAccounts{{.id = 22, .name = "accounts", .in_feed = true}};

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
    {.id = 40, .name = "lot_holdings", .history = true}};
struct LotKey {
  std::string lot;
  HoldingKey holding;
  void Encode(storage::KeyWriter& out) const {
    out.String(lot);
    holding.Encode(out);
  }
  bool Decode(storage::KeyReader& in) { return in.String(&lot) && holding.Decode(in); }
};
inline constexpr storage::Index<LotKey> kHoldingsByLot{
    {.id = 41, .name = "holdings_by_lot", .history = true}};

inline constexpr Rows<v1::Virement> kVirements{{.id = 42, .name = "virements", .in_feed = true}};
inline constexpr Rows<v1::CarryOver> kCarryOvers{{.id = 43, .name = "carryOvers", .in_feed = true}};
inline constexpr Rows<v1::PeriodReopening> kPeriodReopenings{
    {.id = 44, .name = "periodReopenings", .in_feed = true}};
inline constexpr Rows<v1::Reversal> kReversals{{.id = 50, .name = "reversals", .in_feed = true}};
inline constexpr Rows<v1::CeilingAmendment> kCeilingAmendments{
    {.id = 52, .name = "ceilingAmendments", .in_feed = true}};

inline constexpr Lookup<NameOf<v1::Program>> kAllotmentsByProgram{
    {.id = 30, .name = "allotments_by_program", .history = true}};
inline constexpr Lookup<NameOf<v1::Program>> kAwardsByProgram{
    {.id = 31, .name = "awards_by_program", .history = true}};
// What a ceiling limits in a year; those that were ended are not found.
struct CeilingSubject {
  std::string fiscal_year;
  v1::CeilingScope scope = v1::CEILING_SCOPE_UNSPECIFIED;
  std::string subject;
  void Encode(storage::KeyWriter& out) const { out.String(fiscal_year).Int(scope).String(subject); }
  bool Decode(storage::KeyReader& in) {
    int64_t number = 0;
    if (!in.String(&fiscal_year) || !in.Int(&number) || !in.String(&subject)) return false;
    scope = static_cast<v1::CeilingScope>(number);
    return v1::CeilingScope_IsValid(static_cast<int>(number));
  }
  friend bool operator==(const CeilingSubject&, const CeilingSubject&) = default;
};
inline constexpr Lookup<CeilingSubject> kCeilingsBySubject{
    {.id = 32, .name = "ceilings_by_subject", .history = true}};

// The journal (日记账): a JournalSegment for each revision that posts something.
// Everything below it but the pendings is derived from it; see ledger/.
struct RevisionKey {
  int64_t revision = 0;
  void Encode(storage::KeyWriter& out) const { out.Int(revision); }
  bool Decode(storage::KeyReader& in) { return in.Int(&revision); }
};
inline constexpr storage::Table<RevisionKey, v1::JournalSegment> kJournal{
    {.id = 23, .name = "journal", .unversioned = true}};
// Pending transfers by id, and those that hold something and expire, by the time.
inline constexpr storage::Table<storage::NameKey, v1::PendingRow> kPendings{
    {.id = 24, .name = "pendings", .unversioned = true}};
struct ExpiryKey {
  int64_t unix_nanos = 0;
  std::string id;
  void Encode(storage::KeyWriter& out) const { out.Int(unix_nanos).String(id); }
  bool Decode(storage::KeyReader& in) { return in.Int(&unix_nanos) && in.String(&id); }
};
inline constexpr storage::Index<ExpiryKey> kExpiries{
    {.id = 25, .name = "pending_expiries", .unversioned = true}};
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
    {.id = 26, .name = "journal_chunks", .unversioned = true, .scattered = true}};
// Where a transfer is: 16 bytes of its id lead to revision and number.
inline constexpr storage::Column kTransferIds{
    .id = 27, .name = "transfer_ids", .unversioned = true, .scattered = true};
// How far the two are; one row.
inline constexpr storage::Table<storage::NameKey, v1::IndexMark> kIndexMark{
    {.id = 28, .name = "journal_index_mark", .unversioned = true}};

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
    {.id = 51, .name = "account_days", .unversioned = true}};

// What comes before an award.
inline constexpr Rows<v1::Call> kCalls{{.id = 45, .name = "calls", .in_feed = true}};
inline constexpr Rows<v1::Application> kApplications{
    {.id = 46, .name = "applications", .in_feed = true}};

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
inline constexpr storage::Index<HolderKey> kCeilingHolders{
    {.id = 49, .name = "ceiling_holders", .history = true}};

// What is read of the task registry. It is not in this service's feed: the
// registry's own carries it.
inline constexpr Rows<v1::TaskMilestone> kTaskMilestones{
    {.id = 47, .name = "task_milestones", .history = true}};
// How far each service has been read, by "sources/{service}".
inline constexpr Rows<v1::FeedPosition> kFeedPositions{
    {.id = 48, .name = "feed_positions", .history = true}};
// Checkpoints of the journal, and the tiles of its Merkle tree, which are derived; see
// proof/.
inline constexpr Rows<v1::Checkpoint> kCheckpoints{
    {.id = 65, .name = "checkpoints", .in_feed = true}};
struct TileKey {
  // A base::DigestKind.
  int64_t kind = 0;
  int64_t layer = 0;
  int64_t index = 0;
  void Encode(storage::KeyWriter& out) const { out.Int(kind).Int(layer).Int(index); }
  bool Decode(storage::KeyReader& in) { return in.Int(&kind) && in.Int(&layer) && in.Int(&index); }
};
inline constexpr storage::Table<TileKey, v1::MerkleTile> kTiles{
    {.id = 66, .name = "journal_tiles", .unversioned = true, .scattered = true}};
// Dated rules and the instruments of support.
inline constexpr Rows<v1::RuleVersion> kRuleVersions{
    {.id = 55, .name = "ruleVersions", .in_feed = true}};
inline constexpr Rows<v1::Loan> kLoans{{.id = 56, .name = "loans", .in_feed = true}};
inline constexpr Rows<v1::LoanSubsidy> kLoanSubsidies{
    {.id = 57, .name = "loanSubsidies", .in_feed = true}};
inline constexpr Rows<v1::RiskCompensation> kRiskCompensations{
    {.id = 58, .name = "riskCompensations", .in_feed = true}};
inline constexpr Rows<v1::InsuranceSubsidy> kInsuranceSubsidies{
    {.id = 59, .name = "insuranceSubsidies", .in_feed = true}};
// 60 to 62 are the figure book's.
inline constexpr Rows<v1::RiskSubsidy> kRiskSubsidies{
    {.id = 63, .name = "riskSubsidies", .in_feed = true}};
inline constexpr Rows<v1::TalentRound> kTalentRounds{
    {.id = 64, .name = "talentRounds", .in_feed = true}};
inline constexpr Rows<v1::CoDevelopmentFund> kCoDevelopmentFunds{
    {.id = 75, .name = "coDevelopmentFunds", .in_feed = true}};
inline constexpr Rows<v1::FundCommitment> kFundCommitments{
    {.id = 76, .name = "fundCommitments", .in_feed = true}};
// The stacking guard.
inline constexpr Rows<v1::GuardRule> kGuardRules{{.id = 77, .name = "guardRules", .in_feed = true}};
inline constexpr Rows<v1::StackingFlag> kStackingFlags{
    {.id = 78, .name = "stackingFlags", .in_feed = true}};
// What records of instruments and of the guard are found by, in one index: a column for
// each would cost more than they hold.
enum class InstrumentBy : int64_t {
  kBatch = 1,      // loans: batch
  kContract,       // loans: lender, number
  kSubsidies,      // loanSubsidies: loan
  kCompensations,  // riskCompensations: loan
  kCommitments,    // fundCommitments: sub-fund
  kRound,          // talentRounds: program, year, name
  kGranted,        // awards: rule, year, whom a cap of the rule is held against
  kClaim,          // awards and payments: kind, issuer and number of an item
  kFlag,           // stackingFlags: award
};
struct InstrumentKey {
  InstrumentBy by = InstrumentBy::kBatch;
  // As many as `by` says; the others are empty.
  std::string first;
  std::string second = "";
  std::string third = "";
  void Encode(storage::KeyWriter& out) const {
    out.Int(static_cast<int64_t>(by)).String(first).String(second).String(third);
  }
  bool Decode(storage::KeyReader& in) {
    int64_t number = 0;
    if (!in.Int(&number)) return false;
    by = static_cast<InstrumentBy>(number);
    return in.String(&first) && in.String(&second) && in.String(&third);
  }
  friend auto operator<=>(const InstrumentKey&, const InstrumentKey&) = default;
};
inline constexpr Lookup<InstrumentKey> kInstrumentLookups{
    {.id = 79, .name = "instrument_lookups", .history = true}};

// With the columns of the figure book, and without what the ledger keeps in memory: see
// FundingLedgerSchema.
storage::Schema FundingLedgerTables();

}  // namespace zgc::funding
