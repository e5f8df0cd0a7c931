// What a park and a department see of the funds of all.
#include <string>

#include "common/rpc/server/test_scope_matrix.h"
#include "common/rpc/server/test_server.h"
#include "common/testing/matchers.h"
#include "gtest/gtest.h"
#include "services/funding_ledger/ledger/ledger_schema.h"
#include "services/funding_ledger/rpc/services.h"
#include "zgc/funding/v1/account_service.grpc.pb.h"
#include "zgc/funding/v1/budget_service.grpc.pb.h"
#include "zgc/funding/v1/fiscal_year_service.grpc.pb.h"
#include "zgc/funding/v1/loan_service.grpc.pb.h"

namespace zgc::funding {
namespace {

using common::v1::ERROR_REASON_OUT_OF_SCOPE;
using ::testing::ElementsAre;
using ::zgc::testing::HasReason;
using Budget = v1::BudgetService::Stub;
using Loans = v1::LoanService::Stub;

class FundScopeTest : public ::testing::Test {
 protected:
  FundScopeTest() {
    Do(&v1::FiscalYearService::Stub::CreateFiscalYear, "fiscal_year_id: '2019'");
    for (const char* id : {"a", "b"}) {
      Do(&Budget::CreateProgram,
         absl::StrCat("program_id: 'fund-", id, "' program { display_name: 'f' department: ",
                      "'//task_registry/organisations/", id, "' }"));
      Do(&Budget::CreateProgram,
         absl::StrCat("program_id: 'part-", id,
                      "' program { display_name: 'p' parent: ", "'programs/fund-", id, "' }"));
      Do(&Budget::CreateAppropriation,
         absl::StrCat("appropriation_id: '", id,
                      "' appropriation { fiscal_year: 'fiscalYears/2019' program: 'programs/fund-",
                      id, "' amount_fen: 500 kind: APPROPRIATION_KIND_ORIGINAL document: 'd' }"));
      Do(&Loans::CreateLoan, LoanIn(absl::StrCat("loan-", id), id));
    }
  }

  static std::string LoanIn(const std::string& id, const std::string& park) {
    return absl::StrCat(
        "loan_id: '", id, "' loan { borrower: '//park_region/enterprises/x' lender: '甲银行' ",
        "contract_number: '", id, "' principal_fen: 7300 annual_rate_percent: '4' start_date: ",
        "'2019-01-01' end_date: '2020-01-01' program: 'programs/part-", park,
        "' park: '//park_region/parks/", park, "' document: 'd' }");
  }
  void Bind(const std::string& scopes) {
    testing::PolicyOfScopes(dir_, scopes);
    server_.Restart();
  }
  template <typename Method>
  auto Call(Method method, const std::string& fields) {
    return server_.Call(method, fields, "maker");
  }
  template <typename Method>
  void Do(Method method, const std::string& fields) {
    ZGC_EXPECT_OK(Call(method, fields));
  }
  template <typename Rows>
  static std::vector<std::string> NamesOf(const Rows& rows) {
    std::vector<std::string> names;
    for (const auto& row : rows) names.push_back(row.name());
    return names;
  }

  resource::SourceWatch sources_;
  testing::TempDir dir_;
  rpc::TestServer server_{
      "funding_ledger", FundingLedgerSchema(),
      [this](rpc::Server& server) { return MakeServices(server.calls(), sources_); },
      testing::PolicyOfScopes(dir_, R"({"all": true})")};
};

TEST_F(FundScopeTest, ADepartmentSeesItsFundsAndWhatRestsOnThem) {
  Bind(R"({"organisations": ["organisations/a"]})");
  const auto programs = Call(&Budget::ListPrograms, "");
  ZGC_ASSERT_OK(programs);
  EXPECT_THAT(NamesOf(programs->programs()), ElementsAre("programs/fund-a", "programs/part-a"));
  EXPECT_EQ(programs->total_size(), 2);
  const auto appropriations = Call(&Budget::ListAppropriations, "");
  ZGC_ASSERT_OK(appropriations);
  EXPECT_THAT(NamesOf(appropriations->appropriations()), ElementsAre("appropriations/a"));
  const auto loans = Call(&Loans::ListLoans, "");
  ZGC_ASSERT_OK(loans);
  EXPECT_THAT(NamesOf(loans->loans()), ElementsAre("loans/loan-a"));
  EXPECT_THAT(Call(&Budget::GetProgram, "name: 'programs/part-b'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Call(&Budget::CreateAppropriation,
                   "appropriation_id: 'x' appropriation { fiscal_year: 'fiscalYears/2019' program: "
                   "'programs/fund-b' amount_fen: 1 kind: APPROPRIATION_KIND_ORIGINAL document: "
                   "'d' }"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Call(&v1::AccountService::Stub::ListTransfers, "program: 'programs/fund-a'"),
              HasReason(ERROR_REASON_OUT_OF_SCOPE))
      << "the journal is the zone's";
}

TEST_F(FundScopeTest, AParkSeesWhatIsItsOwnAndNoFund) {
  Bind(R"({"parks": ["parks/a"]})");
  const auto loans = Call(&Loans::ListLoans, "");
  ZGC_ASSERT_OK(loans);
  EXPECT_THAT(NamesOf(loans->loans()), ElementsAre("loans/loan-a"));
  EXPECT_EQ(loans->total_size(), 1);
  const auto programs = Call(&Budget::ListPrograms, "");
  ZGC_ASSERT_OK(programs);
  EXPECT_EQ(programs->programs_size(), 0);
  EXPECT_THAT(Call(&Loans::GetLoan, "name: 'loans/loan-b'"), HasReason(ERROR_REASON_OUT_OF_SCOPE));
  EXPECT_THAT(Call(&Loans::CreateLoan, LoanIn("new", "b")), HasReason(ERROR_REASON_OUT_OF_SCOPE));
}

}  // namespace
}  // namespace zgc::funding
