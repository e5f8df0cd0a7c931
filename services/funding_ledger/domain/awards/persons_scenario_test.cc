#include "services/funding_ledger/domain/awards/agreements.h"
#include "services/funding_ledger/domain/awards/award_steps.h"
#include "services/funding_ledger/domain/awards/matching.h"
#include "services/funding_ledger/domain/budget/appropriations.h"
#include "services/funding_ledger/domain/budget/ceiling_amendments.h"
#include "services/funding_ledger/domain/budget/virements.h"
#include "services/funding_ledger/domain/payments/clawbacks.h"
#include "services/funding_ledger/domain/payments/payments.h"
#include "services/funding_ledger/domain/payments/receivables.h"
#include "services/funding_ledger/domain/years/carry_overs.h"
#include "services/funding_ledger/domain/years/fiscal_years.h"
#include "services/funding_ledger/domain/years/reversals.h"
#include "services/funding_ledger/testing/fixture/budget_fixture.h"
#include "services/funding_ledger/testing/fixture/refusal.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

// Who may not do what next, as the methods of the contract say it. Each step is refused
// to whom the contract names, and taken by somebody else.
class PersonsTest : public BudgetFixture {
 protected:
  template <typename Response, typename Request>
  void NotBy(absl::StatusOr<Response> (*method)(storage::Txn&, const base::Actor&, const Request&),
             const std::string& fields, const std::vector<std::string>& persons,
             const std::string& other) {
    for (const std::string& person : persons) {
      EXPECT_THAT(Do(method, fields, person), kSamePerson) << person << ": " << fields;
    }
    ZGC_EXPECT_OK(Do(method, fields, other));
  }
};

TEST_F(PersonsTest, OfAnAward) {
  ZGC_ASSERT_OK(Draft("a", "ic",
                      Unknown() + "matching_state: AMOUNT_STATE_KNOWN matching_fen: 10 "
                                  "matching_rule: MATCHING_RULE_PROPORTIONAL "
                                  "enterprises: '//park_region/enterprises/x' "));
  const std::string a = "name: 'awards/a' document: 'd' ";
  NotBy(ApproveAward, a, {"maker"}, "checker");
  NotBy(StateAwardAmount, a + "amount_fen: 100", {"maker"}, "stater");
  NotBy(ReduceAward, "name: 'awards/a' amount_fen: 90 reason: 'r'", {"maker"}, "reducer");
  NotBy(RecordMatchingEvidence, a + "amount_fen: 10 date: '2019-06-01'", {"maker"}, "recorder");
  NotBy(RevokeMatchingEvidence, "name: 'awards/a' number: 1 reason: 'r' date: '2019-06-01'",
        {"recorder"}, "maker");
  ZGC_ASSERT_OK(Do(RecordMatchingEvidence, a + "amount_fen: 10 date: '2019-06-01'", "recorder"));
  NotBy(SignAgreement, a + "date: '2019-06-01'", {"maker"}, "signer");
  NotBy(CreatePayment, "payment_id: 'p' payment { award: 'awards/a' document: 'd' amount_fen: 90 }",
        {"maker", "checker", "stater", "recorder"}, "payer");
  NotBy(AcceptAward, a, {"maker"}, "acceptor");
  ZGC_ASSERT_OK(Grant("c", "ic", Known(10)));
  ZGC_ASSERT_OK(Pay("q", "c", 10));
  NotBy(CreateReversal,
        "reversal_id: 'q' reversal { source: 'payments/q' reason: 'r' document: 'd' }", {"payer"},
        "auditor");
  ZGC_ASSERT_OK(Grant("b", "ic", Known(10)));
  NotBy(CancelAward, "name: 'awards/b' reason: 'r'", {"maker"}, "checker");
}

TEST_F(PersonsTest, OfWhatComesBack) {
  const std::string firm = "enterprises: '//park_region/enterprises/x' ";
  ZGC_ASSERT_OK(Grant("a", "ic", Known(100) + firm));
  ZGC_ASSERT_OK(Grant("b", "ic", Known(10) + firm));
  ZGC_ASSERT_OK(Pay("p", "a", 100));
  const auto claim = [](const std::string& id) {
    return absl::StrCat("clawback_id: '", id,
                        "' clawback { payment: 'payments/p' reason: 'r' document: 'd' "
                        "amount_fen: 40 }");
  };
  NotBy(CreateClawback, claim("c"), {"payer"}, "claimer");
  const std::string c = "name: 'clawbacks/c' document: 'd' ";
  NotBy(RecordRepayment, c + "amount_fen: 5", {"claimer"}, "cashier");
  NotBy(CreatePayment,
        "payment_id: 'q' payment { award: 'awards/b' document: 'd' amount_fen: 10 set_offs { "
        "clawback: 'clawbacks/c' amount_fen: 5 } }",
        {"claimer"}, "payer");
  ZGC_ASSERT_OK(Do(ProposeWriteOff, c + "amount_fen: 5 reason: 'r'", "proposer"));
  NotBy(RejectWriteOff, "name: 'clawbacks/c' reason: 'r'", {"proposer"}, "approver");
  ZGC_ASSERT_OK(Do(ProposeWriteOff, c + "amount_fen: 5 reason: 'r'", "proposer"));
  NotBy(ApproveWriteOff, "name: 'clawbacks/c'", {"proposer", "claimer"}, "approver");
  NotBy(CarryOverClawback, c + "fiscal_year: 'fiscalYears/2020' reason: 'r'", {"claimer"},
        "officer");
  ZGC_ASSERT_OK(Do(CreateClawback, claim("d"), "claimer"));
  NotBy(CreateReversal,
        "reversal_id: 'r' reversal { source: 'clawbacks/d' reason: 'r' document: 'd' }",
        {"claimer"}, "auditor");
}

TEST_F(PersonsTest, OfTheBudget) {
  ZGC_ASSERT_OK(Supplement("s", 10));
  NotBy(ApproveAppropriation, "name: 'appropriations/s'", {"clerk"}, "head");
  NotBy(CreateReversal,
        "reversal_id: 's' reversal { source: 'appropriations/s' reason: 'r' document: 'd' }",
        {"clerk", "head"}, "auditor");
  ZGC_ASSERT_OK(Allot("x", "ic", 50));
  NotBy(CreateReversal,
        "reversal_id: 'x' reversal { source: 'allotments/x' reason: 'r' document: 'd' }", {"clerk"},
        "auditor");
  ZGC_ASSERT_OK(Vire("v", "fund", "ic", 10));
  NotBy(ApproveVirement, "name: 'virements/v'", {"clerk"}, "head");
  NotBy(CreateReversal,
        "reversal_id: 'v' reversal { source: 'virements/v' reason: 'r' document: 'd' }",
        {"clerk", "head"}, "auditor");
  ZGC_ASSERT_OK(Vire("w", "fund", "ic", 10));
  NotBy(RejectVirement, "name: 'virements/w' reason: 'r'", {"clerk"}, "head");
  ZGC_ASSERT_OK(Summarise("m", 5));
  NotBy(CreateReversal,
        "reversal_id: 'm' reversal { source: 'summaryDisbursements/m' reason: 'r' document: 'd' }",
        {"clerk"}, "auditor");
  ZGC_ASSERT_OK(Limit("l", "FISCAL_YEAR", "", 500));
  ZGC_ASSERT_OK(Do(CreateCeilingAmendment,
                   "ceiling_amendment_id: 'm' ceiling_amendment { subject: 'ceilings/l' reason: "
                   "'r' document: 'd' limit_fen: 600 }"));
  NotBy(ApproveCeilingAmendment, "name: 'ceilingAmendments/m'", {"clerk"}, "head");
  ZGC_ASSERT_OK(CarryOver("c", "fund", 10));
  NotBy(ApproveCarryOver, "name: 'carryOvers/c'", {"clerk"}, "head");
  ZGC_ASSERT_OK(Grant("a", "ic", Known(10)));
  NotBy(CloseFiscalYear, "name: 'fiscalYears/2019' reason: 'r' lapses: 'awards/a'", {"maker"},
        "head");
}

}  // namespace
}  // namespace zgc::funding
