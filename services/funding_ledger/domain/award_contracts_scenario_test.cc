#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/contract/contract.h"
#include "common/contract/rules.h"
#include "common/testing/store_fixture.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/domain/awards/applications.h"
#include "services/funding_ledger/domain/awards/awards.h"
#include "services/funding_ledger/domain/awards/calls.h"
#include "services/funding_ledger/domain/awards/summaries.h"
#include "services/funding_ledger/domain/instruments/co_development_funds.h"
#include "services/funding_ledger/domain/instruments/insurance_subsidies.h"
#include "services/funding_ledger/domain/instruments/loan_subsidies.h"
#include "services/funding_ledger/domain/instruments/risk_compensations.h"
#include "services/funding_ledger/domain/instruments/risk_subsidies.h"
#include "services/funding_ledger/domain/instruments/rule_versions.h"
#include "services/funding_ledger/domain/instruments/talent_rounds.h"
#include "services/funding_ledger/domain/payments/clawbacks.h"
#include "services/funding_ledger/domain/payments/payments.h"
#include "services/funding_ledger/domain/portfolio/fund_commitments.h"
#include "services/funding_ledger/domain/portfolio/investments.h"
#include "services/funding_ledger/domain/portfolio/loans.h"
#include "services/funding_ledger/store/schema.h"

// What the contract says of awards, payments and instruments is what is refused.
namespace zgc::funding {
namespace {

using RefusedFields = std::set<std::string>;

class AwardContractsTest : public testing::StoreFixture {
 protected:
  AwardContractsTest() : StoreFixture(FundingLedgerSchema()) {}

  template <typename Response, typename Request>
  RefusedFields Refused(absl::StatusOr<Response> (*method)(storage::Txn&, const base::Actor&,
                                                           const Request&),
                        const std::string& fields) {
    const auto answer = Do(method, fields);
    RefusedFields refused;
    google::rpc::BadRequest found;
    const auto payload = answer.status().GetPayload("type.googleapis.com/google.rpc.BadRequest");
    if (!payload.has_value() || !found.ParseFromString(std::string(*payload))) return refused;
    for (const auto& violation : found.field_violations()) refused.insert(violation.field());
    return refused;
  }

  // An empty request is refused for what the descriptors require, and for `besides`: amounts
  // that must be above zero, and what is one of several fields.
  template <typename Response, typename Request>
  void ExpectRequired(absl::StatusOr<Response> (*method)(storage::Txn&, const base::Actor&,
                                                         const Request&),
                      RefusedFields besides) {
    contract::Walk(
        Request(), "", [&](const std::string& field, const std::string&) { besides.insert(field); },
        [](const std::string&, const std::string&, const std::string&) {});
    EXPECT_EQ(Refused(method, ""), besides) << Request::descriptor()->name();
  }
};

TEST_F(AwardContractsTest, AnEmptyRequestIsRefusedForWhatTheDescriptorsRequire) {
  ExpectRequired(CreateCall, {});
  ExpectRequired(CreateApplication, {"application.requested_fen"});
  ExpectRequired(CreateAward, {"award", "award.amount_fen"});
  ExpectRequired(CreateSummaryDisbursement, {"summary_disbursement.amount_fen"});
  ExpectRequired(CreatePayment, {"payment.amount_fen"});
  ExpectRequired(CreateClawback, {"clawback.amount_fen"});
  ExpectRequired(CreateRuleVersion, {"rule_version"});
  ExpectRequired(CreateSubFund, {"sub_fund.size_fen"});
  ExpectRequired(CreateFundCommitment, {"fund_commitment.committed_fen"});
  ExpectRequired(CreateLoanBatch, {"loan_batch.loan_times", "loan_batch.amount_fen"});
  ExpectRequired(CreateLoan, {"loan.principal_fen"});
  ExpectRequired(CreateLoanSubsidy, {});
  ExpectRequired(CreateRiskCompensation, {});
  ExpectRequired(CreateInsuranceSubsidy, {"insurance_subsidy.decision.rule"});
  ExpectRequired(CreateRiskSubsidy, {"risk_subsidy.decision.rule"});
  ExpectRequired(CreateTalentRound, {"talent_round.selected_count"});
  ExpectRequired(CreateCoDevelopmentFund,
                 {"co_development_fund.total_fen", "co_development_fund.decision.parks"});
}

TEST_F(AwardContractsTest, NumbersDaysAndReferencesAreRefusedByTheirField) {
  const RefusedFields refused =
      Refused(CreateCall,
              "call_id: 'c' call { display_name: 'c' program: 'programs/none' fiscal_year: "
              "'fiscalYears/none' opens_date: '2019-02-30' closes_date: '2019-03-01' document: 'd' "
              "budget_state: 99 rules: '' }");
  for (const char* field : {"call.program", "call.fiscal_year", "call.opens_date",
                            "call.budget_state", "call.rules[0]"}) {
    EXPECT_TRUE(refused.contains(field)) << field;
  }
}

TEST_F(AwardContractsTest, EveryRowIsAResourceOfItsTable) {
  const std::set<std::string> rows = {"Application",
                                      "Award",
                                      "Call",
                                      "Clawback",
                                      "CoDevelopmentFund",
                                      "FundCommitment",
                                      "InsuranceSubsidy",
                                      "Loan",
                                      "LoanBatch",
                                      "LoanSubsidy",
                                      "Payment",
                                      "RiskCompensation",
                                      "RiskSubsidy",
                                      "RuleVersion",
                                      "SubFund",
                                      "SummaryDisbursement",
                                      "TalentRound"};
  std::set<std::string> seen;
  for (const storage::Column& column : schema_.columns) {
    const std::string type(column.feed_type);
    const std::string name = type.substr(type.rfind('.') + 1);
    if (rows.count(name) == 0) continue;
    seen.insert(name);
    const auto* message = contract::ResourceOfType(absl::StrCat("funding_ledger/", name));
    ASSERT_NE(message, nullptr) << name;
    EXPECT_EQ(message->full_name(), type);
    EXPECT_EQ(contract::CollectionOf(contract::ResourceTypeOf(*message)),
              absl::StrCat(column.name, "/"));
  }
  EXPECT_EQ(seen, rows);
}

}  // namespace
}  // namespace zgc::funding
