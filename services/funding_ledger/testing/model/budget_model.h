#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "services/funding_ledger/domain/accounts/journal.h"
#include "services/funding_ledger/testing/model/budget_parts.h"
#include "services/funding_ledger/testing/model/model.h"
#include "zgc/common/v1/amount.pb.h"
#include "zgc/funding/v1/accounts.pb.h"
#include "zgc/funding/v1/adjustment_service.pb.h"
#include "zgc/funding/v1/adjustments.pb.h"
#include "zgc/funding/v1/application_service.pb.h"
#include "zgc/funding/v1/applications.pb.h"
#include "zgc/funding/v1/award_service.pb.h"
#include "zgc/funding/v1/awards.pb.h"
#include "zgc/funding/v1/budget.pb.h"
#include "zgc/funding/v1/budget_service.pb.h"
#include "zgc/funding/v1/decisions.pb.h"
#include "zgc/funding/v1/fiscal_year_service.pb.h"
#include "zgc/funding/v1/fiscal_years.pb.h"
#include "zgc/funding/v1/guard_service.pb.h"
#include "zgc/funding/v1/guards.pb.h"
#include "zgc/funding/v1/loan_service.pb.h"
#include "zgc/funding/v1/loans.pb.h"
#include "zgc/funding/v1/payment_service.pb.h"
#include "zgc/funding/v1/payments.pb.h"
#include "zgc/funding/v1/rule_service.pb.h"
#include "zgc/funding/v1/rules.pb.h"
#include "zgc/funding/v1/support_items.pb.h"

namespace zgc::funding {

class Faults;

// What the contracts say of budgets and awards (预算与立项资助), from the call to the
// clawback, with the stacking guard of guards.proto, written down a second time as
// plainly as possible: records in maps, lots in a map, money in the accounts of the
// journal's model. Of the ledger it uses the names of accounts and nothing that
// decides. Each method does what the one of its name does and answers "ok" or why not,
// in the words of AnswerText; a refusal changes nothing. Of the instruments it has
// interest subsidies; nobody accepts milestones in it.
class BudgetModel : private BudgetParts {
 public:
  // The day of every commit, as the clock of tests stands: today. Most days in requests
  // are before it.
  static constexpr char kCommitDay[] = "2099-01-01";

  // Records what it posts in `journal`.
  explicit BudgetModel(Model& journal) : journal_(journal) {}

  // Of the commit that comes next; names the transfers that it posts.
  void SetRevision(int64_t revision);

  using Text = const std::string&;
  std::string CreateFiscalYear(const v1::CreateFiscalYearRequest& request, Text person);
  std::string CreateProgram(const v1::CreateProgramRequest& request, Text person);
  std::string CreateAppropriation(const v1::CreateAppropriationRequest& request, Text person);
  std::string ApproveAppropriation(const v1::ApproveAppropriationRequest& request, Text person);
  std::string RejectAppropriation(const v1::RejectAppropriationRequest& request, Text person);
  std::string CreateAllotment(const v1::CreateAllotmentRequest& request, Text person);
  std::string CreateVirement(const v1::CreateVirementRequest& request, Text person);
  std::string ApproveVirement(const v1::ApproveVirementRequest& request, Text person);
  std::string RejectVirement(const v1::RejectVirementRequest& request, Text person);
  std::string CreateCarryOver(const v1::CreateCarryOverRequest& request, Text person);
  std::string ApproveCarryOver(const v1::ApproveCarryOverRequest& request, Text person);
  std::string RejectCarryOver(const v1::RejectCarryOverRequest& request, Text person);
  std::string ClosePeriod(const v1::ClosePeriodRequest& request, Text person);
  std::string CreatePeriodReopening(const v1::CreatePeriodReopeningRequest& request, Text person);
  std::string ApprovePeriodReopening(const v1::ApprovePeriodReopeningRequest& request, Text person);
  std::string RejectPeriodReopening(const v1::RejectPeriodReopeningRequest& request, Text person);
  std::string CloseFiscalYear(const v1::CloseFiscalYearRequest& request, Text person);
  std::string CreateReversal(const v1::CreateReversalRequest& request, Text person);
  std::string CreateCeiling(const v1::CreateCeilingRequest& request, Text person);
  std::string CreateCeilingAmendment(const v1::CreateCeilingAmendmentRequest& request, Text person);
  std::string ApproveCeilingAmendment(const v1::ApproveCeilingAmendmentRequest& request,
                                      Text person);
  std::string RejectCeilingAmendment(const v1::RejectCeilingAmendmentRequest& request, Text person);
  std::string CreateSummaryDisbursement(const v1::CreateSummaryDisbursementRequest& request,
                                        Text person);
  std::string CreateCall(const v1::CreateCallRequest& request, Text person);
  std::string PublishCall(const v1::PublishCallRequest& request, Text person);
  std::string WithdrawCall(const v1::WithdrawCallRequest& request, Text person);
  std::string CreateApplication(const v1::CreateApplicationRequest& request, Text person);
  std::string SubmitApplication(const v1::SubmitApplicationRequest& request, Text person);
  std::string WithdrawApplication(const v1::WithdrawApplicationRequest& request, Text person);
  std::string StartReview(const v1::StartReviewRequest& request, Text person);
  std::string RecordReview(const v1::RecordReviewRequest& request, Text person);
  std::string ConcludeReview(const v1::ConcludeReviewRequest& request, Text person);
  std::string DecideApplication(const v1::DecideApplicationRequest& request, Text person);
  std::string CreateAward(const v1::CreateAwardRequest& request, Text person);
  std::string ApproveAward(const v1::ApproveAwardRequest& request, Text person);
  std::string StateAwardAmount(const v1::StateAwardAmountRequest& request, Text person);
  std::string ReduceAward(const v1::ReduceAwardRequest& request, Text person);
  std::string AcceptAward(const v1::AcceptAwardRequest& request, Text person);
  std::string CancelAward(const v1::CancelAwardRequest& request, Text person);
  std::string SignAgreement(const v1::SignAgreementRequest& request, Text person);
  std::string RecordMatchingEvidence(const v1::RecordMatchingEvidenceRequest& request, Text person);
  std::string RevokeMatchingEvidence(const v1::RevokeMatchingEvidenceRequest& request, Text person);
  std::string CreatePayment(const v1::CreatePaymentRequest& request, Text person);
  std::string CreateGuardRule(const v1::CreateGuardRuleRequest& request, Text person);
  std::string ApproveGuardRule(const v1::ApproveGuardRuleRequest& request, Text person);
  std::string EndGuardRule(const v1::EndGuardRuleRequest& request, Text person);
  std::string CheckStacking(const v1::CheckStackingRequest& request, Text person);
  std::string ClearStackingFlag(const v1::ClearStackingFlagRequest& request, Text person);
  std::string CreateRuleVersion(const v1::CreateRuleVersionRequest& request, Text person);
  std::string ApproveRuleVersion(const v1::ApproveRuleVersionRequest& request, Text person);
  std::string WithdrawRuleVersion(const v1::WithdrawRuleVersionRequest& request, Text person);
  std::string EndRuleVersion(const v1::EndRuleVersionRequest& request, Text person);
  std::string CreateLoan(const v1::CreateLoanRequest& request, Text person);
  std::string CreateLoanSubsidy(const v1::CreateLoanSubsidyRequest& request, Text person);
  std::string CreateClawback(const v1::CreateClawbackRequest& request, Text person);
  std::string RecordRepayment(const v1::RecordRepaymentRequest& request, Text person);
  std::string ProposeWriteOff(const v1::ProposeWriteOffRequest& request, Text person);
  std::string ApproveWriteOff(const v1::ApproveWriteOffRequest& request, Text person);
  std::string RejectWriteOff(const v1::RejectWriteOffRequest& request, Text person);
  std::string CarryOverClawback(const v1::CarryOverClawbackRequest& request, Text person);

  const std::map<std::string, v1::FiscalYear>& years() const { return years_; }
  const std::map<std::string, v1::Program>& programs() const { return programs_; }
  const std::map<std::string, v1::Appropriation>& appropriations() const { return appropriations_; }
  const std::map<std::string, v1::Allotment>& allotments() const { return allotments_; }
  const std::map<std::string, v1::Virement>& virements() const { return virements_; }
  const std::map<std::string, v1::CarryOver>& carry_overs() const { return carry_overs_; }
  const std::map<std::string, v1::PeriodReopening>& reopenings() const { return reopenings_; }
  const std::map<std::string, v1::Reversal>& reversals() const { return reversals_; }
  const std::map<std::string, v1::Ceiling>& ceilings() const { return ceilings_; }
  const std::map<std::string, v1::CeilingAmendment>& amendments() const { return amendments_; }
  const std::map<std::string, v1::SummaryDisbursement>& summaries() const { return summaries_; }
  const std::map<std::string, v1::Call>& calls() const { return calls_; }
  const std::map<std::string, v1::Application>& applications() const { return applications_; }
  const std::map<std::string, v1::Award>& awards() const { return awards_; }
  const std::map<std::string, v1::GuardRule>& guard_rules() const { return guard_rules_; }
  const std::map<std::string, v1::StackingFlag>& flags() const { return flags_; }
  const std::map<std::string, v1::RuleVersion>& rule_versions() const { return rule_versions_; }
  const std::map<std::string, v1::Loan>& loans() const { return loans_; }
  const std::map<std::string, v1::LoanSubsidy>& subsidies() const { return subsidies_; }
  const std::map<std::string, v1::Payment>& payments() const { return payments_; }
  const std::map<std::string, v1::Clawback>& clawbacks() const { return clawbacks_; }

  // The same for what is the same, however it is written (support_items.proto).
  static std::string Plain(Text text);

  // What part of an account belongs to whom, of which lot: account and owner (an award,
  // a payment or nobody), then year, day and name of the lot, which is the order in
  // which lots are spent.
  using HoldingKey = std::tuple<std::string, std::string, std::string, std::string, std::string>;
  const std::map<HoldingKey, int64_t>& holdings() const { return holdings_; }
  int64_t BalanceOf(const std::string& account) const;

 private:
  // Posts all lines or none. Ceilings that are short name the awards that hold most
  // under them, other than `claimant`.
  std::string Post(const std::vector<Line>& lines, Text claimant = "");
  // What a line moves of which lots. False, with what is short, if a lot is.
  bool TakeLots(const Line& line, const std::map<HoldingKey, int64_t>& held,
                const std::map<std::string, int64_t>& balances, std::vector<Part>& parts,
                std::vector<Shortfall>& short_of) const;
  // Whether what is posted leaves an account below zero on a day of the past.
  using Days = std::map<std::string, int64_t>;
  std::vector<Shortfall> ShortOnDays(const std::map<std::string, Days>& posted) const;
  std::string Refusal(const std::vector<Shortfall>& short_of, Text claimant = "") const;
  void Record(const Line& line, const std::vector<Part>& parts);
  HoldingKey KeyOf(const Line& line, const AccountRef& ref, Text lot) const;
  static std::string OwnerOf(const Line& line, const AccountRef& ref);

  bool IsOpen(Text year) const;
  bool IsOpen(Text year, Text day) const;
  // The day after the months that are closed.
  std::string FirstOpenDay(Text year) const;
  std::vector<std::string> Lineage(Text program) const;
  bool IsWithin(Text program, Text above) const;
  AccountRef DrawsOn(Text year, const std::vector<std::string>& lineage) const;
  std::string ProgramCeiling(Text program, Text year, int64_t more_fen) const;

  // The ceiling of the program itself in a year; 0 if it has none.
  int64_t CeilingIn(Text program, Text year) const;
  bool WasEnded(Text subject, Text year) const;
  std::map<std::string, int64_t> HeldUnder(Text key, Text year) const;
  int64_t AllottedTo(Text program, Text year) const;
  std::vector<std::string> SubjectsOf(const v1::Award& award) const;
  // By the headroom account, what each award holds of a ceiling that is set anew.
  using HeldAnew = std::map<std::string, std::map<std::string, int64_t>>;
  AmendedCeiling CeilingOf(const v1::CeilingAmendment& row) const;
  std::string SetCeilingAnew(const v1::CeilingAmendment& row, const AmendedCeiling& of, Text year,
                             std::map<std::string, int64_t>& held, CeilingMove& move);
  static void AddCeilingMove(const v1::CeilingAmendment& row, const AmendedCeiling& of, Text year,
                             const CeilingMove& move, std::vector<Line>& lines);
  std::string AmendYear(const v1::CeilingAmendment& row, const AmendedCeiling& of, Text year,
                        std::vector<Line>& lines, HeldAnew& held_anew);
  void SetAmended(const v1::CeilingAmendment& row, const AmendedCeiling& of);
  // Headroom accounts of the ceilings over an award come with the lines.
  std::vector<std::string> AddCeilings(const v1::Award& award, int64_t fen, bool use,
                                       std::vector<Line>& lines) const;
  // From which day a step counts in a year.
  static std::string CountsFrom(const v1::Award& award, Text date, Text year);
  // The same for what goes back of its reservation.
  std::string GoesBackOn(const v1::Award& award, Text date) const;
  std::string Reserve(const v1::Award& award, Text day, std::string& reserved_from);
  std::string Release(const v1::Award& award, Text date, int64_t fen);
  void AddRelease(const v1::Award& award, Text day, int64_t fen, v1::TransferKind kind,
                  std::vector<Line>& lines) const;
  void ForgetHolder(const v1::Award& award, int64_t fen);

  static AccountRef Unitemised(const v1::SummaryDisbursement& row);
  static AccountRef ReservedOn(const v1::Award& award);
  void CheckSummary(Text name, Text year, Text program, Faults& faults) const;

  static bool IsKnown(const v1::Award& award) {
    return award.amount_state() == common::v1::AMOUNT_STATE_KNOWN;
  }
  static bool CanBePaid(const v1::Award& award) {
    return award.state() == v1::AWARD_STATE_APPROVED ||
           award.state() == v1::AWARD_STATE_PARTIALLY_PAID;
  }
  std::string Grant(const v1::DecideApplicationRequest& request, const v1::Application& row,
                    Text person);
  static std::set<std::string> PersonsBehind(const v1::Application& row);
  bool IsBehind(Text person, const v1::Award& award) const;

  using SupportItems = google::protobuf::RepeatedPtrField<v1::SupportItem>;
  // What the guard looks at: an award, in a year and on a day; once more when it is
  // paid.
  struct Looked {
    const v1::Award& award;
    std::string year;
    std::string day;
    bool again = false;
  };
  // What a rule has against an item.
  struct Conflict {
    v1::GuardRule rule;
    v1::SupportItem item;
    std::vector<v1::SupportClaim> earlier;
  };
  static void CheckSupportItems(const SupportItems& items, Faults& faults);
  static std::vector<v1::SupportItem> ItemsOf(const v1::Award& award);
  void Claim(Text name, const std::vector<v1::SupportItem>& items);
  bool FindClaim(Text name, Text thing, v1::SupportClaim& claim) const;
  static bool Counts(const v1::GuardRule& rule, const Looked& looked, const v1::SupportItem& item,
                     const v1::SupportClaim& claim);
  void FindConflicts(const Looked& looked, const std::vector<v1::SupportItem>& items,
                     std::vector<Conflict>& conflicts) const;
  std::vector<Conflict> ApprovalConflicts(const v1::Award& award) const;
  std::vector<Conflict> PaymentConflicts(const v1::Award& award, Text date,
                                         const SupportItems& items) const;
  static bool Refuses(const std::vector<Conflict>& conflicts);
  std::vector<const v1::StackingFlag*> FlagsOf(Text award) const;
  bool IsFlagged(Text award, const Conflict& conflict, const v1::SupportClaim& claim) const;
  std::vector<Conflict> Unflagged(Text award, const std::vector<Conflict>& conflicts) const;
  void Raise(Text award, const std::vector<Conflict>& conflicts, Text person);
  std::string GuardPayment(const v1::Award& award, const v1::Payment& payment) const;

  int64_t Granted(const v1::SupportDecision& decision, Text borrower, Text program) const;
  void ApplyCaps(const v1::SupportCaps& caps, const v1::Loan& loan,
                 v1::SupportDecision& decision) const;
  static v1::CreateAwardRequest AwardFor(Text id, const v1::LoanSubsidy& row, const v1::Loan& loan);

  static int64_t MatchedBy(Text day, const v1::Award& award);
  static int64_t ShareOfMatching(const v1::Award& award, int64_t kept_fen);
  static void UpdateBreach(Text day, v1::Award& award);
  static bool IsMatched(Text day, const v1::Award& award);
  static const std::string& PayingYear(const v1::Award& award);
  static bool Holds(const v1::Award& award);
  // Whether a step of an award or clawback may be of the day.
  bool IsStepDay(Text name, Text day) const;
  bool IsOpenIn(const v1::Award& award, Text year) const;
  // Approved, and its amount is not known.
  bool IsUnknownIn(const v1::Award& award, Text year) const;
  PostingContext ContextOf(const v1::Award& award, Text day, Text source, Text document) const;
  PostingContext ContextIn(const v1::Clawback& row, Text day, Text source, Text document) const;
  AccountRef AvailableFor(const v1::Clawback& row) const;
  const std::string& ComesBackFrom(const v1::Clawback& row) const;
  AccountRef GoesBackTo(const v1::Award& award, Text year) const;
  bool HasOwnBudget(Text year, Text program) const;
  AccountRef RefOf(Text account) const { return refs_.at(account); }
  static void CutTranches(v1::Award& award);
  static void Settle(v1::Clawback& row);
  std::pair<int64_t, std::string> LeftToClaim(const v1::Payment& payment, Text day) const;
  void AddPriorYear(const v1::Payment& payment, const AccountRef& debit, int64_t fen,
                    const PostingContext& context, std::vector<Line>& lines) const;

  // Whether this person may decide on a draft: "ok" or why not.
  template <typename Row>
  static std::string Decide(const std::map<std::string, Row>& rows, Text name, Text person) {
    const auto found = rows.find(name);
    if (found == rows.end()) return "resource_not_found";
    if (found->second.state() != v1::DECISION_STATE_DRAFT) return "illegal_transition";
    return MakerOf(found->second) == person ? "separation_of_duties" : "ok";
  }
  template <typename Row>
  static std::string Reject(std::map<std::string, Row>& rows, Text name, Text person) {
    const std::string may = Decide(rows, name, person);
    if (may == "ok") SetDecided(v1::DECISION_STATE_REJECTED, person, rows.at(name));
    return may;
  }
  template <typename Row>
  static void SetDecided(v1::DecisionState state, Text person, Row& row) {
    row.set_state(state);
    AddPerson(person, row);
  }
  // Who took a step of the record, in order; the first is its maker.
  template <typename Row>
  static void AddPerson(Text person, Row& row) {
    row.add_steps()->set_actor(person);
  }
  template <typename Row>
  static const std::string& MakerOf(const Row& row) {
    return row.steps(0).actor();
  }
  std::string PostAppropriation(const v1::Appropriation& row);
  template <typename Row>
  std::string Give(Text program, const AccountRef& from, v1::TransferKind kind, const Row& row);
  // What a decision on the money of a program is posted with.
  template <typename Row>
  static PostingContext ContextFor(Text program, const Row& row) {
    PostingContext context;
    context.fiscal_year = row.fiscal_year();
    context.effective_date = row.effective_date();
    context.program = program;
    context.source = row.name();
    context.document = row.document();
    return context;
  }
  // Approved, and not reversed since.
  template <typename Row>
  static bool Stands(const Row& row) {
    return row.state() == v1::DECISION_STATE_APPROVED && row.reversal().empty();
  }
  bool CanCarry(const v1::CarryOver& row, Text award) const;
  bool FindSource(Text name, Source& source) const;
  std::string CheckSourceYear(const v1::Reversal& row, const Source& source) const;
  std::vector<Line> ReversalLines(const v1::Reversal& row, const Source& source) const;
  void Undo(const v1::Reversal& row, const Source& source, Text person);
  std::vector<Line> PaymentLines(const v1::Payment& payment, const v1::Award& award) const;
  std::string CheckPayment(const v1::Payment& payment, Text person) const;
  void CheckPaymentFields(const v1::Payment& row, const v1::Award& award, Faults& faults) const;
  void CheckSetOffs(const v1::Payment& row, const v1::Award& award, Text counts_on,
                    Faults& faults) const;
  std::string AddSetOffs(const v1::Payment& row, Text person, std::vector<Line>& lines) const;
  void TakePayment(v1::Payment row, Text person);

  Model& journal_;
  int64_t revision_ = 0;
  int number_ = 0;
  // The name of each transfer in the journal that the budget posted.
  std::map<size_t, std::string> names_;
  std::map<std::string, AccountRef> refs_;
  std::map<HoldingKey, int64_t> holdings_;
  // What came to an account less what went, by day; see ShortOnDays.
  std::map<std::string, Days> days_;
  // By the headroom account of a ceiling, award and amount.
  std::map<std::string, std::map<std::string, int64_t>> holders_;
  // Ceilings by year, scope and subject.
  std::map<std::string, std::set<std::string>> by_subject_;

  std::map<std::string, v1::FiscalYear> years_;
  std::map<std::string, v1::Program> programs_;
  std::map<std::string, v1::Appropriation> appropriations_;
  std::map<std::string, v1::Allotment> allotments_;
  std::map<std::string, v1::Virement> virements_;
  std::map<std::string, v1::CarryOver> carry_overs_;
  std::map<std::string, v1::PeriodReopening> reopenings_;
  std::map<std::string, v1::Reversal> reversals_;
  std::map<std::string, v1::Ceiling> ceilings_;
  std::map<std::string, v1::CeilingAmendment> amendments_;
  // What was approved of each ceiling, the newest last.
  std::map<std::string, std::vector<v1::CeilingAmendment>> amended_;
  // The years that were closed when an amendment was approved.
  std::map<std::string, std::set<std::string>> closed_by_;
  std::map<std::string, v1::SummaryDisbursement> summaries_;
  std::map<std::string, v1::Call> calls_;
  std::map<std::string, v1::Application> applications_;
  std::map<std::string, v1::Award> awards_;
  // The day that the last step of an award or clawback states which states one.
  std::map<std::string, std::string> last_days_;
  // The days on which an award was approved and its amount was said, the later of both.
  std::map<std::string, std::string> payable_from_;
  // Who said the amount of an award.
  std::map<std::string, std::set<std::string>> amount_sayers_;
  std::map<std::string, v1::GuardRule> guard_rules_;
  std::map<std::string, v1::StackingFlag> flags_;
  // By what is supported, the awards and payments that ever claimed it.
  std::map<std::string, std::set<std::string>> claims_;
  std::map<std::string, v1::RuleVersion> rule_versions_;
  std::map<std::string, v1::Loan> loans_;
  std::map<std::string, v1::LoanSubsidy> subsidies_;
  std::map<std::string, v1::Payment> payments_;
  std::map<std::string, v1::Clawback> clawbacks_;
  std::set<std::string> carried_clawbacks_;
  // What was carried over of each award, by carry-over.
  std::map<std::string, std::map<std::string, int64_t>> carried_;
};

}  // namespace zgc::funding
