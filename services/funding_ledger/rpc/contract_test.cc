#include <set>
#include <string>
#include <vector>

#include "common/contract/rules.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/contract_matrix.h"
#include "common/testing/list_matrix.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/proof/checkpoints.h"
#include "services/funding_ledger/rpc/services.h"
#include "zgc/funding/v1/adjustment_service.grpc.pb.h"
#include "zgc/funding/v1/application_service.grpc.pb.h"
#include "zgc/funding/v1/budget_service.grpc.pb.h"
#include "zgc/funding/v1/fiscal_year_service.grpc.pb.h"
#include "zgc/funding/v1/guard_service.grpc.pb.h"
#include "zgc/funding/v1/journal.pb.h"

namespace zgc::funding {
namespace {

using ::testing::Contains;
using ::zgc::testing::HasReason;
using Fields = std::set<std::string>;

Fields RefusedFields(const absl::Status& status) {
  Fields fields;
  for (const auto& [field, what] : testing::internal::RefusedFields(status)) fields.insert(field);
  return fields;
}

class ContractTest : public ::testing::Test {
 protected:
  template <typename Method>
  auto Call(Method method, const std::string& fields) {
    return server_.Call(method, fields, "clerk");
  }

  resource::SourceWatch sources_;
  rpc::TestServer server_{"funding_ledger", FundingLedgerSchema(), [this](rpc::Server& server) {
                            return MakeServices(server.calls(), sources_);
                          }};
  testing::ContractMatrix matrix_{server_};
};

// Besides: one of several fields, amounts that must be above zero, and what another says is
// needed.
TEST_F(ContractTest, AnEmptyRequestIsRefusedForWhatTheDescriptorsSay) {
  matrix_.EmptyRequestsAreRefused({
      {"CreateCarryOver", {"carry_over"}},
      {"CreateCeilingAmendment", {"ceiling_amendment.limit_fen"}},
      {"FindSupportClaims", {"item[0].issuer", "item[0].kind", "item[0].number"}},
      {"CreateApplication", {"application.requested_fen"}},
      {"CreateAward", {"award", "award.amount_fen"}},
      {"CreateSummaryDisbursement", {"summary_disbursement.amount_fen"}},
      {"CreatePayment", {"payment.amount_fen"}},
      {"CreateClawback", {"clawback.amount_fen"}},
      {"CreateRuleVersion", {"rule_version"}},
      {"CreateSubFund", {"sub_fund.size_fen"}},
      {"CreateFundCommitment", {"fund_commitment.committed_fen"}},
      {"CreateLoanBatch", {"loan_batch.loan_times", "loan_batch.amount_fen"}},
      {"CreateLoan", {"loan.principal_fen"}},
      {"CreateInsuranceSubsidy", {"insurance_subsidy.decision.rule"}},
      {"CreateRiskSubsidy", {"risk_subsidy.decision.rule"}},
      {"CreateTalentRound", {"talent_round.selected_count"}},
      {"CreateCoDevelopmentFund",
       {"co_development_fund.total_fen", "co_development_fund.decision.parks"}},
  });
}

TEST_F(ContractTest, AWrongValueIsRefusedByTheNameOfItsField) {
  const std::set<std::string> tried = matrix_.WrongValuesAreRefused({"PostTransfers"});
  for (const char* place : {"CreateCall call.program", "CreateCall call.fiscal_year",
                            "CreateCall call.opens_date", "CreateCall call.budget_state",
                            "CreateGuardRule guard_rule.action", "ListVirements state"}) {
    EXPECT_THAT(tried, Contains(place));
  }
}

TEST_F(ContractTest, ProofsAreRefusedForWhatTheDescriptorsRequire) {
  const storage::Snapshot now = server_.server().store().Read();
  EXPECT_EQ(RefusedFields(GetCheckpoint(now, {}).status()), Fields{"name"});
  EXPECT_EQ(RefusedFields(GetInclusionProof(now, {}).status()), Fields{"transfer"});
  EXPECT_EQ(RefusedFields(GetConsistencyProof(now, {}).status()), Fields{"from"});
}

// Thousands of transfers in a request: nothing is to be cleared in them, so none is looked
// at before the journal does, which answers each with a result of its own.
TEST(ContractOfTheJournalTest, SetsNothingInTransfers) {
  EXPECT_FALSE(contract::RulesOf(*v1::PostTransfersRequest::descriptor()).has_output);
  EXPECT_FALSE(contract::RulesOf(*v1::StreamTransfersRequest::descriptor()).has_output);
}

TEST_F(ContractTest, EveryRowIsAResourceNamedAsItsTable) {
  testing::ContractMatrix::RowsAreResources(FundingLedgerSchema());
}

// Of decisions and of two years or programs at once it is a filter; milestones of another service
// are no records that searches find.
TEST_F(ContractTest, EveryListGoesThroughAnIndex) {
  std::set<std::string> others = {"ListCarryOvers.fiscal_year", "ListVirements.program",
                                  "ListRuleVersions.in_force_on", "ListTaskMilestones.title"};
  for (const char* of_decision : {"LoanSubsidies", "RiskCompensations", "CoDevelopmentFunds",
                                  "InsuranceSubsidies", "RiskSubsidies", "TalentRounds"}) {
    others.insert(absl::StrCat("List", of_decision, ".program"));
  }
  testing::ListsGoThroughIndexes(server_.channel(), server_.services(), others,
                                 {{"ListAccounts", "made of the books in memory"},
                                  {"ListTransfers", "by the indexes of the journal"},
                                  {"ListWaitingTranches", "computed of awards that can be paid"}});
}

TEST_F(ContractTest, WhatTheServiceSetsIsIgnoredInRequests) {
  ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::CreateFiscalYear, "fiscal_year_id: '2019'"));
  for (const char* program : {"program_id: 'f' program { display_name: 'f' fund: 'programs/x' }",
                              "program_id: 'p' program { display_name: 'p' parent: 'programs/f' "
                              "ceiling_changes { limit_fen: 1 } }"}) {
    const auto made = Call(&v1::BudgetService::Stub::CreateProgram, program);
    ZGC_ASSERT_OK(made);
    EXPECT_EQ(made->fund(), "programs/f");
    EXPECT_EQ(made->ceiling_changes_size(), 0);
  }
  const auto made = Call(
      &v1::AdjustmentService::Stub::CreateVirement,
      "virement_id: 'v' virement { name: 'virements/x' fiscal_year: 'fiscalYears/2019' "
      "from_program: 'programs/f' to_program: 'programs/p' amount_fen: 1 reason: 'r' document: 'd' "
      "state: DECISION_STATE_APPROVED reversal: 'reversals/x' revision: 99 "
      "create_time { seconds: 1 } steps { method: 'ApproveVirement' actor: 'nobody' } }");
  ZGC_ASSERT_OK(made);
  EXPECT_EQ(made->name(), "virements/v");
  EXPECT_EQ(made->state(), v1::DECISION_STATE_DRAFT);
  EXPECT_EQ(made->reversal(), "");
  EXPECT_LT(made->revision(), 99);
  EXPECT_GT(made->create_time().seconds(), 1);
  ASSERT_EQ(made->steps_size(), 1);
  EXPECT_EQ(made->steps(0).method(), "CreateVirement");
  EXPECT_EQ(made->steps(0).actor(), "clerk");
}

TEST_F(ContractTest, NumbersDaysAndReferencesAreRefusedByTheirField) {
  const std::string rule =
      "guard_rule_id: 'g' guard_rule { display_name: 'g' item_kind: SUPPORT_ITEM_KIND_INVOICE "
      "scope: GUARD_SCOPE_ANY document: 'd' ";
  EXPECT_EQ(RefusedFields(Call(&v1::GuardService::Stub::CreateGuardRule,
                               rule + "action: 99 effective_from: '2019-01-01' }")
                              .status()),
            Fields{"guard_rule.action"});
  EXPECT_EQ(RefusedFields(Call(&v1::GuardService::Stub::CreateGuardRule,
                               rule + "action: GUARD_ACTION_FLAG effective_from: '2019-02-29' }")
                              .status()),
            Fields{"guard_rule.effective_from"});
  EXPECT_EQ(
      RefusedFields(
          Call(&v1::AdjustmentService::Stub::ListVirements, "page_size: 1 state: 99").status()),
      Fields{"state"});
  ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::CreateFiscalYear, "fiscal_year_id: '2019'"));
  const absl::Status missing =
      Call(&v1::BudgetService::Stub::CreateAllotment,
           "allotment_id: 'a' allotment { fiscal_year: 'fiscalYears/2019' program: 'programs/x' "
           "amount_fen: 1 document: 'd' }")
          .status();
  EXPECT_THAT(missing, HasReason(common::v1::ERROR_REASON_REFERENCE_NOT_FOUND));
  EXPECT_EQ(RefusedFields(missing), Fields{"allotment.program"});
  const absl::Status call =
      Call(&v1::ApplicationService::Stub::CreateCall,
           "call_id: 'c' call { display_name: 'c' program: 'programs/none' fiscal_year: "
           "'fiscalYears/none' opens_date: '2019-02-30' closes_date: '2019-03-01' document: 'd' "
           "budget_state: 99 rules: '' }")
          .status();
  for (const char* field : {"call.program", "call.fiscal_year", "call.opens_date",
                            "call.budget_state", "call.rules[0]"}) {
    EXPECT_THAT(RefusedFields(call), Contains(field));
  }
}

}  // namespace
}  // namespace zgc::funding
