#include "services/funding_ledger/domain/lifecycles.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/lifecycle_matrix.h"
#include "services/funding_ledger/domain/awards/applications.h"
#include "services/funding_ledger/domain/awards/award_lifecycle.h"
#include "services/funding_ledger/domain/awards/calls.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/ceiling_amendments.h"
#include "services/funding_ledger/domain/budget/ceilings.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/domain/guard/guard_rules.h"
#include "services/funding_ledger/domain/guard/stacking_flags.h"
#include "services/funding_ledger/domain/instruments/rule_versions.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/domain/years/carry_overs.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/domain/years/periods.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/rpc/services.h"
#include "services/funding_ledger/store/schema.h"

namespace zgc::funding {
namespace {

// A row that is the same in all states.
template <typename Row>
auto Always(const std::string& fields) {
  return
      [fields](typename resource::Lifecycle<Row>::State) { return testing::Parsed<Row>(fields); };
}

v1::Application ApplicationIn(v1::ApplicationState) {
  return testing::Parsed<v1::Application>(
      "name: 'applications/p' display_name: 'p' call: 'calls/open' enterprise: "
      "'//park_region/enterprises/e' program: 'programs/p' fiscal_year: 'fiscalYears/2019' "
      "reviews { number: 1 reviewer: 'reviewer' recommendation: REVIEW_RECOMMENDATION_SUPPORT }");
}

// Of unknown amount: no money has to be there.
v1::Award AwardIn(v1::AwardState) {
  return testing::Parsed<v1::Award>(
      "name: 'awards/w' display_name: 'w' program: 'programs/p' fiscal_year: 'fiscalYears/2019' "
      "recipient_count: 1 amount_state: AMOUNT_STATE_UNKNOWN matching_state: AMOUNT_STATE_KNOWN "
      "matching_fen: 10 matched_fen: 10 effective_date: '2019-06-01' document: 'd' "
      "matching_evidence { number: 1 amount_fen: 10 date: '2019-06-01' recorder: 'recorder' }");
}

// Who proposes a write-off finds none proposed; all others do.
v1::Clawback ClawbackFor(v1::ClawbackState state, const std::string& method) {
  auto clawback = testing::Parsed<v1::Clawback>(
      "name: 'clawbacks/c' payment: 'payments/p' amount_fen: 10 effective_date: '2019-07-01' "
      "reason: 'r' document: 'd' fiscal_year: 'fiscalYears/2019' award: 'awards/paid'");
  if (state == v1::CLAWBACK_STATE_OPEN) {
    clawback.set_open_fen(10);
  } else {
    clawback.set_repaid_fen(10);
  }
  if (method != "ProposeWriteOff") {
    *clawback.mutable_write_off_proposal() = testing::Parsed<v1::WriteOffProposal>(
        "amount_fen: 10 reason: 'r' document: 'd' proposer: 'proposer' date: '2019-08-01'");
  }
  return clawback;
}

// What the records refer to.
void Prepare(storage::Txn& txn) {
  resource::Save(txn, kFiscalYears,
                 testing::Parsed<v1::FiscalYear>("name: 'fiscalYears/2019' state: "
                                                 "FISCAL_YEAR_STATE_OPEN closed_through: "
                                                 "'2019-02-28'"));
  resource::Save(
      txn, kFiscalYears,
      testing::Parsed<v1::FiscalYear>("name: 'fiscalYears/2020' state: FISCAL_YEAR_STATE_OPEN"));
  resource::Save(txn, kPrograms,
                 testing::Parsed<v1::Program>("name: 'programs/f' fund: 'programs/f'"));
  resource::Save(txn, kPrograms,
                 testing::Parsed<v1::Program>("name: 'programs/p' parent: 'programs/f' fund: "
                                              "'programs/f' ceiling_fen: 100 ceiling_state: "
                                              "AMOUNT_STATE_KNOWN"));
  resource::Save(txn, kCalls,
                 testing::Parsed<v1::Call>("name: 'calls/open' state: CALL_STATE_PUBLISHED "
                                           "program: 'programs/p' fiscal_year: 'fiscalYears/2019' "
                                           "opens_date: '2019-01-01' closes_date: '2019-12-31'"));
  v1::Award paid = AwardIn(v1::AWARD_STATE_PAID);
  paid.set_name("awards/paid");
  paid.set_state(v1::AWARD_STATE_PAID);
  paid.set_maker("maker");
  paid.set_checker("checker");
  resource::Save(txn, kAwards, paid);
  resource::Save(txn, kPayments,
                 testing::Parsed<v1::Payment>("name: 'payments/p' award: 'awards/paid' amount_fen: "
                                              "10 effective_date: '2019-06-30' payer: 'payer' "
                                              "program: 'programs/p' fiscal_year: "
                                              "'fiscalYears/2019'"));
}

void AddBudget(testing::LifecycleMatrix& matrix) {
  const std::string reason = "reason: 'r'";
  const std::string in_2019 = "fiscal_year: 'fiscalYears/2019' ";
  const std::string paper = "reason: 'r' document: 'd' ";
  matrix.Add<v1::FiscalYear>(
      FiscalYearLifecycle(), kFiscalYears, Always<v1::FiscalYear>("name: 'fiscalYears/2018'"),
      {{"ClosePeriod", "closed_through: '2018-01-31' reason: 'r'"}, {"CloseFiscalYear", reason}});
  matrix.Add<v1::PeriodReopening>(
      PeriodReopeningLifecycle(), kPeriodReopenings,
      Always<v1::PeriodReopening>("name: 'periodReopenings/o' closed_through: '2019-01-31' " +
                                  in_2019 + paper),
      {{"RejectPeriodReopening", reason}});
  matrix.Add<v1::Appropriation>(
      AppropriationLifecycle(), kAppropriations,
      Always<v1::Appropriation>("name: 'appropriations/a$' program: 'programs/f' amount_fen: 1 "
                                "kind: APPROPRIATION_KIND_SUPPLEMENTARY document: 'd' " +
                                in_2019),
      {{"RejectAppropriation", reason}});
  matrix.Add<v1::Virement>(
      VirementLifecycle(), kVirements,
      Always<v1::Virement>("name: 'virements/v' from_program: 'programs/f' to_program: "
                           "'programs/p' amount_fen: 1000 " +
                           in_2019 + paper),
      {{"RejectVirement", reason}}, {.loose = {"ApproveVirement"}});
  matrix.Add<v1::CarryOver>(
      CarryOverLifecycle(), kCarryOvers,
      Always<v1::CarryOver>("name: 'carryOvers/c' from_year: 'fiscalYears/2019' to_year: "
                            "'fiscalYears/2020' program: 'programs/f' available_fen: 1000 " +
                            paper),
      {{"RejectCarryOver", reason}}, {.loose = {"ApproveCarryOver"}});
  matrix.Add<v1::Ceiling>(CeilingLifecycle(), kCeilings, Always<v1::Ceiling>("name: 'ceilings/c'"),
                          {});
  matrix.Add<v1::CeilingAmendment>(
      CeilingAmendmentLifecycle(), kCeilingAmendments,
      Always<v1::CeilingAmendment>("name: 'ceilingAmendments/c' subject: 'programs/p' limit_fen: "
                                   "200 " +
                                   in_2019 + paper),
      {{"RejectCeilingAmendment", reason}});
}

void AddGuard(testing::LifecycleMatrix& matrix) {
  matrix.Add<v1::GuardRule>(
      GuardRuleLifecycle(), kGuardRules,
      Always<v1::GuardRule>("name: 'guardRules/g' item_kind: SUPPORT_ITEM_KIND_INVOICE action: "
                            "GUARD_ACTION_FLAG scope: GUARD_SCOPE_ANY effective_from: "
                            "'2019-01-01' document: 'd'"),
      {{"EndGuardRule", "effective_to: '2019-06-30' reason: 'r'"}});
  matrix.Add<v1::StackingFlag>(
      StackingFlagLifecycle(), kStackingFlags,
      Always<v1::StackingFlag>("name: 'stackingFlags/s' award: 'awards/paid'"),
      {{"ClearStackingFlag", "reason: 'r' document: 'd'"}});
}

void AddAwards(testing::LifecycleMatrix& matrix) {
  const std::string on = "date: '2019-09-01' ";
  matrix.Add<v1::Call>(CallLifecycle(), kCalls,
                       Always<v1::Call>("name: 'calls/c' program: 'programs/p' document: 'd'"),
                       {{"PublishCall", on}, {"WithdrawCall", on + "reason: 'r'"}});
  matrix.Add<v1::Application>(
      ApplicationLifecycle(), kApplications, &ApplicationIn,
      {{"SubmitApplication", on},
       {"StartReview", on},
       {"RecordReview",
        on + "reviewer_role: 'x' recommendation: REVIEW_RECOMMENDATION_SUPPORT document: 'd'"},
       {"ConcludeReview", on + "recommended: true document: 'd'"},
       {"DecideApplication", on + "document: 'd' reason: 'r'"},
       {"WithdrawApplication", on + "reason: 'r'"}});
  matrix.Add<v1::Award>(
      AwardLifecycle(), kAwards, &AwardIn,
      {{"ApproveAward", on},
       {"StateAwardAmount", on + "amount_fen: 10 document: 'd'"},
       {"SignAgreement", on + "document: 'd'"},
       {"RecordMatchingEvidence", on + "amount_fen: 10 document: 'd'"},
       {"RevokeMatchingEvidence", on + "number: 1 reason: 'r'"},
       {"ReduceAward", on + "amount_fen: 1 reason: 'r'"},
       {"CreatePayment", "payment_id: 'x' payment { award: '$name' amount_fen: 1 document: 'd' }"},
       {"AcceptAward", on + "document: 'd'"},
       {"CancelAward", on + "reason: 'r'"}},
      {.loose = {"StateAwardAmount", "ReduceAward", "CreatePayment"},
       .elsewhere = {"CreateReversal", "CloseFiscalYear"}});
}

void AddPayments(testing::LifecycleMatrix& matrix) {
  const std::string on = "date: '2019-09-01' ";
  const std::string part = on + "amount_fen: 1 document: 'd' ";
  matrix.Add<v1::Clawback>(
      ClawbackLifecycle(), kClawbacks, &ClawbackFor,
      {{"RecordRepayment", part},
       {"ProposeWriteOff", part + "reason: 'r'"},
       {"ApproveWriteOff", on},
       {"RejectWriteOff", on + "reason: 'r'"},
       {"CarryOverClawback", "fiscal_year: 'fiscalYears/2020' reason: 'r' document: 'd'"}},
      {.loose = {"RecordRepayment", "ApproveWriteOff", "CarryOverClawback"},
       .hindered = {"ProposeWriteOff", "RejectWriteOff"},
       .elsewhere = {"CreatePayment", "CreateReversal"}});
  matrix.Add<v1::RuleVersion>(
      RuleVersionLifecycle(), kRuleVersions,
      Always<v1::RuleVersion>("name: 'ruleVersions/r-001' rule: 'r' effective_from: '2019-01-01' "
                              "document: 'd'"),
      {{"EndRuleVersion", "effective_to: '2019-06-30' reason: 'r'"},
       {"WithdrawRuleVersion", "reason: 'r'"}});
}

TEST(LifecyclesTest, EveryMethodIsOpenToItsRolesInItsStatesAndToNobodyElse) {
  resource::SourceWatch sources;
  testing::LifecycleMatrix matrix(
      [&](const std::string& policy) {
        return std::make_unique<rpc::TestServer>(
            "funding_ledger", FundingLedgerSchema(),
            [&](rpc::Server& server) { return MakeServices(server.calls(), sources); }, policy);
      },
      &Prepare);
  AddBudget(matrix);
  AddGuard(matrix);
  AddAwards(matrix);
  AddPayments(matrix);
  matrix.Run(Lifecycles());
}

// Those that the records are created by and those of other records too.
TEST(LifecyclesTest, EveryMethodIsForSomeRoleAndNoneForAReader) {
  const testing::PolicyRoles roles;
  for (const resource::LifecycleTable* table : Lifecycles()) {
    for (const resource::Move& move : table->moves()) {
      const auto* method = resource::RpcOf(*table, move);
      ASSERT_NE(method, nullptr) << move.method;
      EXPECT_FALSE(roles.ThatMay(*method).empty()) << move.method;
      EXPECT_FALSE(roles.May("reader", *method)) << move.method;
    }
  }
}

TEST(LifecyclesTest, ThePageSaysWhatTheTablesSay) {
  testing::ExpectLifecyclesPage("funding_ledger", Lifecycles());
}

}  // namespace
}  // namespace zgc::funding
