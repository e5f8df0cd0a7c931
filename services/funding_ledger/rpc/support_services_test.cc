#include <memory>
#include <string>

#include "common/rpc/server/test_server.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/rpc/services.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/award_service.grpc.pb.h"
#include "zgc/funding/v1/budget_service.grpc.pb.h"
#include "zgc/funding/v1/fiscal_year_service.grpc.pb.h"
#include "zgc/funding/v1/guard_service.grpc.pb.h"
#include "zgc/funding/v1/loan_service.grpc.pb.h"
#include "zgc/funding/v1/payment_service.grpc.pb.h"
#include "zgc/funding/v1/rule_service.grpc.pb.h"

namespace zgc::funding {
namespace {

using ::zgc::testing::HasReason;
using namespace ::zgc::common::v1;  // NOLINT: the reasons

class SupportServicesTest : public ::testing::Test {
 protected:
  // Calls as a person; `fields` is the request in text format.
  template <typename Method>
  auto Call(Method method, const std::string& fields, const std::string& person = "maker") {
    return server_.Call(method, fields, person);
  }

  resource::SourceWatch sources_;
  rpc::TestServer server_{"funding_ledger", FundingLedgerSchema(), [this](rpc::Server& server) {
                            return MakeServices(server.calls(), sources_);
                          }};
};

// From a rule to a payment that waits for a flag, over the wire.
TEST_F(SupportServicesTest, ALoanIsSubsidisedByARuleAndItsSecondSubsidyIsFlagged) {
  ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::CreateFiscalYear, "fiscal_year_id: '2019'"));
  ZGC_ASSERT_OK(Call(&v1::BudgetService::Stub::CreateProgram,
                     "program_id: 'f' program { display_name: 'f' }"));
  ZGC_ASSERT_OK(
      Call(&v1::BudgetService::Stub::CreateAppropriation,
           "appropriation_id: 'a' appropriation { fiscal_year: 'fiscalYears/2019' program: "
           "'programs/f' amount_fen: 500 kind: APPROPRIATION_KIND_ORIGINAL document: 'd' }"));
  ZGC_ASSERT_OK(Call(&v1::RuleService::Stub::CreateRuleVersion,
                     "rule_id: 'interest' rule_version { display_name: 'n' clause: '第三条' "
                     "document: 'd' effective_from: '2019-01-01' interest { share_percent: '50' "
                     "day_count: DAY_COUNT_ACTUAL_365 } }"));
  EXPECT_THAT(Call(&v1::RuleService::Stub::ApproveRuleVersion, "name: 'ruleVersions/interest-001'"),
              HasReason(ERROR_REASON_SEPARATION_OF_DUTIES));
  ZGC_ASSERT_OK(Call(&v1::RuleService::Stub::ApproveRuleVersion,
                     "name: 'ruleVersions/interest-001'", "checker"));
  ZGC_ASSERT_OK(Call(&v1::GuardService::Stub::CreateGuardRule,
                     "guard_rule_id: 'loan' guard_rule { display_name: 'n' item_kind: "
                     "SUPPORT_ITEM_KIND_LOAN action: GUARD_ACTION_FLAG scope: GUARD_SCOPE_ANY "
                     "effective_from: '2019-01-01' document: 'd' }"));
  ZGC_ASSERT_OK(
      Call(&v1::GuardService::Stub::ApproveGuardRule, "name: 'guardRules/loan'", "checker"));
  ZGC_ASSERT_OK(Call(&v1::LoanService::Stub::CreateLoan,
                     "loan_id: 'l' loan { borrower: '//park_region/enterprises/x' lender: '甲银行' "
                     "contract_number: '1' principal_fen: 7300 annual_rate_percent: '4' "
                     "start_date: '2019-01-01' end_date: '2020-01-01' program: 'programs/f' "
                     "document: 'd' }"));
  const auto subsidise = [&](const std::string& id, const std::string& span) {
    return Call(&v1::LoanService::Stub::CreateLoanSubsidy,
                absl::StrCat("loan_subsidy_id: '", id, "' request_id: '", id,
                             "' loan_subsidy { loan: 'loans/l' ", span,
                             " decision { display_name: 'n' program: 'programs/f' fiscal_year: "
                             "'fiscalYears/2019' rule: 'interest' date: '2019-12-01' document: "
                             "'d' } }"));
  };
  const auto first = subsidise("s1", "from_date: '2019-01-01' to_date: '2019-07-01'");
  ZGC_ASSERT_OK(first);
  EXPECT_EQ(first->decision().calculation().amount_fen(), 72);
  // The same request is answered as before and makes no second award.
  EXPECT_EQ(subsidise("s1", "from_date: '2019-01-01' to_date: '2019-07-01'")->revision(),
            first->revision());
  ZGC_ASSERT_OK(subsidise("s2", "from_date: '2019-07-01' to_date: '2020-01-01'"));
  ZGC_ASSERT_OK(Call(&v1::AwardService::Stub::ApproveAward, "name: 'awards/s1'", "checker"));
  ZGC_ASSERT_OK(Call(&v1::AwardService::Stub::ApproveAward, "name: 'awards/s2'", "checker"));
  const auto flags =
      Call(&v1::GuardService::Stub::ListStackingFlags, "state: STACKING_FLAG_STATE_OPEN");
  ZGC_ASSERT_OK(flags);
  ASSERT_EQ(flags->stacking_flags_size(), 1);
  const char* payment =
      "payment_id: 'p' payment { award: 'awards/s2' amount_fen: 10 document: 'd' }";
  EXPECT_THAT(Call(&v1::PaymentService::Stub::CreatePayment, payment, "payer"),
              HasReason(ERROR_REASON_ILLEGAL_TRANSITION));
  ZGC_ASSERT_OK(Call(&v1::GuardService::Stub::ClearStackingFlag,
                     "name: 'stackingFlags/s2-1' reason: '不同计息期' document: 'd'", "auditor"));
  ZGC_ASSERT_OK(Call(&v1::PaymentService::Stub::CreatePayment, payment, "payer"));
  const auto claims = Call(&v1::GuardService::Stub::FindSupportClaims,
                           "item { kind: SUPPORT_ITEM_KIND_LOAN issuer: '甲银行' number: '1' }");
  ZGC_ASSERT_OK(claims);
  EXPECT_EQ(claims->claims_size(), 2);
  const auto statistics = Call(&v1::LoanService::Stub::GetLoanStatistics, "to_date: '2019-12-31'");
  ZGC_ASSERT_OK(statistics);
  EXPECT_EQ(statistics->weighted_rate_percent(), "4");
}

}  // namespace
}  // namespace zgc::funding
