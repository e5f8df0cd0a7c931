#pragma once

#include <string>

#include "common/resource/source_watch.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/rpc/services.h"
#include "services/funding_ledger/store/schema.h"
#include "zgc/funding/v1/award_service.grpc.pb.h"
#include "zgc/funding/v1/budget_service.grpc.pb.h"
#include "zgc/funding/v1/fiscal_year_service.grpc.pb.h"

namespace zgc::funding {

// The ledger as its callers see it.
class FundingServicesTest : public ::testing::Test {
 protected:
  // Calls as a person; `fields` is the request in text format.
  template <typename Method>
  auto Call(Method method, const std::string& fields, const std::string& person = "clerk") {
    return server_.Call(method, fields, person);
  }

  // A fund of 500 fen with the program "p", 100 of them spent in one sum.
  void VoteBudget() {
    ZGC_ASSERT_OK(Call(&v1::FiscalYearService::Stub::CreateFiscalYear, "fiscal_year_id: '2019'"));
    ZGC_ASSERT_OK(Call(&v1::BudgetService::Stub::CreateProgram,
                       "program_id: 'f' program { display_name: '专项资金' }"));
    ZGC_ASSERT_OK(Call(&v1::BudgetService::Stub::CreateProgram,
                       "program_id: 'p' program { display_name: '项目' parent: 'programs/f' }"));
    ZGC_ASSERT_OK(
        Call(&v1::BudgetService::Stub::CreateAppropriation,
             "appropriation_id: 'a' appropriation { fiscal_year: 'fiscalYears/2019' program: "
             "'programs/f' amount_fen: 500 kind: APPROPRIATION_KIND_ORIGINAL document: 'd' }"));
    ZGC_ASSERT_OK(Call(&v1::BudgetService::Stub::CreateAllotment,
                       "allotment_id: 'a' allotment { fiscal_year: 'fiscalYears/2019' program: "
                       "'programs/p' amount_fen: 400 document: 'd' }"));
    ZGC_ASSERT_OK(Call(&v1::AwardService::Stub::CreateSummaryDisbursement,
                       "summary_disbursement_id: 's' summary_disbursement { fiscal_year: "
                       "'fiscalYears/2019' program: 'programs/f' amount_fen: 100 document: 'd' }"));
    ZGC_ASSERT_OK(Call(&v1::BudgetService::Stub::CreateCeiling,
                       "ceiling_id: 'c' ceiling { fiscal_year: 'fiscalYears/2019' scope: "
                       "CEILING_SCOPE_FISCAL_YEAR limit_fen: 350 document: 'd' }"));
  }

  resource::SourceWatch sources_;
  rpc::TestServer server_{"funding_ledger", FundingLedgerSchema(), [this](rpc::Server& server) {
                            return MakeServices(server.calls(), sources_);
                          }};
};

}  // namespace zgc::funding
