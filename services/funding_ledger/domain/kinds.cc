#include "services/funding_ledger/domain/kinds.h"

#include <string>
#include <vector>

#include "common/records/evidence.h"
#include "services/funding_ledger/domain/awards/applications.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/awards/calls.h"
#include "services/funding_ledger/domain/budget/programs.h"
#include "services/funding_ledger/domain/portfolio/fund_commitments.h"
#include "services/funding_ledger/domain/portfolio/investments.h"
#include "services/funding_ledger/domain/portfolio/loans.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

using records::FixedType;

constexpr char kMoney[] = "it moves money, which is corrected by reversal alone";
constexpr char kComputed[] =
    "an award was computed of its facts or is linked to it: cancel that, and record the facts anew";

std::string Of(const char* service, const char* method) {
  return absl::StrCat("/zgc.funding.v1.", service, "Service/", method);
}

std::vector<FixedType> Money() {
  const std::string reversal = Of("Adjustment", "CreateReversal");
  return {
      {v1::Appropriation::descriptor(), kMoney, {reversal, Of("Budget", "RejectAppropriation")}},
      {v1::Allotment::descriptor(), kMoney, {reversal}},
      {v1::SummaryDisbursement::descriptor(), kMoney, {reversal}},
      {v1::Virement::descriptor(), kMoney, {reversal, Of("Adjustment", "RejectVirement")}},
      {v1::CarryOver::descriptor(), kMoney, {reversal, Of("FiscalYear", "RejectCarryOver")}},
      {v1::Payment::descriptor(), kMoney, {reversal, Of("Payment", "CreateClawback")}},
      {v1::Clawback::descriptor(),
       kMoney,
       {reversal, Of("Payment", "RecordRepayment"), Of("Payment", "ProposeWriteOff")}},
      {v1::Reversal::descriptor(),
       "what it has taken back is recorded anew",
       {Of("Payment", "CreatePayment"), Of("Budget", "CreateAllotment")}},
      {v1::Account::descriptor(),
       "transfers rest on it: another account takes its place",
       {Of("Journal", "BatchCreateAccounts"), Of("Journal", "PostTransfers")}},
      {v1::Checkpoint::descriptor(),
       "it proves the journal as it was: another follows it",
       {Of("Proof", "CreateCheckpoint")}},
  };
}

std::vector<FixedType> Decisions() {
  return {
      {v1::Ceiling::descriptor(),
       "a ceiling is raised, lowered or ended by an amendment that another person approves",
       {Of("Adjustment", "CreateCeilingAmendment")}},
      {v1::CeilingAmendment::descriptor(),
       "another amendment follows it",
       {Of("Adjustment", "CreateCeilingAmendment"), Of("Adjustment", "RejectCeilingAmendment")}},
      {v1::PeriodReopening::descriptor(),
       "another person decides it, and the months are closed again",
       {Of("FiscalYear", "RejectPeriodReopening"), Of("FiscalYear", "ClosePeriod")}},
      {v1::RuleVersion::descriptor(),
       "decisions cite it as it is: a successor ends it",
       {Of("Rule", "CreateRuleVersion"), Of("Rule", "WithdrawRuleVersion"),
        Of("Rule", "EndRuleVersion")}},
      {v1::GuardRule::descriptor(),
       "awards were compared by it: it is ended, and another made",
       {Of("Guard", "EndGuardRule"), Of("Guard", "CreateGuardRule")}},
      {v1::StackingFlag::descriptor(),
       "the guard raised it: it is cleared, or the award cancelled",
       {Of("Guard", "ClearStackingFlag"), Of("Award", "CancelAward")}},
  };
}

std::vector<FixedType> Support() {
  const std::vector<std::string> ways = {Of("Award", "CancelAward")};
  return {
      {v1::LoanSubsidy::descriptor(), kComputed, ways},
      {v1::RiskCompensation::descriptor(), kComputed, ways},
      {v1::InsuranceSubsidy::descriptor(), kComputed, ways},
      {v1::RiskSubsidy::descriptor(), kComputed, ways},
      {v1::TalentRound::descriptor(), kComputed, ways},
      {v1::CoDevelopmentFund::descriptor(), kComputed, ways},
      {v1::TaskMilestone::descriptor(),
       "it is read from the task registry: correct the milestone there",
       {"/zgc.records.v1.RecordService/CorrectRecord"}},
      {v1::FeedPosition::descriptor(),
       "it says how far another service was read",
       {"/zgc.ops.v1.OperationsService/ResyncSource"}},
  };
}

}  // namespace

const records::Kinds& FundingKinds() {
  static const auto* const kinds = [] {
    std::vector<FixedType> fixed = Money();
    for (const auto& more : {Decisions(), Support()}) {
      fixed.insert(fixed.end(), more.begin(), more.end());
    }
    return new records::Kinds({&FiscalYearKind(), &ProgramKind(), &CallKind(), &ApplicationKind(),
                               &AwardKind(), &SubFundKind(), &FundCommitmentKind(),
                               &LoanBatchKind(), &LoanKind(), &records::EvidenceKind()},
                              std::move(fixed));
  }();
  return *kinds;
}

}  // namespace zgc::funding
